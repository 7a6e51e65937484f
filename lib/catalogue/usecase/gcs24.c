/* GCS24: Set Uncontrolled Gas Flow Rate and Supply Tamper State on the GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant flow_threshold[] = {NO_PROVIDER, FIXED("UnitOfMeasure", 1), FIXED("Multiplier", 1)};
static const cat_constant supply_status[] = {FIXED("SupplyUncontrolledFlowState", 0),
                                             FIXED("LoadLimitSupplyState", 3)};

static const cat_component command[] = {
    {ASK(METERING, set_uncontrolled_flow_threshold), FIXED_BY(flow_threshold)},
    {ASK(METERING, set_supply_status), FIXED_BY(supply_status)},
};

const cat_use_case cat_uc_GCS24 = {
    .name = "GCS24",
    .title = "Set Uncontrolled Gas Flow Rate and Supply Tamper State on the GSME",
    .message_code = 0x007d,
    .format = CAT_FORMAT_GBZ,
    .critical = true,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = COMPONENTS(command),
    .superseded_by = "GCS24a",
    .provenance = CAT_VERIFIED,
};
