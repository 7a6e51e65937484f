/* 8.3: Decommission Device. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_8_3 = {
    .srv = "8.3",
    .reference = "8.3",
    .name = "Decommission Device",
    .body = "DecommissionDevice",
    .command_variants = DCC_VARIANT,
    .users = CAT_USER_IS | CAT_USER_GS,
    .provenance = CAT_VERIFIED,
};
