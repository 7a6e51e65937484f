/* A test bench for one device: it plays the DCC and the remote parties, and runs the command catalogue at the
 * device behind a link (net/link.h, docs/bench-device.md).
 *
 * For each use case that the kind of device takes, a command is built from the catalogue, protected with the
 * parties' keys and sent; the answer must be authentic and as the catalogue has it, field by field. Then come
 * messages that no device may accept. The device may be simulated or real: the bench knows it by its messages
 * alone.
 */
#ifndef BENCH_DEVICE_BENCH_DEVICE_H
#define BENCH_DEVICE_BENCH_DEVICE_H

#include "base/buf.h"
#include "base/time.h"
#include "catalogue/use_case.h"
#include "net/link.h"
#include "smki/keystore.h"

typedef struct bench_device_options {
    /* Certificates and private keys of the parties whose certificates stand in the device's cells (the Access
     * Control Broker's key agreement key at least), and the device's own two certificates. Borrowed. */
    const smki_keystore *keys;
    link_socket *link;     /* to the device or its hub; borrowed, read by the calling thread alone */
    alb_eui64 hub, device; /* the same for a hub */
    uint16_t type;         /* CAT_DEVICE_ bit of the device */
    uint8_t variants;      /* what an electricity meter has (catalogue/variant.h) */
    const alb_clock *clock;
    int timeout_ms;   /* longest wait for an answer; 0: 10 s */
    const char *only; /* this use case, or these refusals, alone; NULL: everything */
} bench_device_options;

typedef enum bench_device_outcome {
    BENCH_DEVICE_PASS,
    BENCH_DEVICE_FAIL,
    BENCH_DEVICE_SKIP
} bench_device_outcome;

/* One thing that was looked at. Texts live as long as the report. */
typedef struct bench_device_field {
    const char *name; /* "authenticity", "item 2 result" */
    const char *expected, *actual;
    bool passed;
} bench_device_field;

typedef struct bench_device_case {
    const char *group; /* "catalogue" or "refusal" */
    const char *name;  /* of the use case, or of what is wrong with the message */
    const char *title;
    bench_device_outcome outcome;
    const char *why; /* of SKIP; else NULL */
    double seconds;
    const bench_device_field *fields; /* of which at least one failed in a case that did */
    size_t n_fields;
} bench_device_case;

typedef struct bench_device_report bench_device_report;

/* Hears of each case as it ends. */
typedef struct bench_device_watch {
    void (*done)(void *ctx, const bench_device_case *c);
    void *ctx;
} bench_device_watch;

/* Runs everything, at least a second a case that is not answered. watch may be NULL. NO_KEY when the broker's
 * keys or the device's certificates are missing, CLOSED when the link ends; a device that answers wrongly is
 * no error: the report says so. */
ALB_MUST_USE alb_status bench_device_run(const bench_device_options *options, const bench_device_watch *watch,
                                         bench_device_report **out, alb_err *err);
void bench_device_report_free(bench_device_report *report);

size_t bench_device_report_count(const bench_device_report *report);
const bench_device_case *bench_device_report_at(const bench_device_report *report, size_t index);
size_t bench_device_report_total(const bench_device_report *report, bench_device_outcome outcome);

/* A line a case, with the fields that failed below it, and the totals. verbose: every field. */
void bench_device_write_case(const bench_device_case *c, bool verbose, alb_buf *out);
void bench_device_write_totals(const bench_device_report *report, alb_buf *out);
void bench_device_write_json(const bench_device_report *report, alb_buf *out);
/* JUnit XML, as test servers read it. */
void bench_device_write_junit(const bench_device_report *report, alb_buf *out);

#endif
