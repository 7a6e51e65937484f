/* CS01a: Apply Prepayment Top Up to an ESME. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {ACTION(token_gateway, 1)},
};

const cat_use_case cat_uc_CS01a = {
    .name = "CS01a",
    .title = "Apply Prepayment Top Up to an ESME",
    .message_code = 0x0007,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .response_date_time = true,
    .command = ITEMS(items),
    .provenance = CAT_VERIFIED,
    .notes = "The token is checked as a UTRN.",
};
