/* GCS21e: Read GSME/GPF Configuration Data Device Information (device identity). */
#include "usecase/gbz_internal.h"

static const uint16_t identity[] = {0x0004, 0x0005, 0x0003};
static const uint16_t states[] = {0x0608, 0x0607};

static const cat_component command[] = {
    {READ(BASIC, identity)},
    {READ(METERING, states)},
};

static const cat_component response[] = {
    {RETURN(BASIC, identity)},
    {RETURN(METERING, states)},
};

const cat_use_case cat_uc_GCS21e = {
    .name = "GCS21e",
    .title = "Read GSME/GPF Configuration Data Device Information (device identity)",
    .message_code = 0x009e,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .superseded_by = "GCS21m",
    .provenance = CAT_VERIFIED,
};
