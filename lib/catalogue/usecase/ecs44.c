/* ECS44: Arm Load Switch in ESME. */
#include "usecase/dlms_internal.h"

FIXED_NAMED(arm_supply, CAT_D_U16, 0x36, "ArmSupply");
static const cat_field script = OF("SupplyState", arm_supply);

static const cat_item items[] = {
    {ACTION(supply_scripts, 1), .argument = &script},
};

const cat_use_case cat_uc_ECS44 = {
    .name = "ECS44",
    .title = "Arm Load Switch in ESME",
    .message_code = 0x0051,
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
