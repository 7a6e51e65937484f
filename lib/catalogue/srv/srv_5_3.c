/* 5.3: Delete Schedule. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_5_3 = {
    .srv = "5.3",
    .reference = "5.3",
    .name = "Delete Schedule",
    .body = "DeleteSchedule",
    .command_variants = DCC_VARIANT,
    .users = CAT_USER_IS | CAT_USER_ES | CAT_USER_GS | CAT_USER_ED | CAT_USER_GT | CAT_USER_OU,
    .provenance = CAT_VERIFIED,
};
