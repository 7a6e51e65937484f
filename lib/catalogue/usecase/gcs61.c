/* GCS61: Read gas Daily Consumption Log. */
#include "usecase/gbz_internal.h"

static const cat_constant daily_consumption[] = {FIXED("SampleId", 1), FIXED("SampleType", 0)};

static const cat_component command[] = {
    {ASK(METERING, get_sampled_data), FIXED_BY(daily_consumption)},
};

static const cat_component response[] = {
    {ANSWER(METERING, get_sampled_data_response), .encrypted = true},
};

const cat_use_case cat_uc_GCS61 = {
    .name = "GCS61",
    .title = "Read gas Daily Consumption Log",
    .message_code = 0x00a0,
    .format = CAT_FORMAT_GBZ,
    .devices = CAT_DEVICE_GPF,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_NETWORK_OPERATOR | CAT_ROLE_ACB,
    .replay_protected = CAT_NO,
    .future_dated = CAT_NO,
    .command_protection = BY_MAC,
    .response_protection = BY_MAC,
    .sensitive = true,
    .command = COMPONENTS(command),
    .response = COMPONENTS(response),
    .provenance = CAT_VERIFIED,
};
