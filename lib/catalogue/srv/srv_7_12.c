/* 7.12: Set Randomised Offset Limit. */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {{COPY("RandomisedOffsetLimit", "RandomisedOffsetLimit")}};

static const cat_target targets[] = {
    {USE(ECS38), MAPPED(electricity)},
};

const cat_service_request cat_srv_7_12 = {
    .srv = "7.12",
    .reference = "7.12",
    .name = "Set Randomised Offset Limit",
    .body = "SetRandomisedOffsetLimit",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
