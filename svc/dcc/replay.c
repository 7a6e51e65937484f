/* RequestID counters: each greater than the last of that originator towards that target (duis.md 2.2). */
#include "dcc_internal.h"

#include <inttypes.h>

#define RULE "DUIS 2.2 RequestID counter"

alb_status dcc_replay_take(store_tx *tx, const duis_request_id *id, alb_err *err)
{
    store_value params[] = {dcc_eui(id->originator), dcc_eui(id->target), dcc_u64(id->counter)};
    ALB_TRY(store_exec(tx,
                       "INSERT INTO replay (originator, target, highest) VALUES ($1, $2, $3)"
                       " ON CONFLICT (originator, target) DO UPDATE SET highest = excluded.highest"
                       " WHERE excluded.highest > replay.highest",
                       params, ALB_COUNT(params), err));
    if (!store_changed(tx)) {
        return alb_fail(err, ALB_REPLAYED, RULE, 0, "counter %" PRIu64 " is not greater than the last",
                        id->counter);
    }
    return ALB_OK;
}

alb_status dcc_replay_check(store_tx *tx, const duis_request_id *id, alb_err *err)
{
    store_value params[] = {dcc_eui(id->originator), dcc_eui(id->target)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT highest FROM replay WHERE originator = $1 AND target = $2", params, 2,
                        &rows, err));
    bool replayed = store_next(rows) && dcc_column_u64(rows, 0) >= id->counter;
    ALB_TRY(store_rows_end(rows, err));
    return replayed ? alb_fail(err, ALB_REPLAYED, RULE, 0, "counter %" PRIu64 " is not greater than the last",
                               id->counter)
                    : ALB_OK;
}
