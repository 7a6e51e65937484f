#include "base/metrics.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { BUCKETS = 1024, VALUE = 48 };

static const double bounds[] = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,  1,    2.5,
                                5,     10,   30,    60,   300, 1800, 5600, 86400};
enum { N_BOUNDS = ALB_COUNT(bounds) };

typedef struct series {
    struct series *next;
    const char *name;
    const char *label_names[ALB_METRICS_LABELS];
    char label_values[ALB_METRICS_LABELS][VALUE];
    size_t n_labels;
    uint64_t count;
    double sum;
    uint64_t *within; /* observations up to each bound, not of those below; NULL: a counter */
} series;

struct alb_metrics {
    pthread_mutex_t lock; /* of everything below */
    series *buckets[BUCKETS];
    size_t n;
};

alb_metrics *alb_metrics_new(void)
{
    alb_metrics *m = calloc(1, sizeof *m);
    if (m) {
        (void)pthread_mutex_init(&m->lock, NULL);
    }
    return m;
}

void alb_metrics_free(alb_metrics *m)
{
    for (size_t i = 0; m && i < BUCKETS; i++) {
        for (series *s = m->buckets[i]; s; s = m->buckets[i]) {
            m->buckets[i] = s->next;
            free(s->within);
            free(s);
        }
    }
    if (m) {
        (void)pthread_mutex_destroy(&m->lock);
        free(m);
    }
}

static uint64_t add_to_hash(uint64_t h, const char *text)
{
    for (size_t i = 0; i < VALUE - 1 && text[i]; i++) {
        h = (h ^ (uint8_t)text[i]) * UINT64_C(0x100000001b3);
    }
    return h * UINT64_C(0x100000001b3);
}

static bool is_same(const series *s, const char *name, const alb_label *labels, size_t n)
{
    bool same = strcmp(s->name, name) == 0 && s->n_labels == n;
    for (size_t i = 0; same && i < n; i++) {
        same = strncmp(s->label_values[i], labels[i].value, VALUE - 1) == 0;
    }
    return same;
}

static series *make(const char *name, const alb_label *labels, size_t n, bool is_histogram)
{
    series *s = calloc(1, sizeof *s);
    if (!s) {
        return NULL;
    }
    s->name = name;
    s->n_labels = n;
    for (size_t i = 0; i < n; i++) {
        s->label_names[i] = labels[i].name;
        (void)snprintf(s->label_values[i], VALUE, "%s", labels[i].value);
    }
    s->within = is_histogram ? calloc(N_BOUNDS, sizeof *s->within) : NULL;
    if (is_histogram && !s->within) {
        free(s);
        return NULL;
    }
    return s;
}

/* Lock held. NULL: no memory, or too many. */
static series *find(alb_metrics *m, const char *name, const alb_label *labels, size_t n, bool is_histogram)
{
    n = n < ALB_METRICS_LABELS ? n : ALB_METRICS_LABELS;
    uint64_t h = add_to_hash(UINT64_C(0xcbf29ce484222325), name);
    for (size_t i = 0; i < n; i++) {
        h = add_to_hash(h, labels[i].value);
    }
    series **bucket = &m->buckets[(h >> 32) % BUCKETS];
    for (series *s = *bucket; s; s = s->next) {
        if (is_same(s, name, labels, n)) {
            return s;
        }
    }
    series *s = m->n < ALB_METRICS_SERIES ? make(name, labels, n, is_histogram) : NULL;
    if (s) {
        m->n++;
        s->next = *bucket;
        *bucket = s;
    }
    return s;
}

void alb_metrics_count(alb_metrics *m, const char *name, const alb_label *labels, size_t n)
{
    if (m) {
        (void)pthread_mutex_lock(&m->lock);
        series *s = find(m, name, labels, n, false);
        if (s) {
            s->count++;
        }
        (void)pthread_mutex_unlock(&m->lock);
    }
}

void alb_metrics_observe(alb_metrics *m, const char *name, double seconds, const alb_label *labels, size_t n)
{
    if (!m) {
        return;
    }
    (void)pthread_mutex_lock(&m->lock);
    series *s = find(m, name, labels, n, true);
    if (s) {
        size_t i = 0;
        while (i < N_BOUNDS && seconds > bounds[i]) {
            i++;
        }
        if (i < N_BOUNDS) {
            s->within[i]++;
        }
        s->count++;
        s->sum += seconds;
    }
    (void)pthread_mutex_unlock(&m->lock);
}

/* --- writing --- */

static void write_value(alb_buf *out, const char *value)
{
    for (; *value; value++) {
        if (*value == '"' || *value == '\\') {
            alb_buf_add_u8(out, '\\');
        }
        alb_buf_add_u8(out, *value == '\n' ? ' ' : (uint8_t)*value);
    }
}

/* {name="value",...,le="bound"}; le NULL: without it. */
static void write_labels(alb_buf *out, const series *s, const char *le)
{
    const char *before = "{";
    for (size_t i = 0; i < s->n_labels; i++) {
        alb_buf_printf(out, "%s%s=\"", before, s->label_names[i]);
        write_value(out, s->label_values[i]);
        alb_buf_add_u8(out, '"');
        before = ",";
    }
    if (le) {
        alb_buf_printf(out, "%sle=\"%s\"", before, le);
        before = ",";
    }
    alb_buf_add_text(out, *before == ',' ? "} " : " ");
}

static void write_histogram(alb_buf *out, const series *s)
{
    uint64_t so_far = 0;
    for (size_t i = 0; i < N_BOUNDS; i++) {
        char le[24];
        so_far += s->within[i];
        (void)snprintf(le, sizeof le, "%g", bounds[i]);
        alb_buf_printf(out, "%s_bucket", s->name);
        write_labels(out, s, le);
        alb_buf_printf(out, "%llu\n", (unsigned long long)so_far);
    }
    alb_buf_printf(out, "%s_bucket", s->name);
    write_labels(out, s, "+Inf");
    alb_buf_printf(out, "%llu\n%s_sum", (unsigned long long)s->count, s->name);
    write_labels(out, s, NULL);
    alb_buf_printf(out, "%.9g\n%s_count", s->sum, s->name);
    write_labels(out, s, NULL);
    alb_buf_printf(out, "%llu\n", (unsigned long long)s->count);
}

static int by_name(const void *a, const void *b)
{
    const series *x = *(const series *const *)a;
    const series *y = *(const series *const *)b;
    int order = strcmp(x->name, y->name);
    for (size_t i = 0; order == 0 && i < x->n_labels && i < y->n_labels; i++) {
        order = strcmp(x->label_values[i], y->label_values[i]);
    }
    return order;
}

void alb_metrics_write(alb_metrics *m, alb_buf *out)
{
    const char *last = "";
    (void)pthread_mutex_lock(&m->lock);
    series **all = calloc(m->n + 1, sizeof(series *));
    size_t n = 0;
    for (size_t i = 0; all && i < BUCKETS; i++) {
        for (series *s = m->buckets[i]; s; s = s->next) {
            all[n++] = s;
        }
    }
    if (n > 0) {
        qsort(all, n, sizeof(series *), by_name);
    }
    for (size_t i = 0; i < n; i++) {
        const series *s = all[i];
        if (strcmp(last, s->name) != 0) {
            alb_buf_printf(out, "# TYPE %s %s\n", s->name, s->within ? "histogram" : "counter");
        }
        last = s->name;
        if (s->within) {
            write_histogram(out, s);
        } else {
            alb_buf_add_text(out, s->name);
            write_labels(out, s, NULL);
            alb_buf_printf(out, "%llu\n", (unsigned long long)s->count);
        }
    }
    free(all);
    (void)pthread_mutex_unlock(&m->lock);
}

void alb_metrics_gauge(alb_buf *out, const char *name, const char *help, double value)
{
    alb_buf_printf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %.9g\n", name, help, name, name, value);
}
