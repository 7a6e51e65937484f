/* 8.4: Update Inventory. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_8_4 = {
    .srv = "8.4",
    .reference = "8.4",
    .name = "Update Inventory",
    .body = "UpdateInventory",
    .command_variants = DCC_VARIANT,
    .users = CAT_USER_IS | CAT_USER_ES | CAT_USER_GS | CAT_USER_RSA | CAT_USER_ED | CAT_USER_GT | CAT_USER_OU,
    .provenance = CAT_VERIFIED,
};
