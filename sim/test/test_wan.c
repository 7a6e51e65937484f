/* The SM WAN by itself: what goes in at one end, when and as what it comes out at the other. Time is a clock
 * that is set by hand. */
#include "wan.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <pthread.h>

#include <cmocka.h>

enum { HOMES = 64, SEED = 9, WAIT_MS = 10000, MANY = 4000 };

typedef struct fixture {
    alb_clock_manual clock;
    outbox *out;
    sim_list *homes;
    wan *wan;
    link_socket *dcc, *fleet;
    unsigned slot;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned arrived;
    uint64_t last; /* sequence of what arrived last */
} fixture;

static void arrive(void *ctx, uint32_t number, unsigned slot, const link_frame *frame)
{
    fixture *f = ctx;
    (void)number;
    assert_int_equal(slot, f->slot);
    assert_true(alb_span_is(frame->message, "command"));
    (void)pthread_mutex_lock(&f->lock);
    f->arrived++;
    f->last = frame->sequence;
    (void)pthread_cond_broadcast(&f->changed);
    (void)pthread_mutex_unlock(&f->lock);
}

static void wait_for_arrivals(fixture *f, unsigned n)
{
    (void)pthread_mutex_lock(&f->lock);
    while (f->arrived < n) {
        (void)pthread_cond_wait(&f->changed, &f->lock);
    }
    assert_int_equal(f->arrived, n);
    (void)pthread_mutex_unlock(&f->lock);
}

static wan *make_wan(fixture *f, uint64_t seed, const char *settings)
{
    wan *w;
    wan_options o = {.homes = HOMES,
                     .list = f->homes,
                     .seed = seed,
                     .clock = &f->clock.clock,
                     .out = f->out,
                     .arrived = arrive,
                     .ctx = f};
    assert_int_equal(sim_network_parse(alb_span_str(settings), &o.network, NULL), ALB_OK);
    assert_int_equal(wan_new(&o, &w, NULL), ALB_OK);
    return w;
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    alb_clock_manual_init(&f->clock, ALB_DAYS(20000));
    (void)pthread_mutex_init(&f->lock, NULL);
    (void)pthread_cond_init(&f->changed, NULL);
    f->homes = sim_list_make(SEED, HOMES, &(sim_mix){.twin = 0});
    assert_int_equal(outbox_new(&f->out, NULL), ALB_OK);
    assert_int_equal(link_pair(&f->dcc, &f->fleet, NULL), ALB_OK);
    assert_int_equal(outbox_attach(f->out, f->fleet, &f->slot, NULL), ALB_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    wan_free(f->wan);
    link_close(f->fleet);
    outbox_detach(f->out, f->slot);
    link_free(f->fleet);
    link_free(f->dcc);
    outbox_free(f->out);
    sim_list_free(f->homes);
    (void)pthread_mutex_destroy(&f->lock);
    (void)pthread_cond_destroy(&f->changed);
    free(f);
    return 0;
}

static link_frame receive(fixture *f)
{
    link_frame frame;
    assert_int_equal(link_receive(f->dcc, WAIT_MS, &frame, NULL), ALB_OK);
    return frame;
}

/* Nothing is there, nor comes by itself. */
static void expect_nothing(fixture *f)
{
    link_frame frame;
    assert_int_equal(link_receive(f->dcc, 30, &frame, NULL), ALB_TIMEOUT);
}

static link_frame command(uint64_t sequence)
{
    return (link_frame){.type = LINK_SEND, .sequence = sequence, .message = ALB_LIT("command")};
}

/* The first homes are one of each distributor: 0 is of the centre, 5 of the north. */
enum { IN_CENTRE = 0, IN_NORTH = 5 };

static void an_instant_network_is_not_there(void **state)
{
    fixture *f = *state;
    alb_time next;
    f->wan = make_wan(f, SEED, "instant");
    link_frame frame = command(1);
    assert_int_equal(wan_send(f->wan, IN_NORTH, f->slot, &frame), WAN_NOW);
    wan_answer(f->wan, IN_NORTH, f->slot, 1, 0);
    link_frame got = receive(f);
    assert_int_equal(got.type, LINK_DELIVERED);
    wan_report(f->wan, IN_NORTH, alb_eui64_of(1), ALB_LIT("alert"));
    got = receive(f);
    assert_int_equal(got.type, LINK_RECEIVED);
    outbox_accepted(f->out, got.sequence);
    assert_true(wan_is_settled(f->wan, &next));
    assert_int_equal(next, INT64_MAX);
}

static void each_way_takes_its_time(void **state)
{
    fixture *f = *state;
    alb_time next;
    alb_time began = alb_now(&f->clock.clock);
    f->wan = make_wan(f, SEED, "north.latency=2000");
    link_frame frame = command(7);
    assert_int_equal(wan_send(f->wan, IN_CENTRE, f->slot, &frame), WAN_NOW);
    assert_int_equal(wan_send(f->wan, IN_NORTH, f->slot, &frame), WAN_LATER);
    link_frame got = receive(f);
    assert_int_equal(got.type, LINK_UNDER_WAY);
    assert_int_equal(got.sequence, 7);
    assert_int_equal(got.date, began + 2000);
    assert_true(wan_is_settled(f->wan, &next)); /* until then */
    assert_int_equal(next, began + 2000);
    alb_clock_manual_add(&f->clock, 1999);
    wan_clock_changed(f->wan);
    expect_nothing(f);
    assert_int_equal(f->arrived, 0);
    alb_clock_manual_add(&f->clock, 1);
    wan_clock_changed(f->wan);
    wait_for_arrivals(f, 1);
    assert_int_equal(f->last, 7);
    /* And back. */
    wan_answer(f->wan, IN_NORTH, f->slot, 7, 0);
    wan_report(f->wan, IN_NORTH, alb_eui64_of(1), ALB_LIT("response"));
    wan_power(f->wan, IN_NORTH, alb_eui64_of(1), false);
    got = receive(f);
    assert_int_equal(got.type, LINK_UNDER_WAY);
    assert_int_equal(got.date, began + 4000);
    expect_nothing(f);
    alb_clock_manual_add(&f->clock, 2000);
    wan_clock_changed(f->wan);
    unsigned seen[LINK_UNDER_WAY + 1] = {0};
    for (int i = 0; i < 3; i++) {
        got = receive(f);
        seen[got.type]++;
    }
    assert_true(seen[LINK_DELIVERED] == 1 && seen[LINK_RECEIVED] == 1 && seen[LINK_POWER] == 1);
}

/* When the nth frame to a home arrives, or is given up: its time on the way. */
static void measure(fixture *f, wan *w, uint32_t number, alb_time *times, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        link_frame frame = command(i + 1);
        assert_int_equal(wan_send(w, number, f->slot, &frame), WAN_LATER);
        times[i] = receive(f).date - alb_now(&f->clock.clock);
    }
}

/* Nothing arrives meanwhile: the clock stands. */
static void chance_follows_from_the_seed(void **state)
{
    fixture *f = *state;
    static alb_time first[MANY], again[MANY], other[MANY];
    static const char settings[] = "latency=1000 spread=3000 loss=10";
    wan *w = make_wan(f, SEED, settings);
    measure(f, w, IN_NORTH, first, MANY);
    wan_free(w);
    w = make_wan(f, SEED, settings);
    measure(f, w, IN_CENTRE, other, 10); /* another home changes nothing */
    measure(f, w, IN_NORTH, again, MANY);
    wan_free(w);
    assert_memory_equal(first, again, sizeof first);
    assert_memory_not_equal(first, other, 10 * sizeof *first);
    w = make_wan(f, SEED + 1, settings);
    measure(f, w, IN_NORTH, other, MANY);
    wan_free(w);
    assert_memory_not_equal(first, other, sizeof first);
    const alb_time given_up = 2 * (1000 + 4 * 3000);
    alb_time sum = 0;
    unsigned lost = 0;
    for (unsigned i = 0; i < MANY; i++) {
        bool is_lost = first[i] == given_up;
        lost += is_lost;
        sum += is_lost ? 0 : first[i] - 1000;
        assert_in_range(first[i], 1000, is_lost ? given_up : 1000 + 8 * 3000);
    }
    assert_in_range(lost, MANY / 10 - MANY / 50, MANY / 10 + MANY / 50);
    assert_in_range(sum / (MANY - lost), 2800, 3200);
}

static void what_is_lost_is_told_as_unreachable(void **state)
{
    fixture *f = *state;
    f->wan = make_wan(f, SEED, "latency=500,loss=100");
    link_frame frame = command(3);
    assert_int_equal(wan_send(f->wan, IN_CENTRE, f->slot, &frame), WAN_LATER);
    wan_answer(f->wan, IN_CENTRE, f->slot, 4, 0);
    wan_power(f->wan, IN_CENTRE, alb_eui64_of(1), false);
    assert_int_equal(receive(f).type, LINK_UNDER_WAY);
    assert_int_equal(receive(f).type, LINK_UNDER_WAY);
    alb_clock_manual_add(&f->clock, 1000);
    wan_clock_changed(f->wan);
    for (uint64_t sequence = 3; sequence <= 4; sequence++) {
        link_frame got = receive(f);
        assert_int_equal(got.type, LINK_FAILED);
        assert_int_equal(got.sequence, sequence);
        assert_int_equal(got.reason, LINK_HUB_UNREACHABLE);
    }
    expect_nothing(f);
    assert_int_equal(f->arrived, 0);
}

static void a_hub_repeats_what_was_lost(void **state)
{
    fixture *f = *state;
    alb_time next;
    f->wan = make_wan(f, SEED, "latency=500,loss=60");
    for (int i = 0; i < 20; i++) {
        wan_report(f->wan, IN_CENTRE, alb_eui64_of(1), ALB_LIT("alert"));
    }
    alb_clock_manual_add(&f->clock, 500);
    wan_clock_changed(f->wan);
    int at_once = 0;
    link_frame got;
    while (link_receive(f->dcc, 100, &got, NULL) == ALB_OK) {
        at_once++;
    }
    assert_in_range(at_once, 1, 19); /* the others were lost the first time */
    alb_clock_manual_add(&f->clock, ALB_HOURS(1));
    wan_clock_changed(f->wan);
    for (int i = at_once; i < 20; i++) {
        assert_int_equal(receive(f).type, LINK_RECEIVED);
    }
    expect_nothing(f);
    assert_true(wan_is_settled(f->wan, &next));
    assert_int_equal(next, INT64_MAX);
}

static void count(void *ctx, alb_span message)
{
    assert_true(alb_span_is(message, "alert"));
    ++*(unsigned *)ctx;
}

static void beyond_coverage_nobody_is_reached(void **state)
{
    fixture *f = *state;
    alb_time next;
    unsigned waiting = 0;
    f->wan = make_wan(f, SEED, "instant");
    assert_true(wan_covers(f->wan, 3));
    wan_set_coverage(f->wan, 3, false);
    assert_false(wan_covers(f->wan, 3));
    assert_true(wan_covers(f->wan, 2) && wan_covers(f->wan, 4));
    link_frame frame = command(1);
    assert_int_equal(wan_send(f->wan, 3, f->slot, &frame), WAN_NOWHERE);
    assert_int_equal(wan_send(f->wan, 4, f->slot, &frame), WAN_NOW);
    wan_report(f->wan, 3, alb_eui64_of(3), ALB_LIT("alert"));
    wan_report(f->wan, 3, alb_eui64_of(3), ALB_LIT("alert"));
    wan_power(f->wan, 3, alb_eui64_of(3), false);
    expect_nothing(f);
    assert_true(wan_is_settled(f->wan, &next));
    assert_int_equal(next, INT64_MAX);
    wan_visit(f->wan, 3, alb_eui64_of(3), count, &waiting);
    assert_int_equal(waiting, 2);
    wan_set_coverage(f->wan, 3, true);
    assert_int_equal(receive(f).type, LINK_RECEIVED);
    assert_int_equal(receive(f).type, LINK_RECEIVED);
    expect_nothing(f);
    assert_int_equal(wan_send(f->wan, 3, f->slot, &frame), WAN_NOW);
}

static void settings_are_read_and_printed(void **state)
{
    (void)state;
    sim_network n = {0};
    sim_network back = {0};
    alb_buf text;
    assert_int_equal(sim_network_parse(ALB_LIT("typical"), &n, NULL), ALB_OK);
    assert_true(n.regions[SIM_NORTH].latency > n.regions[SIM_SOUTH].latency);
    assert_int_equal(sim_network_parse(ALB_LIT("north.loss=1.25, spread=10"), &n, NULL), ALB_OK);
    assert_int_equal(n.regions[SIM_NORTH].loss, 125);
    assert_int_equal(n.regions[SIM_CENTRAL].spread, 10);
    alb_buf_init(&text, 4096);
    sim_network_print(&n, &text);
    assert_int_equal(sim_network_parse(alb_buf_span(&text), &back, NULL), ALB_OK);
    assert_memory_equal(&n, &back, sizeof n);
    static const char *const bad[] = {
        "west.loss=1", "loss=101", "latency=-1", "latency=3600001", "north.speed=100",
        "loss",        "=1",       "north.=1",   "loss=1.234",      "typical,nonsense"};
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        assert_int_equal(sim_network_parse(alb_span_str(bad[i]), &n, NULL), ALB_BAD_VALUE);
        assert_memory_equal(&n, &back, sizeof n);
    }
    alb_buf_release(&text);
}

static void every_home_has_an_address(void **state)
{
    (void)state;
    sim_address a = sim_address_of(1, 0);
    sim_address b = sim_address_of(1, 14);
    assert_string_equal(a.uprn, "901000000000");
    assert_string_equal(a.post_code, "NR1 0AA");
    assert_string_equal(a.identifier, "1");
    assert_string_equal(b.post_code, a.post_code);
    assert_string_equal(b.identifier, "2");
    assert_string_equal(sim_address_of(1, 14 * 20).post_code, "NR1 0AB");
    assert_int_equal(strlen(sim_address_of(1, 999999).post_code), 7);
    unsigned among = 0;
    for (uint32_t i = 0; i < 10000; i++) {
        among += sim_is_among(1, i, 2500);
        assert_true(sim_is_among(1, i, 10000) && !sim_is_among(1, i, 0));
        assert_true(!sim_is_among(1, i, 2500) || sim_is_among(1, i, 2600));
    }
    assert_in_range(among, 2350, 2650);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_instant_network_is_not_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_way_takes_its_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(chance_follows_from_the_seed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_lost_is_told_as_unreachable, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_hub_repeats_what_was_lost, set_up, tear_down),
        cmocka_unit_test_setup_teardown(beyond_coverage_nobody_is_reached, set_up, tear_down),
        cmocka_unit_test(settings_are_read_and_printed),
        cmocka_unit_test(every_home_has_an_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
