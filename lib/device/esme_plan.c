#include "esme_plan.h"

#include "randomised_offset.h"
#include "stored.h"

enum {
    CLASS_SPECIAL_DAYS = 11,
    CLASS_SCHEDULE = 10,
    CLASS_ACTIVITY_CALENDAR = 20,
    CLASS_REGISTER_MONITOR = 21,
    CLASS_SINGLE_ACTION = 22,
    CLASS_LIMITER = 71,
    CLASS_ACCOUNT = 111,
    CLASS_CREDIT = 112,
    CLASS_CHARGE = 113,
    CLASS_GBCS = 9000,
    PREPAYMENT = 2,
    MONEY_SCALE = 5, /* a currency unit is 10^5 thousandths of a penny */
    MILLIONTHS = 6,
    KILO = 3,
    INDEX_BLOCKS = 0xa1, /* A1 to A8, B1 to B8, C1 to C8, D1 to D8 */
    HOUR = 3600
};

/* Leaves of a setting, one after the other; beyond the last there are zeros. */
typedef struct reading {
    const device *device;
    alb_arena *arena;
    leaves values;
    size_t at;
} reading;

static void open_setting(reading *r, const setting_key *key)
{
    leaves_init(&r->values, r->arena);
    r->at = 0;
    bool found = stored_value(r->device, key, &r->values);
    (void)found; /* a meter has every object of the plan */
}

static leaf next(reading *r)
{
    return r->at < r->values.count ? r->values.items[r->at++] : (leaf){.number = 0};
}

static uint64_t next_number(reading *r)
{
    return next(r).number;
}

/* Powers of ten are octets. */
static int next_scale(reading *r)
{
    return (int8_t)next(r).number;
}

static uint8_t next_count(reading *r, uint64_t most)
{
    uint64_t n = next_number(r);
    return (uint8_t)(n < most ? n : most);
}

static calendar_date next_date(reading *r)
{
    calendar_date date = {.year = 0};
    bool read = calendar_read_date(next(r).octets, &date);
    return read ? date : (calendar_date){.year = 0};
}

static uint32_t next_time(reading *r)
{
    uint32_t second = 0;
    return calendar_read_time(next(r).octets, &second) ? second : 0;
}

static uint8_t next_octet(reading *r)
{
    alb_span octets = next(r).octets;
    return octets.len > 0 ? octets.ptr[0] : 0;
}

/* Bit 0 is the first. */
static uint64_t next_bits(reading *r)
{
    leaf l = next(r);
    uint64_t bits = 0;
    for (uint64_t i = 0; i < l.number && i / 8 < l.octets.len && i < 64; i++) {
        bits |= (uint64_t)(l.octets.ptr[i / 8] >> (7 - i % 8) & 1) << i;
    }
    return bits;
}

#define KEY(of_class, a, b, c, d, e, f, of_id)                                                               \
    (&(const setting_key){.class_id = (of_class), .obis = {(a), (b), (c), (d), (e), (f)}, .id = (of_id)})

static uint64_t number_of(reading *r, const setting_key *key)
{
    open_setting(r, key);
    return next_number(r);
}

static int32_t amount_of(reading *r, const setting_key *key)
{
    return (int32_t)(int64_t)number_of(r, key);
}

/* --- tariff --- */

/* n * 10^power, up to `most`. */
static int64_t scaled(int64_t n, int power, int64_t most)
{
    for (; power > 0 && n < most && n > -most; power--) {
        n *= 10;
    }
    for (; power < 0 && n != 0; power++) {
        n /= 10;
    }
    n = n < most ? n : most;
    return n > -most ? n : -most;
}

static void read_days(reading *r, const setting_key *key, calendar *out)
{
    open_setting(r, key);
    out->n_days = next_count(r, CALENDAR_DAYS);
    for (uint8_t i = 0; i < out->n_days; i++) {
        calendar_day *day = &out->days[i];
        day->id = (uint8_t)next_number(r);
        day->n_switches = next_count(r, CALENDAR_SWITCHES);
        for (uint8_t s = 0; s < day->n_switches; s++) {
            calendar_switch new = {.second = next_time(r)};
            new.value = (uint16_t)next_number(r);
            uint8_t at = s;
            for (; at > 0 && day->switches[at - 1].second > new.second; at--) {
                day->switches[at] = day->switches[at - 1];
            }
            day->switches[at] = new;
        }
    }
}

static void read_weeks(reading *r, const setting_key *key, calendar *out)
{
    open_setting(r, key);
    out->n_weeks = next_count(r, CALENDAR_WEEKS);
    for (uint8_t i = 0; i < out->n_weeks; i++) {
        out->weeks[i].id = next_octet(r);
        for (size_t day = 0; day < sizeof out->weeks[i].days; day++) {
            out->weeks[i].days[day] = (uint8_t)next_number(r);
        }
    }
}

static void read_seasons(reading *r, const setting_key *key, calendar *out)
{
    open_setting(r, key);
    out->n_seasons = next_count(r, CALENDAR_SEASONS);
    for (uint8_t i = 0; i < out->n_seasons; i++) {
        enum { DATE = 5 };
        (void)next(r); /* its name */
        bool read = calendar_read_date(alb_span_sub(next(r).octets, 0, DATE), &out->seasons[i].date);
        out->seasons[i].date.year = read ? out->seasons[i].date.year : CALENDAR_ANY_YEAR;
        out->seasons[i].id = next_octet(r);
    }
}

static void read_special_days(reading *r, const setting_key *key, calendar *out)
{
    open_setting(r, key);
    out->n_special_days = next_count(r, CALENDAR_SPECIAL_DAYS);
    for (uint8_t i = 0; i < out->n_special_days; i++) {
        (void)next(r); /* its index */
        out->special_days[i].date = next_date(r);
        out->special_days[i].id = (uint8_t)next_number(r);
    }
}

static void read_calendar(reading *r, uint8_t element, calendar *out)
{
    read_seasons(r, KEY(CLASS_ACTIVITY_CALENDAR, 0, 0, 13, 0, element, 255, 3), out);
    read_weeks(r, KEY(CLASS_ACTIVITY_CALENDAR, 0, 0, 13, 0, element, 255, 4), out);
    read_days(r, KEY(CLASS_ACTIVITY_CALENDAR, 0, 0, 13, 0, element, 255, 5), out);
    read_special_days(r, KEY(CLASS_SPECIAL_DAYS, 0, 0, 11, 0, element, 255, 2), out);
}

/* Where the price of that index goes; NULL: nowhere. */
static int64_t *price_at(esme_plan *p, uint8_t index)
{
    if (index >= 1 && index <= ESME_TOU) {
        return &p->tou_price[index - 1];
    }
    unsigned block = (unsigned)(index - INDEX_BLOCKS) >> 4;
    unsigned band = (unsigned)(index - INDEX_BLOCKS) & 0x0f;
    return index >= INDEX_BLOCKS && block < ESME_BLOCKS && band < ESME_BANDS ? &p->block_price[block][band]
                                                                             : NULL;
}

/* Prices are for 1000 Wh. */
static void read_prices(reading *r, esme_plan *p)
{
    enum { MOST = 80, POWER = MONEY_SCALE + MILLIONTHS - KILO };
    open_setting(r, KEY(CLASS_CHARGE, 0, 0, 19, 20, 0, 255, 5));
    int scale = next_scale(r);
    uint8_t n = next_count(r, MOST);
    for (uint8_t i = 0; i < n; i++) {
        int64_t *price = price_at(p, next_octet(r));
        int64_t charge = (int64_t)next_number(r);
        if (price) {
            *price = scaled(charge, scale + POWER, ESME_PRICE_MOST);
        }
    }
    open_setting(r, KEY(CLASS_CHARGE, 0, 0, 19, 20, 5, 255, 5));
    scale = next_scale(r);
    n = next_count(r, ESME_SECONDARY);
    for (uint8_t i = 0; i < n; i++) {
        uint8_t index = next_octet(r);
        int64_t charge = (int64_t)next_number(r);
        if (index >= 1 && index <= ESME_SECONDARY) {
            p->secondary_price[index - 1] = scaled(charge, scale + POWER, ESME_PRICE_MOST);
        }
    }
}

/* An amount that is not for a commodity, in 10^-`digits` of a thousandth of a penny. */
static int64_t plain_charge(reading *r, const setting_key *key, int digits)
{
    open_setting(r, key);
    int scale = next_scale(r);
    const int64_t most = INT64_C(1) << 50;
    (void)next(r); /* its index, empty */
    return scaled((int64_t)next_number(r), scale + MONEY_SCALE + digits, most);
}

static void read_tariff(reading *r, esme_plan *p)
{
    read_calendar(r, 0, &p->tariff);
    read_calendar(r, 1, &p->secondary);
    p->delay = ALB_SECONDS(randomised_offset(r->device, r->arena));
    read_prices(r, p);
    p->standing_charge = plain_charge(r, KEY(CLASS_CHARGE, 0, 0, 19, 20, 4, 255, 5), MILLIONTHS);
    for (int band = 0; band < ESME_BANDS; band++) {
        open_setting(r, KEY(CLASS_REGISTER_MONITOR, 0, 0, 16, 0, (uint8_t)(11 + band), 255, 2));
        uint8_t n = next_count(r, ESME_THRESHOLDS);
        for (int i = 0; i < ESME_THRESHOLDS; i++) {
            p->thresholds[band][i] = i < n ? (uint32_t)next_number(r) : UINT32_MAX;
        }
    }
}

/* --- calendars of other kinds --- */

static void read_calendars(reading *r, esme_plan *p)
{
    leaves special_days;
    leaves window;
    leaves_init(&window, r->arena);
    leaves_number(&window, 2); /* of a pair the type fixes how many */
    bool found = stored_value(r->device, KEY(CLASS_SCHEDULE, 0, 0, 12, 0, 0, 255, 2), &window);
    schedule_init(&p->demand_window, &window, NULL);
    open_setting(r, KEY(CLASS_SPECIAL_DAYS, 0, 0, 11, 0, 2, 255, 2));
    special_days = r->values;
    open_setting(r, KEY(CLASS_SCHEDULE, 0, 0, 12, 0, 1, 255, 2));
    schedule_init(&p->friendly, &r->values, &special_days);
    open_setting(r, KEY(CLASS_SINGLE_ACTION, 0, 0, 15, 0, 0, 255, 4));
    execution_times_init(&p->billing, &r->values);
    p->resets_blocks_daily = number_of(r, KEY(CLASS_SINGLE_ACTION, 0, 0, 15, 1, 0, 255, 4)) > 0;
    (void)found; /* as in open_setting */
}

/* --- the account --- */

/* Which charges are collected from which credit tells how debts are suspended (devices.md 4.5). */
static void read_suspension(reading *r, account_terms *t)
{
    enum { MOST = 15, ACCUMULATED = 2, FIRST_DEBT = 1, WHILE_DISABLED = 2 };
    static const uint8_t credit[5] = {0, 0, 19, 10, ACCUMULATED};
    static const uint8_t debt[5] = {0, 0, 19, 20, FIRST_DEBT};
    open_setting(r, KEY(CLASS_ACCOUNT, 0, 0, 19, 0, 0, 255, 11));
    uint8_t n = next_count(r, MOST);
    t->collects_in_emergency = true;
    for (uint8_t i = 0; i < n; i++) {
        alb_span of_credit = alb_span_sub(next(r).octets, 0, sizeof credit);
        alb_span of_charge = alb_span_sub(next(r).octets, 0, sizeof debt);
        uint64_t collection = next_bits(r);
        if (alb_span_equal(of_credit, ALB_SPAN_OF(credit))) {
            t->collects_in_emergency = false;
        }
        if (alb_span_equal(of_charge, ALB_SPAN_OF(debt)) && !(collection >> WHILE_DISABLED & 1)) {
            t->halts_when_disabled = true;
        }
    }
}

static int32_t bounded(int64_t v)
{
    if (v < 0) {
        return 0;
    }
    return v > INT32_MAX ? INT32_MAX : (int32_t)v;
}

static void read_terms(reading *r, account_terms *t)
{
    t->prepayment = number_of(r, KEY(CLASS_ACCOUNT, 0, 0, 19, 0, 0, 255, 2)) == PREPAYMENT;
    read_suspension(r, t);
    t->disablement_threshold = amount_of(r, KEY(CLASS_REGISTER_MONITOR, 0, 0, 16, 0, 1, 255, 2));
    t->emergency_limit = bounded(amount_of(r, KEY(CLASS_CREDIT, 0, 0, 19, 10, 1, 255, 9)));
    t->emergency_threshold = amount_of(r, KEY(CLASS_CREDIT, 0, 0, 19, 10, 1, 255, 10));
    t->low_credit = amount_of(r, KEY(CLASS_ACCOUNT, 0, 0, 19, 0, 0, 255, 16));
    t->most_credit = amount_of(r, KEY(CLASS_GBCS, 0, 0, 94, 44, 2, 10, 2));
    t->most_balance = amount_of(r, KEY(CLASS_GBCS, 0, 0, 94, 44, 2, 20, 2));
    t->debt_share = (uint16_t)number_of(r, KEY(CLASS_CHARGE, 0, 0, 19, 20, 3, 255, 13));
    /* The cap is in whole currency units. */
    t->debt_cap =
        bounded((uint16_t)number_of(r, KEY(CLASS_ACCOUNT, 0, 0, 19, 0, 0, 255, 18)) * INT64_C(100000));
    for (int i = 0; i < ACCOUNT_TIME_DEBTS; i++) {
        uint8_t which = (uint8_t)(i + 1);
        t->debt_rate[i] = bounded(plain_charge(r, KEY(CLASS_CHARGE, 0, 0, 19, 20, which, 255, 5), 0));
        uint64_t period = number_of(r, KEY(CLASS_CHARGE, 0, 0, 19, 20, which, 255, 8));
        t->debt_period[i] = period == HOUR ? ACCOUNT_HOURLY : ACCOUNT_DAILY;
    }
}

/* --- limits --- */

static void read_limits(reading *r, esme_plan *p)
{
    static const uint8_t groups[VOLTAGE_PHASES] = {32, 52, 72};
    static const uint8_t last[VOLTAGE_LIMITS] = {
        [VOLTAGE_EXTREME_OVER] = 1, [VOLTAGE_EXTREME_UNDER] = 2, [VOLTAGE_SAG] = 3, [VOLTAGE_SWELL] = 4};
    p->limit.threshold = (uint32_t)number_of(r, KEY(CLASS_LIMITER, 0, 0, 17, 0, 0, 255, 4));
    p->limit.period = (uint32_t)number_of(r, KEY(CLASS_LIMITER, 0, 0, 17, 0, 0, 255, 6));
    p->limit.restoration = (uint32_t)number_of(r, KEY(CLASS_LIMITER, 0, 0, 17, 0, 0, 255, 7));
    p->limit.disables = number_of(r, KEY(CLASS_GBCS, 0, 0, 94, 44, 0, 3, 2)) != 0;
    p->voltage.phases = r->device->phases > 1 ? VOLTAGE_PHASES : 1;
    for (int i = 0; i < VOLTAGE_LIMITS; i++) {
        p->voltage.limits[i].threshold =
            (uint32_t)number_of(r, KEY(CLASS_LIMITER, 0, 0, 17, 0, last[i], 255, 4));
        p->voltage.limits[i].period =
            (uint32_t)number_of(r, KEY(CLASS_LIMITER, 0, 0, 17, 0, last[i], 255, 6));
    }
    for (int i = 0; i < p->voltage.phases; i++) {
        struct voltage_average *a = &p->voltage.averages[i];
        a->over = (uint32_t)number_of(r, KEY(1, 1, 0, groups[i], 35, 0, 4, 2));
        a->under = (uint32_t)number_of(r, KEY(1, 1, 0, groups[i], 31, 0, 4, 2));
        a->period = (uint32_t)number_of(r, KEY(7, 1, 0, groups[i], 24, 0, 255, 4));
    }
}

bool esme_plan_read(const device *d, esme_plan *out)
{
    alb_arena *arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    if (!arena) {
        return false;
    }
    reading r = {.device = d, .arena = arena};
    *out = (esme_plan){.next_billing = ALB_TIME_NONE};
    read_tariff(&r, out);
    read_calendars(&r, out);
    read_terms(&r, &out->terms);
    read_limits(&r, out);
    alb_arena_free(arena);
    return true;
}

/* --- what depends on what --- */

bool esme_is_tariff(const setting_key *key)
{
    bool is_block_threshold = key->class_id == CLASS_REGISTER_MONITOR && key->obis[4] > 10;
    bool is_price =
        key->class_id == CLASS_CHARGE && (key->obis[4] == 0 || key->obis[4] == 4 || key->obis[4] == 5);
    bool is_special_day = key->class_id == CLASS_SPECIAL_DAYS && key->obis[4] < 2;
    return key->class_id == CLASS_ACTIVITY_CALENDAR || is_block_threshold || is_price || is_special_day;
}

bool esme_is_mode(const setting_key *key)
{
    return key->class_id == CLASS_ACCOUNT && (key->id == 2 || key->id == 11);
}

bool esme_is_demand_window(const setting_key *key)
{
    return key->class_id == CLASS_SCHEDULE && key->obis[4] == 0;
}

bool esme_depends_on(const setting_key *key)
{
    switch (key->class_id) {
    case 1: {
        /* Thresholds of voltage, and the limit of the randomised offset; not the MPAN. */
        bool is_offset = key->obis[0] == 0 && key->obis[2] == 94 && key->obis[4] == 0 && key->obis[5] == 1;
        return is_offset || (key->obis[0] == 1 && key->obis[4] == 0 && key->obis[2] >= 32);
    }
    case 7:
    case CLASS_ACTIVITY_CALENDAR:
    case CLASS_SINGLE_ACTION:
    case CLASS_LIMITER:
    case CLASS_ACCOUNT:
    case CLASS_CREDIT:
    case CLASS_CHARGE:
        return true;
    case CLASS_SCHEDULE:
        return key->obis[4] < 2;
    case CLASS_SPECIAL_DAYS:
        return key->obis[4] < 3;
    case CLASS_REGISTER_MONITOR:
        return key->obis[4] != 0; /* not the levels of the display */
    case CLASS_GBCS:
        return key->obis[2] == 94 && (key->obis[4] == 2 || (key->obis[4] == 0 && key->obis[5] == 3));
    default:
        return false;
    }
}
