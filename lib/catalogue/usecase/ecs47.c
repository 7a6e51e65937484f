/* ECS47: Set or Reset HC ALCS or ALCS State. */
#include "usecase/dlms_internal.h"

/* Minutes, where ECS47a has date-times. */
static const cat_type minutes = {.kind = CAT_D_U16, .unit = "min"};
#define MINUTES(number)                                                                                      \
    static const cat_field active_##number = OF("AuxiliaryController" #number "ActivateMinutes", minutes);   \
    static const cat_field inactive_##number = OF("AuxiliaryController" #number "DeactivateMinutes", minutes)
#define SET_MINUTES(number)                                                                                  \
    {SET(setting_period_start_##number, 2), .argument = &active_##number, .optional = true},                 \
    {                                                                                                        \
        SET(setting_period_end_##number, 2), .argument = &inactive_##number, .optional = true                \
    }
MINUTES(1);
MINUTES(2);
MINUTES(3);
MINUTES(4);
MINUTES(5);

static const cat_item items[] = {
    SET_MINUTES(1), SET_MINUTES(2), SET_MINUTES(3),
    SET_MINUTES(4), SET_MINUTES(5), {ACTION(controller_scripts, 1)},
};

const cat_use_case cat_uc_ECS47 = {
    .name = "ECS47",
    .title = "Set or Reset HC ALCS or ALCS State",
    .message_code = 0x0055,
    .format = CAT_FORMAT_DLMS,
    .critical = true,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .command = ITEMS(items),
    .superseded_by = "ECS47a",
    .provenance = CAT_VERIFIED,
    .notes = "Of a controller either the minutes to be active or the minutes to be inactive are set "
             "first, for a reset neither.",
};
