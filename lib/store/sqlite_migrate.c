/* Migrations: each service's schema grows by numbered steps, each in one transaction with the note that it
 * was done. */
#include "sqlite_internal.h"

#include <inttypes.h>

static alb_status version_of(sqlite_connection *c, const char *service, int64_t *version, alb_err *err)
{
    sqlite_tx tx = {.base = {.ops = &sqlite_ops}, .connection = c};
    store_value service_name = store_text(alb_span_str(service));
    store_rows *rows = NULL;
    *version = 0;
    ALB_TRY(sqlite_query(&tx.base, "SELECT max(version) FROM store_migration WHERE service = $1",
                         &service_name, 1, &rows, err));
    if (sqlite_next(rows)) {
        *version = sqlite_column(rows, 0).integer;
    }
    return sqlite_rows_end(rows, err);
}

static alb_status apply(sqlite_connection *c, const char *service, const store_migration *m, alb_err *err)
{
    sqlite_tx tx = {.base = {.ops = &sqlite_ops}, .connection = c};
    store_value done[] = {store_text(alb_span_str(service)), store_int(m->version)};
    ALB_TRY(sqlite_run(c, m->sql, err));
    return sqlite_exec(&tx.base, "INSERT INTO store_migration (service, version) VALUES ($1, $2)", done, 2,
                       err);
}

static alb_status migrate(sqlite_connection *c, const store_schema *schema, alb_err *err)
{
    int64_t have = 0;
    ALB_TRY(version_of(c, schema->service, &have, err));
    int64_t newest = schema->n_migrations ? schema->migrations[schema->n_migrations - 1].version : 0;
    if (have > newest) {
        return alb_fail(err, ALB_STORE, NULL, 0,
                        "the database of %s has schema %" PRId64 ", this program knows %" PRId64
                        ": it is newer than the program",
                        schema->service, have, newest);
    }
    for (size_t i = 0; i < schema->n_migrations; i++) {
        if (schema->migrations[i].version > have) {
            ALB_TRY(apply(c, schema->service, &schema->migrations[i], err));
        }
    }
    return ALB_OK;
}

alb_status sqlite_migrate(sqlite_connection *c, const store_schema *schema, alb_err *err)
{
    ALB_TRY(sqlite_run(
        c,
        "CREATE TABLE IF NOT EXISTS store_migration (service TEXT NOT NULL, version INTEGER NOT NULL,"
        " PRIMARY KEY (service, version))",
        err));
    if (!schema) {
        return ALB_OK;
    }
    /* At once exclusive: two programs that start together do not both migrate. */
    ALB_TRY(sqlite_run(c, "BEGIN IMMEDIATE", err));
    alb_status st = migrate(c, schema, err);
    if (st == ALB_OK) {
        st = sqlite_run(c, "COMMIT", err);
    }
    if (st != ALB_OK) {
        (void)sqlite_run(c, "ROLLBACK", NULL);
    }
    return st;
}
