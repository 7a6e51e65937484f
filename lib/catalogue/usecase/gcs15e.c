/* GCS15e: Read GSME Billing Data Log (prepayment credits). */
#include "usecase/gbz_internal.h"

static const cat_constant last_five[] = {FIXED("NumberOfRecords", 5)};

static const cat_component command[] = {
    {ASK(PREPAYMENT, get_top_up_log), .from_date_time = true, FIXED_BY(last_five)},
};

static const cat_component response[] = {
    {ANSWER(PREPAYMENT, publish_top_up_log)},
};

const cat_use_case cat_uc_GCS15e = {
    .name = "GCS15e",
    .title = "Read GSME Billing Data Log (prepayment credits)",
    .message_code = 0x00c5,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
};
