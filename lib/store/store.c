/* The interface: hands every call to the implementation behind the store. */
#include "store_internal.h"

#include <string.h>

alb_status store_open(const char *url, const store_schema *schema, store **out, alb_err *err)
{
    static const struct {
        const char *scheme;
        bool takes_whole_url;
        alb_status (*open)(const char *location, const store_schema *schema, store **out, alb_err *err);
    } kinds[] = {{"sqlite:", false, store_sqlite_open}, {"postgresql:", true, store_postgres_open}};
    *out = NULL;
    for (size_t i = 0; i < ALB_COUNT(kinds); i++) {
        size_t len = strlen(kinds[i].scheme);
        if (strncmp(url, kinds[i].scheme, len) == 0) {
            return kinds[i].open(kinds[i].takes_whole_url ? url : url + len, schema, out, err);
        }
    }
    /* The rest of it may hold a password. */
    return alb_fail(err, ALB_UNSUPPORTED, NULL, 0,
                    "no store speaks '%.*s'; known: sqlite:PATH, postgresql://HOST/DATABASE",
                    (int)strcspn(url, ":"), url);
}

void store_close(store *s)
{
    if (s) {
        s->ops->close(s);
    }
}

alb_status store_write(store *s, store_fn fn, void *ctx, alb_err *err)
{
    return s->ops->write(s, fn, ctx, err);
}

alb_status store_read(store *s, store_fn fn, void *ctx, alb_err *err)
{
    return s->ops->read(s, fn, ctx, err);
}

alb_status store_exec(store_tx *tx, const char *sql, const store_value *params, size_t n, alb_err *err)
{
    alb_err own = {0};
    alb_err *e = err ? err : &own;
    return store_tx_note(tx, tx->ops->exec(tx, sql, params, n, e), e);
}

int64_t store_changes(store_tx *tx)
{
    return tx->ops->changes(tx);
}

bool store_changed(store_tx *tx)
{
    return tx->ops->changed(tx);
}

void *store_memo(store_tx *tx)
{
    return tx->memo;
}

alb_status store_query(store_tx *tx, const char *sql, const store_value *params, size_t n, store_rows **out,
                       alb_err *err)
{
    alb_err own = {0};
    alb_err *e = err ? err : &own;
    return store_tx_note(tx, tx->ops->query(tx, sql, params, n, out, e), e);
}

bool store_next(store_rows *rows)
{
    return rows->ops->next(rows);
}

store_value store_column(const store_rows *rows, size_t column)
{
    return rows->ops->column(rows, column);
}

alb_status store_rows_end(store_rows *rows, alb_err *err)
{
    if (!rows) {
        return ALB_OK;
    }
    alb_err own = {0};
    alb_err *e = err ? err : &own;
    store_tx *tx = rows->tx;
    return store_tx_note(tx, rows->ops->rows_end(rows, e), e);
}

alb_status store_tx_note(store_tx *tx, alb_status st, const alb_err *err)
{
    if (st != ALB_OK && tx->failed == ALB_OK) {
        tx->failed = st;
        tx->why = *err;
    }
    return st;
}

alb_status store_tx_result(const store_tx *tx, alb_status st, alb_err *err)
{
    if (tx->failed == ALB_OK || (st != ALB_OK && !tx->is_hidden)) {
        return st;
    }
    if (err) {
        *err = tx->why;
    }
    return tx->failed;
}

bool store_is_shared(const store *s)
{
    return s->ops->is_shared;
}

alb_status store_backup(store *s, const char *path, alb_err *err)
{
    return s->ops->backup(s, path, err);
}
