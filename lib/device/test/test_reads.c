/* Profiles, logs and identity, as they come back in messages. */
#include "fixture.h"

#include "date_time.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

static answer ask(fixture *f, device *d, command *c, const char *use_case, const leaves *values)
{
    leaves none;
    leaves_init(&none, f->arena);
    fixture_fill(f, c, use_case, values ? values : &none);
    fixture_send(f, d, fixture_command(f, c));
    assert_int_equal(f->n_sent, 1);
    answer a = fixture_read(f, 0);
    for (uint32_t at = 0; at < a.tree.count; at = a.tree.values[at].next) {
        assert_int_equal(a.tree.values[at].result, 0);
    }
    return a;
}

static answer ask_meter(fixture *f, const char *use_case, const leaves *values)
{
    command c = {.from = &f->supplier, .to = &f->meter, .counter = 9};
    return ask(f, f->esme, &c, use_case, values);
}

/* The range of a protected read: two date-times. */
static leaves dates(fixture *f, alb_time from, alb_time to)
{
    leaves l;
    leaves_init(&l, f->arena);
    leaves_date_time(&l, from);
    leaves_date_time(&l, to);
    return l;
}

/* The range of a plain read: seconds. */
static leaves seconds(fixture *f, alb_time from, alb_time to)
{
    leaves l;
    leaves_init(&l, f->arena);
    leaves_number(&l, alb_time_to_2000(from));
    leaves_number(&l, alb_time_to_2000(to));
    return l;
}

static alb_time midnight_before(const fixture *f, int days)
{
    return alb_now(&f->clock.clock) / ALB_DAYS(1) * ALB_DAYS(1) - ALB_DAYS(days);
}

/* A day of half hours is 49 entries, both ends included; they add up to the register's difference. */
static void half_hours_of_a_day(void **state)
{
    fixture *f = *state;
    alb_time from = midnight_before(f, 3);
    leaves range = dates(f, from, from + ALB_DAYS(1));
    answer a = ask_meter(f, "ECS22b", &range);
    size_t rows = 0;
    uint64_t sum = 0;
    for (uint32_t at = fixture_find(&a, 0, "Timestamp"); at != UINT32_MAX;
         at = fixture_find(&a, at + 1, "Timestamp")) {
        alb_time end = alb_time_from_2000((uint32_t)a.tree.values[at].number.u);
        assert_int_equal(end, from + ALB_MINUTES(30) * (alb_time)rows);
        uint64_t energy = a.tree.values[at + 1].number.u;
        assert_int_equal(energy, device_import_half_hour(PLAIN(f->meter.id), end - ALB_MINUTES(30)));
        sum += rows > 0 ? energy : 0;
        rows++;
    }
    assert_int_equal(rows, 49);
    assert_int_equal(sum, device_import_register(PLAIN(f->meter.id), from + ALB_DAYS(1)) -
                              device_import_register(PLAIN(f->meter.id), from));
}

/* Times without supply show in the profile long after, and the register agrees. */
static void half_hours_without_supply_are_empty(void **state)
{
    fixture *f = *state;
    alb_time start = alb_now(&f->clock.clock) / ALB_HOURS(1) * ALB_HOURS(1) + ALB_HOURS(1);
    uint64_t before = 0;
    for (int i = 0; i < 4; i++) {
        alb_clock_manual_set(&f->clock, start + ALB_HOURS(6 * i));
        device_power(f->esme, f->keys, false, &f->sink);
        alb_clock_manual_add(&f->clock, ALB_HOURS(2));
        device_power(f->esme, f->keys, true, &f->sink);
    }
    alb_clock_manual_set(&f->clock, start + ALB_DAYS(2));
    before = supply_register(&f->esme->supply, start);
    assert_int_equal(before, device_import_register(PLAIN(f->meter.id), start));
    leaves range = dates(f, start + ALB_MINUTES(30), start + ALB_DAYS(1));
    answer a = ask_meter(f, "ECS22b", &range);
    size_t row = 0;
    uint64_t sum = 0;
    for (uint32_t at = fixture_find(&a, 0, "Timestamp"); at != UINT32_MAX;
         at = fixture_find(&a, at + 1, "Timestamp"), row++) {
        bool off = row % 12 < 4;
        assert_int_equal(a.tree.values[at + 1].number.u == 0, off);
        sum += a.tree.values[at + 1].number.u;
    }
    assert_int_equal(row, 48);
    assert_int_equal(supply_register(&f->esme->supply, start + ALB_DAYS(1)), before + sum);
}

static void what_lies_ahead_or_too_far_back_is_not_there(void **state)
{
    fixture *f = *state;
    leaves range = dates(f, midnight_before(f, 0) + ALB_DAYS(2), midnight_before(f, 0) + ALB_DAYS(9));
    answer a = ask_meter(f, "ECS22b", &range);
    assert_int_equal(fixture_find(&a, 0, "Timestamp"), UINT32_MAX);
    range = dates(f, midnight_before(f, 600), midnight_before(f, 500));
    a = ask_meter(f, "ECS22b", &range);
    assert_int_equal(fixture_find(&a, 0, "Timestamp"), UINT32_MAX);
    range = dates(f, midnight_before(f, 40), midnight_before(f, 0));
    a = ask_meter(f, "ECS21a", &range);
    size_t rows = 0;
    for (uint32_t at = fixture_find(&a, 0, "ActiveImport"); at != UINT32_MAX;
         at = fixture_find(&a, at + 1, "ActiveImport")) {
        rows++;
    }
    assert_int_equal(rows, 31);
}

/* More than a message holds is refused, not cut. */
static void a_year_of_half_hours_does_not_fit(void **state)
{
    fixture *f = *state;
    command c = {.from = &f->supplier, .to = &f->meter, .counter = 9};
    leaves range = dates(f, midnight_before(f, 365), midnight_before(f, 0));
    fixture_fill(f, &c, "ECS22b", &range);
    fixture_send(f, f->esme, fixture_command(f, &c));
    answer a = fixture_read(f, 0);
    assert_int_equal(a.tree.values[0].result, 250);
    range = dates(f, midnight_before(f, 140), midnight_before(f, 0));
    a = ask_meter(f, "ECS22b", &range);
    assert_true(a.message.whole.len > 50000);
}

static void days_of_consumption(void **state)
{
    fixture *f = *state;
    alb_time to = midnight_before(f, 0);
    leaves range = dates(f, to - ALB_DAYS(9), to);
    answer a = ask_meter(f, "ECS66", &range);
    uint64_t sum = 0;
    for (uint32_t at = fixture_find(&a, 0, "ActiveImport"); at != UINT32_MAX;
         at = fixture_find(&a, at + 1, "ActiveImport")) {
        sum += a.tree.values[at].number.u;
    }
    assert_int_equal(sum, device_import_register(PLAIN(f->meter.id), to) -
                              device_import_register(PLAIN(f->meter.id), to - ALB_DAYS(10)));
}

static void logs_are_read_by_time(void **state)
{
    fixture *f = *state;
    alb_time start = alb_now(&f->clock.clock);
    for (int i = 0; i < 3; i++) {
        device_power(f->esme, f->keys, false, &f->sink);
        alb_clock_manual_add(&f->clock, ALB_MINUTES(10));
        device_power(f->esme, f->keys, true, &f->sink);
        alb_clock_manual_add(&f->clock, ALB_MINUTES(10));
    }
    leaves range = seconds(f, start + ALB_MINUTES(20), start + ALB_MINUTES(40));
    answer a = ask_meter(f, "ECS35e", &range);
    static const uint16_t codes[] = {0x8f57, 0x8f36, 0x8f57};
    size_t rows = 0;
    for (uint32_t at = fixture_find(&a, 0, "LogCode"); at != UINT32_MAX;
         at = fixture_find(&a, at + 1, "LogCode")) {
        assert_true(rows < ALB_COUNT(codes));
        assert_int_equal(a.tree.values[at].number.u, codes[rows++]);
    }
    assert_int_equal(rows, ALB_COUNT(codes));
}

static void a_meter_says_who_it_is(void **state)
{
    fixture *f = *state;
    answer a = ask_meter(f, "ECS26m", NULL);
    assert_true(alb_span_is(a.tree.values[0].bytes, "A"));
    a = ask_meter(f, "ECS40", NULL);
    assert_true(alb_span_is(a.tree.values[0].bytes, "1200012345678"));
    command c = {.from = &f->broker, .to = &f->hub, .counter = 9};
    a = ask(f, f->chf, &c, "ECS26n", NULL);
    assert_int_equal(a.tree.values[0].bytes.len, 8);
}

/* ECS70: the clock is right when the sender's interval holds the device's time; the last item is its status.
 */
static void the_clock_is_set_within_the_interval(void **state)
{
    fixture *f = *state;
    alb_time now = alb_now(&f->clock.clock);
    const alb_time starts[] = {now - ALB_SECONDS(5), now + ALB_SECONDS(5)};
    for (size_t i = 0; i < ALB_COUNT(starts); i++) {
        command c = {.from = &f->supplier, .to = &f->meter, .counter = 20 + i};
        leaves range = dates(f, starts[i], starts[i] + ALB_SECONDS(10));
        answer a = ask(f, f->esme, &c, "ECS70", &range);
        uint32_t status = fixture_find(&a, 0, "TimeStatus");
        assert_true(status != UINT32_MAX);
        assert_int_equal(a.tree.values[status].number.u == 0, i == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(half_hours_of_a_day),
        TEST(half_hours_without_supply_are_empty),
        TEST(what_lies_ahead_or_too_far_back_is_not_there),
        TEST(a_year_of_half_hours_does_not_fit),
        TEST(days_of_consumption),
        TEST(logs_are_read_by_time),
        TEST(a_meter_says_who_it_is),
        TEST(the_clock_is_set_within_the_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
