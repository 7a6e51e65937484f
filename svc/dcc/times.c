/* How long requests took, by service, against their target response times (dcc-services.md 18.2): what the
 * store still has of those that have ended. A dated or scheduled one is reckoned from its date. */
#include "dcc/audit.h"
#include "dcc_internal.h"

typedef struct reading {
    void (*visit)(void *ctx, const dcc_service_times *t);
    void *ctx;
    char name[16];
    dcc_service_times now; /* of the service that is being added up */
} reading;

static void end_service(reading *r)
{
    if (r->now.ended > 0) {
        r->visit(r->ctx, &r->now);
    }
    r->now = (dcc_service_times){.srv = r->name};
}

static void add(reading *r, alb_span srv, alb_time took)
{
    if (!alb_span_is(srv, r->name)) {
        end_service(r);
        size_t n = srv.len < sizeof r->name ? srv.len : sizeof r->name - 1;
        memcpy(r->name, srv.ptr, n);
        r->name[n] = '\0';
        r->now = (dcc_service_times){.srv = r->name, .target = dcc_target(r->name)};
    }
    r->now.ended++;
    r->now.within += took <= r->now.target;
    r->now.total += took;
    r->now.longest = took > r->now.longest ? took : r->now.longest;
}

static alb_status read_times(store_tx *tx, void *ctx, alb_err *err)
{
    store_rows *rows = NULL;
    ALB_TRY(store_query(
        tx,
        "SELECT srv, ended_at - COALESCE(due_at, received_at) FROM request WHERE state = 'done' AND"
        " outcome IS NOT NULL AND outcome <> 'cancelled' ORDER BY srv",
        NULL, 0, &rows, err));
    while (store_next(rows)) {
        add(ctx, store_column(rows, 0).bytes, store_column(rows, 1).integer);
    }
    return store_rows_end(rows, err);
}

alb_status dcc_service_times_read(store *s, void (*visit)(void *ctx, const dcc_service_times *t), void *ctx,
                                  alb_err *err)
{
    reading r = {.visit = visit, .ctx = ctx};
    ALB_TRY(store_read(s, read_times, &r, err));
    end_service(&r);
    return ALB_OK;
}
