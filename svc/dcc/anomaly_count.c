/* Counting what is accepted, in the transaction that accepts it (dcc-services.md 12.6): whatever dies when, a
 * request counts once and is either on its way or held. */
#include "anomaly_internal.h"

#include "base/text.h"

enum { MAX_KINDS = 8 };

/* A level that holds for the request at hand. */
typedef struct level {
    alb_eui64 counted; /* whose requests are counted: zero: everybody's */
    const char *type;
    int64_t warning, quarantine;
    alb_time period;
} level;

/* --- levels --- */

static alb_status any_threshold(store_tx *tx, bool *out, alb_err *err)
{
    dcc_memo *memo = store_memo(tx);
    store_rows *rows = NULL;
    if (!memo || !memo->knows_thresholds) {
        ALB_TRY(store_query(tx, "SELECT 1 FROM anomaly_threshold LIMIT 1", NULL, 0, &rows, err));
        *out = store_next(rows);
        ALB_TRY(store_rows_end(rows, err));
    } else {
        *out = memo->any_threshold;
    }
    if (memo) {
        memo->knows_thresholds = true;
        memo->any_threshold = *out;
    }
    return ALB_OK;
}

static bool covers(const store_rows *rows, size_t from, alb_time now)
{
    store_value a = store_column(rows, from);
    store_value b = store_column(rows, from + 1);
    return a.kind != STORE_NULL && b.kind != STORE_NULL && a.integer <= now && now < b.integer;
}

/* The newest that has begun. */
static alb_status find_level(store_tx *tx, alb_eui64 user, const char *scope, const char *type, alb_time now,
                             level *out, bool *found, alb_err *err)
{
    store_value params[] = {dcc_eui(user), dcc_text_or_null(scope), dcc_text_or_null(type), store_int(now)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT warning, quarantine, period, exception_from, exception_to, exception FROM"
                        " anomaly_threshold WHERE user_id = $1 AND scope = $2 AND type = $3 AND"
                        " effective_from <= $4 ORDER BY effective_from DESC, file DESC LIMIT 1",
                        params, ALB_COUNT(params), &rows, err));
    *found = store_next(rows);
    if (*found) {
        store_value warning = store_column(rows, 0);
        store_value quarantine = store_column(rows, 1);
        out->type = type;
        out->warning = warning.kind == STORE_NULL ? -1 : warning.integer;
        out->quarantine = covers(rows, 3, now)            ? store_column(rows, 5).integer
                          : quarantine.kind == STORE_NULL ? INT64_MAX
                                                          : quarantine.integer;
        out->period = store_column(rows, 2).integer;
    }
    return store_rows_end(rows, err);
}

/* The User's own, or that of Users that set none. */
static alb_status find_user_level(store_tx *tx, alb_eui64 user, const char *scope, const char *type,
                                  alb_time now, level *out, bool *found, alb_err *err)
{
    static const alb_eui64 nobody = {{0}};
    out->counted = user;
    ALB_TRY(find_level(tx, user, scope, type, now, out, found, err));
    return *found ? ALB_OK : find_level(tx, nobody, scope, type, now, out, found, err);
}

/* --- counts --- */

static alb_status count_one(store_tx *tx, const level *l, alb_time window, int64_t *out, alb_err *err)
{
    store_value params[] = {dcc_eui(l->counted), dcc_text_or_null(l->type), store_int(l->period),
                            store_int(window)};
    store_rows *rows = NULL;
    ALB_TRY(store_exec(tx,
                       "INSERT INTO anomaly_count (user_id, type, period, window_start, n)"
                       " VALUES ($1, $2, $3, $4, 1) ON CONFLICT (user_id, type, period, window_start)"
                       " DO UPDATE SET n = anomaly_count.n + 1",
                       params, ALB_COUNT(params), err));
    ALB_TRY(store_query(tx,
                        "SELECT n FROM anomaly_count WHERE user_id = $1 AND type = $2 AND period = $3 AND"
                        " window_start = $4",
                        params, ALB_COUNT(params), &rows, err));
    *out = store_next(rows) ? store_column(rows, 0).integer : 0;
    return store_rows_end(rows, err);
}

/* One event a threshold and window. */
static alb_status open_event(store_tx *tx, const char *kind, alb_eui64 user, const char *type,
                             alb_time window, alb_time now, int64_t *out, alb_err *err)
{
    store_value params[] = {dcc_text_or_null(kind), dcc_eui(user), dcc_text_or_null(type), store_int(window),
                            store_int(now)};
    store_rows *rows = NULL;
    ALB_TRY(store_exec(tx,
                       "INSERT INTO anomaly_event (id, kind, user_id, type, window_start, at) SELECT"
                       " COALESCE(max(id), 0) + 1, $1, $2, $3, $4, $5 FROM anomaly_event WHERE true"
                       " ON CONFLICT (kind, user_id, type, window_start) DO NOTHING",
                       params, ALB_COUNT(params), err));
    ALB_TRY(store_query(tx,
                        "SELECT id FROM anomaly_event WHERE kind = $1 AND user_id = $2 AND type = $3 AND"
                        " window_start = $4",
                        params, 4, &rows, err));
    *out = store_next(rows) ? store_column(rows, 0).integer : 0;
    return store_rows_end(rows, err);
}

static alb_status judge_level(store_tx *tx, const level *l, const char *kind, const dcc_case *c,
                              dcc_anomaly *out, alb_err *err)
{
    alb_time window = c->now - (c->now % l->period + l->period) % l->period;
    int64_t n = 0;
    ALB_TRY(count_one(tx, l, window, &n, err));
    if (l->warning >= 0 && n == l->warning + 1) {
        ALB_TRY(dcc_audit(tx, c->now, "threshold-warning", &c->document.request_id.originator, NULL, err,
                          "%s: more than %lld in the window", l->type, (long long)l->warning));
    }
    if (n <= l->quarantine) {
        return ALB_OK;
    }
    *out = (dcc_anomaly){.is_held = true, .kind = kind, .threshold = l->quarantine, .n = n};
    return open_event(tx, kind, l->counted, l->type, window, c->now, &out->event, err);
}

/* --- the kinds that a request is of --- */

typedef struct kinds {
    const char *scope[MAX_KINDS], *type[MAX_KINDS];
    size_t n;
} kinds;

static void find_kinds(const dcc_case *c, kinds *out)
{
    size_t n;
    const anomaly_group *groups = anomaly_groups(&n);
    const cat_service_request *srv = c->document.srv;
    *out = (kinds){.scope = {"SRV"}, .type = {srv->srv}, .n = 1};
    for (size_t i = 0; i < n; i++) {
        if (anomaly_belongs(&groups[i], srv, c->device.type, c->roles)) {
            out->scope[out->n] = "GROUP";
            out->type[out->n++] = groups[i].name;
        }
    }
}

static alb_status judge(store_tx *tx, const dcc_case *c, unsigned layers, dcc_anomaly *out, alb_err *err)
{
    kinds k;
    find_kinds(c, &k);
    for (size_t i = 0; layers & DCC_ANOMALY_USER && !out->is_held && i < k.n; i++) {
        level l;
        bool found = false;
        ALB_TRY(find_user_level(tx, c->document.request_id.originator, k.scope[i], k.type[i], c->now, &l,
                                &found, err));
        ALB_TRY(found ? judge_level(tx, &l, "USER", c, out, err) : ALB_OK);
    }
    for (size_t i = 0; layers & DCC_ANOMALY_DCC && !out->is_held && i < k.n; i++) {
        level l = {.counted = {{0}}};
        bool found = false;
        ALB_TRY(find_level(tx, anomaly_dcc(), k.scope[i], k.type[i], c->now, &l, &found, err));
        ALB_TRY(found ? judge_level(tx, &l, "DCC", c, out, err) : ALB_OK);
    }
    return ALB_OK;
}

/* --- values --- */

/* "12.50" against a whole number. */
static bool is_beyond(alb_span text, int64_t least, int64_t most)
{
    enum { DECIMALS = 6, ONE = 1000000 };
    int64_t v = 0;
    if (!alb_parse_decimal(alb_trim(text), -DECIMALS, &v)) {
        return false;
    }
    return (least >= 0 && v < least * ONE) || (most >= 0 && most <= INT64_MAX / ONE && v > most * ONE);
}

typedef struct limits {
    const dcc_case *c;
    const char *broken; /* "2.2/Value" */
    alb_arena *arena;
} limits;

static alb_status check_limit(void *ctx, const anomaly_threshold *t, alb_err *err)
{
    limits *l = ctx;
    const duis_document *d = &l->c->document;
    const char *slash = strchr(t->type, '/');
    (void)err;
    size_t len = slash ? (size_t)(slash - t->type) : 0;
    if (l->broken || strcmp(t->scope, "ATTR") != 0 || !slash || strlen(d->srv->srv) != len ||
        memcmp(d->srv->srv, t->type, len) != 0) {
        return ALB_OK;
    }
    for (uint32_t i = 0; i < d->count; i++) {
        if (strcmp(d->nodes[i].element->name, slash + 1) == 0 &&
            is_beyond(d->nodes[i].text, t->warning, t->quarantine)) {
            l->broken = alb_arena_string(l->arena, alb_span_str(t->type));
            return ALB_OK;
        }
    }
    return ALB_OK;
}

alb_status dcc_anomaly_values(store_tx *tx, const dcc_case *c, const char **broken, alb_err *err)
{
    bool any = false;
    limits l = {.c = c, .arena = c->worker->arena};
    *broken = NULL;
    ALB_TRY(any_threshold(tx, &any, err));
    if (!any) {
        return ALB_OK;
    }
    alb_arena *own = alb_arena_new(1 << 20);
    alb_status st = own ? anomaly_list_thresholds(tx, c->now, own, check_limit, &l, err)
                        : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for thresholds");
    alb_arena_free(own);
    *broken = l.broken;
    return st;
}

static alb_status hold_value(store_tx *tx, const dcc_case *c, const char *attribute, dcc_anomaly *out,
                             alb_err *err)
{
    *out = (dcc_anomaly){.is_held = true, .kind = "ATTR", .attribute = attribute};
    return open_event(tx, "ATTR", c->document.request_id.originator, attribute, c->now, c->now, &out->event,
                      err);
}

/* --- when --- */

/* What Transform saw in the request that the pre-command was made from. */
static alb_status value_of_pre_command(store_tx *tx, const dcc_case *c, const char **broken, alb_err *err)
{
    const duis_request_id *id = &c->document.request_id;
    store_value params[] = {dcc_eui(id->originator), dcc_eui(id->target), dcc_u64(id->counter)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT anomaly FROM pre_command WHERE originator = $1 AND target = $2 AND"
                        " counter = $3",
                        params, ALB_COUNT(params), &rows, err));
    *broken = store_next(rows) ? dcc_column_text(rows, 0, c->worker->arena) : NULL;
    return store_rows_end(rows, err);
}

alb_status dcc_anomaly_accept(store_tx *tx, const dcc_case *c, bool dated, dcc_anomaly *out, alb_err *err)
{
    bool any = false;
    const char *broken = NULL;
    *out = (dcc_anomaly){.is_held = false};
    ALB_TRY(any_threshold(tx, &any, err));
    if (!any) {
        return ALB_OK;
    }
    ALB_TRY(c->document.command_variant >= 5 ? value_of_pre_command(tx, c, &broken, err)
                                             : dcc_anomaly_values(tx, c, &broken, err));
    if (broken) {
        return hold_value(tx, c, broken, out, err);
    }
    return judge(tx, c, DCC_ANOMALY_USER | (dated ? 0 : DCC_ANOMALY_DCC), out, err);
}

alb_status dcc_anomaly_execute(store_tx *tx, const dcc_case *c, int64_t request, dcc_anomaly *out,
                               alb_err *err)
{
    bool any = false;
    store_value param = store_int(request);
    store_rows *rows = NULL;
    *out = (dcc_anomaly){.is_held = false};
    ALB_TRY(any_threshold(tx, &any, err));
    /* What the DCC sends by a schedule is its own doing; what was not dated was counted when it came. */
    bool dated = duis_find(&c->document, c->document.body, "ExecutionDateTime") != UINT32_MAX;
    if (!any || c->schedule != 0 || !dated) {
        return ALB_OK;
    }
    ALB_TRY(store_query(tx, "SELECT 1 FROM quarantine WHERE request = $1", &param, 1, &rows, err));
    bool was_held = store_next(rows);
    ALB_TRY(store_rows_end(rows, err));
    return was_held ? ALB_OK : judge(tx, c, DCC_ANOMALY_DCC, out, err);
}

/* --- holding --- */

alb_status dcc_anomaly_hold(store_tx *tx, int64_t request, const char *resume, const dcc_anomaly *a,
                            const dcc_case *c, alb_err *err)
{
    store_value params[] = {
        store_int(request),      store_int(a->event), dcc_text_or_null(resume),      store_int(c->now),
        store_int(a->threshold), store_int(a->n),     dcc_text_or_null(a->attribute)};
    ALB_TRY(store_exec(tx,
                       "INSERT INTO quarantine (request, event, state, resume, at, threshold, n, attribute,"
                       " user_agrees, dcc_agrees, told) VALUES ($1, $2, 'HELD', $3, $4, $5, $6, $7, 0, 0, 0)",
                       params, ALB_COUNT(params), err));
    return dcc_audit(tx, c->now, "quarantined", &c->document.request_id.originator, &c->device.id, err,
                     "%s: %s threshold, event %lld", c->document.srv->srv, a->kind, (long long)a->event);
}
