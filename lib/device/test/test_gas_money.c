/* The money of a gas meter against a model that counts litre by litre and a thousandth of a penny at a time
 * (devices.md 9): there is never a difference. */
#include "gas_fixture.h"
#include "gas_money.h"

#include "property.h"

typedef struct model {
    alb_eui64 home;
    alb_time at;
    bool prepayment, collects_in_emergency, halts_when_disabled;
    bool open, armed, closed_for_credit, selected;
    int64_t bill, balance, emergency, accumulated, debts[3];
    int64_t limit, threshold, cut_off, cap, rate[2];
    int daily[2];
    int64_t share, cap_used, week;
    uint64_t per_litre, joules, energy, cost; /* what is left of each step; energy of the period */
    int64_t standing, prices[4], thresholds[3];
    int n_thresholds;
    bool is_block;
    uint64_t total;
} model;

static void pay_one(model *m)
{
    if (!m->prepayment) {
        m->bill++;
    } else if (m->selected && m->balance <= 0 && m->emergency > 0) {
        m->emergency--;
    } else {
        m->balance--;
    }
}

static bool suspends(const model *m)
{
    return m->prepayment && m->selected && m->balance <= 0 && !m->collects_in_emergency;
}

static void count_litre(model *m)
{
    int block = 0;
    while (block < m->n_thresholds && m->energy >= (uint64_t)m->thresholds[block] * 1000) {
        block++;
    }
    m->joules += m->per_litre;
    uint64_t energy = m->joules / 3600;
    m->joules %= 3600;
    m->energy += energy;
    m->cost += energy * (uint64_t)(m->is_block ? m->prices[block] : m->prices[0]);
    for (; m->cost >= 1000000; m->cost -= 1000000) {
        pay_one(m);
    }
    m->total++;
}

static void charge_standing(model *m)
{
    if (suspends(m)) {
        m->accumulated += m->standing;
        return;
    }
    for (int64_t i = 0; i < m->standing; i++) {
        pay_one(m);
    }
}

static void collect(model *m, int daily)
{
    for (int i = 0; i < 2; i++) {
        int64_t amount = m->rate[i] < m->debts[i] ? m->rate[i] : m->debts[i];
        bool disabled = !m->open && !m->armed;
        if (!m->prepayment || m->daily[i] != daily || (disabled && m->halts_when_disabled)) {
            continue;
        }
        if (suspends(m)) {
            m->accumulated += amount;
        } else {
            for (int64_t k = 0; k < amount; k++) {
                pay_one(m);
            }
        }
        m->debts[i] -= amount;
    }
}

static void follow(model *m)
{
    if (!m->prepayment) {
        return;
    }
    if (m->selected && m->emergency >= m->limit && m->balance >= m->threshold) {
        m->selected = false;
    }
    bool is_short = m->balance + (m->selected ? m->emergency : 0) < m->cut_off;
    if (is_short && (m->open || m->armed)) {
        m->open = m->armed = false;
        m->closed_for_credit = true;
    } else if (!is_short && m->closed_for_credit) {
        m->closed_for_credit = false;
        m->armed = true;
    }
}

static void pass(model *m, alb_time to)
{
    while (m->at < to) {
        alb_time next = m->at - m->at % ALB_MINUTES(30) + ALB_MINUTES(30);
        alb_time until = next < to ? next : to;
        uint64_t litres =
            device_gas_register(PLAIN(m->home), until) - device_gas_register(PLAIN(m->home), m->at);
        for (uint64_t i = 0; m->open && i < litres; i++) {
            count_litre(m);
        }
        m->at = until;
        if (until != next) {
            break;
        }
        if (until % ALB_DAYS(1) == 0) {
            charge_standing(m);
            collect(m, 1);
        }
        if (until % ALB_HOURS(1) == 0) {
            collect(m, 0);
        }
        follow(m);
    }
}

static void top_up(model *m, int64_t amount)
{
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
        } else if (m->balance < m->cut_off) {
            m->balance++;
        } else if (m->selected && m->emergency < m->limit) {
            m->emergency++;
        } else {
            m->balance++;
        }
    }
    follow(m);
}

static void agree(const model *m, const device *d)
{
    const gas *g = d->gas;
    assert_int_equal(g->at, m->at);
    assert_int_equal(g->total, m->total);
    assert_int_equal(g->bill, m->bill);
    assert_int_equal(g->account.money.balance, m->balance);
    assert_int_equal(g->account.money.emergency, m->emergency);
    assert_int_equal(g->account.money.emergency_selected, m->selected);
    assert_int_equal(g->account.money.accumulated_debt, m->accumulated);
    for (int i = 0; i < MONEY_DEBTS; i++) {
        assert_int_equal(g->account.money.debts[i], m->debts[i]);
    }
    assert_int_equal(g->period_energy, m->energy);
    assert_int_equal(d->supply.state == SUPPLY_ENABLED, m->open);
    assert_int_equal(d->supply.state == SUPPLY_ARMED, m->armed);
}

/* --- what happens, to both --- */

static void change_mode(model *m, device *d, property *p, event_list *e)
{
    static const uint16_t controls[] = {0x0c94, 0x0897, 0x0097, 0x0c97, 0x0497};
    uint16_t control = controls[property_below(p, ALB_COUNT(controls))];
    int32_t cut_off = (int32_t)property_below(p, 2000) - 1000;
    gas_set_mode(d, control, cut_off, m->at, e);
    m->prepayment = control & 2;
    m->halts_when_disabled = control & 0x400;
    m->collects_in_emergency = control & 0x800;
    m->cut_off = cut_off == -1 ? m->cut_off : cut_off;
    if (!m->prepayment) {
        m->selected = false;
        m->emergency = 0;
        m->armed = m->armed || m->closed_for_credit;
        m->closed_for_credit = false;
    }
    follow(m);
}

static void change_tariff(model *m, gas *g, property *p)
{
    m->is_block = g->tariff.is_block = property_below(p, 2);
    m->standing = (int64_t)(g->tariff.standing_charge = (uint32_t)property_below(p, 40000));
    m->n_thresholds = g->tariff.n_thresholds = (uint8_t)(m->is_block ? property_below(p, 4) : 0);
    for (int i = 0; i < GAS_BLOCKS; i++) {
        uint32_t price = (uint32_t)property_below(p, 9000);
        m->prices[i] = g->tariff.block_prices[i] = g->tariff.tier_prices[i] = price;
        if (i < GAS_THRESHOLDS) {
            g->tariff.thresholds[i] = (i ? g->tariff.thresholds[i - 1] : 0) + property_below(p, 300000);
            m->thresholds[i] = (int64_t)g->tariff.thresholds[i];
        }
    }
}

static void change_quality(model *m, gas *g, property *p)
{
    g->conversion_factor = 100000 + (uint32_t)property_below(p, 5000);
    g->calorific_value = 380 + (uint32_t)property_below(p, 40);
    m->per_litre = (uint64_t)g->conversion_factor * g->calorific_value;
}

static void change_terms(model *m, gas *g, property *p)
{
    m->limit = g->terms.emergency_limit = (uint32_t)property_below(p, 800000);
    m->threshold = g->terms.emergency_threshold = (uint32_t)property_below(p, 200000);
    m->cap = g->terms.debt_cap = (int32_t)property_below(p, 800000);
    m->share = g->terms.debt_share = (uint16_t)property_below(p, 6000);
    for (int i = 0; i < ACCOUNT_TIME_DEBTS; i++) {
        m->rate[i] = g->terms.debt_rate[i] = (uint32_t)property_below(p, 3000);
        m->daily[i] = g->terms.debt_frequency[i] = (uint8_t)property_below(p, 2);
    }
}

static void change_debt(model *m, gas *g, property *p)
{
    int debt = (int)property_below(p, MONEY_DEBTS);
    int32_t amount = (int32_t)property_below(p, 400000) - 100000;
    money_adjust_debt(&g->account.money, debt, amount);
    m->debts[debt] = m->debts[debt] + amount > 0 ? m->debts[debt] + amount : 0;
}

static void select_emergency(model *m, device *d, event_list *e)
{
    bool may = m->prepayment && (m->selected || m->balance < m->threshold);
    assert_int_equal(gas_select_emergency(d, m->at, e), may);
    if (may && !m->selected) {
        m->selected = true;
        m->emergency = m->limit;
        follow(m);
    }
}

static void put_in(model *m, device *d, property *p, event_list *e)
{
    int32_t amount = (int32_t)property_below(p, 1500000);
    accounting a = gas_accounting(d, m->at, e);
    assert_int_equal(account_top_up(&a, amount), MONEY_TAKEN);
    top_up(m, amount);
}

static void open_valve(model *m, device *d)
{
    device_open_supply(d);
    m->open = m->open || m->armed;
    m->armed = false;
}

static void happen(model *m, device *d, property *p, event_list *e)
{
    switch (property_below(p, 10)) {
    case 0:
        change_mode(m, d, p, e);
        break;
    case 1:
        change_tariff(m, d->gas, p);
        break;
    case 2:
        change_quality(m, d->gas, p);
        break;
    case 3:
        change_terms(m, d->gas, p);
        break;
    case 4:
        change_debt(m, d->gas, p);
        break;
    case 5:
        select_emergency(m, d, e);
        break;
    case 6:
    case 7:
        put_in(m, d, p, e);
        break;
    default:
        open_valve(m, d);
        break;
    }
}

static void a_year_never_differs_by_a_penny(void **state)
{
    gas_fixture *g = *state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        property p = {seed};
        device *d = gas_fixture_device(g, &g->meter, CAT_DEVICE_GSME);
        alb_time now = alb_now(&g->f->clock.clock);
        gas *own = gas_own(d, now);
        assert_non_null(own);
        model m = {.home = g->meter.id, .at = now, .open = true, .total = own->total};
        change_tariff(&m, own, &p);
        change_quality(&m, own, &p);
        change_terms(&m, own, &p);
        alb_time end = now + ALB_DAYS(365);
        while (m.at < end) {
            event_list e = {.count = 0};
            alb_time to = m.at + ALB_SECONDS(property_below(&p, 3 * 86400));
            gas_work(d, to, &e);
            pass(&m, to);
            alb_clock_manual_set(&g->f->clock, to);
            agree(&m, d);
            happen(&m, d, &p, &e);
            agree(&m, d);
        }
        device_free(d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GAS_TEST(a_year_never_differs_by_a_penny),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
