/* ECS05: Reset Tariff Block Counter Matrix. */
#include "usecase/dlms_internal.h"

FIXED(reset, CAT_D_U16, 0x63);
static const cat_field script = OF("TariffBlockCounterMatrix", reset);

static const cat_item items[] = {
    {ACTION(tariff_scripts, 1), .argument = &script},
};

const cat_use_case cat_uc_ECS05 = {
    .name = "ECS05",
    .title = "Reset Tariff Block Counter Matrix",
    .message_code = 0x001d,
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
