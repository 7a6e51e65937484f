/* ECS01d: Set Price on ESME secondary. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(secondary_tariff_price_matrix, 6)},
    {ACTIVATE(secondary_tariff_price_matrix, 7)},
};

const cat_use_case cat_uc_ECS01d = {
    .name = "ECS01d",
    .title = "Set Price on ESME secondary",
    .message_code = 0x00c7,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_YES,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .response_date_time = true,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
