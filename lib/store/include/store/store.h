/* The store: durable tables behind one interface, in SQLite or PostgreSQL.
 *
 * SQL in the subset both speak (docs/store.md): positional parameters $1.., INTEGER (64 bit), TEXT, BLOB, no
 * vendor functions, upserts by ON CONFLICT. Schemas belong to the services; the store runs their migrations
 * in order, each in a transaction, and refuses a database newer than the program.
 *
 * Writing is by group commit: store_write hands a function to the one writer, which runs many of them in one
 * transaction, each behind a savepoint; it returns when the transaction is durable. Functions that write run
 * one after the other, as if alone, whichever program they are in. Reading runs at once on a connection of
 * the caller's thread, in a snapshot. Thread-safe.
 */
#ifndef ALB_STORE_STORE_H
#define ALB_STORE_STORE_H

#include "base/arena.h"

typedef struct store store;
typedef struct store_tx store_tx; /* inside store_write or store_read only */

typedef struct store_migration {
    uint32_t version; /* ascending from 1 within a service */
    const char *sql;  /* statements separated by ';' */
} store_migration;

typedef struct store_schema {
    const char *service; /* "dcc" */
    const store_migration *migrations;
    size_t n_migrations;
} store_schema;

/* url: "sqlite:PATH" (created when missing), or "postgresql://USER@HOST/DATABASE?..." as libpq takes it; its
 * database, and the schema that its search_path names, must exist. */
ALB_MUST_USE alb_status store_open(const char *url, const store_schema *schema, store **out, alb_err *err);
void store_close(store *s);
/* May other programs use the same store at the same time? */
bool store_is_shared(const store *s);

typedef alb_status (*store_fn)(store_tx *tx, void *ctx, alb_err *err);
/* Runs fn in the write transaction; OK only when it is durable. A failure of fn, or of one of its statements,
 * undoes fn alone. fn may run again after a failed commit, or when the database was lost and is back: it must
 * have no effect but through tx and its ctx. STORE: the database cannot be reached, or fails; nothing is
 * written. */
ALB_MUST_USE alb_status store_write(store *s, store_fn fn, void *ctx, alb_err *err);
/* Runs fn in a read-only snapshot. */
ALB_MUST_USE alb_status store_read(store *s, store_fn fn, void *ctx, alb_err *err);

/* --- statements, inside fn --- */

typedef enum store_kind { STORE_NULL, STORE_INTEGER, STORE_TEXT, STORE_BLOB } store_kind;
typedef struct store_value {
    store_kind kind;
    int64_t integer;
    alb_span bytes; /* TEXT, BLOB */
} store_value;

static inline store_value store_int(int64_t v)
{
    return (store_value){.kind = STORE_INTEGER, .integer = v};
}
static inline store_value store_text(alb_span text)
{
    return (store_value){.kind = STORE_TEXT, .bytes = text};
}
static inline store_value store_blob(alb_span octets)
{
    return (store_value){.kind = STORE_BLOB, .bytes = octets};
}
static inline store_value store_null(void)
{
    return (store_value){.kind = STORE_NULL};
}

/* sql is static text: prepared statements are cached by its address. The kinds of its parameters are always
 * the same, or null. A failure may be reported later: by store_changes, which then says 0, by the next query,
 * or as that of the function. TEXT is UTF-8 without zeros; BAD_VALUE where a store minds. */
ALB_MUST_USE alb_status store_exec(store_tx *tx, const char *sql, const store_value *params, size_t n,
                                   alb_err *err);
/* Rows changed by the last store_exec of this tx. */
int64_t store_changes(store_tx *tx);
/* Did the last store_exec change a row? Where functions of many callers run together it may be taken for
 * true; was it not, all of them are undone and run again, and are then told. For what is nearly always true:
 * it saves waiting for the store's answer. What a function notes of it outside the store, it notes anew each
 * time. */
bool store_changed(store_tx *tx);
/* A place of that size for what the functions of one write transaction find out once for all of them: zeros
 * when it begins, and whenever something in it was undone. Whoever writes what others have noted here notes
 * that. NULL: a transaction that reads. */
enum { STORE_MEMO = 128 };
void *store_memo(store_tx *tx);

typedef struct store_rows store_rows;
ALB_MUST_USE alb_status store_query(store_tx *tx, const char *sql, const store_value *params, size_t n,
                                    store_rows **out, alb_err *err);
/* False at the end or on failure (store_rows_end tells). Values are borrowed until the next call. The whole
 * result may be in memory: LIMIT what can be large. */
bool store_next(store_rows *rows);
store_value store_column(const store_rows *rows, size_t column);
ALB_MUST_USE alb_status store_rows_end(store_rows *rows, alb_err *err);

/* A consistent copy while the store is in use: a file of SQLite. UNSUPPORTED for PostgreSQL, which has its
 * own tools for that (docs/store.md). */
ALB_MUST_USE alb_status store_backup(store *s, const char *path, alb_err *err);

#endif
