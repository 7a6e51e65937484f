/* The DCC Service Flag of meter points, derived from the inventory when it is told
 * (registration-and-supply.md 2.5). */
#include "dcc/service_flag.h"

#include "dcc_internal.h"

#include "catalogue/use_case.h"

#include <stdio.h>
#include <stdlib.h>

enum { PAGE = 512 };

typedef struct flag_row {
    char mpxn[REGISTRATION_MPXN_MAX + 1];
    char flag;
    alb_time from;
    bool is_told;
} flag_row;

typedef struct reporting {
    const dcc_flag_report *report;
    store *s;
    registration_provider provider;
    alb_arena *arena;
    flag_row page[PAGE]; /* those to be told */
    size_t n, at;
    char last[REGISTRATION_MPXN_MAX + 1]; /* meter points up to this one have been looked at */
    bool is_over;
    flag_row *told; /* all of them, to be noted at the end */
    size_t n_told, room;
} reporting;

/* --- one meter point --- */

/* The best that any of its meters is. */
static char better(char flag, alb_span status)
{
    /* Best first. */
    static const struct {
        const char *status;
        char flag[2];
    } ranks[] = {
        {"Commissioned", "A"}, {"Suspended", "S"}, {"InstalledNotCommissioned", "I"}, {"Withdrawn", "W"}};
    for (size_t i = 0; i < ALB_COUNT(ranks); i++) {
        if (ranks[i].flag[0] == flag || alb_span_is(status, ranks[i].status)) {
            return ranks[i].flag[0];
        }
    }
    return flag;
}

static alb_status read_told(store_tx *tx, const flag_row *row, char *flag, alb_err *err)
{
    store_value param = store_text(alb_span_str(row->mpxn));
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT flag FROM service_flag WHERE mpxn = $1", &param, 1, &rows, err));
    *flag = '\0';
    if (store_next(rows) && store_column(rows, 0).bytes.len == 1) {
        *flag = (char)store_column(rows, 0).bytes.ptr[0];
    }
    return store_rows_end(rows, err);
}

/* Is it a meter point of the provider, and is there something to tell? */
static alb_status is_told(store_tx *tx, reporting *r, flag_row *row, alb_err *err)
{
    char network[REGISTRATION_MPID_MAX + 3] = ";";
    char networks[4200];
    char before = '\0';
    row->is_told = false;
    alb_status st = registration_network(tx, row->mpxn, r->report->sender->now, network + 1, err);
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    size_t len = strlen(network);
    network[len] = ';';
    network[len + 1] = '\0';
    (void)snprintf(networks, sizeof networks, ";%.4000s;", r->provider.networks);
    if (!strstr(networks, network)) {
        return ALB_OK;
    }
    ALB_TRY(read_told(tx, row, &before, err));
    row->is_told = r->report->all || before != row->flag;
    return ALB_OK;
}

/* --- a page of them --- */

static alb_status read_rows(store_tx *tx, reporting *r, flag_row *list, size_t *n, alb_err *err)
{
    /* Each link of a meter to a meter point, in the order of the meter points. */
    static const char sql[] =
        "SELECT m, status, status_at FROM ("
        "SELECT mpxn AS m, status, status_at FROM device WHERE mpxn > $1 AND (type & $2) <> 0 UNION ALL "
        "SELECT secondary_mpan AS m, status, status_at FROM device WHERE secondary_mpan > $1 AND"
        " (type & $2) <> 0 UNION ALL "
        "SELECT export_mpan AS m, status, status_at FROM device WHERE export_mpan > $1 AND (type & $2) <> 0"
        ") t ORDER BY m LIMIT 512";
    uint16_t type = r->report->fuel == 'E' ? CAT_DEVICE_ESME : CAT_DEVICE_GSME;
    store_value params[] = {store_text(alb_span_str(r->last)), store_int(type)};
    store_rows *rows = NULL;
    size_t read = 0;
    *n = 0;
    ALB_TRY(store_query(tx, sql, params, ALB_COUNT(params), &rows, err));
    while (store_next(rows)) {
        store_value mpxn = store_column(rows, 0);
        flag_row *row = *n > 0 ? &list[*n - 1] : NULL;
        read++;
        if (mpxn.bytes.len > REGISTRATION_MPXN_MAX) {
            continue;
        }
        if (!row || !alb_span_is(mpxn.bytes, row->mpxn)) {
            row = &list[(*n)++];
            *row = (flag_row){.flag = 'N', .from = INT64_MIN};
            memcpy(row->mpxn, mpxn.bytes.ptr, mpxn.bytes.len);
        }
        alb_time at = store_column(rows, 2).integer;
        row->flag = better(row->flag, store_column(rows, 1).bytes);
        row->from = at > row->from ? at : row->from;
    }
    ALB_TRY(store_rows_end(rows, err));
    r->is_over = read < PAGE;
    *n -= !r->is_over && *n > 1; /* the last one may have more meters than were read */
    return ALB_OK;
}

static alb_status read_page(store_tx *tx, void *ctx, alb_err *err)
{
    reporting *r = ctx;
    flag_row *list = calloc(PAGE, sizeof *list);
    size_t n = 0;
    if (!list) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for meter points");
    }
    r->n = r->at = 0;
    alb_status st = read_rows(tx, r, list, &n, err);
    for (size_t i = 0; st == ALB_OK && i < n; i++) {
        st = is_told(tx, r, &list[i], err);
        if (st == ALB_OK && list[i].is_told) {
            r->page[r->n++] = list[i];
        }
    }
    if (st == ALB_OK && n > 0) {
        memcpy(r->last, list[n - 1].mpxn, sizeof r->last);
    }
    free(list);
    return st;
}

/* --- telling --- */

static alb_status keep_told(reporting *r, const flag_row *row, alb_err *err)
{
    if (r->n_told == r->room) {
        size_t room = r->room ? 2 * r->room : PAGE;
        flag_row *more = realloc(r->told, room * sizeof *more);
        if (!more) {
            return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for meter points");
        }
        r->told = more;
        r->room = room;
    }
    r->told[r->n_told++] = *row;
    return ALB_OK;
}

static alb_status next_flag(void *ctx, registration_flag *out, bool *more, alb_err *err)
{
    reporting *r = ctx;
    while (r->at == r->n && !r->is_over) {
        ALB_TRY(store_read(r->s, read_page, r, err));
    }
    *more = r->at < r->n;
    if (!*more) {
        return ALB_OK;
    }
    const flag_row *row = &r->page[r->at++];
    *out = (registration_flag){.mpxn = row->mpxn, .flag = row->flag, .from = row->from};
    return keep_told(r, row, err);
}

static alb_status note_told(store_tx *tx, void *ctx, alb_err *err)
{
    const reporting *r = ctx;
    for (size_t i = 0; i < r->n_told; i++) {
        store_value params[] = {store_text(alb_span_str(r->told[i].mpxn)),
                                store_text(alb_span_of(&r->told[i].flag, 1)), store_int(r->told[i].from),
                                store_int(r->report->sender->now)};
        ALB_TRY(store_exec(tx,
                           "INSERT INTO service_flag (mpxn, flag, valid_from, told_at) VALUES ($1, $2, $3,"
                           " $4) ON CONFLICT (mpxn) DO UPDATE SET flag = excluded.flag, valid_from ="
                           " excluded.valid_from, told_at = excluded.told_at",
                           params, ALB_COUNT(params), err));
    }
    return ALB_OK;
}

static alb_status find_provider(store_tx *tx, void *ctx, alb_err *err)
{
    reporting *r = ctx;
    return registration_find_provider(tx, r->report->provider, r->arena, &r->provider, err);
}

static alb_status write_all(reporting *r, char *path, size_t size, alb_err *err)
{
    const dcc_flag_report *report = r->report;
    alb_status st = store_read(r->s, find_provider, r, err);
    if (st == ALB_NOT_FOUND) {
        return alb_fail(err, st, NULL, 0, "no such provider of registration data");
    }
    ALB_TRY(st);
    ALB_TRY(registration_write_status(r->s, report->provider, report->fuel, report->sender, next_flag, r,
                                      path, size, err));
    return store_write(r->s, note_told, r, err);
}

alb_status dcc_write_flags(store *s, const dcc_flag_report *report, char *path, size_t size, uint32_t *n,
                           alb_err *err)
{
    reporting *r = calloc(1, sizeof *r);
    if (!r) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for meter points");
    }
    r->report = report;
    r->s = s;
    r->arena = alb_arena_new(65536);
    alb_status st = r->arena ? write_all(r, path, size, err)
                             : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for meter points");
    *n = (uint32_t)r->n_told;
    alb_arena_free(r->arena);
    free(r->told);
    free(r);
    return st;
}
