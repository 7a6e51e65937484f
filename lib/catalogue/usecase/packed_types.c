/* Types of plain big-endian fields. */
#include "usecase/packed_internal.h"

const cat_type cat_b_u8 = {.kind = CAT_B_UINT, .size = 1};
const cat_type cat_b_u16 = {.kind = CAT_B_UINT, .size = 2};
const cat_type cat_b_u64 = {.kind = CAT_B_UINT, .size = 8};
const cat_type cat_b_message_code = {.kind = CAT_B_UINT, .size = 2, .view = CAT_VIEW_MESSAGE_CODE};
const cat_type cat_b_eui64 = {.kind = CAT_B_UINT, .size = 8, .view = CAT_VIEW_EUI64};
const cat_type cat_b_obis = {.kind = CAT_B_RAW, .view = CAT_VIEW_OBIS, .min = 6, .max = 6};

static const cat_name cra[] = {{1, "command"}, {2, "response"}, {3, "alert"}};
const cat_type cat_b_cra = {.kind = CAT_B_UINT, .size = 1, .names = CAT_NAMES(cra)};

static const cat_name reasons[] = {
    {0, "Other"},
    {1, "NonVolatileMemoryError"},
    {2, "ProgramExecutionError"},
    {3, "ProgramStorageError"},
    {4, "RAMError"},
    {5, "UnexpectedHardwareReset"},
    {6, "WatchdogError"},
    {7, "MetrologyFirmwareVerificationFailure"},
    {8, "MeasurementFault"},
    {9, "UnspecifiedOperationalIntegrityError"},
};
const cat_type cat_b_meter_integrity_issue = {.kind = CAT_B_UINT, .size = 2, .names = CAT_NAMES(reasons)};
