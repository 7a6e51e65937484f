/* GCS14: Read GSME Prepayment Register(s). */
#include "usecase/gbz_internal.h"

static const uint16_t currency[] = {0x0617, 0x0616};
static const uint16_t balances[] = {0x0005, 0x0002, 0x0001, 0x0231, 0x0211, 0x0221};

static const cat_component command[] = {
    {READ(PRICE, currency)},
    {READ(PREPAYMENT, balances)},
};

static const cat_component response[] = {
    {RETURN(PRICE, currency)},
    {RETURN(PREPAYMENT, balances), .encrypted = true},
};

const cat_use_case cat_uc_GCS14 = {
    .name = "GCS14",
    .title = "Read GSME Prepayment Register(s)",
    .message_code = 0x0075,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .response_date_time = true,
    .sensitive = true,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
};
