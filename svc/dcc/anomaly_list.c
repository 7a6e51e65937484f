/* Groups of requests that thresholds are set for, and the thresholds in force. */
#include "anomaly_internal.h"

#include "catalogue/use_case.h"

const anomaly_group *anomaly_groups(size_t *n)
{
    static const anomaly_group groups[] = {
        {"CRIT-E", true, 'E'}, {"CRIT-G", true, 'G'}, {"SENS-E", false, 'E'}, {"SENS-G", false, 'G'}};
    *n = ALB_COUNT(groups);
    return groups;
}

char anomaly_fuel(uint16_t device, uint16_t roles)
{
    if (device & (CAT_DEVICE_GSME | CAT_DEVICE_GPF)) {
        return 'G';
    }
    bool by_gas = device == CAT_DEVICE_CHF && !(roles & (CAT_USER_IS | CAT_USER_ES | CAT_USER_ED));
    return by_gas && roles & (CAT_USER_GS | CAT_USER_GT) ? 'G' : 'E';
}

static bool is_sensitive(const cat_service_request *srv, uint16_t device)
{
    for (size_t i = 0; i < srv->n_targets; i++) {
        const cat_target *t = &srv->targets[i];
        uint16_t devices = t->devices ? t->devices : t->use_case->devices;
        if (devices & device && t->use_case->sensitive) {
            return true;
        }
    }
    return false;
}

bool anomaly_belongs(const anomaly_group *g, const cat_service_request *srv, uint16_t device, uint16_t roles)
{
    return g->fuel == anomaly_fuel(device, roles) &&
           (g->critical ? srv->critical : is_sensitive(srv, device));
}

/* --- in force --- */

static int64_t count_of(const store_rows *rows, size_t column)
{
    store_value v = store_column(rows, column);
    return v.kind == STORE_NULL ? -1 : v.integer;
}

static alb_time time_of(const store_rows *rows, size_t column)
{
    store_value v = store_column(rows, column);
    return v.kind == STORE_NULL ? ALB_TIME_NONE : v.integer;
}

alb_status anomaly_list_thresholds(store_tx *tx, alb_time at, alb_arena *arena,
                                   alb_status (*visit)(void *ctx, const anomaly_threshold *t, alb_err *err),
                                   void *ctx, alb_err *err)
{
    store_value param = store_int(at);
    store_rows *rows = NULL;
    alb_status st = ALB_OK;
    alb_arena_mark mark = alb_arena_save(arena);
    anomaly_threshold last = {.scope = ""};
    ALB_TRY(store_query(tx,
                        "SELECT t.user_id, t.scope, t.type, t.warning, t.quarantine, t.period,"
                        " t.effective_from, t.exception_from, t.exception_to, t.exception, f.name FROM"
                        " anomaly_threshold t JOIN anomaly_file f ON f.id = t.file WHERE t.effective_from <="
                        " $1 ORDER BY t.user_id, t.scope, t.type, t.effective_from DESC, t.file DESC",
                        &param, 1, &rows, err));
    while (st == ALB_OK && store_next(rows)) {
        anomaly_threshold t = {.user = dcc_column_eui(rows, 0),
                               .scope = dcc_column_text(rows, 1, arena),
                               .type = dcc_column_text(rows, 2, arena),
                               .warning = count_of(rows, 3),
                               .quarantine = count_of(rows, 4),
                               .period = store_column(rows, 5).integer,
                               .from = store_column(rows, 6).integer,
                               .exception_from = time_of(rows, 7),
                               .exception_to = time_of(rows, 8),
                               .exception = count_of(rows, 9),
                               .file = dcc_column_text(rows, 10, arena)};
        if (!t.scope || !t.type || !t.file) {
            st = alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for thresholds");
            break;
        }
        /* The first of a kind is the newest. */
        bool is_older = last.scope[0] && alb_eui64_equal(last.user, t.user) &&
                        strcmp(last.scope, t.scope) == 0 && strcmp(last.type, t.type) == 0;
        if (!is_older) {
            st = visit(ctx, &t, err);
            last = t;
        }
    }
    alb_status end = store_rows_end(rows, st == ALB_OK ? err : NULL);
    alb_arena_restore(arena, mark);
    return st == ALB_OK ? end : st;
}
