/* GCS41: Set MPRN Value on the GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant now[] = {FIXED("SiteIdTime", 0), NO_PROVIDER};

static const cat_component command[] = {
    {PUBLISH(DEVICE_MANAGEMENT, update_site_id), FIXED_BY(now)},
};

const cat_use_case cat_uc_GCS41 = {
    .name = "GCS41",
    .title = "Set MPRN Value on the GSME",
    .message_code = 0x0087,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .provenance = CAT_VERIFIED,
};
