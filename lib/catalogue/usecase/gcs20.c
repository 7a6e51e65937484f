/* GCS20: Set Alert Behaviours - GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant by_list[] = {FIXED("StartDateTime", 0), FIXED("ConfigurationControl", 0)};

static const cat_component command[] = {
    {PUBLISH(DEVICE_MANAGEMENT, set_event_configuration), TIMES(1, 31), FIXED_BY(by_list)},
};

const cat_use_case cat_uc_GCS20 = {
    .name = "GCS20",
    .title = "Set Alert Behaviours - GSME",
    .message_code = 0x00ad,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .provenance = CAT_VERIFIED,
    .notes = "One component per configuration octet, with all the codes that share it.",
};
