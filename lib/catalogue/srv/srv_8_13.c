/* 8.13: Return Local Command Response. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_8_13 = {
    .srv = "8.13",
    .reference = "8.13",
    .name = "Return Local Command Response",
    .body = "ReturnLocalCommandResponse",
    .command_variants = DCC_VARIANT,
    .users = CAT_USER_IS | CAT_USER_GS,
    .provenance = CAT_VERIFIED,
};
