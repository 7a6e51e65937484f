/* A change of the inventory that a request asks for: one transaction with its counter, its line in the audit
 * trail, and what Users are told of it. */
#include "dcc_internal.h"

alb_status dcc_change_refuse(dcc_change *u, const char *code, const char *why)
{
    u->code = code;
    u->why = why;
    return ALB_OK;
}

typedef struct job {
    dcc_change change;
    dcc_change_fn *apply;
    dcc_batch *alerts;
    int64_t first_id;
} job;

static alb_status read_device(store_tx *tx, dcc_change *u, alb_err *err)
{
    alb_status st = dcc_device_read(tx, u->id, u->c->worker->arena, &u->device, err);
    u->is_known = st == ALB_OK;
    return st == ALB_NOT_FOUND ? ALB_OK : st;
}

static alb_status read_before(store_tx *tx, void *ctx, alb_err *err)
{
    return read_device(tx, &((job *)ctx)->change, err);
}

/* Ending with a failure undoes the counter with the rest. */
static alb_status run(store_tx *tx, void *ctx, alb_err *err)
{
    job *j = ctx;
    dcc_change *u = &j->change;
    const dcc_case *c = u->c;
    u->code = NULL;
    ALB_TRY(dcc_replay_take(tx, &c->document.request_id, err));
    ALB_TRY(read_device(tx, u, err));
    ALB_TRY(j->apply(tx, u, err));
    if (u->code) {
        return ALB_NOT_AUTHORISED;
    }
    if (j->alerts) {
        ALB_TRY(dcc_outcomes_write(tx, j->alerts->list, j->alerts->n, j->first_id, c->now, err));
    }
    return dcc_audit(tx, c->now, "inventory-changed", &c->document.request_id.originator, &u->id, err, "%s",
                     c->document.srv->srv);
}

static bool decide(dcc_case *c, const dcc_change *u, alb_status st, const alb_err *err)
{
    if (st == ALB_REPLAYED) {
        return dcc_refuse(c, "E49", "%s", err->detail);
    }
    if (u->code) {
        return dcc_refuse(c, u->code, "%s", u->why);
    }
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, err);
    }
    c->code = "I0";
    return true;
}

static alb_status prepare_alerts(job *j, alb_status (*tell)(dcc_change *u, dcc_batch *alerts, alb_err *err),
                                 alb_err *err)
{
    const dcc_case *c = j->change.c;
    j->alerts = alb_arena_alloc(c->worker->arena, sizeof *j->alerts);
    if (!j->alerts) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for alerts");
    }
    ALB_TRY(store_read(c->dcc->store, read_before, j, err));
    if (j->change.is_known) {
        ALB_TRY(tell(&j->change, j->alerts, err));
    }
    return dcc_sequence_take(c->dcc, DCC_PER_MESSAGE, &j->first_id, err);
}

bool dcc_change_and_tell(dcc_case *c, dcc_change_fn *apply,
                         alb_status (*tell)(dcc_change *u, dcc_batch *alerts, alb_err *err))
{
    job j = {.change = {.c = c}, .apply = apply};
    alb_err err = {.code = ALB_OK};
    if (!alb_eui64_parse(duis_text(&c->document, c->document.body, "DeviceID"), &j.change.id)) {
        return dcc_refuse(c, "E19", "no device is named");
    }
    alb_status st = tell ? prepare_alerts(&j, tell, &err) : ALB_OK;
    if (st == ALB_OK) {
        st = store_write(c->dcc->store, run, &j, &err);
    }
    if (j.alerts) {
        dcc_outcomes_release(j.alerts->list, j.alerts->n);
        dcc_deliverer_wake(c->dcc->deliverer);
    }
    return decide(c, &j.change, st, &err);
}

bool dcc_change_inventory(dcc_case *c, dcc_change_fn *apply)
{
    return dcc_change_and_tell(c, apply, NULL);
}
