/* GCS38: Read GSME Firmware Version. */
#include "usecase/gbz_internal.h"

static const uint16_t firmware_version[] = {0x0206};

static const cat_component command[] = {
    {READ(METERING, firmware_version)},
};

static const cat_component response[] = {
    {RETURN(METERING, firmware_version)},
};

const cat_use_case cat_uc_GCS38 = {
    .name = "GCS38",
    .title = "Read GSME Firmware Version",
    .message_code = 0x0084,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
};
