/* Bills by the calendar that a meter leaves the factory with: of a meter that nobody changed they are worked
 * out when they are asked for, and are those that it would have written down. */
#include "esme_fixture.h"
#include "factory_billing.h"
#include "gas_work.h"

enum { DAY = 17, MONTHS = 30 };

static uint64_t random_state = 0x9e3779b97f4a7c15;

static uint64_t random_below(uint64_t n)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (random_state >> 33) % n;
}

/* --- the calendar --- */

static void ends_follow_each_other(void **state)
{
    (void)state;
    for (uint8_t day = 1; day <= FACTORY_BILLING_LAST_DAY; day++) {
        assert_int_equal(factory_billing_count(day, factory_billing_end(day, 1) - 1), 0);
        for (uint32_t n = 1; n < 200; n++) {
            alb_time end = factory_billing_end(day, n);
            alb_date_time d = alb_time_split(end);
            assert_int_equal(d.day, day);
            assert_int_equal(end % ALB_DAYS(1), 0);
            assert_true(end > factory_billing_end(day, n - 1));
            assert_int_equal(factory_billing_count(day, end), n);
            assert_int_equal(factory_billing_count(day, end - 1), n - 1);
            assert_int_equal(factory_billing_next(day, end - 1), end);
            assert_int_equal(factory_billing_next(day, end), factory_billing_end(day, n + 1));
        }
    }
    assert_int_equal(factory_billing_end(1, 1), esme_fixture_time("2020-02-01T00:00:00Z"));
    assert_int_equal(factory_billing_end(2, 1), esme_fixture_time("2020-01-02T00:00:00Z"));
    assert_int_equal(factory_billing_next(0, 0), INT64_MAX);
}

static void a_day_that_some_months_lack_is_refused(void **state)
{
    fixture *f = *state;
    device_options o = fixture_options(f, &f->meter, CAT_DEVICE_ESME);
    device *d = NULL;
    o.billing_day = 29;
    assert_int_equal(device_new(&o, &d, NULL), ALB_USAGE);
    assert_null(d);
}

/* --- a meter without a memory, and its twin that has one from the start --- */

static device *billed_device(const fixture *f, uint16_t type)
{
    device_options o = fixture_options(f, &f->meter, type);
    device *d = NULL;
    o.billing_day = DAY;
    o.billed_until = esme_fixture_now(f);
    assert_int_equal(device_new(&o, &d, NULL), ALB_OK);
    return d;
}

/* But for signatures, which are never the same twice. */
static alb_span unsigned_part(alb_span message)
{
    return alb_span_sub(message, 0, message.len - GBCS_SIGNATURE);
}

static void turn(fixture *f, device *const both[static 2], bool on)
{
    for (size_t i = 0; i < 2; i++) {
        device_power(both[i], f->keys, on, &f->sink);
    }
}

static bool is_bill(const fixture *f, size_t i)
{
    gbcs_message m;
    assert_int_equal(gbcs_message_parse(f->sent[i], &m, NULL), ALB_OK);
    return m.header.message_code == 0x0061 || m.header.message_code == 0x008b;
}

/* The two bills among what was sent are one. Returns how many bills each of the two told of. */
static size_t check_twins(const fixture *f)
{
    size_t half = f->n_sent / 2;
    size_t bills = 0;
    assert_int_equal(f->n_sent % 2, 0);
    for (size_t i = 0; i < half; i++) {
        alb_span a = unsigned_part(f->sent[i]);
        alb_span b = unsigned_part(f->sent[half + i]);
        assert_int_equal(a.len, b.len);
        assert_memory_equal(a.ptr, b.ptr, a.len);
        bills += is_bill(f, i);
    }
    return bills;
}

/* Months with outages at any time, some of them over the end of a period. The first of the two is called when
 * it asks for it and in between, the second now and then. */
static void live(fixture *f, device *const twins[static 2])
{
    size_t bills = 0;
    for (uint32_t month = 0; month < MONTHS; month++) {
        alb_time end = factory_billing_next(DAY, esme_fixture_now(f));
        assert_int_equal(device_tick(twins[0], f->keys, &f->sink), end);
        for (int outages = 0; outages < 2; outages++) {
            alb_time left = end - esme_fixture_now(f);
            alb_clock_manual_add(&f->clock, (alb_time)random_below((uint64_t)left));
            turn(f, twins, false);
            alb_clock_manual_add(&f->clock, ALB_SECONDS((alb_time)random_below(200000)));
            f->n_sent = 0;
            device_power(twins[0], f->keys, true, &f->sink);
            (void)device_tick(twins[0], f->keys, &f->sink);
            device_power(twins[1], f->keys, true, &f->sink);
            (void)device_tick(twins[1], f->keys, &f->sink);
            bills += check_twins(f);
            end = factory_billing_next(DAY, esme_fixture_now(f));
        }
        alb_clock_manual_set(&f->clock, end);
        f->n_sent = 0;
        (void)device_tick(twins[0], f->keys, &f->sink);
        (void)device_tick(twins[1], f->keys, &f->sink);
        bills += check_twins(f);
        f->n_sent = 0;
    }
    assert_true(bills >= MONTHS);
}

static void electricity_bills_need_no_memory(void **state)
{
    fixture *f = *state;
    device *const twins[2] = {billed_device(f, CAT_DEVICE_ESME), billed_device(f, CAT_DEVICE_ESME)};
    assert_non_null(esme_own(twins[1], esme_fixture_now(f)));
    live(f, twins);
    assert_null(twins[0]->esme);
    const esme_bills *written = &twins[1]->esme->billed;
    esme_bills worked_out = {.count = 0};
    esme_remember_bills(twins[0], &worked_out, esme_fixture_now(f));
    assert_int_equal(worked_out.count, ESME_BILLING);
    assert_int_equal(written->count, ESME_BILLING);
    for (size_t i = 0; i < ESME_BILLING; i++) {
        assert_memory_equal(&worked_out.items[i], &written->items[i], sizeof written->items[i]);
    }
    device_free(twins[0]);
    device_free(twins[1]);
}

static void gas_bills_need_no_memory(void **state)
{
    fixture *f = *state;
    device *const twins[2] = {billed_device(f, CAT_DEVICE_GSME), billed_device(f, CAT_DEVICE_GSME)};
    assert_non_null(gas_own(twins[1], esme_fixture_now(f)));
    live(f, twins);
    assert_null(twins[0]->gas);
    gas view;
    gas_view(twins[0], esme_fixture_now(f), &view);
    const gas *written = twins[1]->gas;
    assert_int_equal(view.billed.count, GAS_BILLING);
    assert_int_equal(written->billed.count, GAS_BILLING);
    assert_int_equal(view.billed.taken, written->billed.taken);
    for (size_t i = 0; i < GAS_BILLING; i++) {
        const gas_snapshot *a = &view.billed.items[i];
        const gas_snapshot *b = &written->billed.items[i];
        assert_int_equal(a->id, b->id);
        assert_int_equal(a->time, b->time);
        assert_int_equal(a->cause, b->cause);
        assert_int_equal(a->total, b->total);
        assert_int_equal(a->prepayment, b->prepayment);
        assert_memory_equal(a->tiers, b->tiers, sizeof a->tiers);
        assert_memory_equal(a->blocks, b->blocks, sizeof a->blocks);
    }
    assert_memory_equal(view.blocks, written->blocks, sizeof view.blocks);
    assert_int_equal(gas_billing_end(&view.billing), gas_billing_end(&written->billing));
    device_free(twins[0]);
    device_free(twins[1]);
}

/* --- a supplier sees it, and changes it --- */

static void the_calendar_is_read_and_replaced(void **state)
{
    fixture *f = *state;
    device_free(f->esme);
    f->esme = billed_device(f, CAT_DEVICE_ESME);
    answer a = esme_fixture_do(f, "ECS26l", NULL);
    uint32_t at = fixture_find(&a, 0, "Date");
    assert_int_not_equal(at, UINT32_MAX);
    assert_int_equal(a.tree.values[at].bytes.ptr[3], DAY);
    ESME_VALUES(f, monthly);
    leaves_number(&monthly, 1);
    esme_add_time(&monthly, 0, 0);
    esme_add_date(&monthly, 0xffff, 0xff, 3, 0xff);
    (void)esme_fixture_do(f, "ECS30a", &monthly);
    assert_non_null(f->esme->esme);
    assert_int_equal(f->esme->esme->billed.count, ESME_BILLING);
    alb_time april = esme_fixture_time("2026-04-03T00:00:00Z");
    assert_int_equal(esme_fixture_pass_to(f, esme_fixture_now(f) + 1000), april);
    assert_int_equal(esme_fixture_pass_to(f, april), esme_fixture_time("2026-05-03T00:00:00Z"));
    assert_int_equal(f->n_sent, 1);
}

/* What was told is remembered, and nothing is told again. */
static void a_saved_meter_goes_on(void **state)
{
    fixture *f = *state;
    device_free(f->esme);
    f->esme = billed_device(f, CAT_DEVICE_ESME);
    alb_time march = esme_fixture_time("2026-03-17T00:00:00Z");
    assert_int_equal(esme_fixture_pass_to(f, march), esme_fixture_time("2026-04-17T00:00:00Z"));
    assert_int_equal(f->n_sent, 1);
    alb_buf saved;
    alb_buf_init(&saved, 1 << 20);
    assert_int_equal(device_save(f->esme, &saved, NULL), ALB_OK);
    device_free(f->esme);
    device_options o = fixture_options(f, &f->meter, CAT_DEVICE_ESME);
    o.billing_day = DAY; /* by itself it would tell of all that ever ended */
    assert_int_equal(device_new(&o, &f->esme, NULL), ALB_OK);
    assert_int_equal(device_restore(f->esme, alb_buf_span(&saved), NULL), ALB_OK);
    alb_buf_release(&saved);
    f->n_sent = 0;
    assert_int_equal(device_tick(f->esme, f->keys, &f->sink), esme_fixture_time("2026-04-17T00:00:00Z"));
    assert_int_equal(f->n_sent, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_follow_each_other),     ESME_TEST(a_day_that_some_months_lack_is_refused),
        ESME_TEST(electricity_bills_need_no_memory),  ESME_TEST(gas_bills_need_no_memory),
        ESME_TEST(the_calendar_is_read_and_replaced), ESME_TEST(a_saved_meter_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
