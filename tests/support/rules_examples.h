/* Requests that keep a rule, and requests that break it. In a body {SIGNING}, {AGREEMENT}, {OTHER} and
 * {DEVICE} stand for certificates, {RESPONSE} for a device's response. USER may be defined before. */
#ifndef ALB_TEST_RULES_EXAMPLES_H
#define ALB_TEST_RULES_EXAMPLES_H

#include "duis/rules.h"

typedef struct example {
    const char *srv;
    unsigned variant;
    const char *body;
    const char *code; /* NULL: keeps all rules */
    const char *path; /* from Request/Body/ or Request/ on */
    duis_rule_context context;
    const char *reference; /* NULL: the service's */
    const char *counter;   /* NULL: 1 */
    const char *sequence;  /* elements of the header */
} example;

#define REQUEST(srv_, variant_, ...) .srv = (srv_), .variant = (variant_), .body = (__VA_ARGS__)
#define BREAKS(code_, path_)         .code = (code_), .path = (path_)

#ifndef USER
#define USER "11-22-33-44-55-66-00-01"
#endif
#define DEVICE "00-DB-12-34-56-78-90-A0"
#define HUB    "00-DB-12-34-56-78-90-A2"
#define NOW    1735689600000 /* 2025-01-01 */

#define E(tag, ...)    "<" tag ">" __VA_ARGS__ "</" tag ">"
#define N(tag, n, ...) "<" tag " index='" n "'>" __VA_ARGS__ "</" tag ">"
#define AT(date)       E("ExecutionDateTime", date)
#define LATER          AT("2030-01-01T00:00:00Z")

/* --- every service --- */

#define LOG(from, to)   E("ReadLogPeriod", E("StartDateTime", from) E("EndDateTime", to))
#define GOOD_LOG        LOG("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z")
#define DAILY_READ(...) E("RetrieveImportDailyReadLog", __VA_ARGS__)
#define ENCRYPT(name)   E("KAPublicSecurityCredentials", "{" name "}")
#define DAILY           "Body/RetrieveImportDailyReadLog"
#define SIGNED          E("SignedPreCommand", E("GBCSPayload", "AAAA"))
#define FIRST           "<FirstInSequence>true</FirstInSequence>"
#define AFTER(n)        E("PrecedingServiceRequestID", USER ":" DEVICE ":" n)

static const example of_all[] = {
    {REQUEST("7.1", 4, "<EnableSupply/>")},
    {REQUEST("7.1", 1, "<EnableSupply/>"), BREAKS("E12", "Header/CommandVariant")},
    {REQUEST("7.1", 9, "<EnableSupply/>"), BREAKS("E12", "Header/CommandVariant")},
    {REQUEST("7.1", 5, "<EnableSupply/>"), BREAKS("E12", "Body/EnableSupply")},
    {REQUEST("7.1", 5, SIGNED)},
    {REQUEST("7.1", 4, SIGNED), BREAKS("E12", "Body/SignedPreCommand")},
    {REQUEST("7.1", 4, "<EnableSupply/>"), BREAKS("E12", "Header/ServiceReference"), .reference = "7.2"},
    {REQUEST("7.1", 4, "<DisableSupply/>"), BREAKS("E12", "Body/DisableSupply")},
    /* cppcheck-suppress unknownMacro; E stands above */
    {REQUEST("7.1", 5, E("SignedPreCommand", LATER E("GBCSPayload", "AAAA"))),
     BREAKS("E50", "Body/SignedPreCommand/ExecutionDateTime")},
    {REQUEST("4.6.1", 1, DAILY_READ(LATER GOOD_LOG))},
    {REQUEST("4.6.1", 2, DAILY_READ(GOOD_LOG))},
    {REQUEST("4.6.1", 2, DAILY_READ(LATER GOOD_LOG)), BREAKS("E50", DAILY "/ExecutionDateTime")},
    {REQUEST("4.6.1", 1, DAILY_READ(AT("2025-01-31T00:00:00Z") GOOD_LOG)), .context = {.now = NOW}},
    {REQUEST("4.6.1", 1, DAILY_READ(AT("3000-12-31T00:00:00.00Z") GOOD_LOG)), .context = {.now = NOW}},
    {REQUEST("4.6.1", 1, DAILY_READ(AT("2024-12-31T23:59:59Z") GOOD_LOG)),
     BREAKS("E51", DAILY "/ExecutionDateTime"), .context = {.now = NOW}},
    {REQUEST("4.6.1", 1, DAILY_READ(AT("2025-01-31T00:00:01Z") GOOD_LOG)),
     BREAKS("E51", DAILY "/ExecutionDateTime"), .context = {.now = NOW}},
    {REQUEST("4.6.1", 1, DAILY_READ(LOG("2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"))),
     BREAKS("E52", DAILY "/ReadLogPeriod/EndDateTime")},
    /* Noon in London's summer is before noon in London's winter. */
    {REQUEST("4.6.1", 1, DAILY_READ(LOG("2024-01-01T12:00:00+01:00", "2024-01-01T12:00:00Z")))},
    {REQUEST("4.6.1", 1, DAILY_READ(LOG("2024-01-01T12:00:00Z", "2024-01-01T12:00:00+01:00"))),
     BREAKS("E52", DAILY "/ReadLogPeriod/EndDateTime")},
    {REQUEST("4.6.1", 1, DAILY_READ(GOOD_LOG ENCRYPT("AGREEMENT"))),
     .context = {.party = DUIS_PARTY_SUPPLEMENTARY}},
    {REQUEST("4.6.1", 1, DAILY_READ(GOOD_LOG ENCRYPT("SIGNING"))),
     BREAKS("E54", DAILY "/KAPublicSecurityCredentials")},
    {REQUEST("4.6.1", 1, DAILY_READ(GOOD_LOG ENCRYPT("OTHER"))),
     BREAKS("E54", DAILY "/KAPublicSecurityCredentials")},
    {REQUEST("4.6.1", 1, DAILY_READ(GOOD_LOG)), BREAKS("E53", DAILY),
     .context = {.party = DUIS_PARTY_SUPPLEMENTARY}},
    {REQUEST("4.6.1", 1, DAILY_READ(GOOD_LOG)), .context = {.party = DUIS_PARTY_OF_DEVICE}},
    {REQUEST("4.6.1", 1, DAILY_READ(GOOD_LOG ENCRYPT("AGREEMENT"))),
     BREAKS("E54", DAILY "/KAPublicSecurityCredentials"), .context = {.party = DUIS_PARTY_OF_DEVICE}},
    {REQUEST("7.1", 4, "<EnableSupply/>"), .sequence = FIRST},
    {REQUEST("7.1", 4, "<EnableSupply/>"), .sequence = AFTER("2")},
    {REQUEST("7.1", 4, "<EnableSupply/>"), BREAKS("E42", "Header/PrecedingServiceRequestID"),
     .sequence = AFTER("1")},
    {REQUEST("7.1", 4, "<EnableSupply/>"), BREAKS("E43", "Header/PrecedingServiceRequestID"),
     .sequence = FIRST AFTER("2")},
};

/* --- dates and indexes --- */

#define BOOST(a, b)                                                                                          \
    E("AddAuxiliaryLoadToBoostButton",                                                                       \
      N("AddToBoostButton", "1", "1") N("AddToBoostButton", a, "1") N("AddToBoostButton", "3", "1")          \
          N("AddToBoostButton", "4", "1") N("AddToBoostButton", b, "1"))
#define ANY_DATE                                                                                             \
    E("Year", "<NonSpecifiedYear/>")                                                                         \
    E("Month", "<NonSpecifiedMonth/>")                                                                       \
    E("DayOfMonth", "<NonSpecifiedDayOfMonth/>") E("DayOfWeek", "<NonSpecifiedDayOfWeek/>")
#define SWITCHING(year, month, day)                                                                          \
    E("UpdateDeviceConfigurationALCScheduler",                                                               \
      E("ALCSHCALCSConnectionSchedule",                                                                      \
        N("ActivateDeactivateSwitch", "1", "<ActivateSwitch/>")                                              \
            E("ALCSScheduleDatesAndTime",                                                                    \
              E("SwitchTime", "00:00:00Z") E("StartDate", ANY_DATE) E("EndDate", ANY_DATE)))                 \
          E("ALCSHCALCSSpecialDays", N("ALCSHCALCSSpecialDay", "1",                                          \
                                       E("Year", year) E("Month", E("SpecifiedMonth", month))                \
                                           E("DayOfMonth", E("SpecifiedDayOfMonth", day))                    \
                                               E("DayOfWeek", "<NonSpecifiedDayOfWeek/>"))))
#define YEAR(n)  E("SpecifiedYear", n)
#define ANY_YEAR "<NonSpecifiedYear/>"
#define SPECIAL  "Body/UpdateDeviceConfigurationALCScheduler/ALCSHCALCSSpecialDays/ALCSHCALCSSpecialDay"

static const example of_values[] = {
    {REQUEST("7.9", 1, BOOST("2", "5"))},
    {REQUEST("7.9", 1, BOOST("2", "1")),
     BREAKS("E55", "Body/AddAuxiliaryLoadToBoostButton/AddToBoostButton[5]")},
    {REQUEST("7.9", 1, BOOST("01", "5")),
     BREAKS("E55", "Body/AddAuxiliaryLoadToBoostButton/AddToBoostButton[2]")},
    {REQUEST("6.14.2", 4, SWITCHING(ANY_YEAR, "2", "29"))},
    {REQUEST("6.14.2", 4, SWITCHING(ANY_YEAR, "2", "30")), BREAKS("E55", SPECIAL)},
    {REQUEST("6.14.2", 4, SWITCHING(YEAR("2024"), "2", "29"))},
    {REQUEST("6.14.2", 4, SWITCHING(YEAR("2100"), "2", "29")), BREAKS("E55", SPECIAL)},
    {REQUEST("6.14.2", 4, SWITCHING(YEAR("2024"), "6", "31")), BREAKS("E55", SPECIAL)},
};

/* --- 1: small tariffs of one day, one week, one season --- */

#define GAS_DATE                                                                                             \
    E("GasYearWithWildcards", "<NonSpecifiedYear/>")                                                         \
    E("GasMonthWithWildcards", "<NonSpecifiedMonth/>")                                                       \
    E("GasDayOfMonthWithWildcards", "<GasNonSpecifiedDayOfMonth/>")                                          \
    E("GasDayOfWeekWithWildcards", "<NonSpecifiedDayOfWeek/>")
#define DAY(n, name) N("ReferencedDayName", n, name)
#define WEEK(day)                                                                                            \
    E("WeekProfiles", E("WeekProfile", E("WeekName", "1") DAY("1", "1") DAY("2", "1") DAY("3", "1")          \
                                           DAY("4", "1") DAY("5", "1") DAY("6", "1") DAY("7", day)))
#define GAS(action, day, week, special, threshold, prices)                                                   \
    E("UpdateImportTariffPrimaryElement",                                                                    \
      E("GasTariffElements",                                                                                 \
        E("SwitchingTable",                                                                                  \
          E("DayProfiles", E("DayProfile", E("DayName", "1") action)) WEEK(day)                              \
              E("Seasons", E("Season", E("SeasonStartDate", GAS_DATE) E("ReferencedWeekName", week))))       \
            E("SpecialDays", E("SpecialDay", E("Date", GAS_DATE) E("ReferencedDayName", special)))           \
                E("ThresholdMatrix", N("BlockThreshold", "1", "7") N("BlockThreshold", "2", threshold)))     \
          E("PriceElements", prices))
#define TOU(n) E("TOUTariffAction", n)
#define GAS_PRICES                                                                                           \
    E("GasPriceElements",                                                                                    \
      E("CurrencyUnits", "GBP") E("StandingCharge", "1") E("TOUTariff", N("TOUPrice", "2", "1")))
#define GAS_BLOCKS(n)                                                                                        \
    E("GasPriceElements",                                                                                    \
      E("CurrencyUnits", "GBP") E("StandingCharge", "1")                                                     \
          E("BlockTariff", N("BlockPrice", "1", "1") N("BlockPrice", "2", "1") E("NumberOfThresholds", n)))
#define ELECTRICITY_PRICES(kind, ...)                                                                        \
    E("ElectricityPriceElements",                                                                            \
      E("StandingCharge", "1") E("StandingChargeScale", "0") E("PriceScale", "0") E(kind, __VA_ARGS__))
#define ELECTRICITY_TOU ELECTRICITY_PRICES("TOUTariff", N("TOUPrice", "2", "1"))
#define THRESHOLDS(n, threshold)                                                                             \
    N("Thresholds", n, N("BlockThreshold", "1", "7") N("BlockThreshold", "2", threshold))
#define ELEC_SWITCHING(time, action, week)                                                                   \
    E("SwitchingTable",                                                                                      \
      E("DayProfiles",                                                                                       \
        E("DayProfile", E("DayName", "1") E("ProfileSchedule", E("StartTime", "00:00:00Z") TOU("2"))         \
                            E("ProfileSchedule", E("StartTime", time) action))) WEEK("1")                    \
          E("Seasons",                                                                                       \
            E("Season", E("SeasonName", "s") E("SeasonStartDate", ANY_DATE) E("ReferencedWeekName", week))))
#define SPECIAL_DAY(day) E("SpecialDays", E("SpecialDay", E("Date", ANY_DATE) E("ReferencedDayName", day)))
#define ELECTRICITY(time, block, threshold)                                                                  \
    E("UpdateImportTariffPrimaryElement",                                                                    \
      E("ElecTariffElements",                                                                                \
        E("CurrencyUnits", "GBP") ELEC_SWITCHING(time, E("BlockTariffAction", block), "1") SPECIAL_DAY("1")  \
            E("ThresholdMatrix",                                                                             \
              THRESHOLDS("1", "7") THRESHOLDS("2", threshold) THRESHOLDS("3", "7") THRESHOLDS("4", "7")      \
                  THRESHOLDS("5", "7") THRESHOLDS("6", "7") THRESHOLDS("7", "7") THRESHOLDS("8", "7")))      \
          E("PriceElements",                                                                                 \
            ELECTRICITY_PRICES("HybridTariff",                                                               \
                               N("BlockPrices", "1", N("BlockPrice", "1", "1")) N("TOUPrice", "2", "1"))))
#define SECONDARY(time, action, week, day)                                                                   \
    E("UpdateImportTariffSecondaryElement",                                                                  \
      ELEC_SWITCHING(time, TOU(action), week) SPECIAL_DAY(day)                                               \
          E("PriceElements", E("PriceScale", "0") N("ElectricityPriceElement", "2", "1")))
#define PRICES(...)  E("UpdatePricePrimaryElement", E("PriceElements", __VA_ARGS__))
#define TARIFF       "Body/UpdateImportTariffPrimaryElement"
#define TARIFF_2     "Body/UpdateImportTariffSecondaryElement"
#define PRICES_BELOW "Body/UpdatePricePrimaryElement/PriceElements"

static const example of_tariffs[] = {
    {REQUEST("1.1.1", 4, GAS(TOU("2"), "1", "1", "1", "7", GAS_PRICES)),
     .context = {.device = CAT_DEVICE_GSME}},
    {REQUEST("1.1.1", 4, GAS(TOU("2"), "1", "1", "1", "7", ELECTRICITY_TOU)), BREAKS("E010101", TARIFF)},
    {REQUEST("1.1.1", 4, GAS(TOU("2"), "1", "1", "1", "7", GAS_PRICES)),
     BREAKS("E010101", TARIFF "/GasTariffElements"), .context = {.device = CAT_DEVICE_ESME}},
    {REQUEST("1.1.1", 4, GAS(TOU("1"), "1", "1", "1", "7", GAS_PRICES)),
     BREAKS("E010102", TARIFF "/GasTariffElements/SwitchingTable/DayProfiles/DayProfile/TOUTariffAction")},
    {REQUEST("1.1.1", 4, GAS(TOU("2"), "2", "1", "1", "7", GAS_PRICES)),
     BREAKS("E010102",
            TARIFF "/GasTariffElements/SwitchingTable/WeekProfiles/WeekProfile/ReferencedDayName[7]")},
    {REQUEST("1.1.1", 4, GAS(TOU("2"), "1", "2", "1", "7", GAS_PRICES)),
     BREAKS("E010102", TARIFF "/GasTariffElements/SwitchingTable/Seasons/Season/ReferencedWeekName")},
    {REQUEST("1.1.1", 4, GAS(TOU("2"), "1", "1", "3", "7", GAS_PRICES)),
     BREAKS("E010102", TARIFF "/GasTariffElements/SpecialDays/SpecialDay/ReferencedDayName")},
    {REQUEST("1.1.1", 4, GAS(TOU("2"), "1", "1", "1", "6", GAS_PRICES)),
     BREAKS("E010102", TARIFF "/GasTariffElements/ThresholdMatrix/BlockThreshold[2]")},
    {REQUEST("1.1.1", 4, GAS("<BlockTariff/>", "1", "1", "1", "7", GAS_BLOCKS("1")))},
    {REQUEST("1.1.1", 4, GAS("<BlockTariff/>", "1", "1", "1", "7", GAS_PRICES)),
     BREAKS("E010102", TARIFF "/GasTariffElements/SwitchingTable/DayProfiles/DayProfile/BlockTariff")},
    {REQUEST("1.1.1", 4, GAS("<BlockTariff/>", "1", "1", "1", "7", GAS_BLOCKS("2"))),
     BREAKS("E010102", TARIFF "/PriceElements/GasPriceElements/BlockTariff/NumberOfThresholds")},
    {REQUEST("1.1.1", 4, ELECTRICITY("00:30:00Z", "1", "7")), .context = {.device = CAT_DEVICE_ESME}},
    {REQUEST("1.1.1", 4, ELECTRICITY("00:30:00Z", "1", "7")), BREAKS("E010101", TARIFF "/ElecTariffElements"),
     .context = {.device = CAT_DEVICE_GSME}},
    {REQUEST("1.1.1", 4, ELECTRICITY("00:30:00Z", "2", "7")),
     BREAKS(
         "E010102", TARIFF
         "/ElecTariffElements/SwitchingTable/DayProfiles/DayProfile/ProfileSchedule[2]/BlockTariffAction")},
    {REQUEST("1.1.1", 4, ELECTRICITY("00:00:00Z", "1", "7")),
     BREAKS("E010102",
            TARIFF "/ElecTariffElements/SwitchingTable/DayProfiles/DayProfile/ProfileSchedule[2]/StartTime")},
    {REQUEST("1.1.1", 4, ELECTRICITY("00:30:00Z", "1", "6")),
     BREAKS("E010102", TARIFF "/ElecTariffElements/ThresholdMatrix/Thresholds[2]/BlockThreshold[2]")},
    {REQUEST("1.1.2", 4, SECONDARY("00:30:00Z", "2", "1", "1"))},
    {REQUEST("1.1.2", 4, SECONDARY("00:30:00Z", "2", "1", "2")),
     BREAKS("E010102", TARIFF_2 "/SpecialDays/SpecialDay/ReferencedDayName")},
    {REQUEST("1.1.2", 4, SECONDARY("00:30:00Z", "2", "2", "1")),
     BREAKS("E010102", TARIFF_2 "/SwitchingTable/Seasons/Season/ReferencedWeekName")},
    {REQUEST("1.1.2", 4, SECONDARY("00:30:00Z", "1", "1", "1")),
     BREAKS("E010102", TARIFF_2 "/SwitchingTable/DayProfiles/DayProfile/ProfileSchedule[2]/TOUTariffAction")},
    {REQUEST("1.1.2", 4, SECONDARY("00:00:00Z", "2", "1", "1")),
     BREAKS("E010102", TARIFF_2 "/SwitchingTable/DayProfiles/DayProfile/ProfileSchedule[2]/StartTime")},
    {REQUEST("1.2.1", 4, PRICES(ELECTRICITY_TOU)), .context = {.device = CAT_DEVICE_ESME}},
    {REQUEST("1.2.1", 4, PRICES(ELECTRICITY_TOU)),
     BREAKS("E010201", PRICES_BELOW "/ElectricityPriceElements"), .context = {.device = CAT_DEVICE_GSME}},
    {REQUEST("1.2.1", 4, PRICES(GAS_BLOCKS("1"))), .context = {.device = CAT_DEVICE_GSME}},
    {REQUEST("1.2.1", 4, PRICES(GAS_PRICES)), BREAKS("E010201", PRICES_BELOW "/GasPriceElements"),
     .context = {.device = CAT_DEVICE_ESME}},
    {REQUEST("1.2.1", 4, PRICES(GAS_BLOCKS("3"))),
     BREAKS("E44", PRICES_BELOW "/GasPriceElements/BlockTariff/NumberOfThresholds")},
};

/* --- 2 and 3 --- */

#define LIMITS_BEFORE                                                                                        \
    E("DebtRecoveryRateCap", "1")                                                                            \
    E("EmergencyCreditLimit", "1") E("EmergencyCreditThreshold", "1") E("LowCreditThreshold", "1")
#define LIMITS_AFTER E("MaxMeterBalance", "1") E("MaxCreditThreshold", "1")
#define PREPAY_ELEC(day)                                                                                     \
    E("UpdatePrepayConfiguration",                                                                           \
      E("UpdatePrepayConfigElectricity",                                                                     \
        LIMITS_BEFORE E(                                                                                     \
            "ElectricityNonDisablementCalendar",                                                             \
            E("ElectricitySpecialDays", N("SpecialDay", "1", E("Date", ANY_DATE)))                           \
                E("ElectricityNonDisablementSchedule",                                                       \
                  E("NonDisablementScript", "START") E("SpecialDaysApplicability",                           \
                                                       E("SpecialDayApplicability", E("SpecialDayID", day))) \
                      E("DaysOfWeekApplicability", "") E(                                                    \
                          "ScheduleDatesAndTime", E("SwitchTime", "00:00:00Z") E("StartDate", "2024-01-01Z") \
                                                      E("EndDate", "2024-01-02Z")))) LIMITS_AFTER))
#define PREPAY_GAS(day, week)                                                                                \
    E("UpdatePrepayConfiguration",                                                                           \
      E("UpdatePrepayConfigGas",                                                                             \
        LIMITS_BEFORE E("GasNonDisablementCalendar",                                                         \
                        E("DayProfiles", E("GasNonDisablementDayProfile",                                    \
                                           E("TimeStartAction",                                              \
                                             E("StartTime", "00:00:00Z") E("NonDisablementAction", "START")) \
                                               E("GasDayName", "1"))) WEEK(day)                              \
                            E("SeasonProfiles",                                                              \
                              E("Season", E("SeasonStartDate", GAS_DATE) E("ReferencedWeekName", week)))     \
                                E("SpecialDays", "")) LIMITS_AFTER))
#define PREPAY           "Body/UpdatePrepayConfiguration"
#define TOP_UP(n)        E("TopUpDevice", E("UTRN", n))
#define RECOVERY(n, ...) E(n, E("DebtRecoveryRate", "1") __VA_ARGS__ E("DebtRecoveryRatePeriod", "DAILY"))
#define DEBT(...)                                                                                            \
    E("UpdateDebt", E("TimeDebtRegister1", "1") E("TimeDebtRegister2", "1") E("PaymentDebtRegister", "1")    \
                        E("DebtRecoveryPerPayment", "1") __VA_ARGS__)
#define ELEC_DEBT                                                                                            \
    DEBT(RECOVERY("ElecDebtRecovery1", E("DebtRecoveryRatePriceScale", "0"))                                 \
             RECOVERY("ElecDebtRecovery2", E("DebtRecoveryRatePriceScale", "0")))
#define GAS_DEBT          DEBT(RECOVERY("GasDebtRecovery1", ) RECOVERY("GasDebtRecovery2", ))
#define RESTRICT(...)     E("RestrictAccessForChangeOfTenancy", __VA_ARGS__)
#define RESTRICT_AT(date) E("RestrictionDateTime", date)
#define CLEAR(...)        E("ClearEventLog", __VA_ARGS__)
#define TOKEN_COUNTER     "12884901888" /* 3 * 2^32 */

static const example of_customers[] = {
    {REQUEST("2.1", 4, PREPAY_ELEC("1")), .context = {.device = CAT_DEVICE_ESME}},
    {REQUEST("2.1", 4, PREPAY_ELEC("1")), BREAKS("E11", PREPAY "/UpdatePrepayConfigElectricity"),
     .context = {.device = CAT_DEVICE_GSME}},
    {REQUEST("2.1", 4, PREPAY_ELEC("2")),
     /* Paths of errors end where they would be longer than they may be. */
     BREAKS("E44", PREPAY "/UpdatePrepayConfigElectricity/ElectricityNonDisablementCalendar/"
                          "ElectricityNonDisablementSchedule")},
    {REQUEST("2.1", 4, PREPAY_GAS("1", "1")), .context = {.device = CAT_DEVICE_GSME}},
    {REQUEST("2.1", 4, PREPAY_GAS("1", "1")), BREAKS("E11", PREPAY "/UpdatePrepayConfigGas"),
     .context = {.device = CAT_DEVICE_ESME}},
    {REQUEST("2.1", 4, PREPAY_GAS("2", "1")),
     BREAKS(
         "E44", PREPAY
         "/UpdatePrepayConfigGas/GasNonDisablementCalendar/WeekProfiles/WeekProfile/ReferencedDayName[7]")},
    {REQUEST("2.1", 4, PREPAY_GAS("1", "2")),
     BREAKS("E44", PREPAY
            "/UpdatePrepayConfigGas/GasNonDisablementCalendar/SeasonProfiles/Season/ReferencedWeekName")},
    {REQUEST("2.2", 1, TOP_UP("73946144332040217315")), .counter = TOKEN_COUNTER},
    {REQUEST("2.2", 1, TOP_UP("73946144332040217316")), BREAKS("E44", "Body/TopUpDevice/UTRN"),
     .counter = TOKEN_COUNTER},
    {REQUEST("2.2", 1, TOP_UP("73946144332040217315")), BREAKS("E44", "Header/RequestID"),
     .counter = "12884901889"},
    {REQUEST("2.3", 4, ELEC_DEBT), .context = {.device = CAT_DEVICE_ESME}},
    {REQUEST("2.3", 4, ELEC_DEBT), BREAKS("E11", "Body/UpdateDebt/ElecDebtRecovery1"),
     .context = {.device = CAT_DEVICE_GSME}},
    {REQUEST("2.3", 4, GAS_DEBT), .context = {.device = CAT_DEVICE_GSME}},
    {REQUEST("2.3", 4, GAS_DEBT), BREAKS("E11", "Body/UpdateDebt/GasDebtRecovery1"),
     .context = {.device = CAT_DEVICE_ESME}},
    {REQUEST("3.2", 1, RESTRICT(RESTRICT_AT("2031-01-01T00:00:00Z")))},
    {REQUEST("3.2", 1, RESTRICT(LATER RESTRICT_AT("2030-01-01T00:00:00Z")))},
    {REQUEST("3.2", 1, RESTRICT(LATER RESTRICT_AT("2030-01-01T00:00:01Z"))),
     BREAKS("E55", "Body/RestrictAccessForChangeOfTenancy/ExecutionDateTime")},
    {REQUEST("3.3", 1, CLEAR(E("ESMEEventLogType", "ALCS"))), .context = {.device = CAT_DEVICE_ESME}},
    {REQUEST("3.3", 1, CLEAR("")), .context = {.device = CAT_DEVICE_GSME}},
    {REQUEST("3.3", 1, CLEAR("")), BREAKS("E030301", "Body/ClearEventLog"),
     .context = {.device = CAT_DEVICE_ESME}},
    {REQUEST("3.3", 1, CLEAR(E("ESMEEventLogType", "ESME"))),
     BREAKS("E030302", "Body/ClearEventLog/ESMEEventLogType"), .context = {.device = CAT_DEVICE_GSME}},
};

/* --- 4 and 5 --- */

#define CONSUMPTION(from, to) E("RetrieveDailyConsumptionLog", LOG(from, to))
#define SCHEDULE_WITH(certificate, end, service, element, from, to)                                          \
    E("CreateSchedule", E("ScheduleFrequency", "Daily") E("ScheduleStartDate", "2024-06-01Z")                \
                            E("ScheduleEndDate", end) certificate E("DSPScheduledServiceReference", "4.6")   \
                                E("DSPScheduledServiceReferenceVariant", service) E("DeviceID", DEVICE)      \
                                    E(element, E("StartDateOffset", "-1") E("StartTime", from)               \
                                                   E("EndDateOffset", "-1") E("EndTime", to)))
#define SCHEDULE(end, service, element, from, to) SCHEDULE_WITH("", end, service, element, from, to)
#define IMPORT                                    "DSPRetrieveImportDailyReadLog"
#define SCHEDULE_FOR(certificate)                                                                            \
    SCHEDULE_WITH(E("KAPublicSecurityCredential", certificate), "2024-06-02Z", "4.6.1", IMPORT, "00:00:00Z", \
                  "12:00:00Z")

static const example of_reads[] = {
    {REQUEST("4.17", 1, CONSUMPTION("2022-01-01T00:00:00Z", "2024-01-02T00:00:00Z"))},
    {REQUEST("4.17", 1, CONSUMPTION("2022-01-01T00:00:00Z", "2024-01-02T00:00:01Z")),
     BREAKS("E041701", "Body/RetrieveDailyConsumptionLog/ReadLogPeriod/EndDateTime")},
    {REQUEST("5.1", 8, SCHEDULE("2024-06-02Z", "4.6.1", IMPORT, "00:00:00Z", "12:00:00Z"))},
    {REQUEST("5.1", 8, SCHEDULE("2024-06-02Z", "4.6.1", IMPORT, "00:00:00Z", "12:00:00Z")),
     .context = {.now = 1717243200000 /* at noon of the day it starts */}},
    {REQUEST("5.1", 8, SCHEDULE("2024-06-02Z", "4.6.1", IMPORT, "00:00:00Z", "12:00:00Z")),
     BREAKS("E050102", "Body/CreateSchedule/ScheduleStartDate"),
     .context = {.now = 1717286400000 /* the day behind it */}},
    {REQUEST("5.1", 8, SCHEDULE("2024-05-31Z", "4.6.1", IMPORT, "00:00:00Z", "12:00:00Z")),
     BREAKS("E050103", "Body/CreateSchedule/ScheduleEndDate")},
    {REQUEST("5.1", 8, SCHEDULE("2024-06-02Z", "4.6.2", IMPORT, "00:00:00Z", "12:00:00Z")),
     BREAKS("E050109", "Body/CreateSchedule/" IMPORT)},
    {REQUEST("5.1", 8,
             SCHEDULE("2024-06-02Z", "4.8.1", "DSPReadActiveImportProfileData", "00:00:00Z", "12:00:00Z")),
     BREAKS("E050109", "Body/CreateSchedule/DSPReadActiveImportProfileData")},
    {REQUEST("5.1", 8, SCHEDULE("2024-06-02Z", "4.6.1", IMPORT, "12:00:00Z", "12:00:00Z")),
     BREAKS("E050110", "Body/CreateSchedule/" IMPORT)},
    {REQUEST("5.1", 8, SCHEDULE_FOR("{AGREEMENT}"))},
    {REQUEST("5.1", 8, SCHEDULE_FOR("{OTHER}")),
     BREAKS("E050111", "Body/CreateSchedule/KAPublicSecurityCredential")},
};

/* --- 6 --- */

#define RMS(n) E("RMS" n "MeasurementPeriod", "1") E("RMS" n "Threshold", "1")
#define AVERAGES                                                                                             \
    E("AverageRMSOverVoltageThreshold", "1")                                                                 \
    E("AverageRMSUnderVoltageThreshold", "1") E("AverageRMSVoltageMeasurementPeriod", "1")
#define PHASE(n)     E("PolyPhaseVoltageSettings", E("Phase", n) E("PhaseVoltageSettings", AVERAGES))
#define POLY_PHASE   PHASE("1") PHASE("3") PHASE("2")
#define SINGLE_PHASE E("SinglePhaseVoltageSettings", AVERAGES)
#define VOLTAGE(...)                                                                                         \
    E("UpdateDeviceConfigurationVoltage",                                                                    \
      E("RMSVoltageSettings", RMS("ExtremeOverVoltage") RMS("ExtremeUnderVoltage") RMS("VoltageSag")         \
                                  RMS("VoltageSwell")) __VA_ARGS__)
#define CALENDAR(...) E("UpdateDeviceConfigurationBillingCalendar", __VA_ARGS__)
#define ELEC_CALENDAR CALENDAR(E("ElectricityBillingCalendar", E("BillingTime", "00:00:00Z") "<Daily/>"))
#define GAS_CALENDAR                                                                                         \
    CALENDAR(                                                                                                \
        E("GasBillingCalendar", E("BillingPeriodStart", "2024-12-31T00:00:00Z") E("Periodicity", "Daily")))
#define EVENTS(log) E("ReadEventOrSecurityLog", GOOD_LOG E("LogToRead", log))
#define DEMAND(from, to)                                                                                     \
    E("SetMaximumDemandConfigurableTimePeriod",                                                              \
      E("MaximumDemandTimePeriodSchedule", E("StartTime", from) E("EndTime", to)))
#define DEMAND_PERIOD "Body/SetMaximumDemandConfigurableTimePeriod/MaximumDemandTimePeriodSchedule"
#define RESET(...)    E("ResetMaximumDemandRegisters", __VA_ARGS__)
#define ROLES(a, b)   E("RetrieveDeviceSecurityCredentialsKRP", E("RemotePartyRole", a) E("RemotePartyRole", b))
#define SUB_GHZ(limited, critical)                                                                           \
    E("SetCHFSubGHzConfiguration",                                                                           \
      "<LowerBandSubGHzChannels0To26/><LowerBandSubGHzChannels27To34/><LowerBandSubGHzChannels35To61/>"      \
      "<UpperBandSubGHzChannels0To26/>" E("NormalLimitedDutyCycleThreshold", limited)                        \
          E("LimitedCriticalDutyCycleThreshold", critical) E("MaximumSubGHzChannelChangesPerWeek", "5")      \
              E("GSMECurfew", "7") E("ChannelQuieterThreshold", "1") E("ChannelNoisierThreshold", "1")       \
                  E("NonGSMEPoorCommsPercentageThreshold", "1.00")                                           \
                      E("NonGSMEPoorCommsMeasurementPeriods", "50") E("LocalCHNoiseMeasurementPeriod", "61") \
                          E("LocalCHFailurePercentage", "1.00") E("LocalCHRetryPercentage", "1.00"))

static const example of_configuration[] = {
    {REQUEST("6.5", 1, VOLTAGE(POLY_PHASE)), .context = {.phases = 3}},
    {REQUEST("6.5", 1, VOLTAGE(SINGLE_PHASE)), .context = {.phases = 1}},
    {REQUEST("6.5", 1, VOLTAGE(POLY_PHASE)),
     BREAKS("E060501", "Body/UpdateDeviceConfigurationVoltage/PolyPhaseVoltageSettings[1]"),
     .context = {.phases = 1}},
    {REQUEST("6.5", 1, VOLTAGE(SINGLE_PHASE)),
     BREAKS("E060501", "Body/UpdateDeviceConfigurationVoltage/SinglePhaseVoltageSettings"),
     .context = {.phases = 3}},
    {REQUEST("6.5", 1, VOLTAGE(PHASE("1") PHASE("1") PHASE("2"))),
     BREAKS("E060502", "Body/UpdateDeviceConfigurationVoltage/PolyPhaseVoltageSettings[2]/Phase")},
    {REQUEST("6.8", 4, ELEC_CALENDAR), .context = {.device = CAT_DEVICE_ESME}},
    {REQUEST("6.8", 4, ELEC_CALENDAR),
     BREAKS("E060801", "Body/UpdateDeviceConfigurationBillingCalendar/ElectricityBillingCalendar"),
     .context = {.device = CAT_DEVICE_GSME}},
    {REQUEST("6.8", 4, GAS_CALENDAR), .context = {.device = CAT_DEVICE_GSME}},
    {REQUEST("6.8", 4, GAS_CALENDAR),
     BREAKS("E060801", "Body/UpdateDeviceConfigurationBillingCalendar/GasBillingCalendar"),
     .context = {.device = CAT_DEVICE_ESME}},
    {REQUEST("6.8", 4, GAS_CALENDAR),
     BREAKS("E060803", "Body/UpdateDeviceConfigurationBillingCalendar/GasBillingCalendar/BillingPeriodStart"),
     .context = {.now = NOW}},
    {REQUEST("6.13", 1, EVENTS("PowerEvent")), .context = {.device = CAT_DEVICE_ESME}},
    {REQUEST("6.13", 1, EVENTS("Event")), .context = {.device = CAT_DEVICE_GSME}},
    {REQUEST("6.13", 1, EVENTS("PowerEvent")), BREAKS("E061301", "Body/ReadEventOrSecurityLog/LogToRead"),
     .context = {.device = CAT_DEVICE_GSME}},
    {REQUEST("6.13", 1, EVENTS("GSMESecurity")), BREAKS("E061301", "Body/ReadEventOrSecurityLog/LogToRead"),
     .context = {.device = CAT_DEVICE_ESME}},
    {REQUEST("6.18.1", 1, DEMAND("07:30:00Z", "08:00:00Z"))},
    {REQUEST("6.18.1", 1, DEMAND("07:31:00Z", "08:00:00Z")), BREAKS("E061801", DEMAND_PERIOD)},
    {REQUEST("6.18.1", 1, DEMAND("08:30:00Z", "08:00:00Z")), BREAKS("E061801", DEMAND_PERIOD "/EndTime")},
    {REQUEST("6.18.2", 1, RESET(LATER "<MaxDemandActivePowerExportValue/>"))},
    {REQUEST("6.18.2", 1, RESET("<MaxDemandActivePowerExportValue/>"))},
    {REQUEST("6.18.2", 1, RESET(LATER)), BREAKS("E061802", "Body/ResetMaximumDemandRegisters")},
    {REQUEST("6.18.2", 1, RESET("")), BREAKS("E061802", "Body/ResetMaximumDemandRegisters")},
    {REQUEST("6.24.1", 1, ROLES("Supplier", "Root"))},
    {REQUEST("6.24.1", 1, ROLES("Root", "Root")),
     BREAKS("E062402", "Body/RetrieveDeviceSecurityCredentialsKRP/RemotePartyRole[2]")},
    {REQUEST("6.28", 1, SUB_GHZ("1.5", "2.0"))},
    {REQUEST("6.28", 1, SUB_GHZ("2.0", "2.0")),
     BREAKS("E062803", "Body/SetCHFSubGHzConfiguration/LimitedCriticalDutyCycleThreshold")},
};

#define ALERTS(group, ...) E("ConfigureAlertBehaviour", E(group, __VA_ARGS__))
#define SUPPLIER_SETTINGS  E("SupplierESMECommon", E("x810D", "Enable"))
#define NETWORK_SETTINGS   E("NetworkOperatorESMECommon", E("x8014", "Enable"))
#define GAS_SETTINGS       E("x810D", "Enable")
#define GAS_EVENTS                                                                                           \
    E("x810D", E("WANAlert", "Enable") E("HANAlert", "Enable") E("EventLog", "Enable") E("Alarm", "Enable"))
/* For whom it is, for another User, for another device. */
#define GROUP(name, settings, user, device_, other_user, other_device)                                       \
    {REQUEST("6.22", 1, ALERTS(name, settings)), .context = {.users = (user), .device = (device_)}},         \
        {REQUEST("6.22", 1, ALERTS(name, settings)),                                                         \
         BREAKS("E062201", "Body/ConfigureAlertBehaviour/" name), .context = {.users = (other_user)}},       \
    {                                                                                                        \
        REQUEST("6.22", 1, ALERTS(name, settings)), BREAKS("E062202", "Body/ConfigureAlertBehaviour/" name), \
            .context = {                                                                                     \
                .device = (other_device)                                                                     \
            }                                                                                                \
    }
#define SUPPLIER_GROUP(name)                                                                                 \
    GROUP(name, SUPPLIER_SETTINGS, CAT_USER_IS, CAT_DEVICE_ESME, CAT_USER_ED, CAT_DEVICE_GSME)
#define NETWORK_GROUP(name)                                                                                  \
    GROUP(name, NETWORK_SETTINGS, CAT_USER_ED, CAT_DEVICE_ESME, CAT_USER_IS, CAT_DEVICE_GSME)
#define GAS_GROUP(name, settings)                                                                            \
    GROUP(name, settings, CAT_USER_GS, CAT_DEVICE_GSME, CAT_USER_ED, CAT_DEVICE_ESME)

static const example of_alerts[] = {
    SUPPLIER_GROUP("ElectricitySupplierAlerts"),
    SUPPLIER_GROUP("ElectricitySupplierHANAlertSettings"),
    SUPPLIER_GROUP("ElectricitySupplierAlarmSettings"),
    SUPPLIER_GROUP("ElectricitySupplierLoggingSettings"),
    NETWORK_GROUP("ElectricityNetworkOperatorAlerts"),
    NETWORK_GROUP("ElectricityNetworkOperatorLoggingSettings"),
    GAS_GROUP("GasSupplierAlerts", GAS_SETTINGS),
    GAS_GROUP("GasSupplierAlertEventSettings", GAS_EVENTS),
    {REQUEST("6.22", 1, ALERTS("GasSupplierAlerts", "")), BREAKS("E062203", "Body/ConfigureAlertBehaviour")},
    {REQUEST("6.22", 1, ALERTS("ElectricitySupplierAlerts", "<SupplierESMECommon/>")),
     BREAKS("E062203", "Body/ConfigureAlertBehaviour")},
};

/* --- credentials --- */

#define SIGNING(name)   E("DigitalSigningCertificate", "{" name "}")
#define AGREEMENT(name) E("KeyAgreementCertificate", "{" name "}")
#define TOP_UPS(name)   E("KeyAgreementTopUpCertificate", "{" name "}")
#define PATH            E("CertificationPathCertificates", E("Certificate", "{SIGNING}"))
#define CHECKS          E("ApplyTimeBasedCPVChecks", "true")
#define FLOOR           E("RemotePartyFloorSeqNumber", "0")
#define TOP_UP_FLOOR    E("RemotePartyPrepaymentTopUpFloorSeqNumber", "0")
#define UPDATE(role, floors, ...)                                                                            \
    E("UpdateSecurityCredentialsKRP",                                                                        \
      E("RemotePartyRole", role)                                                                             \
          floors E("ReplacementCertificates", E("SupplierOrNetworkOperatorCertificates", __VA_ARGS__))       \
              PATH CHECKS)
#define UPDATED "Body/UpdateSecurityCredentialsKRP"
#define KRP     UPDATED "/ReplacementCertificates/SupplierOrNetworkOperatorCertificates"
#define HANDOVER(role, floors, ...)                                                                          \
    E("RequestHandoverOfDCCControlledDevice",                                                                \
      E("RemotePartyRole", role) floors E("ReplacementCertificates", __VA_ARGS__) PATH CHECKS)
#define HANDED "Body/RequestHandoverOfDCCControlledDevice"
#define COS(floors, ...)                                                                                     \
    E("UpdateSecurityCredentialsCoS",                                                                        \
      E("SupplierFloorSeqNumber", "0") floors E("SupplierReplacementCertificates", __VA_ARGS__)              \
          PATH CHECKS E("ImportMPxN", "1300000000001"))
#define CHANGED                  "Body/UpdateSecurityCredentialsCoS"
#define COS_TOP_UPS              E("SupplierPrepaymentTopUpFloorSeqNumber", "0")
#define DEVICE_CERTIFICATE(name) E("UpdateSecurityCredentialsDevice", E("DeviceCertificate", "{" name "}"))

static const example of_credentials[] = {
    {REQUEST("6.15.1", 4,
             UPDATE("Supplier", FLOOR TOP_UP_FLOOR,
                    SIGNING("SIGNING") AGREEMENT("AGREEMENT") TOP_UPS("AGREEMENT"))),
     .context = {.users = CAT_USER_GS}},
    {REQUEST("6.15.1", 4, UPDATE("NetworkOperator", FLOOR, SIGNING("SIGNING"))),
     .context = {.users = CAT_USER_GT}},
    {REQUEST("6.15.1", 4, UPDATE("NetworkOperator", "", AGREEMENT("AGREEMENT"))),
     .context = {.users = CAT_USER_ED}},
    {REQUEST("6.15.1", 4, UPDATE("LoadController", "", AGREEMENT("AGREEMENT"))),
     .context = {.users = CAT_USER_IS}},
    {REQUEST("6.15.1", 4, UPDATE("LoadController", "", AGREEMENT("OTHER"))),
     .context = {.users = CAT_USER_IS}},
    {REQUEST("6.15.1", 4, UPDATE("LoadController", FLOOR, SIGNING("SIGNING") AGREEMENT("OTHER"))),
     BREAKS("E061504", KRP "/KeyAgreementCertificate")},
    {REQUEST("6.15.1", 4, UPDATE("Root", FLOOR, SIGNING("SIGNING"))),
     BREAKS("E061501", UPDATED "/RemotePartyRole")},
    {REQUEST("6.15.1", 4, UPDATE("Supplier", FLOOR, SIGNING("SIGNING"))),
     BREAKS("E061501", UPDATED "/RemotePartyRole"), .context = {.users = CAT_USER_ED}},
    {REQUEST("6.15.1", 4, UPDATE("NetworkOperator", FLOOR, SIGNING("SIGNING"))),
     BREAKS("E061501", UPDATED "/RemotePartyRole"), .context = {.users = CAT_USER_IS}},
    {REQUEST("6.15.1", 4, UPDATE("LoadController", FLOOR, SIGNING("SIGNING"))),
     BREAKS("E061501", UPDATED "/RemotePartyRole"), .context = {.users = CAT_USER_GS}},
    {REQUEST("6.15.1", 4, UPDATE("Supplier", FLOOR, SIGNING("AGREEMENT"))),
     BREAKS("E061504", KRP "/DigitalSigningCertificate")},
    {REQUEST("6.15.1", 4, UPDATE("Supplier", "", AGREEMENT("OTHER"))),
     BREAKS("E061504", KRP "/KeyAgreementCertificate")},
    {REQUEST("6.15.1", 4, UPDATE("Supplier", "", AGREEMENT("DEVICE"))),
     BREAKS("E061504", KRP "/KeyAgreementCertificate")},
    {REQUEST("6.15.1", 4, UPDATE("Supplier", "", SIGNING("SIGNING"))), BREAKS("E061506", UPDATED)},
    {REQUEST("6.15.1", 4, UPDATE("Supplier", FLOOR, AGREEMENT("AGREEMENT"))),
     BREAKS("E061506", UPDATED "/RemotePartyFloorSeqNumber")},
    {REQUEST("6.15.1", 4, UPDATE("NetworkOperator", TOP_UP_FLOOR, TOP_UPS("AGREEMENT"))),
     BREAKS("E061507", KRP "/KeyAgreementTopUpCertificate")},
    {REQUEST("6.15.1", 4, UPDATE("Supplier", "", TOP_UPS("AGREEMENT"))), BREAKS("E061507", UPDATED)},
    {REQUEST("6.15.1", 4, UPDATE("Supplier", "", "")), BREAKS("E061508", KRP)},
    {REQUEST("6.15.2", 4, DEVICE_CERTIFICATE("DEVICE"))},
    {REQUEST("6.15.2", 4, DEVICE_CERTIFICATE("SIGNING")),
     BREAKS("E061509", "Body/UpdateSecurityCredentialsDevice/DeviceCertificate")},
    {REQUEST("6.21", 1, HANDOVER("Supplier", FLOOR TOP_UP_FLOOR, SIGNING("SIGNING") TOP_UPS("AGREEMENT")))},
    {REQUEST("6.21", 1, HANDOVER("LoadController", FLOOR, SIGNING("SIGNING"))),
     BREAKS("E062102", HANDED "/RemotePartyRole")},
    {REQUEST("6.21", 1, HANDOVER("Supplier", FLOOR, SIGNING("SIGNING") AGREEMENT("OTHER"))),
     BREAKS("E062103", HANDED "/ReplacementCertificates/KeyAgreementCertificate")},
    {REQUEST("6.21", 1, HANDOVER("Supplier", "", SIGNING("SIGNING"))), BREAKS("E062105", HANDED)},
    {REQUEST("6.21", 1,
             HANDOVER("NetworkOperator", FLOOR TOP_UP_FLOOR, SIGNING("SIGNING") TOP_UPS("AGREEMENT"))),
     BREAKS("E062105", HANDED "/ReplacementCertificates/KeyAgreementTopUpCertificate")},
    {REQUEST("6.21", 1, HANDOVER("Supplier", FLOOR TOP_UP_FLOOR, SIGNING("SIGNING"))),
     BREAKS("E062105", HANDED "/RemotePartyPrepaymentTopUpFloorSeqNumber")},
    {REQUEST("6.23", 1, COS(COS_TOP_UPS, SIGNING("SIGNING") TOP_UPS("AGREEMENT")))},
    {REQUEST("6.23", 1, COS("", SIGNING("SIGNING") AGREEMENT("OTHER"))),
     BREAKS("E062303", CHANGED "/SupplierReplacementCertificates/KeyAgreementCertificate")},
    {REQUEST("6.23", 1, COS("", SIGNING("SIGNING") TOP_UPS("AGREEMENT"))), BREAKS("E062305", CHANGED)},
};

/* --- 8, 11 and 12 --- */

#define EXPORT_MPAN                                                                                          \
    E("UpdateInventory", E("DeviceID", DEVICE) E("UpdateMPxN", E("ExportMPAN", "1300000000001")))
#define DEVICE_LOG(...) E("ReadDeviceLog", __VA_ARGS__)
#define HAN(type, ...)  E("UpdateHANDeviceLog", E("DeviceID", DEVICE) E("RequestType", type) __VA_ARGS__)
#define INSTALL(code, ...)                                                                                   \
    E("AddDeviceToCHFWhitelist", E("JoinTimePeriod", "60") E("InstallCode", code) __VA_ARGS__)
#define ADDED         "Body/UpdateHANDeviceLog/AddDeviceToCHFWhitelist"
#define OLD_HUB(id)   E("RestoreHANDeviceLog", E("OldCHFID", id))
#define OLD_PROXY(id) E("RestoreGPFDeviceLog", E("OldGPFID", id))
#define LOCAL(n, response)                                                                                   \
    E("ReturnLocalCommandResponse",                                                                          \
      E("OriginalRequestID", USER ":" DEVICE ":" n) E("DeviceGBCSResponse", response))
#define IMAGE(body, image)                                                                                   \
    E(body, E("FirmwareImage", image) E("FirmwareVersion", "00000001") E("DeviceIDList", DEVICE))
#define NOTIFY(type, ...)                                                                                    \
    E("DevicePrenotification", E("DeviceID", DEVICE) E("DeviceManufacturer", "1") E("DeviceModel", "1")      \
                                   E("DeviceType", type) __VA_ARGS__)
#define GPF(id) E("AssociatedGPFDeviceID", id)
#define VARIANT E("ESMEVariant", "A")

static const example of_devices[] = {
    {REQUEST("8.4", 8, EXPORT_MPAN), .context = {.users = CAT_USER_ES | CAT_USER_IS}},
    {REQUEST("8.4", 8, EXPORT_MPAN), BREAKS("E080412", "Body/UpdateInventory/UpdateMPxN/ExportMPAN"),
     .context = {.users = CAT_USER_IS}},
    {REQUEST("8.9", 1, DEVICE_LOG("<ReadSecurityDetails/>")),
     .context = {.device = CAT_DEVICE_CHF, .users = CAT_USER_GS}},
    {REQUEST("8.9", 1, DEVICE_LOG("<ReadSecurityDetails/>")),
     BREAKS("E080901", "Body/ReadDeviceLog/ReadSecurityDetails"), .context = {.device = CAT_DEVICE_GPF}},
    {REQUEST("8.9", 1, DEVICE_LOG("<ReadSecurityDetails/>")),
     BREAKS("E080901", "Body/ReadDeviceLog/ReadSecurityDetails"), .context = {.users = CAT_USER_ED}},
    {REQUEST("8.11", 1, HAN("Remove", ""))},
    {REQUEST("8.11", 1, HAN("Add", INSTALL("0001020304050607", "")))},
    {REQUEST("8.11", 1, HAN("Add", "")), BREAKS("E081102", "Body/UpdateHANDeviceLog")},
    {REQUEST("8.11", 1, HAN("Remove", INSTALL("0001020304050607", ""))), BREAKS("E081102", ADDED)},
    {REQUEST("8.11", 1, HAN("Add", INSTALL("0001020304050607", E("SecondaryImportMPAN", "1300000000001")))),
     BREAKS("E081108", ADDED "/SecondaryImportMPAN")},
    {REQUEST("8.11", 1, HAN("Add", INSTALL("000102030405060708", ""))),
     BREAKS("E081109", ADDED "/InstallCode")},
    {REQUEST("8.12.1", 1, OLD_HUB(HUB))},
    {REQUEST("8.12.1", 1, OLD_HUB(DEVICE)), BREAKS("E081202", "Body/RestoreHANDeviceLog/OldCHFID")},
    {REQUEST("8.12.2", 1, OLD_PROXY(HUB))},
    {REQUEST("8.12.2", 1, OLD_PROXY(DEVICE)), BREAKS("E081221", "Body/RestoreGPFDeviceLog/OldGPFID")},
    {REQUEST("8.13", 8, LOCAL("7", "{RESPONSE}"))},
    {REQUEST("8.13", 8, LOCAL("7", "AAAA")),
     BREAKS("E081301", "Body/ReturnLocalCommandResponse/DeviceGBCSResponse")},
    {REQUEST("8.13", 8, LOCAL("8", "{RESPONSE}")),
     BREAKS("E081303", "Body/ReturnLocalCommandResponse/OriginalRequestID")},
    {REQUEST("11.1", 8, IMAGE("UpdateFirmware", "AAAA"))},
    {REQUEST("11.1", 8, IMAGE("UpdateFirmware", "")), BREAKS("E110102", "Body/UpdateFirmware/FirmwareImage")},
    {REQUEST("11.4", 8, IMAGE("UpdatePPMIDFirmware", "AAAA"))},
    {REQUEST("11.4", 8, IMAGE("UpdatePPMIDFirmware", "")),
     BREAKS("E110402", "Body/UpdatePPMIDFirmware/FirmwareImage")},
    {REQUEST("12.2", 8, NOTIFY("CHF", GPF(HUB)))},
    {REQUEST("12.2", 8, NOTIFY("ESME", VARIANT))},
    {REQUEST("12.2", 8, NOTIFY("GSME", ""))},
    {REQUEST("12.2", 8, NOTIFY("CHF", "")), BREAKS("E120204", "Body/DevicePrenotification")},
    {REQUEST("12.2", 8, NOTIFY("ESME", VARIANT GPF(HUB))),
     BREAKS("E120204", "Body/DevicePrenotification/AssociatedGPFDeviceID")},
    {REQUEST("12.2", 8, NOTIFY("CHF", GPF(DEVICE))),
     BREAKS("E120201", "Body/DevicePrenotification/AssociatedGPFDeviceID")},
    {REQUEST("12.2", 8, NOTIFY("ESME", "")), BREAKS("E120207", "Body/DevicePrenotification")},
    {REQUEST("12.2", 8, NOTIFY("PPMID", VARIANT)),
     BREAKS("E120207", "Body/DevicePrenotification/ESMEVariant")},
};

#endif
