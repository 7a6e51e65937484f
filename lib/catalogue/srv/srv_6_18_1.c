/* 6.18.1: Set Maximum Demand Configurable Time Period. */
#include "srv/srv_internal.h"

#define PERIOD "MaximumDemandTimePeriodSchedule/"
/* The first entry starts the period, the second ends it; every day of the week, every year. */
#define ENTRY(n, index, script, time)                                                                        \
    {CONSTANT("MaximumDemandConfigurableTimePeriod/Entry" n "/Index", index)},                               \
        {CONSTANT("MaximumDemandConfigurableTimePeriod/Entry" n "/ScriptSelector", script)},                 \
        {COPY("MaximumDemandConfigurableTimePeriod/Entry" n "/SwitchTime", PERIOD time)},                    \
        {CONSTANT("MaximumDemandConfigurableTimePeriod/Entry" n "/Weekdays", "1111111")},                    \
        {CONSTANT("MaximumDemandConfigurableTimePeriod/Entry" n "/SpecialDays", "")},                        \
        {CONSTANT("MaximumDemandConfigurableTimePeriod/Entry" n "/BeginDate", "0000-01-*")},                 \
    {                                                                                                        \
        CONSTANT("MaximumDemandConfigurableTimePeriod/Entry" n "/EndDate", "*-*-*")                          \
    }
static const cat_mapping electricity[] = {ENTRY("", "0", "1", "StartTime"),
                                          ENTRY("[1]", "1", "2", "EndTime")};

static const cat_target targets[] = {
    {USE(ECS37), MAPPED(electricity)},
};

const cat_service_request cat_srv_6_18_1 = {
    .srv = "6.18.1",
    .reference = "6.18",
    .name = "Set Maximum Demand Configurable Time Period",
    .body = "SetMaximumDemandConfigurableTimePeriod",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_ED,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
