/* 6.28: Set CHF Sub GHz Configuration. */
#include "srv/srv_internal.h"

#define SETTINGS "SubGHzConfigurationSettings/"
/* Percentages in hundredths. */
#define PERCENT(to_name, from_name) COPY(SETTINGS to_name, from_name), .scale = 2
static const cat_mapping settings[] = {
    {MAKE(SETTINGS "Page28Mask", "LowerBandSubGHzChannels0To26", "channels"), .argument = "28,0"},
    {MAKE(SETTINGS "Page29Mask", "LowerBandSubGHzChannels27To34", "channels"), .argument = "29,27"},
    {MAKE(SETTINGS "Page30Mask", "LowerBandSubGHzChannels35To61", "channels"), .argument = "30,35"},
    {MAKE(SETTINGS "Page31Mask", "UpperBandSubGHzChannels0To26", "channels"), .argument = "31,0"},
    {PERCENT("NormalLimitedDutyCycleThreshold", "NormalLimitedDutyCycleThreshold")},
    {PERCENT("LimitedCriticalDutyCycleThreshold", "LimitedCriticalDutyCycleThreshold")},
    {COPY(SETTINGS "MaximumSubGHzChannelChangesPerWeek", "MaximumSubGHzChannelChangesPerWeek")},
    {COPY(SETTINGS "GSMECurfew", "GSMECurfew")},
    {COPY(SETTINGS "ChannelQuieterThreshold", "ChannelQuieterThreshold")},
    {COPY(SETTINGS "ChannelNoisierThreshold", "ChannelNoisierThreshold")},
    {PERCENT("NonGSMEPoorCommunicationsPercentageThreshold", "NonGSMEPoorCommsPercentageThreshold")},
    {COPY(SETTINGS "NonGSMEPoorCommunicationsMeasurementPeriod", "NonGSMEPoorCommsMeasurementPeriods")},
    {COPY(SETTINGS "LocalCHNoiseMeasurementPeriod", "LocalCHNoiseMeasurementPeriod")},
    {PERCENT("LocalCHFailurePercentage", "LocalCHFailurePercentage")},
    {PERCENT("LocalCHRetryPercentage", "LocalCHRetryPercentage")},
};

static const cat_target targets[] = {
    {USE(DBCH04), MAPPED(settings)},
};

const cat_service_request cat_srv_6_28 = {
    .srv = "6.28",
    .reference = "6.28",
    .name = "Set CHF Sub GHz Configuration",
    .body = "SetCHFSubGHzConfiguration",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_CHF,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
