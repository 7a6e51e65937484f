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

#define PRICES "PriceElements/GasPriceElements/"
static const cat_mapping tier[] = {
    {MAKE("TierOrBlockId", NULL, "position")},
    {COPY("Price", ".")},
};
static const cat_mapping block[] = {
    {MAKE("TierOrBlockId", NULL, "position"), .add = -1},
    {COPY("Price", ".")},
};
static const cat_mapping gas[] = {
    {MAKE("*/IssuerEventId", NULL, "now")},
    /* A tariff is one of times of use or one of blocks. */
    {MAKE("PublishTariffInformation/StartTime", NULL, "activation")},
    {COPY("PublishTariffInformation/TariffTypeAndChargingScheme", PRICES "TOUTariff"), .constant = "0x00"},
    {COPY("PublishTariffInformation/TariffTypeAndChargingScheme", PRICES "BlockTariff"), .constant = "0x10"},
    {CONSTANT("PublishTariffInformation/TariffLabel", "")},
    {MAKE("PublishTariffInformation/NumberOfPriceTiersInUse", NULL, "count"),
     .argument = PRICES "TOUTariff/TOUPrice"},
    {COPY("PublishTariffInformation/NumberOfBlockThresholdsInUse", PRICES "BlockTariff/NumberOfThresholds")},
    {CONSTANT("PublishTariffInformation/NumberOfBlockThresholdsInUse", "0")},
    {NAMES("PublishTariffInformation/Currency", PRICES "CurrencyUnits", "GBP=826,ECB=978")},
    {COPY("PublishTariffInformation/StandingCharge", PRICES "StandingCharge")},
    {MAKE("PublishPriceMatrix/StartTime", NULL, "activation"), .argument = "FFFFFFFE"},
    {COPY("PublishPriceMatrix/SubPayloadControl", PRICES "TOUTariff"), .constant = "1"},
    {COPY("PublishPriceMatrix/SubPayloadControl", PRICES "BlockTariff"), .constant = "0"},
    {EACH("PublishPriceMatrix/PriceMatrix", PRICES "TOUTariff/TOUPrice", tier)},
    {EACH("PublishPriceMatrix/PriceMatrix", PRICES "BlockTariff/BlockPrice", block)},
};

static const cat_target targets[] = {
    {USE(ECS01b), .devices = CAT_DEVICE_ESME, MAPPED(electricity)},
    {USE(GCS01b), .devices = CAT_DEVICE_GSME, MAPPED(gas)},
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
