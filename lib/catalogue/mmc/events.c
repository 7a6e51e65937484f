/* 6.13, 6.2.10: event logs, and what meters do on events. */
#include "mmc/mmc_internal.h"

/* --- 3.3: no log was cleared --- */

ROWS(gas_clear_log, {VALUE(NULL, "ClearEventLogResponse/ClearedEventLogs", ERROR), .low = 1, .high = 0xff});

/* --- 6.13 --- */

PART(event, {VALUE("Timestamp", "Timestamp", DATE_TIME)}, {VALUE("LogCode", "LogCode", HEX)},
     {VALUE("LogMeaning", "LogCode", EVENT)}, {VALUE("OtherInformation", "OtherInformation", HEX)},
     {VALUE("OtherInformationLogMeaning", "OtherInformation", COMMAND_NAME)});
/* Other information of the power log is a duration. */
PART(power_event, {VALUE("Timestamp", "Timestamp", DATE_TIME)}, {VALUE("LogCode", "LogCode", HEX)},
     {VALUE("LogMeaning", "LogCode", EVENT)}, {VALUE("OtherInformation", "OtherInformation", HEX)});
PART(events, {GROUP("LogEntry", "Entry", event), EACH});
PART(power_events, {GROUP("LogEntry", "Entry", power_event), EACH});
ROWS(event_log, {GROUP("Log", "EventLog", events)});
ROWS(security_log, {GROUP("Log", "SecurityLog", events)});
ROWS(power_event_log, {GROUP("Log", "PowerEventLog", power_events)});

PART(gas_event, {VALUE("Timestamp", "EventTime", DATE_TIME)}, {VALUE("LogCode", "EventId", HEX)},
     {VALUE("LogMeaning", "EventId", EVENT)}, {VALUE("OtherInformation", "EventData", HEX)},
     {VALUE("OtherInformationLogMeaning", "EventData", COMMAND_NAME)});
PART(gas_events, {GROUP("LogEntry", "PublishEventLog/Log/LogEntry", gas_event), EACH, MOST(100)});
ROWS(gas_event_log, {GROUP("Log", NULL, gas_events)});

NAMES(outcome, {0, "Outcome not known"}, {1, "Success"}, {2, "Failure"});
PART(controller_event, {VALUE("Timestamp", "Timestamp", DATE_TIME)},
     {VALUE(NULL, "SwitchNumberAndAction", CONTROLLER_EVENT)}, {NAMED("Outcome", "Outcome", outcome)},
     {VALUE("HANCommandID", "HANCommandId", INTEGER)},
     {VALUE(NULL, "SwitchNumberAndAction", CONTROLLER_LEVEL)});
PART(controller_events, {GROUP("ALCSEventLogEntry", "Entry", controller_event), EACH});
ROWS(controller_event_log, {GROUP("ALCSEvent", "AuxiliaryControllerEventLog", controller_events)});

/* --- 6.2.10: events in the order of the schema --- */

#define SUPPLIER_EVENTS                                                                                      \
    "0D 0E 19 45 54 55 61 62 68 83 A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 AA AB AC AD AE AF B0 B1 B2 B3 B8 B9 BA BB " \
    "BC BD BE C0 C1 C4 C5 C6"
#define SINGLE_PHASE_EVENTS "02 06 20 24 28 2C 85 89 8D 91 95 99 10"
#define POLYPHASE_EVENTS                                                                                     \
    "03 04 05 07 08 09 21 22 23 25 26 27 29 2A 2B 2D 2E 2F 86 87 88 8A 8B 8C 8E 8F 90 92 93 94 96 97 98 9A " \
    "9B 9C 11 16 13"
#define GAS_EVENTS                                                                                           \
    "0D 0E 19 45 54 55 61 62 68 83 84 A0 A1 A4 A5 A6 A7 A8 A9 AA AB AC AD AE AF B0 B1 B2 B3 B4 B5 B6 B9 BA " \
    "BC BD BE BF C0 C2 C3 C4 C5 C6"

/* The bits do not say how many phases the meter has: what only polyphase meters know is told where some of it
 * is on. */
PART(supplier_common, {VALUE("x81", NULL, BEHAVIOURS), .text = SUPPLIER_EVENTS});
PART(supplier_polyphase, {VALUE("x81", NULL, BEHAVIOURS), .text = "B7", .high = 1});
PART(supplier, {GROUP("SupplierESMECommon", NULL, supplier_common)},
     {GROUP("SupplierESMEPolyPhase", NULL, supplier_polyphase)});
PART(supplier_settings,
     {GROUP("ElectricitySupplierWANAlertSettings", "SupplierSettingsForWANAlerting", supplier)},
     {GROUP("ElectricitySupplierHANAlertSettings", "SupplierSettingsForHANDeviceSharing", supplier)},
     {GROUP("ElectricitySupplierAlarmSettings", "SupplierSettingsForAlarms", supplier)},
     {GROUP("ElectricitySupplierLoggingSettings", "SupplierSettingsForLogging", supplier)});
ROWS(supplier_behaviours, {GROUP("ElectricitySupplierAlertEventSettings", NULL, supplier_settings), KEPT});

PART(network_common, {VALUE("x80", NULL, BEHAVIOURS), .text = "14 15"});
PART(network_single_phase,
     {VALUE("x80", NULL, BEHAVIOURS), .text = SINGLE_PHASE_EVENTS, .with = POLYPHASE_EVENTS});
PART(network_polyphase, {VALUE("x80", NULL, BEHAVIOURS), .text = POLYPHASE_EVENTS, .high = 1});
PART(network, {GROUP("NetworkOperatorESMECommon", NULL, network_common)},
     {GROUP("NetworkOperatorESMESinglePhase", NULL, network_single_phase)},
     {GROUP("NetworkOperatorESMEPolyPhase", NULL, network_polyphase)});
PART(network_settings,
     {GROUP("ElectricityNetworkOperatorWANAlertSettings", "NetworkOperatorSettingsForWANAlerting", network)},
     {GROUP("ElectricityNetworkOperatorLoggingSettings", "NetworkOperatorSettingsForLogging", network)});
ROWS(network_operator_behaviours,
     {GROUP("ElectricityNetworkOperatorAlertEventSettings", NULL, network_settings), KEPT});

PART(gas_settings, {VALUE("x81", "EventConfigurations", GAS_BEHAVIOUR), .text = GAS_EVENTS});
ROWS(gas_behaviours,
     {GROUP("GasSupplierAlertEventSettings", "ReportEventConfiguration", gas_settings), KEPT});
