/* The Transform service, Command Variant 4: a critical request becomes a pre-command for its User to sign. */
#include "dcc_internal.h"

/* How long a pre-command may stay unsigned. */
#define KEPT_FOR ALB_HOURS(24)

typedef struct hand_out {
    const dcc_case *c;
    alb_span octets;
} hand_out;

/* What is given for a RequestID replaces what was given for it before. */
static alb_status keep(store_tx *tx, void *ctx, alb_err *err)
{
    const hand_out *h = ctx;
    const duis_request_id *id = &h->c->document.request_id;
    const char *anomaly = NULL;
    ALB_TRY(dcc_replay_check(tx, id, err));
    /* Its values are not looked at again when it comes back signed. */
    ALB_TRY(dcc_anomaly_values(tx, h->c, &anomaly, err));
    store_value params[] = {
        dcc_eui(id->originator),   dcc_eui(id->target),
        dcc_u64(id->counter),      dcc_text_or_null(h->c->document.srv->srv),
        store_blob(h->octets),     store_int(h->c->now + KEPT_FOR),
        dcc_text_or_null(anomaly),
    };
    return store_exec(
        tx,
        "INSERT INTO pre_command (originator, target, counter, srv, octets, expires_at, anomaly)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (originator, target, counter) DO"
        " UPDATE SET srv = excluded.srv, octets = excluded.octets, expires_at ="
        " excluded.expires_at, anomaly = excluded.anomaly",
        params, ALB_COUNT(params), err);
}

bool dcc_transform_request(dcc_case *c)
{
    alb_err err = {.code = ALB_OK};
    hand_out h = {.c = c};
    alb_status st = dcc_transform(c, 0, &h.octets, &err);
    if (st != ALB_OK) {
        return dcc_refuse_transform(c, st, &err);
    }
    st = store_write(c->dcc->store, keep, &h, &err);
    if (st == ALB_REPLAYED) {
        return dcc_refuse(c, "E49", "%s", err.detail);
    }
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    c->code = "I0";
    c->answer = DCC_ANSWER_PRE_COMMAND;
    c->octets = h.octets;
    return true;
}
