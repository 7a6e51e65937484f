/* 1.6: Update Payment Mode. */
#include "srv/srv_internal.h"

static const cat_mapping credit[] = {
    {CONSTANT("AccountModeAndStatusNext/PaymentMode", "Credit")},
    {MAKE("CreditChargeConfigurationNext", "Credit", "charges")},
};
static const cat_mapping prepayment[] = {
    {CONSTANT("AccountModeAndStatusNext/PaymentMode", "Prepayment")},
    {COPY("DisablementThresholdNext", "Prepayment/DisablementThreshold")},
    {MAKE("CreditChargeConfigurationNext", "Prepayment", "charges")},
};

static const cat_target targets[] = {
    {USE(ECS02), .devices = CAT_DEVICE_ESME, .when_present = "Credit", MAPPED(credit)},
    {USE(ECS03), .devices = CAT_DEVICE_ESME, .when_present = "Prepayment", MAPPED(prepayment)},
};

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
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
