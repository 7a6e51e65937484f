/* Comma separated values: RFC 4180, no extensions. */
#include "base/csv.h"

#include "base/text.h"

#define RULE "RFC 4180"

alb_csv alb_csv_init(alb_span text, alb_arena *arena)
{
    return (alb_csv){.text = text, .next_line = 1, .arena = arena};
}

static uint8_t peek(const alb_csv *r)
{
    return r->at < r->text.len ? r->text.ptr[r->at] : 0;
}

static bool ends_record(const alb_csv *r)
{
    return r->at == r->text.len || peek(r) == '\n' ||
           (peek(r) == '\r' && r->at + 1 < r->text.len && r->text.ptr[r->at + 1] == '\n');
}

static alb_status plain_field(alb_csv *r, alb_span *out, alb_err *err)
{
    size_t from = r->at;
    while (!ends_record(r) && peek(r) != ',') {
        uint8_t octet = peek(r);
        if (octet == '"' || octet < ' ' || octet == 0x7f) {
            return alb_fail(err, ALB_BAD_FORMAT, RULE, r->line, "octet %02x in a field", octet);
        }
        r->at++;
    }
    *out = alb_span_sub(r->text, from, r->at - from);
    return ALB_OK;
}

/* Behind the opening quote; up to and with the closing one. */
static alb_status quoted_field(alb_csv *r, alb_span *out, alb_err *err)
{
    size_t from = r->at;
    size_t doubled = 0;
    for (;; r->at++) {
        if (r->at == r->text.len) {
            return alb_fail(err, ALB_TRUNCATED, RULE, r->line, "a quoted field has no end");
        }
        uint8_t octet = peek(r);
        r->next_line += octet == '\n';
        if (octet != '"') {
            continue;
        }
        if (r->at + 1 == r->text.len || r->text.ptr[r->at + 1] != '"') {
            break;
        }
        doubled++;
        r->at++;
    }
    *out = alb_span_sub(r->text, from, r->at - from);
    r->at++;
    if (doubled == 0) {
        return ALB_OK;
    }
    uint8_t *copy = alb_arena_alloc(r->arena, out->len - doubled);
    if (!copy) {
        return alb_fail(err, ALB_NO_MEMORY, RULE, r->line, "no memory for a field");
    }
    size_t n = 0;
    for (size_t i = 0; i < out->len; i++) {
        copy[n++] = out->ptr[i];
        i += out->ptr[i] == '"';
    }
    *out = alb_span_of(copy, n);
    return ALB_OK;
}

static void end_record(alb_csv *r)
{
    r->at += peek(r) == '\r';
    if (r->at < r->text.len) {
        r->at++;
        r->next_line++;
    }
}

alb_status alb_csv_next(alb_csv *r, alb_span *fields, size_t max, size_t *n, alb_err *err)
{
    *n = 0;
    r->line = r->next_line;
    if (r->at == r->text.len) {
        return ALB_OK;
    }
    for (;;) {
        if (*n == max) {
            return alb_fail(err, ALB_TOO_LARGE, RULE, r->line, "more than %zu fields", max);
        }
        bool quoted = peek(r) == '"';
        r->at += quoted;
        ALB_TRY(quoted ? quoted_field(r, &fields[*n], err) : plain_field(r, &fields[*n], err));
        (*n)++;
        if (ends_record(r)) {
            end_record(r);
            return ALB_OK;
        }
        if (peek(r) != ',') {
            return alb_fail(err, ALB_BAD_FORMAT, RULE, r->line, "no comma behind a quoted field");
        }
        r->at++;
    }
}

alb_status alb_csv_header(alb_csv *r, const char *const *columns, size_t n, alb_err *err)
{
    alb_span *fields = alb_arena_array(r->arena, n, sizeof *fields);
    size_t count = 0;
    if (!fields) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a header");
    }
    ALB_TRY(alb_csv_next(r, fields, n, &count, err));
    for (size_t i = 0; i < n; i++) {
        if (i == count || !alb_span_is(fields[i], columns[i])) {
            return alb_fail(err, ALB_BAD_FORMAT, RULE, r->line, "column %zu is not %s", i + 1, columns[i]);
        }
    }
    return ALB_OK;
}

bool alb_csv_date(alb_span text, alb_time *out)
{
    *out = ALB_TIME_NONE;
    if (text.len == 0) {
        return true;
    }
    uint64_t year, month, day;
    if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-' ||
        !alb_parse_u64(alb_span_sub(text, 0, 4), 9999, &year) ||
        !alb_parse_u64(alb_span_sub(text, 5, 2), 12, &month) ||
        !alb_parse_u64(alb_span_sub(text, 8, 2), 31, &day)) {
        return false;
    }
    alb_date_time d = {.year = (int)year, .month = (int)month, .day = (int)day};
    return alb_time_join(&d, out);
}
