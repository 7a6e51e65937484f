/* Commands to the electricity meter of fixture.h by their records, and what a supplier sets a meter up with.
 */
#ifndef ALB_DEVICE_TEST_ESME_FIXTURE_H
#define ALB_DEVICE_TEST_ESME_FIXTURE_H

#include "fixture.h"

#include "date_time.h"
#include "esme_work.h"
#include "randomised_offset.h"

#define ESME_TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

static const uint8_t esme_at_once[DATE_TIME] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0xff};

#define ESME_VALUES(f, name)                                                                                 \
    leaves name;                                                                                             \
    leaves_init(&name, (f)->arena)

static inline uint64_t esme_fixture_counter(void)
{
    static uint64_t counter = 1000;
    return ++counter;
}

/* What was answered: alerts of what had happened before may stand in front. */
static inline answer esme_fixture_answer(fixture *f)
{
    for (size_t i = 0; i < f->n_sent; i++) {
        gbcs_message m;
        assert_int_equal(gbcs_message_parse(f->sent[i], &m, NULL), ALB_OK);
        if (m.header.cra == GBCS_RESPONSE) {
            return fixture_read(f, i);
        }
    }
    fail_msg("no answer");
    return fixture_read(f, 0);
}

/* Sends it and gives the answer. */
static inline answer esme_fixture_ask_as(fixture *f, const party *from, const char *use_case,
                                         const leaves *values)
{
    command c = {.from = from, .to = &f->meter, .counter = esme_fixture_counter()};
    ESME_VALUES(f, none);
    fixture_fill(f, &c, use_case, values ? values : &none);
    fixture_send(f, f->esme, fixture_command(f, &c));
    answer a = esme_fixture_answer(f);
    return a;
}

/* The first result that is not success; 0: all succeed. */
static inline int esme_fixture_result(const answer *a)
{
    for (uint32_t at = 0; at < a->tree.count; at = a->tree.values[at].next) {
        if (a->tree.values[at].result != 0) {
            return a->tree.values[at].result;
        }
    }
    return 0;
}

static inline answer esme_fixture_do_as(fixture *f, const party *from, const char *use_case,
                                        const leaves *values)
{
    answer a = esme_fixture_ask_as(f, from, use_case, values);
    assert_int_equal(esme_fixture_result(&a), 0);
    return a;
}

static inline answer esme_fixture_do(fixture *f, const char *use_case, const leaves *values)
{
    return esme_fixture_do_as(f, &f->supplier, use_case, values);
}

static inline uint64_t esme_fixture_number(const answer *a, const char *name)
{
    uint32_t at = fixture_find(a, 0, name);
    assert_int_not_equal(at, UINT32_MAX);
    return a->tree.values[at].number.u;
}

static inline uint64_t esme_fixture_read(fixture *f, const char *use_case, const char *name)
{
    answer a = esme_fixture_do(f, use_case, NULL);
    return esme_fixture_number(&a, name);
}

static inline int32_t esme_fixture_balance(fixture *f)
{
    return (int32_t)esme_fixture_read(f, "ECS82", "MeterBalance");
}

/* How many of what came back are alerts of that code. */
static inline size_t esme_fixture_alerts(const fixture *f, uint16_t code)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n_sent; i++) {
        gbcs_message m;
        assert_int_equal(gbcs_message_parse(f->sent[i], &m, NULL), ALB_OK);
        n += m.header.cra == GBCS_ALERT && fixture_alert_code(f, i) == code;
    }
    return n;
}

static inline bool esme_fixture_logged(const event_log *log, uint16_t code)
{
    for (size_t i = 0; i < log->count; i++) {
        if (event_log_at(log, i)->code == code) {
            return true;
        }
    }
    return false;
}

/* Time passes in one step, and the meter is called. */
static inline alb_time esme_fixture_pass_to(fixture *f, alb_time t)
{
    alb_clock_manual_set(&f->clock, t);
    f->n_sent = 0;
    return device_tick(f->esme, f->keys, &f->sink);
}

static inline alb_time esme_fixture_now(const fixture *f)
{
    return alb_now(&f->clock.clock);
}

/* By how much this meter's tariff switches later than it says. */
static inline alb_time esme_fixture_offset(const fixture *f)
{
    return ALB_SECONDS(randomised_offset(f->esme, f->arena));
}

static inline alb_time esme_fixture_time(const char *text)
{
    alb_time t;
    assert_true(alb_time_parse(alb_span_str(text), &t));
    return t;
}

/* --- values --- */

static inline void esme_add_text(leaves *l, const char *text)
{
    leaves_copy(l, alb_span_str(text));
}

/* FF: any. */
static inline void esme_add_date(leaves *l, uint16_t year, uint8_t month, uint8_t day, uint8_t weekday)
{
    uint8_t octets[5] = {(uint8_t)(year >> 8), (uint8_t)year, month, day, weekday};
    leaves_copy(l, ALB_SPAN_OF(octets));
}

static inline void esme_add_time(leaves *l, uint8_t hour, uint8_t minute)
{
    uint8_t octets[4] = {hour, minute, 0, 0};
    leaves_copy(l, ALB_SPAN_OF(octets));
}

static inline void esme_add_when(leaves *l, alb_time when, int times)
{
    for (int i = 0; i < times; i++) {
        if (when == 0) {
            leaves_octets(l, ALB_SPAN_OF(esme_at_once));
        } else {
            leaves_date_time(l, when);
        }
    }
}

static inline void esme_add_row(leaves *l, uint8_t credit, uint8_t charge, uint8_t bits)
{
    uint8_t credit_obis[6] = {0, 0, 19, 10, credit, 255};
    uint8_t charge_obis[6] = {0, 0, 19, 20, charge, 255};
    leaves_copy(l, ALB_SPAN_OF(credit_obis));
    leaves_copy(l, ALB_SPAN_OF(charge_obis));
    alb_span octets = alb_arena_copy(l->arena, alb_span_of(&bits, 1));
    leaves_add(l, 3, octets);
}

/* The configuration list of a payment mode (devices.md 4.5). */
static inline void esme_add_configuration(leaves *l, bool prepayment, bool halts, bool accumulates)
{
    static const uint8_t order[2][5] = {{0, 4, 1, 2, 3}, {3, 0, 4, 1, 2}};
    if (!prepayment) {
        leaves_number(l, 2);
        esme_add_row(l, 0, 0, 0xe0);
        esme_add_row(l, 0, 4, 0xe0);
        return;
    }
    leaves_number(l, accumulates ? 13 : 10);
    for (uint8_t credit = 0; credit < 2; credit++) {
        for (size_t i = 0; i < 5; i++) {
            uint8_t charge = order[credit][i];
            esme_add_row(l, credit, charge, halts && (charge == 1 || charge == 2) ? 0xc0 : 0xe0);
        }
    }
    for (uint8_t i = 0; accumulates && i < 3; i++) {
        static const uint8_t accumulated[] = {4, 1, 2};
        esme_add_row(l, 2, accumulated[i], halts && i > 0 ? 0xc0 : 0xe0);
    }
}

/* ECS03, at once where `when` is 0. */
static inline void esme_fixture_prepay(fixture *f, int32_t threshold, bool halts, bool accumulates,
                                       alb_time when)
{
    ESME_VALUES(f, v);
    leaves_number(&v, 2);
    leaves_number(&v, (uint64_t)(int64_t)threshold);
    esme_add_configuration(&v, true, halts, accumulates);
    esme_add_when(&v, when, 2);
    (void)esme_fixture_do(f, "ECS03", &v);
}

/* ECS02. */
static inline void esme_fixture_credit_mode(fixture *f, alb_time when)
{
    ESME_VALUES(f, v);
    leaves_number(&v, 1);
    esme_add_configuration(&v, false, false, false);
    esme_add_when(&v, when, 1);
    (void)esme_fixture_do(f, "ECS02", &v);
}

/* What ECS08a sets. */
typedef struct esme_terms {
    int32_t emergency_limit, emergency_threshold, low_credit, most_credit, most_balance;
    uint16_t cap;
    bool friendly; /* from 16:00 to 10:00 */
} esme_terms;

static inline void esme_add_friendly(leaves *l, uint16_t index, uint16_t script, uint8_t hour)
{
    static const uint8_t every_day = 0xfe;
    leaves_number(l, index);
    leaves_number(l, script);
    esme_add_time(l, hour, 0);
    leaves_add(l, 7, alb_span_of(&every_day, 1));
    leaves_add(l, 0, alb_span_none());
    esme_add_date(l, 0xffff, 0xff, 0xff, 0xff);
    esme_add_date(l, 0xffff, 0xff, 0xff, 0xff);
}

static inline void esme_fixture_configure(fixture *f, const esme_terms *t)
{
    ESME_VALUES(f, v);
    leaves_number(&v, 0); /* special days */
    leaves_number(&v, (uint64_t)(int64_t)t->most_balance);
    leaves_number(&v, (uint64_t)(int64_t)t->most_credit);
    leaves_number(&v, t->friendly ? 2 : 0);
    if (t->friendly) {
        esme_add_friendly(&v, 1, 32, 16);
        esme_add_friendly(&v, 2, 33, 10);
    }
    leaves_number(&v, t->cap);
    leaves_number(&v, 604800);
    leaves_number(&v, (uint64_t)(int64_t)t->low_credit);
    leaves_number(&v, (uint64_t)(int64_t)t->emergency_limit);
    esme_add_when(&v, 0, 1);
    leaves_number(&v, (uint64_t)(int64_t)t->emergency_threshold);
    esme_add_when(&v, 0, 8);
    (void)esme_fixture_do(f, "ECS08a", &v);
}

/* ECS07: scale -5, so that rates are in thousandths of a penny. */
static inline void esme_fixture_debt(fixture *f, const int16_t rate[2], const uint32_t period[2],
                                     uint16_t share, int32_t payment, int32_t time_1, int32_t time_2)
{
    ESME_VALUES(f, v);
    for (int i = 0; i < 2; i++) {
        leaves_number(&v, (uint64_t)(int64_t)-5);
        leaves_octets(&v, alb_span_none());
        leaves_number(&v, (uint64_t)(int64_t)rate[i]);
    }
    leaves_number(&v, share);
    leaves_number(&v, period[0]);
    leaves_number(&v, period[1]);
    leaves_number(&v, (uint64_t)(int64_t)payment);
    leaves_number(&v, (uint64_t)(int64_t)time_1);
    leaves_number(&v, (uint64_t)(int64_t)time_2);
    (void)esme_fixture_do(f, "ECS07", &v);
}

/* ECS04a. */
static inline void esme_fixture_adjust(fixture *f, int32_t amount)
{
    ESME_VALUES(f, v);
    leaves_number(&v, (uint64_t)(int64_t)amount);
    (void)esme_fixture_do(f, "ECS04a", &v);
}

/* --- the tariff --- */

typedef struct esme_tariff_day {
    uint8_t n_switches;
    struct esme_tariff_switch {
        uint8_t hour, minute;
        uint16_t script;
    } switches[8];
} esme_tariff_day;

/* One season all year; the second day, where there is one, is that of weekends, and the third of the special
 * day. */
typedef struct esme_tariff {
    uint8_t n_days;
    esme_tariff_day days[3];
    uint8_t special_month, special_day;
    bool has_thresholds;
    uint32_t thresholds[3]; /* of TOU band 1 */
    int8_t scale;
    uint8_t n_prices;
    struct esme_tariff_price {
        uint8_t index;
        int16_t price;
    } prices[16];
    int16_t standing; /* of the same scale */
} esme_tariff;

static inline void esme_add_days(leaves *l, const esme_tariff *t)
{
    leaves_number(l, t->n_days);
    for (size_t d = 0; d < t->n_days; d++) {
        leaves_number(l, d + 1);
        leaves_number(l, t->days[d].n_switches);
        for (size_t i = 0; i < t->days[d].n_switches; i++) {
            esme_add_time(l, t->days[d].switches[i].hour, t->days[d].switches[i].minute);
            leaves_number(l, t->days[d].switches[i].script);
        }
    }
}

static inline void esme_add_calendar(leaves *l, const esme_tariff *t)
{
    static const uint8_t january[12] = {0xff, 0xff, 1, 1, 0xff, 0, 0, 0, 0, 0x80, 0, 0xff};
    leaves_number(l, 1);
    esme_add_text(l, "All");
    leaves_octets(l, ALB_SPAN_OF(january));
    esme_add_text(l, "1");
    leaves_number(l, 1);
    esme_add_text(l, "1");
    for (int i = 0; i < 7; i++) {
        leaves_number(l, t->n_days > 1 && i >= 5 ? 2 : 1);
    }
    esme_add_days(l, t);
}

static inline void esme_add_special_day(leaves *l, const esme_tariff *t)
{
    leaves_number(l, t->n_days > 2);
    if (t->n_days > 2) {
        leaves_number(l, 1);
        esme_add_date(l, 0xffff, t->special_month, t->special_day, 0xff);
        leaves_number(l, 3);
    }
}

static inline void esme_add_prices(leaves *l, const esme_tariff *t)
{
    leaves_number(l, (uint64_t)(int64_t)t->scale);
    leaves_octets(l, alb_span_none());
    leaves_number(l, (uint64_t)(int64_t)t->standing);
    leaves_number(l, (uint64_t)(int64_t)t->scale);
    leaves_number(l, t->n_prices);
    for (size_t i = 0; i < t->n_prices; i++) {
        leaves_copy(l, alb_span_of(&t->prices[i].index, 1));
        leaves_number(l, (uint64_t)(int64_t)t->prices[i].price);
    }
}

/* ECS01a, at once where `when` is 0. */
static inline void esme_fixture_tariff(fixture *f, const esme_tariff *t, alb_time when)
{
    ESME_VALUES(f, v);
    esme_add_calendar(&v, t);
    esme_add_special_day(&v, t);
    for (int band = 0; band < ESME_BANDS; band++) {
        bool has = band == 0 && t->has_thresholds;
        leaves_number(&v, has ? 3 : 0);
        for (int i = 0; has && i < 3; i++) {
            leaves_number(&v, t->thresholds[i]);
        }
    }
    leaves_number(&v, 0xff); /* pounds */
    esme_add_prices(&v, t);
    esme_add_when(&v, when, 6);
    (void)esme_fixture_do(f, "ECS01a", &v);
}

/* ECS01b. */
static inline void esme_fixture_prices(fixture *f, const esme_tariff *t, alb_time when)
{
    ESME_VALUES(f, v);
    esme_add_prices(&v, t);
    esme_add_when(&v, when, 2);
    (void)esme_fixture_do(f, "ECS01b", &v);
}

/* --- top-up --- */

static inline void esme_fixture_token(const fixture *f, alb_eui64 meter, uint32_t count, uint16_t pounds,
                                      char out[static GBCS_UTRN_TEXT])
{
    crypto_secret z;
    gbcs_utrn_credit credit = {.counter = count, .value_class = GBCS_UTRN_POUNDS, .value = pounds};
    assert_int_equal(crypto_ecdh(f->crypto, f->supplier.agreement_key,
                                 smki_certificate_public(f->meter.agreement), &z, NULL),
                     ALB_OK);
    assert_int_equal(gbcs_utrn_make(f->crypto, &z, f->supplier.id, meter, &credit, out, NULL), ALB_OK);
}

/* CS01a; its result. */
static inline int esme_fixture_top_up(fixture *f, uint32_t count, const char *digits)
{
    command c = {.from = &f->supplier, .to = &f->meter, .counter = (uint64_t)count << 32};
    ESME_VALUES(f, l);
    leaves_octets(&l, alb_span_str(digits));
    fixture_fill(f, &c, "CS01a", &l);
    fixture_send(f, f->esme, fixture_command(f, &c));
    answer a = esme_fixture_answer(f);
    assert_int_equal(a.message.header.date_time.len, 12);
    return a.tree.values[0].result;
}

/* A meter that is saved and made anew. */
static inline void esme_fixture_restart(fixture *f)
{
    alb_buf saved;
    uint64_t before = fixture_digest(f->crypto, f->esme);
    alb_buf_init(&saved, 1 << 20);
    assert_int_equal(device_save(f->esme, &saved, NULL), ALB_OK);
    device_free(f->esme);
    f->esme = fixture_device(f, &f->meter, CAT_DEVICE_ESME);
    assert_int_equal(device_restore(f->esme, alb_buf_span(&saved), NULL), ALB_OK);
    alb_buf_release(&saved);
    assert_int_equal(fixture_digest(f->crypto, f->esme), before);
}

#endif
