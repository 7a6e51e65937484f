/* GCS09: Set Change of Tenancy date on GPF. */
#include "usecase/gbz_internal.h"

static const cat_constant new_tenant[] = {NO_PROVIDER, FIXED("TariffType", 0),
                                          FIXED("ProposedTenancyChangeControl", 0x200)};

static const cat_component command[] = {
    {PUBLISH(DEVICE_MANAGEMENT, publish_change_of_tenancy), FIXED_BY(new_tenant)},
};

const cat_use_case cat_uc_GCS09 = {
    .name = "GCS09",
    .title = "Set Change of Tenancy date on GPF",
    .message_code = 0x0072,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GPF,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .provenance = CAT_VERIFIED,
};
