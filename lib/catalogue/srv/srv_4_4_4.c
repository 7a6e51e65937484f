/* 4.4.4: Retrieve Billing Data Log (Payment Based Debt Payments). */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS20a), .devices = CAT_DEVICE_ESME, MAPPED(cat_srv_log_period)},
    {USE(GCS15d), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF, MAPPED(cat_srv_log_period)},
};

const cat_service_request cat_srv_4_4_4 = {
    .srv = "4.4.4",
    .reference = "4.4",
    .name = "Retrieve Billing Data Log (Payment Based Debt Payments)",
    .body = "RetrieveBillingDataLogDebtPayments",
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
