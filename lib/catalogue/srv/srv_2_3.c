/* 2.3: Update Debt. */
#include "srv/srv_internal.h"

#define RECOVERY(n)                                                                                          \
    {COPY("DebtRecoveryRate" #n "Next/ChargePerUnitScaling/PriceScale",                                      \
          "ElecDebtRecovery" #n "/DebtRecoveryRatePriceScale")},                                             \
        {CONSTANT("DebtRecoveryRate" #n "Next/ChargeTable/Charge/Index", "")},                               \
        {COPY("DebtRecoveryRate" #n "Next/ChargeTable/Charge/ChargePerUnit",                                 \
              "ElecDebtRecovery" #n "/DebtRecoveryRate")},                                                   \
        {NAMES("DebtRecoveryRate" #n "Period", "ElecDebtRecovery" #n "/DebtRecoveryRatePeriod",              \
               "HOURLY=3600,DAILY=86400")},                                                                  \
    {                                                                                                        \
        COPY("AdjustTimeDebtRegister" #n, "TimeDebtRegister" #n)                                             \
    }
static const cat_mapping electricity[] = {
    RECOVERY(1),
    RECOVERY(2),
    {COPY("DebtRecoveryPerPayment", "DebtRecoveryPerPayment")},
    {COPY("AdjustPaymentDebtRegister", "PaymentDebtRegister")},
};

#define GAS_RECOVERY(component, n)                                                                           \
    {COPY(component "/DebtAmount", "TimeDebtRegister" n)}, {CONSTANT(component "/DebtLabel", "")},           \
        {COPY(component "/DebtRecoveryAmount", "GasDebtRecovery" n "/DebtRecoveryRate")},                    \
    {                                                                                                        \
        NAMES(component "/DebtRecoveryFrequency", "GasDebtRecovery" n "/DebtRecoveryRatePeriod",             \
              "HOURLY=0,DAILY=1")                                                                            \
    }
static const cat_mapping gas[] = {
    {MAKE("*/IssuerEventId", NULL, "now")},
    GAS_RECOVERY("ChangeDebt", "1"),
    GAS_RECOVERY("ChangeDebt[1]", "2"),
    {COPY("ChangeDebt[2]/DebtAmount", "PaymentDebtRegister")},
    {CONSTANT("ChangeDebt[2]/DebtLabel", "")},
    {COPY("ChangeDebt[2]/DebtRecoveryBalancePercentage", "DebtRecoveryPerPayment")},
};

static const cat_target targets[] = {
    {USE(ECS07), .devices = CAT_DEVICE_ESME, MAPPED(electricity)},
    {USE(GCS04), .devices = CAT_DEVICE_GSME, MAPPED(gas)},
};

const cat_service_request cat_srv_2_3 = {
    .srv = "2.3",
    .reference = "2.3",
    .name = "Update Debt",
    .body = "UpdateDebt",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
