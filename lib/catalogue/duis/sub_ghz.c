/* 6.28 to 6.32: the Sub GHz radio of a dual band Communications Hub. */
#include "duis/duis_internal.h"

#define CHANNEL(n) ONE(EMPTY("Channel" #n))
#define MAYBE(n)   OPTIONAL(EMPTY("Channel" #n))

SEQUENCE(cat_x_read_chf_sub_ghz_channel_log, ONE(PARTS("ReadLogPeriod", cat_x_read_log_period)));

static SEQUENCE(channels_0_to_26, MAYBE(0), MAYBE(1), MAYBE(2), MAYBE(3), MAYBE(4), MAYBE(5), MAYBE(6),
                MAYBE(7), MAYBE(8), MAYBE(9), MAYBE(10), MAYBE(11), MAYBE(12), MAYBE(13), MAYBE(14),
                MAYBE(15), MAYBE(16), MAYBE(17), MAYBE(18), MAYBE(19), MAYBE(20), MAYBE(21), MAYBE(22),
                MAYBE(23), MAYBE(24), MAYBE(25), MAYBE(26));
static SEQUENCE(channels_27_to_34, MAYBE(27), MAYBE(28), MAYBE(29), MAYBE(30), MAYBE(31), MAYBE(32),
                MAYBE(33), MAYBE(34));
static SEQUENCE(channels_35_to_61, MAYBE(35), MAYBE(36), MAYBE(37), MAYBE(38), MAYBE(39), MAYBE(40),
                MAYBE(41), MAYBE(42), MAYBE(43), MAYBE(44), MAYBE(45), MAYBE(46), MAYBE(47), MAYBE(48),
                MAYBE(49), MAYBE(50), MAYBE(51), MAYBE(52), MAYBE(53), MAYBE(54), MAYBE(55), MAYBE(56),
                MAYBE(57), MAYBE(58), MAYBE(59), MAYBE(60), MAYBE(61));
static DECIMAL(normal_limited_duty_cycle_threshold, "NormalLimitedDutyCycleThreshold", "0.5", "2.0", 1);
static DECIMAL_BETWEEN(limited_critical_duty_cycle_threshold, "LimitedCriticalDutyCycleThreshold", "1.5",
                       "2.5", 1);
static UNSIGNED(maximum_sub_ghz_channel_changes_per_week, "MaximumSubGHzChannelChangesPerWeek", "1", "7");
static UNSIGNED_ABOVE(gsme_curfew, "GSMECurfew", "1", "65535");
static UNSIGNED(channel_quieter_threshold, "ChannelQuieterThreshold", "1", "255");
static UNSIGNED(channel_noisier_threshold, "ChannelNoisierThreshold", "0", "20");
static DECIMAL(percentage, "Percentage", "1.00", "100.00", 2);
static UNSIGNED(non_gsme_poor_comms_measurement_periods, "NonGSMEPoorCommsMeasurementPeriods", "50", "150");
static UNSIGNED_ABOVE(local_ch_noise_measurement_period, "LocalCHNoiseMeasurementPeriod", "60", "65535");
SEQUENCE(cat_x_sub_ghz_configuration, ONE(PARTS("LowerBandSubGHzChannels0To26", channels_0_to_26)),
         ONE(PARTS("LowerBandSubGHzChannels27To34", channels_27_to_34)),
         ONE(PARTS("LowerBandSubGHzChannels35To61", channels_35_to_61)),
         ONE(PARTS("UpperBandSubGHzChannels0To26", channels_0_to_26)),
         ONE(TEXT("NormalLimitedDutyCycleThreshold", normal_limited_duty_cycle_threshold)),
         ONE(TEXT("LimitedCriticalDutyCycleThreshold", limited_critical_duty_cycle_threshold)),
         ONE(TEXT("MaximumSubGHzChannelChangesPerWeek", maximum_sub_ghz_channel_changes_per_week)),
         ONE(TEXT("GSMECurfew", gsme_curfew)),
         ONE(TEXT("ChannelQuieterThreshold", channel_quieter_threshold)),
         ONE(TEXT("ChannelNoisierThreshold", channel_noisier_threshold)),
         ONE(TEXT("NonGSMEPoorCommsPercentageThreshold", percentage)),
         ONE(TEXT("NonGSMEPoorCommsMeasurementPeriods", non_gsme_poor_comms_measurement_periods)),
         ONE(TEXT("LocalCHNoiseMeasurementPeriod", local_ch_noise_measurement_period)),
         ONE(TEXT("LocalCHFailurePercentage", percentage)), ONE(TEXT("LocalCHRetryPercentage", percentage)));

static CHOICE(operating_lower_band_sub_ghz_channel, CHANNEL(0), CHANNEL(1), CHANNEL(2), CHANNEL(3),
              CHANNEL(4), CHANNEL(5), CHANNEL(6), CHANNEL(7), CHANNEL(8), CHANNEL(9), CHANNEL(10),
              CHANNEL(11), CHANNEL(12), CHANNEL(13), CHANNEL(14), CHANNEL(15), CHANNEL(16), CHANNEL(17),
              CHANNEL(18), CHANNEL(19), CHANNEL(20), CHANNEL(21), CHANNEL(22), CHANNEL(23), CHANNEL(24),
              CHANNEL(25), CHANNEL(26), CHANNEL(27), CHANNEL(28), CHANNEL(29), CHANNEL(30), CHANNEL(31),
              CHANNEL(32), CHANNEL(33), CHANNEL(34), CHANNEL(35), CHANNEL(36), CHANNEL(37), CHANNEL(38),
              CHANNEL(39), CHANNEL(40), CHANNEL(41), CHANNEL(42), CHANNEL(43), CHANNEL(44), CHANNEL(45),
              CHANNEL(46), CHANNEL(47), CHANNEL(48), CHANNEL(49), CHANNEL(50), CHANNEL(51), CHANNEL(52),
              CHANNEL(53), CHANNEL(54), CHANNEL(55), CHANNEL(56), CHANNEL(57), CHANNEL(58), CHANNEL(59),
              CHANNEL(60), CHANNEL(61));
static CHOICE(operating_upper_band_sub_ghz_channel, CHANNEL(0), CHANNEL(1), CHANNEL(2), CHANNEL(3),
              CHANNEL(4), CHANNEL(5), CHANNEL(6), CHANNEL(7), CHANNEL(8), CHANNEL(9), CHANNEL(10),
              CHANNEL(11), CHANNEL(12), CHANNEL(13), CHANNEL(14), CHANNEL(15), CHANNEL(16), CHANNEL(17),
              CHANNEL(18), CHANNEL(19), CHANNEL(20), CHANNEL(21), CHANNEL(22), CHANNEL(23), CHANNEL(24),
              CHANNEL(25), CHANNEL(26));
static CHOICE(operating_sub_ghz_channel,
              ONE(PARTS("OperatingLowerBandSubGHzChannel", operating_lower_band_sub_ghz_channel)),
              ONE(PARTS("OperatingUpperBandSubGHzChannel", operating_upper_band_sub_ghz_channel)));
static ENUM(scan_trigger, "ScanTrigger", "RemotePartyCommand", "GSMERequest", "GSMEMissedItsCurfew",
            "GSMEMissingForTheLastDay", "CHDetectedMessageFailureProblems", "CHDetectedMessageRetryProblems",
            "SubGHzNon-GSMEDeviceRequest", "SMHANFormation");
SEQUENCE(cat_x_sub_ghz_channel_changed, ONE(PARTS("OperatingSubGHzChannel", operating_sub_ghz_channel)),
         ONE(TEXT("ScanTrigger", scan_trigger)));

static ENUM(status_code, "StatusCode", "ScanRequestAccepted", "HHTConnected", "DutyCycleUsageIsTooHigh",
            "JoiningIsCurrentlyPermitted", "GSMEOTADistributionUnderway", "TooManyScansToday",
            "TooManyCommandsToday", "TooManyScansThisWeek");
SEQUENCE(cat_x_sub_ghz_channel_scan_request_assessment_outcome, ONE(TEXT("StatusCode", status_code)),
         ONE(TEXT("ScanTrigger", scan_trigger)));
