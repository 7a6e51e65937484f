/* Counters and histograms of a running program, written in Prometheus' text form. Thread-safe. */
#ifndef ALB_BASE_METRICS_H
#define ALB_BASE_METRICS_H

#include "base/buf.h"

typedef struct alb_metrics alb_metrics;

/* NULL: no memory. */
alb_metrics *alb_metrics_new(void);
void alb_metrics_free(alb_metrics *m);

/* A label of a series; up to ALB_METRICS_LABELS, values of up to 47 octets (longer ones are cut). */
typedef struct alb_label {
    const char *name, *value; /* name: static text */
} alb_label;
enum { ALB_METRICS_LABELS = 3, ALB_METRICS_SERIES = 8192 };

/* name: static text. With ALB_METRICS_SERIES series there are no new ones: what they would count is lost. m
 * NULL: nothing is counted. */
void alb_metrics_count(alb_metrics *m, const char *name, const alb_label *labels, size_t n);
/* Into buckets from 5 ms to 86400 s. */
void alb_metrics_observe(alb_metrics *m, const char *name, double seconds, const alb_label *labels, size_t n);
/* All series, sorted by name. */
void alb_metrics_write(alb_metrics *m, alb_buf *out);
/* One number that is known when it is asked for. */
void alb_metrics_gauge(alb_buf *out, const char *name, const char *help, double value);

#endif
