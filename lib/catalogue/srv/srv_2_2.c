/* 2.2: Top Up Device. */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {{COPY("AddCredit", "UTRN")}};

static const cat_mapping gas[] = {{COPY("ConsumerTopUp/TopUpCode", "UTRN")}};

static const cat_target targets[] = {
    {USE(CS01a), .devices = CAT_DEVICE_ESME, MAPPED(electricity)},
    {USE(CS01b), .devices = CAT_DEVICE_GSME, MAPPED(gas)},
};

const cat_service_request cat_srv_2_2 = {
    .srv = "2.2",
    .reference = "2.2",
    .name = "Top Up Device",
    .body = "TopUpDevice",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
    .notes = "Not critical: the token carries its own authentication. The counter of the request is that of "
             "the token times 2^32.",
};
