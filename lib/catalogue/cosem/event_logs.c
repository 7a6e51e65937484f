/* Logs of events (SMETS2 5.7.5.6, 16, 25, 31; CHTS 4.6.3; devices.md 16.6). */
#include "cosem/cosem_internal.h"

/* Message code of the command, for the codes 8154, 8155, 8161, 8162; channel and action on the sub-GHz log.
 */
OCTETS(other_information, 0, 8);

LOG(events, 100, OF("Timestamp", cat_d_log_time), OF("LogCode", cat_d_alert_code),
    OF("OtherInformation", other_information));
OBJECT(event_log, 7, (0, 0, 99, 98, 0, 255), "EventLog", ON_ALL, ATTRIBUTE(2, "buffer", "EventLog", events),
       METHOD(1, "reset", "ClearEventLog", cat_d_unused));

LOG(security_events, 100, OF("Timestamp", cat_d_log_time), OF("LogCode", cat_d_alert_code));
PROFILE(security_log, (0, 0, 99, 98, 1, 255), "SecurityLog", ON_ALL, security_events);

LOG(power_events, 100, OF("Timestamp", cat_d_log_time), OF("LogCode", cat_d_alert_code),
    OF("OtherInformation", cat_d_u32));
PROFILE(power_event_log, (0, 0, 99, 98, 4, 255), "PowerEventLog", ON_ESME, power_events);

LOG(boosts, 25, OF("BoostStart", cat_d_log_time), OF("BoostEnd", cat_d_log_time));
PROFILE(boost_function_event_log, (0, 0, 99, 98, 20, 255), "BoostFunctionEventLog", ON_ESME, boosts);

static const cat_type action = {.kind = CAT_D_U16, .view = CAT_VIEW_HEX};
ENUM(outcome, {0, "Requested"}, {1, "Succeeded"}, {2, "Failed"});
static const cat_type han_command = {.kind = CAT_D_U32, .view = CAT_VIEW_HEX};
LOG(controller_events, 100, OF("Timestamp", cat_d_log_time), OF("SwitchNumberAndAction", action),
    OF("Outcome", outcome), OF("HANCommandId", han_command));
OBJECT(auxiliary_controller_event_log, 7, (0, 17, 99, 98, 2, 255), "AuxiliaryControllerEventLog",
       ON_ESME_AND_SAPC, ATTRIBUTE(2, "buffer", "AuxiliaryControllerEventLog", controller_events),
       METHOD(1, "reset", "ClearAuxiliaryControllerEventLog", cat_d_unused));

LOG(channel_events, 100, OF("Timestamp", cat_d_log_time), OF("LogCode", cat_d_alert_code),
    OF("OtherInformation", other_information));
PROFILE(sub_ghz_channel_log, (0, 0, 94, 44, 10, 3), "SubGHzChannelLog", ON_CHF, channel_events);
