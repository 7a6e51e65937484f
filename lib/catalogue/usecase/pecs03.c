/* PECS03: Request to Enable ESME Supply from PPMID. */
#include "usecase/usecase_internal.h"

const cat_use_case cat_uc_PECS03 = {
    .name = "PECS03",
    .title = "Request to Enable ESME Supply from PPMID",
    .message_code = 0x0118,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_DEVICE,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .provenance = CAT_SOURCED,
    .notes = "ZigBee commands on the HAN only; no GBCS message exists.",
};
