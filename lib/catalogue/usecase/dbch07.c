/* DBCH07: Sub GHz Channel Changed Sub GHz Alert. */
#include "usecase/dlms_internal.h"

static const uint16_t codes[] = {0x8f26};

OCTETS(action, 1, 1);
STRUCT(change, OF("SubGHzChannel", cat_d_channel_mask), OF("Action", action));
STRUCT(body, OF("ChannelChange", change));
static const cat_field alert = OF("SubGHzChannelChanged", body);

const cat_use_case cat_uc_DBCH07 = {
    .name = "DBCH07",
    .title = "Sub GHz Channel Changed Sub GHz Alert",
    .message_code = 0x0111,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_CHF,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_MAC,
    .alert = {.body = &alert},
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
