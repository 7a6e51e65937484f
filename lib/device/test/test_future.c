/* Values that are set and read back, at once and at their time: the load limit of ECS28a, read by ECS27. */
#include "fixture.h"

#include "date_time.h"
#include "leaves.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

static const uint8_t immediately[DATE_TIME] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0xff};
static const uint8_t cancel[DATE_TIME] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                          0xff, 0xff, 0xff, 0x80, 0,    0xff};

/* Sends ECS28a: the limit in W, and when. */
static void set_limit(fixture *f, uint64_t counter, uint32_t watts, const uint8_t when[static DATE_TIME])
{
    command c = {.from = &f->supplier, .to = &f->meter, .counter = counter};
    leaves l;
    leaves_init(&l, f->arena);
    leaves_number(&l, 0xff);
    leaves_number(&l, watts);
    leaves_number(&l, 400);
    leaves_number(&l, 60);
    for (int i = 0; i < 4; i++) {
        leaves_copy(&l, alb_span_of(when, DATE_TIME));
    }
    fixture_fill(f, &c, "ECS28a", &l);
    fixture_send(f, f->esme, fixture_command(f, &c));
    assert_int_equal(f->n_sent, 1);
    answer a = fixture_read(f, 0);
    assert_int_equal(a.verdict.signature, GBCS_CHECK_OK);
    assert_int_equal(a.message.header.date_time.len, 12);
    for (uint32_t at = 0; at < a.tree.count; at = a.tree.values[at].next) {
        assert_int_equal(a.tree.values[at].result, 0);
    }
}

static uint64_t read_limit(fixture *f)
{
    command c = {.from = &f->supplier, .to = &f->meter, .counter = 1};
    leaves none;
    leaves_init(&none, f->arena);
    fixture_fill(f, &c, "ECS27", &none);
    fixture_send(f, f->esme, fixture_command(f, &c));
    answer a = fixture_read(f, f->n_sent - 1);
    for (uint32_t at = 0; at < a.tree.count; at = a.tree.values[at].next) {
        assert_int_equal(a.tree.values[at].result, 0);
    }
    uint32_t limit = fixture_find(&a, 0, "LoadLimitPowerThreshold");
    assert_true(limit != UINT32_MAX);
    return a.tree.values[limit].number.u;
}

static void at(const fixture *f, alb_time delta, uint8_t out[static DATE_TIME])
{
    date_time_write(alb_now(&f->clock.clock) + delta, out);
}

static alb_time tick(fixture *f)
{
    f->n_sent = 0;
    return device_tick(f->esme, f->keys, &f->sink);
}

/* When a meter with a limit looks at its load next. */
static alb_time next_half_hour(const fixture *f)
{
    alb_time now = alb_now(&f->clock.clock);
    return now - now % ALB_MINUTES(30) + ALB_MINUTES(30);
}

/* Four alerts to who sent the command, one for each activation attribute, in the order of the command. */
static void expect_activation(fixture *f, size_t first, uint64_t counter)
{
    assert_int_equal(f->n_sent, first + 4);
    for (size_t i = first; i < first + 4; i++) {
        assert_int_equal(fixture_alert_code(f, i), 0x8f66);
        answer a = fixture_read(f, i);
        assert_int_equal(a.message.header.message_code, 0x00cc);
        assert_true(alb_eui64_equal(a.message.header.target, f->supplier.id));
        assert_int_equal(a.verdict.signature, GBCS_CHECK_OK);
        uint32_t instruction =
            cat_tree_find(&a.tree, a.tree.values[a.tree.values[0].next].next, "Instruction");
        assert_true(instruction != UINT32_MAX);
        alb_rd r = alb_rd_init(a.tree.values[instruction].bytes);
        assert_int_equal(alb_rd_be16(&r), cat_use_case_named(ALB_LIT("ECS28a"))->message_code);
        assert_int_equal(alb_rd_be64(&r), counter);
        assert_int_equal(alb_rd_be16(&r), 9000);
    }
}

static void a_value_of_the_factory_gives_way_at_once(void **state)
{
    fixture *f = *state;
    assert_int_equal(read_limit(f), UINT32_MAX);
    set_limit(f, 10, 6900, immediately);
    assert_int_equal(read_limit(f), 6900);
    assert_int_equal(tick(f), next_half_hour(f));
    assert_int_equal(f->n_sent, 0);
}

static void a_time_that_has_passed_is_now(void **state)
{
    fixture *f = *state;
    uint8_t when[DATE_TIME];
    at(f, -ALB_DAYS(1), when);
    set_limit(f, 10, 6900, when);
    assert_int_equal(read_limit(f), 6900);
}

static void a_future_value_waits_for_its_time(void **state)
{
    fixture *f = *state;
    uint8_t when[DATE_TIME];
    at(f, ALB_HOURS(5), when);
    alb_time due = alb_now(&f->clock.clock) + ALB_HOURS(5);
    set_limit(f, 10, 5000, when);
    assert_int_equal(read_limit(f), UINT32_MAX);
    assert_int_equal(tick(f), due);
    alb_clock_manual_set(&f->clock, due - 1000);
    assert_int_equal(tick(f), due);
    assert_int_equal(f->n_sent, 0);
    alb_clock_manual_set(&f->clock, due);
    assert_int_equal(tick(f), next_half_hour(f));
    expect_activation(f, 0, 10);
    assert_int_equal(read_limit(f), 5000);
    assert_int_equal(f->n_sent, 1);
}

static void a_command_that_comes_late_finds_what_is_due_in_force(void **state)
{
    fixture *f = *state;
    uint8_t when[DATE_TIME];
    at(f, ALB_HOURS(5), when);
    set_limit(f, 10, 5000, when);
    alb_clock_manual_add(&f->clock, ALB_HOURS(6));
    assert_int_equal(read_limit(f), 5000);
    assert_int_equal(f->n_sent, 5);
}

static void a_second_command_replaces_the_first(void **state)
{
    fixture *f = *state;
    uint8_t when[DATE_TIME];
    at(f, ALB_HOURS(5), when);
    set_limit(f, 10, 5000, when);
    at(f, ALB_HOURS(2), when);
    set_limit(f, 11, 3000, when);
    alb_clock_manual_add(&f->clock, ALB_HOURS(9));
    tick(f);
    expect_activation(f, 0, 11);
    assert_int_equal(read_limit(f), 3000);
}

static void a_command_can_be_cancelled(void **state)
{
    fixture *f = *state;
    uint8_t when[DATE_TIME];
    at(f, ALB_HOURS(5), when);
    set_limit(f, 10, 5000, when);
    set_limit(f, 11, 5000, cancel);
    alb_clock_manual_add(&f->clock, ALB_HOURS(9));
    assert_int_equal(tick(f), INT64_MAX);
    assert_int_equal(f->n_sent, 0);
    assert_int_equal(read_limit(f), UINT32_MAX);
}

/* Waiting commands survive an outage, and what came due in it is put in force when power is back. */
static void an_outage_does_not_lose_a_command(void **state)
{
    fixture *f = *state;
    uint8_t when[DATE_TIME];
    at(f, ALB_HOURS(5), when);
    set_limit(f, 10, 5000, when);
    device_power(f->esme, f->keys, false, &f->sink);
    alb_clock_manual_add(&f->clock, ALB_HOURS(6));
    assert_int_equal(tick(f), INT64_MAX);
    assert_int_equal(f->n_sent, 0);
    device_power(f->esme, f->keys, true, &f->sink);
    expect_activation(f, 1, 10);
    assert_int_equal(fixture_alert_code(f, 0), 0x8f36);
    assert_int_equal(read_limit(f), 5000);
}

static void saved_state_holds_settings_and_what_waits(void **state)
{
    fixture *f = *state;
    uint8_t when[DATE_TIME];
    set_limit(f, 10, 6900, immediately);
    at(f, ALB_HOURS(5), when);
    set_limit(f, 11, 5000, when);
    alb_buf saved;
    alb_buf_init(&saved, 1 << 16);
    assert_int_equal(device_save(f->esme, &saved, NULL), ALB_OK);
    device_free(f->esme);
    f->esme = fixture_device(f, &f->meter, CAT_DEVICE_ESME);
    assert_int_equal(device_restore(f->esme, alb_buf_span(&saved), NULL), ALB_OK);
    alb_buf_release(&saved);
    assert_int_equal(read_limit(f), 6900);
    alb_clock_manual_add(&f->clock, ALB_HOURS(5));
    tick(f);
    expect_activation(f, 0, 11);
    assert_int_equal(read_limit(f), 5000);
}

/* Every attribute of every object: what the leaves of a value make is collected as the same leaves. */
static void factory_values_come_back_as_leaves(void **state)
{
    fixture *f = *state;
    size_t count;
    size_t tried = 0;
    const cat_object *const *all = cat_objects(&count);
    for (size_t i = 0; i < count; i++) {
        for (uint8_t k = 0; k < all[i]->n_attributes; k++) {
            const cat_field *field = &all[i]->attributes[k].value;
            leaves factory;
            leaves stored;
            leaves again;
            cat_tree tree;
            cat_tree copy;
            size_t taken = 0;
            leaves_init(&factory, f->arena);
            leaves_init(&stored, f->arena);
            leaves_init(&again, f->arena);
            leaves_factory(&factory, field->type, 7);
            cat_tree_init(&tree, f->arena, 0);
            cat_tree_init(&copy, f->arena, 0);
            assert_true(leaves_fill(&factory, &taken, field, &tree));
            assert_int_equal(taken, factory.count);
            leaves_collect(&stored, &tree, 0);
            taken = 0;
            assert_true(leaves_fill(&stored, &taken, field, &copy));
            assert_int_equal(taken, stored.count);
            assert_int_equal(copy.count, tree.count);
            leaves_collect(&again, &copy, 0);
            assert_int_equal(again.count, stored.count);
            for (size_t n = 0; n < again.count; n++) {
                assert_int_equal(again.items[n].number, stored.items[n].number);
                assert_true(alb_span_equal(again.items[n].octets, stored.items[n].octets));
            }
            tried++;
        }
    }
    assert_true(tried > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_value_of_the_factory_gives_way_at_once),
        TEST(a_time_that_has_passed_is_now),
        TEST(a_future_value_waits_for_its_time),
        TEST(a_command_that_comes_late_finds_what_is_due_in_force),
        TEST(a_second_command_replaces_the_first),
        TEST(a_command_can_be_cancelled),
        TEST(an_outage_does_not_lose_a_command),
        TEST(saved_state_holds_settings_and_what_waits),
        TEST(factory_values_come_back_as_leaves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
