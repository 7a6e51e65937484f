/* ECS01a: Set Tariff and Price on ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(tariff_switching_table, 7)},
    {SET(tariff_switching_table, 8)},
    {SET(tariff_switching_table, 9)},
    {SET(tariff_special_days_next, 2)},
    {SET(block_thresholds_1_next, 2)},
    {SET(block_thresholds_2_next, 2)},
    {SET(block_thresholds_3_next, 2)},
    {SET(block_thresholds_4_next, 2)},
    {SET(block_thresholds_5_next, 2)},
    {SET(block_thresholds_6_next, 2)},
    {SET(block_thresholds_7_next, 2)},
    {SET(block_thresholds_8_next, 2)},
    {SET(currency_unit, 4)},
    {SET(standing_charge, 6)},
    {SET(tariff_price_matrix, 6)},
    {ACTIVATE(tariff_switching_table, 10)},
    {ACTIVATE(tariff_special_days_activation, 6)},
    {ACTIVATE(currency_unit, 6)},
    {ACTIVATE(standing_charge, 7)},
    {ACTIVATE(tariff_price_matrix, 7)},
    {ACTIVATE(block_thresholds_activation, 6)},
};

const cat_use_case cat_uc_ECS01a = {
    .name = "ECS01a",
    .title = "Set Tariff and Price on ESME",
    .message_code = 0x0019,
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
    .notes = "Six instructions are dated, all for the same time. The matrix of thresholds has one object "
             "for each TOU, of which only the used thresholds are sent.",
};
