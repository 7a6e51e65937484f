/* 1.1.2: Update Import Tariff (Secondary Element). */
#include "srv/tariff_internal.h"

static const cat_mapping action[] = {
    {COPY("StartTime", "StartTime")},
    {COPY("ScriptSelector", "TOUTariffAction"), .add = 200},
};
static const cat_mapping day[] = {
    {COPY("DayId", "DayName")},
    {EACH("Schedule", "ProfileSchedule", action)},
};
static const cat_mapping electricity[] = {
    SECONDARY_PRICES,
    {EACH("SecondaryTariffSwitchingTableSeasonsNext", "SwitchingTable/Seasons/Season", cat_srv_season)},
    {EACH("SecondaryTariffSwitchingTableWeeksNext", "SwitchingTable/WeekProfiles/WeekProfile", cat_srv_week)},
    {EACH("SecondaryTariffSwitchingTableDaysNext", "SwitchingTable/DayProfiles/DayProfile", day)},
    {EACH("SecondaryTariffSwitchingTableSpecialDaysNext", "SpecialDays/SpecialDay", cat_srv_special_day)},
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
