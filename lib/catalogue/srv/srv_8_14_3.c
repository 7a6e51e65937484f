/* 8.14.3: Communications Hub Status Update - Fault Return. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_8_14_3 = {
    .srv = "8.14.3",
    .reference = "8.14",
    .name = "Communications Hub Status Update - Fault Return",
    .body = "CHFFaultReturn",
    .command_variants = DCC_VARIANT,
    .users = CAT_USER_IS | CAT_USER_GS,
    .provenance = CAT_VERIFIED,
};
