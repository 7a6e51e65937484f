/* 11.1, 11.3 and 11.4: firmware. */
#include "duis/duis_internal.h"

static LENGTH(firmware_image, "FirmwareImage", BASE64, 0, 10240000);
static PATTERN(device_id_list, "DeviceIDList", STRING, 23, 1199999, cat_x_is_eui_list);
SEQUENCE(cat_x_update_firmware, ONE(TEXT("FirmwareImage", firmware_image)),
         ONE(TEXT("FirmwareVersion", cat_x_firmware_version)), ONE(TEXT("DeviceIDList", device_id_list)));

static LENGTH(firmware_hash, "FirmwareHash", HEX, 32, 32);
SEQUENCE(cat_x_activate_firmware, FUTURE_DATED, ONE(TEXT("FirmwareHash", firmware_hash)));

SEQUENCE(cat_x_dsp_update_firmware_warning, OPTIONAL(TEXT("InvalidDeviceIDList", cat_x_device_id_list)),
         OPTIONAL(TEXT("NotCommissionedDeviceIDList", cat_x_device_id_list)),
         OPTIONAL(TEXT("NotApplicableFirmwareDeviceIDList", cat_x_device_id_list)),
         OPTIONAL(TEXT("OtherRequestInProgressList", cat_x_device_id_list)),
         OPTIONAL(TEXT("InvalidGBCSVersionList", cat_x_device_id_list)));
