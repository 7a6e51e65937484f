/* 6.14.1: Update Device Configuration (Auxiliary Load Control Description). */
#include "srv/srv_internal.h"

#define DESCRIPTION(n)                                                                                       \
    COPY("AuxiliaryController" #n "Description", "ALCSHCALCSDescription[index=" #n "]/SwitchDescription")
static const cat_mapping electricity[] = {
    {DESCRIPTION(1)}, {DESCRIPTION(2)}, {DESCRIPTION(3)}, {DESCRIPTION(4)}, {DESCRIPTION(5)}};

static const cat_target targets[] = {
    {USE(ECS46a), MAPPED(electricity)},
};

const cat_service_request cat_srv_6_14_1 = {
    .srv = "6.14.1",
    .reference = "6.14",
    .name = "Update Device Configuration (Auxiliary Load Control Description)",
    .body = "UpdateDeviceConfigurationALCDescriptions",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
