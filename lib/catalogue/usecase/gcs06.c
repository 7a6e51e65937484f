/* GCS06: Activate Emergency Credit Remotely on GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant by_supplier[] = {FIXED("CommandIssueDateTime", 0), FIXED("OriginatingDevice", 0)};

static const cat_component command[] = {
    {ASK(PREPAYMENT, select_available_emergency_credit), FIXED_BY(by_supplier)},
};

const cat_use_case cat_uc_GCS06 = {
    .name = "GCS06",
    .title = "Activate Emergency Credit Remotely on GSME",
    .message_code = 0x0070,
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
