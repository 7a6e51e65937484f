/* 1.2.1: Update Price (Primary Element). */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {
    {COPY("StandingChargeNext/ChargePerUnitScaling/PriceScale",
          "PriceElements/ElectricityPriceElements/StandingChargeScale")},
    {CONSTANT("StandingChargeNext/ChargeTable/Charge/Index", "")},
    {COPY("StandingChargeNext/ChargeTable/Charge/ChargePerUnit",
          "PriceElements/ElectricityPriceElements/StandingCharge")},
    {COPY("TariffBlockPriceMatrixTOUNext/ChargePerUnitScaling/PriceScale",
          "PriceElements/ElectricityPriceElements/PriceScale")},
    {MAKE("TariffBlockPriceMatrixTOUNext/ChargeTable", "PriceElements/ElectricityPriceElements", "prices")},
};

static const cat_target targets[] = {
    {USE(ECS01b), .devices = CAT_DEVICE_ESME, MAPPED(electricity)},
};

const cat_service_request cat_srv_1_2_1 = {
    .srv = "1.2.1",
    .reference = "1.2",
    .name = "Update Price (Primary Element)",
    .body = "UpdatePricePrimaryElement",
    .critical = true,
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DEVICE,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
