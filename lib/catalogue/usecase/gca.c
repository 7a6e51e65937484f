/* GCA: Generic Critical Alert: code and time only. */
#include "usecase/usecase_internal.h"

const cat_use_case cat_uc_GCA = {
    .name = "GCA",
    .title = "Generic Critical Alert",
    .message_code = 0x1000,
    .format = CAT_FORMAT_DEVICE,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_CHF | CAT_DEVICE_GPF | CAT_DEVICE_SAPC,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .alert_protection = BY_SIGNATURE,
    .provenance = CAT_VERIFIED,
};
