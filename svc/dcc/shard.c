/* Several servers on one store share the work (docs/serve.md): devices and Users fall into shards, each of
 * which one server owns. Only the owner numbers, sends and times out the commands of a shard's devices, lets
 * go what is held for them, and delivers to a shard's Users.
 *
 * A server shows that it lives by a number that it raises; one whose number has not moved for a while, by the
 * watch of whoever looks, is dead, and its shards go to the others. The servers' clocks need not agree for
 * that. A server that could not raise its number for a shorter while stops acting as an owner by itself, and
 * what it may still write is refused by the row of the shard, which names another owner by then.
 *
 * On a store that is not shared, everything is owned from the start.
 */
#include "dcc_internal.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { MAX_SERVERS = 64, TICK_MS = 250, WANT_MS = 3000 };
#define SECOND_NS INT64_C(1000000000)
#define LEASE_NS  (2 * SECOND_NS) /* after the beginning of the last good tick */
#define DEAD_NS   (3 * SECOND_NS)
#define ALL       ((UINT64_C(1) << DCC_SHARDS) - 1)

/* Another server, as it was last seen. */
typedef struct peer {
    int64_t id, beat, seen_ns;
} peer;

struct dcc_shards {
    dcc *dcc;
    int64_t server;
    bool is_shared;
    _Atomic uint64_t owned;
    _Atomic int64_t lease_until; /* monotonic */
    _Atomic unsigned n_alive;    /* servers, this one included, when last looked at */
    pthread_t thread;
    bool thread_runs;
    pthread_mutex_t turning; /* one tick at a time; of what follows */
    int64_t beat;
    uint64_t leaving; /* given up here, not yet in the store */
    peer peers[MAX_SERVERS];
    size_t n_peers;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    uint64_t wanted;
    bool stopping;
};

unsigned dcc_shard_of(alb_eui64 id)
{
    return (unsigned)((((int64_t)alb_eui64_number(id)) % DCC_SHARDS + DCC_SHARDS) % DCC_SHARDS);
}

static uint64_t bit(unsigned shard)
{
    return UINT64_C(1) << shard;
}

int64_t dcc_server_id(const dcc *d)
{
    return d->shards->server;
}

unsigned dcc_servers(dcc *d)
{
    unsigned n = atomic_load(&d->shards->n_alive);
    return n > 0 ? n : 1;
}

bool dcc_owns(dcc *d, alb_eui64 id)
{
    dcc_shards *s = d->shards;
    return atomic_load(&s->owned) & bit(dcc_shard_of(id)) &&
           alb_monotonic_ns() < atomic_load(&s->lease_until);
}

/* --- in a transaction --- */

static alb_status read_shards(store_tx *tx, int64_t server, dcc_memo *memo, alb_err *err)
{
    store_value param = store_int(server);
    store_rows *rows = NULL;
    memo->owned = 0;
    ALB_TRY(store_query(tx, "SELECT id FROM shard WHERE owner = $1", &param, 1, &rows, err));
    while (store_next(rows)) {
        memo->owned |= bit((unsigned)store_column(rows, 0).integer % DCC_SHARDS);
    }
    ALB_TRY(store_rows_end(rows, err));
    ALB_TRY(store_query(tx, "SELECT 1 FROM request WHERE due_at = 0 AND state <> 'done' LIMIT 1", NULL, 0,
                        &rows, err));
    memo->any_passed = store_next(rows);
    ALB_TRY(store_rows_end(rows, err));
    memo->knows_shards = true;
    return ALB_OK;
}

/* Does a request that was passed on, and that this one would overtake, stand in its way? */
static alb_status is_overtaking(store_tx *tx, alb_eui64 device, int64_t sequence, bool *out, alb_err *err)
{
    store_value params[] = {dcc_eui(device), store_int(sequence)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(
        tx,
        "SELECT 1 FROM request WHERE target = $1 AND due_at = 0 AND state <> 'done' AND (state = 'held' OR"
        " (state = 'ready' AND sequence > $2)) LIMIT 1",
        params, ALB_COUNT(params), &rows, err));
    *out = store_next(rows);
    return store_rows_end(rows, err);
}

alb_status dcc_fence(store_tx *tx, const dcc *d, alb_eui64 device, int64_t sequence, alb_err *err)
{
    dcc_memo *memo = store_memo(tx);
    bool is_in_the_way = false;
    if (!d->shards->is_shared) {
        return ALB_OK;
    }
    if (!memo->knows_shards) {
        ALB_TRY(read_shards(tx, d->shards->server, memo, err));
    }
    bool is_ours = memo->owned & bit(dcc_shard_of(device));
    if (is_ours && memo->any_passed) {
        ALB_TRY(is_overtaking(tx, device, sequence, &is_in_the_way, err));
    }
    return is_ours && !is_in_the_way ? ALB_OK
                                     : alb_fail(err, ALB_MISMATCH, NULL, 0,
                                                "another server has this device, or one of its"
                                                " requests comes first");
}

/* --- one tick --- */

typedef struct tick {
    dcc_shards *shards;
    int64_t began_ns;
    uint64_t wanted;
    /* What the transaction found and did. */
    int64_t owner[DCC_SHARDS], wanted_by[DCC_SHARDS];
    int64_t alive[MAX_SERVERS];
    size_t n_alive;
    int64_t dead[MAX_SERVERS];
    size_t n_dead;
    uint64_t owned;
} tick;

/* Running it again changes nothing. */
static bool is_alive(dcc_shards *s, const tick *t, int64_t id, int64_t beat)
{
    if (id == s->server) {
        return true;
    }
    peer *p = NULL;
    for (size_t i = 0; i < s->n_peers && !p; i++) {
        p = s->peers[i].id == id ? &s->peers[i] : NULL;
    }
    if (!p && s->n_peers == MAX_SERVERS) {
        s->n_peers = 0; /* they are learnt anew */
    }
    if (!p) {
        p = &s->peers[s->n_peers++];
        *p = (peer){id, beat, t->began_ns};
    }
    if (p->beat != beat) {
        *p = (peer){id, beat, t->began_ns};
    }
    return t->began_ns - p->seen_ns < DEAD_NS;
}

static alb_status raise_beat(store_tx *tx, const dcc_shards *s, alb_err *err)
{
    store_value params[] = {store_int(s->server), store_int(s->beat)};
    return store_exec(tx,
                      "INSERT INTO server (id, beat) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET beat ="
                      " excluded.beat",
                      params, 2, err);
}

static alb_status leave_shards(store_tx *tx, const dcc_shards *s, alb_err *err)
{
    for (unsigned i = 0; i < DCC_SHARDS; i++) {
        store_value params[] = {store_int(i), store_int(s->server)};
        if (s->leaving & bit(i)) {
            ALB_TRY(store_exec(tx, "UPDATE shard SET owner = wanted, wanted = 0 WHERE id = $1 AND owner = $2",
                               params, 2, err));
        }
    }
    return ALB_OK;
}

static alb_status look_at_servers(store_tx *tx, tick *t, alb_err *err)
{
    store_rows *rows = NULL;
    t->n_alive = 0;
    t->n_dead = 0;
    ALB_TRY(store_query(tx, "SELECT id, beat FROM server ORDER BY id LIMIT 64", NULL, 0, &rows, err));
    while (t->n_alive + t->n_dead < MAX_SERVERS && store_next(rows)) {
        int64_t id = store_column(rows, 0).integer;
        if (is_alive(t->shards, t, id, store_column(rows, 1).integer)) {
            t->alive[t->n_alive++] = id;
        } else {
            t->dead[t->n_dead++] = id;
        }
    }
    ALB_TRY(store_rows_end(rows, err));
    for (size_t i = 0; i < t->n_dead; i++) {
        store_value dead = store_int(t->dead[i]);
        ALB_TRY(store_exec(tx, "DELETE FROM server WHERE id = $1", &dead, 1, err));
    }
    return ALB_OK;
}

static alb_status look_at_shards(store_tx *tx, tick *t, alb_err *err)
{
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT id, owner, wanted FROM shard ORDER BY id", NULL, 0, &rows, err));
    for (size_t i = 0; i < DCC_SHARDS && store_next(rows); i++) {
        t->owner[i] = store_column(rows, 1).integer;
        t->wanted_by[i] = store_column(rows, 2).integer;
    }
    return store_rows_end(rows, err);
}

static bool is_free(const tick *t, unsigned shard)
{
    for (size_t i = 0; i < t->n_alive; i++) {
        if (t->alive[i] == t->owner[shard]) {
            return false;
        }
    }
    return true;
}

static unsigned fair_share(const tick *t)
{
    return (unsigned)((DCC_SHARDS + t->n_alive - 1) / (t->n_alive > 0 ? t->n_alive : 1));
}

/* Free ones up to a fair share, and those that somebody here waits for. */
static alb_status take_shards(store_tx *tx, tick *t, alb_err *err)
{
    unsigned mine = 0;
    t->owned = 0;
    for (unsigned i = 0; i < DCC_SHARDS; i++) {
        mine += t->owner[i] == t->shards->server;
    }
    for (unsigned i = 0; i < DCC_SHARDS; i++) {
        store_value params[] = {store_int(i), store_int(t->shards->server)};
        bool is_mine = t->owner[i] == t->shards->server;
        bool is_wanted = t->wanted & bit(i);
        if (!is_mine && is_free(t, i) && (is_wanted || mine < fair_share(t))) {
            ALB_TRY(store_exec(tx, "UPDATE shard SET owner = $2, wanted = 0 WHERE id = $1", params, 2, err));
            t->wanted_by[i] = 0;
            is_mine = true;
            mine++;
        } else if (!is_mine && is_wanted && t->wanted_by[i] != t->shards->server) {
            ALB_TRY(store_exec(tx, "UPDATE shard SET wanted = $2 WHERE id = $1", params, 2, err));
        }
        t->owned |= is_mine ? bit(i) : 0;
    }
    return ALB_OK;
}

static alb_status take_part(store_tx *tx, void *ctx, alb_err *err)
{
    ((dcc_memo *)store_memo(tx))->knows_shards = false;
    tick *t = ctx;
    ALB_TRY(raise_beat(tx, t->shards, err));
    ALB_TRY(leave_shards(tx, t->shards, err));
    ALB_TRY(look_at_servers(tx, t, err));
    ALB_TRY(look_at_shards(tx, t, err));
    return take_shards(tx, t, err);
}

/* What goes to another server: more than a fair share, or asked for. Not what has only just come. */
static uint64_t choose_leaving(const tick *t, uint64_t gained)
{
    uint64_t leaving = 0;
    unsigned mine = (unsigned)__builtin_popcountll(t->owned);
    for (unsigned i = 0; i < DCC_SHARDS; i++) {
        if (!(t->owned & ~gained & bit(i))) {
            continue;
        }
        bool is_wanted = t->wanted_by[i] != 0 && t->wanted_by[i] != t->shards->server;
        if (is_wanted || mine > fair_share(t)) {
            leaving |= bit(i);
            mine--;
        }
    }
    return leaving;
}

/* The commands of lost shards are forgotten here before anybody else can have them; those of new ones are
 * taken up before any other is numbered, and from a block of numbers that is above all that were given. */
static alb_status follow(dcc_shards *s, const tick *t, alb_err *err)
{
    dcc *d = s->dcc;
    uint64_t before = atomic_load(&s->owned);
    uint64_t lost = before & ~t->owned;
    uint64_t gained = t->owned & ~before;
    s->leaving = 0;
    atomic_store(&s->n_alive, (unsigned)t->n_alive);
    if (lost) {
        (void)atomic_fetch_and(&s->owned, ~lost);
        dcc_pipeline_drop(d->pipeline, lost);
    }
    if (gained) {
        dcc_sequence_renew(d);
        ALB_TRY(dcc_pipeline_adopt(d->pipeline, gained, err));
        alb_log_event(d->log, ALB_LOG_INFO, "shards-taken", "server=%lld number=%d servers=%zu",
                      (long long)s->server, __builtin_popcountll(gained), t->n_alive);
    }
    atomic_store(&s->lease_until, s->is_shared ? t->began_ns + LEASE_NS : INT64_MAX);
    (void)atomic_fetch_or(&s->owned, gained);
    uint64_t leaving = choose_leaving(t, gained);
    if (leaving) {
        (void)atomic_fetch_and(&s->owned, ~leaving);
        dcc_pipeline_drop(d->pipeline, leaving);
        s->leaving = leaving;
    }
    if (gained) {
        dcc_pipeline_ask(d->pipeline);
        dcc_deliverer_wake(d->deliverer);
    }
    return ALB_OK;
}

/* True: there is more to do at once. */
static bool turn(dcc_shards *s, alb_err *err)
{
    tick t = {.shards = s, .began_ns = alb_monotonic_ns()};
    (void)pthread_mutex_lock(&s->lock);
    t.wanted = s->wanted;
    (void)pthread_mutex_unlock(&s->lock);
    (void)pthread_mutex_lock(&s->turning);
    s->beat++;
    alb_status st = store_write(s->dcc->store, take_part, &t, err);
    if (st == ALB_OK) {
        st = follow(s, &t, err);
    }
    if (st == ALB_OK && s->is_shared) {
        st = dcc_load_device_keys(s->dcc, err);
    }
    bool more = st == ALB_OK && s->leaving;
    (void)pthread_mutex_unlock(&s->turning);
    (void)pthread_mutex_lock(&s->lock);
    s->wanted &= ~atomic_load(&s->owned);
    (void)pthread_cond_broadcast(&s->changed);
    (void)pthread_mutex_unlock(&s->lock);
    return more;
}

void dcc_shards_turn(dcc_shards *s)
{
    alb_err err = {.code = ALB_OK};
    if (s->is_shared && !s->thread_runs) {
        while (turn(s, &err)) {
        }
    }
}

/* --- the thread --- */

static bool wait_until(dcc_shards *s, int64_t until_ns)
{
    struct timespec until = {.tv_sec = until_ns / SECOND_NS, .tv_nsec = until_ns % SECOND_NS};
    return pthread_cond_timedwait(&s->changed, &s->lock, &until) == 0;
}

static void *shards_main(void *arg)
{
    dcc_shards *s = arg;
    (void)pthread_mutex_lock(&s->lock);
    while (!s->stopping) {
        uint64_t wanted = s->wanted;
        (void)pthread_mutex_unlock(&s->lock);
        alb_err err = {.code = ALB_OK};
        bool more = turn(s, &err);
        if (err.code != ALB_OK) {
            alb_log_event(s->dcc->log, ALB_LOG_ERROR, "server-not-seen", "detail=\"%s\"", err.detail);
        }
        int64_t next = alb_monotonic_ns() + (more ? 0 : TICK_MS * INT64_C(1000000));
        (void)pthread_mutex_lock(&s->lock);
        while (!s->stopping && !(s->wanted & ~wanted) && alb_monotonic_ns() < next) {
            (void)wait_until(s, next);
        }
    }
    (void)pthread_mutex_unlock(&s->lock);
    return NULL;
}

bool dcc_shards_want(dcc *d, alb_eui64 id)
{
    dcc_shards *s = d->shards;
    int64_t until = alb_monotonic_ns() + WANT_MS * INT64_C(1000000);
    (void)pthread_mutex_lock(&s->lock);
    while (s->is_shared && !dcc_owns(d, id) && !s->stopping && alb_monotonic_ns() < until) {
        s->wanted |= bit(dcc_shard_of(id));
        (void)pthread_cond_broadcast(&s->changed);
        (void)wait_until(s, until);
    }
    s->wanted &= ~bit(dcc_shard_of(id));
    (void)pthread_mutex_unlock(&s->lock);
    return dcc_owns(d, id);
}

/* --- life --- */

alb_status dcc_shards_new(dcc *d, dcc_shards **out, alb_err *err)
{
    dcc_shards *s = calloc(1, sizeof *s);
    if (!s) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for the shards");
    }
    s->dcc = d;
    s->is_shared = store_is_shared(d->store);
    (void)pthread_mutex_init(&s->turning, NULL);
    (void)pthread_mutex_init(&s->lock, NULL);
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&s->changed, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    *out = s;
    return dcc_sequence_next(d, &s->server, err);
}

/* Nobody else is there: whoever was, is dead. */
static alb_status take_all(store_tx *tx, void *ctx, alb_err *err)
{
    ((dcc_memo *)store_memo(tx))->knows_shards = false;
    tick *t = ctx;
    ALB_TRY(store_exec(tx, "DELETE FROM server", NULL, 0, err));
    store_value me = store_int(t->shards->server);
    t->owned = ALL;
    return store_exec(tx, "UPDATE shard SET owner = $1, wanted = 0", &me, 1, err);
}

alb_status dcc_shards_join(dcc_shards *s, alb_err *err)
{
    if (s->is_shared) {
        alb_err own = {.code = ALB_OK};
        while (turn(s, &own)) {
        }
        return own.code == ALB_OK ? ALB_OK : alb_fail(err, own.code, NULL, 0, "%s", own.detail);
    }
    tick t = {.shards = s, .n_alive = 1};
    ALB_TRY(store_write(s->dcc->store, take_all, &t, err));
    return follow(s, &t, err);
}

alb_status dcc_shards_start(dcc_shards *s, alb_err *err)
{
    s->thread_runs = s->is_shared && pthread_create(&s->thread, NULL, shards_main, s) == 0;
    return s->thread_runs || !s->is_shared
               ? ALB_OK
               : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "cannot start the thread of the shards");
}

void dcc_shards_stop(dcc_shards *s)
{
    if (!s) {
        return;
    }
    (void)pthread_mutex_lock(&s->lock);
    s->stopping = true;
    (void)pthread_cond_broadcast(&s->changed);
    (void)pthread_mutex_unlock(&s->lock);
    if (s->thread_runs) {
        (void)pthread_join(s->thread, NULL);
        s->thread_runs = false;
    }
}

/* The others need not wait for this server's death. */
static alb_status say_goodbye(store_tx *tx, void *ctx, alb_err *err)
{
    ((dcc_memo *)store_memo(tx))->knows_shards = false;
    store_value me = store_int(((const dcc_shards *)ctx)->server);
    ALB_TRY(store_exec(tx, "UPDATE shard SET owner = wanted, wanted = 0 WHERE owner = $1", &me, 1, err));
    return store_exec(tx, "DELETE FROM server WHERE id = $1", &me, 1, err);
}

void dcc_shards_free(dcc_shards *s)
{
    if (!s) {
        return;
    }
    alb_err err = {.code = ALB_OK};
    if (s->is_shared && s->beat > 0 && store_write(s->dcc->store, say_goodbye, s, &err) != ALB_OK) {
        alb_log_event(s->dcc->log, ALB_LOG_WARN, "goodbye-not-said", "detail=\"%s\"", err.detail);
    }
    (void)pthread_cond_destroy(&s->changed);
    (void)pthread_mutex_destroy(&s->lock);
    (void)pthread_mutex_destroy(&s->turning);
    free(s);
}
