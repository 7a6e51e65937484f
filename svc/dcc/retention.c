/* What is over is kept for a while and then goes, a little at a time: the store does not grow without end,
 * and no request waits for a great deletion. */
#include "dcc_internal.h"

/* Outcomes of dated commands come up to 30 days after their answer, and name their request. */
#define KEEP_REQUESTS   ALB_DAYS(60)
#define KEEP_DELIVERIES ALB_DAYS(30)
#define KEEP_AUDIT      ALB_DAYS(400)
/* The longest window has 31 days (dcc-services.md 12.5). */
#define KEEP_COUNTS ALB_DAYS(40)
#define PAUSE       ALB_MINUTES(1)

enum { AT_A_TIME = 1000 };

/* Each takes at most AT_A_TIME rows ($2), so that no request waits for a great deletion. */
static const struct {
    const char *sql;
    alb_time keep;
} rules[] = {
    {"DELETE FROM pre_command WHERE (originator, target, counter) IN (SELECT originator, target, counter FROM"
     " pre_command WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
     0},
    {"DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE state <> 'waiting' AND ended_at < $1"
     " ORDER BY ended_at LIMIT $2)",
     KEEP_DELIVERIES},
    {"DELETE FROM request WHERE id IN (SELECT id FROM request WHERE state = 'done' AND ended_at < $1"
     " ORDER BY ended_at LIMIT $2)",
     KEEP_REQUESTS},
    {"DELETE FROM request WHERE id IN (SELECT id FROM request WHERE state = 'local' AND received_at < $1"
     " LIMIT $2)",
     KEEP_REQUESTS},
    {"DELETE FROM seen_alert WHERE (device, counter) IN (SELECT device, counter FROM seen_alert WHERE at < $1"
     " ORDER BY at LIMIT $2)",
     KEEP_DELIVERIES},
    {"DELETE FROM distribution WHERE id IN (SELECT id FROM distribution WHERE ended_at IS NOT NULL AND"
     " ended_at < $1 ORDER BY ended_at LIMIT $2)",
     KEEP_REQUESTS},
    {"DELETE FROM firmware_image WHERE id IN (SELECT i.id FROM firmware_image i WHERE i.at < $1 AND NOT "
     "EXISTS"
     " (SELECT 1 FROM distribution d WHERE d.image = i.id) LIMIT $2)",
     0},
    {"DELETE FROM alert_storm WHERE (device, code, recipient) IN (SELECT device, code, recipient FROM"
     " alert_storm WHERE held = 0 AND since < $1 LIMIT $2)",
     KEEP_DELIVERIES},
    {"DELETE FROM audit WHERE at < $1", KEEP_AUDIT},
    {NULL, KEEP_AUDIT}, /* the audit trail: a chain, which is shortened by its own rule (audit.c) */
    {"DELETE FROM anomaly_count WHERE window_start < $1", KEEP_COUNTS},
    {"DELETE FROM quarantine WHERE request IN (SELECT request FROM quarantine WHERE state <> 'HELD' AND"
     " decided_at < $1 LIMIT $2)",
     KEEP_AUDIT},
};

typedef struct round {
    size_t rule;
    alb_time now;
    int64_t deleted;
} round;

static alb_status purge(store_tx *tx, void *ctx, alb_err *err)
{
    round *r = ctx;
    if (!rules[r->rule].sql) {
        return dcc_audit_purge(tx, r->now - rules[r->rule].keep, AT_A_TIME, &r->deleted, err);
    }
    store_value params[] = {store_int(r->now - rules[r->rule].keep), store_int(AT_A_TIME)};
    ALB_TRY(store_exec(tx, rules[r->rule].sql, params, 2, err));
    r->deleted = store_changes(tx);
    return ALB_OK;
}

bool dcc_purge(dcc *d)
{
    alb_time now = alb_now(d->clock);
    /* One server does it for all. */
    if (now < d->purge_at || !dcc_owns(d, (alb_eui64){{0}})) {
        return false;
    }
    bool more = false;
    for (size_t i = 0; i < ALB_COUNT(rules); i++) {
        /* A rule that fails leaves the others their turn. */
        round r = {.rule = i, .now = now};
        alb_err err = {.code = ALB_OK};
        if (store_write(d->store, purge, &r, &err) != ALB_OK) {
            alb_log_event(d->log, ALB_LOG_ERROR, "purge-failed", "detail=\"%s\"", err.detail);
        } else {
            more = more || r.deleted >= AT_A_TIME;
        }
    }
    d->purge_at = more ? now : now + PAUSE;
    return more;
}
