/* PECS02: Activate Emergency Credit on ESME from PPMID. */
#include "usecase/usecase_internal.h"

const cat_use_case cat_uc_PECS02 = {
    .name = "PECS02",
    .title = "Activate Emergency Credit on ESME from PPMID",
    .message_code = 0x0117,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_DEVICE,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .provenance = CAT_SOURCED,
    .notes = "ZigBee commands on the HAN only; no GBCS message exists.",
};
