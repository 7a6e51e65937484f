/* Events (0709): event and security logs. */
#include "zcl/zcl_internal.h"

/* Low nibble log, high nibble 1: entries with their data. */
static const cat_type log_control = {.kind = CAT_Z_BITMAP, .size = 1, .view = CAT_VIEW_HEX};

COMMAND(get_event_log, CLUSTER_EVENTS, 0x00, FROM_CLIENT, "GetEventLog",
        OF("EventControlAndLogId", log_control), OF("EventId", cat_z_event_id), UTC("StartTime"),
        UTC("EndTime"), U8("NumberOfEvents"), U16("EventOffset"));

COMMAND(clear_event_log_request, CLUSTER_EVENTS, 0x01, FROM_CLIENT, "ClearEventLogRequest",
        OF("LogId", cat_z_log_id));

#define LOG_HEADER                                                                                           \
    U16("TotalNumberOfMatchingEvents"), U8("CommandIndex"), U8("TotalNumberOfCommands"),                     \
        BITS8("LogPayloadControl")

static const cat_type event_data = {.kind = CAT_Z_OCTETS};
STRUCT(event, OF("LogId", cat_z_log_id), OF("EventId", cat_z_event_id), UTC("EventTime"),
       OF("EventData", event_data));
LIST(event_log, "LogEntry", event);
COMMAND(publish_event_log, CLUSTER_EVENTS, 0x01, FROM_SERVER, "PublishEventLog", LOG_HEADER,
        OF("Log", event_log));

static const cat_name cleared_names[] = {{0x08, "GeneralEvent"}, {0x10, "SecurityEvent"}};
static const cat_type cleared = {
    .kind = CAT_Z_BITMAP, .size = 1, .names = {cleared_names, ALB_COUNT(cleared_names)}};
COMMAND(clear_event_log_response, CLUSTER_EVENTS, 0x02, FROM_SERVER, "ClearEventLogResponse",
        OF("ClearedEventLogs", cleared));
