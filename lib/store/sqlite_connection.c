/* One SQLite connection: opening, prepared statements cached by the address of their text, binding and
 * reading. */
#include "base/text.h"
#include "sqlite_internal.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

alb_status sqlite_failed(sqlite_connection *c, const char *doing, alb_err *err)
{
    int code = sqlite3_extended_errcode(c->db);
    alb_status st = (code & 0xff) == SQLITE_BUSY         ? ALB_BUSY
                    : (code & 0xff) == SQLITE_CONSTRAINT ? ALB_EXISTS
                                                         : ALB_STORE;
    return alb_fail(err, st, NULL, 0, "%.80s: %s (sqlite %d)", doing, sqlite3_errmsg(c->db), code);
}

alb_status sqlite_run(sqlite_connection *c, const char *sql, alb_err *err)
{
    return sqlite3_exec(c->db, sql, NULL, NULL, NULL) == SQLITE_OK ? ALB_OK : sqlite_failed(c, sql, err);
}

/* SQLite counts the memory of all connections under one lock, which nobody asks for. */
static void configure(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

alb_status sqlite_connection_open(const char *path, bool read_only, sqlite_connection **out, alb_err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, configure);
    sqlite_connection *c = calloc(1, sizeof *c);
    if (!c) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a connection to the store");
    }
    /* No mutex: a connection has one thread at a time. */
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | (read_only ? 0 : SQLITE_OPEN_CREATE);
    if (sqlite3_open_v2(path, &c->db, flags, NULL) != SQLITE_OK) {
        alb_status st = c->db ? sqlite_failed(c, path, err)
                              : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory to open %s", path);
        sqlite_connection_close(c);
        return st == ALB_OK ? ALB_STORE : st;
    }
    (void)sqlite3_busy_timeout(c->db, SQLITE_BUSY_MS);
    /* FULL: the write-ahead log is synced at every commit, so what was reported durable survives a power cut.
     * Savepoints and sorting stay in memory. The log is taken into the file every 32 MiB, so that pages that
     * change often are so seldom, and the writer finds pages in its cache of as much. */
    alb_status st = sqlite_run(c,
                               "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                               "PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=8192",
                               err);
    if (st == ALB_OK) {
        st = sqlite_run(c, read_only ? "PRAGMA query_only=ON" : "PRAGMA cache_size=-32768", err);
    }
    if (st != ALB_OK) {
        sqlite_connection_close(c);
        return st;
    }
    *out = c;
    return ALB_OK;
}

void sqlite_connection_close(sqlite_connection *c)
{
    if (!c) {
        return;
    }
    for (size_t i = 0; i < SQLITE_CACHE; i++) {
        (void)sqlite3_finalize(c->cache[i].stmt);
    }
    (void)sqlite3_close(c->db);
    free(c);
}

/* SQLite takes $2 for a name and numbers names as they appear: keep which of ours each is. */
static alb_status map_parameters(sqlite_rows *s, alb_err *err)
{
    int count = sqlite3_bind_parameter_count(s->stmt);
    if (count > SQLITE_MAX_PARAMS) {
        return alb_fail(err, ALB_USAGE, NULL, 0, "more than %d parameters", SQLITE_MAX_PARAMS);
    }
    for (int i = 0; i < count; i++) {
        const char *name = sqlite3_bind_parameter_name(s->stmt, i + 1);
        uint64_t number = 0;
        if (!name || name[0] != '$' || !alb_parse_u64(alb_span_str(name + 1), SQLITE_MAX_PARAMS, &number) ||
            number == 0) {
            return alb_fail(err, ALB_USAGE, NULL, 0, "parameters are $1 to $%d", SQLITE_MAX_PARAMS);
        }
        s->param[i] = (uint8_t)(number - 1);
    }
    s->n_params = (uint8_t)count;
    return ALB_OK;
}

static alb_status prepare(sqlite_connection *c, sqlite_rows *s, const char *sql, alb_err *err)
{
    unsigned flags = s->cached ? SQLITE_PREPARE_PERSISTENT : 0;
    if (sqlite3_prepare_v3(c->db, sql, -1, flags, &s->stmt, NULL) != SQLITE_OK) {
        return sqlite_failed(c, sql, err);
    }
    s->base.ops = &sqlite_ops;
    s->connection = c;
    s->sql = sql;
    return map_parameters(s, err);
}

/* The statement for this text: from the cache, put into it, or - where it is in use already, as in a query
 * inside a query - a temporary one. */
static alb_status statement(sqlite_connection *c, const char *sql, sqlite_rows **out, alb_err *err)
{
    size_t at = (size_t)(((uintptr_t)sql >> 3) * 2654435761U % SQLITE_CACHE);
    for (size_t probe = 0; probe < SQLITE_CACHE; probe++, at = (at + 1) % SQLITE_CACHE) {
        sqlite_rows *s = &c->cache[at];
        if (s->sql == sql && s->stmt && !s->busy) {
            *out = s;
            return ALB_OK;
        }
        if (s->sql == sql && s->stmt) {
            break;
        }
        if (!s->stmt) {
            s->cached = true;
            *out = s;
            alb_status st = prepare(c, s, sql, err);
            if (st != ALB_OK) {
                (void)sqlite3_finalize(s->stmt);
                *s = (sqlite_rows){0};
            }
            return st;
        }
    }
    sqlite_rows *s = calloc(1, sizeof *s);
    if (!s) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a statement");
    }
    alb_status st = prepare(c, s, sql, err);
    if (st != ALB_OK) {
        (void)sqlite3_finalize(s->stmt);
        free(s);
        return st;
    }
    *out = s;
    return ALB_OK;
}

static int bind_one(sqlite3_stmt *stmt, int at, const store_value *v)
{
    /* A span of no octets may have no address; SQLite would take that for NULL. */
    const void *ptr = v->bytes.ptr ? (const void *)v->bytes.ptr : "";
    switch (v->kind) {
    case STORE_INTEGER:
        return sqlite3_bind_int64(stmt, at, v->integer);
    case STORE_TEXT:
        return sqlite3_bind_text64(stmt, at, ptr, v->bytes.len, SQLITE_TRANSIENT, SQLITE_UTF8);
    case STORE_BLOB:
        return sqlite3_bind_blob64(stmt, at, ptr, v->bytes.len, SQLITE_TRANSIENT);
    case STORE_NULL:
        break;
    }
    return sqlite3_bind_null(stmt, at);
}

static void give_back(sqlite_rows *s)
{
    (void)sqlite3_reset(s->stmt);
    (void)sqlite3_clear_bindings(s->stmt);
    s->busy = false;
    if (!s->cached) {
        (void)sqlite3_finalize(s->stmt);
        free(s);
    }
}

static alb_status start(store_tx *tx, const char *sql, const store_value *params, size_t n, sqlite_rows **out,
                        alb_err *err)
{
    sqlite_connection *c = ((sqlite_tx *)tx)->connection;
    sqlite_rows *s = NULL;
    ALB_TRY(statement(c, sql, &s, err));
    s->busy = true;
    s->last = SQLITE_OK;
    for (int i = 0; i < s->n_params; i++) {
        if (s->param[i] >= n) {
            give_back(s);
            return alb_fail(err, ALB_USAGE, NULL, 0, "%.80s: only %zu parameters", sql, n);
        }
        if (bind_one(s->stmt, i + 1, &params[s->param[i]]) != SQLITE_OK) {
            alb_status st = sqlite_failed(c, sql, err);
            give_back(s);
            return st;
        }
    }
    *out = s;
    return ALB_OK;
}

alb_status sqlite_exec(store_tx *tx, const char *sql, const store_value *params, size_t n, alb_err *err)
{
    sqlite_rows *s = NULL;
    ALB_TRY(start(tx, sql, params, n, &s, err));
    sqlite_connection *c = s->connection;
    do {
        s->last = sqlite3_step(s->stmt);
    } while (s->last == SQLITE_ROW);
    ((sqlite_tx *)tx)->changes = sqlite3_changes64(c->db);
    alb_status st = s->last == SQLITE_DONE ? ALB_OK : sqlite_failed(c, sql, err);
    give_back(s);
    return st;
}

int64_t sqlite_changes(store_tx *tx)
{
    return ((sqlite_tx *)tx)->changes;
}

bool sqlite_changed(store_tx *tx)
{
    return sqlite_changes(tx) > 0;
}

alb_status sqlite_query(store_tx *tx, const char *sql, const store_value *params, size_t n, store_rows **out,
                        alb_err *err)
{
    sqlite_rows *s = NULL;
    *out = NULL;
    ALB_TRY(start(tx, sql, params, n, &s, err));
    s->base.tx = tx;
    *out = &s->base;
    return ALB_OK;
}

alb_status sqlite_control(sqlite_connection *c, const char *sql, alb_err *err)
{
    sqlite_tx tx = {.base = {.ops = &sqlite_ops}, .connection = c};
    return sqlite_exec(&tx.base, sql, NULL, 0, err);
}

bool sqlite_next(store_rows *rows)
{
    sqlite_rows *s = (sqlite_rows *)rows;
    if (s->last != SQLITE_OK && s->last != SQLITE_ROW) {
        return false;
    }
    s->last = sqlite3_step(s->stmt);
    return s->last == SQLITE_ROW;
}

store_value sqlite_column(const store_rows *rows, size_t column)
{
    const sqlite_rows *s = (const sqlite_rows *)rows;
    int i = (int)column;
    switch (sqlite3_column_type(s->stmt, i)) {
    case SQLITE_INTEGER:
        return store_int(sqlite3_column_int64(s->stmt, i));
    case SQLITE_TEXT: {
        const void *text = sqlite3_column_text(s->stmt, i);
        return store_text(alb_span_of(text, (size_t)sqlite3_column_bytes(s->stmt, i)));
    }
    case SQLITE_BLOB: {
        const void *blob = sqlite3_column_blob(s->stmt, i);
        return store_blob(alb_span_of(blob, (size_t)sqlite3_column_bytes(s->stmt, i)));
    }
    default:
        return store_null();
    }
}

alb_status sqlite_rows_end(store_rows *rows, alb_err *err)
{
    sqlite_rows *s = (sqlite_rows *)rows;
    bool ok = s->last == SQLITE_OK || s->last == SQLITE_ROW || s->last == SQLITE_DONE;
    alb_status st = ok ? ALB_OK : sqlite_failed(s->connection, s->sql, err);
    give_back(s);
    return st;
}
