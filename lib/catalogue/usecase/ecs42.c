/* ECS42: Remotely Close the Load Switch on the ESME. */
#include "usecase/dlms_internal.h"

FIXED_NAMED(enable_supply, CAT_D_U16, 0x33, "EnableSupply");
static const cat_field script = OF("SupplyState", enable_supply);
static const cat_item items[] = {{ACTION(supply_scripts, 1), .argument = &script}};

const cat_use_case cat_uc_ECS42 = {
    .name = "ECS42",
    .title = "Remotely Close the Load Switch on the ESME",
    .message_code = 0x004f,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
