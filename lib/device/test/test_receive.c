/* What a device does with commands: those it must take, and those it must not. */
#include "fixture.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

static command read_supply(const fixture *f, uint64_t counter)
{
    return (command){
        .from = &f->supplier, .to = &f->meter, .code = 0x0052, .counter = counter, .content = READ_SUPPLY};
}

static command disable(const fixture *f, uint64_t counter)
{
    return (command){.from = &f->supplier,
                     .to = &f->meter,
                     .code = 0x0050,
                     .counter = counter,
                     .content = RUN_DISABLE,
                     .is_signed = true};
}

static command enable(const fixture *f, uint64_t counter)
{
    command c = disable(f, counter);
    c.code = 0x004f;
    c.content = RUN_ENABLE;
    return c;
}

static void send_command(fixture *f, const command *c)
{
    fixture_send(f, f->esme, fixture_command(f, c));
}

/* --- accepted --- */

static void a_read_is_answered_with_a_mac(void **state)
{
    fixture *f = *state;
    const party *askers[] = {&f->supplier, &f->network_operator};
    for (size_t i = 0; i < ALB_COUNT(askers); i++) {
        command c = read_supply(f, 1000);
        c.from = askers[i];
        send_command(f, &c);
        assert_int_equal(f->n_sent, 1);
        answer a = fixture_read(f, 0);
        assert_int_equal(a.message.header.cra, GBCS_RESPONSE);
        assert_int_equal(a.message.header.counter, 1000);
        assert_int_equal(a.message.header.message_code, 0x0052);
        assert_true(alb_eui64_equal(a.message.header.originator, f->meter.id));
        assert_true(alb_eui64_equal(a.message.header.target, askers[i]->id));
        assert_int_equal(a.message.header.date_time.len, 0);
        assert_int_equal(a.message.signature.len, 0);
        assert_int_equal(a.verdict.mac, GBCS_CHECK_OK);
        assert_int_equal(a.tree.values[0].result, 0);
        assert_int_equal(a.tree.values[0].number.u, SUPPLY_ENABLED);
    }
}

static void reads_may_come_again(void **state)
{
    fixture *f = *state;
    command c = read_supply(f, 7);
    send_command(f, &c);
    send_command(f, &c);
    assert_int_equal(f->n_sent, 1);
    assert_int_equal(fixture_read(f, 0).message.header.cra, GBCS_RESPONSE);
}

static void registers_are_the_homes_consumption_encrypted(void **state)
{
    fixture *f = *state;
    for (int i = 0; i < 5; i++) {
        command c = {.from = &f->supplier, .to = &f->meter, .code = 0x0027, .counter = 55 + (uint64_t)i};
        c.content = fixture_read_import(f, &c);
        send_command(f, &c);
        assert_int_equal(f->n_sent, 1);
        answer a = fixture_read(f, 0);
        assert_int_equal(a.verdict.mac, GBCS_CHECK_OK);
        assert_int_equal(a.message.header.date_time.len, 12);
        uint64_t expected = device_import_register(PLAIN(f->meter.id), alb_now(&f->clock.clock));
        uint32_t active = UINT32_MAX;
        for (uint32_t at = 0; at < a.tree.count; at++) {
            active = strcmp(a.tree.values[at].field->name, "ActiveImportRegister") == 0 ? at : active;
        }
        assert_true(active != UINT32_MAX);
        assert_true(a.tree.values[active].flags & CAT_VALUE_PLAIN);
        assert_int_equal(a.tree.values[active].number.u, expected);
        alb_clock_manual_add(&f->clock, ALB_HOURS(7));
    }
}

static void a_critical_command_is_answered_with_a_signature(void **state)
{
    fixture *f = *state;
    command c = disable(f, 100);
    send_command(f, &c);
    assert_int_equal(f->n_sent, 1);
    answer a = fixture_read(f, 0);
    assert_int_equal(a.message.form, GBCS_SIGNED);
    assert_int_equal(a.verdict.signature, GBCS_CHECK_OK);
    assert_int_equal(a.tree.values[0].result, 0);
    assert_int_equal(f->esme->supply.state, SUPPLY_DISABLED);
    c = read_supply(f, 101);
    send_command(f, &c);
    answer off = fixture_read(f, 0);
    assert_int_equal(off.tree.values[0].number.u, SUPPLY_DISABLED);
    c = enable(f, 102);
    send_command(f, &c);
    assert_int_equal(f->esme->supply.state, SUPPLY_ENABLED);
    /* Both stand in the event log with their codes. */
    assert_int_equal(f->esme->events.count, 2);
    assert_int_equal(event_log_at(&f->esme->events, 1)->code, 0x8154);
    assert_int_equal(event_log_at(&f->esme->events, 1)->information, 0x004f);
}

static void a_disabled_supply_counts_nothing(void **state)
{
    fixture *f = *state;
    command c = disable(f, 1);
    alb_time start = alb_now(&f->clock.clock);
    send_command(f, &c);
    uint64_t before = supply_register(&f->esme->supply, start);
    assert_int_equal(before, device_import_register(PLAIN(f->meter.id), start));
    alb_clock_manual_add(&f->clock, ALB_DAYS(2));
    alb_time later = alb_now(&f->clock.clock);
    assert_int_equal(supply_register(&f->esme->supply, later), before);
    assert_int_equal(supply_power(&f->esme->supply, later), 0);
    c = enable(f, 2);
    send_command(f, &c);
    assert_int_equal(supply_register(&f->esme->supply, later), before);
    uint64_t taken = device_import_register(PLAIN(f->meter.id), later + ALB_DAYS(1)) -
                     device_import_register(PLAIN(f->meter.id), later);
    assert_int_equal(supply_register(&f->esme->supply, later + ALB_DAYS(1)), before + taken);
}

static void a_hub_tells_its_firmware_to_the_dcc(void **state)
{
    fixture *f = *state;
    command c = {.from = &f->broker, .to = &f->hub, .code = 0x0059, .counter = 9, .content = READ_FIRMWARE};
    fixture_send(f, f->chf, fixture_command(f, &c));
    assert_int_equal(f->n_sent, 1);
    answer a = fixture_read(f, 0);
    assert_int_equal(a.verdict.mac, GBCS_CHECK_OK);
    assert_int_equal(a.tree.values[0].result, 0);
    assert_int_equal(a.tree.values[0].bytes.len, 4);
}

/* --- refused --- */

/* The alert of that event, signed, to the supplier; a line in the security log; nothing else. */
static void assert_refused(fixture *f, device *d, alb_span message, uint16_t event)
{
    supply supply_before = d->supply; /* with the same list of interruptions */
    gbcs_execution_counters executed = d->executed;
    uint16_t events = d->events.count;
    uint16_t security = d->security.count;
    fixture_send(f, d, message);
    assert_memory_equal(&d->supply, &supply_before, sizeof supply_before);
    assert_memory_equal(&d->executed, &executed, sizeof executed);
    assert_int_equal(d->events.count, events);
    if (event == 0) {
        assert_int_equal(f->n_sent, 0);
        assert_int_equal(d->security.count, security);
        return;
    }
    assert_int_equal(d->security.count, security + 1);
    assert_int_equal(event_log_at(&d->security, security)->code, event);
    assert_int_equal(f->n_sent, 1);
    assert_int_equal(fixture_alert_code(f, 0), event);
    answer a = fixture_read(f, 0);
    assert_int_equal(a.verdict.signature, GBCS_CHECK_OK);
    assert_int_equal(a.message.header.message_code, 0x1000);
}

static void a_wrong_mac_is_refused(void **state)
{
    fixture *f = *state;
    command c = read_supply(f, 1);
    alb_span good = fixture_command(f, &c);
    uint8_t bad[MESSAGE_ROOM];
    memcpy(bad, good.ptr, good.len);
    bad[good.len - 1] ^= 1;
    assert_refused(f, f->esme, alb_span_of(bad, good.len), 0x8f3d);
}

static void a_wrong_signature_is_refused(void **state)
{
    fixture *f = *state;
    command c = disable(f, 1);
    c.signer = &f->stranger;
    assert_refused(f, f->esme, fixture_command(f, &c), 0x8f3d);
    c.signer = &f->network_operator;
    assert_refused(f, f->esme, fixture_command(f, &c), 0x8f3d);
}

static void missing_protection_is_refused(void **state)
{
    fixture *f = *state;
    command c = disable(f, 1);
    c.is_signed = false;
    assert_refused(f, f->esme, fixture_command(f, &c), 0x8f3d);
    c = disable(f, 1);
    c.without_mac = true;
    assert_refused(f, f->esme, fixture_command(f, &c), 0x8f3d);
    c.is_signed = false;
    assert_refused(f, f->esme, fixture_command(f, &c), 0x8f3d); /* a pre-command */
}

static void a_replayed_command_is_refused(void **state)
{
    fixture *f = *state;
    command c = disable(f, 50);
    send_command(f, &c);
    command undo = enable(f, 51);
    send_command(f, &undo);
    assert_int_equal(f->esme->supply.state, SUPPLY_ENABLED);
    assert_refused(f, f->esme, fixture_command(f, &c), 0x8f3e);
    assert_refused(f, f->esme, fixture_command(f, &undo), 0x8f3e);
    c.counter = 51;
    assert_refused(f, f->esme, fixture_command(f, &c), 0x8f3e);
}

static void a_message_for_another_device_is_dropped(void **state)
{
    fixture *f = *state;
    command c = disable(f, 1);
    c.to = &f->hub;
    assert_refused(f, f->esme, fixture_command(f, &c), 0);
}

static void what_a_device_does_not_know_is_refused(void **state)
{
    fixture *f = *state;
    command c = read_supply(f, 1);
    c.code = 0xfff0; /* no use case */
    assert_refused(f, f->esme, fixture_command(f, &c), 0x8f1e);
    c.code = 0x006b; /* of a gas meter */
    assert_refused(f, f->esme, fixture_command(f, &c), 0x8f1e);
}

static void who_has_no_authority_is_refused(void **state)
{
    fixture *f = *state;
    command c = disable(f, 1);
    c.from = &f->network_operator; /* known, but not for this */
    assert_refused(f, f->esme, fixture_command(f, &c), 0x8f30);
    c.from = &f->stranger;
    assert_refused(f, f->esme, fixture_command(f, &c), 0x8f30);
    c = read_supply(f, 1);
    c.from = &f->stranger;
    assert_refused(f, f->esme, fixture_command(f, &c), 0x8f30);
}

static void content_of_another_use_case_is_refused(void **state)
{
    fixture *f = *state;
    command c = enable(f, 1);
    c.content = RUN_DISABLE;
    assert_refused(f, f->esme, fixture_command(f, &c), 0x8f1e);
}

static void answers_and_noise_are_refused(void **state)
{
    fixture *f = *state;
    command c = read_supply(f, 1);
    send_command(f, &c);
    alb_span response = f->sent[0];
    assert_refused(f, f->esme, ALB_LIT("\xdd\x00\x01"), 0x8f1e);
    assert_refused(f, f->esme, response, 0); /* it is the supplier's */
}

/* Every bit of a command is protected: with one of them changed, nothing happens to the supply. */
static void one_flipped_bit_changes_nothing(void **state)
{
    fixture *f = *state;
    command c = disable(f, 0x40);
    alb_span good = fixture_command(f, &c);
    uint8_t bad[MESSAGE_ROOM];
    memcpy(bad, good.ptr, good.len);
    gbcs_execution_counters none = {.supplier_top_up = 0};
    for (size_t bit = 0; bit < good.len * 8; bit++) {
        bad[bit / 8] ^= (uint8_t)(1U << bit % 8);
        fixture_send(f, f->esme, alb_span_of(bad, good.len));
        bad[bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_int_equal(f->esme->supply.state, SUPPLY_ENABLED);
        assert_memory_equal(&f->esme->executed, &none, sizeof none);
        assert_int_equal(f->esme->events.count, 0);
        assert_true(f->n_sent == 0 || fixture_alert_code(f, 0) >= 0x8f00);
    }
    assert_int_equal(f->esme->security.count, EVENT_LOG_CAPACITY);
    fixture_send(f, f->esme, good);
    assert_int_equal(f->esme->supply.state, SUPPLY_DISABLED);
}

/* Whoever sends rubbish cannot make a meter flood its supplier. */
static void alerts_of_refusals_are_limited(void **state)
{
    fixture *f = *state;
    size_t alerts = 0;
    for (int i = 0; i < 30; i++) {
        fixture_send(f, f->esme, ALB_LIT("\x00"));
        alerts += f->n_sent;
    }
    assert_int_equal(alerts, 10);
    assert_int_equal(event_log_at(&f->esme->security, 11)->code, 0x8f60);
    alb_clock_manual_add(&f->clock, ALB_HOURS(1));
    fixture_send(f, f->esme, ALB_LIT("\x00"));
    assert_int_equal(f->n_sent, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_read_is_answered_with_a_mac),
        TEST(reads_may_come_again),
        TEST(registers_are_the_homes_consumption_encrypted),
        TEST(a_critical_command_is_answered_with_a_signature),
        TEST(a_disabled_supply_counts_nothing),
        TEST(a_hub_tells_its_firmware_to_the_dcc),
        TEST(a_wrong_mac_is_refused),
        TEST(a_wrong_signature_is_refused),
        TEST(missing_protection_is_refused),
        TEST(a_replayed_command_is_refused),
        TEST(a_message_for_another_device_is_dropped),
        TEST(what_a_device_does_not_know_is_refused),
        TEST(who_has_no_authority_is_refused),
        TEST(content_of_another_use_case_is_refused),
        TEST(answers_and_noise_are_refused),
        TEST(one_flipped_bit_changes_nothing),
        TEST(alerts_of_refusals_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
