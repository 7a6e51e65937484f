/* A night of the DCC: schedules (5.1) for every meter are due at one moment; the DCC makes their reads, the
 * meters answer, and the answers are delivered to their User, who checks each. All on the same cores, every
 * step durable.
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

enum {
    READS = 6000, /* unless ALBION_BENCH_READS says otherwise */
    LEAST_HOMES = 600,
    MOST_SCHEDULES = 99, /* of a User for a device (docs/serve.md) */
    MOST_HOMES = 20000,
    SENDERS = 4,
    READERS = 2,
    DOCUMENT_MAX = 1 << 20,
    PATIENCE_S = 3600
};

static const alb_eui64 supplier = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x01, 0x00, 0x00}};

typedef struct night {
    smki_keystore *keys;
    const char *server;
    alb_eui64 dcc;
    alb_eui64 meters[MOST_HOMES];
    size_t n_meters, n_reads;
    char day[16]; /* when it is */
    user_client *readers[READERS];
    alb_arena *arenas[READERS];
    _Atomic size_t begun, refused, done, wrong;
} night;

static double wall(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double own_cpu(void)
{
    struct rusage u;
    (void)getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

static user_client *new_client(const night *n)
{
    user_client *u;
    user_options o = {.id = supplier, .keys = n->keys, .server = n->server, .clock = alb_clock_system()};
    bench_must(user_client_new(&o, &u, NULL) == ALB_OK, "a User");
    return u;
}

/* --- schedules --- */

static bool schedule(const night *n, user_client *u, size_t i, alb_arena *arena)
{
    char device[ALB_EUI64_TEXT];
    const user_setting settings[] = {{"ScheduleFrequency", "Daily"},
                                     {"ScheduleStartDate", n->day},
                                     {"ScheduleExecutionStartTime", "02:00:00.00Z"},
                                     {"DSPScheduledServiceReference", "4.6"},
                                     {"DSPScheduledServiceReferenceVariant", "4.6.1"},
                                     {"DeviceID", alb_eui64_dashed(n->meters[i % n->n_meters], device)},
                                     {"DSPRetrieveImportDailyReadLog/StartDateOffset", "-1"},
                                     {"DSPRetrieveImportDailyReadLog/StartTime", "00:00:00.00Z"},
                                     {"DSPRetrieveImportDailyReadLog/EndDateOffset", "0"},
                                     {"DSPRetrieveImportDailyReadLog/EndTime", "00:00:00.00Z"}};
    user_result r;
    duis_request_id id = {.counter = 0};
    bool good = user_ask(u, cat_service_request_find(ALB_LIT("5.1")), n->dcc, 8, settings,
                         ALB_COUNT(settings), &id, arena, &r, NULL) == ALB_OK &&
                strcmp(r.code, "I0") == 0;
    alb_arena_reset(arena);
    return good;
}

static void *run_sender(void *arg)
{
    night *n = arg;
    user_client *u = new_client(n);
    alb_arena *arena = alb_arena_new((size_t)DOCUMENT_MAX * 4);
    bench_must(arena != NULL, "memory");
    for (size_t i = n->begun++; i < n->n_reads; i = n->begun++) {
        /* Those of several threads reach the DCC in any order, and one that is overtaken is sent anew. */
        bool good = false;
        for (int tries = 0; tries < 1000 && !good; tries++) {
            good = schedule(n, u, i, arena);
        }
        n->refused += !good;
    }
    alb_arena_free(arena);
    user_client_free(u);
    return NULL;
}

static void set_schedules(night *n)
{
    pthread_t threads[SENDERS];
    for (size_t i = 0; i < SENDERS; i++) {
        bench_must(pthread_create(&threads[i], NULL, run_sender, n) == 0, "thread");
    }
    for (size_t i = 0; i < SENDERS; i++) {
        (void)pthread_join(threads[i], NULL);
    }
}

/* --- the night --- */

static void on_delivery(void *ctx, unsigned worker, const http_request *request, http_response *response)
{
    night *n = ctx;
    user_result r;
    alb_arena *arena = n->arenas[worker];
    alb_span xml = alb_arena_copy(arena, request->body);
    bool good = user_read(n->readers[worker], xml, arena, &r, NULL) == ALB_OK && strcmp(r.code, "I0") == 0 &&
                r.gbcs.len > 0;
    n->wrong += !good;
    n->done++;
    alb_arena_reset(arena);
    response->status = 204;
}

static void begin(const night *n)
{
    char url[160];
    int status = 0;
    alb_buf answer;
    http_client *client = http_client_new(NULL);
    alb_buf_init(&answer, 4096);
    (void)snprintf(url, sizeof url, "%s/admin/v1/clock?to=%.10sT02:00:00Z&jump", n->server, n->day);
    bench_must(client &&
                   http_client_exchange(client, "POST", url, "text/plain", ALB_LIT(""), &status, &answer,
                                        NULL) == ALB_OK &&
                   status == 200,
               "moving the clock");
    alb_buf_release(&answer);
    http_client_free(client);
}

static void wait_for_end(const night *n)
{
    double until = wall() + PATIENCE_S;
    while (n->done < n->n_reads && wall() < until) {
        (void)nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
}

/* The meters of the homes are among the exported certificates; the last octet of their identity is 2. */
static void open_night(night *n, const served *s)
{
    n->keys = smki_keystore_new();
    bench_must(n->keys && smki_keystore_load(n->keys, s->pki, NULL) == ALB_OK, "keys");
    for (size_t i = 0; i < smki_keystore_count(n->keys); i++) {
        const smki_identity *id = smki_keystore_at(n->keys, i);
        if (!id->certificate) {
            continue;
        }
        if (smki_certificate_role(id->certificate) == SMKI_ROLE_XML_SIGNING_DCC) {
            n->dcc = id->entity;
        }
        if (id->slot == SMKI_SLOT_KEY_AGREEMENT && n->n_meters < MOST_HOMES && id->entity.octets[7] == 2 &&
            smki_certificate_kind(id->certificate) == SMKI_KIND_DEVICE) {
            n->meters[n->n_meters++] = id->entity;
        }
    }
    alb_date_time d = alb_time_split(alb_now(alb_clock_system()) + ALB_DAYS(1));
    (void)snprintf(n->day, sizeof n->day, "%04d-%02d-%02dZ", d.year % 10000, d.month % 100, d.day % 100);
    n->server = s->url;
    for (size_t i = 0; i < READERS; i++) {
        n->readers[i] = new_client(n);
        n->arenas[i] = alb_arena_new((size_t)DOCUMENT_MAX * 4);
        bench_must(n->arenas[i] != NULL, "memory");
    }
}

static void close_night(night *n)
{
    for (size_t i = 0; i < READERS; i++) {
        user_client_free(n->readers[i]);
        alb_arena_free(n->arenas[i]);
    }
    smki_keystore_free(n->keys);
}

static size_t wanted_reads(void)
{
    const char *text = getenv("ALBION_BENCH_READS");
    uint64_t reads = READS;
    bench_must(!text || alb_parse_u64(alb_span_str(text), (uint64_t)MOST_HOMES * MOST_SCHEDULES, &reads),
               "ALBION_BENCH_READS");
    return (size_t)reads;
}

void bench_nightly(bench *b)
{
    static const char name[] = "dcc-nightly: scheduled reads of a night";
    static night n;
    served s;
    char deliver[128];
    char homes[24];
    http_server *inbox;
    if (b->filter && !strstr(name, b->filter)) {
        return;
    }
    n = (night){.n_reads = wanted_reads()};
    size_t needed = (n.n_reads + MOST_SCHEDULES - 1) / MOST_SCHEDULES;
    (void)snprintf(homes, sizeof homes, "%zu", needed < LEAST_HOMES ? (size_t)LEAST_HOMES : needed);
    http_server_options o = {.listen = "127.0.0.1:0",
                             .workers = READERS,
                             .max_body = DOCUMENT_MAX,
                             .handler = on_delivery,
                             .ctx = &n};
    bench_must(http_server_start(&o, &inbox, NULL) == ALB_OK, "an inbox");
    (void)snprintf(deliver, sizeof deliver, "90b3d51f30010000=http://%s/in", http_server_address(inbox));
    const char *const options[] = {"--homes",     homes, "--deliver",      deliver, "--log", "error",
                                   "--user-rate", "0",   "--user-at-once", "0",     NULL};
    served_start(&s, options);
    open_night(&n, &s);
    double start = wall();
    set_schedules(&n);
    bench_note("%s: %zu schedules of %zu meters set in %.0f s, %zu refused", name, n.n_reads, n.n_meters,
               wall() - start, (size_t)n.refused);
    bench_must(n.refused == 0, "setting schedules");
    double cpu = own_cpu() + served_cpu(&s);
    start = wall();
    begin(&n);
    wait_for_end(&n);
    double took = wall() - start;
    cpu = own_cpu() + served_cpu(&s) - cpu;
    b->missed |= n.done < n.n_reads || n.wrong > 0;
    bench_note(
        "%-44s %zu in %.1f s, %.0f/s, a million in %.0f s; %.0f us of processor each; %zu wrong; %.0f MB "
        "resident at most",
        name, (size_t)n.done, took, (double)n.done / took, took * 1e6 / (double)n.done,
        cpu * 1e6 / (double)n.done, (size_t)n.wrong, (double)served_peak(&s) / 1e6);
    served_stop(&s);
    http_server_stop(inbox, 1000);
    close_night(&n);
}
