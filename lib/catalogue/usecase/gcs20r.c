/* GCS20r: Read non-critical event and alert behaviours - GSME- Supplier. */
#include "usecase/gbz_internal.h"

static const cat_constant all_supplier_events[] = {FIXED("EventId", 0x81ff)};

static const cat_component command[] = {
    {PUBLISH(DEVICE_MANAGEMENT, get_event_configuration), FIXED_BY(all_supplier_events)},
};

static const cat_component response[] = {
    {.cluster = CLUSTER_DEVICE_MANAGEMENT,
     .command = &cat_zcl_report_event_configuration,
     .frame_control = 0x01},
};

const cat_use_case cat_uc_GCS20r = {
    .name = "GCS20r",
    .title = "Read non-critical event and alert behaviours - GSME- Supplier",
    .message_code = 0x00f1,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
};
