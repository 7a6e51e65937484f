/* GCS31: Start Network Data Log on GSME. */
#include "usecase/gbz_internal.h"

static const cat_constant network_data[] = {FIXED("StartSamplingTime", 0), FIXED("SampleType", 0),
                                            FIXED("SampleRequestInterval", 360),
                                            FIXED("MaxNumberOfSamples", 41)};

static const cat_component command[] = {
    {ASK(METERING, start_sampling), FIXED_BY(network_data)},
};

static const cat_component response[] = {
    {ANSWER_PLAIN(METERING, start_sampling_response)},
};

const cat_use_case cat_uc_GCS31 = {
    .name = "GCS31",
    .title = "Start Network Data Log on GSME",
    .message_code = 0x0080,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GSME,
    .roles = CAT_ROLE_ACB,
    .replay_protected = CAT_YES,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
    .notes = "Sample id FFFF in the response: not started.",
};
