/* 6.14.3: Update Device Configuration (Auxiliary Controller Scheduler). */
#include "srv/schedule_internal.h"

static const cat_mapping special_day[] = {NUMBERED_DAY(".")};
#define DEFINITIONS "AuxiliaryControllerSpecialDayDefinitions/AuxiliaryControllerSpecialDayDefinition"
static const cat_mapping schedule[] = {
    {MAKE("ScriptSelector", "AuxiliaryControllerAction", "controller state"), .add = 128},
    RUNS_AT("AuxiliaryControllerSchedulePeriodAndTime", "/" DEFINITIONS),
};
static const cat_mapping electricity[] = {
    {EACH("AuxiliaryControllerCalendarSpecialDaysNext", DEFINITIONS, special_day)},
    {EACH("AuxiliaryControllerCalendarNext", "AuxiliaryControllerSchedule", schedule)},
};

static const cat_target targets[] = {
    {USE(ECS46d), MAPPED(electricity)},
};

const cat_service_request cat_srv_6_14_3 = {
    .srv = "6.14.3",
    .reference = "6.14",
    .name = "Update Device Configuration (Auxiliary Controller Scheduler)",
    .body = "UpdateDeviceConfigurationAuxiliaryControllerScheduler",
    .critical = true,
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DEVICE,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
