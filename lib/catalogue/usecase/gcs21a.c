/* GCS21a: Read Gas Configuration Data Device Information. */
#include "usecase/gbz_internal.h"

static const uint16_t conversion[] = {0x0306, 0x0305, 0x0304, 0x0303, 0x0302};
static const uint16_t flow_check[] = {0x0b13, 0x0b12, 0x0b11, 0x0b10, 0x0b14, 0x0b15};

static const cat_component command[] = {
    {READ(PRICE, conversion)},
    {READ(METERING, flow_check)},
};

static const cat_component response[] = {
    {RETURN(PRICE, conversion)},
    {RETURN(METERING, flow_check)},
};

const cat_use_case cat_uc_GCS21a = {
    .name = "GCS21a",
    .title = "Read Gas Configuration Data Device Information",
    .message_code = 0x007b,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
};
