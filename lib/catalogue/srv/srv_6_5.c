/* 6.5: Update Device Configuration (Voltage). */
#include "srv/srv_internal.h"

#define RMS(name)                                                                                            \
    {COPY(name "Threshold", "RMSVoltageSettings/" name "Threshold")},                                        \
    {                                                                                                        \
        COPY(name "MeasurementPeriod", "RMSVoltageSettings/" name "MeasurementPeriod")                       \
    }
#define AVERAGE(phase, of)                                                                                   \
    {COPY("Phase" phase "AverageRMSVoltageMeasurementPeriod", of "/AverageRMSVoltageMeasurementPeriod")},    \
        {COPY("Phase" phase "AverageRMSOverVoltageThreshold", of "/AverageRMSOverVoltageThreshold")},        \
    {                                                                                                        \
        COPY("Phase" phase "AverageRMSUnderVoltageThreshold", of "/AverageRMSUnderVoltageThreshold")         \
    }
#define ALL_RMS                                                                                              \
    RMS("RMSExtremeOverVoltage"), RMS("RMSExtremeUnderVoltage"), RMS("RMSVoltageSag"), RMS("RMSVoltageSwell")
static const cat_mapping single_phase[] = {ALL_RMS, AVERAGE("1", "SinglePhaseVoltageSettings")};
static const cat_mapping polyphase[] = {
    ALL_RMS,
    AVERAGE("1", "PolyPhaseVoltageSettings[Phase=1]/PhaseVoltageSettings"),
    AVERAGE("2", "PolyPhaseVoltageSettings[Phase=2]/PhaseVoltageSettings"),
    AVERAGE("3", "PolyPhaseVoltageSettings[Phase=3]/PhaseVoltageSettings"),
    {HELD("PolyPhaseVoltageSettings/Phase")},
};
#define POLYPHASE    .when_present = "PolyPhaseVoltageSettings", MAPPED(polyphase)
#define SINGLE_PHASE .when_present = "SinglePhaseVoltageSettings", MAPPED(single_phase)
#define RESET        .when_absent = "RMSVoltageCountersNotReset"

static const cat_target targets[] = {
    {USE(ECS29b), POLYPHASE, RESET},
    {USE(ECS29d), POLYPHASE},
    {USE(ECS29a), SINGLE_PHASE, RESET},
    {USE(ECS29c), SINGLE_PHASE},
};

const cat_service_request cat_srv_6_5 = {
    .srv = "6.5",
    .reference = "6.5",
    .name = "Update Device Configuration (Voltage)",
    .body = "UpdateDeviceConfigurationVoltage",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_ED,
    .devices = CAT_DEVICE_ESME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
