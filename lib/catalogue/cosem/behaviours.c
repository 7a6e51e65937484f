/* What a meter does on an event: alert, show, sound, log (SMETS2 5.7.4.1, 51; gbcs-messages.md 6.9). */
#include "cosem/cosem_internal.h"

/* Bit n from the end is event 81nn, or 80nn for the network operator. Written: a mask, then the settings. */
BITS(mask_and_settings, 512, 512);
BITS(settings, 256, 256);

DATA(supplier_alerts, (0, 30, 97, 98, 11, 255), "SupplierMaskAndActionsForWANAlerting", ON_ESME,
     mask_and_settings);
DATA(supplier_sharing, (0, 30, 97, 98, 12, 255), "SupplierMaskAndActionsForHANDeviceSharing", ON_ESME,
     mask_and_settings);
DATA(supplier_alarms, (0, 30, 97, 98, 13, 255), "SupplierMaskAndActionsForAlarms", ON_ESME,
     mask_and_settings);
DATA(supplier_logging, (0, 30, 97, 98, 14, 255), "SupplierMaskAndActionsForLogging", ON_ESME,
     mask_and_settings);
DATA(supplier_alert_settings, (0, 30, 97, 98, 15, 255), "SupplierSettingsForWANAlerting", ON_ESME, settings);
DATA(supplier_sharing_settings, (0, 30, 97, 98, 16, 255), "SupplierSettingsForHANDeviceSharing", ON_ESME,
     settings);
DATA(supplier_alarm_settings, (0, 30, 97, 98, 17, 255), "SupplierSettingsForAlarms", ON_ESME, settings);
DATA(supplier_logging_settings, (0, 30, 97, 98, 18, 255), "SupplierSettingsForLogging", ON_ESME, settings);

DATA(network_alerts, (0, 33, 97, 98, 11, 255), "NetworkOperatorMaskAndActionsForWANAlerting", ON_ESME,
     mask_and_settings);
DATA(network_logging, (0, 33, 97, 98, 14, 255), "NetworkOperatorMaskAndActionsForLogging", ON_ESME,
     mask_and_settings);
DATA(network_alert_settings, (0, 33, 97, 98, 15, 255), "NetworkOperatorSettingsForWANAlerting", ON_ESME,
     settings);
DATA(network_logging_settings, (0, 33, 97, 98, 18, 255), "NetworkOperatorSettingsForLogging", ON_ESME,
     settings);
