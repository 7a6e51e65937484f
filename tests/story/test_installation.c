/* A home from the first notice to its first top-ups: a hub is installed, its meters and displays are
 * notified, listed, joined and commissioned, their credentials are what they shall be, and both fuels are
 * prepaid. */
#include "gas_tariff.h"
#include "money.h"

#include "base/file.h"

static world w;
static actor supplier, network, other;

static const world_home *home(void)
{
    return &w.homes[0];
}

static int begin(void **state)
{
    static const char *const options[] = {"--as-delivered", "--mix", "control=100,sapc=100,ihd=100,cad=100",
                                          "--gas-wake",     "1",     NULL};
    (void)state;
    world_open(&w, options);
    world_run_fast(&w, 4);
    actor_open(&supplier, &w, SUPPLIER);
    actor_open(&network, &w, NETWORK_OPERATOR);
    actor_open(&other, &w, OTHER_USER);
    return 0;
}

static int end(void **state)
{
    (void)state;
    actor_close(&other);
    actor_close(&network);
    actor_close(&supplier);
    world_close(&w);
    return 0;
}

static const char *id_of(alb_eui64 device)
{
    char text[ALB_EUI64_TEXT];
    return alb_arena_string(w.arena, alb_span_str(alb_eui64_dashed(device, text)));
}

static void expect_status(alb_eui64 device, const char *status)
{
    assert_string_equal(actor_status(&supplier, device), status);
}

static const user_setting *commissioning(void)
{
    static user_setting settings[2];
    settings[0] = (user_setting){"CurrentDateTime", world_time(&w, world_now(&w))};
    settings[1] = (user_setting){"TolerancePeriod", "600"};
    return settings;
}

/* --- before the visit --- */

static void notify(alb_eui64 device, const char *type, const char *variant)
{
    user_setting settings[6] = {{"DeviceID", id_of(device)},
                                {"DeviceManufacturer", "ALB1"},
                                {"DeviceModel", "00000001"},
                                {"DeviceType", type},
                                {"FirmwareVersion", "00000001"}};
    size_t n = 5;
    if (variant) {
        settings[n++] = (user_setting){"ESMEVariant", variant};
    }
    (void)actor_ask_dcc(&supplier, "12.2", settings, n);
}

static void the_devices_are_notified(void **state)
{
    (void)state;
    actor_is_refused(&supplier, "E19", "7.4", home()->esme, NULL, 0);
    notify(home()->esme, "ESME", "ADEF");
    notify(home()->gsme, "GSME", NULL);
    notify(home()->ppmid, "PPMID", NULL);
    notify(home()->hcalcs, "HCALCS", NULL);
    notify(home()->sapc, "ESME", "AF");
    notify(home()->ihd, "IHD", NULL);
    notify(home()->cad, "CAD", NULL);
    expect_status(home()->esme, "Pending");
    expect_status(home()->hub, "Pending");
    actor_is_refused(&supplier, "E5", "7.4", home()->esme, NULL, 0);
    user_setting twice[] = {{"DeviceID", id_of(home()->gsme)},
                            {"DeviceManufacturer", "ALB1"},
                            {"DeviceModel", "00000001"},
                            {"DeviceType", "GSME"},
                            {"FirmwareVersion", "00000001"}};
    duis_request_id id = {.counter = 0};
    assert_string_equal(actor_send(&supplier, "12.2", THE_DCC, twice, ALB_COUNT(twice), &id).code, "E120201");
}

/* --- the hub --- */

static void the_hub_is_installed(void **state)
{
    (void)state;
    ACTOR_HAS_DCC_DO(&supplier, "8.14.1", {"DeviceID", id_of(home()->hub)},
                     {"CHFInstallType", "New CHF Install"}, {"MPxN", home()->mpan},
                     {"AerialInstall", "false"}, {"GISData", ""}, {"CHFLocation", "Deep indoors"});
    expect_status(home()->hub, "Commissioned");
    expect_status(home()->gpf, "Commissioned");
}

/* Where there is no radio yet, the hub waits for it. */
static void a_hub_without_radio_waits(void **state)
{
    (void)state;
    const char *hub = id_of(w.homes[1].hub);
    ACTOR_HAS_DCC_DO(&supplier, "8.14.2", {"DeviceID", hub}, {"CHFInstallType", "CHF Install - no SM WAN"},
                     {"MPxN", w.homes[1].mpan}, {"AerialInstall", "true"}, {"GISData", ""},
                     {"CHFLocation", "Basement or Cellar"}, {"PremiseType", "Terraced"},
                     {"MetalObstructionCheck", "true"}, {"ConnectivityObstructionCheck", "true"},
                     {"SharedObstructionCheck", "false"});
    expect_status(w.homes[1].hub, "InstalledNotCommissioned");
    ACTOR_HAS_DCC_DO(&supplier, "8.14.1", {"DeviceID", hub}, {"CHFInstallType", "New CHF Install"},
                     {"MPxN", w.homes[1].mpan}, {"AerialInstall", "true"}, {"GISData", ""},
                     {"CHFLocation", "Basement or Cellar"});
    expect_status(w.homes[1].hub, "Commissioned");
}

/* --- on its network --- */

static void list(actor *a, alb_eui64 device, const char *mpxn)
{
    user_setting settings[5] = {{"DeviceID", id_of(device)},
                                {"RequestType", "Add"},
                                {"AddDeviceToCHFWhitelist/JoinTimePeriod", "600"},
                                {"AddDeviceToCHFWhitelist/InstallCode", "00112233445566778899AABBCCDDEEFF"}};
    size_t n = 4;
    if (mpxn) {
        settings[n++] = (user_setting){"AddDeviceToCHFWhitelist/ImportMPxN", mpxn};
    }
    (void)actor_ask(a, "8.11", home()->hub, settings, n);
    (void)actor_hears(a, "N24");
}

static void the_devices_join_the_network(void **state)
{
    (void)state;
    actor_is_refused(&supplier, "E5", "8.1.1", home()->esme, commissioning(), 2);
    list(&supplier, home()->esme, home()->mpan);
    expect_status(home()->esme, "InstalledNotCommissioned");
    list(&supplier, home()->gsme, home()->mprn);
    list(&supplier, home()->ppmid, NULL);
    list(&supplier, home()->hcalcs, NULL);
    list(&supplier, home()->sapc, home()->mpan);
    list(&other, home()->ihd, NULL); /* its customer asked for it */
    list(&other, home()->cad, NULL);
    expect_status(home()->hcalcs, "InstalledNotCommissioned");
    expect_status(home()->ihd, "");
}

/* One that is in nobody's house: a digit was misread. */
static void a_device_that_is_not_there_never_joins(void **state)
{
    (void)state;
    static const alb_eui64 misread = {{0x00, 0xdb, 0x00, 0x10, 0x00, 0x00, 0x77, 0x05}};
    notify(misread, "PPMID", NULL);
    ACTOR_DOES(&supplier, "8.11", home()->hub, {"DeviceID", id_of(misread)}, {"RequestType", "Add"},
               {"AddDeviceToCHFWhitelist/JoinTimePeriod", "600"},
               {"AddDeviceToCHFWhitelist/InstallCode", "00112233445566778899AABBCCDDEEFF"});
    expect_status(misread, "Whitelisted");
    world_pass(&w, "20m");
    (void)actor_hears(&supplier, "N25");
    ACTOR_DOES(&supplier, "8.11", home()->hub, {"DeviceID", id_of(misread)}, {"RequestType", "Remove"});
    expect_status(misread, "Pending");
    ACTOR_HAS_DCC_DO(&supplier, "8.4", {"DeviceID", id_of(misread)}, {"DeleteDevice", ""});
}

/* Until the gas proxy is handed over, the broker holds the place of its supplier (smki.md 19.4). */
static void the_gas_proxy_is_handed_over(void **state)
{
    (void)state;
    user_result r =
        ACTOR_DOES(&supplier, "6.21", home()->gpf, {"RemotePartyRole", "Supplier"},
                   {"RemotePartyFloorSeqNumber", "0"}, {"RemotePartyPrepaymentTopUpFloorSeqNumber", "0"},
                   {"ReplacementCertificates/DigitalSigningCertificate",
                    world_certificate_of(&w, SUPPLIER, SMKI_SLOT_DIGITAL_SIGNATURE)},
                   {"ReplacementCertificates/KeyAgreementCertificate",
                    world_certificate_of(&w, SUPPLIER, SMKI_SLOT_KEY_AGREEMENT)},
                   {"ReplacementCertificates/KeyAgreementTopUpCertificate",
                    world_certificate_of(&w, SUPPLIER, SMKI_SLOT_PREPAYMENT)},
                   {"CertificationPathCertificates/Certificate",
                    world_issuer_of(&w, SUPPLIER, SMKI_SLOT_DIGITAL_SIGNATURE)},
                   {"ApplyTimeBasedCPVChecks", "true"});
    assert_int_equal(result_count(&r, "StatusCode"), 3);
    assert_int_equal(result_number(&r, "StatusCode"), 0);
    (void)actor_hears(&supplier, "N42");
}

/* --- commissioned --- */

static void the_meters_are_commissioned(void **state)
{
    (void)state;
    const alb_eui64 meters[] = {home()->esme, home()->gsme, home()->sapc};
    for (size_t i = 0; i < ALB_COUNT(meters); i++) {
        user_result r = actor_ask(&supplier, "8.1.1", meters[i], commissioning(), 2);
        assert_int_equal(r.verdict.signature, GBCS_CHECK_OK);
        expect_status(meters[i], "Commissioned");
        (void)actor_hears(&network, "N16");
    }
    ACTOR_DOES(&supplier, "6.20.1", home()->esme, {"ImportMPANs/ImportMPAN", home()->mpan});
    ACTOR_DOES(&supplier, "6.20.1", home()->gsme, {"ImportMPRN", home()->mprn});
}

static void join(actor *a, const char *srv, alb_eui64 device, alb_eui64 with)
{
    user_result r = ACTOR_DOES(a, srv, device, {"OtherDeviceID", id_of(with)});
    assert_string_equal(result_text(a, &r, "JoinResponseCode"), "success");
}

static void the_devices_join_each_other(void **state)
{
    (void)state;
    join(&supplier, "8.7.2", home()->gsme, home()->gpf);
    join(&supplier, "8.7.2", home()->gpf, home()->gsme);
    join(&supplier, "8.7.1", home()->esme, home()->ppmid);
    expect_status(home()->ppmid, "InstalledNotCommissioned");
    join(&supplier, "8.7.2", home()->ppmid, home()->esme);
    expect_status(home()->ppmid, "Commissioned");
    join(&supplier, "8.7.1", home()->gsme, home()->ppmid);
    join(&supplier, "8.7.2", home()->ppmid, home()->gsme);
    join(&supplier, "8.7.2", home()->gpf, home()->ppmid);
    join(&supplier, "8.7.1", home()->hcalcs, home()->esme);
    join(&supplier, "8.7.1", home()->esme, home()->hcalcs);
    expect_status(home()->hcalcs, "Commissioned");
    (void)actor_hears(&network, "N58");
    /* Displays are their customer's: an Other User may join them, and nothing else. */
    join(&other, "8.7.2", home()->esme, home()->ihd);
    join(&other, "8.7.2", home()->gpf, home()->ihd);
    join(&other, "8.7.2", home()->esme, home()->cad);
    const user_setting ppmid = {"OtherDeviceID", id_of(home()->ppmid)};
    actor_is_refused(&other, "E080722", "8.7.2", home()->gpf, &ppmid, 1);
    user_result r = actor_ask(&supplier, "8.9", home()->hub, NULL, 0);
    assert_int_equal(result_count(&r, "EntityIdentifier"), 7);
    r = actor_ask(&supplier, "8.9", home()->gpf, NULL, 0);
    assert_int_equal(result_count(&r, "DeviceType"), 3);
}

/* --- what is owed within a week (dcc-services.md 10) --- */

static void the_credentials_are_checked(void **state)
{
    (void)state;
    const alb_eui64 meters[] = {home()->esme, home()->gsme};
    for (size_t i = 0; i < ALB_COUNT(meters); i++) {
        ACTOR_DOES(&supplier, "6.24.1", meters[i], {"RemotePartyRole[0]", "Supplier"},
                   {"RemotePartyRole[1]", "NetworkOperator"});
        ACTOR_DOES(&supplier, "6.24.2", meters[i], {"CredentialType", "Digital Signature"});
    }
}

static smki_certificate *read_certificate(const char *path)
{
    alb_buf octets;
    smki_certificate *c = NULL;
    alb_err err = {.code = ALB_OK};
    alb_buf_init(&octets, 1 << 16);
    assert_int_equal(alb_file_read(path, &octets, &err), ALB_OK);
    assert_int_equal(smki_certificate_parse(alb_buf_span(&octets), &c, &err), ALB_OK);
    alb_buf_release(&octets);
    return c;
}

/* A file of that name in the server's directory. */
static const char *file(const char *name)
{
    return alb_arena_printf(w.arena, "%s/%s", w.server.dir, name);
}

static void run(const char *const *arguments)
{
    assert_int_equal(world_run(&w, NULL, arguments), 0);
}

/* The supplier has an officer at the Registration Authority, with a credential of IKI. */
static void register_officer(void)
{
    const char *pki = w.server.pki;
    const char *credential = alb_arena_printf(w.arena, "%s/iki-officer-ann.pem", file("iki"));
    run((const char *const[]){"pki", "init", "--only", "iki", file("iki"), NULL});
    run((const char *const[]){"pki", "issue", "--profile", "iki-officer", "--organisation", "Supplier",
                              "--role", "supplier", "--name", "ann", file("iki"), NULL});
    run((const char *const[]){"pki", "subscriber", "--name", "Supplier", "--who",
                              "import-supplier,gas-supplier", pki, NULL});
    run((const char *const[]){"pki", "officer", "--subscriber", "Supplier", "--name", "Ann", "--credential",
                              credential, "--allow", "device", pki, NULL});
}

/* The device makes a key pair (6.17), the Registration Authority certifies it, the device takes it (6.15.2).
 */
static void renew(alb_eui64 device, const char *usage, const char *name)
{
    const char *request = alb_arena_printf(w.arena, "%s.csr", file(name));
    const char *devices = alb_arena_printf(w.arena, "%s/devices", w.server.pki);
    const char *issued = alb_arena_printf(w.arena, "%s/%s.crt", devices, name);
    alb_err err = {.code = ALB_OK};
    user_result r = ACTOR_DOES(&supplier, "6.17", device, {"CredentialType", usage});
    assert_int_equal(alb_file_write(request, result_octets(&r, "CertificationRequest"), 0600, &err), ALB_OK);
    run((const char *const[]){"pki", "request", "--credential",
                              alb_arena_printf(w.arena, "%s/iki-officer-ann.pem", file("iki")), "--out",
                              devices, w.server.pki, request, NULL});
    smki_certificate *c = read_certificate(issued);
    r = ACTOR_DOES(&supplier, "6.15.2", device, {"DeviceCertificate", world_certificate(&w, c)});
    assert_int_equal(result_number(&r, "UpdateDeviceCertificateResponseCode"), 0);
    smki_certificate_free(c);
}

static void the_devices_have_new_keys(void **state)
{
    (void)state;
    register_officer();
    renew(home()->esme, "Digital Signature", "esme-ds");
    renew(home()->gsme, "Digital Signature", "gsme-ds");
    renew(home()->sapc, "Key Agreement", "sapc-ka");
    /* Whoever asks now has them from the repository. */
    actor_close(&supplier);
    world_learn_keys(&w);
    actor_open(&supplier, &w, SUPPLIER);
    user_result r = ACTOR_DOES(&supplier, "6.24.2", home()->esme, {"CredentialType", "Digital Signature"});
    assert_int_equal(r.verdict.signature, GBCS_CHECK_OK);
    r = actor_ask(&supplier, "11.2", home()->sapc, NULL, 0);
    assert_int_equal(r.verdict.mac, GBCS_CHECK_OK);
}

/* --- both fuels prepaid --- */

/* Without money for a moment, a meter waits for somebody to press its button. */
static void let_it_flow(alb_eui64 meter)
{
    char id[ALB_EUI64_TEXT];
    if (strcmp(money_supply(&supplier, meter), "Armed") == 0) {
        (void)world_post(
            &w, alb_arena_printf(w.arena, "/sim/v1/devices/%s/press?enable", alb_eui64_hex(meter, id)),
            (alb_span){0});
    }
}

static void both_fuels_are_prepaid(void **state)
{
    static const day_rate flat[] = {{0, 25000}};
    const alb_eui64 meters[] = {home()->esme, home()->gsme};
    setting_list s;
    (void)state;
    tariff_of(&s, &w, flat, 1, 20000);
    (void)actor_ask(&supplier, "1.1.1", home()->esme, s.list, s.n);
    terms_of(&s, &w, false);
    (void)actor_ask(&supplier, "2.1", home()->esme, s.list, s.n);
    gas_tariff_of(&s, &w, 7000, 30000);
    (void)actor_ask(&supplier, "1.1.1", home()->gsme, s.list, s.n);
    gas_terms_of(&s, &w, false);
    (void)actor_ask(&supplier, "2.1", home()->gsme, s.list, s.n);
    for (size_t i = 0; i < ALB_COUNT(meters); i++) {
        ACTOR_DOES(&supplier, "1.6", meters[i], {"Prepayment/SuspendDebtDisabled", "true"},
                   {"Prepayment/SuspendDebtEmergency", "true"}, {"Prepayment/DisablementThreshold", "0"});
        money_top_up(&supplier, meters[i], 20);
        let_it_flow(meters[i]);
        int64_t had = money_balance(&supplier, meters[i]);
        assert_in_range(had, 19 * POUND, 20 * POUND);
        world_pass(&w, "1d");
        assert_in_range(money_balance(&supplier, meters[i]), had - 10 * POUND, had - 20000);
    }
    assert_string_equal(money_supply(&supplier, home()->esme), "Enabled");
    assert_string_equal(money_supply(&supplier, home()->gsme), "On");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_devices_are_notified),
        cmocka_unit_test(the_hub_is_installed),
        cmocka_unit_test(a_hub_without_radio_waits),
        cmocka_unit_test(the_devices_join_the_network),
        cmocka_unit_test(a_device_that_is_not_there_never_joins),
        cmocka_unit_test(the_gas_proxy_is_handed_over),
        cmocka_unit_test(the_meters_are_commissioned),
        cmocka_unit_test(the_devices_join_each_other),
        cmocka_unit_test(the_credentials_are_checked),
        cmocka_unit_test(the_devices_have_new_keys),
        cmocka_unit_test(both_fuels_are_prepaid),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
