/* Records of one meter point against what is known of it (registration-and-supply.md 4.6, 4.8 level 5).
 *
 * The supply periods of a file replace those that are known from its earliest start on; what began before is
 * cut there. The same goes for agents. A network party holds until another one is named. Only what is
 * different is written, so that a file that says nothing new leaves nothing behind.
 */
#include "merge.h"

#include "registration_internal.h"

#include <stdlib.h>

enum { MAX_ROWS = 192 };

typedef struct row {
    uint16_t role;
    char participant[REGISTRATION_MPID_MAX + 1];
    int64_t user;
    int64_t from, to; /* INT64_MIN, INT64_MAX: open */
    char state[2];
    int64_t file;
} row;

typedef struct row_list {
    row list[MAX_ROWS];
    size_t n;
} row_list;

typedef struct group {
    merge *m;
    const record *records;
    size_t n;
    const char *mpxn;
    row_list known, wanted;
    merge_note *note;
    void *ctx;
    bool refused;
} group;

static alb_status note(store_tx *tx, group *g, const record *r, const char *code, uint32_t field,
                       const char *detail, alb_err *err)
{
    registration_fault f;
    record_fault(&f, r->instruction, code, field, detail);
    return g->note(tx, g->ctx, &f, err);
}

/* One record is wrong, and with it all of the meter point: half a set would end what it does not repeat. */
static alb_status refuse(store_tx *tx, group *g, const record *wrong, const char *code, uint32_t field,
                         const char *detail, alb_err *err)
{
    g->refused = true;
    for (size_t i = 0; i < g->n; i++) {
        const record *r = &g->records[i];
        ALB_TRY(r == wrong ? note(tx, g, r, code, field, detail, err)
                           : note(tx, g, r, "R306", 0, "another record of the meter point was refused", err));
    }
    return ALB_OK;
}

/* --- what is known --- */

static alb_status read_known(store_tx *tx, group *g, bool *stands_twice, alb_err *err)
{
    store_value params[] = {registration_text(g->mpxn), store_int(g->m->file)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT a.role, a.participant, a.user_id, a.valid_from, a.valid_to, a.state, a.file"
                        " FROM appointment a JOIN registration_file f ON f.id = a.file AND (f.state ="
                        " 'applied' OR f.id = $2) LEFT JOIN registration_file g ON g.id = a.superseded_by"
                        " AND g.state = 'applied' WHERE a.mpxn = $1 AND g.id IS NULL",
                        params, ALB_COUNT(params), &rows, err));
    g->known.n = 0;
    *stands_twice = false;
    while (g->known.n < MAX_ROWS && store_next(rows)) {
        row *r = &g->known.list[g->known.n++];
        *r = (row){.role = (uint16_t)store_column(rows, 0).integer,
                   .user = store_column(rows, 2).integer,
                   .from = store_column(rows, 3).integer,
                   .to = store_column(rows, 4).integer,
                   .file = store_column(rows, 6).integer};
        registration_copy(store_column(rows, 1), r->participant, sizeof r->participant);
        registration_copy(store_column(rows, 5), r->state, sizeof r->state);
        *stands_twice = *stands_twice || r->file == g->m->file;
    }
    return store_rows_end(rows, err);
}

static bool is_pending(const row *r)
{
    return strcmp(r->state, REGISTRATION_STATE_PENDING) == 0;
}

/* --- what is wanted --- */

static bool same_key(const row *a, const row *b)
{
    return a->role == b->role && a->user == b->user && a->from == b->from &&
           strcmp(a->participant, b->participant) == 0;
}

static bool same(const row *a, const row *b)
{
    return same_key(a, b) && a->to == b->to && strcmp(a->state, b->state) == 0;
}

static bool has(const row_list *list, const row *r, bool (*equal)(const row *a, const row *b))
{
    for (size_t i = 0; i < list->n; i++) {
        if (equal(&list->list[i], r)) {
            return true;
        }
    }
    return false;
}

static void want(group *g, const row *r)
{
    if (g->wanted.n < MAX_ROWS && r->from < r->to && !has(&g->wanted, r, same_key)) {
        g->wanted.list[g->wanted.n++] = *r;
    }
}

static row row_of(uint16_t role, const char *participant, alb_time from, alb_time to, const char *state)
{
    row r = {.role = role,
             .from = from == ALB_TIME_NONE ? INT64_MIN : from,
             .to = to == ALB_TIME_NONE ? INT64_MAX : to};
    memcpy(r.participant, participant, strlen(participant) + 1);
    memcpy(r.state, state, strlen(state) + 1);
    return r;
}

static int by_start(const void *a, const void *b)
{
    const row *x = a;
    const row *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* Known periods of these roles that begin before `start`, cut there. */
static void keep_before(group *g, uint16_t roles, int64_t start)
{
    for (size_t i = 0; i < g->known.n; i++) {
        row r = g->known.list[i];
        if (!(r.role & roles) || is_pending(&r)) {
            continue;
        }
        r.to = r.to < start ? r.to : start;
        want(g, &r);
    }
}

static void keep_all(group *g, uint16_t roles, bool pending)
{
    for (size_t i = 0; i < g->known.n; i++) {
        if (g->known.list[i].role & roles && is_pending(&g->known.list[i]) == pending) {
            want(g, &g->known.list[i]);
        }
    }
}

/* Periods in order; an open one ends where the next begins. False: two overlap. */
static bool put_in_order(row_list *given)
{
    qsort(given->list, given->n, sizeof given->list[0], by_start);
    for (size_t i = 1; i < given->n; i++) {
        row *before = &given->list[i - 1];
        if (before->to == INT64_MAX) {
            before->to = given->list[i].from;
        }
        if (before->to > given->list[i].from || before->from == given->list[i].from) {
            return false;
        }
    }
    return true;
}

static alb_status want_suppliers(store_tx *tx, group *g, alb_err *err)
{
    const layout *l = g->m->layout;
    row_list given = {.n = 0};
    bool any = false;
    for (size_t i = 0; i < g->n; i++) {
        const record *r = &g->records[i];
        if (!r->supplier[0]) {
            continue;
        }
        row one = row_of(l->supplier_roles, r->supplier, r->from, r->to, r->state);
        any = true;
        if (!is_pending(&one)) {
            given.list[given.n++] = one;
        }
    }
    if (!put_in_order(&given)) {
        return refuse(tx, g, &g->records[g->n - 1], "R304", l->from, "supply periods overlap", err);
    }
    if (given.n > 0) {
        keep_before(g, REGISTRATION_SUPPLIERS, given.list[0].from);
    } else {
        keep_all(g, REGISTRATION_SUPPLIERS, false);
    }
    for (size_t i = 0; i < given.n; i++) {
        want(g, &given.list[i]);
    }
    if (!any) {
        keep_all(g, REGISTRATION_SUPPLIERS, true);
    }
    /* What is pending gives nobody anything yet; it is kept to be looked at. */
    for (size_t i = 0; i < g->n; i++) {
        const record *r = &g->records[i];
        row one = row_of(l->supplier_roles, r->supplier, r->from, r->to, r->state);
        if (r->supplier[0] && is_pending(&one)) {
            want(g, &one);
        }
    }
    return ALB_OK;
}

static alb_status want_agents(store_tx *tx, group *g, alb_err *err)
{
    row_list given = {.n = 0};
    for (size_t i = 0; i < g->n; i++) {
        const record *r = &g->records[i];
        row one = row_of(REGISTRATION_AGENTS, r->agent, r->agent_from, r->agent_to, "A");
        if (r->agent[0] && !has(&given, &one, same)) {
            given.list[given.n++] = one;
        }
    }
    if (!put_in_order(&given)) {
        return refuse(tx, g, &g->records[g->n - 1], "R304", g->m->layout->agent_from,
                      "periods of agents overlap", err);
    }
    if (given.n == 0) {
        keep_all(g, REGISTRATION_AGENTS, false);
        return ALB_OK;
    }
    keep_before(g, REGISTRATION_AGENTS, given.list[0].from);
    for (size_t i = 0; i < given.n; i++) {
        want(g, &given.list[i]);
    }
    return ALB_OK;
}

/* Files name the network party of today. */
static void want_network(group *g)
{
    const layout *l = g->m->layout;
    const char *network = g->records[g->n - 1].network;
    bool any = false;
    for (size_t i = 0; i < g->known.n; i++) {
        const row *r = &g->known.list[i];
        any = any || (r->role & REGISTRATION_NETWORKS);
        if (r->role & REGISTRATION_NETWORKS && r->to == INT64_MAX && strcmp(r->participant, network) == 0) {
            keep_all(g, REGISTRATION_NETWORKS, false);
            return;
        }
    }
    int64_t start = any ? g->m->created_at : INT64_MIN;
    keep_before(g, REGISTRATION_NETWORKS, start);
    row one = row_of(l->network_role, network, start, ALB_TIME_NONE, "A");
    want(g, &one);
}

/* --- the difference --- */

static alb_status supersede(store_tx *tx, const group *g, const row *r, alb_err *err)
{
    store_value params[] = {registration_text(g->mpxn), store_int(r->role), registration_text(r->participant),
                            store_int(r->user),         store_int(r->from), store_int(r->file),
                            store_int(g->m->file)};
    return store_exec(tx,
                      "UPDATE appointment SET superseded_by = $7 WHERE mpxn = $1 AND role = $2 AND"
                      " participant = $3 AND user_id = $4 AND valid_from = $5 AND file = $6",
                      params, ALB_COUNT(params), err);
}

static alb_status insert(store_tx *tx, const group *g, const row *r, alb_err *err)
{
    store_value params[] = {
        registration_text(g->mpxn),  store_int(r->role),   registration_text(r->participant),
        store_int(r->user),          store_int(r->from),   store_int(r->to),
        registration_text(r->state), store_int(g->m->file)};
    return store_exec(tx,
                      "INSERT INTO appointment (mpxn, role, participant, user_id, valid_from, valid_to,"
                      " state, file) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                      params, ALB_COUNT(params), err);
}

static alb_status make_due(store_tx *tx, const group *g, int64_t at, alb_err *err)
{
    store_value params[] = {store_int(at), registration_text(g->mpxn), store_int(g->m->file)};
    return store_exec(tx,
                      "INSERT INTO registration_due (due_at, mpxn, file) VALUES ($1, $2, $3)"
                      " ON CONFLICT DO NOTHING",
                      params, ALB_COUNT(params), err);
}

static alb_status write_difference(store_tx *tx, const group *g, alb_err *err)
{
    bool lost = false;
    for (size_t i = 0; i < g->known.n; i++) {
        const row *r = &g->known.list[i];
        if (!has(&g->wanted, r, same)) {
            lost = lost || !is_pending(r);
            ALB_TRY(supersede(tx, g, r, err));
        }
    }
    for (size_t i = 0; i < g->wanted.n; i++) {
        const row *r = &g->wanted.list[i];
        if (has(&g->known, r, same)) {
            continue;
        }
        ALB_TRY(insert(tx, g, r, err));
        if (r->to != INT64_MAX && r->to > g->m->now && !is_pending(r)) {
            ALB_TRY(make_due(tx, g, r->to, err));
        }
    }
    return lost ? make_due(tx, g, g->m->now, err) : ALB_OK;
}

static alb_status supersede_point(store_tx *tx, const group *g, alb_err *err)
{
    store_value params[] = {registration_text(g->mpxn), store_int(g->m->file)};
    return store_exec(tx,
                      "UPDATE meter_point SET superseded_by = $2 WHERE mpxn = $1 AND file <> $2 AND"
                      " (superseded_by IS NULL OR superseded_by NOT IN"
                      " (SELECT id FROM registration_file WHERE state = 'applied'))",
                      params, ALB_COUNT(params), err);
}

static alb_status write_point(store_tx *tx, const group *g, alb_err *err)
{
    const record *r = &g->records[g->n - 1];
    store_value known = registration_text(g->mpxn);
    store_value params[] = {registration_text(g->mpxn), store_int(g->m->file), registration_text(r->status),
                            registration_text(r->direction), registration_text(r->details)};
    store_rows *rows = NULL;
    bool is_same = false;
    ALB_TRY(store_query(tx,
                        "SELECT a.status, a.direction, a.details" REGISTRATION_KNOWN(
                            "meter_point") " WHERE a.mpxn = $1 AND " REGISTRATION_NOT_REPLACED,
                        &known, 1, &rows, err));
    bool found = store_next(rows);
    if (found) {
        is_same = alb_span_is(store_column(rows, 0).bytes, r->status) &&
                  alb_span_is(store_column(rows, 1).bytes, r->direction) &&
                  alb_span_is(store_column(rows, 2).bytes, r->details);
    }
    ALB_TRY(store_rows_end(rows, err));
    if (is_same) {
        return ALB_OK;
    }
    if (found) {
        ALB_TRY(supersede_point(tx, g, err));
    }
    return store_exec(tx,
                      "INSERT INTO meter_point (mpxn, file, status, direction, details)"
                      " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (mpxn, file) DO UPDATE SET"
                      " status = excluded.status, direction = excluded.direction, details ="
                      " excluded.details",
                      params, ALB_COUNT(params), err);
}

/* --- warnings --- */

static alb_status is_participant(store_tx *tx, merge *m, const char *mpid, bool *out, alb_err *err)
{
    for (size_t i = 0; i < m->n_participants; i++) {
        if (strcmp(m->participants[i].mpid, mpid) == 0) {
            *out = m->participants[i].is_known;
            return ALB_OK;
        }
    }
    store_value param = registration_text(mpid);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT 1 FROM market_participant WHERE mpid = $1", &param, 1, &rows, err));
    *out = store_next(rows);
    ALB_TRY(store_rows_end(rows, err));
    size_t at = m->n_participants < MERGE_KNOWN_PARTICIPANTS ? m->n_participants++ : 0;
    memcpy(m->participants[at].mpid, mpid, strlen(mpid) + 1);
    m->participants[at].is_known = *out;
    return ALB_OK;
}

static alb_status warn(store_tx *tx, group *g, const record *r, alb_err *err)
{
    const layout *l = g->m->layout;
    bool known = true;
    if (r->warnings & RECORD_WARN_DIGITS) {
        ALB_TRY(note(tx, g, r, "W01", l->mpxn, "check digits", err));
    }
    if (r->supplier[0]) {
        ALB_TRY(is_participant(tx, g->m, r->supplier, &known, err));
        ALB_TRY(known ? ALB_OK : note(tx, g, r, "W02", l->supplier, "no User acts for the supplier", err));
    }
    if (r->agent[0]) {
        ALB_TRY(is_participant(tx, g->m, r->agent, &known, err));
        ALB_TRY(known ? ALB_OK : note(tx, g, r, "W03", l->agent, "no User acts for the agent", err));
    }
    if (r->warnings & RECORD_WARN_POSTCODE) {
        ALB_TRY(note(tx, g, r, "W04", l->postcode, "not the shape of a postcode", err));
    }
    return r->warnings & RECORD_WARN_EARLY
               ? note(tx, g, r, "W05", l->from, "starts more than 28 days ahead", err)
               : ALB_OK;
}

static bool deletes(const group *g)
{
    return g->records[0].deletes;
}

static alb_status check_group(store_tx *tx, group *g, alb_err *err)
{
    bool stands_twice = false;
    ALB_TRY(read_known(tx, g, &stands_twice, err));
    if (stands_twice) {
        return refuse(tx, g, &g->records[0], "R305", g->m->layout->mpxn,
                      "records of the meter point do not stand together", err);
    }
    if (deletes(g) && g->known.n == 0) {
        return refuse(tx, g, &g->records[0], "R303", g->m->layout->mpxn, "no such meter point", err);
    }
    for (size_t i = 1; i < g->n; i++) {
        if (g->records[i].deletes != deletes(g)) {
            return refuse(tx, g, &g->records[i], "R307", 3, "put and deleted in one file", err);
        }
    }
    return ALB_OK;
}

alb_status merge_group(store_tx *tx, merge *m, const record *records, size_t n, merge_note *note_fn,
                       void *ctx, bool *taken, alb_err *err)
{
    group g = {.m = m, .records = records, .n = n, .mpxn = records[0].mpxn, .note = note_fn, .ctx = ctx};
    *taken = false;
    ALB_TRY(check_group(tx, &g, err));
    if (!g.refused && !deletes(&g)) {
        ALB_TRY(want_suppliers(tx, &g, err));
    }
    if (!g.refused && !deletes(&g)) {
        ALB_TRY(want_agents(tx, &g, err));
    }
    if (g.refused) {
        return ALB_OK;
    }
    if (deletes(&g)) {
        ALB_TRY(supersede_point(tx, &g, err));
    } else {
        want_network(&g);
        ALB_TRY(write_point(tx, &g, err));
    }
    ALB_TRY(write_difference(tx, &g, err));
    for (size_t i = 0; i < n; i++) {
        ALB_TRY(warn(tx, &g, &records[i], err));
    }
    *taken = true;
    return ALB_OK;
}
