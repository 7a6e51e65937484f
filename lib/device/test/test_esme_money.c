/* The money and the registers of an electricity meter against a model that counts Wh by Wh and a thousandth
 * of a penny at a time (devices.md 8, 9): a year of commands, and there is never a difference. The meter
 * hears of everything by real commands, is called or not, and is saved and made anew in between. */
#include "esme_fixture.h"

#include "property.h"

enum { MINUTE = 60, STEP = 10 * MINUTE, DAY = 86400, POUND = 100000 };

typedef struct model {
    alb_eui64 home;
    alb_time at, offset;
    /* what is set */
    esme_tariff tariff;
    bool is_new; /* the tariff: which register counts is to be found */
    uint16_t script;
    bool prepayment, halts, accumulates, friendly, daily_reset;
    int64_t threshold, limit, offer_below, most_credit, most_balance, cap, share;
    int64_t rate[2];
    bool hourly[2];
    /* what is */
    bool open, armed, closed_for_credit, selected;
    int64_t balance, emergency, accumulated, debts[3], cap_used, week;
    int64_t rest;        /* millionths of a thousandth of a penny */
    uint64_t taken;      /* of the home, whether or not it had supply */
    esme_registers seen; /* of the meter */
    uint32_t import, tou[48], blocks[4], counters[4];
} model;

/* --- the tariff, read as a person would --- */

static const esme_tariff_day *day_of(const model *m, alb_time t)
{
    alb_date_time d = alb_time_split(t);
    if (m->tariff.n_days > 2 && d.month == m->tariff.special_month && d.day == m->tariff.special_day) {
        return &m->tariff.days[2];
    }
    return &m->tariff.days[m->tariff.n_days > 1 && d.weekday >= 6 ? 1 : 0];
}

static bool is_switch(const model *m, alb_time t)
{
    const esme_tariff_day *day = day_of(m, t);
    for (uint8_t i = 0; i < day->n_switches; i++) {
        int minute = day->switches[i].hour * 60 + day->switches[i].minute;
        if (t % ALB_DAYS(1) == ALB_MINUTES(minute)) {
            return true;
        }
    }
    return t % ALB_DAYS(1) == 0;
}

static uint16_t script_at(const model *m, alb_time t)
{
    for (alb_time back = t - t % ALB_MINUTES(1); back > t - ALB_DAYS(3); back -= ALB_MINUTES(1)) {
        const esme_tariff_day *day = day_of(m, back);
        for (uint8_t i = 0; i < day->n_switches; i++) {
            int minute = day->switches[i].hour * 60 + day->switches[i].minute;
            if (back % ALB_DAYS(1) == ALB_MINUTES(minute)) {
                return day->switches[i].script;
            }
        }
    }
    return 1;
}

static int64_t price_of(const model *m, uint8_t index)
{
    for (uint8_t i = 0; i < m->tariff.n_prices; i++) {
        if (m->tariff.prices[i].index == index) {
            return m->tariff.prices[i].price;
        }
    }
    return 0;
}

/* Millionths of a thousandth of a penny in one unit of the scale. */
static int64_t unit(const model *m)
{
    int64_t n = 1;
    for (int i = -11; i < m->tariff.scale; i++) {
        n *= 10;
    }
    return n;
}

/* --- the account --- */

static bool pays_later(const model *m)
{
    return m->prepayment && m->selected && m->balance <= 0 && m->accumulates;
}

static void pay_one(model *m)
{
    if (m->prepayment && m->selected && m->balance <= 0 && m->emergency > 0) {
        m->emergency--;
    } else {
        m->balance--;
    }
}

static void charge(model *m, int64_t millionths, bool energy)
{
    bool later = !energy && pays_later(m);
    m->rest += millionths;
    for (; m->rest >= 1000000; m->rest -= 1000000) {
        if (later) {
            m->accumulated++;
        } else {
            pay_one(m);
        }
    }
    for (; m->rest < 0; m->rest += 1000000) {
        m->balance++;
    }
}

static bool is_friendly(const model *m)
{
    alb_time hour = m->at % ALB_DAYS(1) / ALB_HOURS(1);
    return m->friendly && (hour >= 16 || hour < 10);
}

static void follow(model *m)
{
    if (!m->prepayment) {
        return;
    }
    if (m->selected && m->emergency >= m->limit && m->balance >= m->offer_below) {
        m->selected = false;
    }
    bool is_short = m->balance + (m->selected ? m->emergency : 0) < m->threshold;
    if (is_short && (m->open || m->armed) && !is_friendly(m)) {
        m->open = m->armed = false;
        m->closed_for_credit = true;
    } else if (!is_short && m->closed_for_credit) {
        m->closed_for_credit = false;
        m->armed = !m->open;
    }
}

static void collect(model *m, bool hourly)
{
    for (int i = 0; i < 2 && m->prepayment; i++) {
        if (m->hourly[i] != hourly || (m->halts && !m->open && !m->armed)) {
            continue;
        }
        int64_t amount = m->rate[i] < m->debts[i] ? m->rate[i] : m->debts[i];
        bool later = pays_later(m);
        for (int64_t n = 0; n < amount; n++) {
            if (later) {
                m->accumulated++;
            } else {
                pay_one(m);
            }
            m->debts[i]--;
        }
    }
}

/* --- time --- */

static void count_wh(model *m, uint16_t script)
{
    m->import++;
    if (script <= ESME_TOU) {
        m->tou[script - 1]++;
        charge(m, price_of(m, (uint8_t)script) * unit(m) / 1000, true);
        return;
    }
    uint32_t sum = m->counters[0] + m->counters[1] + m->counters[2] + m->counters[3];
    int block = 0;
    while (m->tariff.has_thresholds && block < 3 && sum >= m->tariff.thresholds[block]) {
        block++;
    }
    m->blocks[block]++;
    m->counters[block]++;
    charge(m, price_of(m, (uint8_t)(0xa1 + 16 * block)) * unit(m) / 1000, true);
}

static void strike(model *m)
{
    bool midnight = m->at % ALB_DAYS(1) == 0;
    if (midnight) {
        charge(m, m->tariff.standing * unit(m), false);
        collect(m, false);
    }
    if (m->at % ALB_HOURS(1) == 0) {
        collect(m, true);
    }
    if (midnight && m->daily_reset) {
        memset(m->counters, 0, sizeof m->counters);
    }
}

/* Whatever can happen by itself happens at whole seconds that a step of ten minutes, or the offset from one,
 * ends at. */
static alb_time next_step(const model *m)
{
    alb_time step = ALB_SECONDS(STEP);
    alb_time plain = m->at - m->at % step + step;
    alb_time shifted = m->at - m->offset;
    shifted = shifted - shifted % step + step + m->offset;
    return plain < shifted ? plain : shifted;
}

static void pass(model *m, alb_time to)
{
    while (m->at < to) {
        alb_time next = next_step(m);
        alb_time until = next < to ? next : to;
        uint64_t taken = device_import_register(PLAIN(m->home), until);
        uint64_t energy = taken - m->taken;
        m->taken = taken;
        if (m->is_new || is_switch(m, m->at - m->offset)) {
            m->script = script_at(m, m->at - m->offset);
            m->is_new = false;
        }
        for (uint64_t i = 0; m->open && i < energy; i++) {
            count_wh(m, m->script);
        }
        m->at = until;
        bool half_hour = until % ALB_MINUTES(30) == 0;
        if (half_hour) {
            strike(m);
        }
        if (half_hour || is_switch(m, until - m->offset)) {
            follow(m);
        }
    }
}

static bool top_up(model *m, int64_t amount)
{
    if (!m->prepayment || (m->most_credit > 0 && amount > m->most_credit) ||
        (m->most_balance > 0 && m->balance + amount > m->most_balance)) {
        return false;
    }
    int64_t week = (m->at - ALB_DAYS(4)) / ALB_DAYS(7);
    m->cap_used = week == m->week ? m->cap_used : 0;
    m->week = week;
    for (int64_t part = amount * m->share / 10000; part > 0 && m->debts[2] > 0 && m->cap_used < m->cap;
         part--) {
        m->debts[2]--;
        m->cap_used++;
        amount--;
    }
    for (; amount > 0; amount--) {
        if (m->accumulated > 0) {
            m->accumulated--;
        } else if (m->balance < m->threshold) {
            m->balance++;
        } else if (m->selected && m->emergency < m->limit) {
            m->emergency++;
        } else {
            m->balance++;
        }
    }
    follow(m);
    return true;
}

/* --- agreement --- */

/* Registers never go back. */
static void advance(esme_registers *seen, const esme_registers *now)
{
    assert_true(now->import >= seen->import);
    for (int i = 0; i < ESME_TOU; i++) {
        assert_true(now->tou[i] >= seen->tou[i]);
    }
    for (int b = 0; b < ESME_BLOCKS; b++) {
        for (int i = 0; i < ESME_BANDS; i++) {
            assert_true(now->blocks[b][i] >= seen->blocks[b][i]);
        }
    }
    *seen = *now;
}

static void agree(model *m, const device *d)
{
    const esme *e = d->esme;
    assert_int_equal(e->at, m->at);
    assert_int_equal(e->registers.import, m->import);
    for (int i = 0; i < ESME_TOU; i++) {
        assert_int_equal(e->registers.tou[i], m->tou[i]);
    }
    for (int b = 0; b < ESME_BLOCKS; b++) {
        assert_int_equal(e->registers.blocks[b][0], m->blocks[b]);
        assert_int_equal(e->counters[b][0], m->counters[b]);
    }
    assert_int_equal(e->cost_rest, m->rest);
    assert_int_equal(e->account.money.balance, m->balance);
    assert_int_equal(e->account.money.emergency, m->emergency);
    assert_int_equal(e->account.money.emergency_selected, m->selected);
    assert_int_equal(e->account.money.accumulated_debt, m->accumulated);
    for (int i = 0; i < MONEY_DEBTS; i++) {
        assert_int_equal(e->account.money.debts[i], m->debts[i]);
    }
    assert_int_equal(d->supply.state == SUPPLY_ENABLED, m->open);
    assert_int_equal(d->supply.state == SUPPLY_ARMED, m->armed);
    advance(&m->seen, &e->registers);
}

/* --- what happens, to both --- */

static void change_tariff(model *m, fixture *f, property *p)
{
    esme_tariff t = {.n_days = (uint8_t)(1 + property_below(p, 3)),
                     .special_month = (uint8_t)(1 + property_below(p, 12)),
                     .special_day = (uint8_t)(1 + property_below(p, 28)),
                     .has_thresholds = property_below(p, 2),
                     .scale = property_below(p, 2) ? -5 : -6,
                     .standing = (int16_t)property_below(p, 30000)};
    for (uint8_t d = 0; d < t.n_days; d++) {
        t.days[d].n_switches = (uint8_t)(1 + property_below(p, 4));
        for (uint8_t i = 0; i < t.days[d].n_switches; i++) {
            uint64_t ten = 144U / t.days[d].n_switches * i + property_below(p, 30);
            uint16_t script = property_below(p, 3) ? (uint16_t)(1 + property_below(p, 6)) : 101;
            t.days[d].switches[i] = (struct esme_tariff_switch){
                .hour = (uint8_t)(ten / 6), .minute = (uint8_t)(ten % 6 * 10), .script = script};
        }
    }
    t.thresholds[0] = (uint32_t)property_below(p, 20000);
    t.thresholds[1] = t.thresholds[0] + (uint32_t)property_below(p, 20000);
    t.thresholds[2] = property_below(p, 2) ? UINT32_MAX : t.thresholds[1] + 3000;
    for (uint8_t i = 0; i < 10; i++) {
        int price = (int)property_below(p, 32000);
        price = property_below(p, 12) ? price : (int16_t) - (price / 8);
        t.prices[t.n_prices].index = i < 6 ? (uint8_t)(i + 1) : (uint8_t)(0xa1 + 16 * (i - 6));
        t.prices[t.n_prices++].price = (int16_t)price;
    }
    if (property_below(p, 3)) {
        esme_fixture_tariff(f, &t, 0);
        m->tariff = t;
        m->is_new = true;
    } else {
        esme_tariff same = m->tariff;
        same.scale = t.scale;
        same.standing = t.standing;
        same.n_prices = t.n_prices;
        memcpy(same.prices, t.prices, sizeof t.prices);
        esme_fixture_prices(f, &same, 0);
        m->tariff = same;
    }
}

static void change_mode(model *m, fixture *f, property *p)
{
    bool was = m->prepayment;
    m->prepayment = property_below(p, 4) != 0;
    if (m->prepayment) {
        m->threshold = (int64_t)property_below(p, 2000) - 1000;
        m->halts = property_below(p, 2);
        m->accumulates = property_below(p, 2);
        esme_fixture_prepay(f, (int32_t)m->threshold, m->halts, m->accumulates, 0);
    } else {
        m->accumulates = m->halts = false;
        esme_fixture_credit_mode(f, 0);
    }
    if (was && !m->prepayment) {
        m->selected = false;
        m->emergency = 0;
        m->armed = m->armed || m->closed_for_credit;
        m->closed_for_credit = false;
    }
    follow(m);
}

static void change_terms(model *m, fixture *f, property *p)
{
    esme_terms t = {.emergency_limit = (int32_t)property_below(p, 8 * POUND),
                    .emergency_threshold = (int32_t)property_below(p, 2 * POUND),
                    .low_credit = (int32_t)property_below(p, 3 * POUND),
                    .most_credit = property_below(p, 3) ? 0 : 20 * POUND,
                    .most_balance = property_below(p, 3) ? 0 : 30 * POUND,
                    .cap = (uint16_t)property_below(p, 8),
                    .friendly = property_below(p, 2)};
    esme_fixture_configure(f, &t);
    m->limit = t.emergency_limit;
    m->offer_below = t.emergency_threshold;
    m->most_credit = t.most_credit;
    m->most_balance = t.most_balance;
    m->cap = (int64_t)t.cap * POUND;
    m->friendly = t.friendly;
    follow(m);
}

static int64_t not_below_zero(int64_t v)
{
    return v > 0 ? v : 0;
}

static void change_debt(model *m, fixture *f, property *p)
{
    int16_t rates[2];
    uint32_t periods[2];
    int32_t amounts[3];
    for (int i = 0; i < 2; i++) {
        m->rate[i] = (int64_t)property_below(p, 3000);
        m->hourly[i] = property_below(p, 2);
        rates[i] = (int16_t)m->rate[i];
        periods[i] = m->hourly[i] ? 3600 : 86400;
    }
    m->share = (int64_t)property_below(p, 6000);
    for (int i = 0; i < 3; i++) {
        amounts[i] = (int32_t)property_below(p, 400000) - 100000;
        m->debts[i] = not_below_zero(m->debts[i] + amounts[i]);
    }
    esme_fixture_debt(f, rates, periods, (uint16_t)m->share, amounts[2], amounts[0], amounts[1]);
    follow(m);
}

static void adjust(model *m, fixture *f, property *p)
{
    ESME_VALUES(f, v);
    int64_t amount = (int64_t)property_below(p, 10 * POUND) - 5 * POUND;
    bool fits = m->most_balance == 0 || m->balance + amount <= m->most_balance;
    leaves_number(&v, (uint64_t)amount);
    answer a = esme_fixture_ask_as(f, &f->supplier, "ECS04a", &v);
    assert_int_equal(esme_fixture_result(&a) == 0, fits);
    if (fits) {
        m->balance += amount;
        follow(m);
    }
}

static void reset(model *m, fixture *f, property *p)
{
    if (property_below(p, 4) == 0) {
        (void)esme_fixture_do(f, "ECS04b", NULL);
        m->balance = m->emergency = m->accumulated = 0;
        m->selected = false;
        follow(m);
        return;
    }
    ESME_VALUES(f, v);
    if (property_below(p, 2)) {
        (void)esme_fixture_do(f, "ECS05", NULL);
        memset(m->counters, 0, sizeof m->counters);
    } else {
        m->daily_reset = property_below(p, 2);
        leaves_number(&v, m->daily_reset);
        if (m->daily_reset) {
            esme_add_time(&v, 0, 0);
            esme_add_date(&v, 0xffff, 0xff, 0xff, 0xff);
        }
        (void)esme_fixture_do(f, "ECS48", &v);
        follow(m);
    }
}

static void select_emergency(model *m, fixture *f)
{
    bool may = m->prepayment && (m->selected || m->balance < m->offer_below);
    answer a = esme_fixture_ask_as(f, &f->supplier, "ECS09", NULL);
    assert_int_equal(esme_fixture_result(&a), may ? 0 : 250);
    if (may && !m->selected) {
        m->selected = true;
        m->emergency = m->limit;
        follow(m);
    }
}

static void put_in(model *m, fixture *f, property *p)
{
    static uint32_t count;
    char token[GBCS_UTRN_TEXT];
    uint16_t pounds = (uint16_t)(1 + property_below(p, 25));
    esme_fixture_token(f, f->meter.id, ++count, pounds, token);
    assert_int_equal(esme_fixture_top_up(f, count, token), top_up(m, (int64_t)pounds * POUND) ? 0 : 250);
}

static void run_supply(model *m, fixture *f, property *p)
{
    static const char *const names[] = {"ECS42", "ECS43", "ECS44"};
    size_t which = property_below(p, 3);
    (void)esme_fixture_do(f, names[which], NULL);
    m->closed_for_credit = false;
    m->armed = which == 2 && !m->open;
    m->open = which == 0 || (which == 2 && m->open);
    follow(m);
}

static void switch_on(model *m, fixture *f)
{
    device_open_supply(f->esme);
    m->open = m->open || m->armed;
    m->armed = false;
    follow(m);
}

static void happen(model *m, fixture *f, property *p)
{
    switch (property_below(p, 16)) {
    case 0:
        change_mode(m, f, p);
        break;
    case 1:
    case 2:
        change_tariff(m, f, p);
        break;
    case 3:
        change_terms(m, f, p);
        break;
    case 4:
        change_debt(m, f, p);
        break;
    case 5:
        select_emergency(m, f);
        break;
    case 6:
        adjust(m, f, p);
        break;
    case 7:
        reset(m, f, p);
        break;
    case 8:
        run_supply(m, f, p);
        break;
    case 9:
        esme_fixture_restart(f);
        break;
    case 10:
    case 11:
    case 12:
        put_in(m, f, p);
        break;
    default:
        switch_on(m, f);
        break;
    }
}

static void a_year_never_differs_by_a_penny(void **state)
{
    fixture *f = *state;
    static const esme_tariff first = {.n_days = 1, .days = {{.n_switches = 1, .switches = {{0, 0, 1}}}}};
    property p = {(uint64_t)esme_fixture_counter()};
    print_message("seed %llu\n", (unsigned long long)p.state);
    model m = {.home = f->meter.id,
               .at = esme_fixture_now(f),
               .offset = esme_fixture_offset(f),
               .open = true,
               .is_new = true,
               .tariff = first};
    m.taken = device_import_register(PLAIN(m.home), m.at);
    m.import = m.tou[0] = (uint32_t)m.taken;
    change_terms(&m, f, &p);
    change_debt(&m, f, &p);
    alb_time end = m.at + ALB_DAYS(365);
    while (m.at < end) {
        alb_time to = m.at + ALB_SECONDS(property_below(&p, 3 * DAY));
        /* What commands leave behind is in an arena for each step. */
        alb_arena *kept = f->arena;
        f->arena = alb_arena_new(8 << 20);
        alb_clock_manual_set(&f->clock, to);
        f->n_sent = 0;
        if (property_below(&p, 2)) {
            (void)device_tick(f->esme, f->keys, &f->sink);
        }
        pass(&m, to);
        (void)esme_fixture_balance(f);
        agree(&m, f->esme);
        happen(&m, f, &p);
        agree(&m, f->esme);
        alb_arena_free(f->arena);
        f->arena = kept;
        f->n_sent = 0;
    }
    assert_true(m.import > 0 && m.blocks[0] > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ESME_TEST(a_year_never_differs_by_a_penny),
        ESME_TEST(a_year_never_differs_by_a_penny),
        ESME_TEST(a_year_never_differs_by_a_penny),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
