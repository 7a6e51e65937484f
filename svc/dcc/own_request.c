#include "own_request.h"

bool dcc_is_own_request(const char *srv)
{
    static const char *const names[] = {DCC_RECOVERY, DCC_HUB_ISSUE_KEYS, DCC_HUB_UPDATE_KEYS,
                                        DCC_HUB_READ_PARTIES, DCC_HUB_READ_KEYS};
    return dcc_is_one_of(srv, names, ALB_COUNT(names));
}

typedef struct sending {
    dcc *dcc;
    const dcc_own_request *request;
} sending;

static alb_status write_request(store_tx *tx, void *ctx, alb_err *err)
{
    const sending *s = ctx;
    const dcc_own_request *r = s->request;
    ALB_TRY(dcc_fence(tx, s->dcc, r->device, r->row.sequence, err));
    ALB_TRY(r->begin(tx, r, err));
    return dcc_request_insert(tx, &r->row, "ready", err);
}

static alb_status make_and_write(dcc *d, dcc_own_request *r, dcc_work *work, alb_err *err)
{
    sending s = {d, r};
    ALB_TRY(r->make ? r->make(r, err) : ALB_OK);
    ALB_TRY(dcc_work_fill(work, r->row.id, &r->row.request_id, r->row.command, r->row.answer_by, err));
    return store_write(d->store, write_request, &s, err);
}

alb_status dcc_own_request_send(dcc *d, dcc_own_request *r, alb_err *err)
{
    dcc_work *work = NULL;
    ALB_TRY(dcc_pipeline_reserve(d->pipeline, r->device, r->hub, &work, err));
    r->row.id = r->row.sequence = dcc_work_sequence(work);
    r->row.request_id = (duis_request_id){d->acb->entity, r->device, (uint64_t)r->row.id};
    r->row.hub = r->hub;
    alb_status st = make_and_write(d, r, work, err);
    if (st != ALB_OK) {
        dcc_pipeline_cancel(d->pipeline, work);
        return st;
    }
    dcc_pipeline_commit(d->pipeline, work, true);
    return ALB_OK;
}
