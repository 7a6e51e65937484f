/* 12.1: Request WAN Matrix. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_12_1 = {
    .srv = "12.1",
    .reference = "12.1",
    .name = "Request WAN Matrix",
    .body = "RequestWANMatrix",
    .command_variants = DCC_VARIANT,
    .users = CAT_USER_IS | CAT_USER_ES | CAT_USER_GS | CAT_USER_RSA | CAT_USER_ED | CAT_USER_GT | CAT_USER_OU,
    .provenance = CAT_VERIFIED,
};
