/* PCS02: Activate Emergency Credit on GSME from PPMID. */
#include "usecase/gbz_internal.h"

static const cat_constant by_ppmid[] = {FIXED("CommandIssueDateTime", 0), FIXED("OriginatingDevice", 2)};

static const cat_component command[] = {
    {ASK(PREPAYMENT, select_available_emergency_credit), FIXED_BY(by_ppmid)},
};

const cat_use_case cat_uc_PCS02 = {
    .name = "PCS02",
    .title = "Activate Emergency Credit on GSME from PPMID",
    .message_code = 0x0090,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_DEVICE,
    .replay_protected = CAT_NOT_STATED,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .provenance = CAT_VERIFIED,
    .notes = "Stays on the HAN.",
};
