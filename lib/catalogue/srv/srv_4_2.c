/* 4.2: Read Instantaneous Export Registers. */
#include "srv/srv_internal.h"

static const cat_target targets[] = {
    {USE(ECS17a), .devices = CAT_DEVICE_ESME},
};

const cat_service_request cat_srv_4_2 = {
    .srv = "4.2",
    .reference = "4.2",
    .name = "Read Instantaneous Export Registers",
    .body = "ReadInstantaneousExportRegisters",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .schedulable = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_ES | CAT_USER_ED,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_SOURCED,
    .notes = "The request matrix does not let it be scheduled; the 5.4 schema does, and is newer.",
};
