/* 1.1.2: Update Import Tariff (Secondary Element). */
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
    {COPY("ScriptSelector", "TOUTariffAction"), .add = 200},
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
static const cat_mapping price[] = {
    {MAKE("Index", NULL, "position")},
    {COPY("ChargePerUnit", ".")},
};
static const cat_mapping electricity[] = {
    {COPY("SecondaryTariffTOUPriceMatrixNext/ChargePerUnitScaling/PriceScale", "PriceElements/PriceScale")},
    {EACH("SecondaryTariffTOUPriceMatrixNext/ChargeTable", "PriceElements/ElectricityPriceElement", price)},
    {EACH("SecondaryTariffSwitchingTableSeasonsNext", "SwitchingTable/Seasons/Season", season)},
    {EACH("SecondaryTariffSwitchingTableWeeksNext", "SwitchingTable/WeekProfiles/WeekProfile", week)},
    {EACH("SecondaryTariffSwitchingTableDaysNext", "SwitchingTable/DayProfiles/DayProfile", day)},
    {EACH("SecondaryTariffSwitchingTableSpecialDaysNext", "SpecialDays/SpecialDay", special_day)},
};

static const cat_target targets[] = {
    {USE(ECS01c), MAPPED(electricity)},
};

const cat_service_request cat_srv_1_1_2 = {
    .srv = "1.1.2",
    .reference = "1.1",
    .name = "Update Import Tariff (Secondary Element)",
    .body = "UpdateImportTariffSecondaryElement",
    .critical = true,
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DEVICE,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    .twin_element = true,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
