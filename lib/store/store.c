/* The interface: hands every call to the implementation behind the store. */
#include "store_internal.h"

#include <string.h>

alb_status store_open(const char *url, const store_schema *schema, store **out, alb_err *err)
{
    static const struct {
        const char *scheme;
        alb_status (*open)(const char *location, const store_schema *schema, store **out, alb_err *err);
    } kinds[] = {{"sqlite:", store_sqlite_open}};
    *out = NULL;
    for (size_t i = 0; i < ALB_COUNT(kinds); i++) {
        size_t len = strlen(kinds[i].scheme);
        if (strncmp(url, kinds[i].scheme, len) == 0) {
            return kinds[i].open(url + len, schema, out, err);
        }
    }
    return alb_fail(err, ALB_UNSUPPORTED, NULL, 0, "no store speaks '%s'; known: sqlite:PATH", url);
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
    return tx->ops->exec(tx, sql, params, n, err);
}

int64_t store_changes(const store_tx *tx)
{
    return tx->changes;
}

alb_status store_query(store_tx *tx, const char *sql, const store_value *params, size_t n, store_rows **out,
                       alb_err *err)
{
    return tx->ops->query(tx, sql, params, n, out, err);
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
    return rows ? rows->ops->rows_end(rows, err) : ALB_OK;
}

alb_status store_backup(store *s, const char *path, alb_err *err)
{
    return s->ops->backup(s, path, err);
}
