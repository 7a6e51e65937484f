/* 1.1.2: Update Import Tariff (Secondary Element). */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_1_1_2 = {
    .srv = "1.1.2",
    .reference = "1.1",
    .name = "Update Import Tariff (Secondary Element)",
    .body = "UpdateImportTariffSecondaryElement",
    .critical = true,
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DEVICE,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    .twin_element = true,
    .provenance = CAT_VERIFIED,
};
