/* ECS24b: Read ESME Tariff Data - second element. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(secondary_tariff_price_matrix, 5)},    {GET(secondary_active_tariff_price, 2)},
    {GET(secondary_active_tariff_price, 3)},    {GET(secondary_tariff_special_days, 2)},
    {GET(secondary_tariff_switching_table, 3)}, {GET(secondary_tariff_switching_table, 4)},
    {GET(secondary_tariff_switching_table, 5)},
};

const cat_use_case cat_uc_ECS24b = {
    .name = "ECS24b",
    .title = "Read ESME Tariff Data - second element",
    .message_code = 0x00bd,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
};
