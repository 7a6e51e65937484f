/* GCS33: Read GSME Valve Status. */
#include "usecase/gbz_internal.h"

static const uint16_t valve[] = {0x0205, 0x0014};

static const cat_component command[] = {
    {READ(METERING, valve)},
};

static const cat_component response[] = {
    {RETURN(METERING, valve)},
};

const cat_use_case cat_uc_GCS33 = {
    .name = "GCS33",
    .title = "Read GSME Valve Status",
    .message_code = 0x0082,
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
