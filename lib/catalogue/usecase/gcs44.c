/* GCS44: Write Contact Details on GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant contact_details[] = {
    FIXED("CurrentProviderId", 0), FIXED("TariffType", 0), FIXED("ProposedProviderId", 0),
    FIXED("ProviderChangeImplementationTime", 0), FIXED("ProviderChangeControl", 0x1800)};

static const cat_component command[] = {
    {PUBLISH(DEVICE_MANAGEMENT, publish_change_of_supplier), FIXED_BY(contact_details)},
};

const cat_use_case cat_uc_GCS44 = {
    .name = "GCS44",
    .title = "Write Contact Details on GSME",
    .message_code = 0x0088,
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
