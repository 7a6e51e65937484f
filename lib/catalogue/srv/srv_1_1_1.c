/* 1.1.1: Update Import Tariff (Primary Element). */
#include "srv/tariff_internal.h"

#define ELECTRICITY "ElecTariffElements/"
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
static const cat_mapping threshold[] = {{COPY(".", ".")}};
#define THRESHOLDS(n)                                                                                        \
    EACH("TariffThresholdMatrixTOU" #n "Next",                                                               \
         ELECTRICITY "ThresholdMatrix/Thresholds[index=" #n "]/BlockThreshold", threshold)
static const cat_mapping electricity[] = {
    {EACH("TariffSwitchingTableSeasonsNext", ELECTRICITY "SwitchingTable/Seasons/Season", cat_srv_season)},
    {EACH("TariffSwitchingTableWeeksNext", ELECTRICITY "SwitchingTable/WeekProfiles/WeekProfile",
          cat_srv_week)},
    {EACH("TariffSwitchingTableDaysNext", ELECTRICITY "SwitchingTable/DayProfiles/DayProfile", day)},
    {EACH("TariffSwitchingTableSpecialDaysNext", ELECTRICITY "SpecialDays/SpecialDay", cat_srv_special_day)},
    {THRESHOLDS(1)},
    {THRESHOLDS(2)},
    {THRESHOLDS(3)},
    {THRESHOLDS(4)},
    {THRESHOLDS(5)},
    {THRESHOLDS(6)},
    {THRESHOLDS(7)},
    {THRESHOLDS(8)},
    /* True: pounds. */
    {NAMES("CurrencyUnitNext", ELECTRICITY "CurrencyUnits", "GBP=255,ECB=0")},
    PRIMARY_PRICES,
};

#define GAS           "GasTariffElements/"
#define GAS_THRESHOLD GAS "ThresholdMatrix/BlockThreshold"
/* One tier all day; in a block tariff 0. */
static const cat_mapping gas_day[] = {
    NUMBERED_BY_CLOCK,
    {COPY("DayId", "DayName")},
    {CONSTANT("TotalNumberOfScheduleEntries", "1")},
    {CONSTANT("DaySchedule/ScheduleEntry/StartTime", "0")},
    {COPY("DaySchedule/ScheduleEntry/TierOrFriendlyCredit", "TOUTariffAction")},
    {CONSTANT("DaySchedule/ScheduleEntry/TierOrFriendlyCredit", "0")},
};
#define GAS_TARIFF                                                                                           \
    GAS_CALENDAR(GAS "SwitchingTable/DayProfiles/DayProfile", gas_day,                                       \
                 GAS "SwitchingTable/WeekProfiles/WeekProfile", GAS "SwitchingTable/Seasons/Season",         \
                 GAS "SpecialDays/SpecialDay"),                                                              \
        GAS_PRICES
/* Thresholds are published for block tariffs only. */
static const cat_mapping gas_times_of_use[] = {GAS_TARIFF, {HELD(GAS_THRESHOLD)}};
static const cat_mapping gas_blocks[] = {
    GAS_TARIFF,
    {MAKE("PublishBlockThresholds/StartTime", NULL, "activation"), .argument = "FFFFFFFE"},
    {MAKE("PublishBlockThresholds/TierAndNumberOfThresholds", NULL, "count"), .argument = GAS_THRESHOLD},
    {EACH("PublishBlockThresholds/BlockThresholds", GAS_THRESHOLD, threshold)},
};

static const cat_target targets[] = {
    {USE(ECS01a), .devices = CAT_DEVICE_ESME, MAPPED(electricity)},
    {USE(GCS01a), .devices = CAT_DEVICE_GSME, .when_present = BLOCKS, MAPPED(gas_blocks)},
    {USE(GCS01a), .devices = CAT_DEVICE_GSME, MAPPED(gas_times_of_use)},
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
