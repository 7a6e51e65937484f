/* What an electricity meter does on events is as its parties set it (devices.md 16.4, 16.5). */
#include "fixture.h"
#include "voice.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

enum { OCTETS = 32, CODES = 256 };

static bool bit(alb_span octets, uint8_t code)
{
    unsigned index = CODES - 1U - code;
    return (octets.ptr[index / 8] >> (7 - index % 8) & 1) != 0;
}

/* Mask and actions: the codes given, all on or all off. */
static void set(fixture *f, const char *use_case, const party *from, bool on, const uint8_t *codes, size_t n)
{
    uint8_t octets[2 * OCTETS] = {0};
    for (size_t i = 0; i < n; i++) {
        unsigned index = CODES - 1U - codes[i];
        octets[index / 8] |= (uint8_t)(0x80U >> index % 8);
        octets[OCTETS + index / 8] |= (uint8_t)(on ? 0x80U >> index % 8 : 0);
    }
    command c = {.from = from, .to = &f->meter, .counter = 1};
    leaves l;
    leaves_init(&l, f->arena);
    leaves_add(&l, 2 * CODES, ALB_SPAN_OF(octets));
    fixture_fill(f, &c, use_case, &l);
    fixture_send(f, f->esme, fixture_command(f, &c));
    assert_int_equal(fixture_read(f, 0).tree.values[0].result, 0);
}

static answer read_all(fixture *f, const char *use_case, const party *from)
{
    command c = {.from = from, .to = &f->meter, .counter = 1};
    leaves none;
    leaves_init(&none, f->arena);
    fixture_fill(f, &c, use_case, &none);
    fixture_send(f, f->esme, fixture_command(f, &c));
    return fixture_read(f, 0);
}

static size_t count(alb_span octets)
{
    size_t n = 0;
    for (unsigned i = 0; i < CODES; i++) {
        n += bit(octets, (uint8_t)i);
    }
    return n;
}

/* As the reference meter answers ECS25r1. */
static void the_factory_is_as_the_reference(void **state)
{
    static const uint8_t shared[] = {0x0d, 0x19, 0x68, 0xaa, 0xab, 0xc4};
    static const uint8_t logged_alone[] = {0x45, 0x54, 0x55, 0x61, 0x62, 0xa2, 0xa3, 0xc6};
    fixture *f = *state;
    answer a = read_all(f, "ECS25r1", &f->supplier);
    assert_int_equal(a.tree.count, 4);
    alb_span alerts = a.tree.values[0].bytes;
    alb_span logs = a.tree.values[3].bytes;
    assert_int_equal(count(alerts), 33);
    assert_true(bit(alerts, 0x0d) && bit(alerts, 0xbd) && !bit(alerts, 0x45));
    assert_int_equal(count(a.tree.values[1].bytes), sizeof shared);
    for (size_t i = 0; i < sizeof shared; i++) {
        assert_true(bit(a.tree.values[1].bytes, shared[i]));
    }
    assert_int_equal(count(a.tree.values[2].bytes), 0);
    assert_int_equal(count(logs), 38);
    for (size_t i = 0; i < sizeof logged_alone; i++) {
        assert_true(bit(logs, logged_alone[i]) && !bit(alerts, logged_alone[i]));
    }
}

static void a_mask_says_what_is_meant(void **state)
{
    static const uint8_t off[] = {0x0e, 0x0d};
    static const uint8_t on[] = {0x45, 0x00}; /* no event has the second */
    fixture *f = *state;
    set(f, "ECS25a", &f->supplier, false, off, sizeof off);
    set(f, "ECS25a", &f->supplier, true, on, sizeof on);
    answer a = read_all(f, "ECS25r1", &f->supplier);
    alb_span alerts = a.tree.values[0].bytes;
    assert_false(bit(alerts, 0x0e));
    assert_false(bit(alerts, 0x0d));
    assert_true(bit(alerts, 0x45));
    assert_false(bit(alerts, 0x00));
    assert_int_equal(count(alerts), 33 - 2 + 1);
    assert_int_equal(count(a.tree.values[3].bytes), 38);
    /* The network operator's are others. */
    static const uint8_t factor[] = {0x14};
    set(f, "ECS25b", &f->network_operator, false, factor, 1);
    a = read_all(f, "ECS25r2", &f->network_operator);
    assert_false(bit(a.tree.values[0].bytes, 0x14));
    assert_true(bit(a.tree.values[0].bytes, 0x15));
    assert_true(bit(a.tree.values[1].bytes, 0x14));
}

static size_t raise(fixture *f, uint16_t code)
{
    voice v = {.device = f->esme, .keys = f->keys, .sink = &f->sink, .arena = f->arena};
    f->n_sent = 0;
    alert_raise(&v, code, alb_now(&f->clock.clock), NULL);
    return f->n_sent;
}

static void events_do_as_they_are_set(void **state)
{
    static const uint8_t cover[] = {0xb9};
    static const uint8_t clock_set[] = {0x45};
    static const uint8_t done[] = {0x54};
    fixture *f = *state;
    assert_int_equal(raise(f, 0x81b9), 1);
    assert_int_equal(f->esme->events.count, 1);
    set(f, "ECS25a", &f->supplier, false, cover, 1);
    assert_int_equal(raise(f, 0x81b9), 0);
    assert_int_equal(f->esme->events.count, 2); /* it is still written down */
    set(f, "ECS25a3", &f->supplier, false, cover, 1);
    assert_int_equal(raise(f, 0x81b9), 0);
    assert_int_equal(f->esme->events.count, 2);
    /* An alert that the factory does not send goes to whose event it is. */
    assert_int_equal(raise(f, 0x8145), 0);
    set(f, "ECS25a", &f->supplier, true, clock_set, 1);
    assert_int_equal(raise(f, 0x8145), 1);
    gbcs_message m;
    assert_int_equal(gbcs_message_parse(f->sent[0], &m, NULL), ALB_OK);
    assert_true(alb_eui64_equal(m.header.target, f->supplier.id));
    assert_int_equal(m.header.message_code, 0x1001);
    /* What nobody may set is as it is. */
    assert_true(raise(f, 0x8f74) > 0);
    /* Commands are no longer written down. */
    event_outcome(f->esme, 0x0050, true, alb_now(&f->clock.clock));
    size_t before = f->esme->events.count;
    set(f, "ECS25a3", &f->supplier, false, done, 1);
    event_outcome(f->esme, 0x0050, true, alb_now(&f->clock.clock));
    assert_int_equal(f->esme->events.count, before);
    event_outcome(f->esme, 0x0050, false, alb_now(&f->clock.clock));
    assert_int_equal(f->esme->events.count, before + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(the_factory_is_as_the_reference), TEST(a_mask_says_what_is_meant),
                                       TEST(events_do_as_they_are_set)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
