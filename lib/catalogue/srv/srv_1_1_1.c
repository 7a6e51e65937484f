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

static const cat_target targets[] = {
    {USE(ECS01a), .devices = CAT_DEVICE_ESME, MAPPED(electricity)},
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
