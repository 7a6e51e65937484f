/* Prepayment, load limit, change of tenancy and change of supplier as stories, from commands and people's
 * actions alone (devices.md 8.8, 8.9, 9). */
#include "esme_fixture.h"

#include "credentials.h"

enum { SCALE = -5, POUND = 100000 };

static const esme_tariff flat = {.n_days = 1,
                                 .days = {{.n_switches = 1, .switches = {{0, 0, 1}}}},
                                 .scale = SCALE,
                                 .n_prices = 1,
                                 .prices = {{1, 30000}},
                                 .standing = 20000};

static const esme_terms usual = {.emergency_limit = 5 * POUND,
                                 .emergency_threshold = 2 * POUND,
                                 .low_credit = 3 * POUND,
                                 .most_credit = 200 * POUND,
                                 .most_balance = 250 * POUND,
                                 .cap = 10};

static supply_state supply_now(fixture *f)
{
    return (supply_state)esme_fixture_read(f, "ECS45", "SupplyState");
}

static void set_up(fixture *f, const esme_terms *terms, bool halts, bool accumulates, uint16_t pounds)
{
    char token[GBCS_UTRN_TEXT];
    esme_fixture_tariff(f, &flat, 0);
    esme_fixture_configure(f, terms);
    esme_fixture_token(f, f->meter.id, 1, pounds, token);
    esme_fixture_prepay(f, 0, halts, accumulates, 0);
    assert_int_equal(esme_fixture_top_up(f, 1, token), 0);
}

/* Half hour by half hour until an alert of that code comes. */
static void pass_until(fixture *f, uint16_t code, int most_days)
{
    for (alb_time end = esme_fixture_now(f) + ALB_DAYS(most_days); esme_fixture_now(f) < end;) {
        alb_time now = esme_fixture_now(f);
        alb_time next = esme_fixture_pass_to(f, now - now % ALB_MINUTES(30) + ALB_MINUTES(30));
        assert_true(next > esme_fixture_now(f));
        if (esme_fixture_alerts(f, code) > 0) {
            return;
        }
    }
    fail_msg("no %04x in time", code);
}

/* Ten pounds last some days; then there is emergency credit, then nothing, then the consumer pays and
 * switches the supply on. */
static void a_prepayment_story(void **state)
{
    fixture *f = *state;
    char token[GBCS_UTRN_TEXT];
    set_up(f, &usual, false, false, 10);
    int32_t balance = esme_fixture_balance(f);
    assert_in_range(balance, 9 * POUND, 10 * POUND);
    pass_until(f, 0x810d, 30);
    balance = esme_fixture_balance(f);
    assert_true(balance < 3 * POUND && balance > POUND);
    pass_until(f, 0x8119, 30);
    assert_true(esme_fixture_balance(f) < 2 * POUND);
    pass_until(f, 0x8f0f, 30);
    assert_true(esme_fixture_balance(f) < 0);
    assert_int_equal(supply_now(f), SUPPLY_DISABLED);
    assert_int_equal(esme_fixture_read(f, "ECS17c", "ActivePowerImport"), 0);
    f->n_sent = 0;
    assert_true(device_activate_emergency_credit(f->esme, f->keys, &f->sink));
    assert_int_equal(esme_fixture_alerts(f, 0x81ab), 1);
    assert_int_equal(esme_fixture_alerts(f, 0x8f32), 1);
    assert_int_equal(supply_now(f), SUPPLY_ARMED);
    assert_true(esme_fixture_logged(&f->esme->events, 0x8161));
    device_open_supply(f->esme);
    assert_int_equal(supply_now(f), SUPPLY_ENABLED);
    pass_until(f, 0x8f0f, 30);
    assert_int_equal(supply_now(f), SUPPLY_DISABLED);
    answer a = esme_fixture_do(f, "ECS19", NULL);
    int32_t owed = -(int32_t)esme_fixture_number(&a, "MeterBalance");
    int32_t left = (int32_t)esme_fixture_number(&a, "EmergencyCreditBalance");
    assert_true(owed > left && left >= 0);
    /* A top-up pays what is missing, then the emergency credit that was used, then it is credit. */
    esme_fixture_token(f, f->meter.id, 2, 20, token);
    assert_int_equal(esme_fixture_top_up(f, 2, token), 0);
    assert_int_equal(esme_fixture_alerts(f, 0x8f32), 1);
    a = esme_fixture_do(f, "ECS19", NULL);
    assert_int_equal(esme_fixture_number(&a, "MeterBalance"), 20 * POUND - owed - (5 * POUND - left));
    assert_false(f->esme->esme->account.money.emergency_selected); /* until it is offered again */
    assert_int_equal(supply_now(f), SUPPLY_ARMED);
    device_open_supply(f->esme);
    assert_int_equal(supply_now(f), SUPPLY_ENABLED);
    ESME_VALUES(f, all);
    leaves_number(&all, 0);
    leaves_number(&all, UINT32_MAX);
    a = esme_fixture_do(f, "ECS20d", &all);
    assert_int_equal(esme_fixture_number(&a, "Amount"), 10 * POUND);
}

/* Who takes emergency credit in time uses up the balance first, then that, and is cut off after both. */
static void emergency_credit_carries_on(void **state)
{
    fixture *f = *state;
    set_up(f, &usual, false, false, 3);
    pass_until(f, 0x8119, 30);
    (void)esme_fixture_do(f, "ECS09", NULL);
    assert_int_equal(esme_fixture_alerts(f, 0x81ab), 1);
    pass_until(f, 0x81aa, 30);
    if (esme_fixture_alerts(f, 0x8f0f) == 0) {
        pass_until(f, 0x8f0f, 1);
    }
    assert_int_equal(supply_now(f), SUPPLY_DISABLED);
    answer a = esme_fixture_do(f, "ECS19", NULL);
    assert_int_equal(esme_fixture_number(&a, "EmergencyCreditBalance"), 0);
    assert_true((int32_t)esme_fixture_number(&a, "MeterBalance") < 0);
}

/* Nobody is cut off between four in the afternoon and ten in the morning. */
static void friendly_hours_keep_the_light_on(void **state)
{
    fixture *f = *state;
    esme_terms terms = usual;
    terms.friendly = true;
    alb_time evening = esme_fixture_now(f) / ALB_DAYS(1) * ALB_DAYS(1) + ALB_HOURS(18);
    (void)esme_fixture_pass_to(f, evening);
    set_up(f, &terms, false, false, 1);
    esme_fixture_adjust(f, -2 * POUND);
    assert_int_equal(esme_fixture_alerts(f, 0x8f83), 1);
    assert_int_equal(supply_now(f), SUPPLY_ENABLED);
    (void)esme_fixture_pass_to(f, evening + ALB_HOURS(16) - 1000);
    assert_int_equal(supply_now(f), SUPPLY_ENABLED);
    (void)esme_fixture_pass_to(f, evening + ALB_HOURS(16));
    assert_int_equal(esme_fixture_alerts(f, 0x8f0f), 1);
    assert_int_equal(supply_now(f), SUPPLY_DISABLED);
}

/* Rates by the hour and by the day; not while the supply is disabled, where the supplier has said so; a share
 * of each top-up, up to so much a week. */
static void debts_are_collected(void **state)
{
    fixture *f = *state;
    const int16_t rates[2] = {100, 3000};
    const uint32_t periods[2] = {3600, 86400};
    char token[GBCS_UTRN_TEXT];
    set_up(f, &usual, true, false, 50);
    esme_fixture_debt(f, rates, periods, 2000, 30 * POUND, 10000, 5000);
    answer a = esme_fixture_do(f, "ECS19", NULL);
    assert_int_equal(esme_fixture_number(&a, "TimeDebtRegister1"), 10000);
    assert_int_equal(esme_fixture_number(&a, "TimeDebtRegister2"), 5000);
    assert_int_equal(esme_fixture_number(&a, "PaymentDebtRegister"), 30 * POUND);
    alb_time midnight = esme_fixture_now(f) / ALB_DAYS(1) * ALB_DAYS(1) + ALB_DAYS(1);
    (void)esme_fixture_pass_to(f, midnight);
    a = esme_fixture_do(f, "ECS19", NULL);
    assert_int_equal(esme_fixture_number(&a, "TimeDebtRegister1"), 10000 - 14 * 100); /* from eleven on */
    assert_int_equal(esme_fixture_number(&a, "TimeDebtRegister2"), 2000);
    (void)esme_fixture_do(f, "ECS43", NULL);
    (void)esme_fixture_pass_to(f, midnight + ALB_DAYS(1));
    a = esme_fixture_do(f, "ECS19", NULL);
    assert_int_equal(esme_fixture_number(&a, "TimeDebtRegister2"), 2000);
    (void)esme_fixture_do(f, "ECS42", NULL);
    (void)esme_fixture_pass_to(f, midnight + ALB_DAYS(2));
    assert_int_equal(esme_fixture_alerts(f, 0x81a8), 1); /* all of the second debt is paid */
    esme_fixture_token(f, f->meter.id, 2, 30, token);
    assert_int_equal(esme_fixture_top_up(f, 2, token), 0);
    esme_fixture_token(f, f->meter.id, 3, 30, token);
    assert_int_equal(esme_fixture_top_up(f, 3, token), 0);
    a = esme_fixture_do(f, "ECS19", NULL);
    assert_int_equal(esme_fixture_number(&a, "PaymentDebtRegister"),
                     20 * POUND); /* 6, then 4 up to the cap */
    ESME_VALUES(f, all);
    leaves_number(&all, 0);
    leaves_number(&all, UINT32_MAX);
    a = esme_fixture_do(f, "ECS20a", &all);
    uint32_t first = fixture_find(&a, 0, "Amount");
    assert_int_equal(a.tree.values[first].number.u, 6 * POUND);
    assert_int_equal(a.tree.values[fixture_find(&a, first + 1, "Amount")].number.u, 4 * POUND);
}

/* While emergency credit is in use, standing charge and debts wait in a register of their own. */
static void debts_accumulate_in_emergency(void **state)
{
    fixture *f = *state;
    const int16_t rates[2] = {100, 3000};
    const uint32_t periods[2] = {86400, 86400};
    set_up(f, &usual, false, true, 1);
    esme_fixture_debt(f, rates, periods, 0, 0, 10000, 9000);
    (void)esme_fixture_do(f, "ECS09", NULL);
    esme_fixture_adjust(f, -esme_fixture_balance(f));
    alb_time midnight = esme_fixture_now(f) / ALB_DAYS(1) * ALB_DAYS(1) + ALB_DAYS(1);
    (void)esme_fixture_pass_to(f, midnight);
    answer a = esme_fixture_do(f, "ECS19", NULL);
    assert_int_equal(esme_fixture_number(&a, "AccumulatedDebtRegister"), 20000 + 100 + 3000);
    assert_int_equal(esme_fixture_number(&a, "TimeDebtRegister2"), 6000);
    assert_int_equal(esme_fixture_number(&a, "MeterBalance"), 0);
    assert_true(esme_fixture_number(&a, "EmergencyCreditBalance") < 5 * POUND);
}

/* To prepayment and back, at a time: a bill before each change; whom lack of credit had cut off may have
 * supply again. */
static void the_payment_mode_changes(void **state)
{
    fixture *f = *state;
    esme_fixture_tariff(f, &flat, 0);
    esme_fixture_configure(f, &usual);
    alb_time start = esme_fixture_now(f);
    alb_time when = start + ALB_DAYS(2);
    esme_fixture_prepay(f, 0, false, false, when);
    assert_int_equal(esme_fixture_read(f, "ECS26j", "PaymentMode"), 1);
    (void)esme_fixture_pass_to(f, when);
    assert_int_equal(esme_fixture_alerts(f, 0x8f66), 2);
    assert_int_equal(esme_fixture_alerts(f, 0x8f0f), 1); /* what was used is owed */
    assert_int_equal(esme_fixture_read(f, "ECS26j", "PaymentMode"), 2);
    assert_int_equal(supply_now(f), SUPPLY_DISABLED);
    int32_t owed = esme_fixture_balance(f);
    assert_true(owed < 0);
    esme_fixture_credit_mode(f, 0);
    assert_int_equal(esme_fixture_alerts(f, 0x8f32), 1);
    assert_int_equal(supply_now(f), SUPPLY_ARMED);
    assert_int_equal(esme_fixture_balance(f), owed);
    ESME_VALUES(f, range);
    leaves_date_time(&range, when);
    leaves_date_time(&range, when);
    answer a = esme_fixture_do(f, "ECS20b", &range);
    assert_int_equal((int32_t)esme_fixture_number(&a, "MeterBalance"), owed);
}

/* Only the lists of credits and charges that there are: a prepayment list for credit mode is none. */
static void a_payment_mode_has_its_list(void **state)
{
    fixture *f = *state;
    ESME_VALUES(f, v);
    leaves_number(&v, 1);
    esme_add_configuration(&v, true, false, false);
    esme_add_when(&v, 0, 1);
    answer a = esme_fixture_ask_as(f, &f->supplier, "ECS02", &v);
    assert_int_equal(esme_fixture_result(&a), 250);
    assert_int_equal(esme_fixture_read(f, "ECS26j", "PaymentMode"), 1);
}

/* A supply that the supplier has disabled does not come back with credit; one that it enables without credit
 * does not last. */
static void the_supplier_has_reasons_of_its_own(void **state)
{
    fixture *f = *state;
    set_up(f, &usual, false, false, 1);
    (void)esme_fixture_do(f, "ECS43", NULL);
    esme_fixture_adjust(f, -5 * POUND);
    esme_fixture_adjust(f, 50 * POUND);
    assert_int_equal(supply_now(f), SUPPLY_DISABLED);
    (void)esme_fixture_do(f, "ECS44", NULL);
    assert_int_equal(supply_now(f), SUPPLY_ARMED);
    esme_fixture_adjust(f, -60 * POUND);
    assert_int_equal(supply_now(f), SUPPLY_DISABLED);
    (void)esme_fixture_do(f, "ECS42", NULL);
    assert_int_equal(esme_fixture_alerts(f, 0x8f0f), 1);
    assert_int_equal(supply_now(f), SUPPLY_DISABLED);
}

static void limits_bound_the_credit(void **state)
{
    fixture *f = *state;
    char token[GBCS_UTRN_TEXT];
    set_up(f, &usual, false, false, 100);
    esme_fixture_token(f, f->meter.id, 2, 201, token);
    assert_int_equal(esme_fixture_top_up(f, 2, token), 250);
    assert_int_equal(event_log_at(&f->esme->security, 0)->code, 0x8f5b);
    esme_fixture_token(f, f->meter.id, 3, 160, token);
    assert_int_equal(esme_fixture_top_up(f, 3, token), 250);
    assert_int_equal(event_log_at(&f->esme->security, 1)->code, 0x8f47);
    ESME_VALUES(f, amount);
    leaves_number(&amount, 160 * POUND);
    answer a = esme_fixture_ask_as(f, &f->supplier, "ECS04a", &amount);
    assert_int_equal(esme_fixture_result(&a), 250);
}

/* --- who lives there, and who supplies --- */

/* What the meter hides from the next consumer is for devices of the home; the supplier reads on as before,
 * and nothing else changes. */
static void a_tenant_moves_in(void **state)
{
    fixture *f = *state;
    set_up(f, &usual, false, false, 20);
    (void)esme_fixture_pass_to(f, esme_fixture_now(f) + ALB_DAYS(3));
    int32_t balance = esme_fixture_balance(f);
    ESME_VALUES(f, when);
    leaves_date_time(&when, esme_fixture_now(f));
    (void)esme_fixture_do(f, "ECS12", &when);
    assert_int_equal(esme_fixture_balance(f), balance);
    ESME_VALUES(f, range);
    leaves_date_time(&range, esme_fixture_now(f) - ALB_DAYS(2));
    leaves_date_time(&range, esme_fixture_now(f));
    answer a = esme_fixture_do(f, "ECS22b", &range);
    assert_true(esme_fixture_number(&a, "ActiveImport") > 0);
    /* The new one owes nothing: the supplier resets the account. */
    (void)esme_fixture_do(f, "ECS04b", NULL);
    assert_int_equal(esme_fixture_balance(f), 0);
}

/* The keys change, and with them whose tokens count; tariff, registers and money stay until the new supplier
 * sets its own. */
static void a_supplier_takes_over(void **state)
{
    fixture *f = *state;
    char old[GBCS_UTRN_TEXT];
    enum { BY_TRANSITIONAL_COS = 0x0107 };
    static const cell_name signing = SUPPLIER_CELL(SIGNING_BITS, false);
    static const cell_name agreement = SUPPLIER_CELL(AGREEMENT_BITS, false);
    static const cell_name prepayment = SUPPLIER_CELL(AGREEMENT_BITS, true);
    set_up(f, &usual, false, false, 20);
    (void)esme_fixture_pass_to(f, esme_fixture_now(f) + ALB_DAYS(1));
    int32_t balance = esme_fixture_balance(f);
    uint64_t price = esme_fixture_read(f, "ECS24", "ActiveTariffPrice");
    esme_fixture_token(f, f->meter.id, 9, 5, old);
    replacement cells[] = {{f->stranger.signing, signing},
                           {f->stranger.agreement, agreement},
                           {f->stranger.agreement, prepayment}};
    update u = {.mode = 7,
                .authorising = {.role = SMKI_ROLE_TRANSITIONAL_COS, .bits = SIGNING_BITS},
                .other_role = SMKI_ROLE_SUPPLIER,
                .other_floor = 5000,
                .has_top_up_floor = true,
                .top_up_floor = 0,
                .replacements = cells,
                .n = ALB_COUNT(cells)};
    fixture_send(f, f->esme, update_message(f, &f->transitional, BY_TRANSITIONAL_COS, 100, &u));
    answer a = fixture_read(f, 0);
    for (size_t i = 0; i < ALB_COUNT(cells); i++) {
        assert_int_equal(status_at(&a, i), 0);
    }
    assert_int_equal(f->esme->esme->account.money.tokens.count, 0);
    /* The fixture's supplier is another now. */
    party left = f->supplier;
    f->supplier = f->stranger;
    f->stranger = left;
    for (int i = 0; i < 5000; i++) {
        (void)esme_fixture_counter();
    }
    assert_int_equal(esme_fixture_balance(f), balance);
    assert_int_equal(esme_fixture_read(f, "ECS24", "ActiveTariffPrice"), price);
    assert_int_equal(esme_fixture_top_up(f, 9, old), 250);
    char token[GBCS_UTRN_TEXT];
    esme_fixture_token(f, f->meter.id, 10, 5, token);
    assert_int_equal(esme_fixture_top_up(f, 10, token), 0);
    esme_tariff own = flat;
    own.prices[0].price = 12345;
    esme_fixture_tariff(f, &own, 0);
    assert_int_equal(esme_fixture_read(f, "ECS24", "ActiveTariffPrice"), 12345);
}

/* --- the load limit --- */

static void limit_load(fixture *f, uint32_t watts, uint32_t period, uint32_t restoration, bool disables)
{
    ESME_VALUES(f, v);
    leaves_number(&v, disables ? 0xff : 0);
    leaves_number(&v, watts);
    leaves_number(&v, period);
    leaves_number(&v, restoration);
    esme_add_when(&v, 0, 4);
    (void)esme_fixture_do(f, "ECS28a", &v);
}

/* The first half hour from now on of more than so many watts. */
static alb_time first_above(const fixture *f, uint32_t watts)
{
    alb_time t = esme_fixture_now(f) / ALB_MINUTES(30) * ALB_MINUTES(30) + ALB_MINUTES(30);
    while (device_import_half_hour(PLAIN(f->meter.id), t) * 2 <= watts) {
        t += ALB_MINUTES(30);
    }
    return t;
}

static void a_load_limit_story(void **state)
{
    fixture *f = *state;
    uint32_t limit = 0;
    alb_time now = esme_fixture_now(f);
    for (alb_time t = now; t < now + ALB_DAYS(3); t += ALB_MINUTES(30)) {
        uint32_t watts = device_import_half_hour(PLAIN(f->meter.id), t) * 2;
        limit = watts > limit ? watts : limit;
    }
    limit = limit * 3 / 4;
    (void)esme_fixture_pass_to(f, first_above(f, limit) - ALB_MINUTES(29));
    limit_load(f, limit, 300, 60, true);
    alb_time above = first_above(f, limit);
    (void)esme_fixture_pass_to(f, above);
    assert_int_equal(f->n_sent, 0);
    assert_int_equal(esme_fixture_pass_to(f, above + ALB_SECONDS(299)), above + ALB_SECONDS(300));
    assert_int_equal(esme_fixture_pass_to(f, above + ALB_SECONDS(300)), above + ALB_SECONDS(360));
    assert_int_equal(esme_fixture_alerts(f, 0x8f01), 2); /* supplier and network operator */
    assert_int_equal(esme_fixture_alerts(f, 0x8f33), 2);
    assert_int_equal(supply_now(f), SUPPLY_ARMED);
    assert_int_equal(esme_fixture_read(f, "ECS27", "LoadLimitCounter"), 1);
    esme_fixture_restart(f);
    (void)esme_fixture_pass_to(f, above + ALB_SECONDS(360));
    assert_int_equal(esme_fixture_alerts(f, 0x8f34), 2);
    assert_int_equal(supply_now(f), SUPPLY_ENABLED);
    /* It goes on like that while the load does: nobody needs to call in between. */
    (void)esme_fixture_pass_to(f, above + ALB_MINUTES(29));
    assert_int_equal(esme_fixture_read(f, "ECS27", "LoadLimitCounter"), 5);
    (void)esme_fixture_do(f, "ECS28b", NULL);
    assert_int_equal(esme_fixture_read(f, "ECS27", "LoadLimitCounter"), 0);
}

/* A limit without any time in it does not keep the meter busy. */
static void a_load_limit_may_have_no_time(void **state)
{
    fixture *f = *state;
    limit_load(f, 1, 0, 0, true);
    alb_time now = esme_fixture_now(f);
    alb_time half_hour = now - now % ALB_MINUTES(30) + ALB_MINUTES(30);
    assert_int_equal(esme_fixture_pass_to(f, now), half_hour);
    assert_int_equal(esme_fixture_pass_to(f, half_hour), half_hour + ALB_MINUTES(30));
    assert_true(esme_fixture_alerts(f, 0x8f01) > 0);
}

/* Where it disables nothing it is counted and told once for each time that the load goes over it. */
static void a_load_limit_may_only_be_told(void **state)
{
    fixture *f = *state;
    limit_load(f, 1, 60, 60, false);
    alb_time now = esme_fixture_now(f);
    (void)esme_fixture_pass_to(f, now + ALB_DAYS(1));
    assert_int_equal(esme_fixture_alerts(f, 0x8f01), 2);
    assert_int_equal(supply_now(f), SUPPLY_ENABLED);
    assert_int_equal(esme_fixture_read(f, "ECS27", "LoadLimitCounter"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ESME_TEST(a_prepayment_story),
        ESME_TEST(emergency_credit_carries_on),
        ESME_TEST(friendly_hours_keep_the_light_on),
        ESME_TEST(debts_are_collected),
        ESME_TEST(debts_accumulate_in_emergency),
        ESME_TEST(the_payment_mode_changes),
        ESME_TEST(a_payment_mode_has_its_list),
        ESME_TEST(the_supplier_has_reasons_of_its_own),
        ESME_TEST(limits_bound_the_credit),
        ESME_TEST(a_tenant_moves_in),
        ESME_TEST(a_supplier_takes_over),
        ESME_TEST(a_load_limit_story),
        ESME_TEST(a_load_limit_may_only_be_told),
        ESME_TEST(a_load_limit_may_have_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
