/* GCS21m: Read GSME configuration (identity, type and supply tamper / depletion state). */
#include "usecase/gbz_internal.h"

static const uint16_t identity[] = {0x0004, 0x0005};
static const uint16_t states[] = {0x0608, 0x0607};

static const cat_component command[] = {
    {READ(BASIC, identity)},
    {READ(METERING, states)},
};

static const cat_component response[] = {
    {RETURN(BASIC, identity)},
    {RETURN(METERING, states)},
};

const cat_use_case cat_uc_GCS21m = {
    .name = "GCS21m",
    .title = "Read GSME configuration (identity, type and supply tamper / depletion state)",
    .message_code = 0x00fb,
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
