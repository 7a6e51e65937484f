/* A change of the inventory that a request asks for: one transaction with its counter, its line in the audit
 * trail, and the notices to Users. */
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
} job;

static alb_status read_device(store_tx *tx, dcc_change *u, alb_err *err)
{
    alb_status st = dcc_device_read(tx, u->id, u->c->worker->arena, &u->device, err);
    u->is_known = st == ALB_OK;
    return st == ALB_NOT_FOUND ? ALB_OK : st;
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

bool dcc_change_inventory(dcc_case *c, dcc_change_fn *apply)
{
    job j = {.change = {.c = c}, .apply = apply};
    alb_err err = {.code = ALB_OK};
    if (!alb_eui64_parse(duis_text(&c->document, c->document.body, "DeviceID"), &j.change.id)) {
        return dcc_refuse(c, "E19", "no device is named");
    }
    alb_status st = store_write(c->dcc->store, run, &j, &err);
    return decide(c, &j.change, st, &err);
}
