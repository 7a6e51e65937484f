/* For people at a terminal: what is not a series one value a line, series as tables with bars. */
#include "series.h"

#include "base/text.h"

#include <stdlib.h>

enum { WIDEST_TABLE = 8, LONGEST_BAR = 50, SHORTEST_BAR = 8 };

/* --- values --- */

static void write_value(const mmc_document *doc, const mmc_node *node, int depth, alb_buf *out)
{
    alb_buf_printf(out, "%*s", depth * 2, "");
    alb_buf_add(out, node->name);
    const mmc_attribute *a;
    for (size_t i = 0; (a = mmc_attribute_of(doc, node, i)) != NULL; i++) {
        alb_buf_add_u8(out, ' ');
        alb_buf_add_text(out, a->name);
        alb_buf_add_u8(out, '=');
        alb_buf_add(out, a->value);
    }
    if (node->text.len > 0) {
        alb_buf_add_text(out, ": ");
        alb_buf_add(out, node->text);
    }
    alb_buf_add_u8(out, '\n');
}

static void write_values(const mmc_document *doc, uint32_t parent, int depth, alb_buf *out)
{
    for (uint32_t c = mmc_child(doc, parent); c != UINT32_MAX; c = mmc_sibling(doc, parent, c)) {
        if (!series_is_entry(&doc->nodes[c])) {
            write_value(doc, &doc->nodes[c], depth, out);
            write_values(doc, c, depth + 1, out);
        }
    }
}

/* --- series --- */

typedef struct table {
    alb_buf *out;
    unsigned width;
} table;

static size_t label_length(const series_column *c)
{
    return c->name.len + (c->index.len > 0 ? c->index.len + 1 : 0);
}

static void pad(alb_buf *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        alb_buf_add_u8(out, ' ');
    }
}

/* The first column of numbers is drawn; values below zero have no bar. */
static size_t drawn_column(const series *s)
{
    size_t i = 0;
    while (i < s->n_columns && !s->columns[i].is_number) {
        i++;
    }
    return i;
}

static double number_of(const mmc_node *cell)
{
    enum { DECIMALS = 9 };
    int64_t value;
    return cell && alb_parse_decimal(cell->text, -DECIMALS, &value) ? (double)value : 0;
}

typedef struct layout {
    size_t widths[SERIES_COLUMNS];
    double most;
    size_t drawn;
} layout;

static void measure(const series *s, layout *l)
{
    *l = (layout){.drawn = drawn_column(s)};
    for (size_t i = 0; i < s->n_columns; i++) {
        l->widths[i] = label_length(&s->columns[i]);
    }
    for (uint32_t e = s->first; e != UINT32_MAX; e = series_next(s, e)) {
        const mmc_node *cells[SERIES_COLUMNS];
        series_cells(s, e, cells);
        for (size_t i = 0; i < s->n_columns; i++) {
            l->widths[i] = cells[i] && cells[i]->text.len > l->widths[i] ? cells[i]->text.len : l->widths[i];
        }
        double n = l->drawn < s->n_columns ? number_of(cells[l->drawn]) : 0;
        l->most = n > l->most ? n : l->most;
    }
}

static void write_bar(const layout *l, double number, size_t used, const table *t)
{
    size_t room = t->width > used + SHORTEST_BAR ? t->width - used : SHORTEST_BAR;
    room = room > LONGEST_BAR ? LONGEST_BAR : room;
    size_t bar = l->most > 0 && number > 0 ? (size_t)(number / l->most * (double)room + 0.5) : 0;
    for (size_t i = 0; i < bar; i++) {
        alb_buf_add_u8(t->out, '#');
    }
}

static void write_names(const series *s, const layout *l, alb_buf *out)
{
    for (size_t i = 0; i < s->n_columns; i++) {
        alb_buf_add(out, s->columns[i].name);
        if (s->columns[i].index.len > 0) {
            alb_buf_add_u8(out, ' ');
            alb_buf_add(out, s->columns[i].index);
        }
        pad(out, i + 1 < s->n_columns ? l->widths[i] - label_length(&s->columns[i]) + 2 : 0);
    }
    alb_buf_add_u8(out, '\n');
}

static void write_rows(const series *s, const table *t)
{
    layout l;
    measure(s, &l);
    write_names(s, &l, t->out);
    for (uint32_t e = s->first; e != UINT32_MAX; e = series_next(s, e)) {
        const mmc_node *cells[SERIES_COLUMNS];
        size_t used = 0;
        series_cells(s, e, cells);
        for (size_t i = 0; i < s->n_columns; i++) {
            alb_span text = cells[i] ? cells[i]->text : (alb_span){0};
            size_t left = l.widths[i] - text.len;
            pad(t->out, s->columns[i].is_number ? left : 0);
            alb_buf_add(t->out, text);
            pad(t->out, (s->columns[i].is_number ? 0 : left) + 2);
            used += l.widths[i] + 2;
        }
        if (l.drawn < s->n_columns) {
            write_bar(&l, number_of(cells[l.drawn]), used, t);
        }
        alb_buf_add_u8(t->out, '\n');
    }
}

/* Too many columns for a line: an entry is a list. */
static void write_lists(const series *s, const table *t)
{
    for (uint32_t e = s->first; e != UINT32_MAX; e = series_next(s, e)) {
        const mmc_node *cells[SERIES_COLUMNS];
        series_cells(s, e, cells);
        for (size_t i = 0; i < s->n_columns; i++) {
            if (cells[i]) {
                write_value(s->doc, cells[i], i == 0 ? 0 : 1, t->out);
            }
        }
    }
}

static void write_series(void *ctx, const series *s)
{
    const table *t = ctx;
    alb_buf_add_u8(t->out, '\n');
    alb_buf_add(t->out, s->doc->nodes[s->first].name);
    if (s->position > 0) {
        alb_buf_printf(t->out, " %u", s->position);
    }
    alb_buf_printf(t->out, ": %u entries\n", s->count);
    if (s->n_columns <= WIDEST_TABLE) {
        write_rows(s, t);
    } else {
        write_lists(s, t);
    }
}

void mmc_write_table(const mmc_document *doc, unsigned width, alb_buf *out)
{
    if (doc->count == 0) {
        return;
    }
    table t = {.out = out, .width = width};
    write_values(doc, 0, 0, out);
    (void)series_each(doc, write_series, &t);
}
