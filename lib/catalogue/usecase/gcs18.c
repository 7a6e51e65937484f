/* GCS18: Read Gas Network Data Log. */
#include "usecase/gbz_internal.h"

static const cat_constant network_log[] = {FIXED("SampleId", 2), FIXED("EarliestSampleTime", 1),
                                           FIXED("SampleType", 0), FIXED("NumberOfSamples", 41)};

static const cat_component command[] = {
    {ASK(METERING, get_sampled_data), FIXED_BY(network_log)},
};

static const cat_component response[] = {
    {ANSWER_PLAIN(METERING, get_sampled_data_response), .encrypted = true},
};

const cat_use_case cat_uc_GCS18 = {
    .name = "GCS18",
    .title = "Read Gas Network Data Log",
    .message_code = 0x0079,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .sensitive = true,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
};
