/* A fleet of homes: what a million of them take idle, and what a day costs in which every electricity meter
 * tells of an outage, and both meters of every home end a billing period at midnight and send the supplier
 * their bill, signed and encrypted. Beside it the signatures that these three alerts need, and the signatures
 * with the key agreements that the encryption of two of them needs. The cost of a home must not depend on how
 * many there are.
 */
#include "bench.h"

#include "raw.h"
#include "world.h"

#include "sim/fleet.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BILLING_DAY = 15, ALERTS = 3, BILLS = 2 /* of the alerts of a home */ };

#define TARGET_RATE   0.6
#define TARGET_MEMORY (4.0 * 1024 * 1024 * 1024)

enum { WHOLE = 100 };

typedef struct taker {
    pthread_t thread;
    link_socket *link;
    size_t alerts, wanted;
    double cpu; /* seconds of this thread: not the fleet's */
} taker;

static double clock_seconds(clockid_t which)
{
    struct timespec t;
    (void)clock_gettime(which, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double resident_octets(void)
{
    long total = 0;
    long resident = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    bench_must(f && fscanf(f, "%ld %ld", &total, &resident) == 2, "reading the memory in use");
    (void)fclose(f);
    return (double)resident * (double)sysconf(_SC_PAGESIZE);
}

/* The DCC's end: accepts every alert, many at a time, as one does that makes many durable at a time. */
static void *take_alerts(void *arg)
{
    enum { TOGETHER = 64, ROOM = 4096 };
    static uint8_t octets[ROOM];
    taker *t = arg;
    link_frame frame;
    alb_wr w = alb_wr_init(octets, sizeof octets);
    while (t->alerts < t->wanted && link_receive(t->link, -1, &frame, NULL) == ALB_OK) {
        if (frame.type == LINK_RECEIVED) {
            link_frame accepted = {.type = LINK_ACCEPTED, .sequence = frame.sequence};
            link_frame_write(&w, &accepted);
            t->alerts++;
            if (t->alerts % TOGETHER == 0 || t->alerts == t->wanted) {
                bench_must(link_send_frames(t->link, alb_wr_span(&w), NULL) == ALB_OK, "accepting");
                w = alb_wr_init(octets, sizeof octets);
            }
        }
    }
    t->cpu = clock_seconds(CLOCK_THREAD_CPUTIME_ID);
    return NULL;
}

/* What the standard demands of a home for its alerts, raw. */
typedef struct bound {
    double signatures, agreements; /* seconds */
} bound;

static double best_of(void (*run)(raw *r, size_t i), raw *r)
{
    enum { TIMES = 2000 };
    double best = 1;
    for (int round = 0; round < 5; round++) {
        double start = clock_seconds(CLOCK_THREAD_CPUTIME_ID);
        for (size_t i = 0; i < TIMES; i++) {
            run(r, i);
        }
        double each = (clock_seconds(CLOCK_THREAD_CPUTIME_ID) - start) / TIMES;
        best = each < best ? each : best;
    }
    return best;
}

static void sign_alert(raw *r, size_t i)
{
    static const uint8_t alert[100];
    (void)i;
    raw_sign(r, ALB_SPAN_OF(alert));
}

static bound raw_bound(void)
{
    raw *r = raw_new();
    bound b = {.signatures = ALERTS * best_of(sign_alert, r), .agreements = BILLS * best_of(raw_ecdh, r)};
    raw_free(r);
    return b;
}

/* The morning before a billing period ends. */
static alb_time next_morning(alb_time now)
{
    const alb_time ahead = ALB_HOURS(18);
    alb_time end = device_next_bill(BILLING_DAY, now + ahead);
    return end - ahead;
}

/* Seconds of the processor for a home. */
static double day(sim_fleet *fleet, world *w, uint32_t homes)
{
    link_socket *other;
    taker t = {.wanted = (size_t)ALERTS * homes};
    bench_must(link_pair(&t.link, &other, NULL) == ALB_OK && sim_fleet_attach(fleet, other, NULL) == ALB_OK &&
                   pthread_create(&t.thread, NULL, take_alerts, &t) == 0,
               "the link");
    double start = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
    bench_must(sim_fleet_cut(fleet, SIM_EVERYWHERE, false, NULL) == ALB_OK, "an outage");
    alb_clock_manual_add(&w->clock, ALB_HOURS(1));
    bench_must(sim_fleet_cut(fleet, SIM_EVERYWHERE, true, NULL) == ALB_OK, "its end");
    alb_clock_manual_set(&w->clock, device_next_bill(BILLING_DAY, alb_now(&w->clock.clock)));
    sim_fleet_clock_changed(fleet);
    (void)pthread_join(t.thread, NULL);
    double spent = clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - start - t.cpu;
    link_close(t.link);
    link_free(t.link);
    return spent / homes;
}

static void measure(bench *b, world *w, uint32_t homes, const bound *least)
{
    sim_fleet_options o = {.homes = homes,
                           .seed = 1,
                           .threads = 1,
                           .clock = &w->clock.clock,
                           .billing_day = BILLING_DAY,
                           .pki = w->dir,
                           .supplier = w->supplier,
                           .network_operator = w->network_operator};
    sim_fleet *fleet;
    alb_clock_manual_set(&w->clock, next_morning(alb_now(&w->clock.clock)));
    double before = resident_octets();
    double start = clock_seconds(CLOCK_MONOTONIC);
    bench_must(sim_fleet_start(&o, &fleet, NULL) == ALB_OK, "starting a fleet");
    double made = clock_seconds(CLOCK_MONOTONIC) - start;
    double idle = resident_octets() - before;
    double each = day(fleet, w, homes);
    double after = resident_octets() - before;
    double ratio = least->signatures / each;
    bool missed = ratio < TARGET_RATE || idle > TARGET_MEMORY;
    b->missed |= missed;
    bench_note(
        "fleet of %7u homes: made in %.2f s, idle %.0f MiB; a day of alerts and bills %.1f us a home, %.0f "
        "MiB "
        "after it; its %d raw signatures %.1f us, ratio %.2f (target %.2f%s); with %d raw agreements %.2f",
        homes, made, idle / 1048576, each * 1e6, after / 1048576, ALERTS, least->signatures * 1e6, ratio,
        TARGET_RATE, missed ? ": MISSED" : "", BILLS, (least->signatures + least->agreements) / each);
    sim_fleet_stop(fleet);
}

/* What homes take in a month, half hour by half hour, as any log of theirs would be made of it. */
static void measure_month(const char *what, sim_mix mix)
{
    enum { HOMES = 200, HALF_HOURS = 30 * 48 };
    uint64_t energy = 0;
    double start = clock_seconds(CLOCK_THREAD_CPUTIME_ID);
    for (uint32_t i = 0; i < HOMES; i++) {
        sim_home home = sim_home_of(1, i);
        sim_equipment equipment = sim_equipment_of(&mix, 1, i);
        device_premises electricity = sim_premises_of(&home, &equipment, false);
        device_premises gas = sim_premises_of(&home, &equipment, true);
        for (alb_time k = 0; k < HALF_HOURS; k++) {
            alb_time t = ALB_TIME_2000 + ALB_DAYS(9000) + k * ALB_MINUTES(30);
            energy += device_import_half_hour(&electricity, t) + device_export_half_hour(&electricity, t) +
                      device_gas_half_hour(&gas, t);
        }
    }
    double each = (clock_seconds(CLOCK_THREAD_CPUTIME_ID) - start) / HOMES;
    bench_must(energy > 0, "homes that take something");
    bench_note("a month of half hours of both fuels, %s: %.2f ms a home", what, each * 1e3);
}

void bench_fleet(bench *b)
{
    bool all = b->filter && strcmp(b->filter, "fleet-million") == 0;
    world w;
    if (!bench_wants(b, "fleet")) {
        return;
    }
    world_open(&w);
    bound least = raw_bound();
    measure(b, &w, 10000, &least);
    measure(b, &w, 100000, &least);
    if (all) {
        measure(b, &w, 1000000, &least);
    } else {
        bench_note("a million homes: BENCH=fleet-million");
    }
    measure_month("plain homes", (sim_mix){0});
    measure_month("with panels, heat pumps and vehicles",
                  (sim_mix){.solar = WHOLE, .heatpump = WHOLE, .vehicle = WHOLE});
    world_close(&w);
}
