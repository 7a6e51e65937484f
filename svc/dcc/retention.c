/* What is over is kept for a while and then goes, a little at a time: the store does not grow without end,
 * and no request waits for a great deletion. */
#include "dcc_internal.h"

/* Outcomes of dated commands come up to 30 days after their answer, and name their request. */
#define KEEP_REQUESTS   ALB_DAYS(60)
#define KEEP_DELIVERIES ALB_DAYS(30)
#define KEEP_AUDIT      ALB_DAYS(400)
#define PAUSE           ALB_MINUTES(1)

static const struct {
    const char *sql;
    alb_time keep;
} rules[] = {
    {"DELETE FROM pre_command WHERE expires_at < $1", 0},
    {"DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE state <> 'waiting' AND ended_at < $1"
     " ORDER BY ended_at LIMIT 1000)",
     KEEP_DELIVERIES},
    {"DELETE FROM request WHERE id IN (SELECT id FROM request WHERE state = 'done' AND ended_at < $1"
     " ORDER BY ended_at LIMIT 1000)",
     KEEP_REQUESTS},
    {"DELETE FROM request WHERE state = 'local' AND received_at < $1", KEEP_REQUESTS},
    {"DELETE FROM audit WHERE at < $1", KEEP_AUDIT},
};

static alb_status purge(store_tx *tx, void *ctx, alb_err *err)
{
    alb_time now = *(const alb_time *)ctx;
    for (size_t i = 0; i < ALB_COUNT(rules); i++) {
        store_value before = store_int(now - rules[i].keep);
        ALB_TRY(store_exec(tx, rules[i].sql, &before, 1, err));
    }
    return ALB_OK;
}

void dcc_purge(dcc *d)
{
    alb_time now = alb_now(d->clock);
    if (now < d->purge_at) {
        return;
    }
    alb_err err = {.code = ALB_OK};
    if (store_write(d->store, purge, &now, &err) != ALB_OK) {
        alb_log_event(d->log, ALB_LOG_ERROR, "purge-failed", "detail=\"%s\"", err.detail);
    }
    d->purge_at = now + PAUSE;
}
