/* Series as CSV (RFC 4180): a line of names, then one for each entry. Every line begins with device and
 * series, so that files can be put together. */
#include "series.h"

/* Text that a spreadsheet would take for a formula is marked as text. */
static void write_cell(alb_buf *out, alb_span text, bool is_number)
{
    bool quote = false;
    bool formula = !is_number && text.len > 0 && strchr("=+-@", text.ptr[0]);
    for (size_t i = 0; i < text.len; i++) {
        quote =
            quote || text.ptr[i] == ',' || text.ptr[i] == '"' || text.ptr[i] == '\n' || text.ptr[i] == '\r';
    }
    if (!quote && !formula) {
        alb_buf_add(out, text);
        return;
    }
    alb_buf_add_text(out, formula ? "\"'" : "\"");
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"') {
            alb_buf_add_u8(out, '"');
        }
        alb_buf_add_u8(out, text.ptr[i]);
    }
    alb_buf_add_u8(out, '"');
}

typedef struct csv {
    alb_buf *out;
    alb_span device;
    bool any;
} csv;

static void write_names(const series *s, alb_buf *out)
{
    alb_buf_add_text(out, "Device,Series");
    for (size_t i = 0; i < s->n_columns; i++) {
        alb_buf_add_u8(out, ',');
        alb_buf_add(out, s->columns[i].name);
        if (s->columns[i].index.len > 0) {
            alb_buf_add_u8(out, ' ');
            alb_buf_add(out, s->columns[i].index);
        }
    }
    alb_buf_add_text(out, "\r\n");
}

static void write_series(void *ctx, const series *s)
{
    csv *c = ctx;
    alb_span name = s->doc->nodes[s->first].name;
    if (c->any) {
        alb_buf_add_text(c->out, "\r\n");
    }
    c->any = true;
    write_names(s, c->out);
    for (uint32_t e = s->first; e != UINT32_MAX; e = series_next(s, e)) {
        const mmc_node *cells[SERIES_COLUMNS];
        series_cells(s, e, cells);
        alb_buf_add(c->out, c->device);
        alb_buf_add_u8(c->out, ',');
        alb_buf_add(c->out, name);
        if (s->position > 0) {
            alb_buf_printf(c->out, " %u", s->position);
        }
        for (size_t i = 0; i < s->n_columns; i++) {
            alb_buf_add_u8(c->out, ',');
            if (cells[i]) {
                alb_span empty_says = cells[i]->kind == MMC_EMPTY ? ALB_LIT("true") : cells[i]->text;
                write_cell(c->out, empty_says, cells[i]->kind == MMC_NUMBER);
            }
        }
        alb_buf_add_text(c->out, "\r\n");
    }
}

bool mmc_write_csv(const mmc_document *doc, alb_buf *out)
{
    csv c = {.out = out};
    uint32_t device = doc->count > 0 ? mmc_find(doc, 0, "Header/BusinessOriginatorID") : UINT32_MAX;
    if (device != UINT32_MAX) {
        c.device = doc->nodes[device].text;
    }
    return series_each(doc, write_series, &c);
}
