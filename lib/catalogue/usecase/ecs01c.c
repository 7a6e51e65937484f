/* ECS01c: Set Tariff and Price on ESME secondary. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(secondary_tariff_price_matrix, 6)},      {SET(secondary_tariff_switching_table, 7)},
    {SET(secondary_tariff_switching_table, 8)},   {SET(secondary_tariff_switching_table, 9)},
    {SET(secondary_tariff_special_days_next, 2)}, {ACTIVATE(secondary_tariff_switching_table, 10)},
    {ACTIVATE(secondary_tariff_price_matrix, 7)}, {ACTIVATE(secondary_tariff_special_days_activation, 6)},
};

const cat_use_case cat_uc_ECS01c = {
    .name = "ECS01c",
    .title = "Set Tariff and Price on ESME secondary",
    .message_code = 0x00b7,
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
