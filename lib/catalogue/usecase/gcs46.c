/* GCS46: Read MPRN on the GSME. */
#include "usecase/gbz_internal.h"

static const uint16_t mprn[] = {0x0307};

static const cat_component command[] = {
    {READ(METERING, mprn)},
};

static const cat_component response[] = {
    {RETURN(METERING, mprn)},
};

const cat_use_case cat_uc_GCS46 = {
    .name = "GCS46",
    .title = "Read MPRN on the GSME",
    .message_code = 0x0089,
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
