/* 9.1: Request Customer Identification Number. */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {{MAKE("CustomerIdentificationNumber", NULL, "pin")}};

static const cat_mapping gas[] = {
    {MAKE("*/IssuerEventId", NULL, "now")},
    {MAKE("UpdateCIN/CustomerIdNumber", NULL, "pin")},
};

static const cat_target targets[] = {
    {USE(ECS50), .devices = CAT_DEVICE_ESME, MAPPED(electricity)},
    {USE(GCS36), .devices = CAT_DEVICE_GSME, MAPPED(gas)},
};

const cat_service_request cat_srv_9_1 = {
    .srv = "9.1",
    .reference = "9.1",
    .name = "Request Customer Identification Number",
    .body = "RequestCustomerIdentificationNumber",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_OU,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
    .notes = "The DCC makes up the number, sends it to the meter and tells the User when the meter has it.",
};
