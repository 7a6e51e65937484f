/* `albion serve` killed at random moments, again and again, while a User sends: every request that was
 * acknowledged ends in exactly one outcome, which may come more than once but never in two forms. */
#include "user/user.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { HOMES = 3, MAX_SENT = 4096, FINAL_PATIENCE_MS = 90000 };

static const alb_eui64 supplier = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x01, 0x00, 0x00}};

typedef struct sent {
    uint64_t counter;
    bool acknowledged;
    unsigned arrivals;
    bool in_two_forms;
    alb_buf first; /* the outcome as it first came */
} sent;

static struct {
    char dir[64], listen[32], url[48];
    pid_t server;
    http_server *inbox;
    pthread_mutex_t lock; /* of list */
    sent list[MAX_SENT];
    size_t n;
    smki_keystore *keys;
    user_client *user;
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

/* --- the User's inbox --- */

static sent *find(uint64_t counter)
{
    for (size_t i = t.n; i > 0; i--) {
        if (t.list[i - 1].counter == counter) {
            return &t.list[i - 1];
        }
    }
    return NULL;
}

/* The counter at the end of the RequestID. */
static bool counter_of(alb_span xml, uint64_t *out)
{
    const uint8_t *end = memmem(xml.ptr, xml.len, "</sr:RequestID>", 15);
    const uint8_t *at = end;
    *out = 0;
    while (at && at > xml.ptr && at[-1] != ':') {
        at--;
    }
    for (; end && at < end; at++) {
        *out = *out * 10 + (uint64_t)(*at - '0');
    }
    return end != NULL;
}

static void on_delivery(void *ctx, unsigned worker, const http_request *request, http_response *response)
{
    uint64_t counter;
    (void)ctx;
    (void)worker;
    response->status = 204;
    if (!counter_of(request->body, &counter)) {
        return; /* an alert */
    }
    (void)pthread_mutex_lock(&t.lock);
    sent *s = find(counter);
    if (s && s->arrivals++ == 0) {
        alb_buf_init(&s->first, 1U << 20);
        alb_buf_add(&s->first, request->body);
    } else if (s) {
        s->in_two_forms = s->in_two_forms || !alb_span_equal(alb_buf_span(&s->first), request->body);
    }
    (void)pthread_mutex_unlock(&t.lock);
}

/* --- the server --- */

static const char *program(void)
{
    const char *p = getenv("ALBION_PROGRAM");
    return p ? p : "cli/albion";
}

static void start_server(void)
{
    int out[2];
    char deliver[160];
    (void)snprintf(deliver, sizeof deliver, "90b3d51f30010000=http://%s/in", http_server_address(t.inbox));
    assert_int_equal(pipe(out), 0);
    t.server = fork();
    assert_true(t.server >= 0);
    if (t.server == 0) {
        (void)dup2(out[1], 1);
        (void)close(out[0]);
        (void)close(out[1]);
        (void)execl(program(), program(), "serve", "--data", t.dir, "--listen", t.listen, "--homes", "3",
                    "--deliver", deliver, "--log", "error", (char *)NULL);
        _exit(127);
    }
    (void)close(out[1]);
    char line[256];
    FILE *f = fdopen(out[0], "r");
    assert_non_null(f);
    bool ready = false;
    while (!ready && fgets(line, sizeof line, f)) {
        ready = strncmp(line, "ready ", 6) == 0;
    }
    (void)fclose(f);
    assert_true(ready);
    if (strcmp(t.listen, "127.0.0.1:0") == 0) {
        /* The port of the first start is kept. */
        line[strcspn(line + 6, " \n") + 6] = '\0';
        (void)snprintf(t.url, sizeof t.url, "%.40s", line + 6);
        (void)snprintf(t.listen, sizeof t.listen, "%.30s", line + 6 + strlen("http://"));
    }
}

static void *kill_server_soon(void *arg)
{
    pause_us((uint64_t)(uintptr_t)arg);
    (void)kill(t.server, SIGKILL);
    return NULL;
}

static void reap_server(void)
{
    int status;
    (void)waitpid(t.server, &status, 0);
}

/* --- the User --- */

static void enter(void)
{
    char pki[96];
    alb_err err = {0};
    (void)snprintf(pki, sizeof pki, "%s/pki", t.dir);
    t.keys = smki_keystore_new();
    assert_int_equal(smki_keystore_load(t.keys, pki, &err), ALB_OK);
    user_options o = {.id = supplier, .keys = t.keys, .server = t.url, .clock = alb_clock_system()};
    assert_int_equal(user_client_new(&o, &t.user, &err), ALB_OK);
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

/* One request; its counter is noted before it leaves, since the outcome may be quicker than the answer. */
static bool send_one(void)
{
    static const char *const services[] = {"4.1.1", "7.4", "11.2", "7.1"};
    const cat_service_request *srv = cat_service_request_find(alb_span_str(services[draw(4)]));
    alb_err err = {0};
    alb_buf xml;
    user_result r;
    duis_request_id id = {.counter = 0};
    alb_buf_init(&xml, 1U << 20);
    assert_int_equal(user_build(t.user, srv, meter(), srv->critical ? 4 : 1, NULL, 0, &xml, &id, &err),
                     ALB_OK);
    (void)pthread_mutex_lock(&t.lock);
    assert_true(t.n < MAX_SENT);
    sent *s = &t.list[t.n++];
    *s = (sent){.counter = id.counter};
    (void)pthread_mutex_unlock(&t.lock);
    bool answered = user_send(t.user, alb_buf_span(&xml), t.arena, &r, &err) == ALB_OK;
    if (answered) {
        assert_string_equal(r.code, "I99");
    }
    (void)pthread_mutex_lock(&t.lock);
    s->acknowledged = answered;
    (void)pthread_mutex_unlock(&t.lock);
    alb_buf_release(&xml);
    alb_arena_reset(t.arena);
    return answered;
}

static void send_until_killed(void)
{
    pthread_t killer;
    uint64_t after_us = 1000 + draw(150000);
    assert_int_equal(pthread_create(&killer, NULL, kill_server_soon, (void *)(uintptr_t)after_us), 0);
    while (send_one()) {
    }
    (void)pthread_join(killer, NULL);
    reap_server();
}

/* --- the count --- */

static size_t missing(void)
{
    size_t n = 0;
    (void)pthread_mutex_lock(&t.lock);
    for (size_t i = 0; i < t.n; i++) {
        n += t.list[i].acknowledged && t.list[i].arrivals == 0;
    }
    (void)pthread_mutex_unlock(&t.lock);
    return n;
}

static void every_acknowledged_request_has_one_outcome(void **state)
{
    (void)state;
    const char *rounds_text = getenv("ALBION_CRASH_ROUNDS");
    int rounds = rounds_text ? (int)strtod(rounds_text, NULL) : 12;
    for (int i = 0; i < rounds; i++) {
        send_until_killed();
        start_server();
    }
    for (int waited = 0; missing() > 0 && waited < FINAL_PATIENCE_MS; waited += 50) {
        pause_us(50000);
    }
    size_t acknowledged = 0;
    size_t repeated = 0;
    size_t unheard = 0;
    for (size_t i = 0; i < t.n; i++) {
        assert_false(t.list[i].in_two_forms);
        acknowledged += t.list[i].acknowledged;
        repeated += t.list[i].arrivals > 1;
        unheard += !t.list[i].acknowledged && t.list[i].arrivals > 0;
    }
    print_message("%d kills: %zu sent, %zu acknowledged, %zu without an outcome, %zu delivered twice, %zu "
                  "accepted whose answer was lost\n",
                  rounds, t.n, acknowledged, missing(), repeated, unheard);
    assert_int_equal(missing(), 0);
    assert_true(acknowledged > 0);
}

static int set_up(void **state)
{
    (void)state;
    (void)signal(SIGPIPE, SIG_IGN);
    t.random = (uint64_t)alb_monotonic_ns() | 1;
    print_message("seed %llu\n", (unsigned long long)t.random);
    (void)snprintf(t.dir, sizeof t.dir, "/tmp/albion-crash-XXXXXX");
    (void)snprintf(t.listen, sizeof t.listen, "127.0.0.1:0");
    (void)pthread_mutex_init(&t.lock, NULL);
    http_server_options o = {.listen = "127.0.0.1:0", .handler = on_delivery};
    t.arena = alb_arena_new(64U << 20);
    if (!mkdtemp(t.dir) || http_server_start(&o, &t.inbox, NULL) != ALB_OK) {
        return -1;
    }
    start_server();
    enter();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    (void)kill(t.server, SIGTERM);
    reap_server();
    http_server_stop(t.inbox, 1000);
    user_client_free(t.user);
    smki_keystore_free(t.keys);
    alb_arena_free(t.arena);
    for (size_t i = 0; i < t.n; i++) {
        if (t.list[i].arrivals > 0) {
            alb_buf_release(&t.list[i].first);
        }
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_acknowledged_request_has_one_outcome)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
