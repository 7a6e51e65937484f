/* 1.6: Update Payment Mode. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_1_6 = {
    .srv = "1.6",
    .reference = "1.6",
    .name = "Update Payment Mode",
    .body = "UpdatePaymentMode",
    .critical = true,
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DEVICE,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    .provenance = CAT_VERIFIED,
};
