/* A PPMID in a home with both meters: joined by commands, it brings them what a person types
 * (devices.md 12.1, 13). */
#include "credentials.h"
#include "esme_device.h"
#include "gas_fixture.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

enum { JOIN_METER = 0x000d, JOIN_OTHER = 0x00ab, JOIN_C_CODE = 0x00af, UNJOIN = 0x000f };

typedef struct home {
    gas_fixture *g;
    party self;
    device *ppmid;
    uint64_t counter;
} home;

static bool carry(void *ctx, alb_eui64 from, alb_eui64 to, const device_han *asked)
{
    fixture *f = ctx;
    return alb_eui64_equal(to, f->meter.id) && device_han_receive(f->esme, f->keys, from, asked, &f->sink);
}

static int setup(void **state)
{
    void *inner = NULL;
    home *h = calloc(1, sizeof *h);
    assert_int_equal(gas_fixture_setup(&inner), 0);
    h->g = inner;
    h->self = fixture_party(h->g->f, 0x2000000000000021, SMKI_ROLE_NONE);
    h->ppmid = fixture_device(h->g->f, &h->self, CAT_DEVICE_PPMID);
    h->g->f->sink.han = carry;
    h->counter = 1000;
    *state = h;
    return 0;
}

static int teardown(void **state)
{
    home *h = *state;
    void *inner = h->g;
    device_free(h->ppmid);
    fixture_party_free(&h->self);
    free(h);
    return gas_fixture_teardown(&inner);
}

/* --- joining --- */

static alb_span join_content(fixture *f, uint8_t method, const party *other, uint8_t type,
                             const smki_certificate *certificate)
{
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, MESSAGE_ROOM), MESSAGE_ROOM);
    size_t whole = der_wr_begin(&w, DER_SEQUENCE);
    der_wr_integer(&w, DER_INTEGER, method);
    der_wr_element(&w, DER_OCTET_STRING, alb_eui64_span(&other->id));
    der_wr_integer(&w, DER_INTEGER, type);
    if (certificate) {
        alb_wr_bytes(&w, smki_certificate_der(certificate));
    }
    der_wr_end(&w, whole);
    return alb_wr_span(&w);
}

static answer ask(home *h, device *d, const party *to, uint16_t code, alb_span content)
{
    fixture *f = h->g->f;
    command c = asn1_command(&f->supplier, to, code, ++h->counter, content);
    fixture_send(f, d, fixture_command(f, &c));
    answer a = fixture_read(f, 0);
    assert_int_equal(a.message.header.cra, GBCS_RESPONSE);
    return a;
}

static uint64_t join(home *h, device *d, const party *to, uint16_t code, alb_span content)
{
    answer a = ask(h, d, to, code, content);
    return gas_fixture_number(&a, "JoinResponseCode");
}

static void join_electricity(home *h)
{
    fixture *f = h->g->f;
    alb_span of_ppmid = join_content(f, JOIN_A_INITIATOR, &h->self, PARTNER_PPMID, NULL);
    alb_span of_meter = join_content(f, JOIN_A_RESPONDER, &f->meter, PARTNER_ESME, NULL);
    assert_int_equal(join(h, h->ppmid, &h->self, JOIN_OTHER, of_meter), 0);
    assert_int_equal(join(h, f->esme, &f->meter, JOIN_METER, of_ppmid), 0);
}

static void join_gas(home *h)
{
    gas_fixture *g = h->g;
    alb_span of_ppmid = join_content(g->f, JOIN_C, &h->self, PARTNER_PPMID, h->self.agreement);
    alb_span of_meter = join_content(g->f, JOIN_C, &g->meter, PARTNER_GSME, g->meter.agreement);
    assert_int_equal(join(h, h->ppmid, &h->self, JOIN_C_CODE, of_meter), 0);
    assert_int_equal(join(h, g->gsme, &g->meter, JOIN_C_CODE, of_ppmid), 0);
}

/* Method C brings the other's certificate: it must be that device's own, and for key agreement. */
static void certificates_of_others_are_refused(void **state)
{
    home *h = *state;
    gas_fixture *g = h->g;
    alb_span contents[] = {
        join_content(g->f, JOIN_C, &h->self, PARTNER_PPMID, NULL),
        join_content(g->f, JOIN_C, &h->self, PARTNER_PPMID, g->meter.agreement),
        join_content(g->f, JOIN_C, &h->self, PARTNER_PPMID, h->self.signing),
        join_content(g->f, JOIN_C, &h->self, PARTNER_PPMID, g->f->supplier.agreement),
    };
    for (size_t i = 0; i < ALB_COUNT(contents); i++) {
        assert_int_equal(join(h, g->gsme, &g->meter, JOIN_C_CODE, contents[i]), 11);
    }
    assert_int_equal(g->gsme->partners.count, 0);
    /* Key establishment that fails as ordered: 7, unknown issuer. */
    device_order_fault(g->gsme, (device_fault){.kind = DEVICE_FAULT_RESULT, .result = 7});
    alb_span good = join_content(g->f, JOIN_C, &h->self, PARTNER_PPMID, h->self.agreement);
    assert_int_equal(join(h, g->gsme, &g->meter, JOIN_C_CODE, good), 7);
    assert_int_equal(g->gsme->partners.count, 0);
    assert_int_equal(join(h, g->gsme, &g->meter, JOIN_C_CODE, good), 0);
}

/* --- gas --- */

static const event_entry *last_event(const device *d)
{
    assert_true(d->events.count > 0);
    return event_log_at(&d->events, d->events.count - 1);
}

/* What was sent first reaches the meter; its answer, the first thing that it says, the PPMID. */
static void bring(const home *h, alb_span message)
{
    fixture *f = h->g->f;
    fixture_send(f, h->g->gsme, message);
    for (size_t i = 0; i < f->n_sent; i++) {
        gbcs_message m;
        assert_int_equal(gbcs_message_parse(f->sent[i], &m, NULL), ALB_OK);
        if (m.header.cra == GBCS_RESPONSE) {
            device_receive(h->ppmid, f->keys, f->sent[i], &f->sink);
        }
    }
}

static alb_span ask_gas(home *h, device_han_kind kind, const char *digits)
{
    fixture *f = h->g->f;
    device_han asked = {.kind = kind, .token = digits ? alb_span_str(digits) : alb_span_none()};
    f->n_sent = 0;
    assert_true(device_ask_meter(h->ppmid, f->keys, h->g->meter.id, &asked, &f->sink));
    assert_int_equal(f->n_sent, 1);
    return f->sent[0];
}

static void a_token_reaches_the_gas_meter(void **state)
{
    home *h = *state;
    gas_fixture *g = h->g;
    char token[GBCS_UTRN_TEXT];
    join_gas(h);
    gas_fixture_prepay(g);
    gas_fixture_token(g, 7, 10, token);
    alb_span message = ask_gas(h, DEVICE_HAN_TOP_UP, token);
    bring(h, message);
    assert_int_equal(g->gsme->gas->account.money.balance, 1000000);
    assert_int_equal(gas_fixture_alerts(g->f, 0x810e), 1);
    assert_int_equal(last_event(h->ppmid)->code, 0x8154);
    assert_int_equal(last_event(h->ppmid)->information, 0x009b);
    assert_int_equal(h->ppmid->asked, 0);
    /* Once more the same message: an old counter. */
    uint64_t digest = fixture_digest(g->f->crypto, g->gsme);
    bring(h, message);
    assert_int_equal(fixture_digest(g->f->crypto, g->gsme), digest);
    assert_int_equal(event_log_at(&g->gsme->security, g->gsme->security.count - 1)->code, 0x8f3e);
    /* The same token anew: a duplicate. */
    bring(h, ask_gas(h, DEVICE_HAN_TOP_UP, token));
    assert_int_equal(g->gsme->gas->account.money.balance, 1000000);
    assert_int_equal(last_event(h->ppmid)->code, 0x8155);
    /* Changed on its way. */
    gas_fixture_token(g, 8, 10, token);
    alb_span octets = ask_gas(h, DEVICE_HAN_TOP_UP, token);
    uint8_t *changed = alb_arena_alloc(g->f->arena, octets.len);
    memcpy(changed, octets.ptr, octets.len);
    changed[octets.len - 20] ^= 1;
    bring(h, alb_span_of(changed, octets.len));
    assert_int_equal(event_log_at(&g->gsme->security, g->gsme->security.count - 1)->code, 0x8f3d);
    assert_true(h->ppmid->asked != 0); /* nobody answered */
    bring(h, octets);
    assert_int_equal(g->gsme->gas->account.money.balance, 2000000);
}

static void emergency_credit_is_asked_for(void **state)
{
    home *h = *state;
    gas_fixture *g = h->g;
    join_gas(h);
    bring(h, ask_gas(h, DEVICE_HAN_EMERGENCY_CREDIT, NULL)); /* in credit mode there is none */
    assert_int_equal(last_event(h->ppmid)->code, 0x8155);
    assert_int_equal(last_event(h->ppmid)->information, 0x0090);
    gas_fixture_prepay(g);
    gas *memory = g->gsme->gas;
    memory->terms.emergency_limit = memory->terms.emergency_threshold = 500000;
    bring(h, ask_gas(h, DEVICE_HAN_EMERGENCY_CREDIT, NULL));
    assert_int_equal(last_event(h->ppmid)->code, 0x8154);
    assert_true(memory->account.money.emergency_selected);
}

/* A meter answers nobody that it is not joined to, and no longer one from which it parted. */
static void strangers_are_refused(void **state)
{
    home *h = *state;
    gas_fixture *g = h->g;
    fixture *f = g->f;
    join_gas(h);
    alb_span message = ask_gas(h, DEVICE_HAN_EMERGENCY_CREDIT, NULL);
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, 16), 16);
    der_wr_element(&w, DER_OCTET_STRING, alb_eui64_span(&h->self.id));
    answer a = ask(h, g->gsme, &g->meter, UNJOIN, alb_wr_span(&w));
    assert_int_equal(gas_fixture_number(&a, "UnjoinResponseCode"), 0);
    fixture_send(f, g->gsme, message);
    for (size_t i = 0; i < f->n_sent; i++) {
        assert_int_equal(fixture_read(f, i).message.header.cra, GBCS_ALERT);
    }
    assert_int_equal(event_log_at(&g->gsme->security, g->gsme->security.count - 1)->code, 0x8f30);
    device_han asked = {.kind = DEVICE_HAN_ENABLE_SUPPLY};
    assert_false(device_ask_meter(h->ppmid, f->keys, g->meter.id, &asked, &f->sink)); /* at the meter only */
    assert_false(device_ask_meter(h->ppmid, f->keys, f->meter.id, &asked, &f->sink)); /* not joined */
    assert_false(device_ask_meter(g->gsme, f->keys, h->self.id, &asked, &f->sink));   /* no PPMID */
}

/* --- electricity --- */

static bool ask_electricity(home *h, device_han_kind kind, const char *digits)
{
    fixture *f = h->g->f;
    device_han asked = {.kind = kind, .token = digits ? alb_span_str(digits) : alb_span_none()};
    f->n_sent = 0;
    bool done = device_ask_meter(h->ppmid, f->keys, f->meter.id, &asked, &f->sink);
    assert_int_equal(last_event(h->ppmid)->code, done ? 0x8154 : 0x8155);
    return done;
}

static void run_script(home *h, uint16_t code, char script)
{
    fixture *f = h->g->f;
    uint8_t content[] = {0, 1, 3, 0, 9, 0, 0, 10, 0, 106, 255, 1, 1, 0x12, 0, (uint8_t)script};
    command c = {.from = &f->supplier,
                 .to = &f->meter,
                 .code = code,
                 .counter = ++h->counter,
                 .is_signed = true,
                 .content = alb_arena_copy(f->arena, ALB_SPAN_OF(content))};
    fixture_send(f, f->esme, fixture_command(f, &c));
}

static void an_armed_supply_is_enabled_from_the_ppmid(void **state)
{
    home *h = *state;
    fixture *f = h->g->f;
    join_electricity(h);
    run_script(h, 0x0050, SUPPLY_SCRIPT_DISABLE);
    assert_false(ask_electricity(h, DEVICE_HAN_ENABLE_SUPPLY, NULL));
    assert_int_equal(last_event(f->esme)->code, 0x8155);
    assert_int_equal(last_event(f->esme)->information, 0x0118);
    run_script(h, 0x0051, SUPPLY_SCRIPT_ARM);
    assert_int_equal(f->esme->supply.state, SUPPLY_ARMED);
    assert_true(ask_electricity(h, DEVICE_HAN_ENABLE_SUPPLY, NULL));
    assert_int_equal(f->esme->supply.state, SUPPLY_ENABLED);
}

/* Where the payment mode stands (devices.md 4.2). */
static void prepay(fixture *f)
{
    static const setting_key mode = {.class_id = 111, .obis = {0, 0, 19, 0, 0, 255}, .id = 2};
    leaves prepayment;
    leaves_init(&prepayment, f->arena);
    leaves_number(&prepayment, 2);
    esme_before_change(f->esme, &mode, 1, alb_now(&f->clock.clock));
    assert_true(settings_put(&f->esme->settings, &mode, &prepayment));
    esme_after_change(f->esme, &mode, 1);
}

static int32_t read_balance(fixture *f)
{
    command c = {.from = &f->supplier, .to = &f->meter, .counter = 5};
    leaves none;
    leaves_init(&none, f->arena);
    fixture_fill(f, &c, "ECS82", &none);
    fixture_send(f, f->esme, fixture_command(f, &c));
    return (int32_t)fixture_read(f, 0).tree.values[0].number.i;
}

static void a_token_is_typed_in_for_electricity(void **state)
{
    home *h = *state;
    fixture *f = h->g->f;
    char token[GBCS_UTRN_TEXT];
    crypto_secret z;
    gbcs_utrn_credit credit = {.counter = 9, .value_class = GBCS_UTRN_POUNDS, .value = 5};
    assert_int_equal(crypto_ecdh(f->crypto, f->supplier.agreement_key,
                                 smki_certificate_public(f->meter.agreement), &z, NULL),
                     ALB_OK);
    assert_int_equal(gbcs_utrn_make(f->crypto, &z, f->supplier.id, f->meter.id, &credit, token, NULL),
                     ALB_OK);
    join_electricity(h);
    assert_false(ask_electricity(h, DEVICE_HAN_TOP_UP, "73941656880950804485")); /* of nobody */
    assert_int_equal(last_event(f->esme)->information, 0x0116);
    prepay(f);
    assert_true(ask_electricity(h, DEVICE_HAN_TOP_UP, token));
    size_t told = 0;
    for (size_t i = 0; i < f->n_sent; i++) {
        told += fixture_alert_code(f, i) == 0x810e;
    }
    assert_int_equal(told, 1);
    assert_int_equal(read_balance(f), 500000);
    assert_false(ask_electricity(h, DEVICE_HAN_TOP_UP, token));          /* twice */
    assert_false(ask_electricity(h, DEVICE_HAN_EMERGENCY_CREDIT, NULL)); /* not offered: there is credit */
    assert_int_equal(last_event(f->esme)->information, 0x0117);
}

/* --- what remote parties ask of a PPMID itself --- */

static void it_answers_for_itself(void **state)
{
    home *h = *state;
    fixture *f = h->g->f;
    join_electricity(h);
    join_gas(h);
    answer a = ask(h, h->ppmid, &h->self, 0x0013, ALB_LIT("\x05\x00"));
    assert_int_equal(gas_fixture_number(&a, "DeviceLogEntries"), 2);
    command c = asn1_command(&f->broker, &h->self, 0x0129, ++h->counter, ALB_LIT("\x05\x00"));
    fixture_send(f, h->ppmid, fixture_command(f, &c));
    a = fixture_read(f, 0);
    assert_int_not_equal(fixture_find(&a, 0, "FirmwareVersion"), UINT32_MAX);
    /* A new key pair of its own. */
    a = ask(h, h->ppmid, &h->self, 0x000a, ALB_LIT("\x30\x04\x03\x02\x07\x80"));
    assert_int_equal(a.verdict.signature, GBCS_CHECK_OK);
    assert_true(a.tree.values[a.tree.count - 1].bytes.len > 100);
    /* Saved, restored: it still knows whom it asked what. */
    (void)ask_gas(h, DEVICE_HAN_EMERGENCY_CREDIT, NULL);
    alb_buf before;
    alb_buf after;
    alb_buf_init(&before, 1 << 20);
    alb_buf_init(&after, 1 << 20);
    assert_int_equal(device_save(h->ppmid, &before, NULL), ALB_OK);
    device_free(h->ppmid);
    h->ppmid = fixture_device(f, &h->self, CAT_DEVICE_PPMID);
    assert_int_equal(device_restore(h->ppmid, alb_buf_span(&before), NULL), ALB_OK);
    assert_int_equal(device_save(h->ppmid, &after, NULL), ALB_OK);
    assert_true(alb_span_equal(alb_buf_span(&before), alb_buf_span(&after)));
    alb_buf_release(&before);
    alb_buf_release(&after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(certificates_of_others_are_refused),
                                       TEST(a_token_reaches_the_gas_meter),
                                       TEST(emergency_credit_is_asked_for),
                                       TEST(strangers_are_refused),
                                       TEST(an_armed_supply_is_enabled_from_the_ppmid),
                                       TEST(a_token_is_typed_in_for_electricity),
                                       TEST(it_answers_for_itself)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
