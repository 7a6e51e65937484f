/* The DCC under a clock that is set by hand: when has all been done that its time asks for, and what comes
 * next? */
#include "dcc_internal.h"

void dcc_clock_changed(dcc *d)
{
    dcc_pipeline_ask(d->pipeline);
    dcc_deliverer_wake(d->deliverer);
}

typedef struct agenda {
    alb_time now, next;
    bool is_due;
} agenda;

/* The earliest date in the store at which something is to be done. */
static alb_status read_agenda(store_tx *tx, void *ctx, alb_err *err)
{
    static const char *const dates[] = {
        "SELECT MIN(due_at) FROM request WHERE state = 'held'",
        "SELECT MIN(due_at) FROM request WHERE state = 'waiting'",
        "SELECT MIN(next_at) FROM schedule",
        ("SELECT MIN(d.next_at) FROM delivery d JOIN party p ON p.id = d.recipient"
         " WHERE d.state = 'waiting' AND p.delivery_url IS NOT NULL"),
        "SELECT MIN(due_at) FROM product_due",
        "SELECT MIN(at) + 604800000 FROM quarantine WHERE state = 'HELD'",
        "SELECT MIN(created_at) FROM notice",
        "SELECT MIN(since) + 180000 FROM outage WHERE told = 0",
        "SELECT MIN(since) + 3600000 FROM alert_storm WHERE held > 0",
        "SELECT MIN(next_at) FROM distribution WHERE ended_at IS NULL AND state IN ('ready', 'sent')",
        "SELECT MIN(due_at) FROM distribution WHERE ended_at IS NULL",
        "SELECT MIN(due_at) FROM join_watch",
        "SELECT MIN(due_at) FROM duty WHERE done_at IS NULL AND told = 0",
        ("SELECT MIN(d.due_at) FROM registration_due d JOIN registration_file f ON f.id = d.file AND"
         " f.state = 'applied'"),
    };
    agenda *a = ctx;
    for (size_t i = 0; i < ALB_COUNT(dates); i++) {
        store_rows *rows = NULL;
        ALB_TRY(store_query(tx, dates[i], NULL, 0, &rows, err));
        if (store_next(rows) && store_column(rows, 0).kind == STORE_INTEGER) {
            alb_time at = store_column(rows, 0).integer;
            a->is_due = a->is_due || at <= a->now;
            a->next = at < a->next ? at : a->next;
        }
        ALB_TRY(store_rows_end(rows, err));
    }
    return ALB_OK;
}

bool dcc_is_settled(dcc *d, alb_time *next)
{
    agenda a = {.now = alb_now(d->clock), .next = INT64_MAX};
    *next = INT64_MAX;
    if (!dcc_receiver_is_settled(d->receiver) || !dcc_pipeline_is_settled(d->pipeline, next) ||
        store_read(d->store, read_agenda, &a, NULL) != ALB_OK) {
        return false;
    }
    *next = a.next < *next ? a.next : *next;
    return !a.is_due;
}
