/* GCS60: Read Meter Balance for GSME. */
#include "usecase/gbz_internal.h"

static const uint16_t bill_to_date[] = {0x0a00};
static const uint16_t credit_remaining[] = {0x0001};

static const cat_component command[] = {
    {READ(METERING, bill_to_date)},
    {READ(PREPAYMENT, credit_remaining)},
};

static const cat_component response[] = {
    {RETURN(METERING, bill_to_date)},
    {RETURN(PREPAYMENT, credit_remaining)},
};

const cat_use_case cat_uc_GCS60 = {
    .name = "GCS60",
    .title = "Read Meter Balance for GSME",
    .message_code = 0x008d,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .superseded_by = "GCS60a",
    .provenance = CAT_VERIFIED,
};
