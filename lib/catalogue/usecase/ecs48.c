/* ECS48: Configure daily resetting of Tariff Block Counter Matrix. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {SET(block_counter_daily_reset, 4)},
};

const cat_use_case cat_uc_ECS48 = {
    .name = "ECS48",
    .title = "Configure daily resetting of Tariff Block Counter Matrix",
    .message_code = 0x00db,
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
    .notes = "One entry every day at midnight resets, no entry does not.",
};
