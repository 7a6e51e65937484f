/* Phases of a polyphase meter that go and come one by one (devices.md 8.11). */
#include "fixture.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

static device *new_meter(const fixture *f)
{
    device_options o = {.id = f->meter.id,
                        .type = CAT_DEVICE_ESME,
                        .elements = 1,
                        .phases = 3,
                        .clock = &f->clock.clock,
                        .signing = f->meter.signing_key,
                        .agreement = f->meter.agreement_key,
                        .acb_agreement = f->broker.agreement,
                        .operator_signing = f->network_operator.signing,
                        .operator_agreement = f->network_operator.agreement};
    device *d = NULL;
    assert_int_equal(device_new(&o, &d, NULL), ALB_OK);
    return d;
}

static int setup(void **state)
{
    assert_int_equal(fixture_setup(state), 0);
    fixture *f = *state;
    device_free(f->esme);
    f->esme = new_meter(f);
    return 0;
}

static void lose(fixture *f, unsigned phase, alb_time duration)
{
    device_phase_power(f->esme, f->keys, phase, false, &f->sink);
    alb_clock_manual_add(&f->clock, duration);
    f->n_sent = 0;
    device_phase_power(f->esme, f->keys, phase, true, &f->sink);
}

static void a_phase_that_comes_back_is_told(void **state)
{
    fixture *f = *state;
    alb_time from = alb_now(&f->clock.clock);
    lose(f, 2, ALB_MINUTES(10));
    assert_int_equal(f->n_sent, 1);
    answer a = fixture_read(f, 0);
    assert_int_equal(a.verdict.signature, GBCS_CHECK_OK);
    assert_int_equal(a.message.header.message_code, 0x0067);
    assert_true(alb_eui64_equal(a.message.header.target, f->network_operator.id));
    assert_int_equal(fixture_alert_code(f, 0), 0x8f3a);
    assert_int_equal(f->esme->power.count, 2);
    assert_int_equal(event_log_at(&f->esme->power, 0)->code, 0x8f59);
    assert_int_equal(event_log_at(&f->esme->power, 0)->time, alb_time_to_2000(from));
    assert_int_equal(event_log_at(&f->esme->power, 1)->code, 0x8f3a);
    lose(f, 3, ALB_MINUTES(1));
    assert_int_equal(fixture_alert_code(f, 0), 0x8f3b);
    lose(f, 1, ALB_MINUTES(3));
    assert_int_equal(fixture_alert_code(f, 0), 0x8f38);
}

static void without_any_the_meter_is_without_power(void **state)
{
    fixture *f = *state;
    device_phase_power(f->esme, f->keys, 1, false, &f->sink);
    device_phase_power(f->esme, f->keys, 2, false, &f->sink);
    assert_true(device_has_power(f->esme));
    device_phase_power(f->esme, f->keys, 3, false, &f->sink);
    assert_false(device_has_power(f->esme));
    alb_clock_manual_add(&f->clock, ALB_MINUTES(5));
    f->n_sent = 0;
    device_power(f->esme, f->keys, true, &f->sink);
    assert_int_equal(f->n_sent, 1);
    assert_int_equal(fixture_alert_code(f, 0), 0x8f36);
}

static void a_lost_phase_outlives_a_restart(void **state)
{
    fixture *f = *state;
    alb_buf saved;
    alb_buf_init(&saved, 1 << 20);
    device_phase_power(f->esme, f->keys, 1, false, &f->sink);
    assert_int_equal(device_save(f->esme, &saved, NULL), ALB_OK);
    device_free(f->esme);
    f->esme = new_meter(f);
    assert_int_equal(device_restore(f->esme, alb_buf_span(&saved), NULL), ALB_OK);
    alb_buf_release(&saved);
    alb_clock_manual_add(&f->clock, ALB_HOURS(1));
    f->n_sent = 0;
    device_phase_power(f->esme, f->keys, 1, true, &f->sink);
    assert_int_equal(f->n_sent, 1);
    assert_int_equal(fixture_alert_code(f, 0), 0x8f38);
}

static void other_meters_have_one_phase(void **state)
{
    fixture *f = *state;
    device_free(f->esme);
    f->esme = fixture_device(f, &f->meter, CAT_DEVICE_ESME);
    lose(f, 1, ALB_MINUTES(10));
    assert_int_equal(f->n_sent, 0);
    assert_int_equal(f->esme->power.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_phase_that_comes_back_is_told), TEST(without_any_the_meter_is_without_power),
        TEST(a_lost_phase_outlives_a_restart), TEST(other_meters_have_one_phase)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
