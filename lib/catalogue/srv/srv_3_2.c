/* 3.2: Restrict Access For Change Of Tenancy. */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {{COPY("RestrictDataDateTime", "RestrictionDateTime")}};

static const cat_mapping gas[] = {
    {MAKE("*/IssuerEventId", NULL, "now")},
    {COPY("PublishChangeOfTenancy/ImplementationDateTime", "RestrictionDateTime")},
};

static const cat_target targets[] = {
    {USE(ECS12), .devices = CAT_DEVICE_ESME, MAPPED(electricity)},
    {USE(GCS09), .devices = CAT_DEVICE_GPF, MAPPED(gas)},
};

const cat_service_request cat_srv_3_2 = {
    .srv = "3.2",
    .reference = "3.2",
    .name = "Restrict Access For Change Of Tenancy",
    .body = "RestrictAccessForChangeOfTenancy",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
    .notes = "On success the DCC ends what Other Users have scheduled.",
};
