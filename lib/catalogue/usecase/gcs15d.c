/* GCS15d: Read GSME Billing Data Log (payment-based debt payments). */
#include "usecase/gbz_internal.h"

static const cat_constant all_debts[] = {FIXED("NumberOfDebts", 10), FIXED("DebtType", 2)};

static const cat_component command[] = {
    {ASK(PREPAYMENT, get_debt_repayment_log), .from_date_time = true, FIXED_BY(all_debts)},
};

static const cat_component response[] = {
    {ANSWER(PREPAYMENT, publish_debt_log), .encrypted = true},
};

const cat_use_case cat_uc_GCS15d = {
    .name = "GCS15d",
    .title = "Read GSME Billing Data Log (payment-based debt payments)",
    .message_code = 0x00c4,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .sensitive = true,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
};
