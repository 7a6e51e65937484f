/* One PostgreSQL connection: it is made anew when it was lost, sends statements without waiting for each
 * other's answers (libpq's pipeline mode), and keeps prepared statements by the address of their text. */
#include "postgres_internal.h"

#include "base/text.h"
#include "base/time.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Between attempts to reach a server that is away: callers meanwhile fail at once. */
#define RETRY_NS (200 * INT64_C(1000000))

/* A count in the server's words; 0 where there is none. */
uint64_t postgres_number(const char *text)
{
    uint64_t n = 0;
    return alb_parse_u64(alb_span_str(text), INT64_MAX, &n) ? n : 0;
}

/* --- failures --- */

static alb_status status_of(const char *state)
{
    static const struct {
        const char *prefix;
        alb_status st;
    } states[] = {
        {"23", ALB_EXISTS},       /* integrity constraint violation */
        {"40", ALB_BUSY},         /* transaction rollback: serialization failure, deadlock */
        {"55P03", ALB_BUSY},      /* lock not available */
        {"22021", ALB_BAD_VALUE}, /* not in the encoding */
    };
    for (size_t i = 0; i < ALB_COUNT(states); i++) {
        if (strncmp(state, states[i].prefix, strlen(states[i].prefix)) == 0) {
            return states[i].st;
        }
    }
    return ALB_STORE;
}

alb_status postgres_failed(postgres_connection *c, const PGresult *result, const char *doing, alb_err *err)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *text = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    if (!text) {
        text = PQerrorMessage(c->pg);
    }
    /* 57P01 to 57P03: the server is shutting down, or starting. */
    bool goes_down = state && strncmp(state, "57P0", 4) == 0;
    c->is_lost = c->is_lost || goes_down || PQstatus(c->pg) != CONNECTION_OK;
    c->may_retry = state && strncmp(state, "40", 2) == 0;
    return alb_fail(err, state && !c->is_lost ? status_of(state) : ALB_STORE, NULL, 0,
                    "%.60s: %.*s (postgresql %s)", doing, (int)strcspn(text, "\n"), text,
                    state ? state : "connection");
}

/* --- connecting --- */

/* Notices are for people at a terminal. */
static void ignore_notice(void *ctx, const char *text)
{
    (void)ctx;
    (void)text;
}

static PGconn *connect_to(const char *url)
{
    /* dbname takes a URL, whose own settings come after these and count. */
    const char *const keys[] = {"connect_timeout", "keepalives_idle", "tcp_user_timeout",
                                "client_encoding", "dbname",          NULL};
    const char *const values[] = {"5", "10", "10000", "UTF8", url, NULL};
    return PQconnectdbParams(keys, values, 1);
}

static alb_status connect_now(postgres_connection *c, alb_err *err)
{
    PQfinish(c->pg);
    c->pg = connect_to(c->url);
    c->n_pending = 0;
    c->is_trailing = false;
    memset(c->cache, 0, sizeof c->cache);
    c->is_lost = PQstatus(c->pg) != CONNECTION_OK;
    if (c->is_lost) {
        const char *text = PQerrorMessage(c->pg);
        return alb_fail(err, ALB_STORE, NULL, 0, "the database cannot be reached: %.*s",
                        (int)strcspn(text, "\n"), text);
    }
    (void)PQsetNoticeProcessor(c->pg, ignore_notice, NULL);
    /* A program that hangs in a transaction holds up the others only for so long. */
    return postgres_run(c,
                        "SET synchronous_commit = on; SET standard_conforming_strings = on;"
                        " SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = '10s'",
                        err);
}

alb_status postgres_connect(const char *url, postgres_connection **out, alb_err *err)
{
    postgres_connection *c = calloc(1, sizeof *c);
    if (c) {
        c->url = strdup(url);
    }
    if (!c || !c->url) {
        postgres_disconnect(c);
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a connection to the store");
    }
    alb_status st = connect_now(c, err);
    if (st != ALB_OK) {
        postgres_disconnect(c);
        return st;
    }
    *out = c;
    return ALB_OK;
}

void postgres_disconnect(postgres_connection *c)
{
    if (c) {
        PQfinish(c->pg);
        free(c->url);
        free(c);
    }
}

alb_status postgres_ready(postgres_connection *c, alb_err *err)
{
    if (c->is_lost && alb_monotonic_ns() < c->retry_at) {
        return alb_fail(err, ALB_STORE, NULL, 0, "the database cannot be reached");
    }
    if (c->is_lost) {
        alb_status st = connect_now(c, err);
        c->retry_at = alb_monotonic_ns() + RETRY_NS;
        ALB_TRY(st);
    }
    if (PQpipelineStatus(c->pg) == PQ_PIPELINE_OFF && !PQenterPipelineMode(c->pg)) {
        return postgres_failed(c, NULL, "pipeline", err);
    }
    return ALB_OK;
}

alb_status postgres_run(postgres_connection *c, const char *sql, alb_err *err)
{
    PGresult *result = PQexec(c->pg, sql);
    ExecStatusType status = PQresultStatus(result);
    alb_status st = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK
                        ? ALB_OK
                        : postgres_failed(c, result, sql, err);
    PQclear(result);
    return st;
}

/* --- the pipeline --- */

/* Takes the answer to one statement; the connection is lost when none comes. */
static alb_status take_result(postgres_connection *c, const postgres_pending *p, PGresult **last,
                              alb_err *err)
{
    PGresult *result = PQgetResult(c->pg);
    ExecStatusType status = PQresultStatus(result);
    bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    alb_status st = good ? ALB_OK : postgres_failed(c, result, p->sql, err);
    if (good && p->is_trusted && postgres_number(PQcmdTuples(result)) == 0) {
        st = alb_fail(err, ALB_MISMATCH, NULL, 0, "%.80s: changed nothing", p->sql);
    }
    if (p->preparing) {
        p->preparing->is_preparing = false;
        p->preparing->is_prepared = good;
    }
    PQclear(*last);
    *last = result;
    for (PGresult *end = PQgetResult(c->pg); end; end = PQgetResult(c->pg)) {
        PQclear(end);
    }
    return st;
}

/* After a failure the server skips the rest up to the end mark: those answers say nothing of their own. */
static alb_status take_results(postgres_connection *c, PGresult **last, alb_err *err)
{
    alb_status st = ALB_OK;
    alb_err skipped;
    for (size_t i = 0; i < c->n_pending && !(c->is_lost && st != ALB_OK); i++) {
        bool may_retry = c->may_retry;
        skipped = (alb_err){0};
        alb_status one = take_result(c, &c->pending[i], last, st == ALB_OK ? err : &skipped);
        c->may_retry = st == ALB_OK ? c->may_retry : may_retry;
        st = st == ALB_OK ? one : st;
    }
    c->n_pending = 0;
    if (!c->is_lost) {
        PQclear(PQgetResult(c->pg)); /* the end mark */
    }
    return st;
}

static alb_status take_trail(postgres_connection *c, alb_err *err)
{
    PGresult *last = NULL;
    if (!c->is_trailing) {
        return ALB_OK;
    }
    c->is_trailing = false;
    alb_status st = take_results(c, &last, err);
    PQclear(last);
    return st;
}

alb_status postgres_sync(postgres_connection *c, PGresult **last, alb_err *err)
{
    PGresult *result = NULL;
    if (c->n_pending == 0 && !last) {
        return ALB_OK;
    }
    c->may_retry = false;
    if (!PQpipelineSync(c->pg)) {
        c->n_pending = 0;
        return postgres_failed(c, NULL, "send", err);
    }
    alb_status st = take_results(c, &result, err);
    c->changes = 0;
    if (st == ALB_OK && result) {
        c->changes = (int64_t)postgres_number(PQcmdTuples(result));
    }
    if (last && st == ALB_OK) {
        *last = result;
    } else {
        PQclear(result);
    }
    return st;
}

void postgres_look(postgres_connection *c)
{
    alb_err ignored = {0};
    struct pollfd heard = {.fd = PQsocket(c->pg), .events = POLLIN};
    bool is_well = !c->is_lost && take_trail(c, &ignored) == ALB_OK && poll(&heard, 1, 0) == 0;
    c->is_lost = !is_well;
}

void postgres_trail(postgres_connection *c)
{
    if (c->n_pending > 0 && !c->is_lost) {
        c->is_trailing = PQpipelineSync(c->pg) == 1 && PQflush(c->pg) == 0;
        c->is_lost = !c->is_trailing;
    }
}

/* --- statements --- */

/* Where the statement is or may be kept; NULL: no room. */
static postgres_statement *find_statement(postgres_connection *c, const char *sql)
{
    size_t at = (size_t)(((uintptr_t)sql >> 3) * 2654435761U % POSTGRES_CACHE);
    for (size_t probe = 0; probe < POSTGRES_CACHE; probe++, at = (at + 1) % POSTGRES_CACHE) {
        postgres_statement *s = &c->cache[at];
        if (s->sql == sql || !s->sql) {
            s->sql = sql;
            return s;
        }
    }
    return NULL;
}

static void note_pending(postgres_connection *c, postgres_statement *preparing, const char *sql)
{
    c->pending[c->n_pending++] = (postgres_pending){.preparing = preparing, .sql = sql};
}

static alb_status send_prepare(postgres_connection *c, postgres_statement *s, const char *name,
                               const postgres_params *p, size_t n, alb_err *err)
{
    char *sql = postgres_translate(s->sql);
    if (!sql) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a statement");
    }
    int sent = PQsendPrepare(c->pg, name, sql, (int)n, p->types);
    free(sql);
    if (!sent) {
        return postgres_failed(c, NULL, s->sql, err);
    }
    s->is_preparing = true;
    note_pending(c, s, s->sql);
    return ALB_OK;
}

alb_status postgres_queue(postgres_connection *c, const char *sql, const store_value *params, size_t n,
                          alb_err *err)
{
    postgres_params p;
    char name[32];
    if (c->is_lost) {
        return alb_fail(err, ALB_STORE, NULL, 0, "%.60s: the connection to the database was lost", sql);
    }
    ALB_TRY(postgres_bind(&p, params, n, err));
    ALB_TRY(take_trail(c, err));
    if (c->n_pending + 2 > POSTGRES_MAX_PENDING) {
        ALB_TRY(postgres_sync(c, NULL, err));
    }
    postgres_statement *s = find_statement(c, sql);
    if (!s) {
        return alb_fail(err, ALB_USAGE, NULL, 0, "more than %d statements", POSTGRES_CACHE);
    }
    (void)snprintf(name, sizeof name, "s%zu", (size_t)(s - c->cache));
    if (!s->is_prepared && !s->is_preparing) {
        ALB_TRY(send_prepare(c, s, name, &p, n, err));
    }
    if (!PQsendQueryPrepared(c->pg, name, (int)n, p.values, p.lengths, p.formats, 1)) {
        return postgres_failed(c, NULL, sql, err);
    }
    note_pending(c, NULL, sql);
    return ALB_OK;
}

alb_status postgres_exec(store_tx *tx, const char *sql, const store_value *params, size_t n, alb_err *err)
{
    return postgres_queue(((postgres_tx *)tx)->connection, sql, params, n, err);
}

int64_t postgres_changes(store_tx *tx)
{
    postgres_connection *c = ((postgres_tx *)tx)->connection;
    alb_err err = {0};
    if (store_tx_note(tx, postgres_sync(c, NULL, &err), &err) != ALB_OK) {
        tx->is_hidden = true;
        return 0;
    }
    return c->changes;
}

bool postgres_changed(store_tx *tx)
{
    postgres_connection *c = ((postgres_tx *)tx)->connection;
    if (!c->trusts || c->n_pending == 0) {
        return postgres_changes(tx) > 0;
    }
    c->pending[c->n_pending - 1].is_trusted = true;
    return true;
}

alb_status postgres_query(store_tx *tx, const char *sql, const store_value *params, size_t n,
                          store_rows **out, alb_err *err)
{
    postgres_connection *c = ((postgres_tx *)tx)->connection;
    *out = NULL;
    ALB_TRY(postgres_queue(c, sql, params, n, err));
    postgres_rows *rows = calloc(1, sizeof *rows);
    if (!rows) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for rows");
    }
    rows->base = (store_rows){.ops = &postgres_ops, .tx = tx};
    alb_status st = postgres_sync(c, &rows->result, err);
    if (st != ALB_OK) {
        free(rows);
        return st;
    }
    *out = &rows->base;
    return ALB_OK;
}

bool postgres_next(store_rows *rows)
{
    postgres_rows *r = (postgres_rows *)rows;
    if (r->row >= PQntuples(r->result)) {
        return false;
    }
    r->row++;
    return true;
}

alb_status postgres_rows_end(store_rows *rows, alb_err *err)
{
    postgres_rows *r = (postgres_rows *)rows;
    (void)err;
    PQclear(r->result);
    free(r);
    return ALB_OK;
}
