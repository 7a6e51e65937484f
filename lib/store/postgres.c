/* The PostgreSQL store: the writer's session, and a pool of reading connections.
 *
 * Functions that write run one after the other in all programs that use the database: each transaction holds
 * one advisory lock. So they need not be written for concurrency, and numbers that they take are in the order
 * of their commits. Statements whose result nobody asks for go out together with the next
 * (postgres_connection.c).
 *
 * A connection that is lost while a commit is under way leaves a question, which the transaction's number
 * answers once the server is back: it is done, or it left nothing.
 */
#include "postgres_internal.h"

#include "base/time.h"

#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_IDLE_READERS = 64 };
/* How long a server that fell during a commit is waited for. */
#define BACK_NS (30 * INT64_C(1000000000))

typedef struct postgres_store {
    store base;
    store_session session; /* of the writer */
    postgres_tx tx;        /* the same */
    store_memory memo;     /* the same */
    char xact[32];         /* number of its transaction */
    bool is_in_doubt;      /* nobody knows whether its commit was done */
    postgres_connection *connection;
    store_writer *writer;
    char *url;
    pthread_mutex_t lock; /* of everything below */
    postgres_connection *readers;
    size_t n_readers;
} postgres_store;

/* --- the writer --- */

static postgres_store *of_base(store *base)
{
    return (postgres_store *)(void *)base; /* its first member */
}

static postgres_store *of_session(store_session *session)
{
    return (postgres_store *)(void *)((char *)session - offsetof(postgres_store, session));
}

static store_tx *new_tx(postgres_store *s)
{
    s->tx = (postgres_tx){.base = {.ops = &postgres_ops, .memo = &s->memo}, .connection = s->connection};
    return &s->tx.base;
}

/* The one text that a statement of the store itself gives; empty: none. */
static alb_status ask_text(postgres_connection *c, const char *sql, const store_value *param, char *out,
                           size_t size, alb_err *err)
{
    PGresult *result = NULL;
    ALB_TRY(postgres_queue(c, sql, param, param ? 1 : 0, err));
    ALB_TRY(postgres_sync(c, &result, err));
    size_t len = PQntuples(result) == 1 ? (size_t)PQgetlength(result, 0, 0) : 0;
    len = len < size ? len : size - 1;
    memcpy(out, len > 0 ? PQgetvalue(result, 0, 0) : "", len);
    out[len] = '\0';
    PQclear(result);
    return ALB_OK;
}

static alb_status begin(store_session *session, store_tx **tx, alb_err *err)
{
    postgres_store *s = of_session(session);
    postgres_connection *c = s->connection;
    s->is_in_doubt = false;
    s->memo = (store_memory){{{0}}};
    c->trusts = false;
    *tx = new_tx(s);
    ALB_TRY(postgres_ready(c, err));
    ALB_TRY(postgres_queue(c, "BEGIN ISOLATION LEVEL READ COMMITTED", NULL, 0, err));
    ALB_TRY(postgres_queue(c, "SELECT pg_advisory_xact_lock(hashtext('albion write ' || current_schema()))",
                           NULL, 0, err));
    /* Its number is known before anything is done in it. */
    return ask_text(c, "SELECT pg_current_xact_id()::text", NULL, s->xact, sizeof s->xact, err);
}

static alb_status save(store_session *session, store_tx **tx, alb_err *err)
{
    postgres_store *s = of_session(session);
    *tx = new_tx(s);
    return postgres_queue(s->connection, "SAVEPOINT job", NULL, 0, err);
}

static void trust(store_session *session)
{
    of_session(session)->connection->trusts = true;
}

static alb_status settle(store_session *session, alb_err *err)
{
    return postgres_sync(of_session(session)->connection, NULL, err);
}

static alb_status release(store_session *session, alb_err *err)
{
    return postgres_queue(of_session(session)->connection, "RELEASE job", NULL, 0, err);
}

static alb_status undo(store_session *session, alb_err *err)
{
    postgres_connection *c = of_session(session)->connection;
    of_session(session)->memo = (store_memory){{{0}}};
    ALB_TRY(postgres_queue(c, "ROLLBACK TO job", NULL, 0, err));
    ALB_TRY(postgres_queue(c, "RELEASE job", NULL, 0, err));
    return postgres_sync(c, NULL, err);
}

/* What has become of a transaction whose commit nobody heard of. */
static alb_status ask_state(postgres_store *s, char *state, size_t size, alb_err *err)
{
    store_value number = store_text(alb_span_str(s->xact));
    return ask_text(s->connection, "SELECT pg_xact_status($1::xid8)", &number, state, size, err);
}

/* Waits for the server, and while the old process is still at it. */
static alb_status find_out(postgres_store *s, alb_err *err)
{
    static const struct timespec pause = {.tv_nsec = 100000000};
    char state[32] = "";
    alb_err last = {0};
    int64_t until = alb_monotonic_ns() + BACK_NS;
    bool is_known = false;
    while (!is_known && alb_monotonic_ns() < until) {
        last = (alb_err){0};
        is_known = postgres_ready(s->connection, &last) == ALB_OK &&
                   ask_state(s, state, sizeof state, &last) == ALB_OK && strcmp(state, "in progress") != 0;
        if (!is_known) {
            (void)nanosleep(&pause, NULL);
        }
    }
    s->connection->may_retry = is_known && strcmp(state, "aborted") == 0;
    s->is_in_doubt = !is_known;
    return is_known && strcmp(state, "committed") == 0
               ? ALB_OK
               : alb_fail(err, ALB_STORE, NULL, 0, "the database was lost during a commit: %.100s",
                          is_known ? "nothing was written" : last.detail);
}

static alb_status commit(store_session *session, alb_err *err)
{
    postgres_store *s = of_session(session);
    postgres_connection *c = s->connection;
    PGresult *result = NULL;
    alb_err own = {0};
    ALB_TRY(postgres_queue(c, "COMMIT", NULL, 0, err));
    alb_status st = postgres_sync(c, &result, &own);
    if (st != ALB_OK) {
        return c->is_lost ? find_out(s, err) : alb_fail(err, st, NULL, 0, "%s", own.detail);
    }
    /* COMMIT of a transaction that has failed is a rollback, and no error. */
    bool is_done = strcmp(PQcmdStatus(result), "COMMIT") == 0;
    PQclear(result);
    return is_done ? ALB_OK : alb_fail(err, ALB_STORE, NULL, 0, "the transaction had failed");
}

static bool is_open(store_session *session)
{
    const postgres_connection *c = of_session(session)->connection;
    return !c->is_lost;
}

static void rollback(store_session *session)
{
    postgres_connection *c = of_session(session)->connection;
    bool may_retry = c->may_retry;
    alb_err ignored = {0};
    if (!c->is_lost && postgres_queue(c, "ROLLBACK", NULL, 0, &ignored) == ALB_OK) {
        (void)postgres_sync(c, NULL, &ignored);
    }
    c->may_retry = may_retry;
}

/* Lost while it rested or in the middle of a transaction, which then left nothing: once more, if the server
 * is there. */
static bool may_retry(store_session *session)
{
    postgres_store *s = of_session(session);
    alb_err ignored = {0};
    if (s->connection->is_lost) {
        s->connection->may_retry = !s->is_in_doubt && postgres_ready(s->connection, &ignored) == ALB_OK;
    }
    return s->connection->may_retry;
}

static const store_session_ops session_ops = {.begin = begin,
                                              .trust = trust,
                                              .save = save,
                                              .settle = settle,
                                              .release = release,
                                              .undo = undo,
                                              .commit = commit,
                                              .rollback = rollback,
                                              .is_open = is_open,
                                              .may_retry = may_retry};

static alb_status postgres_write(store *base, store_fn fn, void *ctx, alb_err *err)
{
    return store_writer_run(of_base(base)->writer, fn, ctx, err);
}

/* --- readers --- */

static alb_status take_reader(postgres_store *s, postgres_connection **out, alb_err *err)
{
    (void)pthread_mutex_lock(&s->lock);
    postgres_connection *c = s->readers;
    if (c) {
        s->readers = c->next;
        s->n_readers--;
    }
    (void)pthread_mutex_unlock(&s->lock);
    *out = c;
    return c ? ALB_OK : postgres_connect(s->url, out, err);
}

static void return_reader(postgres_store *s, postgres_connection *c)
{
    (void)pthread_mutex_lock(&s->lock);
    bool keep = !c->is_lost && s->n_readers < MAX_IDLE_READERS;
    if (keep) {
        c->next = s->readers;
        s->readers = c;
        s->n_readers++;
    }
    (void)pthread_mutex_unlock(&s->lock);
    if (!keep) {
        postgres_disconnect(c);
    }
}

/* A connection that rested while the server was away is found out here, before the function runs. The
 * transaction begins with its first question. */
static alb_status begin_read(postgres_connection *c, alb_err *err)
{
    postgres_look(c);
    ALB_TRY(postgres_ready(c, err));
    return postgres_queue(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", NULL, 0, err);
}

static alb_status run_read(postgres_connection *c, store_fn fn, void *ctx, alb_err *err)
{
    postgres_tx tx = {.base = {.ops = &postgres_ops}, .connection = c};
    ALB_TRY(begin_read(c, err));
    alb_status st = fn(&tx.base, ctx, err);
    alb_err last = {0};
    (void)store_tx_note(&tx.base, postgres_sync(c, NULL, &last), &last);
    st = store_tx_result(&tx.base, st, err);
    if (postgres_queue(c, "ROLLBACK", NULL, 0, &last) == ALB_OK) {
        postgres_trail(c);
    }
    return st;
}

static alb_status postgres_read(store *base, store_fn fn, void *ctx, alb_err *err)
{
    postgres_store *s = of_base(base);
    postgres_connection *c = NULL;
    ALB_TRY(take_reader(s, &c, err));
    alb_status st = run_read(c, fn, ctx, err);
    return_reader(s, c);
    return st;
}

/* --- life --- */

static alb_status postgres_backup(store *base, const char *path, alb_err *err)
{
    (void)base;
    (void)path;
    return alb_fail(err, ALB_UNSUPPORTED, NULL, 0,
                    "PostgreSQL is backed up by pg_dump or its archive of logs");
}

static void postgres_close(store *base)
{
    postgres_store *s = of_base(base);
    store_writer_free(s->writer);
    while (s->readers) {
        postgres_connection *c = s->readers;
        s->readers = c->next;
        postgres_disconnect(c);
    }
    postgres_disconnect(s->connection);
    (void)pthread_mutex_destroy(&s->lock);
    free(s->url);
    free(s);
}

const store_ops postgres_ops = {
    .close = postgres_close,
    .write = postgres_write,
    .read = postgres_read,
    .backup = postgres_backup,
    .exec = postgres_exec,
    .changes = postgres_changes,
    .changed = postgres_changed,
    .query = postgres_query,
    .next = postgres_next,
    .column = postgres_column,
    .rows_end = postgres_rows_end,
    .is_shared = true,
};

alb_status store_postgres_open(const char *url, const store_schema *schema, store **out, alb_err *err)
{
    postgres_store *s = calloc(1, sizeof *s);
    if (!s) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a store");
    }
    s->base.ops = &postgres_ops;
    s->session.ops = &session_ops;
    (void)pthread_mutex_init(&s->lock, NULL);
    s->url = strdup(url);
    alb_status st = s->url ? postgres_connect(url, &s->connection, err) : ALB_NO_MEMORY;
    if (st == ALB_OK) {
        st = postgres_migrate(s->connection, schema, err);
    }
    if (st == ALB_OK) {
        st = store_writer_new(&s->session, &s->writer, err);
    }
    if (st != ALB_OK) {
        postgres_close(&s->base);
        return st;
    }
    *out = &s->base;
    return ALB_OK;
}
