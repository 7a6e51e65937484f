/* Migrations in PostgreSQL, where statements that make tables belong to the transaction like any other. A
 * lock keeps programs that start together from doing it twice. */
#include "postgres_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* One value of a plain connection, as a number. */
static alb_status number(postgres_connection *c, const char *sql, const char *param, int64_t *out,
                         alb_err *err)
{
    PGresult *result = PQexecParams(c->pg, sql, 1, NULL, &param, NULL, NULL, 0);
    alb_status st = PQresultStatus(result) == PGRES_TUPLES_OK ? ALB_OK : postgres_failed(c, result, sql, err);
    *out = st == ALB_OK && PQntuples(result) == 1 ? (int64_t)postgres_number(PQgetvalue(result, 0, 0)) : 0;
    PQclear(result);
    return st;
}

static alb_status apply(postgres_connection *c, const char *service, const store_migration *m, alb_err *err)
{
    char version[16];
    const char *params[] = {service, version};
    static const char note[] = "INSERT INTO store_migration (service, version) VALUES ($1, $2)";
    char *sql = postgres_translate(m->sql);
    if (!sql) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a migration");
    }
    alb_status st = postgres_run(c, sql, err);
    free(sql);
    ALB_TRY(st);
    (void)snprintf(version, sizeof version, "%" PRIu32, m->version);
    PGresult *result = PQexecParams(c->pg, note, 2, NULL, params, NULL, NULL, 0);
    st = PQresultStatus(result) == PGRES_COMMAND_OK ? ALB_OK : postgres_failed(c, result, note, err);
    PQclear(result);
    return st;
}

static alb_status migrate(postgres_connection *c, const store_schema *schema, alb_err *err)
{
    int64_t have = 0;
    ALB_TRY(postgres_run(c, "SELECT pg_advisory_xact_lock(hashtext('albion migration ' || current_schema()))",
                         err));
    ALB_TRY(postgres_run(c,
                         "CREATE TABLE IF NOT EXISTS store_migration (service TEXT NOT NULL, version BIGINT"
                         " NOT NULL, PRIMARY KEY (service, version))",
                         err));
    if (!schema) {
        return ALB_OK;
    }
    ALB_TRY(number(c, "SELECT max(version) FROM store_migration WHERE service = $1", schema->service, &have,
                   err));
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

alb_status postgres_migrate(postgres_connection *c, const store_schema *schema, alb_err *err)
{
    ALB_TRY(postgres_run(c, "BEGIN", err));
    alb_status st = migrate(c, schema, err);
    if (st == ALB_OK) {
        st = postgres_run(c, "COMMIT", err);
    }
    if (st != ALB_OK) {
        alb_err ignored = {0};
        (void)postgres_run(c, "ROLLBACK", &ignored);
    }
    return st;
}
