/* 11.1: Update Firmware. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_11_1 = {
    .srv = "11.1",
    .reference = "11.1",
    .name = "Update Firmware",
    .body = "UpdateFirmware",
    .command_variants = DCC_VARIANT,
    .users = CAT_USER_IS | CAT_USER_GS,
    .provenance = CAT_VERIFIED,
};
