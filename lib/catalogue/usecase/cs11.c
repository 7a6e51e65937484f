/* CS11: Clear ZigBee Device Event Log. */
#include "usecase/gbz_internal.h"

static const cat_constant event_log[] = {FIXED("LogId", 3)};

static const cat_component command[] = {
    {ASK(EVENTS, clear_event_log_request), FIXED_BY(event_log)},
};

static const cat_component response[] = {
    {ANSWER_PLAIN(EVENTS, clear_event_log_response)},
};

const cat_use_case cat_uc_CS11 = {
    .name = "CS11",
    .title = "Clear ZigBee Device Event Log",
    .message_code = 0x0015,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME | CAT_DEVICE_GPF,
    .roles = CAT_ROLE_SUPPLIER,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
};
