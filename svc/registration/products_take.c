/* Taking a products list in: verified, read whole, then compared with the list that is there, entry by entry,
 * in one transaction. */
#include "base/csv.h"
#include "base/text.h"
#include "crypto/file_signature.h"
#include "products_internal.h"

#include <stdio.h>

#define RULE "registration-and-supply.md 7.3"

typedef struct taking {
    const products_list *list;
    alb_arena *arena;
    uint8_t hash[CRYPTO_HASH];
    int64_t day, number;
    products_entry *entries;
    size_t n;
    products_report *report;
} taking;

/* "cpl-CCYYMMDD-nnn.csv" */
static alb_status read_name(taking *t, alb_err *err)
{
    const char *slash = strrchr(t->list->name, '/');
    alb_span name = alb_span_str(slash ? slash + 1 : t->list->name);
    uint64_t day, number;
    if (name.len != 20 || memcmp(name.ptr, "cpl-", 4) != 0 || name.ptr[12] != '-' ||
        memcmp(name.ptr + 16, ".csv", 4) != 0 || !alb_parse_u64(alb_span_sub(name, 4, 8), 99991231, &day) ||
        !alb_parse_u64(alb_span_sub(name, 13, 3), 999, &number)) {
        return alb_fail(err, ALB_BAD_FORMAT, RULE, 0, "a products list is named cpl-CCYYMMDD-nnn.csv");
    }
    t->day = (int64_t)day;
    t->number = (int64_t)number;
    return ALB_OK;
}

static alb_status verify(const taking *t, alb_err *err)
{
    if (t->list->trusted.len == 0) {
        return ALB_OK;
    }
    crypto_file_signer signer;
    ALB_TRY(
        crypto_file_verify(t->list->signature, t->list->csv, t->list->trusted, t->list->now, &signer, err));
    (void)snprintf(t->report->signer, sizeof t->report->signer, "%s", signer.name);
    alb_buf_release(&signer.certificate);
    return ALB_OK;
}

/* --- compared with what is there --- */

static alb_status look_for_issue(store_tx *tx, const taking *t, bool *repeated, alb_err *err)
{
    store_rows *rows = NULL;
    *repeated = false;
    ALB_TRY(store_query(tx,
                        "SELECT day, number, hash FROM product_issue ORDER BY day DESC, number DESC LIMIT 1",
                        NULL, 0, &rows, err));
    bool is_old = false;
    if (store_next(rows)) {
        int64_t day = store_column(rows, 0).integer;
        int64_t number = store_column(rows, 1).integer;
        is_old = t->day < day || (t->day == day && t->number <= number);
        *repeated = t->day == day && t->number == number &&
                    alb_span_equal(store_column(rows, 2).bytes, ALB_SPAN_OF(t->hash));
    }
    ALB_TRY(store_rows_end(rows, err));
    return is_old && !*repeated ? alb_fail(err, ALB_REPLAYED, RULE, 0, "a newer list was taken in before")
                                : ALB_OK;
}

static alb_status add_history(store_tx *tx, const taking *t, const products_entry *e, alb_err *err)
{
    store_value params[PRODUCTS_KEY + 6];
    products_key_values(&e->key, params);
    params[4] = store_int(t->list->now);
    params[5] = store_text(alb_span_str(e->status));
    params[6] = products_from(e->from);
    params[7] = products_to(e->to);
    params[8] = e->has_hash ? store_blob(ALB_SPAN_OF(e->hash)) : store_null();
    params[9] = store_text(alb_span_str(t->list->name));
    return store_exec(tx,
                      "INSERT INTO product_history (type, manufacturer, model, firmware, at, status,"
                      " valid_from, valid_to, hash, issue) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                      params, ALB_COUNT(params), err);
}

/* Devices of the model are looked at now, and when the entry begins or ends. */
static alb_status make_due(store_tx *tx, const taking *t, const products_entry *e, alb_err *err)
{
    const alb_time times[] = {t->list->now, e->from, e->to};
    for (size_t i = 0; i < ALB_COUNT(times); i++) {
        if (i == 0 || times[i] > t->list->now) {
            ALB_TRY(products_add_due(tx, times[i], &e->key, err));
        }
    }
    return ALB_OK;
}

/* Lists in their order. */
static int64_t ordinal(const taking *t)
{
    return t->day * 1000 + t->number;
}

static alb_status put(store_tx *tx, const taking *t, const products_entry *e, alb_err *err)
{
    store_value params[PRODUCTS_KEY + 7];
    products_key_values(&e->key, params);
    params[4] = store_text(alb_span_str(e->status));
    params[5] = products_from(e->from);
    params[6] = products_to(e->to);
    params[7] = e->has_hash ? store_blob(ALB_SPAN_OF(e->hash)) : store_null();
    params[8] = store_int(e->gbcs_version);
    params[9] = store_text(alb_span_str(e->line));
    params[10] = store_int(ordinal(t));
    ALB_TRY(store_exec(
        tx,
        "INSERT INTO product (type, manufacturer, model, firmware, status, valid_from,"
        " valid_to, hash, gbcs_version, line, seen) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " ON CONFLICT (type, manufacturer, model, firmware) DO UPDATE SET status = excluded.status,"
        " valid_from = excluded.valid_from, valid_to = excluded.valid_to, hash = excluded.hash,"
        " gbcs_version = excluded.gbcs_version, line = excluded.line, seen = excluded.seen",
        params, ALB_COUNT(params), err));
    ALB_TRY(add_history(tx, t, e, err));
    return make_due(tx, t, e, err);
}

static alb_status mark_seen(store_tx *tx, const taking *t, const products_key *key, alb_err *err)
{
    store_value params[PRODUCTS_KEY + 1];
    products_key_values(key, params);
    params[4] = store_int(ordinal(t));
    return store_exec(tx,
                      "UPDATE product SET seen = $5 WHERE type = $1 AND manufacturer = $2 AND model = $3 AND"
                      " firmware = $4",
                      params, ALB_COUNT(params), err);
}

static alb_status take_entry(store_tx *tx, const taking *t, const products_entry *e, alb_err *err)
{
    products_entry old;
    alb_arena_mark mark = alb_arena_save(t->arena);
    alb_status st = products_find(tx, &e->key, t->arena, &old, err);
    bool same = st == ALB_OK && strcmp(old.line, e->line) == 0;
    alb_arena_restore(t->arena, mark);
    if (st != ALB_OK && st != ALB_NOT_FOUND) {
        return st;
    }
    if (same) {
        return mark_seen(tx, t, &e->key, err);
    }
    t->report->added += st == ALB_NOT_FOUND;
    t->report->changed += st == ALB_OK;
    return put(tx, t, e, err);
}

/* Entries that are not on this list were withdrawn: they stay, marked so. */
static alb_status withdraw_missing(store_tx *tx, const taking *t, alb_err *err)
{
    store_value param = store_int(ordinal(t));
    alb_arena_mark mark = alb_arena_save(t->arena);
    products_entry e;
    alb_status st = products_unseen(tx, param, t->arena, &e, err);
    while (st == ALB_OK) {
        e.status = PRODUCTS_WITHDRAWN;
        t->report->removed++;
        ALB_TRY(put(tx, t, &e, err));
        alb_arena_restore(t->arena, mark);
        st = products_unseen(tx, param, t->arena, &e, err);
    }
    return st == ALB_NOT_FOUND ? ALB_OK : st;
}

static alb_status note_issue(store_tx *tx, const taking *t, alb_err *err)
{
    store_value params[] = {store_int(t->day),
                            store_int(t->number),
                            store_text(alb_span_str(t->list->name)),
                            store_blob(ALB_SPAN_OF(t->hash)),
                            store_text(alb_span_str(t->report->signer)),
                            store_int(t->list->now),
                            store_int((int64_t)t->n)};
    return store_exec(tx,
                      "INSERT INTO product_issue (day, number, name, hash, signer, taken_at, entries)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                      params, ALB_COUNT(params), err);
}

static alb_status take(store_tx *tx, void *ctx, alb_err *err)
{
    taking *t = ctx;
    products_report *r = t->report;
    r->entries = (uint32_t)t->n;
    r->added = r->changed = r->removed = 0;
    ALB_TRY(look_for_issue(tx, t, &r->repeated, err));
    if (r->repeated) {
        return ALB_OK;
    }
    for (size_t i = 0; i < t->n; i++) {
        ALB_TRY(take_entry(tx, t, &t->entries[i], err));
    }
    ALB_TRY(withdraw_missing(tx, t, err));
    return note_issue(tx, t, err);
}

static alb_status take_list(taking *t, store *s, alb_err *err)
{
    crypto_ctx *crypto = crypto_ctx_new();
    if (!crypto) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the products list");
    }
    crypto_sha256(crypto, t->list->csv, t->hash);
    crypto_ctx_free(crypto);
    ALB_TRY(read_name(t, err));
    ALB_TRY(verify(t, err));
    ALB_TRY(products_read(t->list->csv, t->arena, &t->entries, &t->n, err));
    return store_write(s, take, t, err);
}

alb_status products_take(store *s, const products_list *list, products_report *out, alb_err *err)
{
    *out = (products_report){.signer = ""};
    if (list->csv.len > PRODUCTS_MAX_LIST) {
        return alb_fail(err, ALB_TOO_LARGE, RULE, 0, "a products list has at most %d octets",
                        PRODUCTS_MAX_LIST);
    }
    taking t = {.list = list, .arena = alb_arena_new((size_t)4 * PRODUCTS_MAX_LIST), .report = out};
    alb_status st = t.arena ? take_list(&t, s, err)
                            : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the products list");
    alb_arena_free(t.arena);
    return st;
}
