/* A standalone auxiliary proportional controller: a meter without measurement (devices.md 1.5, 12.5). */
#include "fixture.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

static int setup(void **state)
{
    assert_int_equal(fixture_setup(state), 0);
    fixture *f = *state;
    device_free(f->esme);
    f->esme = fixture_device(f, &f->meter, CAT_DEVICE_SAPC);
    return 0;
}

/* The read of a register that it has not. */
static command read_registers(fixture *f, const party *from, const party *user)
{
    command c = {.from = from, .to = &f->meter, .counter = 0x1234567, .user = user};
    leaves none;
    leaves_init(&none, f->arena);
    fixture_fill(f, &c, "ECS17a", &none);
    return c;
}

static answer expect_unsupported(fixture *f)
{
    answer a = fixture_read(f, 0);
    assert_int_equal(f->n_sent, 1);
    assert_int_equal(a.message.header.cra, GBCS_ALERT);
    assert_int_equal(a.message.header.message_code, 0x0120);
    assert_int_equal(a.verdict.signature, GBCS_CHECK_OK);
    uint32_t at = fixture_find(&a, 0, "Command");
    assert_int_not_equal(at, UINT32_MAX);
    assert_int_equal(a.tree.values[fixture_find(&a, at, "MessageCode")].number.u, 0x0026);
    assert_int_equal(a.tree.values[fixture_find(&a, at, "OriginatorCounter")].number.u, 0x1234567);
    assert_int_equal(f->esme->security.count, 0);
    return a;
}

static void it_tells_what_it_does_not_support(void **state)
{
    fixture *f = *state;
    command c = read_registers(f, &f->network_operator, NULL);
    fixture_send(f, f->esme, fixture_command(f, &c));
    answer a = expect_unsupported(f);
    assert_true(alb_eui64_equal(a.message.header.target, f->network_operator.id));
    assert_false(a.message.header.has_supplementary_party);
}

/* For a User behind the broker the broker is told, with the User's name on it. */
static void it_tells_the_broker_for_whom(void **state)
{
    fixture *f = *state;
    command c = read_registers(f, &f->broker, &f->user);
    fixture_send(f, f->esme, fixture_command(f, &c));
    answer a = expect_unsupported(f);
    assert_true(alb_eui64_equal(a.message.header.target, f->broker.id));
    assert_true(alb_eui64_equal(a.message.header.supplementary_party, f->user.id));
    assert_int_equal(a.message.header.supplementary_counter, 0x5555);
}

/* What is not authentic, or from a stranger, is refused as everywhere. */
static void it_tells_strangers_nothing(void **state)
{
    fixture *f = *state;
    command c = read_registers(f, &f->stranger, NULL);
    fixture_send(f, f->esme, fixture_command(f, &c));
    assert_int_equal(event_log_at(&f->esme->security, 0)->code, 0x8f1e);
    c = read_registers(f, &f->network_operator, NULL);
    alb_span message = fixture_command(f, &c);
    uint8_t *changed = alb_arena_alloc(f->arena, message.len);
    memcpy(changed, message.ptr, message.len);
    changed[message.len - 1] ^= 1;
    fixture_send(f, f->esme, alb_span_of(changed, message.len));
    assert_int_equal(event_log_at(&f->esme->security, 1)->code, 0x8f1e);
    for (size_t i = 0; i < f->n_sent; i++) {
        assert_int_not_equal(fixture_alert_code(f, i), 0x8f85);
    }
}

/* It has no second nor any element, no phases to speak of, no boost; but controllers, and a clock. */
static void it_answers_what_it_is_for(void **state)
{
    static const char *const reads[] = {"ECS61d", "ECS61e", "ECS52"};
    fixture *f = *state;
    for (size_t i = 0; i < ALB_COUNT(reads); i++) {
        command c = {.from = &f->supplier, .to = &f->meter, .counter = 7};
        leaves none;
        leaves_init(&none, f->arena);
        fixture_fill(f, &c, reads[i], &none);
        fixture_send(f, f->esme, fixture_command(f, &c));
        answer a = fixture_read(f, 0);
        assert_int_equal(a.message.header.cra, GBCS_RESPONSE);
        for (uint32_t k = 0; k < a.tree.count; k = a.tree.values[k].next) {
            assert_int_equal(a.tree.values[k].result, 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(it_tells_what_it_does_not_support),
                                       TEST(it_tells_the_broker_for_whom), TEST(it_tells_strangers_nothing),
                                       TEST(it_answers_what_it_is_for)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
