/* GCS13b: Read GSME Block Counters. */
#include "usecase/gbz_internal.h"

static const uint16_t block_counters[] = {0x0700, 0x0701, 0x0702, 0x0703, 0x0302, 0x0301, 0x0300};

static const cat_component command[] = {
    {READ(METERING, block_counters)},
};

static const cat_component response[] = {
    {RETURN_LAST_WORD(METERING, block_counters), .encrypted = true},
};

const cat_use_case cat_uc_GCS13b = {
    .name = "GCS13b",
    .title = "Read GSME Block Counters",
    .message_code = 0x00b8,
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
