/* GCS32: Remotely close the valve in the GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant now[] = {NO_PROVIDER, FIXED("RequestDateTime", 0),
                                   FIXED("ImplementationDateTime", 0), FIXED("ProposedSupplyStatus", 0),
                                   FIXED("SupplyControlBits", 1)};

static const cat_component command[] = {
    {ASK(METERING, change_supply), FIXED_BY(now)},
};

static const cat_component response[] = {
    {ANSWER_PLAIN(METERING, supply_status_response)},
};

const cat_use_case cat_uc_GCS32 = {
    .name = "GCS32",
    .title = "Remotely close the valve in the GSME",
    .message_code = 0x0081,
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
