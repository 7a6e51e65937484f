/* A gas meter and its proxy among the parties of fixture.h, and commands in GBZ by their records. */
#ifndef ALB_DEVICE_TEST_GAS_FIXTURE_H
#define ALB_DEVICE_TEST_GAS_FIXTURE_H

#include "fixture.h"
#include "gas_device.h"
#include "gas_work.h"

typedef struct gas_fixture {
    fixture *f;
    party meter, proxy;
    device *gsme, *gpf;
    uint64_t counter;
} gas_fixture;

#define GAS_TEST(name) cmocka_unit_test_setup_teardown(name, gas_fixture_setup, gas_fixture_teardown)

static inline device *gas_fixture_device(const gas_fixture *g, const party *self, uint16_t type)
{
    const fixture *f = g->f;
    device_options o = {.id = self->id,
                        .type = type,
                        .clock = &f->clock.clock,
                        .signing = self->signing_key,
                        .agreement = self->agreement_key,
                        .root = smki_authority_certificate(f->root),
                        .acb_agreement = f->broker.agreement,
                        .supplier_signing = f->supplier.signing,
                        .supplier_agreement = f->supplier.agreement,
                        .supplier_prepayment = f->supplier.agreement,
                        .operator_signing = f->network_operator.signing,
                        .operator_agreement = f->network_operator.agreement,
                        .mpxn = ALB_LIT("1234567890"),
                        .meter = g->meter.id};
    device *d = NULL;
    assert_int_equal(device_new(&o, &d, NULL), ALB_OK);
    return d;
}

static inline int gas_fixture_setup(void **state)
{
    void *inner = NULL;
    gas_fixture *g = calloc(1, sizeof *g);
    assert_int_equal(fixture_setup(&inner), 0);
    g->f = inner;
    g->meter = fixture_party(g->f, 0x2000000000000011, SMKI_ROLE_NONE);
    g->proxy = fixture_party(g->f, 0x2000000000000012, SMKI_ROLE_NONE);
    g->gsme = gas_fixture_device(g, &g->meter, CAT_DEVICE_GSME);
    g->gpf = gas_fixture_device(g, &g->proxy, CAT_DEVICE_GPF);
    g->counter = UINT64_C(1) << 32;
    *state = g;
    return 0;
}

static inline int gas_fixture_teardown(void **state)
{
    gas_fixture *g = *state;
    void *inner = g->f;
    device_free(g->gsme);
    device_free(g->gpf);
    fixture_party_free(&g->meter);
    fixture_party_free(&g->proxy);
    free(g);
    return fixture_teardown(&inner);
}

/* Values of a command's fields in their order. */
#define GAS_VALUES(g, name)                                                                                  \
    leaves name;                                                                                             \
    leaves_init(&name, (g)->f->arena)

/* The command of that use case: every component as often as it must stand, its fields from the leaves. */
static inline alb_span gas_fixture_command(gas_fixture *g, const party *to, const char *use_case_name,
                                           const leaves *values)
{
    const cat_use_case *use_case = cat_use_case_named(alb_span_str(use_case_name));
    command c = {.from = &g->f->supplier, .to = to, .counter = ++g->counter, .asn1 = true};
    assert_non_null(use_case);
    c.code = use_case->message_code;
    c.is_signed = use_case->critical;
    gbcs_header h = fixture_header(&c);
    cat_tree tree;
    size_t taken = 0;
    cat_tree_init(&tree, g->f->arena, 0);
    for (uint8_t i = 0; i < use_case->command.n_components; i++) {
        const cat_component *component = &use_case->command.components[i];
        uint16_t times = component->max == 0 ? 1 : component->min;
        for (uint16_t n = 0; n < times; n++) {
            uint32_t at = tree.count;
            if (component->command) {
                assert_true(leaves_fill(values, &taken, &component->command->payload, &tree));
            } else {
                cat_tree_close(&tree, cat_tree_open(&tree, &gbcs_gbz_read_attributes));
            }
            tree.values[at].record = component;
        }
    }
    assert_int_equal(taken, values ? values->count : 0);
    alb_wr w = alb_wr_init(alb_arena_alloc(g->f->arena, MESSAGE_ROOM), MESSAGE_ROOM);
    alb_err err = {.code = ALB_OK};
    alb_status st = gbcs_content_encode(use_case, &h, &tree, NULL, &w, &err);
    if (st != ALB_OK) {
        char text[512];
        print_error("%s\n", alb_err_text(&err, text, sizeof text));
    }
    assert_int_equal(st, ALB_OK);
    c.content = alb_wr_span(&w);
    return fixture_command(g->f, &c);
}

/* Sends it; the answer is the first message that comes back. */
static inline answer gas_fixture_ask(gas_fixture *g, device *d, const char *use_case, const leaves *values)
{
    const party *to = d == g->gsme ? &g->meter : &g->proxy;
    fixture_send(g->f, d, gas_fixture_command(g, to, use_case, values));
    answer a = fixture_read(g->f, 0);
    assert_int_equal(a.message.header.cra, GBCS_RESPONSE);
    return a;
}

static inline uint64_t gas_fixture_number(const answer *a, const char *name)
{
    uint32_t at = fixture_find(a, 0, name);
    assert_int_not_equal(at, UINT32_MAX);
    return a->tree.values[at].number.u;
}

/* Code of the alert in GBZ; 0: it is none. */
static inline uint16_t gas_fixture_alert(const fixture *f, size_t index)
{
    gbcs_message m;
    assert_true(index < f->n_sent);
    assert_int_equal(gbcs_message_parse(f->sent[index], &m, NULL), ALB_OK);
    alb_rd r = alb_rd_init(alb_span_sub(m.content, 3, 2));
    return m.header.cra == GBCS_ALERT ? alb_rd_be16(&r) : 0;
}

static inline size_t gas_fixture_alerts(const fixture *f, uint16_t code)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n_sent; i++) {
        n += gas_fixture_alert(f, i) == code;
    }
    return n;
}

/* Time passes, in one step, and the devices are called. */
static inline void gas_fixture_pass(gas_fixture *g, alb_time duration)
{
    alb_clock_manual_add(&g->f->clock, duration);
    g->f->n_sent = 0;
    (void)device_tick(g->gsme, g->f->keys, &g->f->sink);
}

static inline uint64_t gas_fixture_volume(const gas_fixture *g)
{
    return device_gas_register(PLAIN(g->meter.id), alb_now(&g->f->clock.clock));
}

/* GCS03 at once, then what a prepayment meter is set up with. */
static inline void gas_fixture_prepay(gas_fixture *g)
{
    GAS_VALUES(g, v);
    leaves_number(&v, 0);
    leaves_number(&v, 1);
    leaves_number(&v, 0);
    leaves_number(&v, 0x0897);
    leaves_number(&v, 0);
    (void)gas_fixture_ask(g, g->gsme, "GCS03", &v);
    assert_true(g->gsme->gas && gas_is_prepayment(g->gsme->gas));
}

static inline void gas_fixture_token(const gas_fixture *g, uint32_t count, uint16_t pounds,
                                     char out[static GBCS_UTRN_TEXT])
{
    const fixture *f = g->f;
    crypto_secret z;
    gbcs_utrn_credit credit = {.counter = count, .value_class = GBCS_UTRN_POUNDS, .value = pounds};
    assert_int_equal(crypto_ecdh(f->crypto, f->supplier.agreement_key,
                                 smki_certificate_public(g->meter.agreement), &z, NULL),
                     ALB_OK);
    assert_int_equal(gbcs_utrn_make(f->crypto, &z, f->supplier.id, g->meter.id, &credit, out, NULL), ALB_OK);
}

/* Result type of the answer. */
static inline uint64_t gas_fixture_top_up(gas_fixture *g, uint32_t count, const char *digits)
{
    GAS_VALUES(g, v);
    leaves_number(&v, 0);
    leaves_octets(&v, alb_span_str(digits));
    g->counter = ((uint64_t)count << 32) - 1;
    answer a = gas_fixture_ask(g, g->gsme, "CS01b", &v);
    return gas_fixture_number(&a, "ResultType");
}

#endif
