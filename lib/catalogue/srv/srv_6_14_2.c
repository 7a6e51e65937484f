/* 6.14.2: Update Device Configuration (Auxiliary Load Control Scheduler). */
#include "srv/schedule_internal.h"

static const cat_mapping special_day[] = {NUMBERED_DAY(".")};
/* The number of the switch in the high octet; 1 activates, 2 deactivates. */
static const cat_mapping schedule[] = {
    {MAKE("ScriptSelector", "ActivateDeactivateSwitch[ActivateSwitch=]", "script"), .add = 1},
    {MAKE("ScriptSelector", "ActivateDeactivateSwitch", "script"), .add = 2},
    RUNS_AT("ALCSScheduleDatesAndTime", "/ALCSHCALCSSpecialDays/ALCSHCALCSSpecialDay"),
};
/* Zeros: no HCALCS, the meter switches it. */
#define SWITCH(n)                                                                                            \
    {MAKE("AuxiliaryController" #n "TypeAndIdentifier", "SwitchTypeAndId[index=" #n "]/HCALCS",              \
          "identifier")},                                                                                    \
    {                                                                                                        \
        MAKE("AuxiliaryController" #n "TypeAndIdentifier", "SwitchTypeAndId[index=" #n "]/ALCS",             \
             "identifier")                                                                                   \
    }
static const cat_mapping electricity[] = {
    SWITCH(1),
    SWITCH(2),
    SWITCH(3),
    SWITCH(4),
    SWITCH(5),
    {EACH("AuxiliaryControllerCalendarSpecialDaysNext", "ALCSHCALCSSpecialDays/ALCSHCALCSSpecialDay",
          special_day)},
    {EACH("AuxiliaryControllerCalendarNext", "ALCSHCALCSConnectionSchedule", schedule)},
};

static const cat_target targets[] = {
    {USE(ECS46c), MAPPED(electricity)},
};

const cat_service_request cat_srv_6_14_2 = {
    .srv = "6.14.2",
    .reference = "6.14",
    .name = "Update Device Configuration (Auxiliary Load Control Scheduler)",
    .body = "UpdateDeviceConfigurationALCScheduler",
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
