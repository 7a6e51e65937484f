/* 4.4.2: Retrieve Change Of Mode / Tariff Triggered Billing Data Log. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS20b), .devices = CAT_DEVICE_ESME, MAPPED(cat_srv_log_period)},
    {USE(GCS15b), .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF, MAPPED(cat_srv_log_period)},
};

const cat_service_request cat_srv_4_4_2 = {
    .srv = "4.4.2",
    .reference = "4.4",
    .name = "Retrieve Change Of Mode / Tariff Triggered Billing Data Log",
    .body = "RetrieveCoMOrTariffTriggeredBillingDataLog",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .devices_assumed = CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
