/* GCS39: Arm Valve in GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant now[] = {NO_PROVIDER, FIXED("RequestDateTime", 0),
                                   FIXED("ImplementationDateTime", 0), FIXED("ProposedSupplyStatus", 1),
                                   FIXED("SupplyControlBits", 1)};

static const cat_component command[] = {
    {ASK(METERING, change_supply), FIXED_BY(now)},
};

static const cat_component response[] = {
    {ANSWER_PLAIN(METERING, supply_status_response)},
};

const cat_use_case cat_uc_GCS39 = {
    .name = "GCS39",
    .title = "Arm Valve in GSME",
    .message_code = 0x0085,
    .format = CAT_FORMAT_GBZ,
    .critical = true,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
};
