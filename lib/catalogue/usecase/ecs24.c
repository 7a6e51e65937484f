/* ECS24: Read ESME Tariff Data. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET(active_tariff_price, 2)},    {GET(active_tariff_price, 3)},    {GET(tariff_switching_table, 3)},
    {GET(tariff_switching_table, 4)}, {GET(tariff_switching_table, 5)}, {GET(tariff_special_days, 2)},
    {GET(block_thresholds_1, 2)},     {GET(block_thresholds_2, 2)},     {GET(block_thresholds_3, 2)},
    {GET(block_thresholds_4, 2)},     {GET(block_thresholds_5, 2)},     {GET(block_thresholds_6, 2)},
    {GET(block_thresholds_7, 2)},     {GET(block_thresholds_8, 2)},     {GET(currency_unit, 2)},
    {GET(standing_charge, 5)},        {GET(tariff_price_matrix, 5)},
};

const cat_use_case cat_uc_ECS24 = {
    .name = "ECS24",
    .title = "Read ESME Tariff Data",
    .message_code = 0x003a,
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
