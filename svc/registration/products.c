/* The products list as the store has it: looking up, history, and what is due. */
#include "registration/products.h"

#include "catalogue/use_case.h"
#include "products_internal.h"

#define ENTRY_COLUMNS                                                                                        \
    "type, manufacturer, model, firmware, status, valid_from, valid_to, gbcs_version, hash, line"

uint16_t products_type(uint16_t device)
{
    return device == CAT_DEVICE_GPF ? CAT_DEVICE_CHF : device == CAT_DEVICE_SAPC ? CAT_DEVICE_ESME : device;
}

uint16_t products_devices(uint16_t type)
{
    return type == CAT_DEVICE_CHF    ? CAT_DEVICE_CHF | CAT_DEVICE_GPF
           : type == CAT_DEVICE_ESME ? CAT_DEVICE_ESME | CAT_DEVICE_SAPC
                                     : type;
}

bool products_is_usable(const products_entry *e, alb_time at)
{
    return strcmp(e->status, PRODUCTS_ACTIVE) == 0 && (e->from == ALB_TIME_NONE || e->from <= at) &&
           (e->to == ALB_TIME_NONE || at < e->to);
}

store_value products_from(alb_time t)
{
    return store_int(t == ALB_TIME_NONE ? INT64_MIN : t);
}

store_value products_to(alb_time t)
{
    return store_int(t == ALB_TIME_NONE ? INT64_MAX : t);
}

static alb_time open_or(store_value v)
{
    return v.integer == INT64_MAX ? ALB_TIME_NONE : v.integer;
}

void products_key_values(const products_key *key, store_value out[static PRODUCTS_KEY])
{
    out[0] = store_int(products_type(key->type));
    out[1] = store_text(alb_span_str(key->manufacturer));
    out[2] = store_text(alb_span_str(key->model));
    out[3] = store_text(alb_span_str(key->firmware ? key->firmware : ""));
}

static const char *text_at(const store_rows *rows, size_t column, alb_arena *arena)
{
    return alb_arena_string(arena, store_column(rows, column).bytes);
}

static bool take_key(const store_rows *rows, size_t column, alb_arena *arena, products_key *out)
{
    *out = (products_key){.type = (uint16_t)store_column(rows, column).integer,
                          .manufacturer = text_at(rows, column + 1, arena),
                          .model = text_at(rows, column + 2, arena),
                          .firmware = text_at(rows, column + 3, arena)};
    return out->manufacturer && out->model && out->firmware;
}

static bool take_entry(const store_rows *rows, alb_arena *arena, products_entry *out)
{
    store_value hash = store_column(rows, 8);
    *out = (products_entry){.status = text_at(rows, 4, arena),
                            .from = store_column(rows, 5).integer,
                            .to = open_or(store_column(rows, 6)),
                            .gbcs_version = (uint8_t)store_column(rows, 7).integer,
                            .has_hash = hash.kind == STORE_BLOB && hash.bytes.len == CRYPTO_HASH,
                            .line = text_at(rows, 9, arena)};
    if (out->has_hash) {
        memcpy(out->hash, hash.bytes.ptr, CRYPTO_HASH);
    }
    return take_key(rows, 0, arena, &out->key) && out->status && out->line;
}

static alb_status no_memory(alb_err *err)
{
    return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the products list");
}

static alb_status take_entries(store_tx *tx, const char *sql, const store_value *params, size_t n_params,
                               alb_arena *arena, products_entry *out, size_t max, size_t *n, alb_err *err)
{
    store_rows *rows = NULL;
    bool good = true;
    *n = 0;
    ALB_TRY(store_query(tx, sql, params, n_params, &rows, err));
    while (good && *n < max && store_next(rows)) {
        good = take_entry(rows, arena, &out[(*n)++]);
    }
    ALB_TRY(store_rows_end(rows, err));
    return good ? ALB_OK : no_memory(err);
}

alb_status products_find(store_tx *tx, const products_key *key, alb_arena *arena, products_entry *out,
                         alb_err *err)
{
    store_value params[PRODUCTS_KEY];
    size_t n = 0;
    products_key_values(key, params);
    ALB_TRY(take_entries(tx,
                         "SELECT " ENTRY_COLUMNS " FROM product WHERE type = $1 AND manufacturer = $2 AND"
                         " model = $3 AND firmware = $4",
                         params, PRODUCTS_KEY, arena, out, 1, &n, err));
    return n == 1 ? ALB_OK : ALB_NOT_FOUND;
}

alb_status products_unseen(store_tx *tx, store_value ordinal, alb_arena *arena, products_entry *out,
                           alb_err *err)
{
    size_t n = 0;
    ALB_TRY(take_entries(tx,
                         "SELECT " ENTRY_COLUMNS " FROM product WHERE seen <> $1 AND status <>"
                         " '" PRODUCTS_WITHDRAWN "' LIMIT 1",
                         &ordinal, 1, arena, out, 1, &n, err));
    return n == 1 ? ALB_OK : ALB_NOT_FOUND;
}

alb_status products_find_image(store_tx *tx, const uint8_t hash[static CRYPTO_HASH], alb_arena *arena,
                               products_entry *out, size_t max, size_t *n, alb_err *err)
{
    store_value param = store_blob(alb_span_of(hash, CRYPTO_HASH));
    return take_entries(tx,
                        "SELECT " ENTRY_COLUMNS " FROM product WHERE hash = $1 ORDER BY type, manufacturer,"
                        " model, firmware",
                        &param, 1, arena, out, max, n, err);
}

alb_status products_each(store_tx *tx, alb_arena *arena,
                         alb_status (*visit)(void *ctx, const products_entry *e, alb_err *err), void *ctx,
                         alb_err *err)
{
    store_rows *rows = NULL;
    alb_status st = ALB_OK;
    ALB_TRY(store_query(tx,
                        "SELECT " ENTRY_COLUMNS " FROM product ORDER BY type, manufacturer, model, firmware",
                        NULL, 0, &rows, err));
    while (st == ALB_OK && store_next(rows)) {
        alb_arena_mark mark = alb_arena_save(arena);
        products_entry e;
        st = take_entry(rows, arena, &e) ? visit(ctx, &e, err) : no_memory(err);
        alb_arena_restore(arena, mark);
    }
    alb_status end = store_rows_end(rows, st == ALB_OK ? err : NULL);
    return st == ALB_OK ? end : st;
}

alb_status products_are_listed(store_tx *tx, bool *out, alb_err *err)
{
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT 1 FROM product_issue LIMIT 1", NULL, 0, &rows, err));
    *out = store_next(rows);
    return store_rows_end(rows, err);
}

alb_status products_history(store_tx *tx, const products_key *key, alb_arena *arena, products_state *out,
                            size_t max, size_t *n, alb_err *err)
{
    store_value params[PRODUCTS_KEY];
    store_rows *rows = NULL;
    bool good = true;
    *n = 0;
    products_key_values(key, params);
    ALB_TRY(store_query(tx,
                        "SELECT at, status, issue, valid_from, valid_to FROM product_history WHERE type = $1"
                        " AND manufacturer = $2 AND model = $3 AND firmware = $4 ORDER BY at",
                        params, PRODUCTS_KEY, &rows, err));
    while (good && *n < max && store_next(rows)) {
        out[*n] = (products_state){.at = store_column(rows, 0).integer,
                                   .status = text_at(rows, 1, arena),
                                   .issue = text_at(rows, 2, arena),
                                   .from = store_column(rows, 3).integer,
                                   .to = open_or(store_column(rows, 4))};
        good = out[*n].status && out[*n].issue;
        (*n)++;
    }
    ALB_TRY(store_rows_end(rows, err));
    return good ? ALB_OK : no_memory(err);
}

/* --- what is due --- */

alb_status products_next_due(store_tx *tx, alb_time now, alb_arena *arena, alb_time *due_at,
                             products_key *out, alb_err *err)
{
    store_value param = store_int(now);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT due_at, type, manufacturer, model, firmware FROM product_due"
                        " WHERE due_at <= $1 ORDER BY due_at LIMIT 1",
                        &param, 1, &rows, err));
    bool found = store_next(rows);
    bool good = true;
    if (found) {
        *due_at = store_column(rows, 0).integer;
        good = take_key(rows, 1, arena, out);
    }
    ALB_TRY(store_rows_end(rows, err));
    return !good ? no_memory(err) : found ? ALB_OK : ALB_NOT_FOUND;
}

alb_status products_add_due(store_tx *tx, alb_time due_at, const products_key *key, alb_err *err)
{
    store_value params[1 + PRODUCTS_KEY] = {store_int(due_at)};
    products_key_values(key, params + 1);
    return store_exec(tx,
                      "INSERT INTO product_due (due_at, type, manufacturer, model, firmware)"
                      " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                      params, ALB_COUNT(params), err);
}

alb_status products_end_due(store_tx *tx, alb_time due_at, const products_key *key, alb_err *err)
{
    store_value params[1 + PRODUCTS_KEY] = {store_int(due_at)};
    products_key_values(key, params + 1);
    return store_exec(tx,
                      "DELETE FROM product_due WHERE due_at = $1 AND type = $2 AND manufacturer = $3 AND"
                      " model = $4 AND firmware = $5",
                      params, ALB_COUNT(params), err);
}
