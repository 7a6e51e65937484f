/* GCS13a: Read GSME Consumption Register. */
#include "usecase/gbz_internal.h"

static const uint16_t register_read[] = {0x0302, 0x0301, 0x0300, 0x0000};

static const cat_component command[] = {
    {READ(METERING, register_read)},
};

static const cat_component response[] = {
    {RETURN_LAST_WORD(METERING, register_read), .encrypted = true},
};

const cat_use_case cat_uc_GCS13a = {
    .name = "GCS13a",
    .title = "Read GSME Consumption Register",
    .message_code = 0x0074,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR,
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
