/* 1.1.1: Update Import Tariff (Primary Element). */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_1_1_1 = {
    .srv = "1.1.1",
    .reference = "1.1",
    .name = "Update Import Tariff (Primary Element)",
    .body = "UpdateImportTariffPrimaryElement",
    .critical = true,
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DEVICE,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    .provenance = CAT_VERIFIED,
};
