/* Power, tampering, saved state, logs. */
#include "fixture.h"

#include "date_time.h"
#include "leaves.h"
#include "property.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

static void send_run(fixture *f, uint64_t counter, bool on)
{
    command c = {.from = &f->supplier,
                 .to = &f->meter,
                 .code = on ? 0x004f : 0x0050,
                 .counter = counter,
                 .content = on ? RUN_ENABLE : RUN_DISABLE,
                 .is_signed = true};
    fixture_send(f, f->esme, fixture_command(f, &c));
}

static void outage(fixture *f, alb_time length)
{
    f->n_sent = 0;
    device_power(f->esme, f->keys, false, &f->sink);
    assert_int_equal(f->n_sent, 0);
    alb_clock_manual_add(&f->clock, length);
    device_power(f->esme, f->keys, true, &f->sink);
}

static void an_outage_is_told_when_it_is_over(void **state)
{
    fixture *f = *state;
    alb_time from = alb_now(&f->clock.clock);
    outage(f, ALB_MINUTES(5));
    const event_log *log = &f->esme->power;
    assert_int_equal(log->count, 2);
    assert_int_equal(event_log_at(log, 0)->code, 0x8f57);
    assert_int_equal(event_log_at(log, 0)->time, alb_time_to_2000(from));
    assert_int_equal(event_log_at(log, 1)->code, 0x8f36);
    assert_int_equal(event_log_at(log, 1)->time, alb_time_to_2000(from + ALB_MINUTES(5)));
    assert_int_equal(f->n_sent, 1);
    assert_int_equal(fixture_alert_code(f, 0), 0x8f36);
    answer a = fixture_read(f, 0);
    assert_int_equal(a.verdict.signature, GBCS_CHECK_OK);
    assert_int_equal(a.message.header.message_code, 0x0067);
    assert_true(alb_eui64_equal(a.message.header.target, f->network_operator.id));
    uint8_t want[DATE_TIME];
    date_time_write(from, want);
    assert_memory_equal(alb_span_sub(a.message.content, 9 + 2 + 14 + 2, DATE_TIME).ptr, want, DATE_TIME);
    date_time_write(from + ALB_MINUTES(5), want);
    assert_memory_equal(alb_span_sub(a.message.content, 9 + 2 + 14 + 14 + 2, DATE_TIME).ptr, want, DATE_TIME);
}

static void a_short_outage_has_its_own_code(void **state)
{
    fixture *f = *state;
    outage(f, ALB_SECONDS(179));
    assert_int_equal(event_log_at(&f->esme->power, 1)->code, 0x8f35);
    outage(f, ALB_MINUTES(3));
    assert_int_equal(event_log_at(&f->esme->power, 3)->code, 0x8f36);
}

static void a_device_without_power_is_silent_and_counts_nothing(void **state)
{
    fixture *f = *state;
    alb_time from = alb_now(&f->clock.clock);
    device_power(f->esme, f->keys, false, &f->sink);
    device_power(f->esme, f->keys, false, &f->sink);
    send_run(f, 1, false);
    assert_int_equal(f->n_sent, 0);
    assert_int_equal(f->esme->supply.state, SUPPLY_ENABLED);
    alb_clock_manual_add(&f->clock, ALB_HOURS(9));
    device_power(f->esme, f->keys, true, &f->sink);
    assert_int_equal(supply_register(&f->esme->supply, from + ALB_HOURS(9)),
                     device_import_register(PLAIN(f->meter.id), from));
}

static void counters_of_alerts_increase(void **state)
{
    fixture *f = *state;
    uint64_t last = 0;
    for (int i = 0; i < 5; i++) {
        f->n_sent = 0;
        assert_true(device_tamper(f->esme, f->keys, DEVICE_TAMPER_OTHER, true, &f->sink));
        assert_int_equal(f->n_sent, 2); /* supplier and network operator */
        for (size_t k = 0; k < f->n_sent; k++) {
            assert_int_equal(fixture_alert_code(f, k), 0x8f78);
            answer a = fixture_read(f, k);
            assert_true(a.message.header.counter > last);
            last = a.message.header.counter;
        }
    }
}

static void save(const device *d, alb_buf *out)
{
    alb_buf_init(out, 1 << 16);
    assert_int_equal(device_save(d, out, NULL), ALB_OK);
}

static void state_comes_back(void **state)
{
    fixture *f = *state;
    device *other = fixture_device(f, &f->meter, CAT_DEVICE_ESME);
    send_run(f, 77, false);
    outage(f, ALB_MINUTES(10));
    fixture_send(f, f->esme, ALB_LIT("\x00"));
    alb_buf saved;
    alb_buf again;
    save(f->esme, &saved);
    assert_int_equal(device_restore(other, alb_buf_span(&saved), NULL), ALB_OK);
    save(other, &again);
    assert_true(alb_span_equal(alb_buf_span(&saved), alb_buf_span(&again)));
    /* The command that was taken before is a replay for the one restored. */
    device_free(f->esme);
    f->esme = other;
    send_run(f, 77, true);
    assert_int_equal(other->supply.state, SUPPLY_DISABLED);
    send_run(f, 78, true);
    assert_int_equal(other->supply.state, SUPPLY_ENABLED);
    alb_buf_release(&saved);
    alb_buf_release(&again);
}

/* Whatever is read as a state, the device stays a device, and what was refused changed nothing. */
static void broken_state_is_refused(void **state)
{
    fixture *f = *state;
    send_run(f, 5, false);
    send_run(f, 6, true);
    assert_true(device_add_load(f->esme, 3000, ALB_HOURS(3)));
    assert_true(device_order_drift(f->esme, 300));
    assert_true(device_tamper(f->esme, f->keys, DEVICE_TAMPER_COVER, true, &f->sink));
    outage(f, ALB_HOURS(1));
    alb_buf saved;
    save(f->esme, &saved);
    device *other = fixture_device(f, &f->meter, CAT_DEVICE_ESME);
    alb_buf untouched;
    save(other, &untouched);
    alb_span whole = alb_buf_span(&saved);
    for (size_t n = 0; n < whole.len; n++) {
        alb_err err = {.code = ALB_OK};
        assert_int_not_equal(device_restore(other, alb_span_sub(whole, 0, n), &err), ALB_OK);
        assert_true(err.detail[0] != '\0');
    }
    alb_buf now;
    save(other, &now);
    assert_true(alb_span_equal(alb_buf_span(&untouched), alb_buf_span(&now)));
    alb_buf_release(&now);
    assert_int_equal(device_restore(f->chf, whole, NULL), ALB_MISMATCH);
    property p = {8};
    for (int i = 0; i < 5000; i++) {
        size_t at = (size_t)property_below(&p, whole.len);
        saved.ptr[at] ^= (uint8_t)(1U << property_below(&p, 8));
        alb_status ignored = device_restore(other, whole, NULL);
        (void)ignored;
        assert_true(supply_register(&other->supply, alb_now(&f->clock.clock)) < UINT32_MAX);
        assert_true(device_clock_offset(other) < ALB_DAYS(20000));
        saved.ptr[at] ^= (uint8_t)property_below(&p, 256);
    }
    device_free(other);
    alb_buf_release(&saved);
    alb_buf_release(&untouched);
}

static void a_full_log_drops_its_oldest(void **state)
{
    (void)state;
    event_log log = {0};
    for (uint16_t i = 0; i < 250; i++) {
        event_log_add(&log, (event_entry){.time = i, .code = i});
        assert_int_equal(event_log_at(&log, log.count - 1U)->code, i);
        assert_true(log.count <= EVENT_LOG_CAPACITY);
    }
    for (size_t i = 0; i < log.count; i++) {
        assert_int_equal(event_log_at(&log, i)->code, 150 + i);
    }
    event_log_release(&log);
}

static void date_times_come_back(void **state)
{
    (void)state;
    property p = {9};
    for (int i = 0; i < 2000; i++) {
        alb_time t = ALB_SECONDS((alb_time)property_below(&p, 4102444800));
        uint8_t octets[DATE_TIME];
        alb_time back;
        date_time_write(t, octets);
        assert_true(date_time_read(ALB_SPAN_OF(octets), &back));
        assert_int_equal(back, t);
        assert_false(date_time_read(alb_span_of(octets, DATE_TIME - 1), &back));
    }
    static const uint8_t never[DATE_TIME] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                             0xff, 0xff, 0xff, 0x80, 0,    0xff};
    alb_time t;
    assert_false(date_time_read(ALB_SPAN_OF(never), &t));
}

static void leaves_must_fit_their_type(void **state)
{
    fixture *f = *state;
    const cat_object *o = cat_object_find(1, (const uint8_t[]){0, 0, 94, 44, 34, 10});
    assert_non_null(o);
    const cat_field *field = &cat_object_attribute(o, 2, false)->value;
    /* Two registers, and where there is a third a leaf says so. */
    static const uint64_t numbers[] = {10, 20, 1, 30};
    for (size_t n = 0; n <= ALB_COUNT(numbers); n++) {
        leaves l;
        cat_tree tree;
        size_t taken = 0;
        leaves_init(&l, f->arena);
        cat_tree_init(&tree, f->arena, 0);
        for (size_t i = 0; i < n; i++) {
            leaves_number(&l, numbers[i]);
        }
        assert_int_equal(leaves_fill(&l, &taken, field, &tree), n == ALB_COUNT(numbers));
        assert_true(taken <= n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_outage_is_told_when_it_is_over),
        TEST(a_short_outage_has_its_own_code),
        TEST(a_device_without_power_is_silent_and_counts_nothing),
        TEST(counters_of_alerts_increase),
        TEST(state_comes_back),
        TEST(broken_state_is_refused),
        cmocka_unit_test(a_full_log_drops_its_oldest),
        cmocka_unit_test(date_times_come_back),
        TEST(leaves_must_fit_their_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
