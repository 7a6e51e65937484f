/* What the DCC owes for a hub and its gas proxy once they are commissioned: new keys, and proof of what they
 * hold. Without threads: what devices say is said here; ops-duties has real ones. */
#include "rig.h"

#include "base/text.h"
#include "smki/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static rig shared;
static rig *the = &shared;

#define HUB "00-DB-12-34-56-78-90-A2"
#define OPEN(name)                                                                                           \
    "SELECT count(*) FROM duty d JOIN device v ON v.id = d.device AND v.id = v.hub WHERE d.service = '" name \
    "' AND d.done_at IS NULL"
#define SENT(srv) "SELECT count(*) FROM request WHERE state = 'ready' AND srv = '" srv "'"

static void commission(void)
{
    rig_change(the, "UPDATE device SET status = 'Pending' WHERE esme_variant IS NULL");
    const rig_ask ask = {
        rig_supplier,
        rig_dcc,
        .variant = 8,
        .reference = "8.14",
        .srv = "8.14.1",
        .body = "<sr:CHFInstallSuccessSMWAN><sr:DeviceID>" HUB
                "</sr:DeviceID><sr:CHFInstallType>New CHF Install</sr:CHFInstallType><sr:MPxN>" RIG_MPAN
                "</sr:MPxN><sr:AerialInstall>false</sr:AerialInstall>"
                "<sr:CHFLocation>Deep indoors</sr:CHFLocation></sr:CHFInstallSuccessSMWAN>"};
    assert_string_equal(rig_request(the, DCC_NON_DEVICE, &ask).code, "I0");
}

static const smki_certificate *certificate(alb_eui64 id, smki_slot slot)
{
    const smki_identity *found = smki_keystore_find(the->all, id, slot);
    assert_non_null(found);
    return found->certificate;
}

/* A DER value in hexadecimal text. */
static const char *der(unsigned tag, const char *fmt, ...) ALB_PRINTF(2, 3);
static const char *der(unsigned tag, const char *fmt, ...)
{
    enum { ROOM = 1024 };
    char *content = alb_arena_alloc(the->arena, ROOM);
    char *out = alb_arena_alloc(the->arena, ROOM + 8);
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(content, ROOM, fmt, args);
    va_end(args);
    assert_true(n >= 0 && n < ROOM && n / 2 < 128);
    (void)snprintf(out, ROOM + 8, "%02X%02X%s", tag, (unsigned)n / 2, content);
    return out;
}

static bool say(alb_eui64 device, const char *hex)
{
    size_t n = strlen(hex) / 2;
    alb_wr w = alb_wr_init(alb_arena_alloc(the->arena, n + 1), n);
    assert_int_equal(alb_hex_decode(alb_span_str(hex), &w), ALB_OK);
    bool heard = rig_answer_last(the, device, alb_wr_span(&w));
    rig_turn(the);
    return heard;
}

/* One cell of that role: the party's. */
static const char *cells(unsigned role, const char *usage, alb_eui64 party, const smki_certificate *c)
{
    char id[ALB_EUI64_TEXT];
    char key[64];
    alb_wr w = alb_wr_init(key, sizeof key - 1);
    alb_wr_hex(&w, smki_certificate_ski(c));
    key[w.pos] = '\0';
    const char *cell =
        der(0x30, "%s%s%s", usage, der(0x04, "%s", alb_eui64_hex(party, id)), der(0x04, "%s", key));
    return der(0x30, "0201%02X0A0100020100%s", role, der(0x30, "%s", cell));
}

static bool hold(alb_eui64 device, alb_eui64 broker, alb_eui64 supplier)
{
    const char *of_broker = cells(4, "03020308", broker, certificate(broker, SMKI_SLOT_KEY_AGREEMENT));
    const char *of_cos = cells(5, "03020780", rig_cos, certificate(rig_cos, SMKI_SLOT_DIGITAL_SIGNATURE));
    const char *of_supplier =
        cells(2, "03020780", supplier, certificate(supplier, SMKI_SLOT_DIGITAL_SIGNATURE));
    const char *content =
        der(0x30, "%s%s%s", of_broker, of_cos, alb_eui64_equal(device, rig_gpf) ? of_supplier : "");
    return say(device, content);
}

static void proof_is_asked_for(void **state)
{
    (void)state;
    commission();
    assert_int_equal(rig_count(the, "SELECT count(*) FROM duty WHERE done_at IS NULL"), 10);
    rig_turn(the);
    /* Nobody certifies keys here. */
    assert_int_equal(rig_count(the, SENT("hub 6.24.1")), 2);
    assert_true(hold(rig_hub, rig_dcc, rig_dcc));
    assert_int_equal(rig_count(the, OPEN("6.24.1")), 0);
    assert_int_equal(rig_count(the, SENT("hub 6.24.2")), 1);
    assert_true(rig_answer_last(the, rig_hub,
                                smki_certificate_der(certificate(rig_hub, SMKI_SLOT_DIGITAL_SIGNATURE))));
    rig_turn(the);
    assert_int_equal(rig_count(the, OPEN("6.24.2 signing")), 0);
    /* A certificate that the inventory does not know is for people to look at. */
    assert_true(
        rig_answer_last(the, rig_hub, smki_certificate_der(certificate(rig_hub2, SMKI_SLOT_KEY_AGREEMENT))));
    rig_turn(the);
    assert_int_equal(rig_count(the, OPEN("6.24.2 agreement")), 1);
    assert_int_equal(
        rig_count(the, "SELECT count(*) FROM audit_entry WHERE event = 'hub-credentials-differ'"), 1);
    /* The proxy holds another broker's certificate. */
    assert_true(hold(rig_gpf, rig_second, rig_supplier));
    assert_int_equal(
        rig_count(the, "SELECT count(*) FROM audit_entry WHERE event = 'hub-credentials-differ'"), 2);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM delivery"), 0); /* nobody is told */
}

static void silence_is_asked_again_until_it_is_overdue(void **state)
{
    (void)state;
    commission();
    rig_turn(the);
    assert_int_equal(rig_count(the, SENT("hub 6.24.1")), 2);
    alb_clock_manual_add(&the->clock, ALB_MINUTES(6));
    rig_turn(the);
    assert_int_equal(rig_count(the, SENT("hub 6.24.1")), 0);
    alb_clock_manual_add(&the->clock, ALB_HOURS(1));
    rig_turn(the);
    assert_int_equal(rig_count(the, SENT("hub 6.24.1")), 2);
    alb_clock_manual_add(&the->clock, ALB_DAYS(8));
    rig_turn(the);
    alb_clock_manual_add(&the->clock, ALB_HOURS(2));
    rig_turn(the);
    assert_int_equal(
        rig_count(the, "SELECT count(*) FROM audit_entry WHERE event = 'post-commissioning-overdue'"), 10);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM hub_duty"), 0);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE state = 'ready'"), 0);
}

static void a_hub_out_of_use_is_owed_nothing(void **state)
{
    (void)state;
    commission();
    rig_change(the, "UPDATE device SET status = 'Withdrawn' WHERE esme_variant IS NULL");
    rig_turn(the);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM hub_duty"), 0);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request"), 0);
}

/* --- keys --- */

static alb_status certify(void *ctx, alb_eui64 device, alb_span request, alb_buf *out, alb_err *err)
{
    char pki[96];
    const rig *r = ctx;
    (void)snprintf(pki, sizeof pki, "%s/pki", r->dir);
    return smki_pki_certify_device(pki, device, request, RIG_START, out, err);
}

/* What the device answers to 6.17: a request for a key that it has just made. */
static alb_span key_request(alb_eui64 device)
{
    crypto_key *key = NULL;
    smki_subject subject = {.profile = "device",
                            .entity = device,
                            .role = SMKI_ROLE_NONE,
                            .usage = SMKI_USAGE_DIGITAL_SIGNATURE,
                            .not_before = ALB_TIME_NONE,
                            .not_after = ALB_TIME_NONE};
    alb_wr w = alb_wr_init(alb_arena_alloc(the->arena, SMKI_REQUEST_MAX), SMKI_REQUEST_MAX);
    assert_int_equal(crypto_key_generate(&key, NULL), ALB_OK);
    assert_int_equal(smki_request_write(gbcs_keys_crypto(the->keys), &subject, key, &w, NULL), ALB_OK);
    crypto_key_free(key);
    return alb_wr_span(&w);
}

static void new_keys_are_certified_and_taken(void **state)
{
    (void)state;
    commission();
    rig_turn(the);
    assert_int_equal(rig_count(the, SENT("hub 6.17")), 0); /* each in its turn */
    assert_true(hold(rig_hub, rig_dcc, rig_dcc) && hold(rig_gpf, rig_dcc, rig_dcc));
    assert_int_equal(rig_count(the, SENT("hub 6.17")), 2);
    /* One for another device is not passed on. */
    assert_true(rig_answer_last(the, rig_gpf, key_request(rig_hub)));
    rig_turn(the);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM hub_duty WHERE certificate IS NOT NULL"), 0);

    assert_true(rig_answer_last(the, rig_hub, key_request(rig_hub)));
    rig_turn(the);
    assert_int_equal(rig_count(the, SENT("hub 6.15.2")), 1);
    assert_int_equal(rig_count(the, OPEN("6.15.2 signing")), 1);
    assert_true(say(rig_hub, "020100"));
    assert_int_equal(rig_count(the, OPEN("6.15.2 signing")), 0);
    assert_int_equal(dcc_load_device_keys(the->dcc, NULL), ALB_OK);
    const smki_identity *known = smki_keystore_find(the->dcc->keys, rig_hub, SMKI_SLOT_DIGITAL_SIGNATURE);
    assert_non_null(known);
    assert_false(crypto_pub_equal(
        known->pub, smki_certificate_public(certificate(rig_hub, SMKI_SLOT_DIGITAL_SIGNATURE))));
    assert_int_equal(rig_count(the, SENT("hub 6.17")), 1); /* the next pair */
}

static int open_as(bool certifies)
{
    alb_err err = {.code = ALB_OK};
    rig_open(the);
    the->options.certify = certifies ? certify : NULL;
    the->options.certify_ctx = the;
    rig_start(the, false);
    dcc_device d = {.id = rig_gpf,
                    .hub = rig_hub,
                    .type = CAT_DEVICE_GPF,
                    .gbcs_version = 42,
                    .status = "Commissioned",
                    .manufacturer = "ALB1",
                    .model = "00000001",
                    .signing = certificate(rig_gpf, SMKI_SLOT_DIGITAL_SIGNATURE),
                    .agreement = certificate(rig_gpf, SMKI_SLOT_KEY_AGREEMENT)};
    return dcc_register_device(the->dcc, &d, &err) == ALB_OK ? 0 : -1;
}

static int open_rig(void **state)
{
    (void)state;
    return open_as(false);
}

static int open_with_authority(void **state)
{
    (void)state;
    return open_as(true);
}

static int close_rig(void **state)
{
    (void)state;
    rig_close(the);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(proof_is_asked_for, open_rig, close_rig),
        cmocka_unit_test_setup_teardown(silence_is_asked_again_until_it_is_overdue, open_rig, close_rig),
        cmocka_unit_test_setup_teardown(a_hub_out_of_use_is_owed_nothing, open_rig, close_rig),
        cmocka_unit_test_setup_teardown(new_keys_are_certified_and_taken, open_with_authority, close_rig),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
