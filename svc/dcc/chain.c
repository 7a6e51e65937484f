/* Sequenced services (duis.md 11): a request that names a predecessor waits until that one has succeeded. It
 * may come before its predecessor, which then has a day to follow. */
#include "dcc_internal.h"

enum { AT_A_TIME = 32 };
#define IS_OURS DCC_OWNER_SQL("w.target") " = $2"

/* --- coming in --- */

static alb_status find_successor(store_tx *tx, const duis_request_id *predecessor, bool *found, alb_err *err)
{
    store_value params[] = {dcc_eui(predecessor->originator), dcc_eui(predecessor->target),
                            dcc_u64(predecessor->counter)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT 1 FROM request WHERE predecessor_originator = $1 AND predecessor_target = $2"
                        " AND predecessor_counter = $3",
                        params, ALB_COUNT(params), &rows, err));
    *found = store_next(rows);
    return store_rows_end(rows, err);
}

static bool same(const duis_request_id *a, const duis_request_id *b)
{
    return alb_eui64_equal(a->originator, b->originator) && alb_eui64_equal(a->target, b->target) &&
           a->counter == b->counter;
}

bool dcc_check_chain(dcc_case *c)
{
    const duis_document *d = &c->document;
    dcc_chain *chain = &c->chain;
    alb_span first = duis_text(d, 0, "Header/FirstInSequence");
    alb_span name = duis_text(d, 0, "Header/PrecedingServiceRequestID");
    bool is_first = alb_span_is(first, "true") || alb_span_is(first, "1");
    chain->has_predecessor = name.len > 0;
    chain->is_sequenced = is_first || chain->has_predecessor;
    /* A pre-command may bear the header of what becomes of it. */
    if (!chain->is_sequenced || d->command_variant == 4) {
        chain->has_predecessor = false;
        return true;
    }
    if ((is_first && chain->has_predecessor) || (d->command_variant != 1 && d->command_variant != 5)) {
        return dcc_refuse(c, "E43", "not a header of sequenced services");
    }
    if (!chain->has_predecessor) {
        return true;
    }
    if (!duis_request_id_parse(name, &chain->predecessor) ||
        !alb_eui64_equal(chain->predecessor.originator, d->request_id.originator)) {
        return dcc_refuse(c, "E43", "the predecessor is another User's");
    }
    bool found = false;
    alb_err err = {.code = ALB_OK};
    alb_status st = find_successor(c->snapshot, &chain->predecessor, &found, &err);
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    return (!found && !same(&chain->predecessor, &d->request_id)) ||
           dcc_refuse(c, "E42", "the predecessor has a successor, or is the request itself");
}

/* --- going on --- */

typedef struct waiting {
    int64_t id;
    const char *code; /* it ends with; NULL: it goes on */
} waiting;

typedef struct waiting_list {
    alb_time now;
    int64_t server;
    waiting list[AT_A_TIME];
    size_t n;
} waiting_list;

static alb_status read_waiting(store_tx *tx, void *ctx, alb_err *err)
{
    waiting_list *w = ctx;
    store_value params[] = {store_int(w->now), store_int(w->server), store_int(AT_A_TIME)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT w.id, p.id, p.succeeded FROM request w LEFT JOIN request p ON"
                        " p.originator = w.predecessor_originator AND p.target = w.predecessor_target AND"
                        " p.counter = w.predecessor_counter WHERE w.state = 'waiting' AND"
                        " (p.state = 'done' OR (p.id IS NULL AND w.due_at <= $1)) AND " IS_OURS
                        " ORDER BY w.due_at, w.id LIMIT $3",
                        params, ALB_COUNT(params), &rows, err));
    while (w->n < AT_A_TIME && store_next(rows)) {
        bool has_predecessor = store_column(rows, 1).kind != STORE_NULL;
        bool succeeded = has_predecessor && store_column(rows, 2).integer != 0;
        w->list[w->n++] = (waiting){.id = store_column(rows, 0).integer,
                                    .code = succeeded         ? NULL
                                            : has_predecessor ? "E40"
                                                              : "E41"};
    }
    return store_rows_end(rows, err);
}

static alb_status let_go(store_tx *tx, void *ctx, alb_err *err)
{
    const waiting_list *w = ctx;
    for (size_t i = 0; i < w->n; i++) {
        store_value params[] = {store_int(w->list[i].id), store_int(w->now)};
        if (!w->list[i].code) {
            ALB_TRY(store_exec(tx,
                               "UPDATE request SET state = 'held', due_at = $2 WHERE id = $1 AND"
                               " state = 'waiting'",
                               params, 2, err));
        }
    }
    return ALB_OK;
}

bool dcc_release_waiting(dcc_worker *worker)
{
    waiting_list w = {.now = alb_now(worker->dcc->clock), .server = dcc_server_id(worker->dcc)};
    if (store_read(worker->dcc->store, read_waiting, &w, NULL) != ALB_OK || w.n == 0) {
        return false;
    }
    alb_err err = {.code = ALB_OK};
    if (store_write(worker->dcc->store, let_go, &w, &err) != ALB_OK) {
        return false;
    }
    bool any = false;
    (void)pthread_rwlock_rdlock(&worker->dcc->keys_lock);
    for (size_t i = 0; i < w.n; i++) {
        any = !w.list[i].code || dcc_end_request(worker, w.list[i].id, w.list[i].code) || any;
    }
    (void)pthread_rwlock_unlock(&worker->dcc->keys_lock);
    alb_arena_reset(worker->arena);
    return any;
}
