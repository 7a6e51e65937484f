/* 6.30 to 6.32: sub-GHz radio of the hub. Masks: the page in five bits, then a bit for each channel. */
#include "mmc/mmc_internal.h"

#define CHANNELS(first_, last_) VALUE("Channel", NULL, CHANNELS), .low = (first_), .high = (last_)
PART(channels_0_to_26, {CHANNELS(0, 26)});
PART(channels_27_to_34, {CHANNELS(27, 34)});
PART(channels_35_to_61, {CHANNELS(35, 61)});
PART(settings, {GROUP("LowerBandSubGHzChannels0To26", "Page28Mask", channels_0_to_26)},
     {GROUP("LowerBandSubGHzChannels27To34", "Page29Mask", channels_27_to_34)},
     {GROUP("LowerBandSubGHzChannels35To61", "Page30Mask", channels_35_to_61)},
     {GROUP("UpperBandSubGHzChannels0To26", "Page31Mask", channels_0_to_26)},
     {VALUE("NormalLimitedDutyCycleThreshold", "NormalLimitedDutyCycleThreshold", DECIMAL)},
     {VALUE("LimitedCriticalDutyCycleThreshold", "LimitedCriticalDutyCycleThreshold", DECIMAL)},
     {VALUE("MaximumSubGHzChannelChangesPerWeek", "MaximumSubGHzChannelChangesPerWeek", INTEGER)},
     {VALUE("GSMECurfew", "GSMECurfew", INTEGER)},
     {VALUE("ChannelQuieterThreshold", "ChannelQuieterThreshold", INTEGER)},
     {VALUE("ChannelNoisierThreshold", "ChannelNoisierThreshold", INTEGER)},
     {VALUE("NonGSMEPoorCommsPercentageThreshold", "NonGSMEPoorCommunicationsPercentageThreshold", DECIMAL)},
     {VALUE("NonGSMEPoorCommsMeasurementPeriods", "NonGSMEPoorCommunicationsMeasurementPeriod", INTEGER)},
     {VALUE("LocalCHNoiseMeasurementPeriod", "LocalCHNoiseMeasurementPeriod", INTEGER)},
     {VALUE("LocalCHFailurePercentage", "LocalCHFailurePercentage", DECIMAL)},
     {VALUE("LocalCHRetryPercentage", "LocalCHRetryPercentage", DECIMAL)});
ROWS(sub_ghz_configuration, {WITHIN("SubGHzConfigurationSettings", settings)});

ROWS(sub_ghz_channel, {VALUE("OperatingSubGHzChannel", "OperatingSubGHzChannel", CHANNEL)});

PART(event, {VALUE("Timestamp", "Timestamp", DATE_TIME)}, {VALUE("EventCode", "LogCode", HEX)},
     {VALUE("EventDescription", "LogCode", EVENT)},
     {VALUE("OperatingSubGHzChannel", "OtherInformation", CHANNEL_EVENT)});
ROWS(sub_ghz_channel_log, {GROUP("LogEntry", "SubGHzChannelLog/Entry", event), EACH});
