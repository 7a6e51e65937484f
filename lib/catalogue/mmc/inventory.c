/* 8.7 to 8.12, 11.3: device logs, joining, firmware activation. */
#include "mmc/mmc_internal.h"

/* --- 8.7, 8.8 --- */

NAMES(join_status, {0, "success"}, {1, "invalidMessageCodeForJoinMethodAndRole"},
      {2, "invalidJoinMethodAndRole"}, {3, "incompatibleWithExistingEntry"}, {4, "deviceLogFull"},
      {5, "writeFailure"}, {6, "keyAgreementNoResources"}, {7, "keyAgreementUnknownIssuer"},
      {8, "keyAgreementUnsupportedSuite"}, {9, "keyAgreementBadMessage"}, {10, "keyAgreementBadKeyConfirm"},
      {11, "invalidOrMissingCertificate"}, {12, "noPartnerLinkKeyReceived"}, {13, "noCBKEResponse"});
ROWS(join, {STATUS_OF("joinResponseCode", "JoinResponseCode", join_status)});
NAMES(unjoin_status, {0, "success"}, {1, "otherDeviceNotInDeviceLog"}, {2, "otherFailure"});
ROWS(unjoin, {STATUS_OF("unjoinResponseCode", "UnjoinResponseCode", unjoin_status)});

/* --- 8.9, 8.12.2 --- */

NAMES(device_type, {0, "GSME"}, {1, "ESME"}, {2, "CHF"}, {3, "GPF"}, {4, "HCALCS"}, {5, "PPMID"},
      {6, "Type2"});
PART(entry, {VALUE("DeviceID", "DeviceId", IDENTIFIER)},
     {NAMED("DeviceType", "DeviceType", device_type), KEPT});
PART(entries, {GROUP("LogEntry", "DeviceLogEntry", entry), EACH});
ROWS(device_log, {VALUE(NULL, "ReadDeviceJoinDetailsResponse/ReadLogResponseCode", ERROR)},
     {GROUP("DeviceLogEntries", "ReadDeviceJoinDetailsResponse/DeviceLogEntries", entries)});

PART(restored, {GROUP("DeviceLogEntry", "DeviceLogEntry", entry)},
     {STATUS_OF("joinResponseCode", "JoinResponseCode", join_status)});
ROWS(device_log_restored, {GROUP("RestoreDeviceLogOutcome",
                                 "RestoreGPFDeviceLogResponse/RestoreOutcomes/RestoreOutcome", restored),
                           EACH});

PART(hub_device, {VALUE("DeviceID", "EntityIdentifier", IDENTIFIER)},
     {VALUE("LastCommunicationsDateTime", "LastCommunicationsDateTime", DATE_TIME)});
PART(hub_devices, {GROUP("CHFDeviceLogEntry", "Device", hub_device), EACH, MOST(16)});
ROWS(hub_device_log, {GROUP("CHFDeviceLog", "DeviceLog", hub_devices)});
/* The quality of the link is only in answers of hubs with a sub-GHz radio. */
PART(dual_band_device, {VALUE("DeviceID", "EntityIdentifier", IDENTIFIER)},
     {VALUE("LastCommunicationsDateTime", "LastCommunicationsDateTime", DATE_TIME)},
     {VALUE("SubGHzLinkQuality", "MaxRSSI", INTEGER)});
PART(dual_band_devices, {GROUP("CHFDeviceLogEntry", "Device", dual_band_device), EACH, MOST(16)});
ROWS(dual_band_device_log, {GROUP("CHFDeviceLog", "DeviceLog", dual_band_devices)});

PART(connected_device, {VALUE("DeviceID", "DeviceIdentifier", IDENTIFIER)},
     {VALUE("DeviceSecurityDetails", "SecurityDetails", HEX)});
PART(connected_devices,
     {GROUP("CHFCurrentConnectedDeviceLogEntry", "DeviceLogBackup/Devices/Device", connected_device), EACH,
      MOST(16)},
     {GROUP("CHFHistoricConnectedDeviceLogEntry", "HistoricDeviceLogBackup/Devices/Device", connected_device),
      EACH, MOST(16)});
ROWS(connected_device_log, {GROUP("CHFConnectedDeviceLog", NULL, connected_devices)});

/* --- 11.3, and its alert --- */

NAMES(activation_status, {0, "success"}, {1, "noImageHeld"}, {2, "hashMismatch"}, {3, "activationFailure"});
#define ACTIVATED(outcome_)                                                                                  \
    {STATUS_OF("ActivateImageResponseCode", outcome_ "ActivateImageResponseCode", activation_status)},       \
    {                                                                                                        \
        VALUE("FirmwareVersion", outcome_ "FirmwareVersion", HEX)                                            \
    }
ROWS(firmware_activation, ACTIVATED("ActivateFirmwareResponse/ExecutionOutcome/"));
PART(firmware_alert, {VALUE("ExecutionDateTime", "TimeStamp", DATE_TIME)},
     {VALUE("OriginatorCounterFromCommand", "CommandOriginatorCounter", COUNTER)},
     ACTIVATED("ExecutionOutcome/"));
PART(firmware_alerts, {GROUP("FirmwareActivationDeviceAlert", "ActivateFirmwareAlert", firmware_alert)});
ROWS(firmware_activation_alert, {GROUP("FutureDatedCommandOutcomeDeviceAlert", NULL, firmware_alerts)});
