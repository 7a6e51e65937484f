/* HECS01: Request Control of HCALCS [n]. */
#include "usecase/usecase_internal.h"

const cat_use_case cat_uc_HECS01 = {
    .name = "HECS01",
    .title = "Request Control of HCALCS [n]",
    .message_code = 0x0119,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_DEVICE,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .provenance = CAT_SOURCED,
    .notes = "ZigBee commands on the HAN only; no GBCS message exists.",
};
