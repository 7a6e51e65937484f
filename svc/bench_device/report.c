#include "report.h"

#include <stdio.h>
#include <stdlib.h>

enum { TEXTS_MAX = 64 * 1024 * 1024, FIRST_FIELDS = 8 };

struct case_record {
    bench_device_case view;
    bench_device_field *fields;
    size_t capacity;
    bench_device_report *report;
    case_record *next;
};

struct bench_device_report {
    alb_arena *arena; /* texts and cases */
    case_record *first, *last;
    size_t count;
    alb_eui64 device;
    uint16_t type;
};

bench_device_report *report_new(alb_eui64 device, uint16_t type)
{
    bench_device_report *r = calloc(1, sizeof *r);
    if (!r) {
        return NULL;
    }
    *r = (bench_device_report){.arena = alb_arena_new(TEXTS_MAX), .device = device, .type = type};
    if (!r->arena) {
        free(r);
        return NULL;
    }
    return r;
}

void bench_device_report_free(bench_device_report *r)
{
    if (r) {
        alb_arena_free(r->arena);
        free(r);
    }
}

alb_arena *report_arena(bench_device_report *r)
{
    return r->arena;
}

case_record *report_case(bench_device_report *r, const char *group, const char *name, const char *title)
{
    case_record *c = alb_arena_alloc(r->arena, sizeof *c);
    if (!c) {
        return NULL;
    }
    *c = (case_record){.view = {.group = group, .name = name, .title = title}, .report = r};
    if (r->last) {
        r->last->next = c;
    } else {
        r->first = c;
    }
    r->last = c;
    r->count++;
    return c;
}

static bool make_room(case_record *c)
{
    if (c->view.n_fields < c->capacity) {
        return true;
    }
    size_t capacity = c->capacity ? c->capacity * 2 : FIRST_FIELDS;
    bench_device_field *more = alb_arena_array(c->report->arena, capacity, sizeof *more);
    if (!more) {
        return false;
    }
    if (c->view.n_fields > 0) {
        memcpy(more, c->fields, c->view.n_fields * sizeof *more);
    }
    c->fields = more;
    c->capacity = capacity;
    c->view.fields = more;
    return true;
}

void report_field(case_record *c, const char *name, bool passed, const char *expected, const char *actual)
{
    alb_arena *a = c->report->arena;
    c->view.outcome = passed ? c->view.outcome : BENCH_DEVICE_FAIL;
    if (make_room(c)) {
        c->fields[c->view.n_fields++] =
            (bench_device_field){.name = alb_arena_string(a, alb_span_str(name)),
                                 .expected = alb_arena_string(a, alb_span_str(expected)),
                                 .actual = alb_arena_string(a, alb_span_str(actual)),
                                 .passed = passed};
    }
}

void report_code(case_record *c, const char *name, uint64_t expected, uint64_t actual)
{
    char wanted[24];
    char got[24];
    (void)snprintf(wanted, sizeof wanted, "%04llx", (unsigned long long)expected);
    (void)snprintf(got, sizeof got, "%04llx", (unsigned long long)actual);
    report_field(c, name, expected == actual, wanted, got);
}

void report_skip(case_record *c, const char *why)
{
    c->view.outcome = BENCH_DEVICE_SKIP;
    c->view.why = alb_arena_string(c->report->arena, alb_span_str(why));
}

void report_time(case_record *c, double seconds)
{
    c->view.seconds = seconds;
}

const bench_device_case *report_view(case_record *c)
{
    return &c->view;
}

size_t bench_device_report_count(const bench_device_report *r)
{
    return r->count;
}

const bench_device_case *bench_device_report_at(const bench_device_report *r, size_t index)
{
    const case_record *c = r->first;
    for (size_t i = 0; c && i < index; i++) {
        c = c->next;
    }
    return c ? &c->view : NULL;
}

size_t bench_device_report_total(const bench_device_report *r, bench_device_outcome outcome)
{
    size_t n = 0;
    for (const case_record *c = r->first; c; c = c->next) {
        n += c->view.outcome == outcome;
    }
    return n;
}

/* --- for people --- */

void bench_device_write_case(const bench_device_case *c, bool verbose, alb_buf *out)
{
    static const char *const words[] = {"ok  ", "FAIL", "skip"};
    alb_buf_printf(out, "%s %-28s %s", words[c->outcome], c->name, c->title);
    alb_buf_printf(out, c->why ? " (%s)\n" : "\n", c->why);
    for (size_t i = 0; i < c->n_fields; i++) {
        const bench_device_field *f = &c->fields[i];
        if (verbose || !f->passed) {
            alb_buf_printf(out, "     %s %s: expected %s, got %s\n", f->passed ? "    " : "FAIL", f->name,
                           f->expected, f->actual);
        }
    }
}

void bench_device_write_totals(const bench_device_report *r, alb_buf *out)
{
    char eui[ALB_EUI64_TEXT];
    alb_buf_printf(out, "bench-device %s %s: %zu passed, %zu failed, %zu skipped\n", cat_device_name(r->type),
                   alb_eui64_hex(r->device, eui), bench_device_report_total(r, BENCH_DEVICE_PASS),
                   bench_device_report_total(r, BENCH_DEVICE_FAIL),
                   bench_device_report_total(r, BENCH_DEVICE_SKIP));
}
