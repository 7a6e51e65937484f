/* 8.2: Read Inventory. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_8_2 = {
    .srv = "8.2",
    .reference = "8.2",
    .name = "Read Inventory",
    .body = "ReadInventory",
    .command_variants = DCC_VARIANT,
    .users = CAT_USER_IS | CAT_USER_ES | CAT_USER_GS | CAT_USER_RSA | CAT_USER_ED | CAT_USER_GT | CAT_USER_OU,
    .provenance = CAT_VERIFIED,
};
