/* 1.5: Update Meter Balance. */
#include "srv/srv_internal.h"

static const cat_mapping adjust[] = {{COPY("AdjustMeterBalance", "*/AdjustMeterBalance")}};

static const cat_mapping gas[] = {
    {MAKE("*/IssuerEventId", NULL, "now")},
    {COPY("CreditAdjustment/CreditAdjustmentValue", "*/AdjustMeterBalance")},
};

static const cat_target targets[] = {
    {USE(ECS04a), .devices = CAT_DEVICE_ESME, .when_present = "*/AdjustMeterBalance", MAPPED(adjust)},
    {USE(ECS04b), .devices = CAT_DEVICE_ESME},
    {USE(GCS40a), .devices = CAT_DEVICE_GSME, .when_present = "PrepaymentMode/AdjustMeterBalance",
     MAPPED(gas)},
    {USE(GCS40b), .devices = CAT_DEVICE_GSME, .when_present = "PrepaymentMode", MAPPED(gas)},
    {USE(GCS40c), .devices = CAT_DEVICE_GSME, .when_present = "CreditMode/AdjustMeterBalance", MAPPED(gas)},
    {USE(GCS40d), .devices = CAT_DEVICE_GSME, MAPPED(gas)},
};

const cat_service_request cat_srv_1_5 = {
    .srv = "1.5",
    .reference = "1.5",
    .name = "Update Meter Balance",
    .body = "UpdateMeterBalance",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
