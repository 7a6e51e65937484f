/* What a device says of itself. */
#include "cosem/cosem_internal.h"

static const cat_type version = {.kind = CAT_D_OCTETS, .view = CAT_VIEW_FIRMWARE, .min = 4, .max = 4};

OBJECT(firmware_version, 1, OBIS(0, 0, 0, 2, 1, 255), "FirmwareVersion",
       CAT_DEVICE_ESME | CAT_DEVICE_SAPC | CAT_DEVICE_CHF, ATTRIBUTE(2, "value", "FirmwareVersion", version));
