/* PECS01: Apply Prepayment Top Up to an ESME using PPMID. */
#include "usecase/usecase_internal.h"

const cat_use_case cat_uc_PECS01 = {
    .name = "PECS01",
    .title = "Apply Prepayment Top Up to an ESME using PPMID",
    .message_code = 0x0116,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_DEVICE,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .provenance = CAT_SOURCED,
    .notes = "ZigBee commands on the HAN only; no GBCS message exists.",
};
