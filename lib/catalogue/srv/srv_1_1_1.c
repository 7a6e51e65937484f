/* 1.1.1: Update Import Tariff (Primary Element). */
#include "srv/srv_internal.h"

static const cat_mapping season[] = {
    {COPY("SeasonName", "SeasonName")},
    {MAKE("SeasonStart", "SeasonStartDate", "date")},
    {MAKE("WeekName", "ReferencedWeekName", "octet")},
};
static const cat_mapping week[] = {
    {MAKE("WeekName", "WeekName", "octet")},          {COPY("Monday", "ReferencedDayName[index=1]")},
    {COPY("Tuesday", "ReferencedDayName[index=2]")},  {COPY("Wednesday", "ReferencedDayName[index=3]")},
    {COPY("Thursday", "ReferencedDayName[index=4]")}, {COPY("Friday", "ReferencedDayName[index=5]")},
    {COPY("Saturday", "ReferencedDayName[index=6]")}, {COPY("Sunday", "ReferencedDayName[index=7]")},
};
static const cat_mapping action[] = {
    {COPY("StartTime", "StartTime")},
    /* Scripts: 1 to 48 time of use, 101 to 108 blocks within one. */
    {COPY("ScriptSelector", "TOUTariffAction")},
    {COPY("ScriptSelector", "BlockTariffAction"), .add = 100},
};
static const cat_mapping day[] = {
    {COPY("DayId", "DayName")},
    {EACH("Schedule", "ProfileSchedule", action)},
};
static const cat_mapping special_day[] = {
    {MAKE("Index", NULL, "position")},
    {MAKE("Date", "Date", "date")},
    {COPY("DayId", "ReferencedDayName")},
};

static const cat_mapping threshold[] = {{COPY(".", ".")}};
#define THRESHOLDS(n)                                                                                        \
    EACH("TariffThresholdMatrixTOU" #n "Next",                                                               \
         "ElecTariffElements/ThresholdMatrix/Thresholds[index=" #n "]/BlockThreshold", threshold)
static const cat_mapping electricity[] = {
    {EACH("TariffSwitchingTableSeasonsNext", "ElecTariffElements/SwitchingTable/Seasons/Season", season)},
    {EACH("TariffSwitchingTableWeeksNext", "ElecTariffElements/SwitchingTable/WeekProfiles/WeekProfile",
          week)},
    {EACH("TariffSwitchingTableDaysNext", "ElecTariffElements/SwitchingTable/DayProfiles/DayProfile", day)},
    {EACH("TariffSwitchingTableSpecialDaysNext", "ElecTariffElements/SpecialDays/SpecialDay", special_day)},
    {THRESHOLDS(1)},
    {THRESHOLDS(2)},
    {THRESHOLDS(3)},
    {THRESHOLDS(4)},
    {THRESHOLDS(5)},
    {THRESHOLDS(6)},
    {THRESHOLDS(7)},
    {THRESHOLDS(8)},
    /* True: pounds. */
    {NAMES("CurrencyUnitNext", "ElecTariffElements/CurrencyUnits", "GBP=255,ECB=0")},
    {COPY("StandingChargeNext/ChargePerUnitScaling/PriceScale",
          "PriceElements/ElectricityPriceElements/StandingChargeScale")},
    {CONSTANT("StandingChargeNext/ChargeTable/Charge/Index", "")},
    {COPY("StandingChargeNext/ChargeTable/Charge/ChargePerUnit",
          "PriceElements/ElectricityPriceElements/StandingCharge")},
    {COPY("TariffBlockPriceMatrixTOUNext/ChargePerUnitScaling/PriceScale",
          "PriceElements/ElectricityPriceElements/PriceScale")},
    {MAKE("TariffBlockPriceMatrixTOUNext/ChargeTable", "PriceElements/ElectricityPriceElements", "prices")},
};

#define CALENDAR_OF_THE_CLOCK                                                                                \
    {MAKE("IssuerEventId", NULL, "now")},                                                                    \
    {                                                                                                        \
        MAKE("IssuerCalendarId", NULL, "now")                                                                \
    }
static const cat_mapping gas_week[] = {
    CALENDAR_OF_THE_CLOCK,
    {COPY("WeekId", "WeekName")},
    {COPY("DayIdMonday", "ReferencedDayName[index=1]")},
    {COPY("DayIdTuesday", "ReferencedDayName[index=2]")},
    {COPY("DayIdWednesday", "ReferencedDayName[index=3]")},
    {COPY("DayIdThursday", "ReferencedDayName[index=4]")},
    {COPY("DayIdFriday", "ReferencedDayName[index=5]")},
    {COPY("DayIdSaturday", "ReferencedDayName[index=6]")},
    {COPY("DayIdSunday", "ReferencedDayName[index=7]")},
};
static const cat_mapping gas_season[] = {
    {MAKE("SeasonStartDate", "SeasonStartDate", "date")},
    {COPY("WeekId", "ReferencedWeekName")},
};
static const cat_mapping gas_special_day[] = {
    {MAKE("SpecialDayDate", "Date", "date")},
    {COPY("DayId", "ReferencedDayName")},
};
#define PRICES "PriceElements/GasPriceElements/"
static const cat_mapping tier[] = {
    {MAKE("TierOrBlockId", NULL, "position")},
    {COPY("Price", ".")},
};
static const cat_mapping block[] = {
    {MAKE("TierOrBlockId", NULL, "position"), .add = -1},
    {COPY("Price", ".")},
};
#define GAS          "GasTariffElements/"
#define DAYS         GAS "SwitchingTable/DayProfiles/DayProfile"
#define WEEKS        GAS "SwitchingTable/WeekProfiles/WeekProfile"
#define SEASONS      GAS "SwitchingTable/Seasons/Season"
#define SPECIAL_DAYS GAS "SpecialDays/SpecialDay"
#define THRESHOLD    GAS "ThresholdMatrix/BlockThreshold"
/* One tier all day; in a block tariff 0. */
static const cat_mapping gas_day[] = {
    CALENDAR_OF_THE_CLOCK,
    {COPY("DayId", "DayName")},
    {CONSTANT("TotalNumberOfScheduleEntries", "1")},
    {CONSTANT("DaySchedule/ScheduleEntry/StartTime", "0")},
    {COPY("DaySchedule/ScheduleEntry/TierOrFriendlyCredit", "TOUTariffAction")},
    {CONSTANT("DaySchedule/ScheduleEntry/TierOrFriendlyCredit", "0")},
};
static const cat_mapping gas_threshold[] = {{COPY(".", ".")}};
#define TARIFF_ROWS                                                                                          \
    {MAKE("*/IssuerEventId", NULL, "now")}, {MAKE("*/IssuerCalendarId", NULL, "now")},                       \
        {MAKE("PublishCalendar/StartTime", NULL, "activation"), .argument = "FFFFFFFE"},                     \
        {CONSTANT("PublishCalendar/CalendarName", "")},                                                      \
        {MAKE("PublishCalendar/NumberOfSeasons", NULL, "count"), .argument = SEASONS},                       \
        {MAKE("PublishCalendar/NumberOfWeekProfiles", NULL, "count"), .argument = WEEKS},                    \
        {MAKE("PublishCalendar/NumberOfDayProfiles", NULL, "count"), .argument = DAYS},                      \
        {EACH("PublishDayProfile", DAYS, gas_day)}, {EACH("PublishWeekProfile", WEEKS, gas_week)},           \
        {EACH("PublishSeasons/Seasons", SEASONS, gas_season)},                                               \
        {MAKE("PublishSpecialDays/StartTime", NULL, "activation"), .argument = "FFFFFFFE"},                  \
        {MAKE("PublishSpecialDays/TotalNumberOfSpecialDays", NULL, "count"), .argument = SPECIAL_DAYS},      \
        {EACH("PublishSpecialDays/SpecialDays", SPECIAL_DAYS, gas_special_day)},                             \
        {MAKE("PublishTariffInformation/StartTime", NULL, "activation")},                                    \
        {COPY("PublishTariffInformation/TariffTypeAndChargingScheme", PRICES "TOUTariff"),                   \
         .constant = "0x00"},                                                                                \
        {COPY("PublishTariffInformation/TariffTypeAndChargingScheme", PRICES "BlockTariff"),                 \
         .constant = "0x10"},                                                                                \
        {CONSTANT("PublishTariffInformation/TariffLabel", "")},                                              \
        {MAKE("PublishTariffInformation/NumberOfPriceTiersInUse", NULL, "count"),                            \
         .argument = PRICES "TOUTariff/TOUPrice"},                                                           \
        {COPY("PublishTariffInformation/NumberOfBlockThresholdsInUse",                                       \
              PRICES "BlockTariff/NumberOfThresholds")},                                                     \
        {CONSTANT("PublishTariffInformation/NumberOfBlockThresholdsInUse", "0")},                            \
        {NAMES("PublishTariffInformation/Currency", PRICES "CurrencyUnits", "GBP=826,ECB=978")},             \
        {COPY("PublishTariffInformation/StandingCharge", PRICES "StandingCharge")},                          \
        {MAKE("PublishPriceMatrix/StartTime", NULL, "activation"), .argument = "FFFFFFFE"},                  \
        {COPY("PublishPriceMatrix/SubPayloadControl", PRICES "TOUTariff"), .constant = "1"},                 \
        {COPY("PublishPriceMatrix/SubPayloadControl", PRICES "BlockTariff"), .constant = "0"},               \
        {EACH("PublishPriceMatrix/PriceMatrix", PRICES "TOUTariff/TOUPrice", tier)},                         \
    {                                                                                                        \
        EACH("PublishPriceMatrix/PriceMatrix", PRICES "BlockTariff/BlockPrice", block)                       \
    }
/* Thresholds are published for block tariffs only. */
static const cat_mapping gas_times[] = {TARIFF_ROWS, {HELD(THRESHOLD)}};
static const cat_mapping gas_blocks[] = {
    TARIFF_ROWS,
    {MAKE("PublishBlockThresholds/StartTime", NULL, "activation"), .argument = "FFFFFFFE"},
    {MAKE("PublishBlockThresholds/TierAndNumberOfThresholds", NULL, "count"), .argument = THRESHOLD},
    {EACH("PublishBlockThresholds/BlockThresholds", THRESHOLD, gas_threshold)},
};

static const cat_target targets[] = {
    {USE(ECS01a), .devices = CAT_DEVICE_ESME, MAPPED(electricity)},
    {USE(GCS01a), .devices = CAT_DEVICE_GSME, .when_present = PRICES "BlockTariff", MAPPED(gas_blocks)},
    {USE(GCS01a), .devices = CAT_DEVICE_GSME, MAPPED(gas_times)},
};

const cat_service_request cat_srv_1_1_1 = {
    .srv = "1.1.1",
    .reference = "1.1",
    .name = "Update Import Tariff (Primary Element)",
    .body = "UpdateImportTariffPrimaryElement",
    .critical = true,
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DEVICE,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
