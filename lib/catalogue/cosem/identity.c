/* Who and what a device is: identifier, variant, model, manufacturer, firmware, MPAN. */
#include "cosem/cosem_internal.h"

static const cat_type version = {.kind = CAT_D_OCTETS, .view = CAT_VIEW_FIRMWARE, .min = 4, .max = 4};
/* One letter: A, B or C. */
TEXT(variant, 1, 1);
TEXT(model, 8, 8);
/* 3 octets in use cases of GBCS 1, 4 now. */
TEXT(manufacturer, 3, 4);
TEXT(mpan, 0, 13);
/* Two of them on a twin element meter, or none yet. */
TEXT(mpans, 0, 26);

DATA(firmware_version, (0, 0, 0, 2, 1, 255), "FirmwareVersion", ON_ALL, version);
DATA(entity_identifier, (0, 0, 96, 1, 1, 255), "EntityIdentifier", ON_ALL, cat_d_eui64);
DATA(meter_variant, (0, 0, 96, 1, 2, 255), "MeterVariant", ON_ESME_AND_SAPC, variant);
DATA(model_type, (0, 0, 96, 1, 4, 255), "ModelType", ON_ALL, model);
DATA(manufacturer_identifier, (0, 0, 96, 1, 6, 255), "ManufacturerIdentifier", ON_ALL, manufacturer);

DATA(import_mpan, (0, 0, 94, 44, 34, 11), "ImportMPAN", ON_ESME, mpans);
DATA(export_mpan, (1, 0, 0, 0, 2, 255), "ExportMPAN", ON_ESME, mpan);
