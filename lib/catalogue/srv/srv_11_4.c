/* 11.4: Update PPMID Firmware. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_11_4 = {
    .srv = "11.4",
    .reference = "11.4",
    .name = "Update PPMID Firmware",
    .body = "UpdatePPMIDFirmware",
    .command_variants = DCC_VARIANT,
    .users = CAT_USER_IS | CAT_USER_GS,
    .provenance = CAT_VERIFIED,
};
