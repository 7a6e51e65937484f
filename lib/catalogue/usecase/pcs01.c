/* PCS01: Apply Prepayment Top Up to a GSME using PPMID. */
#include "usecase/gbz_internal.h"

static const cat_constant source[] = {FIXED("OriginatingDevice", 2)};

static const cat_component command[] = {
    {ASK(PREPAYMENT, consumer_top_up), FIXED_BY(source)},
};

static const cat_component response[] = {
    {ANSWER_PLAIN(PREPAYMENT, consumer_top_up_response)},
};

const cat_use_case cat_uc_PCS01 = {
    .name = "PCS01",
    .title = "Apply Prepayment Top Up to a GSME using PPMID",
    .message_code = 0x009b,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_DEVICE,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
    .notes = "Stays on the HAN.",
};
