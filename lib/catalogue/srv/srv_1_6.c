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

static const cat_mapping gas_credit[] = {
    {MAKE("*/IssuerEventId", NULL, "now")},
    {MAKE("ChangePaymentMode/ImplementationDateTime", NULL, "activation")},
};
/* Payment control configuration (devices.md 4.5). */
#define CONTROL(disabled, emergency, bits)                                                                   \
    COPY("ChangePaymentMode/ProposedPaymentControlConfiguration",                                            \
         "Prepayment[SuspendDebtDisabled=" disabled "]/SuspendDebtEmergency[=" emergency "]"),               \
        .constant = (bits)
static const cat_mapping gas_prepayment[] = {
    {MAKE("*/IssuerEventId", NULL, "now")},
    {MAKE("ChangePaymentMode/ImplementationDateTime", NULL, "activation")},
    {CONTROL("false", "false", "0x0897")},
    {CONTROL("false", "true", "0x0097")},
    {CONTROL("true", "false", "0x0c97")},
    {CONTROL("true", "true", "0x0497")},
    {COPY("ChangePaymentMode/CutOffValue", "Prepayment/DisablementThreshold")},
    {HELD("Prepayment/SuspendDebtDisabled")},
};

static const cat_target targets[] = {
    {USE(ECS02), .devices = CAT_DEVICE_ESME, .when_present = "Credit", MAPPED(credit)},
    {USE(ECS03), .devices = CAT_DEVICE_ESME, .when_present = "Prepayment", MAPPED(prepayment)},
    {USE(GCS02), .devices = CAT_DEVICE_GSME, .when_present = "Credit", MAPPED(gas_credit)},
    {USE(GCS03), .devices = CAT_DEVICE_GSME, .when_present = "Prepayment", MAPPED(gas_prepayment)},
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
