/* 5.1 to 5.3: Users create, read and delete schedules of reads that the DCC makes for them (duis.md 12). */
#include "dcc_internal.h"

#include "base/text.h"

#include <inttypes.h>

enum { MOST_PER_DEVICE = 99 };

/* --- what a request says --- */

typedef struct schedule {
    dcc_case *c;
    alb_eui64 device_id;
    bool is_known;
    dcc_device_record device;
    const cat_service_request *srv; /* that is scheduled */
    const char *frequency;
    alb_time first_at, end_at;
    uint32_t period; /* node with the offsets; UINT32_MAX: none */
    alb_buf details;
    uint16_t roles; /* in which the User may have the scheduled service of the device */
    int64_t id;
} schedule;

static alb_span text_of(const schedule *s, const char *path)
{
    return duis_text(&s->c->document, s->c->document.body, path);
}

/* The elements below a node, as they are read back. */
static void write_children(const duis_document *d, uint32_t parent, alb_buf *out)
{
    for (uint32_t i = duis_child(d, parent); i != UINT32_MAX; i = duis_sibling(d, parent, i)) {
        alb_buf_printf(out, "<sr:%s>", d->nodes[i].element->name);
        xml_write_escaped(out, d->nodes[i].text);
        write_children(d, i, out);
        alb_buf_printf(out, "</sr:%s>", d->nodes[i].element->name);
    }
}

/* A date, or a time of day, as the part of a date and time that it is. */
static bool join(alb_span date, alb_span time, alb_time *out)
{
    char text[64];
    alb_wr w = alb_wr_init(text, sizeof text);
    alb_wr_bytes(&w, alb_span_sub(date, 0, 10));
    alb_wr_u8(&w, 'T');
    alb_wr_bytes(&w, time);
    bool has_zone = time.len > 0 && (time.ptr[time.len - 1] == 'Z' || memchr(time.ptr, '+', time.len));
    alb_wr_text(&w, has_zone ? "" : "Z");
    return alb_time_parse(alb_wr_span(&w), out);
}

/* A time of day for schedules that name none: spread over the day, the same for each read of a device. */
static void spread(const schedule *s, char text[static 16])
{
    uint64_t h = alb_eui64_number(s->device_id) * UINT64_C(0x9e3779b97f4a7c15);
    unsigned minute = (unsigned)((h >> 32) % (UINT64_C(24) * 60));
    alb_wr w = alb_wr_init(text, 15);
    alb_wr_printf(&w, "%02u:%02u:00Z", minute / 60, minute % 60);
    text[w.pos] = '\0';
}

static bool read_dates(schedule *s)
{
    char time[16];
    alb_span given = text_of(s, "ScheduleExecutionStartTime");
    spread(s, time);
    alb_span at = given.len > 0 ? given : alb_span_str(time);
    alb_span end = text_of(s, "ScheduleEndDate");
    s->end_at = INT64_MAX;
    return join(text_of(s, "ScheduleStartDate"), at, &s->first_at) &&
           (end.len == 0 || join(end, ALB_LIT("23:59:59Z"), &s->end_at));
}

/* --- 5.1 --- */

static uint32_t offsets_of(const schedule *s)
{
    const duis_document *d = &s->c->document;
    for (uint32_t i = duis_child(d, d->body); i != UINT32_MAX; i = duis_sibling(d, d->body, i)) {
        if (duis_find(d, i, "StartDateOffset") != UINT32_MAX) {
            return i;
        }
    }
    return UINT32_MAX;
}

static alb_status read_access(store_tx *tx, void *ctx, alb_err *err)
{
    schedule *s = ctx;
    const dcc_case *c = s->c;
    uint16_t roles = 0;
    alb_status st = dcc_device_read(tx, s->device_id, c->worker->arena, &s->device, err);
    s->is_known = st == ALB_OK;
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    ALB_TRY(dcc_party_roles(tx, c->document.request_id.originator, &roles, err));
    s->roles = roles & s->srv->users;
    ALB_TRY(dcc_registered_roles(tx, c->document.request_id.originator, s->roles, &s->device, c->now, true,
                                 &roles, err));
    s->is_known = true;
    s->roles = s->roles == 0 ? 0 : roles != 0 ? roles : s->roles & CAT_USER_OU ? CAT_USER_OU : UINT16_MAX;
    return ALB_OK;
}

static bool check_schedule(schedule *s)
{
    dcc_case *c = s->c;
    alb_err err = {.code = ALB_OK};
    alb_status st = store_read(c->dcc->store, read_access, s, &err);
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    if (!s->is_known) {
        return dcc_refuse(c, "E050105", "the device is not in the inventory");
    }
    if (s->roles == 0) {
        return dcc_refuse(c, "E050107", "no role of the User may send %s", s->srv->srv);
    }
    if (s->roles == UINT16_MAX) {
        return dcc_refuse(c, "E050108", "the User is not registered for the device");
    }
    return (s->srv->devices & s->device.type) ||
           dcc_refuse(c, "E050109", "%s is not for this type of device", s->srv->srv);
}

static alb_status count_schedules(store_tx *tx, const schedule *s, int64_t *out, alb_err *err)
{
    store_value params[] = {dcc_eui(s->device_id), dcc_eui(s->c->document.request_id.originator)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT count(*) FROM schedule WHERE device = $1 AND owner = $2", params, 2,
                        &rows, err));
    *out = store_next(rows) ? store_column(rows, 0).integer : 0;
    return store_rows_end(rows, err);
}

static store_value offset_or_null(const schedule *s, const char *name)
{
    int64_t days = 0;
    return s->period != UINT32_MAX &&
                   alb_parse_i64(duis_text(&s->c->document, s->period, name), INT32_MIN, INT32_MAX, &days)
               ? store_int(days)
               : store_null();
}

static store_value period_text_or_null(const schedule *s, const char *name)
{
    return s->period != UINT32_MAX ? store_text(duis_text(&s->c->document, s->period, name)) : store_null();
}

static alb_status insert(store_tx *tx, void *ctx, alb_err *err)
{
    schedule *s = ctx;
    const duis_request_id *name = &s->c->document.request_id;
    int64_t count = 0;
    int64_t k = 0;
    ALB_TRY(dcc_replay_take(tx, name, err));
    ALB_TRY(count_schedules(tx, s, &count, err));
    if (count >= MOST_PER_DEVICE) {
        return alb_fail(err, ALB_TOO_LARGE, "DUIS 12", 0, "the device has %d schedules of this User",
                        MOST_PER_DEVICE);
    }
    while (dcc_occurrence(s->first_at, s->frequency, k) < s->c->now) {
        k++;
    }
    ALB_TRY(dcc_number_next(tx, "schedule", &s->id, err));
    alb_span certificate = text_of(s, "KAPublicSecurityCredential");
    store_value params[] = {
        store_int(s->id),
        dcc_eui(name->originator),
        dcc_eui(s->device_id),
        dcc_text_or_null(s->srv->srv),
        dcc_eui(name->target),
        dcc_u64(name->counter),
        dcc_text_or_null(s->frequency),
        store_int(s->first_at),
        store_int(s->end_at),
        store_int(k),
        store_int(dcc_occurrence(s->first_at, s->frequency, k)),
        store_text(alb_buf_span(&s->details)),
        offset_or_null(s, "StartDateOffset"),
        period_text_or_null(s, "StartTime"),
        offset_or_null(s, "EndDateOffset"),
        period_text_or_null(s, "EndTime"),
        certificate.len > 0 ? store_text(certificate) : store_null(),
    };
    return store_exec(
        tx,
        "INSERT INTO schedule (id, owner, device, srv, name_target, name_counter, frequency,"
        " first_at, end_at, occurrence, next_at, details, start_offset, start_time, end_offset,"
        " end_time, certificate) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
        " $14, $15, $16, $17)",
        params, ALB_COUNT(params), err);
}

static bool answer(dcc_case *c, alb_span payload)
{
    c->octets = alb_arena_copy(c->worker->arena, payload);
    if (!c->octets.ptr) {
        alb_err err = {.code = ALB_NO_MEMORY, .detail = "no memory for an answer"};
        return dcc_refuse_failure(c, ALB_NO_MEMORY, &err);
    }
    c->code = "I0";
    c->answer = DCC_ANSWER_PAYLOAD;
    return true;
}

bool dcc_create_schedule(dcc_case *c)
{
    schedule s = {.c = c};
    alb_err err = {.code = ALB_OK};
    s.srv = cat_service_request_find(text_of(&s, "DSPScheduledServiceReferenceVariant"));
    s.frequency = alb_arena_string(c->worker->arena, text_of(&s, "ScheduleFrequency"));
    s.period = offsets_of(&s);
    if (!s.srv || !s.frequency || !alb_eui64_parse(text_of(&s, "DeviceID"), &s.device_id) ||
        !read_dates(&s)) {
        return dcc_refuse(c, "E050112", "the schedule cannot be kept");
    }
    if (!check_schedule(&s)) {
        return false;
    }
    alb_buf_init(&s.details, 65536);
    write_children(&c->document, c->document.body, &s.details);
    alb_status st = s.details.st == ALB_OK ? store_write(c->dcc->store, insert, &s, &err) : s.details.st;
    alb_buf_release(&s.details);
    if (st == ALB_REPLAYED || st == ALB_TOO_LARGE) {
        return dcc_refuse(c, st == ALB_REPLAYED ? "E49" : "E050101", "%s", err.detail);
    }
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    char payload[80];
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_printf(&w, "<sr:DSPScheduleID>%" PRId64 "</sr:DSPScheduleID>", s.id);
    return answer(c, alb_wr_span(&w));
}

/* --- 5.2 and 5.3: by their number, or all that the User has for a device --- */

typedef struct selection {
    dcc_case *c;
    bool by_number, is_known;
    uint64_t number;
    alb_eui64 device;
    bool deletes;
    size_t n;
    alb_buf payload;
} selection;

static alb_status write_selected(store_tx *tx, selection *s, alb_err *err)
{
    store_value params[] = {
        dcc_eui(s->c->document.request_id.originator),
        s->by_number ? store_int((int64_t)s->number) : dcc_eui(s->device),
    };
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        s->by_number ? "SELECT id, details FROM schedule WHERE owner = $1 AND id = $2"
                                     : "SELECT id, details FROM schedule WHERE owner = $1 AND device = $2"
                                       " ORDER BY id",
                        params, 2, &rows, err));
    while (store_next(rows)) {
        alb_buf_printf(&s->payload,
                       "<sr:DSPSchedules><sr:DSPScheduleID>%" PRId64 "</sr:DSPScheduleID>"
                       "<sr:DSPScheduleDetails>",
                       store_column(rows, 0).integer);
        alb_buf_add(&s->payload, store_column(rows, 1).bytes);
        alb_buf_add_text(&s->payload, "</sr:DSPScheduleDetails></sr:DSPSchedules>");
        s->n++;
    }
    return store_rows_end(rows, err);
}

static alb_status delete_selected(store_tx *tx, const selection *s, alb_err *err)
{
    store_value params[] = {
        dcc_eui(s->c->document.request_id.originator),
        s->by_number ? store_int((int64_t)s->number) : dcc_eui(s->device),
    };
    return store_exec(tx,
                      s->by_number ? "DELETE FROM schedule WHERE owner = $1 AND id = $2"
                                   : "DELETE FROM schedule WHERE owner = $1 AND device = $2",
                      params, 2, err);
}

/* Nothing is kept of a request that is refused. */
static alb_status select_schedules(store_tx *tx, void *ctx, alb_err *err)
{
    selection *s = ctx;
    dcc_device_record device;
    s->n = 0;
    alb_buf_clear(&s->payload);
    ALB_TRY(dcc_replay_take(tx, &s->c->document.request_id, err));
    if (!s->by_number) {
        alb_status st = dcc_device_read(tx, s->device, s->c->worker->arena, &device, err);
        s->is_known = st == ALB_OK;
        ALB_TRY(st == ALB_NOT_FOUND ? ALB_NOT_AUTHORISED : st);
    }
    ALB_TRY(write_selected(tx, s, err));
    if (s->n == 0 && s->by_number) {
        return ALB_NOT_AUTHORISED;
    }
    return s->deletes ? delete_selected(tx, s, err) : ALB_OK;
}

static bool select_and_answer(dcc_case *c, bool deletes)
{
    selection s = {.c = c, .deletes = deletes};
    const duis_document *d = &c->document;
    alb_err err = {.code = ALB_OK};
    s.by_number = alb_parse_u64(duis_text(d, d->body, "DSPScheduleID"), INT64_MAX, &s.number);
    (void)(alb_eui64_parse(duis_text(d, d->body, "DeviceID"), &s.device) || s.by_number);
    alb_buf_init(&s.payload, 8U << 20);
    alb_status st = store_write(c->dcc->store, select_schedules, &s, &err);
    bool good = false;
    if (st == ALB_REPLAYED) {
        (void)dcc_refuse(c, "E49", "%s", err.detail);
    } else if (st == ALB_NOT_AUTHORISED) {
        const char *none = deletes ? "E050301" : "E050201";
        const char *unknown = deletes ? "E050302" : "E050202";
        (void)dcc_refuse(c, s.by_number ? none : unknown, "no such schedule of this User");
    } else if (st != ALB_OK || s.payload.st != ALB_OK) {
        (void)dcc_refuse_failure(c, st != ALB_OK ? st : s.payload.st, &err);
    } else if (s.n == 0) {
        /* The device is known and has none: a warning, not a refusal. */
        c->code = deletes ? "W050301" : "W050201";
        good = true;
    } else if (deletes) {
        c->code = "I0";
        good = true;
    } else {
        alb_buf whole;
        alb_buf_init(&whole, 8U << 20);
        alb_buf_add_text(&whole, "<sr:DSPSchedulesRead>");
        alb_buf_add(&whole, alb_buf_span(&s.payload));
        alb_buf_add_text(&whole, "</sr:DSPSchedulesRead>");
        good = answer(c, alb_buf_span(&whole));
        alb_buf_release(&whole);
    }
    alb_buf_release(&s.payload);
    return good;
}

bool dcc_read_schedule(dcc_case *c)
{
    return select_and_answer(c, false);
}

bool dcc_delete_schedule(dcc_case *c)
{
    return select_and_answer(c, true);
}
