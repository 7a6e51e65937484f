/* 8.14.2: Communications Hub Status Update - Install No SM WAN. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_8_14_2 = {
    .srv = "8.14.2",
    .reference = "8.14",
    .name = "Communications Hub Status Update - Install No SM WAN",
    .body = "CHFInstallSuccessNoSMWAN",
    .command_variants = DCC_VARIANT,
    .users = CAT_USER_IS | CAT_USER_GS,
    .provenance = CAT_VERIFIED,
};
