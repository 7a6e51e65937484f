/* What reference messages do not show: documents of messages of our own, valid under the official schema
 * where that lies beside the checkout. */
#include "oracle.h"
#include "variants.h"
#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static message_maker maker;
static oracle official;
static bool has_schema;

static mmc_document document(const char *name, unsigned n)
{
    mmc_document doc = {.count = 0};
    alb_err err = {.code = ALB_OK};
    alb_arena_reset(maker.arena);
    for (size_t i = 0; i < ALB_COUNT(variants); i++) {
        if (strcmp(variants[i].name, name) == 0 &&
            variant_map(&maker, &variants[i], n, &doc, &err) != ALB_OK) {
            fail_msg("%s %u: %s: %s", name, n, err.path, err.detail);
        }
    }
    return doc;
}

static void test_all_are_valid(void **state)
{
    (void)state;
    for (size_t i = 0; i < ALB_COUNT(variants); i++) {
        for (unsigned n = 0; n < variants[i].count; n++) {
            mmc_document doc = document(variants[i].name, n);
            alb_buf xml;
            alb_buf_init(&xml, 1 << 20);
            mmc_write_xml(&doc, &xml);
            xmlDoc *parsed = oracle_parse(alb_buf_span(&xml));
            assert_non_null(parsed);
            if (has_schema && !oracle_is_valid(&official, parsed)) {
                fail_msg("%s %u: %s", variants[i].name, n, official.fault);
            }
            xmlFreeDoc(parsed);
            alb_buf_release(&xml);
        }
    }
}

#define RESPONSE "Body/ResponseMessage/SMETSData/"

static void assert_text(const mmc_document *doc, const char *path, const char *want)
{
    uint32_t at = mmc_find(doc, 0, path);
    if (at == UINT32_MAX || !alb_span_is(doc->nodes[at].text, want)) {
        fail_msg("%s is not '%s'", path, want);
    }
}

static void test_billing_periods(void **state)
{
    (void)state;
#define CALENDAR                                                                                             \
    RESPONSE "ReadDeviceConfigurationDataBillingCalendarRsp/BillingCalendar/ElectricityBillingCalendar/"
    mmc_document doc = document("ECS26l, periods", 0);
    assert_text(&doc, CALENDAR "Daily", "");
    assert_text(&doc, CALENDAR "BillingTime", "00:00:00.00Z");
    doc = document("ECS26l, periods", 1);
    assert_text(&doc, CALENDAR "Weekly", "3");
    doc = document("ECS26l, periods", 2);
    assert_text(&doc, CALENDAR "SixMonthly/BillingPeriodStartMonth", "3");
    doc = document("ECS26l, periods", 3);
    assert_text(&doc, CALENDAR "Yearly/DayOfMonth", "6");
}

static void test_dates(void **state)
{
    (void)state;
    mmc_document doc = document("ECS24b, special days", 0);
#define DAY(n) RESPONSE "ReadTariffSecondaryElementRsp/TariffSwitchingTableSpecialDays/SpecialDay[" #n "]/"
    assert_text(&doc, DAY(0) "Date/DayOfMonth/LastDayOfMonth", "");
    assert_text(&doc, DAY(1) "Date/Year/SpecifiedYear", "2026");
    assert_text(&doc, DAY(1) "Date/DayOfMonth/SecondLastDayOfMonth", "");
    assert_text(&doc, DAY(2) "Date/DayOfWeek/SpecifiedDayOfWeek", "7");
    assert_text(&doc, DAY(2) "ReferencedDay", "3");
    assert_false(doc.success);
}

static void test_gas_calendar(void **state)
{
    (void)state;
    mmc_document doc = document("GCS21f, calendar", 0);
#define GAS RESPONSE "ReadTariffPrimaryElementRsp/Gas/"
    assert_text(&doc, GAS "TariffSwitchingTable/DayProfiles/DayProfile/BlockTariff", "");
#define GAS_DATE(n) GAS "TariffSwitchingTableSpecialDays/SpecialDay[" #n "]/Date/"
    assert_text(&doc, GAS_DATE(0) "GasYearWithWildcards/SpecifiedYear", "2025");
    assert_text(&doc, GAS_DATE(0) "GasMonthWithWildcards/NonSpecifiedMonth", "");
    assert_text(&doc, GAS_DATE(1) "GasDayOfWeekWithWildcards/SpecifiedDayOfWeek", "7");
}

static void test_controllers(void **state)
{
    (void)state;
    mmc_document doc = document("ECS35g, levels", 0);
#define ENTRY(n) RESPONSE "ReadEventOrSecurityLogRsp/ALCSEvent/ALCSEventLogEntry[" #n "]/"
    assert_text(&doc, ENTRY(0) "AuxiliaryControllerLevel", "50");
    assert_text(&doc, ENTRY(0) "SwitchNumber", "2");
    assert_text(&doc, ENTRY(0) "Outcome", "Success");
    assert_text(&doc, ENTRY(1) "AuxiliaryControllerLevel", "100");
    assert_text(&doc, ENTRY(1) "InputFromControlledLoad", "");
    doc = document("ECS200, states", 0);
#define UPDATE "Body/DeviceAlertMessage/DeviceAlertContent/Payload/OperationalUpdateDeviceAlert/"
    assert_text(&doc, UPDATE "OutputState", "40");
    assert_text(&doc, UPDATE "InputState", "30");
    assert_text(&doc, UPDATE "StateAndAssociatedInformation", "rest");
    doc = document("ECS200, states", 1);
    assert_text(&doc, UPDATE "StateAndAssociatedInformation", "not JSON");
}

static void test_channels(void **state)
{
    (void)state;
    mmc_document doc = document("DBCH01, channels", 27 + 8 + 26);
    assert_text(&doc,
                RESPONSE
                "ReadCHFSubGHzChannelRsp/OperatingSubGHzChannel/OperatingLowerBandSubGHzChannel/Channel61",
                "");
    doc = document("DBCH01, channels", VARIANT_CHANNELS - 1);
    assert_text(&doc,
                RESPONSE
                "ReadCHFSubGHzChannelRsp/OperatingSubGHzChannel/OperatingUpperBandSubGHzChannel/Channel26",
                "");
}

static void test_behaviours(void **state)
{
    (void)state;
    mmc_document doc = document("ECS25r2, all on", 0);
#define NETWORK                                                                                              \
    RESPONSE                                                                                                 \
    "ReadDeviceConfigurationEventAndAlertBehavioursRsp/ElectricityNetworkOperatorAlertEventSettings/"        \
    "ElectricityNetworkOperatorWANAlertSettings/"
    assert_text(&doc, NETWORK "NetworkOperatorESMEPolyPhase/x8003", "Enable");
    assert_int_equal(mmc_find(&doc, 0, NETWORK "NetworkOperatorESMESinglePhase"), UINT32_MAX);
}

int main(void)
{
    maker.arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    alb_arena *paths = alb_arena_new(1 << 16);
    const char *schema = vectors_path(paths, "xsd/mmc-5.4.xsd");
    has_schema = schema && oracle_open(&official, schema);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_are_valid), cmocka_unit_test(test_billing_periods),
        cmocka_unit_test(test_dates),         cmocka_unit_test(test_controllers),
        cmocka_unit_test(test_gas_calendar),  cmocka_unit_test(test_channels),
        cmocka_unit_test(test_behaviours)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    if (has_schema) {
        oracle_close(&official);
    }
    alb_arena_free(paths);
    alb_arena_free(maker.arena);
    return failed;
}
