/* A gas meter and its proxy: what they answer, what changes, what they tell (devices.md 10). */
#include "gas_fixture.h"

static void the_register_is_the_homes_consumption_encrypted(void **state)
{
    gas_fixture *g = *state;
    answer a = gas_fixture_ask(g, g->gsme, "GCS13a", NULL);
    assert_int_equal(gas_fixture_number(&a, "CurrentSummationDelivered"), gas_fixture_volume(g));
    assert_int_equal(gas_fixture_number(&a, "Divisor"), 1000);
    assert_true(a.tree.values[0].flags & CAT_VALUE_CIPHER);
    assert_int_equal(a.message.header.date_time.len, 12);
    alb_clock_manual_add(&g->f->clock, ALB_DAYS(20));
    a = gas_fixture_ask(g, g->gsme, "GCS13c", NULL);
    assert_int_equal(gas_fixture_number(&a, "CurrentTier1SummationDelivered"), gas_fixture_volume(g));
    assert_int_equal(gas_fixture_number(&a, "CurrentTier2SummationDelivered"), 0);
    assert_null(g->gsme->gas); /* reading changes nothing */
}

/* The proxy knows what the meter told at the last half hour. */
static void the_proxy_answers_from_its_copy(void **state)
{
    gas_fixture *g = *state;
    alb_time now = alb_now(&g->f->clock.clock);
    answer a = gas_fixture_ask(g, g->gpf, "GCS13a", NULL);
    assert_int_equal(gas_fixture_number(&a, "CurrentSummationDelivered"),
                     device_gas_register(PLAIN(g->meter.id), now - now % ALB_MINUTES(30)));
    GAS_VALUES(g, v);
    leaves_number(&v, 7);
    leaves_number(&v, 0);
    leaves_number(&v, 0);
    leaves_octets(&v, ALB_LIT("0987654321"));
    (void)gas_fixture_ask(g, g->gsme, "GCS41", &v);
    a = gas_fixture_ask(g, g->gpf, "GCS46", NULL);
    assert_true(alb_span_is(a.tree.values[fixture_find(&a, 0, "SiteId")].bytes, "1234567890"));
    device_mirror(g->gpf, g->gsme);
    a = gas_fixture_ask(g, g->gpf, "GCS46", NULL);
    assert_true(alb_span_is(a.tree.values[fixture_find(&a, 0, "SiteId")].bytes, "0987654321"));
    alb_clock_manual_add(&g->f->clock, ALB_DAYS(3));
    now = alb_now(&g->f->clock.clock);
    a = gas_fixture_ask(g, g->gpf, "GCS13a", NULL);
    assert_int_equal(gas_fixture_number(&a, "CurrentSummationDelivered"),
                     device_gas_register(PLAIN(g->meter.id), now - now % ALB_MINUTES(30)));
}

/* --- profiles and snapshots --- */

static answer read_profile(gas_fixture *g, uint32_t from, uint32_t count)
{
    GAS_VALUES(g, v);
    leaves_number(&v, 0);
    leaves_number(&v, from);
    leaves_number(&v, 0);
    leaves_number(&v, count);
    return gas_fixture_ask(g, g->gsme, "GCS17", &v);
}

static void half_hours_are_read_back(void **state)
{
    gas_fixture *g = *state;
    alb_time from;
    assert_true(alb_time_parse(ALB_LIT("2026-01-10T00:00:00Z"), &from));
    answer a = read_profile(g, alb_time_to_2000(from), 48);
    assert_int_equal(gas_fixture_number(&a, "NumberOfSamples"), 48);
    uint32_t list = fixture_find(&a, 0, "Samples");
    uint32_t at = cat_tree_child(&a.tree, list);
    for (int i = 0; i < 48; i++, at = cat_tree_sibling(&a.tree, list, at)) {
        assert_int_equal(a.tree.values[at].number.u,
                         device_gas_half_hour(PLAIN(g->meter.id), from + ALB_MINUTES(30) * i));
    }
    assert_true(alb_time_parse(ALB_LIT("2020-01-10T00:00:00Z"), &from));
    a = read_profile(g, alb_time_to_2000(from), 48); /* more than thirteen months ago */
    assert_int_equal(a.tree.values[0].result, 0x8b);
}

static void days_are_kept_for_a_month(void **state)
{
    gas_fixture *g = *state;
    GAS_VALUES(g, v);
    for (unsigned i = 0; i < 31; i++) {
        leaves_number(&v, 0);
        leaves_number(&v, 0xfffffffe);
        leaves_number(&v, i);
        leaves_number(&v, 1);
    }
    /* From now on the meter remembers for itself. */
    assert_non_null(gas_own(g->gsme, alb_now(&g->f->clock.clock)));
    alb_clock_manual_add(&g->f->clock, ALB_DAYS(4));
    answer a = gas_fixture_ask(g, g->gsme, "GCS16a", &v);
    alb_time now = alb_now(&g->f->clock.clock);
    alb_time midnight = now - now % ALB_DAYS(1) - ALB_DAYS(30);
    uint32_t at = 0;
    for (int i = 0; i < 31; i++, at = a.tree.values[at].next) {
        assert_string_equal(a.tree.values[at].field->name, "PublishSnapshot");
        uint32_t time = cat_tree_find(&a.tree, at, "SnapshotTime");
        uint32_t total = cat_tree_find(&a.tree, at, "CurrentSummation");
        assert_int_equal(a.tree.values[time].number.u, alb_time_to_2000(midnight + ALB_DAYS(i)));
        assert_int_equal(a.tree.values[total].number.u,
                         device_gas_register(PLAIN(g->meter.id), midnight + ALB_DAYS(i)));
    }
}

static void a_billing_period_ends_with_a_snapshot_for_the_supplier(void **state)
{
    gas_fixture *g = *state;
    GAS_VALUES(g, v);
    alb_time start;
    assert_true(alb_time_parse(ALB_LIT("2026-01-31T00:00:00Z"), &start));
    for (int block = 0; block < 2; block++) {
        leaves_number(&v, 0);
        leaves_number(&v, 1);
        leaves_number(&v, alb_time_to_2000(start));
        leaves_number(&v, 1);
        if (block) {
            leaves_number(&v, 2);
        }
        leaves_number(&v, 0x23); /* months */
        leaves_number(&v, 0);
        if (block) {
            leaves_number(&v, 1);
        }
    }
    (void)gas_fixture_ask(g, g->gsme, "GCS25a", &v);
    assert_true(alb_time_parse(ALB_LIT("2026-03-31T00:00:00Z"), &start));
    assert_int_equal(device_tick(g->gsme, g->f->keys, &g->f->sink), start);
    gas_fixture_pass(g, start - alb_now(&g->f->clock.clock) + 1);
    assert_int_equal(g->f->n_sent, 1);
    answer a = fixture_read(g->f, 0);
    assert_int_equal(a.message.header.message_code, 0x008b);
    assert_int_equal(gas_fixture_number(&a, "SnapshotCause"), 2);
    assert_int_equal(gas_fixture_number(&a, "CurrentSummation"),
                     device_gas_register(PLAIN(g->meter.id), start));
    assert_int_equal(g->gsme->gas->blocks[0] + g->gsme->gas->blocks[1], 0);
}

/* --- the valve --- */

static uint64_t change_supply(gas_fixture *g, const char *use_case, uint64_t status)
{
    GAS_VALUES(g, v);
    leaves_number(&v, 0);
    leaves_number(&v, 1);
    leaves_zeros(&v, 2);
    leaves_number(&v, status);
    leaves_number(&v, 1);
    answer a = gas_fixture_ask(g, g->gsme, use_case, &v);
    return gas_fixture_number(&a, "SupplyStatus");
}

static void a_closed_valve_lets_nothing_through(void **state)
{
    gas_fixture *g = *state;
    uint64_t before = gas_fixture_volume(g);
    assert_int_equal(change_supply(g, "GCS39", 1), 2); /* an open valve is not armed */
    assert_int_equal(change_supply(g, "GCS32", 0), 0);
    alb_clock_manual_add(&g->f->clock, ALB_DAYS(2));
    answer a = gas_fixture_ask(g, g->gsme, "GCS13a", NULL);
    assert_int_equal(gas_fixture_number(&a, "CurrentSummationDelivered"), before);
    assert_int_equal(change_supply(g, "GCS39", 1), 1);
    a = gas_fixture_ask(g, g->gsme, "GCS33", NULL);
    assert_int_equal(gas_fixture_number(&a, "SupplyStatus"), 1);
    assert_int_equal(g->gsme->supply.state, SUPPLY_ARMED);
}

/* --- commands with a time --- */

static void set_price(gas_fixture *g, const char *use_case, uint32_t at, uint32_t price)
{
    GAS_VALUES(g, v);
    leaves_number(&v, 0);
    leaves_number(&v, 1);
    leaves_number(&v, 1);
    leaves_number(&v, at);
    leaves_number(&v, 0);
    leaves_octets(&v, alb_span_none());
    leaves_number(&v, 4);
    leaves_number(&v, 0);
    leaves_number(&v, 0);
    leaves_number(&v, 826);
    leaves_number(&v, 0x50);
    leaves_number(&v, 31000); /* standing charge */
    leaves_number(&v, 0xff);
    leaves_number(&v, 1);
    leaves_number(&v, 1000);
    leaves_number(&v, 0);
    leaves_number(&v, 1);
    leaves_number(&v, at);
    leaves_number(&v, 1);
    leaves_number(&v, 0);
    leaves_number(&v, 1);
    leaves_number(&v, 1); /* time of use */
    leaves_number(&v, 1);
    leaves_number(&v, 1);
    leaves_number(&v, price);
    answer a = gas_fixture_ask(g, g->gsme, use_case, &v);
    for (uint32_t i = 0; i < a.tree.count; i = a.tree.values[i].next) {
        assert_int_equal(a.tree.values[i].result, 0);
    }
}

static uint64_t price_now(gas_fixture *g)
{
    return g->gsme->gas->tariff.tier_prices[0];
}

static void a_price_takes_force_at_its_time(void **state)
{
    gas_fixture *g = *state;
    alb_time at = alb_now(&g->f->clock.clock) + ALB_HOURS(30);
    set_price(g, "GCS01b", 0, 7000);
    assert_int_equal(price_now(g), 7000);
    set_price(g, "GCS01b", alb_time_to_2000(at), 8000);
    assert_int_equal(price_now(g), 7000);
    assert_true(device_tick(g->gsme, g->f->keys, &g->f->sink) <= at);
    gas_fixture_pass(g, ALB_HOURS(31));
    assert_int_equal(price_now(g), 8000);
    assert_int_equal(gas_fixture_alerts(g->f, 0x8f66), 2); /* one for each instruction */
    answer a = fixture_read(g->f, 0);
    assert_int_equal(a.message.header.message_code, 0x00cd);
    assert_int_equal(gas_fixture_number(&a, "MessageCode"), 0x00a3);
    assert_int_equal(gas_fixture_number(&a, "ClusterId"), 0x0700);
    /* The snapshot is of the time before. */
    const gas_log *billed = &g->gsme->gas->billed;
    assert_int_equal(billed->items[billed->count - 1].total,
                     device_gas_register(PLAIN(g->meter.id), at - at % 1000));
    gas_fixture_pass(g, ALB_HOURS(31));
    assert_int_equal(g->f->n_sent, 0);
}

static void a_command_that_waits_is_replaced_or_cancelled(void **state)
{
    gas_fixture *g = *state;
    uint32_t at = alb_time_to_2000(alb_now(&g->f->clock.clock)) + 3600;
    set_price(g, "GCS01b", at, 8000);
    set_price(g, "GCS01b", at + 3600, 9000);
    assert_int_equal(g->gsme->gas->n_pending, 1);
    gas_fixture_pass(g, ALB_MINUTES(90));
    assert_int_equal(price_now(g), 6000);
    set_price(g, "GCS01b", 0xfffffffe, 1);
    assert_int_equal(g->gsme->gas->n_pending, 0);
    gas_fixture_pass(g, ALB_HOURS(2));
    assert_int_equal(price_now(g), 6000);
    assert_int_equal(g->f->n_sent, 0);
}

/* --- credit --- */

static void a_token_tops_up_once(void **state)
{
    gas_fixture *g = *state;
    char token[GBCS_UTRN_TEXT];
    gas_fixture_token(g, 2, 10, token);
    assert_int_equal(gas_fixture_top_up(g, 2, token), 1); /* in credit mode */
    gas_fixture_prepay(g);
    assert_int_equal(gas_fixture_top_up(g, 2, token), 0);
    assert_int_equal(gas_fixture_top_up(g, 2, token), 1);
    assert_int_equal(event_log_at(&g->gsme->security, g->gsme->security.count - 1U)->code, 0x8f51);
    assert_int_equal(g->gsme->gas->account.money.balance, 1000000);
    answer a = gas_fixture_ask(g, g->gsme, "GCS60a", NULL);
    assert_int_equal(gas_fixture_number(&a, "CreditRemaining"), 1000000);
    gas_fixture_token(g, 4, 10, token);
    token[5] = token[5] == '9' ? '0' : (char)(token[5] + 1);
    assert_int_equal(gas_fixture_top_up(g, 4, token), 1);
    assert_int_equal(g->gsme->gas->account.money.balance, 1000000);
    assert_int_equal(event_log_at(&g->gsme->security, g->gsme->security.count - 1U)->code, 0x8f63);
}

static void without_credit_the_valve_closes_and_a_top_up_arms_it(void **state)
{
    gas_fixture *g = *state;
    char token[GBCS_UTRN_TEXT];
    gas_fixture_prepay(g);
    gas_fixture_token(g, 2, 5, token);
    assert_int_equal(gas_fixture_top_up(g, 2, token), 0);
    size_t days = 0;
    while (g->gsme->supply.state == SUPPLY_ENABLED && days < 60) {
        gas_fixture_pass(g, ALB_DAYS(1));
        days++;
    }
    assert_in_range(days, 1, 20); /* five pounds of gas in March */
    assert_int_equal(g->gsme->supply.state, SUPPLY_DISABLED);
    assert_int_equal(gas_fixture_alerts(g->f, 0x8f0f), 1);
    assert_true(g->gsme->gas->account.money.balance < 0);
    uint64_t total = g->gsme->gas->total;
    gas_fixture_pass(g, ALB_DAYS(1));
    assert_int_equal(g->gsme->gas->total, total);
    gas_fixture_token(g, 3, 20, token);
    assert_int_equal(gas_fixture_top_up(g, 3, token), 0);
    assert_int_equal(g->gsme->supply.state, SUPPLY_ARMED);
}

/* --- behaviours, logs --- */

static void a_supplier_chooses_what_it_is_told(void **state)
{
    gas_fixture *g = *state;
    GAS_VALUES(g, v);
    leaves_number(&v, 1);
    leaves_number(&v, 0);
    leaves_number(&v, 0x03); /* logged, told to nobody */
    leaves_number(&v, 0);
    leaves_number(&v, 1);
    leaves_number(&v, 1); /* elements */
    leaves_number(&v, 0x81ab);
    GAS_VALUES(g, none);
    leaves_number(&none, 0x81ff);
    answer a = gas_fixture_ask(g, g->gsme, "GCS20r", &none);
    assert_true(fixture_find(&a, 0, "EventConfiguration") != UINT32_MAX);
    voice v_of = {.device = g->gsme, .keys = g->f->keys, .sink = &g->f->sink, .arena = g->f->arena};
    g->f->n_sent = 0;
    alert_raise(&v_of, 0x81ab, alb_now(&g->f->clock.clock), NULL);
    assert_int_equal(g->f->n_sent, 1);
    (void)gas_fixture_ask(g, g->gsme, "GCS20", &v);
    g->f->n_sent = 0;
    alert_raise(&v_of, 0x81ab, alb_now(&g->f->clock.clock), NULL);
    assert_int_equal(g->f->n_sent, 0);
}

static uint64_t set_clock(gas_fixture *g, const char *from, const char *to)
{
    const cat_use_case *use_case = cat_use_case_named(ALB_LIT("GCS28"));
    command c = {.from = &g->f->supplier,
                 .to = &g->meter,
                 .code = use_case->message_code,
                 .counter = ++g->counter,
                 .asn1 = true,
                 .is_signed = true};
    gbcs_header h = fixture_header(&c);
    cat_tree tree;
    size_t taken = 0;
    GAS_VALUES(g, v);
    leaves_octets(&v, alb_span_str(from));
    leaves_octets(&v, alb_span_str(to));
    cat_tree_init(&tree, g->f->arena, 0);
    assert_true(leaves_fill(&v, &taken, use_case->command.body, &tree));
    alb_wr w = alb_wr_init(alb_arena_alloc(g->f->arena, MESSAGE_ROOM), MESSAGE_ROOM);
    assert_int_equal(gbcs_content_encode(use_case, &h, &tree, NULL, &w, NULL), ALB_OK);
    c.content = alb_wr_span(&w);
    fixture_send(g->f, g->gsme, fixture_command(g->f, &c));
    answer a = fixture_read(g->f, 0);
    assert_int_equal(a.message.header.message_code, use_case->message_code);
    return gas_fixture_number(&a, "DeviceTimeStatus");
}

static void the_clock_is_checked_against_the_interval(void **state)
{
    gas_fixture *g = *state;
    assert_int_equal(set_clock(g, "20260304101100Z", "20260304101200Z"), 0);
    assert_int_equal(set_clock(g, "20260304101200Z", "20260304101300Z"), 2);
}

/* --- state --- */

static alb_span saved(const gas_fixture *g, const device *d)
{
    alb_buf b;
    alb_buf_init(&b, 1 << 20);
    assert_int_equal(device_save(d, &b, NULL), ALB_OK);
    alb_span copy = alb_arena_copy(g->f->arena, alb_buf_span(&b));
    alb_buf_release(&b);
    return copy;
}

static void state_is_saved_and_restored(void **state)
{
    gas_fixture *g = *state;
    char token[GBCS_UTRN_TEXT];
    gas_fixture_prepay(g);
    gas_fixture_token(g, 2, 5, token);
    assert_int_equal(gas_fixture_top_up(g, 2, token), 0);
    set_price(g, "GCS01b", alb_time_to_2000(alb_now(&g->f->clock.clock)) + 86400, 8000);
    alb_span before = saved(g, g->gsme);
    device *other = gas_fixture_device(g, &g->meter, CAT_DEVICE_GSME);
    assert_int_equal(device_restore(other, before, NULL), ALB_OK);
    assert_true(alb_span_equal(saved(g, other), before));
    device_free(g->gsme);
    g->gsme = other;
    gas_fixture_pass(g, ALB_DAYS(2));
    assert_int_equal(price_now(g), 8000);
    /* Half a state is none. */
    alb_span after = saved(g, g->gsme);
    for (size_t len = 0; len < before.len; len += 97) {
        assert_int_not_equal(device_restore(g->gsme, alb_span_sub(before, 0, len), NULL), ALB_OK);
    }
    assert_true(alb_span_equal(saved(g, g->gsme), after));
}

static void one_flipped_bit_changes_nothing(void **state)
{
    gas_fixture *g = *state;
    GAS_VALUES(g, v);
    leaves_number(&v, 0);
    leaves_number(&v, 1);
    leaves_zeros(&v, 2);
    leaves_number(&v, 0);
    leaves_number(&v, 1);
    alb_span good = gas_fixture_command(g, &g->meter, "GCS32", &v);
    uint8_t bad[MESSAGE_ROOM];
    memcpy(bad, good.ptr, good.len);
    gbcs_execution_counters none = {.supplier_top_up = 0};
    for (size_t bit = 0; bit < good.len * 8; bit++) {
        bad[bit / 8] ^= (uint8_t)(1U << bit % 8);
        fixture_send(g->f, g->gsme, alb_span_of(bad, good.len));
        bad[bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_int_equal(g->gsme->supply.state, SUPPLY_ENABLED);
        assert_null(g->gsme->gas);
        assert_memory_equal(&g->gsme->executed, &none, sizeof none);
        assert_int_equal(g->gsme->events.count, 0);
        assert_true(g->f->n_sent == 0 || gas_fixture_alert(g->f, 0) >= 0x8f00);
    }
    fixture_send(g->f, g->gsme, good);
    assert_int_equal(g->gsme->supply.state, SUPPLY_DISABLED);
}

static void a_fault_ends_the_command(void **state)
{
    gas_fixture *g = *state;
    device_order_fault(g->gsme, (device_fault){.kind = DEVICE_FAULT_RESULT, .result = 0xc0, .attributes = 2});
    answer a = gas_fixture_ask(g, g->gsme, "GCS14", NULL);
    assert_int_equal(a.tree.values[1].result, 0);
    assert_int_equal(a.tree.values[2].result, 0xc0);
    assert_int_equal(gas_fixture_number(&a, "CommandId"), 0xff);
    assert_int_equal(gas_fixture_number(&a, "Status"), 1);
    a = gas_fixture_ask(g, g->gsme, "GCS14", NULL);
    assert_int_equal(fixture_find(&a, 0, "CommandId"), UINT32_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GAS_TEST(the_register_is_the_homes_consumption_encrypted),
        GAS_TEST(the_proxy_answers_from_its_copy),
        GAS_TEST(half_hours_are_read_back),
        GAS_TEST(days_are_kept_for_a_month),
        GAS_TEST(a_billing_period_ends_with_a_snapshot_for_the_supplier),
        GAS_TEST(a_closed_valve_lets_nothing_through),
        GAS_TEST(a_price_takes_force_at_its_time),
        GAS_TEST(a_command_that_waits_is_replaced_or_cancelled),
        GAS_TEST(a_token_tops_up_once),
        GAS_TEST(without_credit_the_valve_closes_and_a_top_up_arms_it),
        GAS_TEST(a_supplier_chooses_what_it_is_told),
        GAS_TEST(the_clock_is_checked_against_the_interval),
        GAS_TEST(state_is_saved_and_restored),
        GAS_TEST(one_flipped_bit_changes_nothing),
        GAS_TEST(a_fault_ends_the_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
