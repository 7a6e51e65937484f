/* 6.13: Read Event Or Security Log. */
#include "srv/srv_internal.h"

#define EVENTS      .when_present = "LogToRead[=Event]"
#define SECURITY    .when_present = "LogToRead[=Security]"
#define CONTROLLERS .when_present = "LogToRead[=ALCSEvent]"

/* Which log, in the low nibble; a gas proxy is asked for its copy of the meter's. */
#define LOG_OF(control)                                                                                      \
    {CONSTANT("GetEventLog/EventControlAndLogId", control)},                                                 \
        {COPY("GetEventLog/StartTime", "ReadLogPeriod/StartDateTime")},                                      \
    {                                                                                                        \
        COPY("GetEventLog/EndTime", "ReadLogPeriod/EndDateTime")                                             \
    }
static const cat_mapping gsme_events[] = {LOG_OF("0x13")};
static const cat_mapping gpf_events[] = {LOG_OF("0x16")};
static const cat_mapping gsme_security[] = {LOG_OF("0x04")};
static const cat_mapping gpf_security[] = {LOG_OF("0x07")};

static const cat_target targets[] = {
    {USE(ECS35a), .devices = CAT_DEVICE_ESME, EVENTS, MAPPED(cat_srv_log_period)},
    {USE(ECS35b), .devices = CAT_DEVICE_ESME, SECURITY, MAPPED(cat_srv_log_period)},
    {USE(ECS35e), .devices = CAT_DEVICE_ESME, .when_present = "LogToRead[=PowerEvent]",
     MAPPED(cat_srv_log_period)},
    {USE(ECS35g), .devices = CAT_DEVICE_ESME, CONTROLLERS, SINCE(GBCS_4), MAPPED(cat_srv_log_period)},
    {USE(ECS35f), .devices = CAT_DEVICE_ESME, CONTROLLERS, BEFORE(GBCS_4), MAPPED(cat_srv_log_period)},
    {USE(ECS35c), .devices = CAT_DEVICE_CHF, EVENTS, MAPPED(cat_srv_log_period)},
    {USE(ECS35d), .devices = CAT_DEVICE_CHF, SECURITY, MAPPED(cat_srv_log_period)},
    {USE(CS10a), .devices = CAT_DEVICE_GSME, EVENTS, MAPPED(gsme_events)},
    {USE(CS10a), .devices = CAT_DEVICE_GPF, EVENTS, MAPPED(gpf_events)},
    {USE(CS10b), .devices = CAT_DEVICE_GSME, SECURITY, MAPPED(gsme_security)},
    {USE(CS10b), .devices = CAT_DEVICE_GPF, SECURITY, MAPPED(gpf_security)},
};

const cat_service_request cat_srv_6_13 = {
    .srv = "6.13",
    .reference = "6.13",
    .name = "Read Event Or Security Log",
    .body = "ReadEventOrSecurityLog",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_ED | CAT_USER_GT | CAT_USER_RSA,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF | CAT_DEVICE_CHF,
    .devices_assumed = CAT_DEVICE_GPF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
