/* Inside the PostgreSQL store: connections with their pipeline and prepared statements
 * (postgres_connection.c), values (postgres_value.c), and the writer's session and the readers (postgres.c).
 */
#ifndef ALB_STORE_POSTGRES_INTERNAL_H
#define ALB_STORE_POSTGRES_INTERNAL_H

#include "store_internal.h"

#include <libpq-fe.h>

enum { POSTGRES_CACHE = 512, POSTGRES_MAX_PARAMS = 32, POSTGRES_MAX_PENDING = 256 };

typedef struct postgres_statement {
    const char *sql; /* the key: address of static text */
    bool is_prepared, is_preparing;
} postgres_statement;

/* What was sent and has not been answered. */
typedef struct postgres_pending {
    postgres_statement *preparing; /* NULL: an execution */
    const char *sql;
    bool is_trusted; /* to change a row: anything else is a failure */
} postgres_pending;

typedef struct postgres_connection {
    char *url;
    PGconn *pg;
    bool is_lost;     /* the server has gone, or never came */
    bool may_retry;   /* the last failure was one of concurrency, or the loss of a connection that is back */
    int64_t retry_at; /* monotonic: not connected again before */
    postgres_statement cache[POSTGRES_CACHE];
    postgres_pending pending[POSTGRES_MAX_PENDING];
    size_t n_pending;
    bool is_trailing;                 /* what is pending was sent with its end; nobody waits for it */
    bool trusts;                      /* up to the end of the transaction */
    int64_t changes;                  /* of the last statement */
    struct postgres_connection *next; /* in the pool of readers */
} postgres_connection;

typedef struct postgres_tx {
    store_tx base;
    postgres_connection *connection;
} postgres_tx;

typedef struct postgres_rows {
    store_rows base;
    PGresult *result;
    int row;
} postgres_rows;

extern const store_ops postgres_ops;

/* Connects at once; plain, without a pipeline. */
alb_status postgres_connect(const char *url, postgres_connection **out, alb_err *err);
void postgres_disconnect(postgres_connection *c);
/* From now on statements are queued; a lost connection is made anew. */
alb_status postgres_ready(postgres_connection *c, alb_err *err);
/* Statements of the store itself, on a plain connection. */
alb_status postgres_run(postgres_connection *c, const char *sql, alb_err *err);
uint64_t postgres_number(const char *text);
alb_status postgres_failed(postgres_connection *c, const PGresult *result, const char *doing, alb_err *err);

/* Adds a statement to the pipeline. */
alb_status postgres_queue(postgres_connection *c, const char *sql, const store_value *params, size_t n,
                          alb_err *err);
/* Waits for all that is in the pipeline; the first failure, and the last result if somebody wants it. */
alb_status postgres_sync(postgres_connection *c, PGresult **last, alb_err *err);
/* Of a connection that rests next to nothing is heard but that its server closes it: it is lost then, and
 * made anew. */
void postgres_look(postgres_connection *c);
/* Sends what is in the pipeline; whoever uses the connection next waits for it. */
void postgres_trail(postgres_connection *c);

alb_status postgres_exec(store_tx *tx, const char *sql, const store_value *params, size_t n, alb_err *err);
int64_t postgres_changes(store_tx *tx);
bool postgres_changed(store_tx *tx);
alb_status postgres_query(store_tx *tx, const char *sql, const store_value *params, size_t n,
                          store_rows **out, alb_err *err);
bool postgres_next(store_rows *rows);
store_value postgres_column(const store_rows *rows, size_t column);
alb_status postgres_rows_end(store_rows *rows, alb_err *err);

/* Parameters as libpq takes them. room: 8 octets a parameter, for numbers. */
typedef struct postgres_params {
    Oid types[POSTGRES_MAX_PARAMS];
    const char *values[POSTGRES_MAX_PARAMS];
    int lengths[POSTGRES_MAX_PARAMS], formats[POSTGRES_MAX_PARAMS];
    uint8_t room[POSTGRES_MAX_PARAMS][8];
} postgres_params;
alb_status postgres_bind(postgres_params *p, const store_value *values, size_t n, alb_err *err);

/* The types of our subset in PostgreSQL's words: INTEGER is BIGINT, BLOB is BYTEA. malloced; NULL: no memory.
 */
char *postgres_translate(const char *sql);

/* Brings the schema up to date, under a lock; refuses one that is newer than the program. */
alb_status postgres_migrate(postgres_connection *c, const store_schema *schema, alb_err *err);

#endif
