/* The SQLite store: a connection for the writer (writer.c), and a pool of reading connections. */
#include "sqlite_internal.h"

#include <fcntl.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_IDLE_READERS = 64 };

typedef struct sqlite_store {
    store base;
    store_session session; /* of the writer */
    sqlite_tx tx;          /* the same */
    store_memory memo;     /* the same */
    char *path;
    sqlite_connection *connection; /* the same */
    store_writer *writer;
    pthread_mutex_t lock; /* of everything below */
    sqlite_connection *readers;
    size_t n_readers;
} sqlite_store;

/* --- the writer --- */

static sqlite_store *of_base(store *base)
{
    return (sqlite_store *)(void *)base; /* its first member */
}

static sqlite_store *of_session(store_session *session)
{
    return (sqlite_store *)(void *)((char *)session - offsetof(sqlite_store, session));
}

static store_tx *new_tx(sqlite_store *s)
{
    s->tx = (sqlite_tx){.base = {.ops = &sqlite_ops, .memo = &s->memo}, .connection = s->connection};
    return &s->tx.base;
}

static alb_status begin(store_session *session, store_tx **tx, alb_err *err)
{
    sqlite_store *s = of_session(session);
    *tx = new_tx(s);
    s->memo = (store_memory){{{0}}};
    return sqlite_control(s->connection, "BEGIN IMMEDIATE", err);
}

static alb_status save(store_session *session, store_tx **tx, alb_err *err)
{
    sqlite_store *s = of_session(session);
    *tx = new_tx(s);
    return sqlite_control(s->connection, "SAVEPOINT job", err);
}

static alb_status settle(store_session *session, alb_err *err)
{
    (void)session;
    (void)err;
    return ALB_OK;
}

static alb_status release(store_session *session, alb_err *err)
{
    return sqlite_control(of_session(session)->connection, "RELEASE job", err);
}

static alb_status undo(store_session *session, alb_err *err)
{
    sqlite_connection *c = of_session(session)->connection;
    of_session(session)->memo = (store_memory){{{0}}};
    ALB_TRY(sqlite_control(c, "ROLLBACK TO job", err));
    return sqlite_control(c, "RELEASE job", err);
}

static alb_status commit(store_session *session, alb_err *err)
{
    return sqlite_control(of_session(session)->connection, "COMMIT", err);
}

static bool is_open(store_session *session)
{
    return !sqlite3_get_autocommit(of_session(session)->connection->db);
}

static void rollback(store_session *session)
{
    if (is_open(session)) {
        (void)sqlite_control(of_session(session)->connection, "ROLLBACK", NULL);
    }
}

static bool may_retry(store_session *session)
{
    (void)session;
    return false;
}

static const store_session_ops session_ops = {.begin = begin,
                                              .save = save,
                                              .settle = settle,
                                              .release = release,
                                              .undo = undo,
                                              .commit = commit,
                                              .rollback = rollback,
                                              .is_open = is_open,
                                              .may_retry = may_retry};

static alb_status sqlite_write(store *base, store_fn fn, void *ctx, alb_err *err)
{
    return store_writer_run(of_base(base)->writer, fn, ctx, err);
}

/* --- readers --- */

static alb_status take_reader(sqlite_store *s, sqlite_connection **out, alb_err *err)
{
    (void)pthread_mutex_lock(&s->lock);
    sqlite_connection *c = s->readers;
    if (c) {
        s->readers = c->next;
        s->n_readers--;
    }
    (void)pthread_mutex_unlock(&s->lock);
    *out = c;
    return c ? ALB_OK : sqlite_connection_open(s->path, true, out, err);
}

static void return_reader(sqlite_store *s, sqlite_connection *c)
{
    (void)pthread_mutex_lock(&s->lock);
    bool keep = s->n_readers < MAX_IDLE_READERS;
    if (keep) {
        c->next = s->readers;
        s->readers = c;
        s->n_readers++;
    }
    (void)pthread_mutex_unlock(&s->lock);
    if (!keep) {
        sqlite_connection_close(c);
    }
}

static alb_status sqlite_read(store *base, store_fn fn, void *ctx, alb_err *err)
{
    sqlite_store *s = of_base(base);
    sqlite_connection *c = NULL;
    ALB_TRY(take_reader(s, &c, err));
    sqlite_tx tx = {.base = {.ops = &sqlite_ops}, .connection = c, .read_only = true};
    alb_status st = sqlite_control(c, "BEGIN", err);
    if (st == ALB_OK) {
        st = store_tx_result(&tx.base, fn(&tx.base, ctx, err), err);
        (void)sqlite_control(c, "ROLLBACK", NULL);
    }
    return_reader(s, c);
    return st;
}

/* --- backup --- */

static alb_status sync_file(const char *path, alb_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) {
        (void)close(fd);
    }
    return ok ? ALB_OK : alb_fail(err, ALB_IO, NULL, 0, "cannot make %s durable", path);
}

static alb_status copy_into(sqlite_store *s, const char *path, alb_err *err)
{
    sqlite_connection *c = NULL;
    ALB_TRY(sqlite_connection_open(s->path, false, &c, err));
    sqlite_tx tx = {.base = {.ops = &sqlite_ops}, .connection = c};
    store_value to = store_text(alb_span_str(path));
    alb_status st = sqlite_exec(&tx.base, "VACUUM INTO $1", &to, 1, err);
    sqlite_connection_close(c);
    return st;
}

static alb_status sqlite_backup(store *base, const char *path, alb_err *err)
{
    char part[4096];
    int n = snprintf(part, sizeof part, "%s.part", path);
    if (n < 0 || (size_t)n >= sizeof part) {
        return alb_fail(err, ALB_TOO_LARGE, NULL, 0, "path too long");
    }
    (void)unlink(part);
    ALB_TRY(copy_into(of_base(base), part, err));
    ALB_TRY(sync_file(part, err));
    return rename(part, path) == 0 ? ALB_OK : alb_fail(err, ALB_IO, NULL, 0, "cannot name %s", path);
}

/* --- life --- */

static void sqlite_close(store *base)
{
    sqlite_store *s = of_base(base);
    store_writer_free(s->writer);
    while (s->readers) {
        sqlite_connection *c = s->readers;
        s->readers = c->next;
        sqlite_connection_close(c);
    }
    sqlite_connection_close(s->connection);
    (void)pthread_mutex_destroy(&s->lock);
    free(s->path);
    free(s);
}

const store_ops sqlite_ops = {
    .close = sqlite_close,
    .write = sqlite_write,
    .read = sqlite_read,
    .backup = sqlite_backup,
    .exec = sqlite_exec,
    .changes = sqlite_changes,
    .changed = sqlite_changed,
    .query = sqlite_query,
    .next = sqlite_next,
    .column = sqlite_column,
    .rows_end = sqlite_rows_end,
};

alb_status store_sqlite_open(const char *location, const store_schema *schema, store **out, alb_err *err)
{
    sqlite_store *s = calloc(1, sizeof *s);
    if (!s) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a store");
    }
    s->base.ops = &sqlite_ops;
    s->session.ops = &session_ops;
    (void)pthread_mutex_init(&s->lock, NULL);
    s->path = strdup(location);
    alb_status st = s->path ? sqlite_connection_open(location, false, &s->connection, err) : ALB_NO_MEMORY;
    if (st == ALB_OK) {
        st = sqlite_migrate(s->connection, schema, err);
    }
    if (st == ALB_OK) {
        st = store_writer_new(&s->session, &s->writer, err);
    }
    if (st != ALB_OK) {
        sqlite_close(&s->base);
        return st;
    }
    *out = &s->base;
    return ALB_OK;
}
