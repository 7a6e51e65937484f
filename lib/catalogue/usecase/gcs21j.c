/* GCS21j: Read GSME configuration (Payment Mode). */
#include "usecase/gbz_internal.h"

static const uint16_t payment_mode[] = {0x0000};

static const cat_component command[] = {
    {READ(PREPAYMENT, payment_mode)},
};

static const cat_component response[] = {
    {RETURN(PREPAYMENT, payment_mode)},
};

const cat_use_case cat_uc_GCS21j = {
    .name = "GCS21j",
    .title = "Read GSME configuration (Payment Mode)",
    .message_code = 0x00bf,
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
