/* The report while it is being made. */
#ifndef BENCH_DEVICE_REPORT_H
#define BENCH_DEVICE_REPORT_H

#include "bench_device/bench_device.h"

#include "base/arena.h"

typedef struct case_record case_record;

bench_device_report *report_new(alb_eui64 device, uint16_t type);
/* NULL: no memory. It starts as passed. */
case_record *report_case(bench_device_report *r, const char *group, const char *name, const char *title);
/* A field: what was expected, and what came. The texts are copied. */
void report_field(case_record *c, const char *name, bool passed, const char *expected, const char *actual);
/* The same with numbers in hexadecimal. */
void report_code(case_record *c, const char *name, uint64_t expected, uint64_t actual);
void report_skip(case_record *c, const char *why);
void report_time(case_record *c, double seconds);
/* Valid until the next field. */
const bench_device_case *report_view(case_record *c);
alb_arena *report_arena(bench_device_report *r);

#endif
