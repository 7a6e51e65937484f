/* Sub-GHz radio of a dual band communications hub (CHTS 4.6.2.5, 4.6.3.12; devices.md 5.1). */
#include "cosem/cosem_internal.h"
#include "cosem/shared_internal.h"

/* The top bits are the page: 11100 page 28 to 11111 page 31; the others are its channels. */
const cat_type cat_d_channel_mask = {.kind = CAT_D_BITS, .min = 32, .max = 32};

static const cat_type decibel = {.kind = CAT_D_U8, .unit = "dB"};
static const cat_type half_hours = {.kind = CAT_D_U8, .unit = "30 min"};
static const cat_field settings[] = {
    OF("Page28Mask", cat_d_channel_mask),
    OF("Page29Mask", cat_d_channel_mask),
    OF("Page30Mask", cat_d_channel_mask),
    OF("Page31Mask", cat_d_channel_mask),
    OF("NormalLimitedDutyCycleThreshold", cat_d_percent),
    OF("LimitedCriticalDutyCycleThreshold", cat_d_percent),
    OF("MaximumSubGHzChannelChangesPerWeek", cat_d_u8),
    OF("GSMECurfew", cat_d_u16),
    OF("ChannelQuieterThreshold", decibel),
    OF("ChannelNoisierThreshold", decibel),
    OF("NonGSMEPoorCommunicationsPercentageThreshold", cat_d_percent),
    OF("NonGSMEPoorCommunicationsMeasurementPeriod", half_hours),
    OF("LocalCHNoiseMeasurementPeriod", cat_d_u16),
    OF("LocalCHFailurePercentage", cat_d_percent),
    OF("LocalCHRetryPercentage", cat_d_percent),
};
const cat_type cat_d_sub_ghz_settings = {
    .kind = CAT_D_STRUCT, .fields = settings, .n_fields = ALB_COUNT(settings)};

FIXED(request, CAT_D_U8, 0);
DATA(sub_ghz_configuration, (0, 0, 94, 44, 10, 0), "SubGHzConfigurationSettings", ON_CHF,
     cat_d_sub_ghz_settings);
DATA(sub_ghz_channel_scan, (0, 0, 94, 44, 10, 1), "SubGHzChannelScan", ON_CHF, request);
DATA(sub_ghz_channel, (0, 0, 94, 44, 10, 2), "OperatingSubGHzChannel", ON_CHF, cat_d_channel_mask);
