/* On-demand reads (4.1.1) from end to end: a User that builds, signs and sends, `albion serve` with its
 * homes, and the User that verifies and decrypts what is delivered, all on the same cores, every
 * acknowledgement durable. Beside it what the standard demands of all of them for one read, as raw OpenSSL
 * operations on as many threads as there are cores.
 */
#include "bench.h"

#include "served.h"

#include "base/text.h"
#include "user/user.h"

#include "raw.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
    HOMES = 600,
    SENDERS = 32,
    READERS = 2,
    WARM_UP_MS = 2000,
    MEASURED_MS = 10000,
    MOST_LATENCIES = 1 << 20,
    DOCUMENT_MAX = 1 << 20
};

static const alb_eui64 supplier = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x01, 0x00, 0x00}};

/* --- the bound: signatures of the request, its acknowledgement and the response, made and verified;
 * derivation and MAC of command and response, made and checked; derivation for what is encrypted, on both
 * sides (duis.md 3, GBCS 6) --- */

enum { DEMANDED_SIGNATURES = 3, DEMANDED_DERIVATIONS = 6 };

typedef struct bound {
    pthread_t thread;
    double seconds, cpu; /* to run; used of the processor */
    size_t reads;
} bound;

/* What the machine can do, and what of its processors one read needs, which is the same whoever else runs. */
typedef struct demand {
    double rate, seconds;
} demand;

static double wall(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double thread_cpu(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void *run_bound(void *arg)
{
    static const uint8_t document[2048];
    static const uint8_t message[120];
    bound *b = arg;
    raw *r = raw_new();
    double end = wall() + b->seconds;
    double began = thread_cpu();
    raw_sign(r, ALB_SPAN_OF(document));
    while (wall() < end) {
        for (int i = 0; i < DEMANDED_SIGNATURES; i++) {
            raw_sign(r, ALB_SPAN_OF(document));
            raw_verify(r, ALB_SPAN_OF(document));
        }
        for (int i = 0; i < DEMANDED_DERIVATIONS; i++) {
            raw_kdf_gmac(r, ALB_SPAN_OF(message));
        }
        b->reads++;
    }
    b->cpu = thread_cpu() - began;
    raw_free(r);
    return NULL;
}

static demand measure_demand(void)
{
    bound list[64] = {{.reads = 0}};
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t n = cores > 0 && cores < 64 ? (size_t)cores : 1;
    size_t reads = 0;
    double cpu = 0;
    for (size_t i = 0; i < n; i++) {
        list[i].seconds = 3;
        bench_must(pthread_create(&list[i].thread, NULL, run_bound, &list[i]) == 0, "thread");
    }
    for (size_t i = 0; i < n; i++) {
        (void)pthread_join(list[i].thread, NULL);
        reads += list[i].reads;
        cpu += list[i].cpu;
    }
    return (demand){(double)reads / 3, cpu / (double)reads};
}

/* --- the User --- */

/* A meter has one read at a time: how many meters are read is how many reads are under way. */
typedef struct sender sender;
typedef struct meter {
    alb_eui64 id;
    sender *owner;
    _Atomic double sent_at; /* 0: none is under way */
} meter;

typedef struct load {
    smki_keystore *keys;
    const char *server;
    meter meters[HOMES];
    size_t n_meters;
    user_client *readers[READERS];
    alb_arena *arenas[READERS];
    _Atomic bool stopping, counting;
    _Atomic size_t done, refused, wrong, n_latencies;
    float *latencies; /* seconds */
} load;

/* One thread of the User, with its meters. */
struct sender {
    load *load;
    pthread_t thread;
    size_t from, to;
    pthread_mutex_t lock;
    pthread_cond_t freed; /* a meter may be read again */
};

static meter *find_meter(load *l, alb_eui64 id)
{
    for (size_t i = 0; i < l->n_meters; i++) {
        if (alb_eui64_equal(l->meters[i].id, id)) {
            return &l->meters[i];
        }
    }
    return NULL;
}

static void count(load *l, meter *m)
{
    double took = wall() - atomic_load(&m->sent_at);
    if (atomic_load(&l->counting)) {
        size_t at = atomic_fetch_add(&l->n_latencies, 1);
        if (at < MOST_LATENCIES) {
            l->latencies[at] = (float)took;
        }
        atomic_fetch_add(&l->done, 1);
    }
    (void)pthread_mutex_lock(&m->owner->lock);
    atomic_store(&m->sent_at, 0);
    (void)pthread_cond_signal(&m->owner->freed);
    (void)pthread_mutex_unlock(&m->owner->lock);
}

/* What the DCC delivers is read as a User must: signature, MAC, contents. */
static void on_delivery(void *ctx, unsigned worker, const http_request *request, http_response *response)
{
    load *l = ctx;
    user_result r;
    alb_err err = {0};
    alb_arena *arena = l->arenas[worker];
    alb_span xml = alb_arena_copy(arena, request->body);
    response->status = 204;
    if (user_read(l->readers[worker], xml, arena, &r, &err) != ALB_OK) {
        atomic_fetch_add(&l->wrong, 1);
    } else if (r.has_request_id) {
        meter *m = find_meter(l, r.request_id.target);
        bool good = strcmp(r.code, "I0") == 0 && r.gbcs.len > 0 && r.decrypted;
        if (!good) {
            atomic_fetch_add(&l->wrong, 1);
        }
        if (m) {
            count(l, m);
        }
    }
    alb_arena_reset(arena);
}

static user_client *new_client(const load *l)
{
    user_client *u;
    user_options o = {.id = supplier, .keys = l->keys, .server = l->server, .clock = alb_clock_system()};
    bench_must(user_client_new(&o, &u, NULL) == ALB_OK, "a User");
    return u;
}

/* False: not taken. */
static bool read_meter(user_client *u, alb_eui64 id, alb_arena *arena)
{
    user_result r;
    duis_request_id request = {.counter = 0};
    const cat_service_request *srv = cat_service_request_find(alb_span_str("4.1.1"));
    bool sent =
        user_ask(u, srv, id, 1, NULL, 0, &request, arena, &r, NULL) == ALB_OK && strcmp(r.code, "I99") == 0;
    alb_arena_reset(arena);
    return sent;
}

static bool is_idle(const sender *s)
{
    for (size_t i = s->from; i < s->to; i++) {
        if (atomic_load(&s->load->meters[i].sent_at) <= 0) {
            return false;
        }
    }
    return true;
}

/* Until one of its meters may be read again. */
static void wait_for_meter(sender *s)
{
    (void)pthread_mutex_lock(&s->lock);
    while (is_idle(s) && !atomic_load(&s->load->stopping)) {
        (void)pthread_cond_wait(&s->freed, &s->lock);
    }
    (void)pthread_mutex_unlock(&s->lock);
}

static void *run_sender(void *arg)
{
    sender *s = arg;
    load *l = s->load;
    user_client *u = new_client(l);
    alb_arena *arena = alb_arena_new(DOCUMENT_MAX * 4);
    bench_must(arena != NULL, "memory");
    while (!atomic_load(&l->stopping)) {
        wait_for_meter(s);
        for (size_t i = s->from; i < s->to && !atomic_load(&l->stopping); i++) {
            meter *m = &l->meters[i];
            if (atomic_load(&m->sent_at) > 0) {
                continue;
            }
            atomic_store(&m->sent_at, wall());
            if (!read_meter(u, m->id, arena)) {
                atomic_store(&m->sent_at, 0);
                atomic_fetch_add(&l->refused, atomic_load(&l->counting) ? 1 : 0);
            }
        }
    }
    alb_arena_free(arena);
    user_client_free(u);
    return NULL;
}

/* --- a run --- */

static void sleep_ms(unsigned ms)
{
    (void)nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000}, NULL);
}

static double own_cpu(void)
{
    struct rusage u;
    (void)getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a;
    float y = *(const float *)b;
    return (x > y) - (x < y);
}

static double percentile(load *l, double p)
{
    size_t n = atomic_load(&l->n_latencies);
    n = n < MOST_LATENCIES ? n : MOST_LATENCIES;
    return n > 0 ? (double)l->latencies[(size_t)((double)(n - 1) * p)] * 1000 : 0;
}

static double per(double seconds, size_t n)
{
    return n > 0 ? seconds * 1e6 / (double)n : 0;
}

/* Reads of so many meters at a time for the measured time -> reads a second. */
static double run_load(load *l, const served *s, size_t meters, size_t threads, demand demanded)
{
    static sender senders[SENDERS]; /* late deliveries look for them */
    l->stopping = l->counting = false;
    l->done = l->refused = l->wrong = l->n_latencies = 0;
    for (size_t i = 0; i < threads; i++) {
        senders[i] = (sender){.load = l,
                              .from = meters * i / threads,
                              .to = meters * (i + 1) / threads,
                              .lock = PTHREAD_MUTEX_INITIALIZER,
                              .freed = PTHREAD_COND_INITIALIZER};
        for (size_t j = senders[i].from; j < senders[i].to; j++) {
            l->meters[j].owner = &senders[i];
        }
        bench_must(pthread_create(&senders[i].thread, NULL, run_sender, &senders[i]) == 0, "thread");
    }
    sleep_ms(WARM_UP_MS);
    double own = own_cpu();
    double other = served_cpu(s);
    double start = wall();
    l->counting = true;
    sleep_ms(MEASURED_MS);
    l->counting = false;
    double took = wall() - start;
    own = own_cpu() - own;
    other = served_cpu(s) - other;
    double rate = (double)l->done / took;
    l->stopping = true;
    for (size_t i = 0; i < threads; i++) {
        (void)pthread_mutex_lock(&senders[i].lock);
        (void)pthread_cond_signal(&senders[i].freed);
        (void)pthread_mutex_unlock(&senders[i].lock);
        (void)pthread_join(senders[i].thread, NULL);
    }
    qsort(l->latencies, l->n_latencies < MOST_LATENCIES ? l->n_latencies : MOST_LATENCIES,
          sizeof *l->latencies, by_value);
    double cpu = per(own + other, l->done);
    double idle = 1 - (own + other) / took / (double)sysconf(_SC_NPROCESSORS_ONLN);
    printf("  %4zu at a time: %6.0f reads/s, %.2f of the bound; p50 %.1f ms, p99 %.1f ms; %zu refused, %zu "
           "wrong\n"
           "        %.0f us of processor a read, %.0f of them the User's, %.0f demanded: %.2f of it; %.0f %% "
           "idle "
           "or others'\n",
           meters, rate, rate / demanded.rate, percentile(l, 0.5), percentile(l, 0.99), (size_t)l->refused,
           (size_t)l->wrong, cpu, per(own, l->done), demanded.seconds * 1e6, demanded.seconds * 1e6 / cpu,
           idle * 100);
    /* What is still under way must not reach the next run. */
    for (int waited = 0; waited < 5000; waited += 50) {
        size_t open = 0;
        for (size_t i = 0; i < l->n_meters; i++) {
            open += l->meters[i].sent_at > 0;
        }
        if (open == 0) {
            break;
        }
        sleep_ms(50);
    }
    return rate;
}

/* The meters of the homes are among the exported certificates; the last octet of their identity is 2. */
static void find_meters(load *l)
{
    for (size_t i = 0; i < smki_keystore_count(l->keys) && l->n_meters < HOMES; i++) {
        const smki_identity *id = smki_keystore_at(l->keys, i);
        if (id->slot == SMKI_SLOT_KEY_AGREEMENT && id->certificate &&
            smki_certificate_kind(id->certificate) == SMKI_KIND_DEVICE && id->entity.octets[7] == 2) {
            l->meters[l->n_meters++].id = id->entity;
        }
    }
}

static void open_load(load *l, const served *s)
{
    alb_err err = {0};
    l->keys = smki_keystore_new();
    bench_must(l->keys && smki_keystore_load(l->keys, s->pki, &err) == ALB_OK, "keys");
    find_meters(l);
    l->server = s->url;
    l->latencies = calloc(MOST_LATENCIES, sizeof *l->latencies);
    bench_must(l->latencies != NULL && l->n_meters == HOMES, "meters");
    for (size_t i = 0; i < READERS; i++) {
        l->readers[i] = new_client(l);
        l->arenas[i] = alb_arena_new(DOCUMENT_MAX * 4);
        bench_must(l->arenas[i] != NULL, "memory");
    }
}

static void close_load(load *l)
{
    for (size_t i = 0; i < READERS; i++) {
        user_client_free(l->readers[i]);
        alb_arena_free(l->arenas[i]);
    }
    smki_keystore_free(l->keys);
    free(l->latencies);
}

static void run_store(bench *b, const char *name, const char *store, double target)
{
    static load l;
    served s;
    char deliver[128];
    http_server *inbox;
    l = (load){.keys = NULL};
    http_server_options o = {.listen = "127.0.0.1:0",
                             .workers = READERS,
                             .max_body = DOCUMENT_MAX,
                             .handler = on_delivery,
                             .ctx = &l};
    bench_must(http_server_start(&o, &inbox, NULL) == ALB_OK, "an inbox");
    (void)snprintf(deliver, sizeof deliver, "90b3d51f30010000=http://%s/in", http_server_address(inbox));
    char homes[24];
    (void)snprintf(homes, sizeof homes, "%d", HOMES);
    /* One User makes all the load: what it may ask is not what is measured. */
    const char *const options[] = {"--homes",
                                   homes,
                                   "--deliver",
                                   deliver,
                                   "--log",
                                   "error",
                                   "--user-rate",
                                   "0",
                                   "--user-at-once",
                                   "0",
                                   store ? "--store" : NULL,
                                   store,
                                   NULL};
    served_start(&s, options);
    open_load(&l, &s);
    demand demanded = measure_demand();
    bench_note("%s: the bound is %.0f reads/s: %d signatures made and verified, %d derivations with GMAC",
               name, demanded.rate, DEMANDED_SIGNATURES, DEMANDED_DERIVATIONS);
    double rate = run_load(&l, &s, HOMES / 3, SENDERS, demanded);
    double crowded = run_load(&l, &s, HOMES, SENDERS, demanded);
    bool slow = rate / demanded.rate < target;
    b->missed |= slow;
    bench_note(
        "%-44s ratio %.2f (target %.2f%s); at three times the load %.2f of that; %.0f MB resident at most",
        name, rate / demanded.rate, target, slow ? ": MISSED" : "", crowded / rate,
        (double)served_peak(&s) / 1e6);
    served_stop(&s);
    http_server_stop(inbox, 1000);
    close_load(&l);
}

void bench_dcc(bench *b)
{
    static const char sqlite[] = "dcc-sqlite: reads end to end";
    static const char postgres[] = "dcc-postgres: reads end to end";
    const char *server = getenv("ALBION_POSTGRES");
    if (!b->filter || strstr(sqlite, b->filter)) {
        run_store(b, sqlite, NULL, 0.35);
    }
    if (b->filter && !strstr(postgres, b->filter)) {
        return;
    }
    if (!server) {
        bench_note("%s: not measured; within `tests/support/postgres run` there is one", postgres);
        return;
    }
    char store[512];
    (void)snprintf(store, sizeof store, "%s1", server);
    run_store(b, postgres, store, 0.25);
}
