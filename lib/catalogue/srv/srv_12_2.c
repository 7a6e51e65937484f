/* 12.2: Device Pre-notification. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_12_2 = {
    .srv = "12.2",
    .reference = "12.2",
    .name = "Device Pre-notification",
    .body = "DevicePrenotification",
    .command_variants = DCC_VARIANT,
    .users = CAT_USER_IS | CAT_USER_ES | CAT_USER_GS | CAT_USER_RSA | CAT_USER_ED | CAT_USER_GT | CAT_USER_OU,
    .provenance = CAT_VERIFIED,
};
