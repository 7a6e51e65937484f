/* 5.2: Read Schedule. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_5_2 = {
    .srv = "5.2",
    .reference = "5.2",
    .name = "Read Schedule",
    .body = "ReadSchedule",
    .command_variants = DCC_VARIANT,
    .users = CAT_USER_IS | CAT_USER_ES | CAT_USER_GS | CAT_USER_ED | CAT_USER_GT | CAT_USER_OU,
    .provenance = CAT_VERIFIED,
};
