/* A supplier's keys are known to a thief: revoked, they are refused at once; with the recovery key the meters
 * are given the supplier's new credentials, and with them it works again (smki.md 19.6). Where it has no new
 * ones yet, the broker's lock the thief out first (19.5). */
#include "world.h"

#include "base/file.h"

#define SUPPLIER_TEXT "90-B3-D5-1F-30-01-00-00"

static world w;
static actor supplier, thief;

static const world_home *home(void)
{
    return &w.homes[0];
}

static const char *id_of(alb_eui64 device)
{
    char text[ALB_EUI64_TEXT];
    return alb_arena_string(w.arena, alb_span_str(alb_eui64_dashed(device, text)));
}

/* The thief has a copy of every key that the supplier has. */
static int begin(void **state)
{
    static const char *const options[] = {"--gas-wake", "1", NULL};
    (void)state;
    world_open(&w, options);
    world_run_fast(&w, 4);
    actor_open(&thief, &w, SUPPLIER);
    actor_open(&supplier, &w, SUPPLIER); /* messages come here */
    return 0;
}

static int end(void **state)
{
    (void)state;
    actor_close(&thief);
    actor_close(&supplier);
    world_close(&w);
    return 0;
}

static const char *in_pki(const char *name)
{
    return alb_arena_printf(w.arena, "%s/%s", w.server.pki, name);
}

static void run(const char *const *arguments)
{
    assert_int_equal(world_run(&w, NULL, arguments), 0);
}

static void revoke(const char *name)
{
    run((const char *const[]){"pki", "revoke", "--reason", "keyCompromise", w.server.pki, in_pki(name),
                              NULL});
}

static const char *supply(actor *a, alb_eui64 meter)
{
    user_result r = actor_ask(a, "7.4", meter, NULL, 0);
    return result_text(a, &r, "SupplyState");
}

static void expect_status(alb_eui64 device, const char *status)
{
    assert_string_equal(actor_status(&supplier, device), status);
}

/* Those who hold the recovery key make a command for the device, the DCC sends it. */
static void recover(alb_eui64 device, const char *type, const char *const *whose)
{
    char eui[ALB_EUI64_TEXT];
    const char *out = alb_arena_printf(w.arena, "%s/recovery", w.server.dir);
    const char *path = alb_arena_printf(w.arena, "%s/%s.hex", out, alb_eui64_hex(device, eui));
    alb_buf command;
    alb_err err = {.code = ALB_OK};
    run((const char *const[]){"pki", "recover", "--keys", w.server.pki, "--cells", "supplier",
                              "--device-type", type, "--out", out, whose[0],
                              whose[1] ? whose[1] : id_of(device), whose[1] ? id_of(device) : NULL, NULL});
    alb_buf_init(&command, 1 << 16);
    assert_int_equal(alb_file_read(path, &command, &err), ALB_OK);
    (void)world_post(&w, alb_arena_printf(w.arena, "/admin/v1/devices/%s/recovery", eui),
                     alb_buf_span(&command));
    alb_buf_release(&command);
}

/* --- the story --- */

static void a_thief_has_the_keys(void **state)
{
    (void)state;
    assert_string_equal(supply(&supplier, home()->esme), "Enabled");
    duis_request_id id = {.counter = 0};
    assert_string_equal(actor_send(&thief, "7.2", home()->esme, NULL, 0, &id).code, "I99");
    user_result r = actor_wait(&supplier, &id); /* that it has not asked for */
    assert_string_equal(r.code, "I0");
    assert_string_equal(supply(&supplier, home()->esme), "Disabled");
    (void)actor_ask(&supplier, "7.1", home()->esme, NULL, 0);
}

/* The key that signs commands first: what it has signed the DCC does not hand on. */
static void a_revoked_certificate_is_refused_at_once(void **state)
{
    (void)state;
    revoke("90b3d51f30010000-ds.pem");
    actor_is_refused(&thief, "E45", "7.2", home()->esme, NULL, 0);
    assert_string_equal(supply(&supplier, home()->esme), "Enabled");
    revoke("90b3d51f30010000-xml.pem");
    revoke("90b3d51f30010000-ka.pem");
    revoke("90b3d51f30010000-pp-ka.pem");
    actor_is_turned_away(&thief, "HTTP 400", "7.4", home()->esme, NULL, 0);
    actor_is_turned_away(&supplier, "HTTP 400", "7.4", home()->esme, NULL, 0);
}

/* Its old files go to the archive, new keys are made; the DCC takes their certificates as it runs. */
static void the_supplier_has_new_keys(void **state)
{
    (void)state;
    static const char *const pairs[] = {"ds", "ka", "pp-ka", "xml"};
    static const char *const kinds[] = {"pem", "key"};
    for (size_t i = 0; i < ALB_COUNT(pairs) * ALB_COUNT(kinds); i++) {
        const char *name =
            alb_arena_printf(w.arena, "90b3d51f30010000-%s.%s", pairs[i / 2], kinds[i % ALB_COUNT(kinds)]);
        const char *archive = alb_arena_printf(w.arena, "%s/archived-%s", w.server.dir, name);
        assert_int_equal(rename(in_pki(name), archive), 0);
    }
    run((const char *const[]){"pki", "issue", "--entity", SUPPLIER_TEXT, "--role", "supplier", "--name",
                              "Supplier", w.server.pki, NULL});
    actor_close(&supplier);
    world_learn_keys(&w);
    actor_open(&supplier, &w, SUPPLIER);
    expect_status(home()->esme, "Commissioned"); /* it is heard again, by the DCC */
    duis_request_id id = {.counter = 0};
    user_result r = actor_send(&supplier, "7.2", home()->esme, NULL, 0, &id); /* and by no meter */
    assert_string_equal(r.code, "I99");
    world_pass(&w, "5m");
    assert_string_equal(actor_wait(&supplier, &id).code, "E21");
}

static void the_meters_are_recovered(void **state)
{
    (void)state;
    static const char *const own[] = {"--entity", SUPPLIER_TEXT};
    recover(home()->esme, "ESME", own);
    actor_hears_both(&supplier, "N42", "N36");
    recover(home()->gsme, "GSME", own);
    (void)actor_hears(&supplier, "N36");
    recover(home()->gpf, "GPF", own);
    (void)actor_hears(&supplier, "N36");
    expect_status(home()->esme, "Commissioned");
    expect_status(home()->gsme, "Commissioned");
}

static void the_supplier_works_again(void **state)
{
    (void)state;
    user_result r = actor_ask(&supplier, "7.2", home()->esme, NULL, 0);
    r = actor_ask(&supplier, "7.1", home()->esme, NULL, 0);
    r = actor_ask(&supplier, "4.1.1", home()->esme, NULL, 0);
    assert_true(r.decrypted);
    r = actor_ask(&supplier, "4.1.1", home()->gsme, NULL, 0);
    assert_true(r.decrypted);
    r = actor_ask(&supplier, "4.1.1", home()->gpf, NULL, 0);
    assert_true(r.decrypted);
    actor_is_turned_away(&thief, "HTTP 400", "7.2", home()->esme, NULL, 0);
}

/* 6.21; code: it is refused with that. */
static void hand_over(const char *code, alb_eui64 meter)
{
    const user_setting settings[] = {{"RemotePartyRole", "Supplier"},
                                     {"RemotePartyFloorSeqNumber", "0"},
                                     {"RemotePartyPrepaymentTopUpFloorSeqNumber", "0"},
                                     {"ReplacementCertificates/DigitalSigningCertificate",
                                      world_certificate_of(&w, SUPPLIER, SMKI_SLOT_DIGITAL_SIGNATURE)},
                                     {"ReplacementCertificates/KeyAgreementCertificate",
                                      world_certificate_of(&w, SUPPLIER, SMKI_SLOT_KEY_AGREEMENT)},
                                     {"ReplacementCertificates/KeyAgreementTopUpCertificate",
                                      world_certificate_of(&w, SUPPLIER, SMKI_SLOT_PREPAYMENT)},
                                     {"CertificationPathCertificates/Certificate",
                                      world_issuer_of(&w, SUPPLIER, SMKI_SLOT_DIGITAL_SIGNATURE)},
                                     {"ApplyTimeBasedCPVChecks", "true"}};
    if (code) {
        actor_is_refused(&supplier, code, "6.21", meter, settings, ALB_COUNT(settings));
    } else {
        (void)actor_ask(&supplier, "6.21", meter, settings, ALB_COUNT(settings));
    }
}

/* Another home, before there were new keys: the broker holds the cells, and hands them over (6.21). */
static void the_broker_stands_in(void **state)
{
    (void)state;
    static const char *const broker[] = {"--acb", NULL};
    alb_eui64 meter = w.homes[1].esme;
    hand_over("E062101", meter);
    recover(meter, "ESME", broker);
    (void)actor_hears(&supplier, "N34");
    expect_status(meter, "Recovered");
    actor_is_refused(&supplier, "E5", "7.4", meter, NULL, 0);
    hand_over(NULL, meter);
    (void)actor_hears(&supplier, "N36");
    expect_status(meter, "Commissioned");
    assert_string_equal(supply(&supplier, meter), "Enabled");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thief_has_the_keys),
        cmocka_unit_test(a_revoked_certificate_is_refused_at_once),
        cmocka_unit_test(the_supplier_has_new_keys),
        cmocka_unit_test(the_meters_are_recovered),
        cmocka_unit_test(the_supplier_works_again),
        cmocka_unit_test(the_broker_stands_in),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
