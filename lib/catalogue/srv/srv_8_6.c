/* 8.6: Service Opt In. */
#include "srv/srv_internal.h"

const cat_service_request cat_srv_8_6 = {
    .srv = "8.6",
    .reference = "8.6",
    .name = "Service Opt In",
    .body = "ServiceOptIn",
    .command_variants = DCC_VARIANT,
    .provenance = CAT_SOURCED,
    .notes = "A leftover of opting in: refused for every User.",
};
