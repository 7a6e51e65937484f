/* GCS07: Send Message to GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant until_replaced[] = {FIXED("MessageControl", 0), FIXED("DurationInMinutes", 0xffff)};

static const cat_component command[] = {
    {PUBLISH(MESSAGING, display_message), FIXED_BY(until_replaced)},
};

const cat_use_case cat_uc_GCS07 = {
    .name = "GCS07",
    .title = "Send Message to GSME",
    .message_code = 0x0071,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .provenance = CAT_VERIFIED,
};
