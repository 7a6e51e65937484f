/* Records of one meter point against what is known of it (registration-and-supply.md 4.6, 4.8 level 5).
 *
 * The supply periods of a file replace those that are known from its earliest start on; what began before is
 * cut there. The same goes for agents. A network party holds until another one is named. Only what is
 * different is written, so that a file that says nothing new leaves nothing behind.
 */
#include "merge_internal.h"

alb_status merge_say(store_tx *tx, merge_point *g, const record *r, const char *code, uint32_t field,
                     const char *detail, alb_err *err)
{
    registration_fault f;
    record_fault(&f, r->instruction, code, field, detail);
    return g->note(tx, g->ctx, &f, err);
}

/* One record is wrong, and with it all of the meter point: half a set would end what it does not repeat. */
alb_status merge_refuse(store_tx *tx, merge_point *g, const record *wrong, const char *code, uint32_t field,
                        const char *detail, alb_err *err)
{
    g->refused = true;
    for (size_t i = 0; i < g->n; i++) {
        const record *r = &g->records[i];
        ALB_TRY(r == wrong
                    ? merge_say(tx, g, r, code, field, detail, err)
                    : merge_say(tx, g, r, "R306", 0, "another record of the meter point was refused", err));
    }
    return ALB_OK;
}

/* --- what is known --- */

static alb_status read_known(store_tx *tx, merge_point *g, bool *stands_twice, alb_err *err)
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
    while (g->known.n < MERGE_MAX_ROWS && store_next(rows)) {
        merge_row *r = &g->known.list[g->known.n++];
        *r = (merge_row){.role = (uint16_t)store_column(rows, 0).integer,
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

/* --- rows --- */

bool merge_is_pending(const merge_row *r)
{
    return strcmp(r->state, REGISTRATION_STATE_PENDING) == 0;
}

bool merge_same_key(const merge_row *a, const merge_row *b)
{
    return a->role == b->role && a->user == b->user && a->from == b->from &&
           strcmp(a->participant, b->participant) == 0;
}

bool merge_same(const merge_row *a, const merge_row *b)
{
    return merge_same_key(a, b) && a->to == b->to && strcmp(a->state, b->state) == 0;
}

bool merge_has(const merge_rows *list, const merge_row *r,
               bool (*equal)(const merge_row *a, const merge_row *b))
{
    for (size_t i = 0; i < list->n; i++) {
        if (equal(&list->list[i], r)) {
            return true;
        }
    }
    return false;
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

static alb_status warn(store_tx *tx, merge_point *g, const record *r, alb_err *err)
{
    const layout *l = g->m->layout;
    bool known = true;
    if (r->warnings & RECORD_WARN_DIGITS) {
        ALB_TRY(merge_say(tx, g, r, "W01", l->mpxn, "check digits", err));
    }
    if (r->supplier[0]) {
        ALB_TRY(is_participant(tx, g->m, r->supplier, &known, err));
        ALB_TRY(known ? ALB_OK
                      : merge_say(tx, g, r, "W02", l->supplier, "no User acts for the supplier", err));
    }
    if (r->agent[0]) {
        ALB_TRY(is_participant(tx, g->m, r->agent, &known, err));
        ALB_TRY(known ? ALB_OK : merge_say(tx, g, r, "W03", l->agent, "no User acts for the agent", err));
    }
    if (r->warnings & RECORD_WARN_POSTCODE) {
        ALB_TRY(merge_say(tx, g, r, "W04", l->postcode, "not the shape of a postcode", err));
    }
    return r->warnings & RECORD_WARN_EARLY
               ? merge_say(tx, g, r, "W05", l->from, "starts more than 28 days ahead", err)
               : ALB_OK;
}

static bool deletes(const merge_point *g)
{
    return g->records[0].deletes;
}

static alb_status check_group(store_tx *tx, merge_point *g, alb_err *err)
{
    bool stands_twice = false;
    ALB_TRY(read_known(tx, g, &stands_twice, err));
    if (stands_twice) {
        return merge_refuse(tx, g, &g->records[0], "R305", g->m->layout->mpxn,
                            "records of the meter point do not stand together", err);
    }
    if (deletes(g) && g->known.n == 0) {
        return merge_refuse(tx, g, &g->records[0], "R303", g->m->layout->mpxn, "no such meter point", err);
    }
    for (size_t i = 1; i < g->n; i++) {
        if (g->records[i].deletes != deletes(g)) {
            return merge_refuse(tx, g, &g->records[i], "R307", 3, "put and deleted in one file", err);
        }
    }
    return ALB_OK;
}

alb_status merge_group(store_tx *tx, merge *m, const record *records, size_t n, merge_note *note_fn,
                       void *ctx, bool *taken, alb_err *err)
{
    merge_point g = {
        .m = m, .records = records, .n = n, .mpxn = records[0].mpxn, .note = note_fn, .ctx = ctx};
    *taken = false;
    ALB_TRY(check_group(tx, &g, err));
    if (!g.refused && !deletes(&g)) {
        ALB_TRY(merge_want(tx, &g, err));
    }
    if (g.refused) {
        return ALB_OK;
    }
    ALB_TRY(merge_write(tx, &g, deletes(&g), err));
    for (size_t i = 0; i < n; i++) {
        ALB_TRY(warn(tx, &g, &records[i], err));
    }
    *taken = true;
    return ALB_OK;
}
