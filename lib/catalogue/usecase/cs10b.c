/* CS10b: Read ZigBee Device Security Log. */
#include "usecase/gbz_internal.h"

static const cat_constant whole_log[] = {FIXED("EventId", 0), FIXED("NumberOfEvents", 0),
                                         FIXED("EventOffset", 0)};

static const cat_component command[] = {
    {ASK(EVENTS, get_event_log), FIXED_BY(whole_log)},
};

static const cat_component response[] = {
    {ANSWER(EVENTS, publish_event_log)},
};

const cat_use_case cat_uc_CS10b = {
    .name = "CS10b",
    .title = "Read ZigBee Device Security Log",
    .message_code = 0x00a1,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
    .notes = "Control and log id 0x04 asks the device's own security log, 0x07 the GPF's copy of the GSME's.",
};
