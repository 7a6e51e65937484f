/* Deliveries to Users: each message is posted to its User's Receive Response service until the User takes it,
 * at least once and always the same octets (duis.md 4.5). One thread serves one User at a time, over several
 * connections, and those of one device in their order; each User has its turn before one has a second. A User
 * that cannot be reached is left alone for growing intervals, and those that were not reached last time never
 * take all threads. */
#include "dcc_internal.h"

#include <stdlib.h>

enum { MAX_THREADS = 8, AT_A_TIME = 64, AT_ONCE = 4, REFUSALS = 5, POLL_MS = 100, TIMEOUT_MS = 30000 };
/* Octets of the messages that are in memory at a time; a larger one goes alone. */
enum { MOST_OCTETS = 4 * DCC_MAX_DOCUMENT };
#define RETRY_LAST ALB_HOURS(1)
#define GIVE_UP    ALB_DAYS(7)

/* What one thread has. */
typedef struct courier {
    dcc_deliverer *deliverer;
    http_client *client;
} courier;

/* A User with something due. silent: was not reached last time. */
typedef struct claimed {
    alb_eui64 user;
    bool is_silent;
} claimed;

struct dcc_deliverer {
    dcc *dcc;
    pthread_t threads[MAX_THREADS];
    courier couriers[MAX_THREADS];
    pthread_mutex_t lock; /* of everything below */
    unsigned n_threads;
    pthread_cond_t changed;
    unsigned news; /* counts wakes */
    bool stopping;
    claimed busy[MAX_THREADS];
    unsigned n_busy;
    alb_eui64 last; /* who was served last */
};

/* --- whom to serve --- */

enum { MAX_RECIPIENTS = 64 };

typedef struct recipients {
    dcc *dcc;
    alb_time now;
    alb_eui64 after;
    claimed list[MAX_RECIPIENTS];
    size_t n;
} recipients;

static alb_status read_recipients(store_tx *tx, void *ctx, alb_err *err)
{
    recipients *r = ctx;
    store_value params[] = {store_int(r->now), dcc_eui(r->after)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT id, silent_at FROM party WHERE delivery_url IS NOT NULL AND EXISTS (SELECT 1"
                        " FROM delivery d WHERE d.recipient = party.id AND d.state = 'waiting' AND"
                        " d.next_at <= $1) ORDER BY CASE WHEN id > $2 THEN 0 ELSE 1 END, id",
                        params, 2, &rows, err));
    while (r->n < MAX_RECIPIENTS && store_next(rows)) {
        claimed c = {dcc_column_eui(rows, 0), store_column(rows, 1).kind != STORE_NULL};
        if (dcc_owns(r->dcc, c.user)) {
            r->list[r->n++] = c;
        }
    }
    return store_rows_end(rows, err);
}

/* With the lock held. */
static bool may_serve(const dcc_deliverer *x, const claimed *c)
{
    unsigned silent = 0;
    for (unsigned j = 0; j < x->n_busy; j++) {
        if (alb_eui64_equal(x->busy[j].user, c->user)) {
            return false;
        }
        silent += x->busy[j].is_silent;
    }
    return x->n_busy < MAX_THREADS && (!c->is_silent || silent == 0 || silent + 1 < x->n_threads);
}

/* A User with something due whom no other thread serves. */
static bool claim(dcc_deliverer *x, claimed *out)
{
    recipients r = {.dcc = x->dcc, .now = alb_now(x->dcc->clock)};
    (void)pthread_mutex_lock(&x->lock);
    r.after = x->last;
    (void)pthread_mutex_unlock(&x->lock);
    if (store_read(x->dcc->store, read_recipients, &r, NULL) != ALB_OK) {
        return false;
    }
    bool found = false;
    (void)pthread_mutex_lock(&x->lock);
    for (size_t i = 0; i < r.n && !found; i++) {
        found = may_serve(x, &r.list[i]);
        if (found) {
            x->busy[x->n_busy++] = *out = r.list[i];
            x->last = out->user;
        }
    }
    (void)pthread_mutex_unlock(&x->lock);
    return found;
}

static void unclaim(dcc_deliverer *x, alb_eui64 user)
{
    (void)pthread_mutex_lock(&x->lock);
    for (unsigned j = 0; j < x->n_busy; j++) {
        if (alb_eui64_equal(x->busy[j].user, user)) {
            x->busy[j] = x->busy[--x->n_busy];
            break;
        }
    }
    (void)pthread_mutex_unlock(&x->lock);
}

/* --- what to deliver --- */

typedef struct message {
    int64_t id, attempts, refusals;
    alb_time created_at;
    duis_request_id name; /* recipient, device and counter: of a response, its RequestID */
    alb_span document;
    enum { UNTRIED, TAKEN, REFUSED, FAILED } result;
    bool is_under_way, is_wanted_twice; /* twice: a tester's order */
} message;

typedef struct batch {
    dcc_deliverer *deliverer;
    alb_arena *arena;
    alb_eui64 user;
    alb_time now;
    const char *url;
    message list[AT_A_TIME];
    size_t n, octets;
    unsigned in_a_row; /* failures one after the other */
    bool is_silent;    /* the User was not reached, or is not well */
} batch;

static alb_status read_batch(store_tx *tx, void *ctx, alb_err *err)
{
    batch *b = ctx;
    store_value params[] = {dcc_eui(b->user), store_int(b->now)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT p.delivery_url, d.id, d.attempts, d.refusals, d.created_at, d.document,"
                        " d.device, d.counter"
                        " FROM delivery d JOIN party p ON p.id = d.recipient WHERE d.recipient = $1 AND"
                        " d.state = 'waiting' AND d.next_at <= $2 AND p.delivery_url IS NOT NULL"
                        " ORDER BY d.id LIMIT 64",
                        params, 2, &rows, err));
    while (b->n < AT_A_TIME && b->octets < MOST_OCTETS && store_next(rows)) {
        b->url = b->url ? b->url : dcc_column_text(rows, 0, b->arena);
        message m = {.id = store_column(rows, 1).integer,
                     .attempts = store_column(rows, 2).integer,
                     .refusals = store_column(rows, 3).integer,
                     .created_at = store_column(rows, 4).integer,
                     .name = {b->user, dcc_column_eui(rows, 6), dcc_column_u64(rows, 7)},
                     .document = dcc_column_blob(rows, 5, b->arena)};
        b->octets += m.document.len;
        if (m.document.ptr) {
            b->list[b->n++] = m;
        }
    }
    return store_rows_end(rows, err);
}

static bool is_free(const batch *b, const message *m)
{
    bool goes = m->is_wanted_twice || (m->result == UNTRIED && !b->is_silent);
    for (const message *other = b->list; goes && other < m; other++) {
        goes = !other->is_under_way || !alb_eui64_equal(other->name.target, m->name.target);
    }
    return goes && !m->is_under_way;
}

static bool next_post(void *ctx, http_exchange *x)
{
    batch *b = ctx;
    for (size_t i = 0; i < b->n; i++) {
        message *m = &b->list[i];
        if (is_free(b, m)) {
            m->is_under_way = true;
            *x = (http_exchange){.method = "POST",
                                 .url = b->url,
                                 .content_type = "application/xml",
                                 .body = m->document,
                                 .item = m};
            alb_buf_init(&x->answer, 65536);
            return true;
        }
    }
    return false;
}

static void note_post(const batch *b, const message *m, const http_exchange *x)
{
    dcc *d = b->deliverer->dcc;
    dcc_count(d, "albion_deliveries_total", "result",
              m->result == TAKEN     ? "taken"
              : m->result == REFUSED ? "refused"
                                     : "failed");
    if (m->result != TAKEN) {
        char user[ALB_EUI64_TEXT];
        alb_log_event(d->log, ALB_LOG_WARN, "delivery-failed", "user=%s url=%s status=%d detail=\"%s\"",
                      alb_eui64_hex(b->user, user), b->url, x->status, x->err.detail);
    }
}

static void end_post(void *ctx, http_exchange *x)
{
    batch *b = ctx;
    message *m = x->item;
    /* An answer that is too long to be kept is an answer all the same. */
    bool answered = x->st == ALB_OK || x->st == ALB_TOO_LARGE;
    bool is_taken = answered && x->status >= 200 && x->status < 300;
    alb_buf_release(&x->answer);
    m->is_under_way = false;
    if (m->is_wanted_twice) {
        m->is_wanted_twice = false; /* it was taken before, whatever becomes of it now */
        if (is_taken) {
            note_post(b, m, x);
        }
        return;
    }
    /* 4xx: this message will not do; anything else may pass. */
    m->result = is_taken ? TAKEN : answered && x->status >= 400 && x->status < 500 ? REFUSED : FAILED;
    note_post(b, m, x);
    m->is_wanted_twice = is_taken && dcc_order_is_duplicate(b->deliverer->dcc, &m->name);
    /* One 5xx may be about its message, and must not keep the others from their User; two in a row are not.
     */
    b->in_a_row = m->result == FAILED ? b->in_a_row + 1 : 0;
    b->is_silent = b->is_silent || !answered || b->in_a_row == 2;
}

/* --- what became of it --- */

static alb_time pause_after(const batch *b, int64_t attempts)
{
    alb_time pause = b->deliverer->dcc->delivery_retry_first;
    for (int64_t i = 0; i < attempts && pause < RETRY_LAST; i++) {
        pause *= 2;
    }
    return pause < RETRY_LAST ? pause : RETRY_LAST;
}

static alb_status end_delivery(store_tx *tx, const batch *b, const message *m, const char *state,
                               alb_err *err)
{
    store_value params[] = {store_int(m->id), dcc_text_or_null(state), store_int(b->now)};
    return store_exec(tx,
                      "UPDATE delivery SET state = $2, attempts = attempts + 1, ended_at = $3 WHERE id = $1",
                      params, ALB_COUNT(params), err);
}

static alb_status put_off(store_tx *tx, const batch *b, const message *m, alb_err *err)
{
    alb_time next = b->now + pause_after(b, m->attempts);
    bool is_refusal = m->result == REFUSED;
    bool is_last = b->now - m->created_at > GIVE_UP || (is_refusal && m->refusals + 1 >= REFUSALS);
    if (is_last) {
        ALB_TRY(dcc_audit(tx, b->now, "delivery-given-up", &b->user, NULL, err, "delivery %lld",
                          (long long)m->id));
        return end_delivery(tx, b, m, "given up", err);
    }
    store_value params[] = {store_int(m->id), store_int(next), store_int(is_refusal)};
    return store_exec(tx,
                      "UPDATE delivery SET attempts = attempts + 1, refusals = refusals + $3, next_at = $2"
                      " WHERE id = $1",
                      params, ALB_COUNT(params), err);
}

/* The User is not there: its other messages wait as long as the one that was tried last. */
static alb_status note_silence(store_tx *tx, const batch *b, int64_t attempts, alb_err *err)
{
    store_value params[] = {dcc_eui(b->user), store_int(b->now + pause_after(b, attempts))};
    ALB_TRY(store_exec(tx,
                       "UPDATE delivery SET next_at = $2 WHERE recipient = $1 AND state = 'waiting' AND"
                       " next_at < $2",
                       params, 2, err));
    store_value since[] = {dcc_eui(b->user), store_int(b->now)};
    return store_exec(tx, "UPDATE party SET silent_at = COALESCE(silent_at, $2) WHERE id = $1", since, 2,
                      err);
}

static alb_status note_presence(store_tx *tx, const batch *b, alb_err *err)
{
    store_value user = dcc_eui(b->user);
    return store_exec(tx, "UPDATE party SET silent_at = NULL WHERE id = $1 AND silent_at IS NOT NULL", &user,
                      1, err);
}

static alb_status record_batch(store_tx *tx, void *ctx, alb_err *err)
{
    const batch *b = ctx;
    int64_t attempts = 0;
    for (size_t i = 0; i < b->n; i++) {
        const message *m = &b->list[i];
        if (m->result == TAKEN) {
            ALB_TRY(dcc_audit_message(tx, b->now, "delivered", &m->name, NULL, "", err));
            ALB_TRY(end_delivery(tx, b, m, "delivered", err));
        } else if (m->result != UNTRIED) {
            ALB_TRY(put_off(tx, b, m, err));
            attempts = m->attempts;
        }
    }
    return b->is_silent ? note_silence(tx, b, attempts, err) : note_presence(tx, b, err);
}

bool dcc_deliverer_turn(dcc_deliverer *x, http_client *client)
{
    batch b = {.deliverer = x, .now = alb_now(x->dcc->clock)};
    claimed whose;
    if (!claim(x, &whose)) {
        return false;
    }
    b.user = whose.user;
    b.arena = alb_arena_new((size_t)AT_A_TIME * DCC_MAX_DOCUMENT);
    alb_err err = {.code = ALB_OK};
    alb_status st = b.arena ? store_read(x->dcc->store, read_batch, &b, &err) : ALB_NO_MEMORY;
    if (st == ALB_OK && b.n > 0 && b.url) {
        st = http_client_exchange_many(client, whose.is_silent ? 1 : AT_ONCE, next_post, end_post, &b, &err);
        st = st == ALB_OK ? store_write(x->dcc->store, record_batch, &b, &err) : st;
    }
    if (st != ALB_OK) {
        alb_log_event(x->dcc->log, ALB_LOG_ERROR, "delivery-not-recorded", "detail=\"%s\"", err.detail);
    }
    alb_arena_free(b.arena);
    unclaim(x, b.user);
    return st == ALB_OK && b.n > 0;
}

/* --- threads --- */

static bool wait_for_news(dcc_deliverer *x, unsigned *seen)
{
    int64_t until_ns = alb_monotonic_ns() + (int64_t)POLL_MS * 1000000;
    struct timespec until = {.tv_sec = until_ns / 1000000000, .tv_nsec = until_ns % 1000000000};
    (void)pthread_mutex_lock(&x->lock);
    if (*seen == x->news && !x->stopping) {
        (void)pthread_cond_timedwait(&x->changed, &x->lock, &until);
    }
    *seen = x->news;
    bool go_on = !x->stopping;
    (void)pthread_mutex_unlock(&x->lock);
    return go_on;
}

static void *deliverer_main(void *arg)
{
    const courier *c = arg;
    dcc_deliverer *x = c->deliverer;
    unsigned seen = 0;
    while (wait_for_news(x, &seen)) {
        while (dcc_deliverer_turn(x, c->client)) {
            (void)pthread_mutex_lock(&x->lock);
            bool stopping = x->stopping;
            (void)pthread_mutex_unlock(&x->lock);
            if (stopping) {
                break;
            }
        }
    }
    return NULL;
}

void dcc_deliverer_wake(dcc_deliverer *x)
{
    (void)pthread_mutex_lock(&x->lock);
    x->news++;
    (void)pthread_cond_broadcast(&x->changed);
    (void)pthread_mutex_unlock(&x->lock);
}

alb_status dcc_deliverer_new(dcc *d, dcc_deliverer **out, alb_err *err)
{
    dcc_deliverer *x = calloc(1, sizeof *x);
    if (!x) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for deliveries");
    }
    x->dcc = d;
    (void)pthread_mutex_init(&x->lock, NULL);
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&x->changed, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    *out = x;
    return ALB_OK;
}

alb_status dcc_deliverer_start(dcc_deliverer *x, unsigned threads, alb_err *err)
{
    const http_client_options options = {.timeout_ms = TIMEOUT_MS,
                                         .tls_ca = x->dcc->delivery_ca,
                                         .tls_certificate = x->dcc->delivery_certificate,
                                         .tls_key = x->dcc->delivery_key};
    while (x->n_threads < threads && x->n_threads < MAX_THREADS) {
        courier *c = &x->couriers[x->n_threads];
        *c = (courier){x, http_client_new(&options)};
        if (!c->client || pthread_create(&x->threads[x->n_threads], NULL, deliverer_main, c) != 0) {
            return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "cannot start a thread for deliveries");
        }
        (void)pthread_mutex_lock(&x->lock);
        x->n_threads++;
        (void)pthread_mutex_unlock(&x->lock);
    }
    return ALB_OK;
}

void dcc_deliverer_stop(dcc_deliverer *x)
{
    if (!x) {
        return;
    }
    (void)pthread_mutex_lock(&x->lock);
    x->stopping = true;
    (void)pthread_cond_broadcast(&x->changed);
    (void)pthread_mutex_unlock(&x->lock);
    for (unsigned i = 0; i < x->n_threads; i++) {
        (void)pthread_join(x->threads[i], NULL);
    }
    x->n_threads = 0;
}

void dcc_deliverer_free(dcc_deliverer *x)
{
    if (!x) {
        return;
    }
    for (size_t i = 0; i < MAX_THREADS; i++) {
        if (x->couriers[i].client) {
            http_client_free(x->couriers[i].client);
        }
    }
    (void)pthread_cond_destroy(&x->changed);
    (void)pthread_mutex_destroy(&x->lock);
    free(x);
}
