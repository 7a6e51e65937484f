/* GCS21d: Read GSME configuration (BillingCalendar). */
#include "usecase/gbz_internal.h"

static const cat_constant next_period[] = {FIXED("EarliestStartTime", 0),
                                           FIXED("MinIssuerEventId", 0xffffffff),
                                           FIXED("NumberOfCommands", 1), FIXED("TariffType", 0)};

static const cat_component command[] = {
    {ASK(PRICE, get_billing_period), FIXED_BY(next_period)},
};

static const cat_component response[] = {
    {ANSWER_PLAIN(PRICE, publish_billing_period)},
};

const cat_use_case cat_uc_GCS21d = {
    .name = "GCS21d",
    .title = "Read GSME configuration (BillingCalendar)",
    .message_code = 0x009d,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .superseded_by = "GCS21k",
    .provenance = CAT_VERIFIED,
};
