/* A device's own keys, its partners, its firmware, and faults that were ordered. */
#include "credentials.h"

#include "gbcs/ota.h"
#include "smki/request.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

enum {
    ISSUE_REQUEST = 0x000a,
    UPDATE_CERTIFICATE = 0x000b,
    PROVIDE_CERTIFICATE = 0x000c,
    JOIN_METER = 0x000d,
    JOIN_B_CODE = 0x000e,
    UNJOIN_AC = 0x000f,
    ACTIVATE = 0x0012,
    READ_LOG = 0x0013
};

static answer ask(fixture *f, uint16_t code, uint64_t counter, alb_span content)
{
    command c = asn1_command(&f->supplier, &f->meter, code, counter, content);
    fixture_send(f, f->esme, fixture_command(f, &c));
    assert_true(f->n_sent >= 1);
    return fixture_read(f, 0);
}

static uint64_t code_of(const answer *a, const char *name)
{
    uint32_t at = fixture_find(a, 0, name);
    assert_int_not_equal(at, UINT32_MAX);
    return a->tree.values[at].number.u;
}

static bool in_log(const event_log *log, uint16_t code)
{
    for (size_t i = 0; i < log->count; i++) {
        if (event_log_at(log, i)->code == code) {
            return true;
        }
    }
    return false;
}

/* SEQUENCE { KeyUsage } */
static alb_span usage_content(fixture *f, uint8_t bits)
{
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, 16), 16);
    size_t whole = der_wr_begin(&w, DER_SEQUENCE);
    write_bits(&w, bits);
    der_wr_end(&w, whole);
    return alb_wr_span(&w);
}

/* --- own keys --- */

static smki_certificate *certify(fixture *f, const answer *a)
{
    smki_request *request = NULL;
    smki_certificate *c = NULL;
    alb_err err = {.code = ALB_OK};
    uint32_t at = a->tree.count - 1;
    assert_int_equal(smki_request_parse(f->crypto, a->tree.values[at].bytes, &request, &err), ALB_OK);
    smki_subject subject = smki_request_subject(request);
    assert_true(alb_eui64_equal(subject.entity, f->meter.id));
    assert_int_equal(
        smki_authority_issue(f->crypto, f->device_issuing, &subject, alb_now(&f->clock.clock), &c, &err),
        ALB_OK);
    smki_request_free(request);
    return c;
}

static void a_new_key_pair_takes_over(void **state)
{
    fixture *f = *state;
    answer a = ask(f, UPDATE_CERTIFICATE, 99, smki_certificate_der(f->meter.signing));
    assert_int_equal(code_of(&a, "UpdateDeviceCertificateResponseCode"), 4); /* nothing was asked for */
    a = ask(f, ISSUE_REQUEST, 100, usage_content(f, SIGNING_BITS));
    smki_certificate *c = certify(f, &a);
    assert_ptr_equal(f->esme->signing, f->meter.signing_key);
    a = ask(f, UPDATE_CERTIFICATE, 101, smki_certificate_der(f->hub.signing));
    assert_int_equal(code_of(&a, "UpdateDeviceCertificateResponseCode"), 2); /* of another device */
    a = ask(f, UPDATE_CERTIFICATE, 102, smki_certificate_der(f->meter.signing));
    assert_int_equal(code_of(&a, "UpdateDeviceCertificateResponseCode"), 5); /* of the old key */
    assert_true(in_log(&f->esme->security, 0x8f4c));
    a = ask(f, UPDATE_CERTIFICATE, 103, smki_certificate_der(c)); /* answered under the old key */
    assert_int_equal(code_of(&a, "UpdateDeviceCertificateResponseCode"), 0);
    assert_true(in_log(&f->esme->security, 0x8f4d));
    assert_true(crypto_pub_equal(crypto_key_public(f->esme->signing), smki_certificate_public(c)));
    /* The next answer bears the new one; and the new key outlives a restart. */
    alb_buf saved;
    alb_buf_init(&saved, 1 << 20);
    assert_int_equal(device_save(f->esme, &saved, NULL), ALB_OK);
    device_free(f->esme);
    f->esme = fixture_device(f, &f->meter, CAT_DEVICE_ESME);
    assert_int_equal(device_restore(f->esme, alb_buf_span(&saved), NULL), ALB_OK);
    alb_buf_release(&saved);
    assert_int_equal(smki_keystore_add(f->store, c, NULL, NULL, NULL), ALB_OK);
    a = ask(f, PROVIDE_CERTIFICATE, 104, usage_content(f, SIGNING_BITS));
    assert_int_equal(a.verdict.signature, GBCS_CHECK_OK);
    assert_true(alb_span_equal(a.tree.values[a.tree.count - 1].bytes, smki_certificate_der(c)));
    smki_certificate_free(c);
    /* And once more: the answer bears the one that goes. */
    a = ask(f, ISSUE_REQUEST, 105, usage_content(f, SIGNING_BITS));
    c = certify(f, &a);
    a = ask(f, UPDATE_CERTIFICATE, 106, smki_certificate_der(c));
    assert_int_equal(code_of(&a, "UpdateDeviceCertificateResponseCode"), 0);
    assert_int_equal(a.verdict.signature, GBCS_CHECK_OK);
    smki_certificate_free(c);
}

static void key_agreement_is_replaced_too(void **state)
{
    fixture *f = *state;
    answer a = ask(f, ISSUE_REQUEST, 100, usage_content(f, AGREEMENT_BITS));
    smki_certificate *c = certify(f, &a);
    a = ask(f, UPDATE_CERTIFICATE, 101, smki_certificate_der(c));
    assert_int_equal(code_of(&a, "UpdateDeviceCertificateResponseCode"), 0);
    assert_true(in_log(&f->esme->security, 0x8f4f));
    smki_certificate_free(f->meter.agreement);
    f->meter.agreement = c;
    a = ask(f, ISSUE_REQUEST, 102, usage_content(f, CERT_SIGN_BITS));
    assert_int_equal(code_of(&a, "IssueCredentialsResponseCode"), 1);
    /* Nobody knows a certificate of the device's first keys here. */
    a = ask(f, PROVIDE_CERTIFICATE, 103, usage_content(f, SIGNING_BITS));
    assert_int_equal(code_of(&a, "ProvideDeviceCertificateResponseCode"), 2);
}

/* --- partners --- */

static alb_span join_content(fixture *f, uint8_t method, uint64_t id, uint8_t type)
{
    alb_eui64 other = alb_eui64_of(id);
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, 32), 32);
    size_t whole = der_wr_begin(&w, DER_SEQUENCE);
    der_wr_integer(&w, DER_INTEGER, method);
    der_wr_element(&w, DER_OCTET_STRING, alb_eui64_span(&other));
    der_wr_integer(&w, DER_INTEGER, type);
    der_wr_end(&w, whole);
    return alb_wr_span(&w);
}

static uint64_t join_device(fixture *f, uint16_t code, uint64_t counter, uint8_t method, uint64_t id,
                            uint8_t type)
{
    answer a = ask(f, code, counter, join_content(f, method, id, type));
    return code_of(&a, "JoinResponseCode");
}

static void devices_join_and_part(void **state)
{
    fixture *f = *state;
    assert_int_equal(join_device(f, JOIN_METER, 100, JOIN_A_INITIATOR, 1, PARTNER_HCALCS), 0);
    assert_int_equal(join_device(f, JOIN_METER, 101, JOIN_A_INITIATOR, 1, PARTNER_HCALCS), 0); /* again */
    assert_int_equal(join_device(f, JOIN_METER, 102, JOIN_B, 2, PARTNER_TYPE_2), 1);
    assert_int_equal(join_device(f, JOIN_METER, 103, JOIN_A_INITIATOR, 2, PARTNER_GSME), 2);
    assert_int_equal(join_device(f, JOIN_METER, 104, JOIN_A_INITIATOR, 1, PARTNER_PPMID), 3);
    assert_true(in_log(&f->esme->security, 0x8f49));
    assert_true(in_log(&f->esme->security, 0x8f48));
    for (uint8_t i = 1; i < PARTNERS_MOST; i++) {
        assert_int_equal(join_device(f, JOIN_B_CODE, 0, JOIN_B, 100 + (uint64_t)i, PARTNER_TYPE_2), 0);
    }
    assert_int_equal(join_device(f, JOIN_B_CODE, 0, JOIN_B, 999, PARTNER_TYPE_2), 4);
    alb_eui64 first = alb_eui64_of(1);
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, 16), 16);
    der_wr_element(&w, DER_OCTET_STRING, alb_eui64_span(&first));
    answer a = ask(f, UNJOIN_AC, 105, alb_wr_span(&w));
    assert_int_equal(code_of(&a, "UnjoinResponseCode"), 0);
    a = ask(f, UNJOIN_AC, 106, alb_wr_span(&w));
    assert_int_equal(code_of(&a, "UnjoinResponseCode"), 1);
    assert_true(in_log(&f->esme->security, 0x8f4b));
    a = ask(f, READ_LOG, 0, ALB_LIT("\x05\x00"));
    assert_int_equal(code_of(&a, "DeviceLogEntries"), PARTNERS_MOST - 1);
}

/* --- firmware --- */

static alb_span image_of(fixture *f, uint32_t version, const crypto_key *key, uint16_t hardware)
{
    gbcs_ota_header h = {.manufacturer = DEVICE_MANUFACTURER,
                         .image_type = device_image_type(CAT_DEVICE_ESME),
                         .file_version = version,
                         .min_hardware = hardware,
                         .max_hardware = hardware};
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, MESSAGE_ROOM), MESSAGE_ROOM);
    assert_int_equal(gbcs_ota_build(f->crypto, &h, ALB_LIT("what the manufacturer made"), key, &w, NULL),
                     ALB_OK);
    return alb_wr_span(&w);
}

static alb_span activate_content(fixture *f, uint64_t counter, alb_span hash, const char *date)
{
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, 96), 96);
    size_t whole = der_wr_begin(&w, DER_SEQUENCE);
    der_wr_element(&w, DER_OCTET_STRING, hash);
    der_wr_integer(&w, DER_INTEGER, (int64_t)counter);
    if (date) {
        der_wr_element(&w, DER_GENERALIZED_TIME, alb_span_str(date));
    }
    der_wr_end(&w, whole);
    return alb_wr_span(&w);
}

static void receive_image(fixture *f, alb_span file, uint16_t alert)
{
    f->n_sent = 0;
    device_receive_image(f->esme, f->keys, file, &f->sink);
    assert_int_equal(f->n_sent, 1);
    answer a = fixture_read(f, 0);
    assert_int_equal(a.message.header.message_code, 0x00ce);
    assert_true(alb_eui64_equal(a.message.header.target, f->supplier.id));
    assert_int_equal(fixture_alert_code(f, 0), alert);
}

static void firmware_is_verified_and_activated(void **state)
{
    fixture *f = *state;
    uint8_t hash[CRYPTO_HASH];
    gbcs_ota_hash(f->crypto, ALB_LIT("what the manufacturer made"), hash);
    answer a = ask(f, ACTIVATE, 100, activate_content(f, 100, ALB_SPAN_OF(hash), NULL));
    assert_int_equal(code_of(&a, "ActivateImageResponseCode"), 1); /* none is held */
    receive_image(f, image_of(f, 0x01020304, f->stranger.signing_key, DEVICE_HARDWARE), 0x8f1c);
    receive_image(f, image_of(f, 0x01020304, f->supplier.signing_key, DEVICE_HARDWARE + 1), 0x8f1c);
    assert_false(f->esme->firmware.has_image);
    alb_span image = image_of(f, 0x01020304, f->supplier.signing_key, DEVICE_HARDWARE);
    assert_true(device_takes_image(CAT_DEVICE_ESME, image));
    receive_image(f, image, 0x8f72);
    assert_true(in_log(&f->esme->security, 0x8f72));
    uint8_t other[CRYPTO_HASH] = {1};
    a = ask(f, ACTIVATE, 101, activate_content(f, 101, ALB_SPAN_OF(other), NULL));
    assert_int_equal(code_of(&a, "ActivateImageResponseCode"), 2);
    a = ask(f, ACTIVATE, 102, activate_content(f, 102, ALB_SPAN_OF(hash), NULL));
    assert_int_equal(code_of(&a, "ActivateImageResponseCode"), 0);
    uint32_t version = fixture_find(&a, 0, "FirmwareVersion");
    assert_true(alb_span_equal(a.tree.values[version].bytes, ALB_LIT("\x01\x02\x03\x04")));
    assert_true(in_log(&f->esme->security, 0x8f43));
    /* Reads tell the new version, after a restart too. */
    command c = {.from = &f->supplier,
                 .to = &f->meter,
                 .code = cat_use_case_named(ALB_LIT("ECS52"))->message_code,
                 .counter = 0,
                 .content = READ_FIRMWARE};
    fixture_send(f, f->esme, fixture_command(f, &c));
    a = fixture_read(f, 0);
    assert_true(alb_span_equal(a.tree.values[0].bytes, ALB_LIT("\x01\x02\x03\x04")));
}

static void firmware_is_activated_at_its_time(void **state)
{
    fixture *f = *state;
    uint8_t hash[CRYPTO_HASH];
    gbcs_ota_hash(f->crypto, ALB_LIT("what the manufacturer made"), hash);
    receive_image(f, image_of(f, 0x01020304, f->supplier.signing_key, DEVICE_HARDWARE), 0x8f72);
    answer a = ask(f, ACTIVATE, 100, activate_content(f, 100, ALB_SPAN_OF(hash), "20260401000000Z"));
    assert_int_equal(fixture_find(&a, 0, "ActivateImageResponseCode"), UINT32_MAX);
    f->n_sent = 0;
    alb_clock_manual_set(&f->clock, device_tick(f->esme, f->keys, &f->sink));
    (void)device_tick(f->esme, f->keys, &f->sink);
    assert_int_equal(f->n_sent, 1);
    a = fixture_read(f, 0);
    assert_int_equal(a.message.header.message_code, 0x00ca);
    assert_int_equal(code_of(&a, "AlertCode"), 0x8f66);
    assert_int_equal(code_of(&a, "CommandOriginatorCounter"), 100);
    assert_int_equal(code_of(&a, "ActivateImageResponseCode"), 0);
    /* The image is used up. */
    (void)ask(f, ACTIVATE, 101, activate_content(f, 101, ALB_SPAN_OF(hash), "20260601000000Z"));
    f->n_sent = 0;
    alb_clock_manual_set(&f->clock, device_tick(f->esme, f->keys, &f->sink));
    (void)device_tick(f->esme, f->keys, &f->sink);
    a = fixture_read(f, 0);
    assert_int_equal(code_of(&a, "AlertCode"), 0x8f67);
    assert_int_equal(code_of(&a, "ActivateImageResponseCode"), 1);
}

static void a_gas_meter_tells_it_in_its_own_language(void **state)
{
    fixture *f = *state;
    device_options o = {.id = f->meter.id,
                        .type = CAT_DEVICE_GSME,
                        .clock = &f->clock.clock,
                        .signing = f->meter.signing_key,
                        .agreement = f->meter.agreement_key,
                        .supplier_signing = f->supplier.signing,
                        .supplier_agreement = f->supplier.agreement,
                        .acb_agreement = f->broker.agreement};
    gbcs_ota_header h = {.manufacturer = DEVICE_MANUFACTURER,
                         .image_type = device_image_type(CAT_DEVICE_GSME),
                         .file_version = 7,
                         .max_hardware = DEVICE_HARDWARE};
    device *gsme = NULL;
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, MESSAGE_ROOM), MESSAGE_ROOM);
    assert_int_equal(device_new(&o, &gsme, NULL), ALB_OK);
    assert_int_equal(gbcs_ota_build(f->crypto, &h, ALB_LIT("gas"), f->supplier.signing_key, &w, NULL),
                     ALB_OK);
    f->n_sent = 0;
    device_receive_image(gsme, f->keys, alb_wr_span(&w), &f->sink);
    assert_int_equal(f->n_sent, 1);
    answer a = fixture_read(f, 0);
    assert_int_equal(a.message.header.message_code, 0x00cf);
    assert_int_equal(a.verdict.signature, GBCS_CHECK_OK);
    assert_true(gsme->firmware.has_image);
    device_free(gsme);
}

/* --- ordered faults --- */

static command disable(const fixture *f, uint64_t counter)
{
    return (command){.from = &f->supplier,
                     .to = &f->meter,
                     .code = 0x0050,
                     .counter = counter,
                     .content = RUN_DISABLE,
                     .is_signed = true};
}

static void send_disable(fixture *f, uint64_t counter, device_fault fault)
{
    command c = disable(f, counter);
    device_order_fault(f->esme, fault);
    fixture_send(f, f->esme, fixture_command(f, &c));
}

static void faults_come_as_ordered(void **state)
{
    fixture *f = *state;
    send_disable(f, 1, (device_fault){.kind = DEVICE_FAULT_RESULT, .result = 3});
    assert_int_equal(fixture_read(f, 0).tree.values[0].result, 3);
    assert_int_equal(f->esme->supply.state, SUPPLY_ENABLED);
    send_disable(f, 2, (device_fault){.kind = DEVICE_FAULT_NEVER});
    assert_int_equal(f->n_sent, 0);
    assert_int_equal(f->esme->supply.state, SUPPLY_DISABLED);
    send_disable(f, 3, (device_fault){.kind = DEVICE_FAULT_TWICE});
    assert_int_equal(f->n_sent, 2);
    assert_true(alb_span_equal(f->sent[0], f->sent[1]));
    send_disable(f, 4, (device_fault){.kind = DEVICE_FAULT_LATE, .delay = ALB_MINUTES(5)});
    assert_int_equal(f->n_sent, 0);
    alb_time due = device_tick(f->esme, f->keys, &f->sink);
    assert_int_equal(due, alb_now(&f->clock.clock) + ALB_MINUTES(5));
    alb_clock_manual_set(&f->clock, due);
    assert_int_equal(device_tick(f->esme, f->keys, &f->sink), INT64_MAX);
    assert_int_equal(f->n_sent, 1);
    assert_int_equal(fixture_read(f, 0).message.header.counter, 4);
    /* One command each: the next is as always. */
    send_disable(f, 5, (device_fault){.kind = DEVICE_FAULT_NONE});
    assert_int_equal(fixture_read(f, 0).tree.values[0].result, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_key_pair_takes_over),
        TEST(key_agreement_is_replaced_too),
        TEST(devices_join_and_part),
        TEST(firmware_is_verified_and_activated),
        TEST(firmware_is_activated_at_its_time),
        TEST(a_gas_meter_tells_it_in_its_own_language),
        TEST(faults_come_as_ordered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
