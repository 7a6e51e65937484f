/* ECS43: Remotely Open the Load Switch on the ESME. */
#include "usecase/dlms_internal.h"

FIXED_NAMED(disable_supply, CAT_D_U16, 0x34, "DisableSupply");
static const cat_field script = OF("SupplyState", disable_supply);
static const cat_item items[] = {{ACTION(supply_scripts, 1), .argument = &script}};

const cat_use_case cat_uc_ECS43 = {
    .name = "ECS43",
    .title = "Remotely Open the Load Switch on the ESME",
    .message_code = 0x0050,
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
