/* Inside the SQLite store: connections with their prepared statements (sqlite_connection.c), and the writer
 * (sqlite.c). */
#ifndef ALB_STORE_SQLITE_INTERNAL_H
#define ALB_STORE_SQLITE_INTERNAL_H

#include "store_internal.h"

#include <sqlite3.h>

enum { SQLITE_CACHE = 256, SQLITE_MAX_PARAMS = 32, SQLITE_BUSY_MS = 10000 };

typedef struct sqlite_connection sqlite_connection;

typedef struct sqlite_rows {
    store_rows base;
    sqlite3_stmt *stmt;
    sqlite_connection *connection;
    bool busy;   /* handed out and not ended */
    bool cached; /* belongs to the cache; otherwise freed at its end */
    uint8_t n_params;
    uint8_t
        param[SQLITE_MAX_PARAMS]; /* SQLite's index i + 1 is our $param[i]: it numbers names as they appear */
    const char *sql;              /* the key: address of static text */
    int last;                     /* of sqlite3_step */
} sqlite_rows;

struct sqlite_connection {
    sqlite3 *db;
    sqlite_rows cache[SQLITE_CACHE];
    sqlite_connection *next; /* in the pool of readers */
};

typedef struct sqlite_tx {
    store_tx base;
    int64_t changes;
    sqlite_connection *connection;
    bool read_only;
} sqlite_tx;

extern const store_ops sqlite_ops;

alb_status sqlite_connection_open(const char *path, bool read_only, sqlite_connection **out, alb_err *err);
void sqlite_connection_close(sqlite_connection *c);
/* One constant statement of the store itself, prepared once: BEGIN, COMMIT. */
alb_status sqlite_control(sqlite_connection *c, const char *sql, alb_err *err);
/* Several, or what runs seldom. */
alb_status sqlite_run(sqlite_connection *c, const char *sql, alb_err *err);
alb_status sqlite_failed(sqlite_connection *c, const char *doing, alb_err *err);

alb_status sqlite_exec(store_tx *tx, const char *sql, const store_value *params, size_t n, alb_err *err);
int64_t sqlite_changes(store_tx *tx);
bool sqlite_changed(store_tx *tx);
alb_status sqlite_query(store_tx *tx, const char *sql, const store_value *params, size_t n, store_rows **out,
                        alb_err *err);
bool sqlite_next(store_rows *rows);
store_value sqlite_column(const store_rows *rows, size_t column);
alb_status sqlite_rows_end(store_rows *rows, alb_err *err);

/* Brings the schema up to date; refuses one that is newer than the program. */
alb_status sqlite_migrate(sqlite_connection *c, const store_schema *schema, alb_err *err);

#endif
