/* Servers killed at random moments, power cut off, a network that fails, while a User sends: every request
 * that was acknowledged ends in exactly one outcome, which may come more than once but never in two forms,
 * and no counter is used twice. ALBION_CRASH says what happens; ALBION_CRASH_ROUNDS how often. */
#include "programs.h"
#include "proxy.h"
#include "tally.h"

#include "postgres.h"

#include "store/store.h"
#include "user/user.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { HOMES = 3, SERVERS = 2, FINAL_PATIENCE_MS = 120000, ROUNDS = 12 };

static const alb_eui64 supplier = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x01, 0x00, 0x00}};

/* What is different from one sort of accident to the other. */
typedef struct sort {
    const char *name;
    unsigned servers;
    bool on_postgres, has_fleet, has_power_cuts, has_bad_network;
} sort;

static const sort sorts[] = {
    {.name = "kill", .servers = 1},
    {.name = "kill-postgres", .servers = 1, .on_postgres = true},
    {.name = "kill-one-of-two", .servers = 2, .on_postgres = true, .has_fleet = true},
    {.name = "power", .servers = 1, .has_power_cuts = true},
    {.name = "network", .servers = 1, .has_fleet = true, .has_bad_network = true},
};

static struct {
    const sort *sort;
    char dir[64], store[256], hubs[96], preload[512];
    program servers[SERVERS], fleet;
    proxy *to_server, *to_inbox, *to_fleet;
    smki_keystore *keys;
    user_client *users[SERVERS]; /* one for each server's URL */
    char urls[SERVERS][72];
    alb_arena *arena;
    uint64_t random;
} t;

static uint64_t draw(uint64_t below)
{
    t.random ^= t.random << 13;
    t.random ^= t.random >> 7;
    t.random ^= t.random << 17;
    return t.random % below;
}

static void pause_us(uint64_t us)
{
    struct timespec p = {.tv_sec = (time_t)(us / 1000000), .tv_nsec = (long)(us % 1000000) * 1000};
    (void)nanosleep(&p, NULL);
}

/* --- the programs --- */

static void start_server(unsigned i)
{
    program_setting s = {.dir = t.dir,
                         .deliver = t.to_inbox ? proxy_address(t.to_inbox) : tally_address(),
                         .store = t.sort->on_postgres ? t.store : NULL,
                         .hubs = t.to_fleet          ? proxy_address(t.to_fleet)
                                 : t.sort->has_fleet ? t.hubs
                                                     : NULL,
                         .preload = t.sort->has_power_cuts ? t.preload : NULL};
    assert_true(program_serve(&t.servers[i], &s));
}

static void *kill_server_soon(void *arg)
{
    pause_us(1000 + draw(150000));
    program_kill(arg, SIGKILL);
    return NULL;
}

/* The files as the disk has them: what was not synced is gone. */
static void cut_power(void)
{
    static const char *const files[] = {"dcc.sqlite", "dcc.sqlite-wal"};
    char path[128];
    char durable[160];
    for (size_t i = 0; i < ALB_COUNT(files); i++) {
        (void)snprintf(path, sizeof path, "%s/%s", t.dir, files[i]);
        (void)snprintf(durable, sizeof durable, "%s.durable", path);
        (void)unlink(path);
        assert_true(i == 1 || access(durable, R_OK) == 0); /* what watches the disk is there */
        if (access(durable, R_OK) == 0) {
            char *const argv[] = {(char[]){"cp"}, durable, path, NULL};
            pid_t pid = fork();
            if (pid == 0) {
                (void)execvp("cp", argv);
                _exit(127);
            }
            int status = 1;
            (void)waitpid(pid, &status, 0);
            assert_int_equal(status, 0);
        }
    }
    (void)snprintf(path, sizeof path, "%s/dcc.sqlite-shm", t.dir);
    (void)unlink(path);
}

/* --- the User --- */

static void enter(void)
{
    char pki[96];
    alb_err err = {0};
    (void)snprintf(pki, sizeof pki, "%s/pki", t.dir);
    t.keys = smki_keystore_new();
    assert_int_equal(smki_keystore_load(t.keys, pki, &err), ALB_OK);
    for (unsigned i = 0; i < t.sort->servers; i++) {
        (void)snprintf(t.urls[i], sizeof t.urls[i], "http://%s",
                       t.to_server ? proxy_address(t.to_server) : t.servers[i].url + 7);
        user_options o = {.id = supplier, .keys = t.keys, .server = t.urls[i], .clock = alb_clock_system()};
        assert_int_equal(user_client_new(&o, &t.users[i], &err), ALB_OK);
    }
}

/* An electricity meter of the server: the odd identities among the exported certificates. */
static alb_eui64 meter(void)
{
    alb_eui64 meters[HOMES];
    size_t n = 0;
    for (size_t i = 0; i < smki_keystore_count(t.keys) && n < HOMES; i++) {
        const smki_identity *id = smki_keystore_at(t.keys, i);
        if (id->slot == SMKI_SLOT_KEY_AGREEMENT && id->certificate &&
            smki_certificate_kind(id->certificate) == SMKI_KIND_DEVICE && id->entity.octets[7] == 2) {
            meters[n++] = id->entity;
        }
    }
    assert_int_equal(n, HOMES);
    return meters[draw(HOMES)];
}

/* One request to that server; its counter is noted before it leaves. All are built by one client, whose
 * counters rise. */
static bool send_one(unsigned server)
{
    static const char *const services[] = {"4.1.1", "7.4", "11.2", "7.1"};
    const cat_service_request *srv = cat_service_request_find(alb_span_str(services[draw(4)]));
    alb_err err = {0};
    alb_buf xml;
    user_result r;
    duis_request_id id = {.counter = 0};
    alb_buf_init(&xml, 1U << 20);
    assert_int_equal(user_build(t.users[0], srv, meter(), srv->critical ? 4 : 1, NULL, 0, &xml, &id, &err),
                     ALB_OK);
    size_t number = tally_send(id.counter);
    bool answered = user_send(t.users[server], alb_buf_span(&xml), t.arena, &r, &err) == ALB_OK;
    if (answered && strcmp(r.code, "I99") == 0) {
        tally_acknowledge(number);
    } else if (answered && !t.sort->has_bad_network) {
        /* A client repeats on a fresh connection what it thinks has not arrived: then the counter is taken.
         */
        assert_string_equal(r.code, "E49");
    }
    alb_buf_release(&xml);
    alb_arena_reset(t.arena);
    return answered;
}

/* --- rounds --- */

static void round_of_kill(void)
{
    unsigned victim = (unsigned)draw(t.sort->servers);
    pthread_t killer;
    assert_int_equal(pthread_create(&killer, NULL, kill_server_soon, &t.servers[victim]), 0);
    bool alive = true;
    for (unsigned i = 0; alive; i++) {
        unsigned to = i % t.sort->servers;
        alive = send_one(to) || to != victim;
    }
    (void)pthread_join(killer, NULL);
    program_reap(&t.servers[victim]);
    /* The others go on without it. */
    for (unsigned i = 0; i < t.sort->servers; i++) {
        for (int n = 0; n < 4 && i != victim; n++) {
            (void)send_one(i);
        }
    }
    if (t.sort->has_power_cuts) {
        cut_power();
    }
    start_server(victim);
}

static void round_of_network(void)
{
    for (int i = 0; i < 12; i++) {
        (void)send_one(0);
    }
}

/* --- the store at the end --- */

typedef struct number {
    const char *sql;
    int64_t value;
} number;

static alb_status read_number(store_tx *tx, void *ctx, alb_err *err)
{
    number *n = ctx;
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, n->sql, NULL, 0, &rows, err));
    n->value = store_next(rows) ? store_column(rows, 0).integer : -1;
    return store_rows_end(rows, err);
}

static int64_t number_of(store *s, const char *sql)
{
    number n = {.sql = sql};
    assert_int_equal(store_read(s, read_number, &n, NULL), ALB_OK);
    return n.value;
}

static store *open_store(void)
{
    char url[256];
    store *s = NULL;
    (void)snprintf(url, sizeof url, "sqlite:%s/dcc.sqlite", t.dir);
    assert_int_equal(store_open(t.sort->on_postgres ? t.store : url, NULL, &s, NULL), ALB_OK);
    return s;
}

/* What was accepted without its User's knowledge ends, too. */
static void wait_for_the_rest(store *s)
{
    static const char open_requests[] = "SELECT count(*) FROM request WHERE state <> 'done'";
    for (int waited = 0; number_of(s, open_requests) > 0 && waited < FINAL_PATIENCE_MS; waited += 100) {
        pause_us(100000);
    }
    assert_int_equal(number_of(s, open_requests), 0);
}

static void check_store(store *s)
{
    int64_t requests = number_of(s, "SELECT count(*) FROM request");
    assert_int_equal(number_of(s, "SELECT count(*) FROM (SELECT DISTINCT target, command_originator,"
                                  " command_counter FROM request) AS counters"),
                     requests);
    assert_int_equal(number_of(s, "SELECT count(*) FROM (SELECT DISTINCT originator, target, counter FROM"
                                  " request) AS names"),
                     requests);
    /* One outcome, one message. */
    assert_int_equal(number_of(s, "SELECT count(*) FROM delivery WHERE kind = 'response'"), requests);
    print_message("%lld requests in the store, %lld of them answered by devices\n", (long long)requests,
                  (long long)number_of(s, "SELECT count(*) FROM request WHERE outcome = 'I0'"));
}

static void every_acknowledged_request_has_one_outcome(void **state)
{
    (void)state;
    const char *text = getenv("ALBION_CRASH_ROUNDS");
    int rounds = text ? (int)strtod(text, NULL) : ROUNDS;
    for (int i = 0; i < rounds; i++) {
        if (t.sort->has_bad_network) {
            round_of_network();
        } else {
            round_of_kill();
        }
    }
    proxy *const proxies[] = {t.to_server, t.to_inbox, t.to_fleet};
    for (size_t i = 0; i < ALB_COUNT(proxies); i++) {
        if (proxies[i]) {
            print_message("%u connections harmed\n", proxy_harmed(proxies[i]));
            proxy_calm(proxies[i]);
        }
    }
    for (int waited = 0; tally_missing() > 0 && waited < FINAL_PATIENCE_MS; waited += 50) {
        pause_us(50000);
    }
    tally_sum sum = tally();
    print_message(
        "%s, %d rounds: %zu sent, %zu acknowledged, %zu without an outcome, %zu delivered twice, %zu "
        "accepted whose answer was lost\n",
        t.sort->name, rounds, sum.sent, sum.acknowledged, sum.missing, sum.repeated, sum.unheard);
    assert_int_equal(sum.in_two_forms, 0);
    assert_int_equal(sum.missing, 0);
    assert_true(sum.acknowledged > 0);
    store *s = open_store();
    wait_for_the_rest(s);
    check_store(s);
    store_close(s);
}

/* --- life --- */

static int set_up(void **state)
{
    (void)state;
    (void)signal(SIGPIPE, SIG_IGN);
    t.random = (uint64_t)alb_monotonic_ns() | 1;
    print_message("seed %llu\n", (unsigned long long)t.random);
    (void)snprintf(t.dir, sizeof t.dir, "/tmp/albion-crash-XXXXXX");
    (void)snprintf(t.preload, sizeof t.preload, "%s", getenv("ALBION_POWER") ? getenv("ALBION_POWER") : "");
    t.arena = alb_arena_new(64U << 20);
    if (!mkdtemp(t.dir) || !tally_start() ||
        (t.sort->on_postgres && !postgres_fresh(t.store, sizeof t.store))) {
        return -1;
    }
    (void)snprintf(t.hubs, sizeof t.hubs, "unix:%s/hubs", t.dir);
    if (t.sort->has_bad_network) {
        t.to_inbox = proxy_start(tally_address());
        t.to_fleet = proxy_start(t.hubs);
    }
    start_server(0); /* makes the data directory, too */
    if (t.sort->has_fleet && !program_fleet(&t.fleet, t.dir, t.hubs)) {
        return -1;
    }
    for (unsigned i = 1; i < t.sort->servers; i++) {
        start_server(i);
    }
    t.to_server = t.sort->has_bad_network ? proxy_start(t.servers[0].url + 7) : NULL;
    enter();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SERVERS; i++) {
        program_kill(&t.servers[i], SIGTERM);
        program_reap(&t.servers[i]);
        user_client_free(t.users[i]);
    }
    program_kill(&t.fleet, SIGTERM);
    program_reap(&t.fleet);
    proxy_stop(t.to_server);
    proxy_stop(t.to_inbox);
    proxy_stop(t.to_fleet);
    tally_stop();
    smki_keystore_free(t.keys);
    alb_arena_free(t.arena);
    return 0;
}

int main(void)
{
    const char *name = getenv("ALBION_CRASH");
    t.sort = &sorts[0];
    for (size_t i = 0; name && i < ALB_COUNT(sorts); i++) {
        t.sort = strcmp(sorts[i].name, name) == 0 ? &sorts[i] : t.sort;
    }
    if (t.sort->on_postgres && !postgres_is_there()) {
        return 77;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_acknowledged_request_has_one_outcome)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
