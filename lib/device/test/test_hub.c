/* The communications hub: its device log, its alerts, and what comes for Users behind the broker. */
#include "fixture.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

static command to_hub(fixture *f, uint64_t counter)
{
    return (command){.from = &f->broker, .to = &f->hub, .counter = counter, .user = &f->user};
}

/* Sends a command of the hub; what else it says follows its answer. The result of the first item is returned.
 */
static int16_t tell(fixture *f, const char *use_case, uint64_t counter, const leaves *values)
{
    command c = to_hub(f, counter);
    leaves none;
    leaves_init(&none, f->arena);
    fixture_fill(f, &c, use_case, values ? values : &none);
    fixture_send(f, f->chf, fixture_command(f, &c));
    answer a = fixture_read(f, 0);
    assert_int_equal(a.message.header.cra, GBCS_RESPONSE);
    assert_int_equal(a.verdict.mac, GBCS_CHECK_OK);
    return a.tree.values[0].result;
}

/* Entity, install code, device type; seconds. */
static int16_t add_device(fixture *f, uint64_t counter, uint64_t id, uint32_t seconds)
{
    static const uint8_t code[16] = {1, 2, 3};
    alb_eui64 eui = alb_eui64_of(id);
    leaves l;
    leaves_init(&l, f->arena);
    leaves_copy(&l, alb_eui64_span(&eui));
    leaves_octets(&l, ALB_SPAN_OF(code));
    leaves_number(&l, 0);
    leaves_number(&l, seconds);
    return tell(f, "CCS01", counter, &l);
}

static int16_t remove_device(fixture *f, uint64_t counter, uint64_t id)
{
    alb_eui64 eui = alb_eui64_of(id);
    leaves l;
    leaves_init(&l, f->arena);
    leaves_copy(&l, alb_eui64_span(&eui));
    return tell(f, "CCS02", counter, &l);
}

/* CS14 to the broker: the log as it is now. */
static void expect_log_alert(fixture *f, size_t index, size_t entries)
{
    answer a = fixture_read(f, index);
    assert_int_equal(a.message.header.message_code, 0x0018);
    assert_int_equal(fixture_alert_code(f, index), 0x8f12);
    assert_int_equal(a.verdict.mac, GBCS_CHECK_OK);
    assert_true(alb_eui64_equal(a.message.header.target, f->broker.id));
    uint32_t devices = fixture_find(&a, 0, "Devices");
    assert_true(devices != UINT32_MAX);
    assert_int_equal(a.tree.values[devices].number.u, entries);
}

static void a_device_is_added_joins_and_is_removed(void **state)
{
    fixture *f = *state;
    alb_eui64 id = alb_eui64_of(77);
    assert_int_equal(add_device(f, 1, 77, 90), 0);
    assert_int_equal(f->n_sent, 2);
    expect_log_alert(f, 1, 1);
    assert_false(device_knows(f->chf, id));
    f->n_sent = 0;
    device_join(f->chf, f->keys, id, &f->sink);
    expect_log_alert(f, 0, 1);
    assert_true(device_knows(f->chf, id));
    /* It is in the log already: nothing changes. */
    assert_int_equal(add_device(f, 2, 77, 90), 0);
    assert_int_equal(f->n_sent, 1);
    assert_int_equal(remove_device(f, 3, 77), 0);
    expect_log_alert(f, 1, 0);
    assert_false(device_knows(f->chf, id));
    assert_int_equal(remove_device(f, 4, 77), 250);
    assert_int_equal(f->chf->han->n_historic, 1);
}

static void joining_closes_by_itself(void **state)
{
    fixture *f = *state;
    alb_eui64 id = alb_eui64_of(77);
    f->n_sent = 0;
    device_join(f->chf, f->keys, id, &f->sink);
    assert_int_equal(add_device(f, 1, 77, 90), 0);
    alb_clock_manual_add(&f->clock, ALB_SECONDS(90));
    f->n_sent = 0;
    device_join(f->chf, f->keys, id, &f->sink);
    assert_int_equal(f->n_sent, 0);
    assert_false(device_knows(f->chf, id));
}

static void the_log_has_sixteen_entries(void **state)
{
    fixture *f = *state;
    for (uint64_t i = 0; i < 16; i++) {
        assert_int_equal(add_device(f, i + 1, 100 + i, 60), 0);
    }
    assert_int_equal(add_device(f, 50, 500, 60), 250);
    assert_int_equal(f->n_sent, 1);
    command c = to_hub(f, 60);
    leaves none;
    leaves_init(&none, f->arena);
    fixture_fill(f, &c, "CCS06", &none);
    fixture_send(f, f->chf, fixture_command(f, &c));
    answer a = fixture_read(f, 0);
    assert_int_equal(a.tree.values[0].result, 0);
    assert_int_equal(a.tree.values[0].number.u, 16);
    for (uint64_t i = 0; i < 16; i++) {
        assert_int_equal(remove_device(f, 100 + i, 100 + i), 0);
    }
    assert_int_equal(f->chf->han->n_historic, 15);
    assert_int_equal(tell(f, "CCS07", 200, NULL), 0);
}

static void a_replayed_change_of_the_log_is_refused(void **state)
{
    fixture *f = *state;
    assert_int_equal(add_device(f, 5, 77, 90), 0);
    command c = to_hub(f, 5);
    alb_eui64 eui = alb_eui64_of(77);
    leaves l;
    leaves_init(&l, f->arena);
    leaves_copy(&l, alb_eui64_span(&eui));
    fixture_fill(f, &c, "CCS02", &l);
    fixture_send(f, f->chf, fixture_command(f, &c));
    assert_int_equal(f->n_sent, 1);
    assert_int_equal(fixture_alert_code(f, 0), 0x8f3e);
    assert_int_equal(f->chf->han->n_entries, 1);
}

static void the_log_is_saved(void **state)
{
    fixture *f = *state;
    assert_true(device_install(f->chf, f->keys, f->meter.id));
    assert_int_equal(add_device(f, 1, 77, 90), 0);
    alb_buf saved;
    alb_buf_init(&saved, 1 << 16);
    assert_int_equal(device_save(f->chf, &saved, NULL), ALB_OK);
    device_free(f->chf);
    f->chf = fixture_device(f, &f->hub, CAT_DEVICE_CHF);
    assert_false(device_knows(f->chf, f->meter.id));
    for (size_t n = 0; n < saved.len; n++) {
        assert_int_not_equal(device_restore(f->chf, alb_span_of(saved.ptr, n), NULL), ALB_OK);
    }
    assert_int_equal(device_restore(f->chf, alb_buf_span(&saved), NULL), ALB_OK);
    alb_buf_release(&saved);
    assert_true(device_knows(f->chf, f->meter.id));
    assert_false(device_knows(f->chf, alb_eui64_of(77)));
    assert_int_equal(f->chf->han->n_entries, 2);
}

/* The answer to a User behind the broker goes to the broker and names the User (gbcs-messages.md 2.4). */
static void a_user_behind_the_broker_is_named(void **state)
{
    fixture *f = *state;
    command c = {.from = &f->broker,
                 .to = &f->meter,
                 .code = 0x0052,
                 .counter = 3,
                 .content = READ_SUPPLY,
                 .user = &f->user};
    fixture_send(f, f->esme, fixture_command(f, &c));
    answer a = fixture_read(f, 0);
    assert_int_equal(a.verdict.mac, GBCS_CHECK_OK);
    assert_true(alb_eui64_equal(a.message.header.target, f->broker.id));
    assert_true(alb_eui64_equal(a.message.header.supplementary_party, f->user.id));
    assert_int_equal(a.message.header.supplementary_counter, 0x5555);
    assert_false(a.message.header.has_supplementary_originator_counter);
}

/* What is sensitive is encrypted for the User, with a counter of the device's own. */
static void a_user_with_a_certificate_reads_what_is_sensitive(void **state)
{
    fixture *f = *state;
    uint64_t last = f->esme->counter;
    for (int i = 0; i < 2; i++) {
        command c = {
            .from = &f->broker, .to = &f->meter, .counter = 3, .user = &f->user, .with_certificate = true};
        leaves range;
        leaves_init(&range, f->arena);
        leaves_date_time(&range, alb_now(&f->clock.clock) - ALB_HOURS(2));
        leaves_date_time(&range, alb_now(&f->clock.clock));
        fixture_fill(f, &c, "ECS22b", &range);
        fixture_send(f, f->esme, fixture_command(f, &c));
        assert_int_equal(f->n_sent, 1);
        answer a = fixture_read(f, 0);
        assert_true(a.message.header.has_supplementary_originator_counter);
        assert_true(a.message.header.supplementary_originator_counter > last);
        last = a.message.header.supplementary_originator_counter;
        uint32_t row = fixture_find(&a, 0, "ActiveImport");
        assert_true(row != UINT32_MAX);
        assert_true(a.tree.values[row].flags & CAT_VALUE_PLAIN);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_device_is_added_joins_and_is_removed),
        TEST(joining_closes_by_itself),
        TEST(the_log_has_sixteen_entries),
        TEST(a_replayed_change_of_the_log_is_refused),
        TEST(the_log_is_saved),
        TEST(a_user_behind_the_broker_is_named),
        TEST(a_user_with_a_certificate_reads_what_is_sensitive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
