/* A night of the DCC: schedules (5.1) for every meter are due at one moment; the DCC makes their reads, the
 * meters answer, and the answers are delivered to their User, who checks each. All on the same cores, every
 * step durable. A home has two meters: of electricity, and of gas, whose proxy on the hub is asked.
 *
 * ALBION_BENCH_READS: how many; ALBION_BENCH_METERS: of how many meters, else of as few as the DCC lets a
 * User have schedules for. A million of each takes the better part of an hour, most of it to make the homes
 * known and to set the schedules, 11 GiB of memory and 15 of disk.
 */
#include "bench.h"

#include "served.h"

#include "base/file.h"
#include "base/text.h"
#include "crypto/pkix.h"
#include "user/user.h"

#include "raw.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum {
    READS = 6000,
    LEAST_METERS = 1200,
    MOST_METERS = 2000000,
    MOST_SCHEDULES = 99, /* of a User for a device (docs/serve.md) */
    TOLD_EVERY = 100000,
    ESME = 2, /* the last octets of identities */
    GPF = 4,
    READERS = 2,
    DOCUMENT_MAX = 1 << 20,
    PATIENCE_S = 3600
};

static const alb_eui64 supplier = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x01, 0x00, 0x00}};

typedef struct night {
    smki_keystore *keys;
    const char *server;
    alb_eui64 dcc;
    alb_eui64 *meters;
    size_t n_meters, wanted_meters, n_reads;
    char day[16]; /* when it is */
    user_client *readers[READERS];
    alb_arena *arenas[READERS];
    _Atomic size_t done, wrong;
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

/* One after the other: they are all addressed to the DCC, whose counters must rise, and those of several
 * threads overtake each other. */
static void set_schedules(const night *n)
{
    user_client *u = new_client(n);
    alb_arena *arena = alb_arena_new((size_t)DOCUMENT_MAX * 4);
    bench_must(arena != NULL, "memory");
    for (size_t i = 0; i < n->n_reads; i++) {
        bench_must(schedule(n, u, i, arena), "setting a schedule");
        if (i % TOLD_EVERY == TOLD_EVERY - 1) {
            bench_note("  %zu schedules are set", i + 1);
        }
    }
    alb_arena_free(arena);
    user_client_free(u);
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

/* --- keys --- */

/* What the User needs of the devices' certificates: of its meters, for key agreement. */
static alb_status take_meter(night *n, alb_span pem, alb_err *err)
{
    smki_certificate *c = NULL;
    ALB_TRY(smki_certificate_parse(pem, &c, err));
    alb_eui64 id = smki_certificate_entity(c);
    bool is_meter = (id.octets[7] == ESME || id.octets[7] == GPF) && n->n_meters < n->wanted_meters &&
                    smki_certificate_usage(c) == SMKI_USAGE_KEY_AGREEMENT;
    alb_status st = is_meter ? smki_keystore_add(n->keys, c, NULL, NULL, err) : ALB_OK;
    if (is_meter) {
        n->meters[n->n_meters++] = id;
    }
    smki_certificate_free(c);
    return st;
}

static alb_status take_file(void *ctx, const char *path, alb_err *err)
{
    night *n = ctx;
    alb_buf contents;
    alb_span label, base64;
    if (!strstr(path, "/devices/")) {
        return smki_keystore_load_file(n->keys, path, err);
    }
    alb_buf_init(&contents, 4U << 20);
    alb_status st = alb_file_read(path, &contents, err);
    alb_span text = alb_buf_span(&contents);
    for (alb_span rest = text; st == ALB_OK && crypto_pem_next(&rest, &label, &base64); text = rest) {
        st = take_meter(n, alb_span_sub(text, 0, text.len - rest.len), err);
    }
    alb_buf_release(&contents);
    return st;
}

static void find_dcc(night *n)
{
    for (size_t i = 0; i < smki_keystore_count(n->keys); i++) {
        const smki_identity *id = smki_keystore_at(n->keys, i);
        if (id->certificate && smki_certificate_role(id->certificate) == SMKI_ROLE_XML_SIGNING_DCC) {
            n->dcc = id->entity;
        }
    }
}

static void open_night(night *n, const served *s)
{
    n->keys = smki_keystore_new();
    n->meters = calloc(n->wanted_meters, sizeof *n->meters);
    bench_must(n->keys && n->meters && alb_file_walk(s->pki, take_file, n, NULL) == ALB_OK, "keys");
    find_dcc(n);
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
    free(n->meters);
}

static size_t wanted(const char *variable, uint64_t fallback, uint64_t most)
{
    const char *text = getenv(variable);
    uint64_t number = fallback;
    bench_must(!text || (alb_parse_u64(alb_span_str(text), most, &number) && number > 0), variable);
    return (size_t)number;
}

static void read_wishes(night *n)
{
    n->n_reads = wanted("ALBION_BENCH_READS", READS, (uint64_t)MOST_METERS * MOST_SCHEDULES);
    uint64_t least = (n->n_reads + MOST_SCHEDULES - 1) / MOST_SCHEDULES;
    n->wanted_meters =
        wanted("ALBION_BENCH_METERS", least < LEAST_METERS ? LEAST_METERS : least, MOST_METERS);
    n->wanted_meters += n->wanted_meters % 2;
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
    n = (night){.keys = NULL};
    read_wishes(&n);
    (void)snprintf(homes, sizeof homes, "%zu", n.wanted_meters / 2);
    http_server_options o = {.listen = "127.0.0.1:0",
                             .workers = READERS,
                             .max_body = DOCUMENT_MAX,
                             .handler = on_delivery,
                             .ctx = &n};
    bench_must(http_server_start(&o, &inbox, NULL) == ALB_OK, "an inbox");
    (void)snprintf(deliver, sizeof deliver, "90b3d51f30010000=http://%s/in", http_server_address(inbox));
    const char *const options[] = {"--homes",     homes, "--deliver",      deliver, "--log", "error",
                                   "--user-rate", "0",   "--user-at-once", "0",     NULL};
    double start = wall();
    served_start(&s, options);
    double known = wall();
    open_night(&n, &s);
    bench_must(n.n_meters == n.wanted_meters, "meters");
    bench_note("%s: %s homes known to the DCC in %.0f s, their certificates to the User in %.0f s", name,
               homes, known - start, wall() - known);
    start = wall();
    set_schedules(&n);
    bench_note("%s: %zu schedules of %zu meters set in %.0f s", name, n.n_reads, n.n_meters, wall() - start);
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
