/* The communications hub of a home fails and is exchanged: the new one takes the old one's log over, the
 * meters are reached through it without anybody going near them, the gas proxy gets its log and its meter
 * back, and the old hub is nobody's any more (dcc-services.md 8.7). */
#include "money.h"

static world w;
static actor supplier, network;
static alb_eui64 new_hub, new_gpf;

static const world_home *home(void)
{
    return &w.homes[0];
}

static const char *id_of(alb_eui64 device)
{
    char text[ALB_EUI64_TEXT];
    return alb_arena_string(w.arena, alb_span_str(alb_eui64_dashed(device, text)));
}

static int begin(void **state)
{
    static const char *const options[] = {"--mix", "ihd=100", "--gas-wake", "1", NULL};
    (void)state;
    world_open(&w, options);
    world_run_fast(&w, 4);
    actor_open(&supplier, &w, SUPPLIER);
    actor_open(&network, &w, NETWORK_OPERATOR);
    return 0;
}

static int end(void **state)
{
    (void)state;
    actor_close(&network);
    actor_close(&supplier);
    world_close(&w);
    return 0;
}

static void join(const char *srv, alb_eui64 device, alb_eui64 with)
{
    user_result r = ACTOR_DOES(&supplier, srv, device, {"OtherDeviceID", id_of(with)});
    assert_string_equal(result_text(&supplier, &r, "JoinResponseCode"), "success");
}

static void change_list(const char *what)
{
    user_setting settings[] = {{"DeviceID", id_of(home()->ihd)},
                               {"RequestType", what},
                               {"AddDeviceToCHFWhitelist/JoinTimePeriod", "600"},
                               {"AddDeviceToCHFWhitelist/InstallCode", "00112233445566778899AABBCCDDEEFF"}};
    (void)actor_ask(&supplier, "8.11", home()->hub, settings, strcmp(what, "Add") == 0 ? 4 : 2);
    (void)actor_hears(&supplier, "N24");
}

/* --- the story --- */

/* At each change the hub and the gas proxy tell the DCC their logs. */
static void the_home_lives(void **state)
{
    char day[12];
    (void)state;
    join("8.7.2", home()->gpf, home()->gsme);
    join("8.7.2", home()->gsme, home()->gpf);
    join("8.7.1", home()->esme, home()->ppmid);
    join("8.7.2", home()->ppmid, home()->esme);
    change_list("Remove");
    change_list("Add");
    (void)snprintf(day, sizeof day, "%.10sZ", world_time(&w, world_now(&w) + ALB_DAYS(1)));
    ACTOR_HAS_DCC_DO(&network, "5.1", {"ScheduleFrequency", "Daily"}, {"ScheduleStartDate", day},
                     {"ScheduleExecutionStartTime", "04:00:00.00Z"}, {"DSPScheduledServiceReference", "4.12"},
                     {"DSPScheduledServiceReferenceVariant", "4.12.1"}, {"DeviceID", id_of(home()->esme)},
                     {"DSPReadMaximumDemandImportRegisters", ""});
    world_pass(&w, "2d");
    user_result r = actor_wait(&network, NULL);
    assert_string_equal(r.code, "I0");
    (void)actor_empties_inbox(&network);
}

static void read_identity(const char *text, const char *name, alb_eui64 *out)
{
    const char *at = strstr(text, name);
    assert_non_null(at);
    at += strlen(name);
    assert_true(alb_eui64_parse(alb_span_of(at, strcspn(at, " \n")), out));
}

static void an_installer_exchanges_the_hub(void **state)
{
    (void)state;
    const char *said = world_post(&w, "/sim/v1/homes/0/hub", (alb_span){0});
    read_identity(said, "hub=", &new_hub);
    read_identity(said, "gpf=", &new_gpf);
    /* Its certificates are in the repository. */
    actor_close(&supplier);
    world_learn_keys(&w);
    actor_open(&supplier, &w, SUPPLIER);
    assert_string_equal(actor_status(&supplier, new_hub), "Pending");
    /* Whoever asks the meter now asks through a hub that lies in a van. */
    duis_request_id id = {.counter = 0};
    user_result r = actor_send(&supplier, "4.1.1", home()->esme, NULL, 0, &id);
    assert_string_equal(r.code, "I99");
    world_pass(&w, "5m");
    r = actor_wait(&supplier, &id);
    assert_string_equal(r.code, "E20");
    ACTOR_HAS_DCC_DO(&supplier, "8.14.1", {"DeviceID", id_of(new_hub)},
                     {"CHFInstallType", "Replacement CHF Install"}, {"MPxN", home()->mpan},
                     {"AerialInstall", "false"}, {"GISData", ""}, {"CHFLocation", "Deep indoors"});
    assert_string_equal(actor_status(&supplier, new_hub), "Commissioned");
}

static void the_new_hub_takes_the_log_over(void **state)
{
    (void)state;
    ACTOR_DOES(&supplier, "8.12.1", new_hub, {"OldCHFID", id_of(home()->hub)});
    user_result r = actor_ask(&supplier, "8.9", new_hub, NULL, 0);
    assert_int_equal(result_count(&r, "EntityIdentifier"), 4); /* two meters, two displays */
    assert_string_equal(actor_status(&supplier, home()->esme), "Commissioned");
    r = actor_ask(&supplier, "4.1.1", home()->esme, NULL, 0);
    assert_true(r.decrypted);
    r = actor_ask(&supplier, "7.2", home()->esme, NULL, 0);
    r = actor_ask(&supplier, "7.1", home()->esme, NULL, 0);
    r = actor_ask(&supplier, "4.1.1", home()->gsme, NULL, 0);
    assert_true(r.decrypted);
    r = actor_ask(&supplier, "11.2", home()->ppmid, NULL, 0);
}

/* A new gas proxy is the broker's until it is handed over (6.21). */
static void the_new_gas_proxy_takes_its_place(void **state)
{
    (void)state;
    ACTOR_DOES(&supplier, "6.21", new_gpf, {"RemotePartyRole", "Supplier"},
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
    ACTOR_DOES(&supplier, "8.12.2", new_gpf, {"OldGPFID", id_of(home()->gpf)});
    user_result r = actor_ask(&supplier, "8.9", new_gpf, NULL, 0);
    assert_string_equal(result_text(&supplier, &r, "DeviceType"), "GSME");
    join("8.7.2", home()->gsme, new_gpf);
    world_pass(&w, "1h");
    r = actor_ask(&supplier, "4.1.1", home()->gsme, NULL, 0);
    int64_t meter = result_number(&r, "CurrentSummationDelivered");
    r = actor_ask(&supplier, "4.1.1", new_gpf, NULL, 0);
    assert_in_range(result_number(&r, "CurrentSummationDelivered"), meter - 3000, meter);
}

static void the_old_hub_goes_back(void **state)
{
    (void)state;
    ACTOR_HAS_DCC_DO(&supplier, "8.14.3", {"DeviceID", id_of(home()->hub)},
                     {"CHFFaultReturnType", "Fault identified post installation"},
                     {"OtherDeviceID", id_of(new_hub)}, {"CHFConnectionMethod", "Hot-shoe"},
                     {"CHFFaultReason", "SM WAN Fault"});
    assert_string_equal(actor_status(&supplier, new_gpf), "Commissioned");
    actor_is_refused(&supplier, "E5", "8.9", home()->hub, NULL, 0);
    actor_is_refused(&supplier, "E5", "4.1.1", home()->gpf, NULL, 0);
    const user_setting again = {"OldCHFID", id_of(home()->hub)};
    actor_is_refused(&supplier, "E5", "8.12.1", home()->hub, &again, 1);
}

static void life_goes_on(void **state)
{
    (void)state;
    (void)actor_empties_inbox(&network);
    world_pass(&w, "2d");
    user_result r = actor_wait(&network, NULL);
    assert_string_equal(r.code, "I0"); /* the schedule reads the meter through the new hub */
    (void)actor_empties_inbox(&network);
    (void)world_post(&w, "/sim/v1/homes/0/power?on=0", (alb_span){0});
    world_pass(&w, "1h");
    (void)world_post(&w, "/sim/v1/homes/0/power?on=1", (alb_span){0});
    (void)actor_hears(&network, "AD1");
    assert_string_equal(money_supply(&supplier, home()->esme), "Enabled");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_home_lives),
        cmocka_unit_test(an_installer_exchanges_the_hub),
        cmocka_unit_test(the_new_hub_takes_the_log_over),
        cmocka_unit_test(the_new_gas_proxy_takes_its_place),
        cmocka_unit_test(the_old_hub_goes_back),
        cmocka_unit_test(life_goes_on),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
