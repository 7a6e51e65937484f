/* The DCC under a clock that is set by hand: when has all been done that its time asks for, and what comes
 * next? */
#include "dcc_internal.h"

void dcc_clock_changed(dcc *d)
{
    dcc_pipeline_ask(d->pipeline);
    dcc_deliverer_wake(d->deliverer);
}

/* The earliest date in the store at which something is to be done; INT64_MAX: none. One statement, since it
 * is asked again and again while the clock stands at a date. */
static alb_status read_agenda(store_tx *tx, void *ctx, alb_err *err)
{
    static const char sql[] =
        "SELECT MIN(at) FROM ("
        "SELECT MIN(due_at) AS at FROM request WHERE state = 'held'"
        " UNION ALL SELECT MIN(due_at) FROM request WHERE state = 'waiting'"
        " UNION ALL SELECT MIN(next_at) FROM schedule"
        " UNION ALL SELECT MIN(d.next_at) FROM delivery d JOIN party p ON p.id = d.recipient"
        " WHERE d.state = 'waiting' AND p.delivery_url IS NOT NULL"
        " UNION ALL SELECT MIN(due_at) FROM product_due"
        " UNION ALL SELECT MIN(at) + 604800000 FROM quarantine WHERE state = 'HELD'"
        " UNION ALL SELECT MIN(created_at) FROM notice"
        " UNION ALL SELECT MIN(since) + 180000 FROM outage WHERE told = 0"
        " UNION ALL SELECT MIN(since) + 3600000 FROM alert_storm WHERE held > 0"
        " UNION ALL SELECT MIN(next_at) FROM distribution WHERE ended_at IS NULL AND state IN ('ready', "
        "'sent')"
        " UNION ALL SELECT MIN(due_at) FROM distribution WHERE ended_at IS NULL"
        " UNION ALL SELECT MIN(due_at) FROM join_watch"
        " UNION ALL SELECT MIN(due_at) FROM duty WHERE done_at IS NULL AND told = 0"
        " UNION ALL SELECT MIN(o.next_at) FROM hub_duty o WHERE NOT EXISTS (SELECT 1 FROM hub_duty p WHERE"
        " p.device = o.device AND p.step < o.step)"
        " UNION ALL SELECT MIN(d.due_at) FROM registration_due d JOIN registration_file f ON f.id = d.file "
        "AND"
        " f.state = 'applied') AS agenda";
    alb_time *next = ctx;
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, sql, NULL, 0, &rows, err));
    bool is_there = store_next(rows) && store_column(rows, 0).kind == STORE_INTEGER;
    *next = is_there ? store_column(rows, 0).integer : INT64_MAX;
    return store_rows_end(rows, err);
}

bool dcc_is_settled(dcc *d, alb_time *next)
{
    alb_time now = alb_now(d->clock);
    alb_time of_store = INT64_MAX;
    *next = INT64_MAX;
    if (!dcc_receiver_is_settled(d->receiver) || !dcc_pipeline_is_settled(d->pipeline, next) ||
        store_read(d->store, read_agenda, &of_store, NULL) != ALB_OK) {
        return false;
    }
    *next = of_store < *next ? of_store : *next;
    return of_store > now;
}
