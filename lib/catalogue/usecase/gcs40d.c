/* GCS40d: Reset Credit Mode Meter Balance on the GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant adjustment[] = {FIXED("StartTime", 0), FIXED("CreditAdjustmentType", 2),
                                          FIXED("CreditAdjustmentValue", 0)};

static const cat_component command[] = {
    {ASK(PREPAYMENT, credit_adjustment), FIXED_BY(adjustment)},
};

const cat_use_case cat_uc_GCS40d = {
    .name = "GCS40d",
    .title = "Reset Credit Mode Meter Balance on the GSME",
    .message_code = 0x00c2,
    .format = CAT_FORMAT_GBZ,
    .critical = true,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = COMPONENTS(command),
    .provenance = CAT_VERIFIED,
};
