/* Values of reference messages, read from their octets by hand (mmc.md 11, 12), against the documents.
 *
 * At least three messages of each family: DLMS in the clear and encrypted, GBZ in the clear and encrypted,
 * ASN.1, and alerts of all three.
 */
#include "mmc/mmc.h"

#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static vectors all;
static smki_keystore *store;
static gbcs_keys *keys;

typedef struct expectation {
    const char *file; /* beginning of its name; NULL: as above */
    const char
        *path; /* below the element of the response, DeviceAlertContent of an alert, or with / the document */
    const char *text; /* NULL: there is no such element */
} expectation;

static const expectation expectations[] = {
    /* DLMS in the clear: numbers of the access response, tags 06 and 05 (double-long), 12 (long), 09 (octets)
     */
    {"ECS17a_4.2_SUCCESS", "ActiveExportRegister/Value", "10"},
    {NULL, "ReactiveExportRegister/Value", "20"},
    {NULL, "ReactiveExportRegister/ReactiveEnergyUnit", "varh"},
    {NULL, "/Header/ServiceReferenceVariant", "4.2"},
    {NULL, "/Header/Timestamp", "2015-01-01T00:00:00.00Z"},
    {"ECS18a_4.12.2_SUCCESS", "MaxDemandActiveEnergyExport/Value", "4775"},
    {NULL, "MaxDemandActiveEnergyExport/LastResetDateTime", "2014-12-31T00:00:00.00Z"},
    {"ECS18b_4.12.1_SUCCESS", "MaxDemandActiveEnergyImport/Value", "4775"},
    {NULL, "MaxDemandConfigurableTimeActivePowerImport/Value", "12122"},
    {"ECS23_4.10_SUCCESS", "Electricity/SinglePhaseESME/AvgRMSUnderVoltageCounter/Value", "147"},
    {NULL, "Electricity/SinglePhaseESME/AvgRMSOverVoltageCounter/Value", "239"},
    {NULL, "Electricity/SinglePhaseESME/AvgRMSVoltageProfileDataLog/MeasurementPeriod", "3600"},
    {"ECS24_4.11.1_SUCCESS", "Electricity/PrimaryActiveTariffPrice", "1"},
    {NULL, "Electricity/PriceScale", "-5"},
    {NULL, "Electricity/TariffThresholdMatrix/ElecTariffThresholds/BlockThreshold", "10000"},
    {NULL, "Electricity/TariffThresholdMatrix/ElecTariffThresholds/BlockThreshold[1]", "4294967295"},
    {NULL, "Electricity/TariffSwitchingTable/Seasons/Season/SeasonName", "all"},
    {NULL, "Electricity/TariffSwitchingTable/DayProfiles/DayProfile[1]/Day", "2"},
    {NULL, "Electricity/TariffSwitchingTable/WeekProfiles/WeekProfile/ReferencedElecDay[5]", "2"},
    {NULL, "Electricity/TariffSwitchingTableSpecialDays/SpecialDay[1]/Date/Month/SpecifiedMonth", "12"},
    {NULL, "Electricity/TariffSwitchingTableSpecialDays/SpecialDay[1]/Date/DayOfMonth/SpecifiedDayOfMonth",
     "25"},
    {"ECS24b_4.11.2_SUCCESS", "SecondaryActiveTariffPrice", "10000"},
    {NULL, "TariffSwitchingTable/Seasons/Season[3]/SeasonName", "winter"},
    {"ECS26a_4.13_TWIN_SUCCESS", "DebtRecoveryPerPayment", "5000"},
    {NULL, "CreditMaxCreditThreshold", "5000000"},
    {NULL, "DisablementThreshold", "-500000"},
    {NULL, "Electricity/DebtRecovery1/DebtRecoveryRatePeriod", "DAILY"},
    {"ECS26b_6.2.1_SUCCESS", "RMSVoltageSettings/RMSExtremeOverVoltageThreshold", "287"},
    {NULL, "RMSVoltageSettings/RMSExtremeUnderVoltageThreshold", "180"},
    {NULL, "RMSVoltageSettings/RMSVoltageSagThreshold", "216"},
    {NULL, "RMSVoltageSettings/RMSVoltageSwellThreshold", "253"},
    {"ECS40_6.2.7_TWIN_SUCCESS", "Electricity/ImportMPAN", "1312345678111"},
    {NULL, "Electricity/SecondaryImportMPAN", "1312345678222"},
    {"ECS45_7.4_SUCCESS", "SupplyState", "Enabled"},
    {"ECS70_6.11_SUCCESS", "DeviceTime", "2015-01-01T00:00:00.00Z"},
    {"ECS82_4.18_SUCCESS", "MeterBalance", "250000"},
    {"DBCH01_6.31_SUCCESS", "OperatingSubGHzChannel/OperatingLowerBandSubGHzChannel/Channel0", ""},
    {"ECS42_7.1_ERROR", "MeterBalance", NULL},
    {NULL, "/Body/ResponseMessage/DebugInfo/COSEMDebug/COSEMResponse/ActionResult", "hardware-fault"},
    /* DLMS encrypted: the plain text of the protected attributes */
    {"ECS17b_4.1.1_SINGLE_SUCCESS", "Electricity/ActiveImportRegister/Value", "10"},
    {NULL, "Electricity/SecondaryActiveImportRegister", NULL},
    {NULL, "/Header/OriginatorCounter", "1000"},
    {"ECS17d_4.1.2_TWIN_SUCCESS", "Electricity/TariffTOURegisterCollection/TOUPrimaryRegisterValue", "81"},
    {NULL, "Electricity/TariffTOURegisterCollection/TOUPrimaryRegisterValue[8]", "65"},
    {NULL, "Electricity/TariffTOURegisterCollection/TOUSecondRegisterValue[3]", "224"},
    {"ECS17e_4.1.3_SUCCESS", "TariffBlockTOURegisterCollection/TariffBlock/RegisterMatrixTOUValue[3]", "46"},
    {NULL, "TariffBlockTOURegisterCollection/TariffBlock[1]/RegisterMatrixTOUValue[1]", "114"},
    {"ECS19_4.3_SUCCESS", "MeterBalance", "250000"},
    {NULL, "EmergencyCreditBalance", "95000"},
    {"ECS66_4.17_SUCCESS", "Electricity/LogEntry/Value", "95"},
    /* GBZ in the clear: records of attributes, little-endian */
    {"GCS33_7.4_SUCCESS", "Gas/RemainingBatteryCapacity", "100"},
    {NULL, "SupplyState", "Enabled"},
    {"GCS46_6.2.7_SUCCESS", "Gas/MPRN", "1000999888"},
    {"GCS60_4.18_SUCCESS", "MeterBalance", "3500000"},
    {NULL, "Gas/MeterBalancePrepaymentMode", "2500000"},
    {"GCS31_14.1_SUCCESS", "SampleID", "2"},
    {"GCS21a_6.2.8_SUCCESS", "CalorificValue", "567"},
    {"GCS15e_4.4.5_SUCCESS", "PrepaymentCredits/LogEntry/Amount", "1000000"},
    {NULL, "PrepaymentCredits/LogEntry/Timestamp", "2014-12-25T19:12:00.00Z"},
    {NULL, "PrepaymentCredits/LogEntry[1]/Amount", "2500000"},
    {"GCS21k_6.2.3_SUCCESS", "BillingCalendar/GasBillingCalendar/Periodicity", "SixMonthly"},
    {"GCS38_11.2_SUCCESS", "FirmwareVersion", "0123ABCD"},
    {"GCS07_3.1_ERROR", "/Body/ResponseMessage/DebugInfo/ZIGBEEDebug/ZIGBEEClusterResponse/ClusterName",
     "Messaging"},
    {NULL,
     "/Body/ResponseMessage/DebugInfo/ZIGBEEDebug/ZIGBEEClusterResponse/ZIGBEECommandResponse/Status/"
     "ZCLStatus",
     "HARDWARE_FAILURE"},
    {"CS10a_6.13_SUCCESS", "Log/LogEntry/LogCode", "8F1F"},
    {NULL, "Log/LogEntry/Timestamp", "2014-12-31T00:00:00.00Z"},
    /* GBZ encrypted */
    {"GCS13a_4.1.1_SUCCESS_UNRELIABLE", "Gas/ConsumptionRegister/Value", "12.345"},
    {NULL, "/Header/Timestamp", "2015-01-01T09:00:00.00Z"},
    {"GCS13b_4.1.4_SUCCESS_RELIABLE_GPF", "ImportBlockCounters/TariffBlockCounterValue[3]", "0.003"},
    {"GCS14_4.3_SUCCESS_RELIABLE_GSME", "AccumulatedDebtRegister", "2500000"},
    {NULL, "EmergencyCreditBalance", "500000"},
    {NULL, "PaymentDebtRegister", "5000"},
    {"GCS15d_4.4.4_SUCCESS", "PaymentBasedDebtRepayment/LogEntry/Amount", "163000"},
    {NULL, "PaymentBasedDebtRepayment/LogEntry[1]/Timestamp", "2014-12-04T02:24:00.00Z"},
    {"GCS17_4.8.1_SUCCESS", "LogEntry/Gas/PrimaryValue", "4767.306"},
    {NULL, "LogEntry/Timestamp", "2014-12-30T00:00:00.00Z"},
    {NULL, "LogEntry[3]/Gas/PrimaryValue", "1313.631"},
    {NULL, "LogEntry[3]/Timestamp", "2014-12-30T01:30:00.00Z"},
    {NULL, "LogEntry[96]/Timestamp", "2015-01-01T00:00:00.00Z"},
    {NULL, "LogEntry[97]", NULL},
    {"GCS18_4.10_SUCCESS", "Gas/NetworkDataLog/LogEntry[5]/Value", "0.002"},
    {NULL, "Gas/NetworkDataLog/LogEntry[40]/Timestamp", "2015-01-01T00:00:00.00Z"},
    {"GCS61_4.17_SUCCESS", "Gas/LogEntry/Value", "48.714"},
    {NULL, "Gas/LogEntry[10]/Timestamp", "2015-01-01T00:00:00.00Z"},
    /* ASN.1 */
    {"CS06_11.3_IMMEDIATE_SUCCESS", "ActivateImageResponseCode/ASN1Status", "success"},
    {NULL, "FirmwareVersion", "0123ABCE"},
    {"CS06_11.3_IMMEDIATE_ERROR", "ActivateImageResponseCode/ASN1Status", "noImageHeld"},
    {"CS06_11.3_FUTURE_DATED_ERROR_RESPONSE", "ActivateImageResponseCode", NULL},
    {"GCS28_6.11_SUCCESS", "DeviceTime", "2014-12-31T23:30:00.00Z"},
    {NULL, "Gas/GasClockTimeStatus/ASN1Status", "reliable"},
    {"CS07_8.9_SUCCESS", "DeviceLogEntries/LogEntry/DeviceID", "01-02-03-04-05-06-07-08"},
    {"CS02c_6.17_ERROR", "IssueCredentialsResponseCode/ASN1Status", "cRProductionFailed"},
    /* alerts: DLMS, GBZ, ASN.1 */
    {"ECS01c_1.1.2_8F66_FUTURE_DATED_SUCCESS_ALERT_PRICE_MATRIX", "GBCSHexAlertCode", "8F66"},
    {NULL, "Timestamp", "2030-01-15T09:00:00.00Z"},
    {NULL, "Payload/FutureDatedCommandOutcomeDeviceAlert/COSEMFutureDatedAlert/FutureDatedCommandMessageCode",
     "00B7"},
    {NULL,
     "Payload/FutureDatedCommandOutcomeDeviceAlert/COSEMFutureDatedAlert/FutureDatedCommandOriginatorCounter",
     "1003"},
    {NULL,
     "Payload/FutureDatedCommandOutcomeDeviceAlert/COSEMFutureDatedAlert/"
     "DLMSCOSEMFDInstructionIdentification/"
     "InstanceId",
     "0000131405FF"},
    {"ECS80_NA_8F36_ALERT", "Payload/SupplyOutageRestoreAlert/interruptionValue", "2014-12-31T23:50:00.00Z"},
    {NULL, "Payload/SupplyOutageRestoreAlert/restorationValue", "2014-12-31T23:59:00.00Z"},
    {"ECS101_NA_8F86_INPUT", "Payload/LimitAPCLevelCommandProcessedDeviceAlert/AuxiliaryControllerN", "3"},
    {NULL, "Payload/LimitAPCLevelCommandProcessedDeviceAlert/InputFromControlledLoad", ""},
    {"ECS102_NA_8F87_OUTPUT", "Payload/LimitAPCLevelEndedDeviceAlert/AuxiliaryControllerN", "1"},
    {NULL, "Payload/LimitAPCLevelEndedDeviceAlert/InputFromControlledLoad", NULL},
    {"GCS02_1.6_8F66",
     "Payload/FutureDatedCommandOutcomeDeviceAlert/GBZFutureDatedAlert/"
     "GBZFDInstructionIdentification/ExtendedHeaderClusterID",
     "0705"},
    {NULL,
     "Payload/FutureDatedCommandOutcomeDeviceAlert/GBZFutureDatedAlert/GBZFDInstructionIdentification/"
     "CommandIdentifier",
     "06"},
    {"GNCA-ZigBee_NA_810E", "Timestamp", "2015-01-01T00:00:00.00Z"},
    {NULL, "Payload", NULL},
    {"MIIWA-ZigBee", "Payload/SmartMeterIntegrityIssueWarningDeviceAlert/Warning",
     "Error Unexpected Hardware Reset"},
    {"CS06_11.3_8F67",
     "Payload/FutureDatedCommandOutcomeDeviceAlert/FirmwareActivationDeviceAlert/"
     "OriginatorCounterFromCommand",
     "1004"},
    {NULL,
     "Payload/FutureDatedCommandOutcomeDeviceAlert/FirmwareActivationDeviceAlert/ActivateImageResponseCode/"
     "ASN1Status",
     "hashMismatch"},
};

static const vector *named(const char *prefix)
{
    for (size_t i = 0; i < all.count; i++) {
        bool is_command = strstr(all.items[i].name, "COMMAND") != NULL;
        if (!is_command && strncmp(all.items[i].name, prefix, strlen(prefix)) == 0) {
            return &all.items[i];
        }
    }
    fail_msg("no message %s", prefix);
    abort(); /* not reached */
}

static uint32_t start_of(const mmc_document *doc)
{
    uint32_t data = mmc_find(doc, 0, "Body/ResponseMessage/SMETSData");
    return doc->is_alert ? mmc_find(doc, 0, "Body/DeviceAlertMessage/DeviceAlertContent")
                         : mmc_child(doc, data);
}

static void check(const vector *v, const mmc_document *doc, const expectation *e)
{
    uint32_t from = e->path[0] == '/' ? 0 : start_of(doc);
    uint32_t at = mmc_find(doc, from, e->path[0] == '/' ? e->path + 1 : e->path);
    if (!e->text) {
        assert_int_equal(at, UINT32_MAX);
        return;
    }
    if (at == UINT32_MAX || !alb_span_is(doc->nodes[at].text, e->text)) {
        alb_span got = at == UINT32_MAX ? ALB_LIT("nothing") : doc->nodes[at].text;
        fail_msg("%s %s: %.*s, not %s", v->name, e->path, (int)got.len, (const char *)got.ptr, e->text);
    }
}

static void test_values(void **state)
{
    (void)state;
    alb_arena *arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    const vector *v = NULL;
    mmc_reading r;
    for (size_t i = 0; i < ALB_COUNT(expectations); i++) {
        alb_err err = {.code = ALB_OK};
        if (expectations[i].file) {
            alb_arena_reset(arena);
            v = named(expectations[i].file);
            assert_int_equal(mmc_read(keys, v->message, NULL, arena, &r, &err), ALB_OK);
        }
        check(v, &r.document, &expectations[i]);
    }
    alb_arena_free(arena);
}

int main(void)
{
    if (!vectors_load(&all)) {
        vectors_free(&all);
        return vectors_skip("rtds");
    }
    alb_err err = {.code = ALB_OK};
    store = smki_keystore_new();
    const char *dir = vectors_path(all.arena, "keystore/rtds");
    if (!dir || smki_keystore_load(store, dir, &err) != ALB_OK) {
        return 1;
    }
    keys = gbcs_keys_new(store, 0);
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_values)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    gbcs_keys_free(keys);
    smki_keystore_free(store);
    vectors_free(&all);
    return failed;
}
