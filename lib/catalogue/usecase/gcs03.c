/* GCS03: Set GSME Payment Mode to Prepayment. */
#include "usecase/gbz_internal.h"

static const cat_constant prepayment_mode[] = {NO_PROVIDER};

static const cat_component command[] = {
    {ASK(PREPAYMENT, change_payment_mode), .activation = true, FIXED_BY(prepayment_mode)},
};

static const cat_component response[] = {
    {ANSWER(PREPAYMENT, change_payment_mode_response)},
};

const cat_use_case cat_uc_GCS03 = {
    .name = "GCS03",
    .title = "Set GSME Payment Mode to Prepayment",
    .message_code = 0x006d,
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
    .notes = "Control configuration 0x0097 with bits 10 and 11 as debt is to be suspended.",
};
