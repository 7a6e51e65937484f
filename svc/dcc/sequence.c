/* Numbers that never come twice. A block is reserved in the store before any of it is given, and never begins
 * below the clock: not even a store that was lost or brought back from a copy makes the counters go back, as
 * long as no more than a thousand a second were used. */
#include "dcc_internal.h"

typedef struct reservation {
    alb_time now;
    int64_t first;
} reservation;

static alb_status reserve(store_tx *tx, void *ctx, alb_err *err)
{
    reservation *r = ctx;
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT reserved FROM sequence WHERE name = 'dcc'", NULL, 0, &rows, err));
    r->first = store_next(rows) ? store_column(rows, 0).integer : 1;
    ALB_TRY(store_rows_end(rows, err));
    r->first = r->first < r->now ? r->now : r->first;
    store_value end = store_int(r->first + DCC_SEQUENCE_BLOCK);
    return store_exec(tx,
                      "INSERT INTO sequence (name, reserved) VALUES ('dcc', $1)"
                      " ON CONFLICT (name) DO UPDATE SET reserved = excluded.reserved",
                      &end, 1, err);
}

alb_status dcc_sequence_take(dcc *d, size_t n, int64_t *first, alb_err *err)
{
    dcc_sequence *s = &d->sequence;
    alb_status st = ALB_OK;
    (void)pthread_mutex_lock(&s->lock);
    if ((size_t)(s->end - s->next) < n) {
        reservation r = {.now = alb_now(d->clock)};
        st = store_write(d->store, reserve, &r, err);
        if (st == ALB_OK) {
            s->next = r.first;
            s->end = r.first + DCC_SEQUENCE_BLOCK;
        }
    }
    if (st == ALB_OK) {
        *first = s->next;
        s->next += (int64_t)n;
    }
    (void)pthread_mutex_unlock(&s->lock);
    return st;
}

alb_status dcc_number_next(store_tx *tx, const char *series, int64_t *out, alb_err *err)
{
    store_value name = dcc_text_or_null(series);
    ALB_TRY(store_exec(tx,
                       "INSERT INTO sequence (name, reserved) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET"
                       " reserved = sequence.reserved + 1",
                       &name, 1, err));
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT reserved FROM sequence WHERE name = $1", &name, 1, &rows, err));
    *out = store_next(rows) ? store_column(rows, 0).integer : 0;
    return store_rows_end(rows, err);
}

alb_status dcc_sequence_next(dcc *d, int64_t *out, alb_err *err)
{
    return dcc_sequence_take(d, 1, out, err);
}

void dcc_sequence_renew(dcc *d)
{
    (void)pthread_mutex_lock(&d->sequence.lock);
    d->sequence.next = d->sequence.end;
    (void)pthread_mutex_unlock(&d->sequence.lock);
}
