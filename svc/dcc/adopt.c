/* Commands that are under way and come to this server: after its start, or when another one has left or died.
 * They are sent again, with the octets and numbers that they have: the hub drops what it has seen. */
#include "pipeline_internal.h"

enum { AT_A_TIME = 500 };
#define GRACE ALB_SECONDS(10)

typedef struct adoption {
    dcc_pipeline *pipeline;
    uint64_t shards;
    int64_t after; /* the last sequence that was looked at */
    size_t n;
} adoption;

/* True: it is here already, and goes on. */
static bool is_here(dcc_pipeline *p, int64_t sequence)
{
    dcc_work *w = work_find(p, sequence);
    if (w) {
        w->is_lost = false;
    }
    return w != NULL;
}

/* A device's answer that waited for the DCC to come back still counts: the limit is not before that. */
static alb_status take_up(dcc_pipeline *p, const store_rows *rows, alb_err *err)
{
    alb_time limit = alb_now(p->dcc->clock) + GRACE;
    alb_time answer_by = store_column(rows, 4).integer;
    int64_t sequence = store_column(rows, 1).integer;
    dcc_work *w = NULL;
    (void)pthread_mutex_lock(&p->lock);
    bool found = is_here(p, sequence);
    alb_status st =
        found ? ALB_OK : work_add(p, sequence, dcc_column_eui(rows, 2), dcc_column_eui(rows, 3), &w);
    (void)pthread_mutex_unlock(&p->lock);
    if (st != ALB_OK) {
        return alb_fail(err, st, NULL, 0, "no memory for commands under way");
    }
    if (found) {
        return ALB_OK;
    }
    duis_request_id id = {dcc_column_eui(rows, 6), dcc_column_eui(rows, 2), dcc_column_u64(rows, 7)};
    ALB_TRY(dcc_work_fill(w, store_column(rows, 0).integer, &id, store_column(rows, 5).bytes,
                          answer_by > limit ? answer_by : limit, err));
    dcc_pipeline_commit(p, w, true);
    return ALB_OK;
}

static alb_status read_some(store_tx *tx, void *ctx, alb_err *err)
{
    adoption *a = ctx;
    store_value params[] = {store_int(a->after), store_int(AT_A_TIME)};
    store_rows *rows = NULL;
    alb_status st = ALB_OK;
    a->n = 0;
    ALB_TRY(
        store_query(tx,
                    "SELECT id, sequence, target, hub, answer_by, command, originator, counter FROM request"
                    " WHERE state = 'ready' AND sequence > $1 ORDER BY sequence LIMIT $2",
                    params, 2, &rows, err));
    while (st == ALB_OK && store_next(rows)) {
        a->after = store_column(rows, 1).integer;
        a->n++;
        if (a->shards >> dcc_shard_of(dcc_column_eui(rows, 2)) & 1) {
            st = take_up(a->pipeline, rows, err);
        }
    }
    alb_status end = store_rows_end(rows, st == ALB_OK ? err : NULL);
    return st == ALB_OK ? end : st;
}

alb_status dcc_pipeline_adopt(dcc_pipeline *p, uint64_t shards, alb_err *err)
{
    adoption a = {.pipeline = p, .shards = shards, .after = INT64_MIN};
    do {
        ALB_TRY(store_read(p->dcc->store, read_some, &a, err));
    } while (a.n == AT_A_TIME);
    return ALB_OK;
}

/* Those that somebody holds in his hands at the moment he puts down himself. */
static void drop(dcc_pipeline *p, dcc_work *w)
{
    switch (w->stage) {
    case RESERVED:
    case UNACKNOWLEDGED:
        w->is_lost = true;
        break;
    case FAILED: /* its outcome finds that the shard is another's */
        break;
    case READY:
    case SENT:
    case DELIVERED:
        work_forget(p, w);
        break;
    }
}

void dcc_pipeline_drop(dcc_pipeline *p, uint64_t shards)
{
    (void)pthread_mutex_lock(&p->lock);
    for (size_t i = 0; i < BUCKETS; i++) {
        for (dcc_work *w = p->works[i], *next = NULL; w; w = next) {
            next = w->next_in_bucket;
            if (shards >> dcc_shard_of(w->device) & 1) {
                drop(p, w);
            }
        }
    }
    (void)pthread_mutex_unlock(&p->lock);
}
