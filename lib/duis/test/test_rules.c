/* Rules beyond the schema: each broken once, beside a request that keeps it. */
#include "duis/rules.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct example {
    const char *reference, *srv;
    unsigned variant;
    const char *body;
    const char *code; /* NULL: keeps all rules */
    const char *path;
} example;

#define DATE      "<sr:ExecutionDateTime>2030-01-01T00:00:00Z</sr:ExecutionDateTime>"
#define EUI       "00-DB-12-34-56-78-90-A0"
#define READ(...) "<sr:RetrieveImportDailyReadLog>" __VA_ARGS__ "</sr:RetrieveImportDailyReadLog>"
#define PERIOD(from, to)                                                                                     \
    "<sr:ReadLogPeriod><sr:StartDateTime>" from "</sr:StartDateTime><sr:EndDateTime>" to                     \
    "</sr:EndDateTime></sr:ReadLogPeriod>"
#define GOOD_PERIOD PERIOD("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z")

static const example of_all[] = {
    {"7.1", "7.1", 4, "<sr:EnableSupply/>", NULL, NULL},
    {"7.1", "7.1", 1, "<sr:EnableSupply/>", "E12", "Request/Header/CommandVariant"},
    {"7.1", "7.1", 5, "<sr:EnableSupply/>", "E12", "Request/Body/EnableSupply"},
    {"7.1", "7.1", 5, "<sr:SignedPreCommand><sr:GBCSPayload>AAAA</sr:GBCSPayload></sr:SignedPreCommand>",
     NULL, NULL},
    {"7.1", "7.1", 4, "<sr:SignedPreCommand><sr:GBCSPayload>AAAA</sr:GBCSPayload></sr:SignedPreCommand>",
     "E12", "Request/Body/SignedPreCommand"},
    {"7.2", "7.1", 4, "<sr:EnableSupply/>", "E12", "Request/Header/ServiceReference"},
    {"7.1", "7.1", 4, "<sr:DisableSupply/>", "E12", "Request/Body/DisableSupply"},
    {"4.6", "4.6.1", 1, READ(DATE GOOD_PERIOD), NULL, NULL},
    {"4.6", "4.6.1", 2, READ(GOOD_PERIOD), NULL, NULL},
    {"4.6", "4.6.1", 2, READ(DATE GOOD_PERIOD), "E50",
     "Request/Body/RetrieveImportDailyReadLog/ExecutionDateTime"},
    {"4.6", "4.6.1", 1, READ(PERIOD("2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z")), "E52",
     "Request/Body/RetrieveImportDailyReadLog/ReadLogPeriod/EndDateTime"},
    /* Noon in London's summer is before noon in London's winter. */
    {"4.6", "4.6.1", 1, READ(PERIOD("2024-01-01T12:00:00+01:00", "2024-01-01T12:00:00Z")), NULL, NULL},
    {"4.6", "4.6.1", 1, READ(PERIOD("2024-01-01T12:00:00Z", "2024-01-01T12:00:00+01:00")), "E52",
     "Request/Body/RetrieveImportDailyReadLog/ReadLogPeriod/EndDateTime"},
};

#define BOOST(a, b)                                                                                          \
    "<sr:AddAuxiliaryLoadToBoostButton><sr:AddToBoostButton index='1'>1</sr:AddToBoostButton>"               \
    "<sr:AddToBoostButton index='" a "'>1</sr:AddToBoostButton><sr:AddToBoostButton index='3'>1"             \
    "</sr:AddToBoostButton><sr:AddToBoostButton index='4'>1</sr:AddToBoostButton>"                           \
    "<sr:AddToBoostButton index='" b "'>1</sr:AddToBoostButton></sr:AddAuxiliaryLoadToBoostButton>"
#define SWITCHING(year, month, day)                                                                          \
    "<sr:UpdateDeviceConfigurationALCScheduler><sr:ALCSHCALCSConnectionSchedule>"                            \
    "<sr:ActivateDeactivateSwitch index='1'><sr:ActivateSwitch/></sr:ActivateDeactivateSwitch>"              \
    "<sr:ALCSScheduleDatesAndTime><sr:SwitchTime>00:00:00Z</sr:SwitchTime><sr:StartDate>" ANY_DATE           \
    "</sr:StartDate><sr:EndDate>" ANY_DATE "</sr:EndDate></sr:ALCSScheduleDatesAndTime>"                     \
    "</sr:ALCSHCALCSConnectionSchedule><sr:ALCSHCALCSSpecialDays><sr:ALCSHCALCSSpecialDay index='1'>"        \
    "<sr:Year>" year "</sr:Year><sr:Month><sr:SpecifiedMonth>" month "</sr:SpecifiedMonth></sr:Month>"       \
    "<sr:DayOfMonth><sr:SpecifiedDayOfMonth>" day "</sr:SpecifiedDayOfMonth></sr:DayOfMonth>"                \
    "<sr:DayOfWeek><sr:NonSpecifiedDayOfWeek/></sr:DayOfWeek>"                                               \
    "</sr:ALCSHCALCSSpecialDay></sr:ALCSHCALCSSpecialDays></sr:UpdateDeviceConfigurationALCScheduler>"
#define ANY_DATE                                                                                             \
    "<sr:Year><sr:NonSpecifiedYear/></sr:Year><sr:Month><sr:NonSpecifiedMonth/></sr:Month><sr:DayOfMonth>"   \
    "<sr:NonSpecifiedDayOfMonth/></sr:DayOfMonth><sr:DayOfWeek><sr:NonSpecifiedDayOfWeek/></sr:DayOfWeek>"
#define YEAR(n)  "<sr:SpecifiedYear>" n "</sr:SpecifiedYear>"
#define ANY_YEAR "<sr:NonSpecifiedYear/>"
#define SPECIAL                                                                                              \
    "Request/Body/UpdateDeviceConfigurationALCScheduler/ALCSHCALCSSpecialDays/ALCSHCALCSSpecialDay"

static const example of_values[] = {
    {"7.9", "7.9", 1, BOOST("2", "5"), NULL, NULL},
    {"7.9", "7.9", 1, BOOST("2", "1"), "E55",
     "Request/Body/AddAuxiliaryLoadToBoostButton/AddToBoostButton[5]"},
    {"7.9", "7.9", 1, BOOST("01", "5"), "E55",
     "Request/Body/AddAuxiliaryLoadToBoostButton/AddToBoostButton[2]"},
    {"6.14", "6.14.2", 4, SWITCHING(ANY_YEAR, "2", "29"), NULL, NULL},
    {"6.14", "6.14.2", 4, SWITCHING(ANY_YEAR, "2", "30"), "E55", SPECIAL},
    {"6.14", "6.14.2", 4, SWITCHING(YEAR("2024"), "2", "29"), NULL, NULL},
    {"6.14", "6.14.2", 4, SWITCHING(YEAR("2100"), "2", "29"), "E55", SPECIAL},
    {"6.14", "6.14.2", 4, SWITCHING(YEAR("2024"), "6", "31"), "E55", SPECIAL},
};

#define SCHEDULE(end, service, element, from, to)                                                            \
    "<sr:CreateSchedule><sr:ScheduleFrequency>Daily</sr:ScheduleFrequency>"                                  \
    "<sr:ScheduleStartDate>2024-06-01Z</sr:ScheduleStartDate><sr:ScheduleEndDate>" end                       \
    "</sr:ScheduleEndDate><sr:DSPScheduledServiceReference>4.6</sr:DSPScheduledServiceReference>"            \
    "<sr:DSPScheduledServiceReferenceVariant>" service "</sr:DSPScheduledServiceReferenceVariant>"           \
    "<sr:DeviceID>" EUI "</sr:DeviceID><sr:" element "><sr:StartDateOffset>-1</sr:StartDateOffset>"          \
    "<sr:StartTime>" from "</sr:StartTime><sr:EndDateOffset>-1</sr:EndDateOffset><sr:EndTime>" to            \
    "</sr:EndTime></sr:" element "></sr:CreateSchedule>"
#define IMPORT "DSPRetrieveImportDailyReadLog"
#define AVERAGES                                                                                             \
    "<sr:AverageRMSOverVoltageThreshold>1</sr:AverageRMSOverVoltageThreshold>"                               \
    "<sr:AverageRMSUnderVoltageThreshold>1</sr:AverageRMSUnderVoltageThreshold>"                             \
    "<sr:AverageRMSVoltageMeasurementPeriod>1</sr:AverageRMSVoltageMeasurementPeriod>"
#define PHASE(n)                                                                                             \
    "<sr:PolyPhaseVoltageSettings><sr:Phase>" n "</sr:Phase><sr:PhaseVoltageSettings>" AVERAGES              \
    "</sr:PhaseVoltageSettings></sr:PolyPhaseVoltageSettings>"
#define ONE_OF(n) "<sr:RMS" n ">1</sr:RMS" n ">"
#define VOLTAGE(...)                                                                                         \
    "<sr:UpdateDeviceConfigurationVoltage><sr:RMSVoltageSettings>" ONE_OF(                                   \
        "ExtremeOverVoltageMeasurementPeriod") ONE_OF("ExtremeOverVoltageThreshold")                         \
        ONE_OF("ExtremeUnderVoltageMeasurementPeriod") ONE_OF("ExtremeUnderVoltageThreshold")                \
            ONE_OF("VoltageSagMeasurementPeriod") ONE_OF("VoltageSagThreshold")                              \
                ONE_OF("VoltageSwellMeasurementPeriod")                                                      \
                    ONE_OF("VoltageSwellThreshold") "</sr:RMSVoltageSettings>" __VA_ARGS__                   \
                                                    "</sr:UpdateDeviceConfigurationVoltage>"
#define DEMAND(from, to)                                                                                     \
    "<sr:SetMaximumDemandConfigurableTimePeriod><sr:MaximumDemandTimePeriodSchedule><sr:StartTime>" from     \
    "</sr:StartTime><sr:EndTime>" to "</sr:EndTime></sr:MaximumDemandTimePeriodSchedule>"                    \
    "</sr:SetMaximumDemandConfigurableTimePeriod>"
#define RESET(...) "<sr:ResetMaximumDemandRegisters>" __VA_ARGS__ "</sr:ResetMaximumDemandRegisters>"
#define ALERTS(...)                                                                                          \
    "<sr:ConfigureAlertBehaviour><sr:GasSupplierAlerts>" __VA_ARGS__                                         \
    "</sr:GasSupplierAlerts></sr:ConfigureAlertBehaviour>"
#define ROLES(a, b)                                                                                          \
    "<sr:RetrieveDeviceSecurityCredentialsKRP><sr:RemotePartyRole>" a                                        \
    "</sr:RemotePartyRole><sr:RemotePartyRole>" b                                                            \
    "</sr:RemotePartyRole></sr:RetrieveDeviceSecurityCredentialsKRP>"
#define HAN(type, ...)                                                                                       \
    "<sr:UpdateHANDeviceLog><sr:DeviceID>" EUI "</sr:DeviceID><sr:RequestType>" type                         \
    "</sr:RequestType>" __VA_ARGS__ "</sr:UpdateHANDeviceLog>"
#define INSTALL(code)                                                                                        \
    "<sr:AddDeviceToCHFWhitelist><sr:JoinTimePeriod>60</sr:JoinTimePeriod><sr:InstallCode>" code             \
    "</sr:InstallCode></sr:AddDeviceToCHFWhitelist>"
#define NOTIFY(type, ...)                                                                                    \
    "<sr:DevicePrenotification><sr:DeviceID>" EUI "</sr:DeviceID>"                                           \
    "<sr:DeviceManufacturer>1</sr:DeviceManufacturer><sr:DeviceModel>1</sr:DeviceModel>"                     \
    "<sr:DeviceType>" type "</sr:DeviceType>" __VA_ARGS__ "</sr:DevicePrenotification>"
#define GPF     "<sr:AssociatedGPFDeviceID>" EUI "</sr:AssociatedGPFDeviceID>"
#define VARIANT "<sr:ESMEVariant>A</sr:ESMEVariant>"

static const example of_services[] = {
    {"5.1", "5.1", 8, SCHEDULE("2024-06-02Z", "4.6.1", IMPORT, "00:00:00Z", "12:00:00Z"), NULL, NULL},
    {"5.1", "5.1", 8, SCHEDULE("2024-05-31Z", "4.6.1", IMPORT, "00:00:00Z", "12:00:00Z"), "E050103",
     "Request/Body/CreateSchedule/ScheduleEndDate"},
    {"5.1", "5.1", 8, SCHEDULE("2024-06-02Z", "4.6.2", IMPORT, "00:00:00Z", "12:00:00Z"), "E050109",
     "Request/Body/CreateSchedule/" IMPORT},
    {"5.1", "5.1", 8,
     SCHEDULE("2024-06-02Z", "4.8.1", "DSPReadActiveImportProfileData", "00:00:00Z", "12:00:00Z"), "E050109",
     "Request/Body/CreateSchedule/DSPReadActiveImportProfileData"},
    {"5.1", "5.1", 8, SCHEDULE("2024-06-02Z", "4.6.1", IMPORT, "12:00:00Z", "12:00:00Z"), "E050110",
     "Request/Body/CreateSchedule/" IMPORT},
    {"6.5", "6.5", 1, VOLTAGE(PHASE("1") PHASE("3") PHASE("2")), NULL, NULL},
    {"6.5", "6.5", 1, VOLTAGE("<sr:SinglePhaseVoltageSettings>" AVERAGES "</sr:SinglePhaseVoltageSettings>"),
     NULL, NULL},
    {"6.5", "6.5", 1, VOLTAGE(PHASE("1") PHASE("1") PHASE("2")), "E060502",
     "Request/Body/UpdateDeviceConfigurationVoltage/PolyPhaseVoltageSettings[1]"},
    {"6.18", "6.18.1", 1, DEMAND("07:30:00Z", "08:00:00Z"), NULL, NULL},
    {"6.18", "6.18.1", 1, DEMAND("07:31:00Z", "08:00:00Z"), "E061801",
     "Request/Body/SetMaximumDemandConfigurableTimePeriod/MaximumDemandTimePeriodSchedule"},
    {"6.18", "6.18.1", 1, DEMAND("08:30:00Z", "08:00:00Z"), "E061801",
     "Request/Body/SetMaximumDemandConfigurableTimePeriod/MaximumDemandTimePeriodSchedule"},
    {"6.18", "6.18.2", 1, RESET(DATE "<sr:MaxDemandActivePowerExportValue/>"), NULL, NULL},
    {"6.18", "6.18.2", 1, RESET("<sr:MaxDemandActivePowerExportValue/>"), NULL, NULL},
    {"6.18", "6.18.2", 1, RESET(DATE), "E061802", "Request/Body/ResetMaximumDemandRegisters"},
    {"6.18", "6.18.2", 1, RESET(""), "E061802", "Request/Body/ResetMaximumDemandRegisters"},
    {"6.22", "6.22", 1, ALERTS("<sr:x810D>Enable</sr:x810D>"), NULL, NULL},
    {"6.22", "6.22", 1, ALERTS(""), "E062203", "Request/Body/ConfigureAlertBehaviour"},
    {"6.24", "6.24.1", 1, ROLES("Supplier", "Root"), NULL, NULL},
    {"6.24", "6.24.1", 1, ROLES("Root", "Root"), "E062402",
     "Request/Body/RetrieveDeviceSecurityCredentialsKRP/RemotePartyRole[2]"},
    {"8.11", "8.11", 1, HAN("Remove", ""), NULL, NULL},
    {"8.11", "8.11", 1, HAN("Add", INSTALL("0001020304050607")), NULL, NULL},
    {"8.11", "8.11", 1, HAN("Add", ""), "E081102", "Request/Body/UpdateHANDeviceLog"},
    {"8.11", "8.11", 1, HAN("Remove", INSTALL("0001020304050607")), "E081102",
     "Request/Body/UpdateHANDeviceLog"},
    {"8.11", "8.11", 1, HAN("Add", INSTALL("000102030405060708")), "E081109",
     "Request/Body/UpdateHANDeviceLog/AddDeviceToCHFWhitelist/InstallCode"},
    {"12.2", "12.2", 8, NOTIFY("CHF", GPF), NULL, NULL},
    {"12.2", "12.2", 8, NOTIFY("ESME", VARIANT), NULL, NULL},
    {"12.2", "12.2", 8, NOTIFY("GSME", ""), NULL, NULL},
    {"12.2", "12.2", 8, NOTIFY("CHF", ""), "E120204", "Request/Body/DevicePrenotification"},
    {"12.2", "12.2", 8, NOTIFY("ESME", VARIANT GPF), "E120204", "Request/Body/DevicePrenotification"},
    {"12.2", "12.2", 8, NOTIFY("ESME", ""), "E120207", "Request/Body/DevicePrenotification"},
    {"12.2", "12.2", 8, NOTIFY("PPMID", VARIANT), "E120207", "Request/Body/DevicePrenotification"},
};

/* A small gas tariff: one day, one week, one season. */
#define GAS_DATE                                                                                             \
    "<sr:GasYearWithWildcards><sr:NonSpecifiedYear/></sr:GasYearWithWildcards><sr:GasMonthWithWildcards>"    \
    "<sr:NonSpecifiedMonth/></sr:GasMonthWithWildcards><sr:GasDayOfMonthWithWildcards>"                      \
    "<sr:GasNonSpecifiedDayOfMonth/></sr:GasDayOfMonthWithWildcards><sr:GasDayOfWeekWithWildcards>"          \
    "<sr:NonSpecifiedDayOfWeek/></sr:GasDayOfWeekWithWildcards>"
#define DAY(n, name) "<sr:ReferencedDayName index='" n "'>" name "</sr:ReferencedDayName>"
#define GAS(action, day, week, special, prices)                                                              \
    "<sr:UpdateImportTariffPrimaryElement><sr:GasTariffElements><sr:SwitchingTable><sr:DayProfiles>"         \
    "<sr:DayProfile><sr:DayName>1</sr:DayName><sr:TOUTariffAction>" action "</sr:TOUTariffAction>"           \
    "</sr:DayProfile></sr:DayProfiles><sr:WeekProfiles><sr:WeekProfile><sr:WeekName>1</sr:WeekName>" DAY(    \
        "1", "1") DAY("2", "1") DAY("3", "1") DAY("4", "1") DAY("5", "1") DAY("6", "1")                      \
        DAY("7",                                                                                             \
            day) "</sr:WeekProfile></sr:WeekProfiles><sr:Seasons><sr:Season><sr:SeasonStartDate>" GAS_DATE   \
                 "</sr:SeasonStartDate><sr:ReferencedWeekName>" week                                         \
                 "</sr:ReferencedWeekName></sr:Season></sr:Seasons>"                                         \
                 "</sr:SwitchingTable><sr:SpecialDays><sr:SpecialDay><sr:Date>" GAS_DATE "</sr:Date>"        \
                 "<sr:ReferencedDayName>" special "</sr:ReferencedDayName></sr:SpecialDay></sr:SpecialDays>" \
                 "<sr:ThresholdMatrix><sr:BlockThreshold "                                                   \
                 "index='1'>0</sr:BlockThreshold></sr:ThresholdMatrix>"                                      \
                 "</sr:GasTariffElements><sr:PriceElements>" prices                                          \
                 "</sr:PriceElements></sr:UpdateImportTariffPrimaryElement>"
#define GAS_PRICES                                                                                           \
    "<sr:GasPriceElements><sr:CurrencyUnits>GBP</sr:CurrencyUnits><sr:StandingCharge>1</sr:StandingCharge>"  \
    "<sr:TOUTariff><sr:TOUPrice index='2'>1</sr:TOUPrice></sr:TOUTariff></sr:GasPriceElements>"
#define ELECTRICITY_PRICES                                                                                   \
    "<sr:ElectricityPriceElements><sr:StandingCharge>1</sr:StandingCharge>"                                  \
    "<sr:StandingChargeScale>0</sr:StandingChargeScale><sr:PriceScale>0</sr:PriceScale><sr:TOUTariff>"       \
    "<sr:TOUPrice index='2'>1</sr:TOUPrice></sr:TOUTariff></sr:ElectricityPriceElements>"
#define TARIFF "Request/Body/UpdateImportTariffPrimaryElement"

static const example of_tariffs[] = {
    {"1.1", "1.1.1", 4, GAS("2", "1", "1", "1", GAS_PRICES), NULL, NULL},
    {"1.1", "1.1.1", 4, GAS("2", "1", "1", "1", ELECTRICITY_PRICES), "E010101", TARIFF},
    {"1.1", "1.1.1", 4, GAS("1", "1", "1", "1", GAS_PRICES), "E010102",
     TARIFF "/GasTariffElements/SwitchingTable/DayProfiles/DayProfile/TOUTariffAction"},
    {"1.1", "1.1.1", 4, GAS("2", "2", "1", "1", GAS_PRICES), "E010102",
     TARIFF "/GasTariffElements/SwitchingTable/WeekProfiles/WeekProfile/ReferencedDayName[7]"},
    {"1.1", "1.1.1", 4, GAS("2", "1", "2", "1", GAS_PRICES), "E010102",
     TARIFF "/GasTariffElements/SwitchingTable/Seasons/Season/ReferencedWeekName"},
    {"1.1", "1.1.1", 4, GAS("2", "1", "1", "3", GAS_PRICES), "E010102",
     TARIFF "/GasTariffElements/SpecialDays/SpecialDay/ReferencedDayName"},
};

static void check(const example *examples, size_t count)
{
    xml_context *xml = xml_context_new();
    alb_arena *arena = alb_arena_new(1 << 20);
    for (size_t i = 0; i < count; i++) {
        const example *e = &examples[i];
        const char *text = alb_arena_printf(
            arena,
            "<sr:Request xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\" schemaVersion=\"5.4\">"
            "<sr:Header><sr:RequestID>" EUI ":" EUI
            ":1</sr:RequestID><sr:CommandVariant>%u</sr:CommandVariant>"
            "<sr:ServiceReference>%s</sr:ServiceReference><sr:ServiceReferenceVariant>%s"
            "</sr:ServiceReferenceVariant></sr:Header><sr:Body>%s</sr:Body></sr:Request>",
            e->variant, e->reference, e->srv, e->body);
        duis_document doc;
        const char *code;
        alb_err err = {.code = ALB_OK};
        if (duis_decode(xml, alb_span_str(text), arena, &doc, NULL, &err) != ALB_OK) {
            fail_msg("%s, example %zu: %s at %s", e->srv, i, err.detail, err.path);
        }
        alb_status st = duis_check_rules(&doc, &code, &err);
        bool same = e->code ? st == ALB_BAD_VALUE && code && strcmp(code, e->code) == 0 &&
                                  strcmp(err.path, e->path) == 0
                            : st == ALB_OK && !code;
        if (!same) {
            fail_msg("%s, example %zu: %s at %s: %s", e->srv, i, code ? code : "no code", err.path,
                     err.detail);
        }
        alb_arena_reset(arena);
    }
    alb_arena_free(arena);
    xml_context_free(xml);
}

static void test_all(void **state)
{
    (void)state;
    check(of_all, ALB_COUNT(of_all));
}

static void test_values(void **state)
{
    (void)state;
    check(of_values, ALB_COUNT(of_values));
}

static void test_services(void **state)
{
    (void)state;
    check(of_services, ALB_COUNT(of_services));
}

static void test_tariffs(void **state)
{
    (void)state;
    check(of_tariffs, ALB_COUNT(of_tariffs));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_services),
        cmocka_unit_test(test_tariffs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
