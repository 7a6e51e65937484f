/* Balances, debts and top-ups (devices.md 9). */
#include "fixture.h"

#include "property.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

/* The worked example of devices.md 9.6. */
static void a_top_up_is_shared_out(void **state)
{
    (void)state;
    money m = {.balance = -30000, .emergency = 120000, .emergency_selected = true, .accumulated_debt = 40000};
    m.debts[MONEY_PAYMENT_DEBT] = 1000000;
    money_limits limits = {.emergency_limit = 500000, .debt_share = 1000, .debt_cap = 1000000};
    assert_int_equal(money_top_up(&m, &limits, 1000000, ALB_TIME_2000), MONEY_TAKEN);
    assert_int_equal(m.debts[MONEY_PAYMENT_DEBT], 900000);
    assert_int_equal(m.accumulated_debt, 0);
    assert_int_equal(m.emergency, 500000);
    assert_int_equal(m.balance, 450000);
    assert_false(m.emergency_selected);
    assert_int_equal(m.n_credits, 1);
}

/* Ten per cent of ten pounds a day, at most five pounds a week: a pound from Monday to Friday, nothing on the
 * weekend. */
static void debt_is_collected_up_to_the_cap_of_a_week(void **state)
{
    (void)state;
    money m = {.balance = 0};
    m.debts[MONEY_PAYMENT_DEBT] = 10000000;
    money_limits limits = {.debt_share = 1000, .debt_cap = 500000};
    alb_time monday;
    assert_true(alb_time_parse(ALB_LIT("2026-03-02T08:00:00Z"), &monday));
    for (int day = 0; day < 14; day++) {
        int32_t before = m.debts[MONEY_PAYMENT_DEBT];
        assert_int_equal(money_top_up(&m, &limits, 1000000, monday + ALB_DAYS(day)), MONEY_TAKEN);
        assert_int_equal(before - m.debts[MONEY_PAYMENT_DEBT], day % 7 < 5 ? 100000 : 0);
    }
}

/* No top-up makes or loses money: what it brings is what balances gain and debts lose. */
static void the_ledger_closes(void **state)
{
    (void)state;
    property p = {11};
    for (int i = 0; i < 20000; i++) {
        money m = {.balance = (int32_t)property_below(&p, 2000000) - 1000000,
                   .emergency = (int32_t)property_below(&p, 500000),
                   .emergency_selected = property_below(&p, 2),
                   .accumulated_debt = (int32_t)property_below(&p, 500000)};
        m.debts[MONEY_PAYMENT_DEBT] = (int32_t)property_below(&p, 500000);
        money_limits limits = {.disablement_threshold = (int32_t)property_below(&p, 100000) - 50000,
                               .emergency_limit = (int32_t)property_below(&p, 500000),
                               .debt_share = (uint16_t)property_below(&p, 10001),
                               .debt_cap = (int32_t)property_below(&p, 1000000)};
        int32_t amount = (int32_t)property_below(&p, 1000000);
        money before = m;
        assert_int_equal(money_top_up(&m, &limits, amount, ALB_TIME_2000), MONEY_TAKEN);
        int64_t gained = (int64_t)m.balance - before.balance + m.emergency - before.emergency +
                         before.accumulated_debt - m.accumulated_debt + before.debts[MONEY_PAYMENT_DEBT] -
                         m.debts[MONEY_PAYMENT_DEBT];
        assert_int_equal(gained, amount);
        assert_true(m.debts[MONEY_PAYMENT_DEBT] >= 0 && m.accumulated_debt >= 0);
    }
}

static void limits_refuse_a_top_up(void **state)
{
    (void)state;
    money m = {.balance = 900};
    money none = m;
    money_limits limits = {.maximum_credit = 500};
    assert_int_equal(money_top_up(&m, &limits, 501, ALB_TIME_2000), MONEY_OVER_CREDIT);
    limits = (money_limits){.maximum_balance = 1000};
    assert_int_equal(money_top_up(&m, &limits, 101, ALB_TIME_2000), MONEY_OVER_BALANCE);
    assert_memory_equal(&m, &none, sizeof m);
    assert_int_equal(money_top_up(&m, &limits, 100, ALB_TIME_2000), MONEY_TAKEN);
}

/* --- in messages --- */

static int16_t top_up(fixture *f, uint32_t count, const char *digits)
{
    command c = {.from = &f->supplier, .to = &f->meter, .counter = (uint64_t)count << 32};
    leaves l;
    leaves_init(&l, f->arena);
    leaves_octets(&l, alb_span_str(digits));
    fixture_fill(f, &c, "CS01a", &l);
    fixture_send(f, f->esme, fixture_command(f, &c));
    answer a = fixture_read(f, 0);
    assert_int_equal(a.message.header.cra, GBCS_RESPONSE);
    assert_int_equal(a.message.header.date_time.len, 12);
    return a.tree.values[0].result;
}

static void make_token(fixture *f, alb_eui64 meter, uint32_t count, uint16_t pounds,
                       char out[static GBCS_UTRN_TEXT])
{
    crypto_secret z;
    gbcs_utrn_credit credit = {.counter = count, .value_class = GBCS_UTRN_POUNDS, .value = pounds};
    assert_int_equal(crypto_ecdh(f->crypto, f->supplier.agreement_key,
                                 smki_certificate_public(f->meter.agreement), &z, NULL),
                     ALB_OK);
    assert_int_equal(gbcs_utrn_make(f->crypto, &z, f->supplier.id, meter, &credit, out, NULL), ALB_OK);
}

static int32_t read_balance(fixture *f)
{
    command c = {.from = &f->supplier, .to = &f->meter, .counter = 5};
    leaves none;
    leaves_init(&none, f->arena);
    fixture_fill(f, &c, "ECS82", &none);
    fixture_send(f, f->esme, fixture_command(f, &c));
    answer a = fixture_read(f, 0);
    assert_int_equal(a.tree.values[0].result, 0);
    return (int32_t)a.tree.values[0].number.i;
}

static void a_token_tops_up_once(void **state)
{
    fixture *f = *state;
    char token[GBCS_UTRN_TEXT];
    make_token(f, f->meter.id, 7, 20, token);
    assert_int_equal(read_balance(f), 0);
    assert_int_equal(top_up(f, 7, token), 0);
    assert_int_equal(read_balance(f), 2000000);
    assert_int_equal(top_up(f, 7, token), 250);
    assert_int_equal(event_log_at(&f->esme->security, 0)->code, 0x8f51);
    make_token(f, f->meter.id, 3, 5, token); /* older, but new to the meter */
    assert_int_equal(top_up(f, 3, token), 0);
    assert_int_equal(read_balance(f), 2500000);
    assert_int_equal(f->esme->money->n_credits, 2);
}

static void a_false_token_tops_up_nothing(void **state)
{
    fixture *f = *state;
    char token[GBCS_UTRN_TEXT];
    make_token(f, f->hub.id, 7, 20, token);
    assert_int_equal(top_up(f, 7, token), 250);
    make_token(f, f->meter.id, 7, 20, token);
    assert_int_equal(top_up(f, 8, token), 250);
    assert_int_equal(event_log_at(&f->esme->security, 1)->code, 0x8f63);
    assert_int_equal(read_balance(f), 0);
}

static void balances_are_adjusted_and_saved(void **state)
{
    fixture *f = *state;
    command c = {.from = &f->supplier, .to = &f->meter, .counter = 11};
    leaves l;
    leaves_init(&l, f->arena);
    leaves_number(&l, (uint64_t)-1234);
    fixture_fill(f, &c, "ECS04a", &l);
    fixture_send(f, f->esme, fixture_command(f, &c));
    assert_int_equal(fixture_read(f, 0).tree.values[0].result, 0);
    assert_int_equal(read_balance(f), -1234);
    alb_buf saved;
    alb_buf_init(&saved, 1 << 16);
    assert_int_equal(device_save(f->esme, &saved, NULL), ALB_OK);
    device_free(f->esme);
    f->esme = fixture_device(f, &f->meter, CAT_DEVICE_ESME);
    assert_int_equal(device_restore(f->esme, alb_buf_span(&saved), NULL), ALB_OK);
    alb_buf_release(&saved);
    assert_int_equal(read_balance(f), -1234);
    c.counter = 12;
    leaves none;
    leaves_init(&none, f->arena);
    fixture_fill(f, &c, "ECS04b", &none);
    fixture_send(f, f->esme, fixture_command(f, &c));
    assert_int_equal(read_balance(f), 0);
}

/* In prepayment mode alone, while the balance is low; asked for twice, it is there once. */
static void emergency_credit_is_selected_when_it_is_due(void **state)
{
    fixture *f = *state;
    static const setting_key mode = {.class_id = 111, .obis = {0, 0, 19, 0, 0, 255}, .id = 2};
    static const setting_key limit = {.class_id = 112, .obis = {0, 0, 19, 10, 1, 255}, .id = 9};
    static const setting_key threshold = {.class_id = 112, .obis = {0, 0, 19, 10, 1, 255}, .id = 10};
    command c = {.from = &f->supplier, .to = &f->meter, .counter = 20};
    leaves none;
    leaves_init(&none, f->arena);
    for (int i = 0; i < 3; i++) {
        fixture_fill(f, &c, "ECS09", &none);
        fixture_send(f, f->esme, fixture_command(f, &c));
        assert_int_equal(fixture_read(f, 0).tree.values[0].result, i == 0 ? 250 : 0);
        leaves number;
        leaves_init(&number, f->arena);
        leaves_number(&number, 2);
        assert_true(settings_put(&f->esme->settings, &mode, &number));
        number.items[0].number = 100000;
        assert_true(settings_put(&f->esme->settings, &limit, &number));
        assert_true(settings_put(&f->esme->settings, &threshold, &number));
        c.counter++;
    }
    assert_int_equal(f->esme->money->emergency, 100000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_top_up_is_shared_out),
        cmocka_unit_test(debt_is_collected_up_to_the_cap_of_a_week),
        cmocka_unit_test(the_ledger_closes),
        cmocka_unit_test(limits_refuse_a_top_up),
        TEST(a_token_tops_up_once),
        TEST(a_false_token_tops_up_nothing),
        TEST(emergency_credit_is_selected_when_it_is_due),
        TEST(balances_are_adjusted_and_saved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
