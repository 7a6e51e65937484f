/* 8.14.1: Communications Hub Status Update - Install Success. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_8_14_1 = {
    .srv = "8.14.1",
    .reference = "8.14",
    .name = "Communications Hub Status Update - Install Success",
    .body = "CHFInstallSuccessSMWAN",
    .command_variants = DCC_VARIANT,
    .users = CAT_USER_IS | CAT_USER_GS,
    .provenance = CAT_VERIFIED,
};
