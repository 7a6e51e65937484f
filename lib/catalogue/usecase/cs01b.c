/* CS01b: Apply Prepayment Top Up to a GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant source[] = {FIXED("OriginatingDevice", 0)};

static const cat_component command[] = {
    {ASK(PREPAYMENT, consumer_top_up), FIXED_BY(source)},
};

static const cat_component response[] = {
    {ANSWER_PLAIN(PREPAYMENT, consumer_top_up_response)},
};

const cat_use_case cat_uc_CS01b = {
    .name = "CS01b",
    .title = "Apply Prepayment Top Up to a GSME",
    .message_code = 0x0097,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .response_date_time = true,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
    .notes = "The token is checked as a UTRN; a refusal is a result in the normal response.",
};
