/* 8.13 Return Local Command Response: what a device answered to a command that its User brought to the
 * premises has the same effects as an answer over the WAN (duis.md 3.5). */
#include "dcc_internal.h"

#include "effect.h"

#include "base/text.h"

typedef struct returned {
    dcc_case *c;
    dcc_device_message m;
    bool is_known, is_local;
    dcc_batch *batch;
    int64_t first_id;
} returned;

static alb_status find_local(store_tx *tx, void *ctx, alb_err *err)
{
    returned *r = ctx;
    const gbcs_header *h = &r->m.gbcs.header;
    alb_arena *arena = r->c->worker->arena;
    alb_status st = dcc_device_read(tx, h->originator, arena, &r->m.device, err);
    r->is_known = st == ALB_OK;
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    /* Ended or not: a copy for local delivery may belong to a command that went over the WAN as well. */
    st = dcc_request_of_dated_command(tx, h->originator, h->target, h->counter, arena, &r->m.request, err);
    r->is_local = st == ALB_OK && r->m.request.variant != 1 && r->m.request.variant != 5;
    return st == ALB_NOT_FOUND ? ALB_OK : st;
}

/* The outcome is the request's; nothing is delivered, since the User has the answer. */
static alb_status keep(store_tx *tx, void *ctx, alb_err *err)
{
    returned *r = ctx;
    ALB_TRY(dcc_replay_take(tx, &r->c->document.request_id, err));
    return dcc_outcomes_write(tx, r->batch->list, r->batch->n, r->first_id, r->c->now, err);
}

static bool take_message(returned *r)
{
    dcc_case *c = r->c;
    alb_span text = duis_text(&c->document, c->document.body, "DeviceGBCSResponse");
    alb_wr w = alb_wr_init(alb_arena_alloc(c->worker->arena, text.len), text.len);
    alb_err err = {.code = ALB_OK};
    if (!w.buf || alb_base64_decode(text, &w) != ALB_OK ||
        gbcs_message_parse(alb_wr_span(&w), &r->m.gbcs, &err) != ALB_OK ||
        r->m.gbcs.header.cra != GBCS_RESPONSE) {
        return dcc_refuse(c, "E081301", "not a response of a device");
    }
    alb_status st = store_read(c->dcc->store, find_local, r, &err);
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    if (!r->is_known || !r->is_local || r->m.request.message_code != r->m.gbcs.header.message_code) {
        return dcc_refuse(c, "E081302", "answers no command for local delivery");
    }
    if (!alb_eui64_equal(r->m.request.request_id.originator, c->document.request_id.originator)) {
        return dcc_refuse(c, "E081303", "the command was another User's");
    }
    return dcc_check_authentic(&r->m, &err) == ALB_OK || dcc_refuse(c, "E081301", "%s", err.detail);
}

bool dcc_return_local(dcc_case *c)
{
    returned r = {.c = c, .m = {.worker = c->worker}};
    alb_err err = {.code = ALB_OK};
    r.batch = alb_arena_alloc(c->worker->arena, sizeof *r.batch);
    if (!r.batch) {
        return dcc_refuse_failure(c, ALB_NO_MEMORY, &err);
    }
    if (!take_message(&r)) {
        return false;
    }
    r.batch->list[r.batch->n++] =
        (dcc_outcome){.request = r.m.request.id, .code = "I0", .device = r.m.device.id};
    alb_status st = dcc_add_effect(&r.m, r.batch, &err);
    if (st == ALB_OK) {
        st = dcc_sequence_take(c->dcc, DCC_PER_MESSAGE, &r.first_id, &err);
    }
    if (st == ALB_OK) {
        st = store_write(c->dcc->store, keep, &r, &err);
    }
    if (st == ALB_OK && dcc_has_new_key(&r.batch->list[0])) {
        c->new_keys[c->n_new_keys++] = r.m.device.id;
    }
    dcc_outcomes_release(r.batch->list, r.batch->n);
    dcc_deliverer_wake(c->dcc->deliverer);
    if (st == ALB_REPLAYED) {
        return dcc_refuse(c, "E49", "%s", err.detail);
    }
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    c->code = "I0";
    return true;
}
