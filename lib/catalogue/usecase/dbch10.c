/* DBCH10: Message Discarded Due to Duty Cycle Management Sub GHz Alert. */
#include "usecase/dlms_internal.h"

static const uint16_t codes[] = {0x8f2c};

static const cat_field fields[] = {OF("BusinessOriginatorId", cat_b_eui64),
                                   OF("BusinessTargetId", cat_b_eui64), OF("CRAFlag", cat_b_cra),
                                   OF("OriginatorCounter", cat_b_u64)};
PACKED(message, 25, fields);
STRUCT(body, OF("Message", message));
static const cat_field alert = OF("MessageDiscarded", body);

const cat_use_case cat_uc_DBCH10 = {
    .name = "DBCH10",
    .title = "Message Discarded Due to Duty Cycle Management Sub GHz Alert",
    .message_code = 0x0114,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_CHF,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_MAC,
    .alert = {.body = &alert},
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
