/* Somebody at a meter or hub who should not be there (devices.md 8.12, 16.4). */
#include "gas_fixture.h"
#include "tamper.h"

static bool is_logged(const event_log *log, uint16_t code)
{
    for (size_t i = 0; i < log->count; i++) {
        if (event_log_at(log, i)->code == code) {
            return true;
        }
    }
    return false;
}

typedef struct expectation {
    device_tamper_kind kind;
    uint16_t begin, end;
    size_t hear_begin, hear_end; /* parties */
} expectation;

/* Begins, is so, ends: each is written down and told once. */
static void tampers(fixture *f, device *d, const expectation *e, uint16_t (*code_of)(const fixture *, size_t))
{
    f->n_sent = 0;
    assert_false(device_tamper(d, f->keys, e->kind, false, &f->sink));
    assert_true(device_tamper(d, f->keys, e->kind, true, &f->sink));
    assert_int_equal(f->n_sent, e->hear_begin);
    for (size_t i = 0; i < f->n_sent; i++) {
        assert_int_equal(code_of(f, i), e->begin);
    }
    assert_true(is_logged(&d->security, e->begin) || is_logged(&d->events, e->begin));
    f->n_sent = 0;
    if (e->end == 0) {
        return;
    }
    assert_false(device_tamper(d, f->keys, e->kind, true, &f->sink));
    assert_int_equal(f->n_sent, 0);
    assert_true(device_tamper(d, f->keys, e->kind, false, &f->sink));
    assert_int_equal(f->n_sent, e->hear_end);
    for (size_t i = 0; i < f->n_sent; i++) {
        assert_int_equal(code_of(f, i), e->end);
    }
    assert_true(is_logged(&d->events, e->end));
}

/* Critical ones to the supplier, where the network is concerned to its operator too; ends to the supplier. */
static void an_electricity_meter_tells_what_is_done_to_it(void **state)
{
    static const expectation all[] = {
        {DEVICE_TAMPER_COVER, 0x8f74, 0x81b9, 2, 1},           {DEVICE_TAMPER_TERMINAL, 0x8f76, 0x81c1, 2, 1},
        {DEVICE_TAMPER_BATTERY, 0x8f73, 0x81a1, 1, 1},         {DEVICE_TAMPER_MAGNET, 0x8f75, 0x81bc, 2, 1},
        {DEVICE_TAMPER_SECOND_TERMINAL, 0x8f77, 0x81c1, 2, 1}, {DEVICE_TAMPER_OTHER, 0x8f78, 0, 2, 0},
    };
    gas_fixture *g = *state;
    for (size_t i = 0; i < ALB_COUNT(all); i++) {
        tampers(g->f, g->f->esme, &all[i], fixture_alert_code);
    }
    assert_false(device_tamper(g->f->esme, g->f->keys, DEVICE_TAMPER_TILT, true, &g->f->sink));
    assert_int_equal(g->f->esme->supply.state, SUPPLY_ENABLED);
}

static void a_gas_meter_tells_it_too(void **state)
{
    static const expectation all[] = {
        {DEVICE_TAMPER_COVER, 0x8f74, 0x81b9, 2, 1},
        {DEVICE_TAMPER_BATTERY, 0x8f73, 0x81a1, 1, 1},
        {DEVICE_TAMPER_MAGNET, 0x8f75, 0x81bc, 2, 1},
        {DEVICE_TAMPER_TILT, 0x81c3, 0x81c2, 1, 1},
    };
    gas_fixture *g = *state;
    for (size_t i = 0; i < ALB_COUNT(all); i++) {
        tampers(g->f, g->gsme, &all[i], gas_fixture_alert);
    }
    assert_false(device_tamper(g->gsme, g->f->keys, DEVICE_TAMPER_TERMINAL, true, &g->f->sink));
}

/* To the DCC, since no supplier is known to a hub. */
static void a_hub_tells_that_it_was_opened(void **state)
{
    gas_fixture *g = *state;
    fixture *f = g->f;
    assert_true(device_tamper(f->chf, f->keys, DEVICE_TAMPER_CASE, true, &f->sink));
    assert_int_equal(f->n_sent, 1);
    assert_int_equal(fixture_alert_code(f, 0), 0x8f3f);
    answer a = fixture_read(f, 0);
    assert_true(alb_eui64_equal(a.message.header.target, f->broker.id));
    assert_true(is_logged(&f->chf->security, 0x8f3f));
    assert_true(device_tamper(f->chf, f->keys, DEVICE_TAMPER_CASE, false, &f->sink));
    assert_int_equal(f->n_sent, 1); /* closing it tells nobody */
    assert_true(device_tamper(f->chf, f->keys, DEVICE_TAMPER_CASE, true, &f->sink));
    assert_int_equal(f->n_sent, 2);
}

/* ECS81 sets what a meter does when it is opened. */
static void a_meter_locks_its_supply_where_it_should(void **state)
{
    gas_fixture *g = *state;
    fixture *f = g->f;
    command c = {.from = &f->supplier, .to = &f->meter, .counter = 3};
    leaves l;
    leaves_init(&l, f->arena);
    leaves_number(&l, 0xff);
    fixture_fill(f, &c, "ECS81", &l);
    fixture_send(f, f->esme, fixture_command(f, &c));
    assert_int_equal(fixture_read(f, 0).tree.values[0].result, 0);
    f->n_sent = 0;
    assert_true(device_tamper(f->esme, f->keys, DEVICE_TAMPER_TERMINAL, true, &f->sink));
    assert_int_equal(f->esme->supply.state, SUPPLY_DISABLED);
    assert_true(f->esme->supply.locked);
    assert_int_equal(fixture_alert_code(f, 0), 0x8f76);
    assert_int_equal(fixture_alert_code(f, f->n_sent - 1), 0x81be);
    answer a = fixture_read(f, f->n_sent - 1);
    assert_int_equal(a.message.header.message_code, 0x1001);
    assert_int_equal(a.verdict.mac, GBCS_CHECK_OK);
    assert_true(is_logged(&f->esme->events, 0x81be));
    /* Putting the cover back does not bring the supply back: the supplier must (ECS42). */
    assert_true(device_tamper(f->esme, f->keys, DEVICE_TAMPER_TERMINAL, false, &f->sink));
    assert_int_equal(f->esme->supply.state, SUPPLY_DISABLED);
    assert_false(device_open_supply(f->esme));
    c = (command){.from = &f->supplier,
                  .to = &f->meter,
                  .code = 0x004f,
                  .counter = 9,
                  .content = RUN_ENABLE,
                  .is_signed = true};
    fixture_send(f, f->esme, fixture_command(f, &c));
    assert_int_equal(f->esme->supply.state, SUPPLY_ENABLED);
    assert_false(f->esme->supply.locked);
}

static void a_gas_meter_closes_its_valve_where_it_should(void **state)
{
    enum { CLOSED = 0 };
    gas_fixture *g = *state;
    fixture *f = g->f;
    gas_fixture_prepay(g); /* the meter has a memory of its own from now on */
    g->gsme->gas->tamper_state = CLOSED;
    f->n_sent = 0;
    assert_true(device_tamper(g->gsme, f->keys, DEVICE_TAMPER_COVER, true, &f->sink));
    assert_int_equal(g->gsme->supply.state, SUPPLY_DISABLED);
    assert_true(g->gsme->supply.locked);
    assert_int_equal(gas_fixture_alerts(f, 0x81be), 1);
}

/* Who cuts the mains first is found out when it comes back, but not what was put right again before. */
static void what_is_done_in_the_dark_is_told_later(void **state)
{
    gas_fixture *g = *state;
    fixture *f = g->f;
    device_power(f->esme, f->keys, false, &f->sink);
    assert_true(device_tamper(f->esme, f->keys, DEVICE_TAMPER_COVER, true, &f->sink));
    assert_true(device_tamper(f->esme, f->keys, DEVICE_TAMPER_MAGNET, true, &f->sink));
    assert_true(device_tamper(f->esme, f->keys, DEVICE_TAMPER_MAGNET, false, &f->sink));
    assert_int_equal(f->n_sent, 0);
    alb_buf saved;
    alb_buf_init(&saved, 1 << 16);
    assert_int_equal(device_save(f->esme, &saved, NULL), ALB_OK);
    assert_int_equal(device_restore(f->esme, alb_buf_span(&saved), NULL), ALB_OK);
    alb_buf_release(&saved);
    alb_clock_manual_add(&f->clock, ALB_MINUTES(5));
    device_power(f->esme, f->keys, true, &f->sink);
    assert_true(is_logged(&f->esme->security, 0x8f74));
    assert_false(is_logged(&f->esme->security, 0x8f75));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GAS_TEST(an_electricity_meter_tells_what_is_done_to_it),
        GAS_TEST(a_gas_meter_tells_it_too),
        GAS_TEST(a_hub_tells_that_it_was_opened),
        GAS_TEST(a_meter_locks_its_supply_where_it_should),
        GAS_TEST(a_gas_meter_closes_its_valve_where_it_should),
        GAS_TEST(what_is_done_in_the_dark_is_told_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
