/* ECS35f: Read ALCS Event Log. */
#include "usecase/dlms_internal.h"

static const cat_item items[] = {
    {GET_ENTRIES(auxiliary_controller_event_log, 2)},
};

const cat_use_case cat_uc_ECS35f = {
    .name = "ECS35f",
    .title = "Read ALCS Event Log",
    .message_code = 0x00ba,
    .format = CAT_FORMAT_DLMS,
    .devices = CAT_DEVICE_ESME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = ITEMS(items),
    .superseded_by = "ECS35g",
    .provenance = CAT_VERIFIED,
};
