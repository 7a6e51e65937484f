/* A home changes its supplier on a date: the old one's schedules go, the new one takes the meter over and
 * reads it, and nobody hears the old one any more. */
#include "world.h"

static const alb_eui64 NEW_SUPPLIER = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x03, 0x00, 0x00}};

static world w;
static actor old, new;
static alb_time gain;

static alb_eui64 meter(void)
{
    return w.homes[0].esme;
}

/* The new supplier enters: certificates, party, roles. */
static void enter_new_supplier(void)
{
    const char *const issue[] = {"pki",        "issue",    "--entity", "90-B3-D5-1F-30-03-00-00",
                                 "--role",     "supplier", "--name",   "New Supplier",
                                 w.server.pki, NULL};
    assert_int_equal(world_run(&w, NULL, issue), 0);
    world_learn_keys(&w);
    world_administer(&w, NULL,
                     (const char *const[]){"party", "add", "--roles", "IS,GS", "--name", "New Supplier",
                                           "90-B3-D5-1F-30-03-00-00", NULL});
    static const char *const roles[] = {"IS", "GS"};
    for (size_t i = 0; i < ALB_COUNT(roles); i++) {
        world_administer(&w, NULL,
                         (const char *const[]){"party", "confirm", "--role", roles[i], "--step", "all",
                                               "--by", "desk", "90-B3-D5-1F-30-03-00-00", NULL});
    }
}

static int begin(void **state)
{
    (void)state;
    world_open(&w, NULL);
    actor_open(&old, &w, SUPPLIER);
    (void)actor_ask(&old, "4.1.1", meter(), NULL, 0);
    enter_new_supplier(); /* the server runs on */
    actor_open(&new, &w, NEW_SUPPLIER);
    return 0;
}

static int end(void **state)
{
    (void)state;
    actor_close(&new);
    actor_close(&old);
    world_close(&w);
    return 0;
}

static void the_old_supplier_reads_by_schedule(void **state)
{
    char id[ALB_EUI64_TEXT];
    char day[12];
    (void)state;
    (void)snprintf(day, sizeof day, "%.10sZ", world_time(&w, world_now(&w) + ALB_DAYS(1)));
    ACTOR_HAS_DCC_DO(&old, "5.1", {"ScheduleFrequency", "Daily"}, {"ScheduleStartDate", day},
                     {"ScheduleExecutionStartTime", "04:00:00.00Z"}, {"DSPScheduledServiceReference", "4.6"},
                     {"DSPScheduledServiceReferenceVariant", "4.6.1"},
                     {"DeviceID", alb_eui64_dashed(meter(), id)},
                     {"DSPRetrieveImportDailyReadLog/StartDateOffset", "-1"},
                     {"DSPRetrieveImportDailyReadLog/StartTime", "00:00:00.00Z"},
                     {"DSPRetrieveImportDailyReadLog/EndDateOffset", "0"},
                     {"DSPRetrieveImportDailyReadLog/EndTime", "00:00:00.00Z"});
    world_pass(&w, "2d");
    user_result r = actor_wait(&old, NULL);
    assert_string_equal(r.code, "I0");
    assert_true(r.verdict.mac == GBCS_CHECK_OK);
}

/* Registration data says who supplies the home, from when (registration-and-supply.md). */
static void the_registration_changes_hands(void **state)
{
    (void)state;
    gain = (world_now(&w) / ALB_DAYS(1) + 3) * ALB_DAYS(1);
    const char *date = world_time(&w, gain);
    world_administer(&w, NULL,
                     (const char *const[]){"registration", "appoint", "--user", "90-B3-D5-1F-30-01-00-00",
                                           "--role", "IS", "--to", date, w.homes[0].mpan, NULL});
    world_administer(&w, NULL,
                     (const char *const[]){"registration", "appoint", "--user", "90-B3-D5-1F-30-03-00-00",
                                           "--role", "IS", "--from", date, w.homes[0].mpan, NULL});
    actor_is_refused(&new, "E4", "4.1.1", meter(), NULL, 0);
    (void)actor_ask(&old, "4.1.1", meter(), NULL, 0);
}

static void on_its_date_the_old_one_is_refused(void **state)
{
    (void)state;
    (void)actor_empties_inbox(&old);
    world_pass_to(&w, gain + ALB_HOURS(1));
    actor_is_refused(&old, "E4", "4.1.1", meter(), NULL, 0);
    /* The log of that day is both suppliers'; with the day the schedule goes. */
    world_pass(&w, "1d");
    (void)actor_hears(&old, "N5");
    world_pass(&w, "3d");
    assert_int_equal(actor_empties_inbox(&old), 0);
}

/* 6.23 becomes a command that the transitional party for changes of supplier signs (SEC S6). */
static void the_new_one_takes_the_meter_over(void **state)
{
    (void)state;
    user_result r = ACTOR_DOES(&new, "6.23", meter(), {"SupplierFloorSeqNumber", "0"},
                               {"SupplierPrepaymentTopUpFloorSeqNumber", "0"},
                               {"SupplierReplacementCertificates/DigitalSigningCertificate",
                                world_certificate_of(&w, NEW_SUPPLIER, SMKI_SLOT_DIGITAL_SIGNATURE)},
                               {"SupplierReplacementCertificates/KeyAgreementCertificate",
                                world_certificate_of(&w, NEW_SUPPLIER, SMKI_SLOT_KEY_AGREEMENT)},
                               {"SupplierReplacementCertificates/KeyAgreementTopUpCertificate",
                                world_certificate_of(&w, NEW_SUPPLIER, SMKI_SLOT_PREPAYMENT)},
                               {"CertificationPathCertificates/Certificate",
                                world_issuer_of(&w, NEW_SUPPLIER, SMKI_SLOT_DIGITAL_SIGNATURE)},
                               {"ApplyTimeBasedCPVChecks", "true"}, {"ImportMPxN", w.homes[0].mpan});
    assert_int_equal(result_count(&r, "StatusCode"), 3);
    assert_int_equal(result_number(&r, "StatusCode"), 0);
    (void)actor_hears(&old, "N27");
    r = actor_ask(&new, "4.1.1", meter(), NULL, 0);
    assert_true(r.decrypted);
    r = actor_ask(&new, "7.2", meter(), NULL, 0);
    r = actor_ask(&new, "7.1", meter(), NULL, 0);
    actor_is_refused(&old, "E4", "7.2", meter(), NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_old_supplier_reads_by_schedule),
        cmocka_unit_test(the_registration_changes_hands),
        cmocka_unit_test(on_its_date_the_old_one_is_refused),
        cmocka_unit_test(the_new_one_takes_the_meter_over),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
