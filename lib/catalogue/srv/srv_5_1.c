/* 5.1: Create Schedule. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_5_1 = {
    .srv = "5.1",
    .reference = "5.1",
    .name = "Create Schedule",
    .body = "CreateSchedule",
    .command_variants = DCC_VARIANT,
    .users = CAT_USER_IS | CAT_USER_ES | CAT_USER_GS | CAT_USER_ED | CAT_USER_GT | CAT_USER_OU,
    .provenance = CAT_VERIFIED,
};
