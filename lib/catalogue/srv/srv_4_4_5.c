/* 4.4.5: Retrieve Billing Data Log (Prepayment Credits). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS20d), .devices = CAT_DEVICE_ESME, MAPPED(cat_srv_log_period)},
    {USE(GCS15e), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF, MAPPED(cat_srv_log_period)},
};

const cat_service_request cat_srv_4_4_5 = {
    .srv = "4.4.5",
    .reference = "4.4",
    .name = "Retrieve Billing Data Log (Prepayment Credits)",
    .body = "RetrieveBillingDataLogPrepaymentCredits",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_GS | CAT_USER_IS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .devices_assumed = CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
