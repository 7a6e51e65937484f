/* 6.25: Set Electricity Supply Tamper State. */
#include "srv/srv_internal.h"

/* True: locked. */
static const cat_mapping electricity[] = {
    {NAMES("SupplyTamperState", "SupplyTamperState", "Locked=255,Unchanged=0")}};

static const cat_target targets[] = {
    {USE(ECS81), MAPPED(electricity)},
};

const cat_service_request cat_srv_6_25 = {
    .srv = "6.25",
    .reference = "6.25",
    .name = "Set Electricity Supply Tamper State",
    .body = "SetElectricitySupplyTamperState",
    .critical = true,
    .device = true,
    .on_demand = true,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
