/* 8.14.4: Communications Hub Status Update - No Fault Return. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_8_14_4 = {
    .srv = "8.14.4",
    .reference = "8.14",
    .name = "Communications Hub Status Update - No Fault Return",
    .body = "CHFNoFaultReturn",
    .command_variants = DCC_VARIANT,
    .users = CAT_USER_IS | CAT_USER_GS,
    .provenance = CAT_VERIFIED,
};
