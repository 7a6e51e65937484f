/* 6.8: Update Device Configuration (Billing Calendar). */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {
    {MAKE("BillingCalendar", "ElectricityBillingCalendar", "billing dates")}};

/* The block period is the billing period. The older use case has a duration of 1 whatever is asked. */
#define PERIOD         "GasBillingCalendar/Periodicity"
#define DURATIONS      "Daily=1,Weekly=1,Monthly=1,Quarterly=3,SixMonthly=6,Yearly=12"
#define DURATION_TYPES "Daily=33,Weekly=34,Monthly=35,Quarterly=35,SixMonthly=35,Yearly=35"
static const cat_mapping gas[] = {
    {MAKE("*/IssuerEventId", NULL, "now")},
    {COPY("PublishBillingPeriod/BillingPeriodStartTime", "GasBillingCalendar/BillingPeriodStart")},
    {NAMES("PublishBillingPeriod/BillingPeriodDuration", PERIOD, DURATIONS)},
    {NAMES("PublishBillingPeriod/BillingPeriodDurationType", PERIOD, DURATION_TYPES)},
    {COPY("PublishBlockPeriod/BlockPeriodStartTime", "GasBillingCalendar/BillingPeriodStart")},
    {NAMES("PublishBlockPeriod/BlockPeriodDuration", PERIOD, DURATIONS)},
    {NAMES("PublishBlockPeriod/BlockPeriodDurationType", PERIOD, DURATION_TYPES)},
};

static const cat_target targets[] = {
    {USE(ECS30a), .devices = CAT_DEVICE_ESME, SINCE(GBCS_2_DUAL_BAND), MAPPED(electricity)},
    {USE(ECS30), .devices = CAT_DEVICE_ESME, BEFORE(GBCS_2_DUAL_BAND), MAPPED(electricity)},
    {USE(GCS25a), .devices = CAT_DEVICE_GSME, SINCE(GBCS_2_DUAL_BAND), MAPPED(gas)},
    {USE(GCS25), .devices = CAT_DEVICE_GSME, BEFORE(GBCS_2_DUAL_BAND), MAPPED(gas)},
};

const cat_service_request cat_srv_6_8 = {
    .srv = "6.8",
    .reference = "6.8",
    .name = "Update Device Configuration (Billing Calendar)",
    .body = "UpdateDeviceConfigurationBillingCalendar",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
