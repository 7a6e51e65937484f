/* Schedules at work (duis.md 12): at each date the DCC writes the request that the User would have sent, and
 * holds it for now; from there it goes the way of any dated request, access control included. */
#include "dcc_internal.h"

#include "catalogue/schema_version.h"
#include "duis/request.h"

#include <inttypes.h>

enum { AT_A_TIME = 64 };
#define IS_OURS DCC_OWNER_SQL("c.device") " = $2"

/* --- dates --- */

static alb_time add_months(alb_time t, int64_t months)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    alb_date_time d = alb_time_split(t);
    int64_t month = (int64_t)d.year * 12 + d.month - 1 + months;
    d.year = (int)(month / 12);
    d.month = (int)(month % 12) + 1;
    bool leap = d.year % 4 == 0 && (d.year % 100 != 0 || d.year % 400 == 0);
    int last = days[d.month - 1] + (d.month == 2 && leap);
    d.day = d.day < last ? d.day : last;
    return alb_time_join(&d, &t) ? t : INT64_MAX;
}

alb_time dcc_occurrence(alb_time first, const char *frequency, int64_t k)
{
    static const struct {
        const char *name;
        int days, months;
    } steps[] = {{"Daily", 1, 0},     {"Weekly", 7, 0},      {"Monthly", 0, 1},
                 {"Quarterly", 0, 3}, {"Half-Yearly", 0, 6}, {"Yearly", 0, 12}};
    for (size_t i = 0; i < ALB_COUNT(steps); i++) {
        if (strcmp(steps[i].name, frequency) == 0) {
            return steps[i].days ? first + k * ALB_DAYS(steps[i].days)
                                 : add_months(first, k * steps[i].months);
        }
    }
    return INT64_MAX;
}

alb_status dcc_schedule_name(store_tx *tx, int64_t schedule, duis_request_id *out, alb_err *err)
{
    store_value id = store_int(schedule);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT owner, name_target, name_counter FROM schedule WHERE id = $1", &id, 1,
                        &rows, err));
    bool found = store_next(rows);
    if (found) {
        *out = (duis_request_id){dcc_column_eui(rows, 0), dcc_column_eui(rows, 1), dcc_column_u64(rows, 2)};
    }
    ALB_TRY(store_rows_end(rows, err));
    return found ? ALB_OK : ALB_NOT_FOUND;
}

/* --- the request of one date --- */

typedef struct due {
    int64_t id, occurrence;
    alb_eui64 owner, device;
    const char *srv, *frequency, *start_time, *end_time, *certificate;
    alb_time first_at, end_at, next_at;
    bool has_period;
    int64_t start_offset, end_offset;
} due;

typedef struct run {
    dcc_worker *worker;
    alb_time now;
    due list[AT_A_TIME];
    dcc_request rows[AT_A_TIME]; /* their requests */
    size_t n;
    size_t from, to; /* those that are written together */
} run;

static alb_status read_due(store_tx *tx, void *ctx, alb_err *err)
{
    run *r = ctx;
    alb_arena *arena = r->worker->arena;
    store_value params[] = {store_int(r->now), store_int(dcc_server_id(r->worker->dcc)),
                            store_int(AT_A_TIME)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT c.id, c.owner, c.device, c.srv, c.frequency, c.first_at, c.end_at,"
                        " c.occurrence, c.next_at, c.start_offset, c.start_time, c.end_offset, c.end_time,"
                        " c.certificate FROM schedule c WHERE c.next_at <= $1 AND " IS_OURS
                        " ORDER BY c.next_at LIMIT $3",
                        params, ALB_COUNT(params), &rows, err));
    while (r->n < AT_A_TIME && store_next(rows)) {
        r->list[r->n++] = (due){.id = store_column(rows, 0).integer,
                                .owner = dcc_column_eui(rows, 1),
                                .device = dcc_column_eui(rows, 2),
                                .srv = dcc_column_text(rows, 3, arena),
                                .frequency = dcc_column_text(rows, 4, arena),
                                .first_at = store_column(rows, 5).integer,
                                .end_at = store_column(rows, 6).integer,
                                .occurrence = store_column(rows, 7).integer,
                                .next_at = store_column(rows, 8).integer,
                                .has_period = store_column(rows, 9).kind != STORE_NULL,
                                .start_offset = store_column(rows, 9).integer,
                                .start_time = dcc_column_text(rows, 10, arena),
                                .end_offset = store_column(rows, 11).integer,
                                .end_time = dcc_column_text(rows, 12, arena),
                                .certificate = dcc_column_text(rows, 13, arena)};
    }
    return store_rows_end(rows, err);
}

static void write_moment(alb_buf *out, const char *element, alb_time date, int64_t offset, const char *time)
{
    alb_date_time d = alb_time_split(date + offset * ALB_DAYS(1));
    size_t n = time ? strlen(time) : 0;
    bool has_zone = n > 0 && (time[n - 1] == 'Z' || strchr(time, '+'));
    alb_buf_printf(out, "<sr:%s>%04d-%02d-%02dT%s%s</sr:%s>", element, d.year, d.month, d.day,
                   time ? time : "00:00:00", has_zone ? "" : "Z", element);
}

static void write_request(const due *s, const cat_service_request *srv, uint64_t counter, alb_buf *out)
{
    duis_request_id id = {.originator = s->owner, .target = s->device, .counter = counter};
    duis_begin_request(&id, 1, alb_span_str(srv->reference), alb_span_str(srv->srv), out);
    alb_buf_printf(out, "<sr:%s>", srv->body);
    if (s->has_period) {
        alb_buf_add_text(out, "<sr:ReadLogPeriod>");
        write_moment(out, "StartDateTime", s->next_at, s->start_offset, s->start_time);
        write_moment(out, "EndDateTime", s->next_at, s->end_offset, s->end_time);
        alb_buf_add_text(out, "</sr:ReadLogPeriod>");
    }
    if (s->certificate) {
        alb_buf_printf(out, "<sr:KAPublicSecurityCredentials>%s</sr:KAPublicSecurityCredentials>",
                       s->certificate);
    }
    alb_buf_printf(out, "</sr:%s>", srv->body);
    duis_end_request(out);
}

/* The step to the next date; false in is_due when the schedule was deleted, or moved on, meanwhile. Dates
 * that went by while the DCC was down are made up for once. */
static alb_status move_on(store_tx *tx, const due *s, alb_time now, bool *is_due, alb_err *err)
{
    int64_t k = s->occurrence;
    while (dcc_occurrence(s->first_at, s->frequency, k) <= now) {
        k++;
    }
    alb_time next = dcc_occurrence(s->first_at, s->frequency, k);
    store_value params[] = {store_int(s->id), store_int(k), store_int(next > s->end_at ? INT64_MAX : next),
                            store_int(s->occurrence)};
    ALB_TRY(store_exec(tx,
                       "UPDATE schedule SET occurrence = $2, next_at = $3 WHERE id = $1 AND occurrence = $4",
                       params, ALB_COUNT(params), err));
    *is_due = store_changed(tx);
    return ALB_OK;
}

/* A request and the step to the next date stand or fall together. */
static alb_status start(store_tx *tx, void *ctx, alb_err *err)
{
    const run *r = ctx;
    for (size_t i = r->from; i < r->to; i++) {
        bool is_due = false;
        ALB_TRY(move_on(tx, &r->list[i], r->now, &is_due, err));
        if (is_due) {
            ALB_TRY(dcc_request_insert(tx, &r->rows[i], "held", err));
        }
    }
    return ALB_OK;
}

/* A schedule that no request can be written for is left out this time, and holds up no others. */
static alb_status leave_out(store_tx *tx, void *ctx, alb_err *err)
{
    const run *r = ctx;
    const due *s = &r->list[r->from];
    bool is_due = false;
    ALB_TRY(move_on(tx, s, r->now, &is_due, err));
    return is_due ? dcc_audit(tx, r->now, "schedule-not-started", &s->owner, &s->device, err,
                              "schedule %" PRId64 " of service %s", s->id, s->srv)
                  : ALB_OK;
}

/* Its document in the worker's arena. */
static alb_status make_row(const run *r, const due *s, int64_t id, dcc_request *row, alb_err *err)
{
    const cat_service_request *srv = cat_service_request_find(alb_span_str(s->srv));
    if (!srv) {
        return alb_fail(err, ALB_UNKNOWN, NULL, 0, "schedule %" PRId64 " is of an unknown service", s->id);
    }
    alb_buf document;
    alb_buf_init(&document, 65536);
    write_request(s, srv, (uint64_t)id, &document);
    *row = (dcc_request){.id = id,
                         .sequence = id,
                         .request_id = {s->owner, s->device, (uint64_t)id},
                         .srv = srv->srv,
                         .variant = 1,
                         .version = CAT_SCHEMA_NEWEST,
                         .received_at = r->now,
                         .due_at = r->now,
                         .answer_by = ALB_TIME_NONE,
                         .document = alb_arena_copy(r->worker->arena, alb_buf_span(&document)),
                         .schedule = s->id};
    alb_status st = document.st != ALB_OK ? document.st : row->document.ptr ? ALB_OK : ALB_NO_MEMORY;
    alb_buf_release(&document);
    return st;
}

/* What will not be better at another time. */
static bool is_its_own_fault(alb_status st)
{
    return st == ALB_UNKNOWN || st == ALB_TOO_LARGE || st == ALB_EXISTS;
}

static alb_status start_one(run *r, size_t at, int64_t id, alb_err *err)
{
    r->from = at;
    r->to = at + 1;
    alb_status st = make_row(r, &r->list[at], id, &r->rows[at], err);
    if (st == ALB_OK) {
        st = store_write(r->worker->dcc->store, start, r, err);
    }
    return is_its_own_fault(st) ? store_write(r->worker->dcc->store, leave_out, r, err) : st;
}

/* All in one transaction; where that cannot be, each in its own. */
static alb_status start_all(run *r, alb_err *err)
{
    dcc *d = r->worker->dcc;
    int64_t first = 0;
    ALB_TRY(dcc_sequence_take(d, r->n, &first, err));
    alb_status st = ALB_OK;
    for (size_t i = 0; st == ALB_OK && i < r->n; i++) {
        st = make_row(r, &r->list[i], first + (int64_t)i, &r->rows[i], NULL);
    }
    r->from = 0;
    r->to = r->n;
    if (st == ALB_OK && store_write(d->store, start, r, NULL) == ALB_OK) {
        return ALB_OK;
    }
    st = ALB_OK;
    for (size_t i = 0; st == ALB_OK && i < r->n; i++) {
        st = start_one(r, i, first + (int64_t)i, err);
    }
    return st;
}

bool dcc_run_schedules(dcc_worker *w)
{
    run r = {.worker = w, .now = alb_now(w->dcc->clock)};
    alb_err err = {.code = ALB_OK};
    alb_status st = store_read(w->dcc->store, read_due, &r, &err);
    if (st == ALB_OK && r.n > 0) {
        st = start_all(&r, &err);
    }
    if (st != ALB_OK) {
        alb_log_event(w->dcc->log, ALB_LOG_ERROR, "schedule-not-started", "detail=\"%s\"", err.detail);
    }
    alb_arena_reset(w->arena);
    return st == ALB_OK && r.n > 0;
}
