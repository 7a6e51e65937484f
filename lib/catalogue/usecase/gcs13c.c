/* GCS13c: Read GSME Register (TOU). */
#include "usecase/gbz_internal.h"

static const uint16_t tou_registers[] = {0x0302, 0x0301, 0x0300, 0x0100, 0x0102, 0x0104, 0x0106};

static const cat_component command[] = {
    {READ(METERING, tou_registers)},
};

static const cat_component response[] = {
    {RETURN_LAST_WORD(METERING, tou_registers), .encrypted = true},
};

const cat_use_case cat_uc_GCS13c = {
    .name = "GCS13c",
    .title = "Read GSME Register (TOU)",
    .message_code = 0x00b6,
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
