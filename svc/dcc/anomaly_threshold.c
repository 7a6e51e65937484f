/* Anomaly Detection Thresholds files (dcc-services.md 12.3 to 12.5): what Users and the DCC set. */
#include "anomaly_internal.h"

#include "base/text.h"
#include "catalogue/use_case.h"

#include <stdlib.h>

enum { MAX_ROWS = 1000, MAX_REFERENCE = 15 };

enum {
    USER_ID,
    REFERENCE,
    SCOPE,
    TYPE,
    WARNING,
    QUARANTINE,
    PERIOD_UNIT,
    PERIOD_LENGTH,
    EFFECTIVE_FROM,
    EXCEPTION_FROM,
    EXCEPTION_TO,
    EXCEPTION,
    COLUMNS
};
static const char *const columns[] = {
    [USER_ID] = "UserID",
    [REFERENCE] = "SMSRReference",
    [SCOPE] = "Scope",
    [TYPE] = "Type",
    [WARNING] = "WarningThreshold",
    [QUARANTINE] = "QuarantineThreshold",
    [PERIOD_UNIT] = "PeriodUnit",
    [PERIOD_LENGTH] = "PeriodLength",
    [EFFECTIVE_FROM] = "EffectiveFrom",
    [EXCEPTION_FROM] = "ExceptionFrom",
    [EXCEPTION_TO] = "ExceptionTo",
    [EXCEPTION] = "ExceptionThreshold",
};

typedef struct threshold_file {
    anomaly_reading reading;
    anomaly_threshold *rows;
    size_t n;
    uint16_t roles; /* of the User */
    bool is_dcc;
} threshold_file;

/* --- eligibility --- */

/* Roles of the other fuel alone have nothing to do with a device. */
static uint16_t roles_of_fuel(char fuel)
{
    return fuel == 'G' ? (uint16_t) ~(CAT_USER_IS | CAT_USER_ES | CAT_USER_ED | CAT_USER_LC | CAT_USER_MDR)
                       : (uint16_t) ~(CAT_USER_GS | CAT_USER_GT);
}

/* Can a User in these roles send anything that belongs to the group? */
static bool is_eligible(const anomaly_group *g, uint16_t roles)
{
    size_t n;
    const cat_service_request *const *list = cat_service_requests(&n);
    for (size_t i = 0; i < n; i++) {
        for (unsigned d = CAT_DEVICE_ESME; d <= CAT_DEVICE_SAPC; d <<= 1) {
            if (list[i]->users & roles & roles_of_fuel(g->fuel) && list[i]->device && list[i]->devices & d &&
                anomaly_belongs(g, list[i], (uint16_t)d, roles)) {
                return true;
            }
        }
    }
    return false;
}

/* --- one row --- */

static alb_status fault(threshold_file *t, const char *code, size_t column)
{
    return anomaly_reject(&t->reading, code, t->reading.csv.line, "%s", columns[column]);
}

static bool read_time(alb_span text, alb_time *out)
{
    *out = ALB_TIME_NONE;
    return text.len == 0 || (text.ptr[text.len - 1] == 'Z' && alb_time_parse(text, out));
}

static bool read_count(alb_span text, int64_t *out)
{
    uint64_t v = 0;
    bool good = text.len > 0 && alb_parse_u64(text, UINT32_MAX, &v);
    *out = good ? (int64_t)v : -1;
    return good || text.len == 0;
}

static bool read_period(const alb_span *f, alb_time *out)
{
    bool hours = alb_span_is(f[PERIOD_UNIT], "HOUR");
    uint64_t n = 0;
    if ((!hours && !alb_span_is(f[PERIOD_UNIT], "DAY")) ||
        !alb_parse_u64(f[PERIOD_LENGTH], hours ? 24 : 31, &n) || n == 0) {
        return false;
    }
    *out = hours ? ALB_HOURS((alb_time)n) : ALB_DAYS((alb_time)n);
    return true;
}

/* "CRIT-E"; a service that the User may ask for; of the DCC also "SRV/element". */
static bool is_type(const threshold_file *t, const anomaly_threshold *row)
{
    size_t n;
    const anomaly_group *groups = anomaly_groups(&n);
    alb_span type = alb_span_str(row->type);
    for (size_t i = 0; strcmp(row->scope, "GROUP") == 0 && i < n; i++) {
        if (alb_span_is(type, groups[i].name)) {
            return t->is_dcc || is_eligible(&groups[i], t->roles);
        }
    }
    const uint8_t *slash = memchr(type.ptr, '/', type.len);
    bool is_attribute = strcmp(row->scope, "ATTR") == 0;
    if (is_attribute != (slash != NULL)) {
        return false;
    }
    size_t len = slash ? (size_t)(slash - type.ptr) : type.len;
    const cat_service_request *srv = cat_service_request_find(alb_span_of(type.ptr, len));
    return srv && srv->device && (t->is_dcc || srv->users & t->roles) && (!slash || type.len > len + 1);
}

static bool stands_twice(const threshold_file *t, const anomaly_threshold *row)
{
    for (size_t i = 0; i < t->n; i++) {
        const anomaly_threshold *o = &t->rows[i];
        if (alb_eui64_equal(o->user, row->user) && strcmp(o->scope, row->scope) == 0 &&
            strcmp(o->type, row->type) == 0) {
            return true;
        }
    }
    return false;
}

static alb_status check_levels(threshold_file *t, const anomaly_threshold *row)
{
    bool is_attribute = strcmp(row->scope, "ATTR") == 0;
    if (!is_attribute && row->quarantine < 0) {
        return fault(t, "F04", QUARANTINE);
    }
    if (row->quarantine >= 0 && row->warning > row->quarantine) {
        return fault(t, "F06", WARNING);
    }
    /* An exception has a level and both dates, or is none. */
    int given =
        (row->exception >= 0) + (row->exception_from != ALB_TIME_NONE) + (row->exception_to != ALB_TIME_NONE);
    if (given != 0 && (given != 3 || row->exception_from >= row->exception_to)) {
        return fault(t, "F09", EXCEPTION_FROM);
    }
    return ALB_OK;
}

/* A User sets its own; the DCC, for all (its own ID) and for those who set none (zeros). */
static alb_status read_row(threshold_file *t, const alb_span *f, anomaly_threshold *row)
{
    alb_arena *arena = t->reading.arena;
    if (!alb_eui64_parse(f[USER_ID], &row->user) ||
        !(alb_eui64_equal(row->user, t->reading.user) || (t->is_dcc && alb_eui64_number(row->user) == 0))) {
        return fault(t, "F02", USER_ID);
    }
    if (f[REFERENCE].len == 0 || f[REFERENCE].len > MAX_REFERENCE ||
        !alb_span_is(f[REFERENCE], t->reading.reference)) {
        return fault(t, "F03", REFERENCE);
    }
    row->scope = alb_span_is(f[SCOPE], "GROUP")               ? "GROUP"
                 : alb_span_is(f[SCOPE], "SRV")               ? "SRV"
                 : t->is_dcc && alb_span_is(f[SCOPE], "ATTR") ? "ATTR"
                                                              : NULL;
    row->type = alb_arena_string(arena, f[TYPE]);
    if (!row->scope || !row->type) {
        return fault(t, "F04", SCOPE);
    }
    if (!is_type(t, row)) {
        return fault(t, "F05", TYPE);
    }
    if (stands_twice(t, row)) {
        return fault(t, "F07", TYPE);
    }
    if (!read_count(f[WARNING], &row->warning) || !read_count(f[QUARANTINE], &row->quarantine) ||
        !read_count(f[EXCEPTION], &row->exception)) {
        return fault(t, "F04", QUARANTINE);
    }
    if (!read_period(f, &row->period)) {
        return fault(t, "F04", PERIOD_LENGTH);
    }
    if (!read_time(f[EFFECTIVE_FROM], &row->from) || row->from == ALB_TIME_NONE ||
        !read_time(f[EXCEPTION_FROM], &row->exception_from) ||
        !read_time(f[EXCEPTION_TO], &row->exception_to)) {
        return fault(t, "F09", EFFECTIVE_FROM);
    }
    return check_levels(t, row);
}

static alb_status read_rows(threshold_file *t)
{
    alb_err why = {.code = ALB_OK};
    ALB_TRY(anomaly_header(&t->reading, columns, COLUMNS));
    t->rows = alb_arena_array(t->reading.arena, MAX_ROWS, sizeof *t->rows);
    if (!t->rows) {
        return ALB_NO_MEMORY;
    }
    for (;;) {
        alb_span f[COLUMNS];
        size_t n = 0;
        if (alb_csv_next(&t->reading.csv, f, COLUMNS, &n, &why) != ALB_OK || (n != 0 && n != COLUMNS) ||
            t->n == MAX_ROWS) {
            return anomaly_reject(&t->reading, "F04", t->reading.csv.line, "%s",
                                  why.detail[0] ? why.detail : "not a record of thresholds");
        }
        if (n == 0) {
            return ALB_OK;
        }
        ALB_TRY(read_row(t, f, &t->rows[t->n]));
        t->n++;
    }
}

/* --- taking --- */

static store_value count_or_null(int64_t n)
{
    return n < 0 ? store_null() : store_int(n);
}

static alb_status put_row(store_tx *tx, const anomaly_threshold *r, int64_t file, alb_err *err)
{
    store_value params[] = {dcc_eui(r->user),
                            dcc_text_or_null(r->scope),
                            dcc_text_or_null(r->type),
                            store_int(r->from),
                            store_int(file),
                            count_or_null(r->warning),
                            count_or_null(r->quarantine),
                            store_int(r->period),
                            dcc_time_or_null(r->exception_from),
                            dcc_time_or_null(r->exception_to),
                            count_or_null(r->exception)};
    ((dcc_memo *)store_memo(tx))->knows_thresholds = false;
    return store_exec(tx,
                      "INSERT INTO anomaly_threshold (user_id, scope, type, effective_from, file, warning,"
                      " quarantine, period, exception_from, exception_to, exception)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                      params, ALB_COUNT(params), err);
}

/* A User must have set every group that it can send something of (G6.3). */
static alb_status check_groups(store_tx *tx, threshold_file *t, alb_err *err)
{
    size_t n;
    const anomaly_group *groups = anomaly_groups(&n);
    for (size_t i = 0; !t->is_dcc && i < n; i++) {
        store_value params[] = {dcc_eui(t->reading.user), dcc_text_or_null(groups[i].name)};
        store_rows *rows = NULL;
        if (!is_eligible(&groups[i], t->roles)) {
            continue;
        }
        ALB_TRY(store_query(tx,
                            "SELECT 1 FROM anomaly_threshold WHERE user_id = $1 AND scope = 'GROUP' AND"
                            " type = $2 LIMIT 1",
                            params, 2, &rows, err));
        bool found = store_next(rows);
        ALB_TRY(store_rows_end(rows, err));
        if (!found) {
            return anomaly_reject(&t->reading, "F08", 0, "no threshold for %s", groups[i].name);
        }
    }
    return ALB_OK;
}

static alb_status read_roles(store_tx *tx, void *ctx, alb_err *err)
{
    threshold_file *t = ctx;
    return dcc_party_roles(tx, t->reading.user, &t->roles, err);
}

static alb_status take(store_tx *tx, void *ctx, alb_err *err)
{
    threshold_file *t = ctx;
    int64_t file = 0;
    t->reading.out->code[0] = '\0';
    ALB_TRY(anomaly_note_file(tx, &t->reading, &file, &t->reading.out->repeated, err));
    for (size_t i = 0; !t->reading.out->repeated && i < t->n; i++) {
        ALB_TRY(put_row(tx, &t->rows[i], file, err));
    }
    t->reading.out->records = (uint32_t)t->n;
    return check_groups(tx, t, err);
}

alb_status anomaly_check_thresholds(anomaly_reading *r, uint16_t roles)
{
    threshold_file t = {.reading = *r, .roles = roles, .is_dcc = alb_eui64_equal(r->user, anomaly_dcc())};
    return read_rows(&t);
}

static alb_status take_file(threshold_file *t, alb_err *err)
{
    ALB_TRY(anomaly_open(&t->reading, "ADT", err));
    t->is_dcc = alb_eui64_equal(t->reading.user, anomaly_dcc());
    ALB_TRY(store_read(t->reading.s, read_roles, t, err));
    ALB_TRY(read_rows(t));
    return store_write(t->reading.s, take, t, err);
}

alb_status anomaly_take_thresholds(store *s, const anomaly_file *file, anomaly_report *out, alb_err *err)
{
    threshold_file t = {.reading = {.file = file, .out = out, .s = s}};
    *out = (anomaly_report){.records = 0};
    t.reading.arena = alb_arena_new(8U << 20);
    alb_status st = t.reading.arena ? take_file(&t, err)
                                    : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for thresholds");
    alb_arena_free(t.reading.arena);
    return st == ALB_NOT_AUTHORISED && out->code[0] ? ALB_OK : st;
}
