/* GCS04: Manage Debt on the GSME. */
#include "usecase/gbz_internal.h"

#define TIME_BASED(kind)                                                                                     \
    {                                                                                                        \
        FIXED("DebtRecoveryMethod", 0), FIXED("DebtAmountType", kind), FIXED("DebtRecoveryStartTime", 0),    \
            FIXED("DebtRecoveryCollectionTime", 0), FIXED("DebtRecoveryBalancePercentage", 0)                \
    }
static const cat_constant time_debt_1[] = TIME_BASED(1);
static const cat_constant time_debt_2[] = TIME_BASED(3);
static const cat_constant payment_debt[] = {
    FIXED("DebtRecoveryMethod", 1),    FIXED("DebtAmountType", 5),
    FIXED("DebtRecoveryStartTime", 0), FIXED("DebtRecoveryCollectionTime", 0),
    FIXED("DebtRecoveryFrequency", 1), FIXED("DebtRecoveryAmount", 0)};

static const cat_component command[] = {
    {ASK(PREPAYMENT, change_debt), FIXED_BY(time_debt_1)},
    {ASK(PREPAYMENT, change_debt), FIXED_BY(time_debt_2)},
    {ASK(PREPAYMENT, change_debt), FIXED_BY(payment_debt)},
};

const cat_use_case cat_uc_GCS04 = {
    .name = "GCS04",
    .title = "Manage Debt on the GSME",
    .message_code = 0x006e,
    .format = CAT_FORMAT_GBZ,
    .critical = true,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = COMPONENTS(command),
    .provenance = CAT_VERIFIED,
    .notes = "Time debt 1, time debt 2, payment debt, each by the amount to add.",
};
