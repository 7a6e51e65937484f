/* How much one User may ask: so many requests a second, in bursts of twice that, and so many at once. A
 * request counts against its User once its signature says who that is, so that nobody uses up what is
 * another's. */
#include "dcc_internal.h"

#include <stdlib.h>

enum { BUCKETS = 256 };

typedef struct allowance {
    struct allowance *next;
    alb_eui64 user;
    alb_time at;    /* when credit was reckoned last */
    int64_t credit; /* thousandths of a request */
    unsigned at_once;
} allowance;

struct dcc_throttle {
    unsigned rate, at_once; /* 0: no limit */
    pthread_mutex_t lock;   /* of everything below */
    allowance *buckets[BUCKETS];
};

dcc_throttle *dcc_throttle_new(unsigned rate, unsigned at_once)
{
    dcc_throttle *t = calloc(1, sizeof *t);
    if (t) {
        t->rate = rate;
        t->at_once = at_once;
        (void)pthread_mutex_init(&t->lock, NULL);
    }
    return t;
}

void dcc_throttle_free(dcc_throttle *t)
{
    for (size_t i = 0; t && i < BUCKETS; i++) {
        for (allowance *a = t->buckets[i]; a; a = t->buckets[i]) {
            t->buckets[i] = a->next;
            free(a);
        }
    }
    if (t) {
        (void)pthread_mutex_destroy(&t->lock);
        free(t);
    }
}

/* Lock held. NULL: no memory. */
static allowance *find(dcc_throttle *t, alb_eui64 user, alb_time now)
{
    allowance **bucket = &t->buckets[alb_eui64_number(user) * UINT64_C(0x9e3779b97f4a7c15) >> 56];
    for (allowance *a = *bucket; a; a = a->next) {
        if (alb_eui64_equal(a->user, user)) {
            return a;
        }
    }
    allowance *a = calloc(1, sizeof *a);
    if (a) {
        *a = (allowance){.next = *bucket, .user = user, .at = now, .credit = INT64_C(2000) * t->rate};
        *bucket = a;
    }
    return a;
}

static void earn(const dcc_throttle *t, allowance *a, alb_time now)
{
    const int64_t most = INT64_C(2000) * t->rate;
    alb_time passed = now > a->at ? now - a->at : 0;
    a->at = now;
    a->credit = passed > 2000 ? most : a->credit + passed * t->rate;
    a->credit = a->credit < most ? a->credit : most;
}

bool dcc_check_throttle(dcc_case *c)
{
    dcc_throttle *t = c->dcc->throttle;
    (void)pthread_mutex_lock(&t->lock);
    allowance *a = find(t, c->document.request_id.originator, c->now);
    bool too_many = a && t->at_once > 0 && a->at_once >= t->at_once;
    bool too_fast = false;
    if (a && !too_many && t->rate > 0) {
        earn(t, a, c->now);
        too_fast = a->credit < 1000;
        a->credit -= too_fast ? 0 : 1000;
    }
    c->is_counted = a && !too_many && !too_fast;
    if (c->is_counted) {
        a->at_once++;
    }
    (void)pthread_mutex_unlock(&t->lock);
    if (too_many) {
        return dcc_refuse_http(c, 429, "more than %u requests of this User at once", t->at_once);
    }
    if (too_fast) {
        return dcc_refuse_http(c, 429, "more than %u requests a second of this User", t->rate);
    }
    return c->is_counted || dcc_refuse_http(c, 503, "no memory for another User");
}

void dcc_throttle_end(dcc_case *c)
{
    dcc_throttle *t = c->dcc->throttle;
    if (c->is_counted) {
        (void)pthread_mutex_lock(&t->lock);
        allowance *a = find(t, c->document.request_id.originator, c->now);
        a->at_once--; /* it is there: it has been counted */
        (void)pthread_mutex_unlock(&t->lock);
    }
}
