/* A home that sleeps and wakes is the home that stays awake: whatever happens to it, it says the same and
 * ends in the same state. What differs is the counters of messages, which a device that is made anew takes
 * from the clock. */
#include "buffer.h"
#include "home_internal.h"
#include "houses.h"

#include "base/file.h"
#include "gbcs/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { SEED = 7, HOMES = 3, BILLING_DAY = 15, STEPS = 600 };

static const uint64_t supplier_id = 0x90b3d51f30aa0000;
static const uint64_t operator_id = 0x90b3d51f30bb0000;

/* One way to keep homes, and what they said. */
typedef struct street {
    workshop shop;
    sim_list *list;
    houses *homes;
    alb_buf said[HOMES]; /* in order */
} street;

typedef struct fixture {
    char dir[64];
    alb_clock_manual clock;
    sim_parties parties;
    street awake, asleep;
    uint64_t random;
} fixture;

static uint64_t below(fixture *f, uint64_t n)
{
    f->random = f->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (f->random >> 33) % n;
}

static void open_street(fixture *f, street *s, uint32_t awake)
{
    s->list = sim_list_make(SEED, HOMES, &(sim_mix){.control = 100});
    assert_non_null(s->list);
    s->shop = (workshop){.keys = gbcs_keys_new(NULL, 0),
                         .parties = &f->parties,
                         .clock = &f->clock.clock,
                         .list = s->list,
                         .billing_day = BILLING_DAY,
                         .started = alb_now(&f->clock.clock),
                         .gas_wake = ALB_MINUTES(30)};
    s->homes = houses_new(HOMES, 0, 1, awake, home_first_due(&s->shop));
    for (size_t i = 0; i < HOMES; i++) {
        alb_buf_init(&s->said[i], 16 << 20);
    }
    assert_non_null(s->shop.keys);
    assert_non_null(s->homes);
}

static void close_street(street *s)
{
    houses_free(s->homes);
    gbcs_keys_free(s->shop.keys);
    sim_list_free(s->list);
    for (size_t i = 0; i < HOMES; i++) {
        alb_buf_release(&s->said[i]);
    }
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    alb_time now;
    alb_err err = {.code = ALB_OK};
    assert_true(alb_time_parse(ALB_LIT("2026-05-06T07:08:09Z"), &now));
    alb_clock_manual_init(&f->clock, now);
    (void)snprintf(f->dir, sizeof f->dir, "/tmp/albion-home-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    assert_int_equal(smki_pki_init(f->dir, now, &err), ALB_OK);
    assert_int_equal(
        smki_pki_issue_entity(f->dir, alb_eui64_of(supplier_id), SMKI_ROLE_SUPPLIER, "S", now, &err), ALB_OK);
    assert_int_equal(
        smki_pki_issue_entity(f->dir, alb_eui64_of(operator_id), SMKI_ROLE_NETWORK_OPERATOR, "N", now, &err),
        ALB_OK);
    sim_fleet_options o = {
        .pki = f->dir, .supplier = alb_eui64_of(supplier_id), .network_operator = alb_eui64_of(operator_id)};
    assert_int_equal(sim_parties_load(&f->parties, &o, &err), ALB_OK);
    open_street(f, &f->awake, HOMES);
    open_street(f, &f->asleep, 1); /* each home that is called puts another to sleep */
    f->random = 1;
    *state = f;
    return 0;
}

static alb_status remove_file(void *ctx, const char *path, alb_err *err)
{
    (void)ctx;
    (void)err;
    return unlink(path) == 0 ? ALB_OK : ALB_IO;
}

static int teardown(void **state)
{
    fixture *f = *state;
    close_street(&f->awake);
    close_street(&f->asleep);
    sim_parties_release(&f->parties);
    assert_int_equal(alb_file_walk(f->dir, remove_file, NULL, NULL), ALB_OK);
    assert_int_equal(rmdir(f->dir), 0);
    free(f);
    return 0;
}

/* What was said, but for signatures, which are never the same twice. */
static void hear(void *ctx, alb_eui64 from, alb_span message)
{
    street *s = ctx;
    gbcs_message m;
    uint32_t number;
    sim_kind kind;
    assert_true(sim_identify(SEED, from, &number, &kind));
    assert_int_equal(gbcs_message_parse(message, &m, NULL), ALB_OK);
    size_t end = m.form == GBCS_MACED ? 0 : GBCS_SIGNATURE;
    alb_buf_add(&s->said[number], alb_span_sub(message, 0, message.len - end));
}

static home *home_at(street *s, uint32_t number)
{
    home *h;
    bool is_new;
    assert_int_equal(houses_get(s->homes, &s->shop, number, &h, &is_new, NULL), ALB_OK);
    return h;
}

static void finish(street *s, uint32_t number, home *h, const device_sink *sink)
{
    houses_set_due(s->homes, number, home_tick(h, &s->shop, sink));
}

/* --- what may happen --- */

static void tamper(void *ctx, device *d, gbcs_keys *keys, const device_sink *sink)
{
    (void)ctx;
    if (!device_tamper(d, keys, DEVICE_TAMPER_COVER, true, sink)) {
        bool ignored = device_tamper(d, keys, DEVICE_TAMPER_COVER, false, sink);
        (void)ignored;
    }
}

static void want_credit(void *ctx, device *d, gbcs_keys *keys, const device_sink *sink)
{
    bool ignored = device_activate_emergency_credit(d, keys, sink);
    (void)ctx;
    (void)ignored;
}

typedef enum happening { POWER_LOST, POWER_BACK, TAMPER, WANT_CREDIT, HAPPENINGS } happening;

static void happen(street *s, uint32_t number, happening what, sim_kind kind)
{
    device_sink sink = {.send = hear, .ctx = s};
    alb_eui64 hub;
    if (what == POWER_LOST && houses_note_outage(s->homes, &s->shop, number, alb_now(s->shop.clock), &hub)) {
        return;
    }
    home *h = home_at(s, number);
    switch (what) {
    case POWER_LOST:
        home_power_lost(h, alb_now(s->shop.clock));
        break;
    case POWER_BACK:
        home_power_back(h, &s->shop, &sink);
        break;
    case TAMPER:
        assert_true(home_visit(h, &s->shop, kind, tamper, NULL, &sink));
        break;
    case WANT_CREDIT:
        assert_true(home_visit(h, &s->shop, kind, want_credit, NULL, &sink));
        break;
    case HAPPENINGS:
    default:
        break;
    }
    finish(s, number, h, &sink);
}

static void do_what_is_due(street *s)
{
    device_sink sink = {.send = hear, .ctx = s};
    uint32_t number;
    while (houses_next_due(s->homes, alb_now(s->shop.clock), &number)) {
        finish(s, number, home_at(s, number), &sink);
    }
}

/* The clock goes from one thing that is due to the next, as the fleet's does. */
static void pass(fixture *f, alb_time until)
{
    for (;;) {
        alb_time a = houses_due(f->awake.homes);
        alb_time b = houses_due(f->asleep.homes);
        alb_time next = a < b ? a : b;
        if (next >= until) {
            break;
        }
        alb_clock_manual_set(&f->clock, next);
        do_what_is_due(&f->awake);
        do_what_is_due(&f->asleep);
    }
    alb_clock_manual_set(&f->clock, until);
}

static void check_said(const fixture *f)
{
    for (size_t i = 0; i < HOMES; i++) {
        alb_span a = alb_buf_span(&f->awake.said[i]);
        alb_span b = alb_buf_span(&f->asleep.said[i]);
        assert_int_equal(a.len, b.len);
        assert_true(alb_span_equal(a, b));
    }
}

/* Whoever looks at a meter's account has it worked out up to now. */
static void settle(street *s, uint32_t number)
{
    happen(s, number, POWER_BACK, SIM_HUB);
    happen(s, number, WANT_CREDIT, SIM_ESME);
    happen(s, number, WANT_CREDIT, SIM_GSME);
}

/* Every device's state. */
static void save_all(street *s, uint32_t number, alb_buf *out)
{
    home *h = home_at(s, number);
    for (int i = 0; i < RESIDENTS; i++) {
        device *d = home_has(h, i) ? home_resident(h, i) : NULL;
        if (d) {
            assert_int_equal(device_save(d, out, NULL), ALB_OK);
        }
    }
}

static void check_states(fixture *f)
{
    for (uint32_t n = 0; n < HOMES; n++) {
        alb_buf a;
        alb_buf b;
        alb_buf_init(&a, 1 << 22);
        alb_buf_init(&b, 1 << 22);
        save_all(&f->awake, n, &a);
        save_all(&f->asleep, n, &b);
        assert_true(a.len > 1000);
        assert_int_equal(a.len, b.len);
        assert_true(alb_span_equal(alb_buf_span(&a), alb_buf_span(&b)));
        alb_buf_release(&a);
        alb_buf_release(&b);
    }
}

/* Months in which things happen at any time: the first `kinds` of them. */
static void live(fixture *f, happening kinds)
{
    static const sim_kind meters[] = {SIM_ESME, SIM_GSME};
    for (int step = 0; step < STEPS; step++) {
        pass(f, alb_now(&f->clock.clock) + ALB_MINUTES(1) * (alb_time)below(f, 4000));
        uint32_t number = (uint32_t)below(f, HOMES);
        happening what = (happening)below(f, kinds);
        sim_kind kind = meters[below(f, ALB_COUNT(meters))];
        happen(&f->awake, number, what, kind);
        happen(&f->asleep, number, what, kind);
        check_said(f);
    }
    assert_true(f->awake.said[0].len > 3000);
}

static void sleeping_changes_nothing(void **state)
{
    fixture *f = *state;
    live(f, HAPPENINGS);
    for (uint32_t n = 0; n < HOMES; n++) {
        settle(&f->awake, n);
        settle(&f->asleep, n);
    }
    check_said(f);
    check_states(f);
}

/* Of meters that nobody changed, whose bills follow from the calendar. */
static void nor_where_meters_have_no_memory(void **state)
{
    fixture *f = *state;
    live(f, WANT_CREDIT);
    check_states(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sleeping_changes_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(nor_where_meters_have_no_memory, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
