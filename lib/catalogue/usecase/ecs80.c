/* ECS80: Supply Outage Restore Alert from ESME. */
#include "usecase/dlms_internal.h"

static const uint16_t codes[] = {0x8f35, 0x8f36, 0x8f37, 0x8f38, 0x8f39, 0x8f3a, 0x8f3b, 0x8f3c};

STRUCT(body, OF("OutageDateTime", cat_d_date_time), OF("RestorationDateTime", cat_d_date_time));
static const cat_field alert = OF("SupplyOutageRestored", body);

const cat_use_case cat_uc_ECS80 = {
    .name = "ECS80",
    .title = "Supply Outage Restore Alert from ESME",
    .message_code = 0x0067,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_SIGNATURE,
    .alert = {.body = &alert},
    ALERT_CODES(codes),
    .provenance = CAT_VERIFIED,
};
