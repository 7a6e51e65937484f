#include "series.h"

/* The schema's own word: LogEntry, ALCSEventLogEntry, LogEntryPrepaymentData .. */
bool series_is_entry(const mmc_node *node)
{
    static const char word[] = "LogEntry";
    bool found = false;
    for (size_t i = 0; i + sizeof word - 1 <= node->name.len; i++) {
        found = found || alb_span_is(alb_span_sub(node->name, i, sizeof word - 1), word);
    }
    return found && node->repeated && node->kind == MMC_PARENT;
}

uint32_t series_next(const series *s, uint32_t entry)
{
    uint32_t next = mmc_sibling(s->doc, s->parent, entry);
    bool alike = next != UINT32_MAX && alb_span_equal(s->doc->nodes[next].name, s->doc->nodes[s->first].name);
    return alike ? next : UINT32_MAX;
}

static alb_span index_of(const series *s, const mmc_node *node)
{
    const mmc_attribute *a = mmc_attribute_of(s->doc, node, 0);
    return a ? a->value : (alb_span){0};
}

static bool is_column(const series *s, const series_column *c, const mmc_node *node)
{
    return alb_span_equal(c->name, node->name) && alb_span_equal(c->index, index_of(s, node));
}

/* Entries are much alike: the search begins behind the column of the value before. */
static size_t find_column(const series *s, const mmc_node *node, size_t hint)
{
    for (size_t n = 0; n < s->n_columns; n++) {
        size_t i = (hint + n) % s->n_columns;
        if (is_column(s, &s->columns[i], node)) {
            return i;
        }
    }
    return SERIES_COLUMNS;
}

static bool is_time(alb_span name)
{
    return alb_span_is(name, "Timestamp") || alb_span_is(name, "TimeStamp");
}

static void add_column(series *s, const mmc_node *node)
{
    if (s->n_columns == SERIES_COLUMNS) {
        return;
    }
    size_t at = is_time(node->name) ? 0 : s->n_columns;
    memmove(&s->columns[at + 1], &s->columns[at], (s->n_columns - at) * sizeof s->columns[0]);
    s->columns[at] = (series_column){node->name, index_of(s, node), node->kind == MMC_NUMBER};
    s->n_columns++;
}

static bool is_value(const mmc_node *node)
{
    return node->kind != MMC_PARENT;
}

static void collect(series *s)
{
    size_t hint = 0;
    for (uint32_t e = s->first; e != UINT32_MAX; e = series_next(s, e)) {
        s->count++;
        for (uint32_t i = e + 1; i < s->doc->nodes[e].next; i++) {
            const mmc_node *node = &s->doc->nodes[i];
            size_t at = is_value(node) ? find_column(s, node, hint) : 0;
            if (is_value(node) && at == SERIES_COLUMNS) {
                add_column(s, node);
            }
            hint = at == SERIES_COLUMNS ? 0 : at + 1;
        }
    }
}

void series_cells(const series *s, uint32_t entry, const mmc_node *cells[static SERIES_COLUMNS])
{
    size_t hint = 0;
    for (size_t i = 0; i < s->n_columns; i++) {
        cells[i] = NULL;
    }
    for (uint32_t i = entry + 1; i < s->doc->nodes[entry].next; i++) {
        const mmc_node *node = &s->doc->nodes[i];
        size_t at = is_value(node) ? find_column(s, node, hint) : SERIES_COLUMNS;
        if (at < SERIES_COLUMNS) {
            cells[at] = node;
            hint = at + 1;
        }
    }
}

typedef struct walk {
    const mmc_document *doc;
    series_visit *each;
    void *ctx;
    bool found;
} walk;

static void visit(walk *w, uint32_t parent, uint32_t around)
{
    alb_span last = {0};
    uint32_t position = 0;
    for (uint32_t c = mmc_child(w->doc, parent); c != UINT32_MAX; c = mmc_sibling(w->doc, parent, c)) {
        const mmc_node *node = &w->doc->nodes[c];
        bool like_last = alb_span_equal(node->name, last);
        position = like_last ? position + 1 : 1;
        last = node->name;
        if (!series_is_entry(node)) {
            visit(w, c, node->repeated ? position : around);
        } else if (!like_last) {
            series s = {.doc = w->doc, .parent = parent, .first = c, .position = around};
            collect(&s);
            w->each(w->ctx, &s);
            w->found = true;
        }
    }
}

bool series_each(const mmc_document *doc, series_visit *each, void *ctx)
{
    walk w = {.doc = doc, .each = each, .ctx = ctx};
    if (doc->count > 0) {
        visit(&w, 0, 0);
    }
    return w.found;
}
