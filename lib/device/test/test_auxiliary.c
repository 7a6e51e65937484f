/* Auxiliary controllers: what the calendar, commands, the button and limits make of them, and who hears of it
 * (devices.md 8.15, 12.4, 12.6). */
#include "auxiliary.h"
#include "date_time.h"
#include "fixture.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

enum { OUT_1_ON = 0x1164, OUT_1_OFF = 0x1100, OUT_3 = 0x1300, IN_3 = 0x2300, HCALCS_2_ON = 0x1264 };
enum { HCALCS_ID = 0x77 };

/* The meter of these tests: a switch, a place for a HCALCS, a proportional controller. */
static device *new_meter(fixture *f)
{
    device_options o = {
        .id = f->meter.id,
        .type = CAT_DEVICE_ESME,
        .elements = 1,
        .phases = 1,
        .controllers = {DEVICE_CONTROLLER_SWITCH, DEVICE_CONTROLLER_HCALCS, DEVICE_CONTROLLER_PROPORTIONAL},
        .boost = true,
        .clock = &f->clock.clock,
        .signing = f->meter.signing_key,
        .agreement = f->meter.agreement_key,
        .acb_agreement = f->broker.agreement,
        .supplier_signing = f->supplier.signing,
        .supplier_agreement = f->supplier.agreement,
        .load_controller_signing = f->controller.signing,
        .load_controller_agreement = f->controller.agreement};
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

static int teardown(void **state)
{
    return fixture_teardown(state);
}

/* --- commands --- */

static void at(fixture *f, const char *time)
{
    alb_time t;
    assert_true(alb_time_parse(alb_span_str(time), &t));
    alb_clock_manual_set(&f->clock, t);
}

static void pass(fixture *f)
{
    f->n_sent = 0;
    (void)device_tick(f->esme, f->keys, &f->sink);
}

/* { period, script }, the period of the controller that the script names (ECS47a, ECS47e). start NULL: no
 * period. */
static bool order(fixture *f, uint16_t code, uint64_t counter, uint16_t script, const char *start,
                  const char *end)
{
    bool limits = code == 0x011f;
    uint8_t group = (uint8_t)(116 + (script >> 8 & 0xf));
    uint8_t content[128];
    alb_wr w = alb_wr_init(content, sizeof content);
    uint8_t items = start ? 3 : 1;
    alb_wr_u8(&w, 0);
    alb_wr_u8(&w, items);
    for (uint8_t i = 1; start && i <= 2; i++) {
        alb_wr_bytes(&w, ALB_LIT("\x02\x00\x01\x00\x00\x5e\x2c"));
        alb_wr_u8(&w, group);
        alb_wr_u8(&w, (uint8_t)(i + (limits ? 2 : 0)));
        alb_wr_u8(&w, 2);
    }
    alb_wr_bytes(&w, limits ? ALB_LIT("\x03\x00\x09\x00\x00\x0a\x00\x6b\xff\x01")
                            : ALB_LIT("\x03\x00\x09\x00\x00\x0a\x00\x67\xff\x01"));
    alb_wr_u8(&w, items);
    const char *times[] = {start, end};
    for (size_t i = 0; start && i < 2; i++) {
        uint8_t octets[DATE_TIME];
        alb_time t;
        assert_true(alb_time_parse(alb_span_str(times[i]), &t));
        date_time_write(t, octets);
        alb_wr_bytes(&w, ALB_LIT("\x09\x0c"));
        alb_wr_bytes(&w, ALB_SPAN_OF(octets));
    }
    alb_wr_u8(&w, 0x12);
    alb_wr_be16(&w, script);
    command c = {.from = limits ? &f->controller : &f->supplier,
                 .to = &f->meter,
                 .code = code,
                 .counter = counter,
                 .is_signed = true,
                 .content = alb_arena_copy(f->arena, alb_wr_span(&w))};
    fixture_send(f, f->esme, fixture_command(f, &c));
    answer a = fixture_read(f, 0);
    assert_int_equal(a.verdict.signature, GBCS_CHECK_OK);
    int16_t result = 0;
    for (uint32_t i = 0; i < a.tree.count && result == 0; i = a.tree.values[i].next) {
        result = a.tree.values[i].result;
    }
    return result == 0;
}

static bool set_state(fixture *f, uint64_t counter, uint16_t script, const char *start, const char *end)
{
    return order(f, 0x011e, counter, script, start, end);
}

static bool set_limit(fixture *f, uint64_t counter, uint16_t script, const char *start, const char *end)
{
    return order(f, 0x011f, counter, script, start, end);
}

/* Alerts of that code among what was sent; *last: where the last stands. */
static size_t alerts(const fixture *f, uint16_t code, size_t *last)
{
    size_t count = 0;
    for (size_t i = 0; i < f->n_sent; i++) {
        gbcs_message m;
        assert_int_equal(gbcs_message_parse(f->sent[i], &m, NULL), ALB_OK);
        if (m.header.cra == GBCS_ALERT && fixture_alert_code(f, i) == code) {
            count++;
            *last = i;
        }
    }
    return count;
}

/* --- a switch --- */

static void a_command_holds_for_its_time(void **state)
{
    fixture *f = *state;
    size_t last = 0;
    assert_true(set_state(f, 1, OUT_1_ON, "2026-03-04T12:00:00Z", "2026-03-04T13:00:00Z"));
    assert_int_equal(device_output(f->esme, 1), 0);
    at(f, "2026-03-04T11:59:59Z");
    pass(f);
    assert_int_equal(device_output(f->esme, 1), 0);
    at(f, "2026-03-04T12:00:00Z");
    pass(f);
    assert_int_equal(device_output(f->esme, 1), 100);
    assert_int_equal(alerts(f, 0x8f88, &last), 1);
    answer a = fixture_read(f, last);
    assert_int_equal(a.verdict.signature, GBCS_CHECK_OK);
    assert_true(alb_eui64_equal(a.message.header.target, f->supplier.id));
    assert_true(a.message.header.has_supplementary_party);
    assert_true(alb_eui64_equal(a.message.header.supplementary_party, f->controller.id));
    uint32_t text = fixture_find(&a, 0, "StateAndAssociatedInformation");
    assert_true(alb_span_is(a.tree.values[text].bytes, "{\"outputState\": 100, \"inputState\": 0}"));
    at(f, "2026-03-04T18:00:00Z"); /* past its end: the meter catches up */
    pass(f);
    assert_int_equal(device_output(f->esme, 1), 0);
    const auxiliary *x = f->esme->auxiliary;
    assert_int_equal(x->n_log, 2);
    assert_int_equal(x->log[0].action, 0x0111);
    assert_int_equal(x->log[0].outcome, OUTCOME_SUCCEEDED);
    assert_int_equal(x->log[1].action, 0x0120);
    alb_time ended;
    assert_true(alb_time_parse(ALB_LIT("2026-03-04T13:00:00Z"), &ended));
    assert_int_equal(x->log[1].time, alb_time_to_2000(ended));
    assert_int_equal(device_tick(f->esme, f->keys, &f->sink), INT64_MAX);
}

static void without_a_period_it_holds_until_it_is_taken_back(void **state)
{
    fixture *f = *state;
    assert_true(set_state(f, 1, OUT_1_ON, NULL, NULL));
    assert_int_equal(device_output(f->esme, 1), 100);
    at(f, "2026-09-01T00:00:00Z");
    pass(f);
    assert_int_equal(device_output(f->esme, 1), 100);
    assert_true(set_state(f, 2, OUT_1_ON, "2026-09-01T00:00:00Z", "2026-09-01T00:00:00Z"));
    assert_int_equal(device_output(f->esme, 1), 0);
    assert_true(set_state(f, 3, OUT_1_ON, NULL, NULL)); /* a period is of its command alone */
    assert_int_equal(device_output(f->esme, 1), 100);
}

static void what_does_not_fit_a_controller_is_refused(void **state)
{
    fixture *f = *state;
    assert_false(set_state(f, 1, 0x1132, NULL, NULL)); /* half of a switch */
    assert_false(set_state(f, 2, 0x2164, NULL, NULL)); /* into a switch */
    assert_false(set_state(f, 3, HCALCS_2_ON, NULL, NULL));
    assert_false(set_state(f, 4, 0x1464, NULL, NULL)); /* nothing there */
    assert_false(set_state(f, 5, 0x1665, NULL, NULL)); /* no such number */
    assert_false(set_state(f, 6, OUT_3 + 101, NULL, NULL));
    assert_false(set_limit(f, 7, OUT_1_ON, NULL, NULL)); /* a switch has no limit */
    assert_null(f->esme->auxiliary);
    assert_true(set_state(f, 8, OUT_3 + 40, NULL, NULL));
    assert_int_equal(device_output(f->esme, 3), 40);
}

/* A meter without controllers has none of their objects. */
static void other_meters_have_none(void **state)
{
    fixture *f = *state;
    device_free(f->esme);
    f->esme = fixture_device(f, &f->meter, CAT_DEVICE_ESME);
    assert_false(set_state(f, 1, OUT_1_ON, NULL, NULL));
    answer a = fixture_read(f, 0);
    assert_int_equal(a.tree.values[0].result, 4);
}

/* --- the calendar --- */

static void put_entry(leaves *l, uint64_t index, uint16_t script, alb_span time, alb_span weekdays,
                      alb_span special)
{
    static const uint8_t any[] = {0xff, 0xff, 0xff, 0xff, 0xff};
    leaves_number(l, index);
    leaves_number(l, script);
    leaves_octets(l, time);
    leaves_add(l, 7, weekdays);
    leaves_add(l, 1, special);
    leaves_octets(l, ALB_SPAN_OF(any));
    leaves_octets(l, ALB_SPAN_OF(any));
}

/* On at seven and off at eleven on weekdays; on Christmas on at nine instead. activation: octets of ECS46d.
 */
static void set_calendar(fixture *f, uint64_t counter, alb_span activation)
{
    leaves l;
    leaves_init(&l, f->arena);
    leaves_number(&l, 1);
    leaves_number(&l, 1);
    leaves_octets(&l, ALB_LIT("\x07\xea\x0c\x19\xff"));
    leaves_number(&l, 1);
    leaves_number(&l, 3);
    put_entry(&l, 1, 0x11e4, ALB_LIT("\x07\x00\x00\x00"), ALB_LIT("\xf8"), ALB_LIT("\x00"));
    put_entry(&l, 2, 0x1180, ALB_LIT("\x0b\x00\x00\x00"), ALB_LIT("\xf8"), ALB_LIT("\x00"));
    put_entry(&l, 3, 0x13b2, ALB_LIT("\x09\x00\x00\x00"), ALB_LIT("\x00"), ALB_LIT("\x80"));
    leaves_octets(&l, activation);
    leaves_octets(&l, activation);
    command c = {.from = &f->supplier, .to = &f->meter, .counter = counter};
    fixture_fill(f, &c, "ECS46d", &l);
    fixture_send(f, f->esme, fixture_command(f, &c));
    answer a = fixture_read(f, 0);
    for (uint32_t i = 0; i < a.tree.count; i = a.tree.values[i].next) {
        assert_int_equal(a.tree.values[i].result, 0);
    }
}

#define AT_ONCE ALB_LIT("\0\0\0\0\0\0\0\0\0\x80\0\xff")

static alb_time offset_of(fixture *f)
{
    command c = {.from = &f->supplier, .to = &f->meter, .counter = 0x99};
    leaves none;
    leaves_init(&none, f->arena);
    fixture_fill(f, &c, "ECS26c", &none);
    fixture_send(f, f->esme, fixture_command(f, &c));
    answer a = fixture_read(f, 0);
    uint64_t offset = a.tree.values[0].number.u;
    uint64_t number = a.tree.values[1].number.u;
    uint64_t limit = a.tree.values[2].number.u;
    assert_int_equal(limit, 600);
    assert_true(number < 10000);
    assert_int_equal(offset, (number * limit + 5000) / 10000);
    return ALB_SECONDS((alb_time)offset);
}

/* 2026-03-04 is a Wednesday. */
static void the_calendar_switches_late_by_the_offset(void **state)
{
    fixture *f = *state;
    alb_time seven;
    alb_time offset = offset_of(f);
    assert_true(alb_time_parse(ALB_LIT("2026-03-05T07:00:00Z"), &seven));
    set_calendar(f, 1, AT_ONCE);
    assert_int_equal(device_output(f->esme, 1), 100); /* since seven of today */
    at(f, "2026-03-04T11:59:00Z");
    pass(f);
    assert_int_equal(device_output(f->esme, 1), 0);
    assert_int_equal(device_tick(f->esme, f->keys, &f->sink), seven + offset);
    alb_clock_manual_set(&f->clock, seven + offset - 1000);
    pass(f);
    assert_int_equal(device_output(f->esme, 1), 0);
    alb_clock_manual_set(&f->clock, seven + offset);
    pass(f);
    assert_int_equal(device_output(f->esme, 1), 100);
    at(f, "2026-03-07T12:00:00Z"); /* Saturday: off since Friday */
    pass(f);
    assert_int_equal(device_output(f->esme, 1), 0);
    for (int week = 0; week < 41; week++) {
        alb_clock_manual_add(&f->clock, ALB_DAYS(7));
        pass(f);
    }
    at(f, "2026-12-25T09:30:00Z");
    pass(f);
    assert_int_equal(device_output(f->esme, 3), 50);
    const auxiliary *x = f->esme->auxiliary;
    assert_int_equal(x->log[x->n_log - 1].action, 0x13b2);
    assert_int_equal(x->n_log, AUXILIARY_LOG_ENTRIES);
}

static void a_command_is_above_the_calendar(void **state)
{
    fixture *f = *state;
    set_calendar(f, 1, AT_ONCE);
    assert_true(set_state(f, 2, OUT_1_OFF, "2026-03-04T10:00:00Z", "2026-03-05T08:00:00Z"));
    assert_int_equal(device_output(f->esme, 1), 0);
    at(f, "2026-03-05T07:59:59Z");
    pass(f);
    assert_int_equal(device_output(f->esme, 1), 0);
    at(f, "2026-03-05T08:00:00Z");
    pass(f);
    assert_int_equal(device_output(f->esme, 1), 100);
}

static void a_dated_calendar_waits(void **state)
{
    fixture *f = *state;
    size_t last = 0;
    set_calendar(f, 1, ALB_LIT("\x07\xea\x03\x0a\xff\x00\x00\x00\x00\x80\x00\xff")); /* 10 March */
    at(f, "2026-03-09T09:00:00Z");
    pass(f);
    assert_int_equal(device_output(f->esme, 1), 0);
    at(f, "2026-03-10T09:00:00Z");
    pass(f);
    assert_int_equal(alerts(f, 0x8f66, &last), 2);
    assert_int_equal(device_output(f->esme, 1), 100);
}

/* --- the button --- */

static void associate(fixture *f, uint64_t counter, bool first)
{
    leaves l;
    leaves_init(&l, f->arena);
    leaves_number(&l, first ? 0xff : 0);
    leaves_zeros(&l, 4);
    command c = {.from = &f->supplier, .to = &f->meter, .counter = counter};
    fixture_fill(f, &c, "ECS62", &l);
    fixture_send(f, f->esme, fixture_command(f, &c));
}

static void the_button_boosts_what_is_associated(void **state)
{
    fixture *f = *state;
    assert_true(device_boost(f->esme, f->keys, 30, &f->sink));
    assert_int_equal(device_output(f->esme, 1), 0); /* nothing is associated */
    assert_true(device_boost(f->esme, f->keys, 0, &f->sink));
    associate(f, 1, true);
    assert_true(device_boost(f->esme, f->keys, 30, &f->sink));
    assert_int_equal(device_output(f->esme, 1), 100);
    assert_int_equal(device_output(f->esme, 3), 0);
    at(f, "2026-03-04T10:31:12Z");
    assert_true(device_boost(f->esme, f->keys, 60, &f->sink));  /* an hour from the first, no more */
    assert_false(device_boost(f->esme, f->keys, 20, &f->sink)); /* no such length */
    at(f, "2026-03-04T11:11:11Z");
    pass(f);
    assert_int_equal(device_output(f->esme, 1), 100);
    at(f, "2026-03-04T11:11:12Z");
    pass(f);
    assert_int_equal(device_output(f->esme, 1), 0);
    const auxiliary *x = f->esme->auxiliary;
    assert_int_equal(x->n_boosts, 2);
    assert_int_equal(x->boosts[1].end - x->boosts[1].start, 3600);
    const event_log *events = &f->esme->events;
    assert_int_equal(event_log_at(events, events->count - 1)->code, 0x8162);
    assert_int_equal(event_log_at(events, events->count - 2)->code, 0x8161);
}

/* --- limits --- */

static void a_limit_holds_whatever_asks(void **state)
{
    fixture *f = *state;
    size_t last = 0;
    assert_true(set_state(f, 1, OUT_3 + 80, NULL, NULL));
    assert_true(set_limit(f, 1, OUT_3 + 30, "2026-03-04T11:00:00Z", "2026-03-04T12:00:00Z"));
    assert_int_equal(alerts(f, 0x8f86, &last), 1);
    answer a = fixture_read(f, last);
    assert_true(alb_eui64_equal(a.message.header.target, f->controller.id));
    assert_int_equal(a.tree.values[fixture_find(&a, 0, "DirectionAndControllerNumber")].number.u, 0x13);
    assert_int_equal(a.tree.values[fixture_find(&a, 0, "Level")].number.u, 30);
    assert_int_equal(device_output(f->esme, 3), 80);
    at(f, "2026-03-04T11:00:00Z");
    pass(f);
    assert_int_equal(device_output(f->esme, 3), 30);
    assert_true(set_state(f, 2, OUT_3 + 90, NULL, NULL));
    assert_int_equal(device_output(f->esme, 3), 30);
    at(f, "2026-03-04T12:00:00Z");
    pass(f);
    assert_int_equal(device_output(f->esme, 3), 90);
    assert_int_equal(alerts(f, 0x8f87, &last), 1);
    a = fixture_read(f, last);
    assert_int_equal(a.tree.values[fixture_find(&a, 0, "Level")].number.u, 90);
    /* One that is replaced ends. */
    assert_true(set_limit(f, 2, IN_3 + 10, "2026-03-04T13:00:00Z", "2026-03-04T14:00:00Z"));
    assert_int_equal(alerts(f, 0x8f87, &last), 0);
    assert_true(set_limit(f, 3, IN_3 + 20, "2026-03-04T13:00:00Z", "2026-03-04T14:00:00Z"));
    assert_int_equal(alerts(f, 0x8f87, &last), 1);
    assert_int_equal(alerts(f, 0x8f86, &last), 1);
}

/* --- a HCALCS --- */

typedef struct han {
    fixture *f;
    device *hcalcs;
    size_t asked;
} han;

static bool carry(void *ctx, alb_eui64 from, alb_eui64 to, const device_han *asked)
{
    han *h = ((fixture *)ctx)->han;
    h->asked++;
    device *d = alb_eui64_equal(to, h->f->meter.id) ? h->f->esme : h->hcalcs;
    return device_han_receive(d, h->f->keys, from, asked, &h->f->sink);
}

static void a_hcalcs_obeys_its_meter(void **state)
{
    fixture *f = *state;
    size_t last = 0;
    party self = fixture_party(f, HCALCS_ID, SMKI_ROLE_NONE);
    han h = {.f = f, .hcalcs = fixture_device(f, &self, CAT_DEVICE_HCALCS)};
    f->han = &h;
    f->sink.han = carry;
    assert_non_null(partners_add(&f->esme->partners, self.id, PARTNER_HCALCS, JOIN_A_INITIATOR));
    auxiliary_join(f->esme, self.id);
    assert_int_equal(auxiliary_place_of(f->esme, self.id), 1);
    /* It knows no meter yet. */
    assert_true(set_state(f, 1, HCALCS_2_ON, NULL, NULL));
    assert_int_equal(alerts(f, 0x811a, &last), 1);
    assert_int_equal(device_output(h.hcalcs, 1), 0);
    const auxiliary *x = f->esme->auxiliary;
    assert_int_equal(x->n_log, 2);
    assert_int_equal(x->log[0].action, 0x0211);
    assert_int_equal(x->log[0].outcome, OUTCOME_REQUESTED);
    assert_int_equal(x->log[1].action, 0x0200);
    assert_int_equal(x->log[1].outcome, OUTCOME_FAILED);
    assert_int_equal(x->log[0].id, x->log[1].id);
    /* Joined, and without power for a while: it comes back and asks. */
    assert_non_null(partners_add(&h.hcalcs->partners, f->meter.id, PARTNER_ESME, JOIN_A_RESPONDER));
    device_power(h.hcalcs, f->keys, false, &f->sink);
    device_power(h.hcalcs, f->keys, true, &f->sink);
    assert_int_equal(device_output(h.hcalcs, 1), 100);
    assert_int_equal(x->log[x->n_log - 1].outcome, OUTCOME_SUCCEEDED);
    assert_int_equal(event_log_at(&f->esme->events, f->esme->events.count - 1)->information, 0x0119);
    /* A stranger is not obeyed. */
    device_han off = {.kind = DEVICE_HAN_SWITCH, .on = false};
    assert_false(device_han_receive(h.hcalcs, f->keys, f->hub.id, &off, &f->sink));
    assert_int_equal(device_output(h.hcalcs, 1), 100);
    auxiliary_part(f->esme, self.id);
    assert_int_equal(auxiliary_place_of(f->esme, self.id), DEVICE_CONTROLLERS);
    device_free(h.hcalcs);
    fixture_party_free(&self);
}

/* --- memory --- */

static void all_of_it_outlives_a_restart(void **state)
{
    fixture *f = *state;
    alb_buf before;
    alb_buf after;
    alb_buf_init(&before, 1 << 20);
    alb_buf_init(&after, 1 << 20);
    set_calendar(f, 1, AT_ONCE);
    assert_true(set_state(f, 2, OUT_3 + 80, NULL, NULL));
    assert_true(set_limit(f, 1, OUT_3 + 30, "2026-03-04T11:00:00Z", "2026-03-04T12:00:00Z"));
    assert_true(device_boost(f->esme, f->keys, 15, &f->sink));
    assert_int_equal(device_save(f->esme, &before, NULL), ALB_OK);
    device_free(f->esme);
    f->esme = new_meter(f);
    assert_int_equal(device_restore(f->esme, alb_buf_span(&before), NULL), ALB_OK);
    assert_int_equal(device_save(f->esme, &after, NULL), ALB_OK);
    assert_true(alb_span_equal(alb_buf_span(&before), alb_buf_span(&after)));
    assert_int_equal(device_output(f->esme, 3), 80);
    at(f, "2026-03-04T11:00:00Z");
    pass(f);
    assert_int_equal(device_output(f->esme, 3), 30);
    alb_buf_release(&before);
    alb_buf_release(&after);
}

/* What happened in the dark is not caught up; what holds now is. */
static void power_cuts_skip_what_was_due(void **state)
{
    fixture *f = *state;
    assert_true(set_state(f, 1, OUT_1_ON, "2026-03-04T12:00:00Z", "2026-03-04T13:00:00Z"));
    assert_true(set_state(f, 2, OUT_3 + 10, "2026-03-04T12:30:00Z", "2026-03-04T15:00:00Z"));
    device_power(f->esme, f->keys, false, &f->sink);
    at(f, "2026-03-04T14:00:00Z");
    device_power(f->esme, f->keys, true, &f->sink);
    assert_int_equal(device_output(f->esme, 1), 0);
    assert_int_equal(device_output(f->esme, 3), 10);
    assert_int_equal(f->esme->auxiliary->n_log, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(a_command_holds_for_its_time),
                                       TEST(without_a_period_it_holds_until_it_is_taken_back),
                                       TEST(what_does_not_fit_a_controller_is_refused),
                                       TEST(other_meters_have_none),
                                       TEST(the_calendar_switches_late_by_the_offset),
                                       TEST(a_command_is_above_the_calendar),
                                       TEST(a_dated_calendar_waits),
                                       TEST(the_button_boosts_what_is_associated),
                                       TEST(a_limit_holds_whatever_asks),
                                       TEST(a_hcalcs_obeys_its_meter),
                                       TEST(all_of_it_outlives_a_restart),
                                       TEST(power_cuts_skip_what_was_due)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
