/* GCS02: Set GSME Payment Mode to Credit. */
#include "usecase/gbz_internal.h"

static const cat_constant credit_mode[] = {NO_PROVIDER, FIXED("ProposedPaymentControlConfiguration", 0x0c94),
                                           FIXED("CutOffValue", -1)};

static const cat_component command[] = {
    {ASK(PREPAYMENT, change_payment_mode), .activation = true, FIXED_BY(credit_mode)},
};

static const cat_component response[] = {
    {ANSWER(PREPAYMENT, change_payment_mode_response)},
};

const cat_use_case cat_uc_GCS02 = {
    .name = "GCS02",
    .title = "Set GSME Payment Mode to Credit",
    .message_code = 0x006c,
    .format = CAT_FORMAT_GBZ,
    .critical = true,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_YES,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .response_date_time = true,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
};
