/* ECS101: Limit APC [n] Level Command processed. */
#include "usecase/dlms_internal.h"

static const uint16_t codes[] = {0x8f86};

/* Direction (1 output, 2 input) and controller: four bits each. */
static const cat_type direction_and_number = {.kind = CAT_D_U8, .view = CAT_VIEW_HEX};
static const cat_type level = {.kind = CAT_D_U8, .unit = "%"};
STRUCT(body, OF("DirectionAndControllerNumber", direction_and_number),
       OF("LimitPeriodStart", cat_d_date_time), OF("LimitPeriodEnd", cat_d_date_time), OF("Level", level));
static const cat_field alert = OF("LimitLevelCommandProcessed", body);

const cat_use_case cat_uc_ECS101 = {
    .name = "ECS101",
    .title = "Limit APC [n] Level Command processed",
    .message_code = 0x0121,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_SAPC,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_SIGNATURE,
    .alert = {.body = &alert},
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
