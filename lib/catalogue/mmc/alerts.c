/* Payloads of alerts (mmc.md 10.2) that no other file has. */
#include "mmc/mmc_internal.h"

/* --- firmware --- */

PART(image_hash, {VALUE("ManufacturerImageHash", "FirmwareReceipt/ManufacturerImageHash", HEX)});
ROWS(firmware_receipt_alert, {GROUP("FirmwareVerificationDeviceAlert", NULL, image_hash)});

/* --- outcome of future dated instructions --- */

#define OF_COMMAND(instruction_)                                                                             \
    {VALUE("FutureDatedCommandMessageCode", instruction_ "MessageCode", HEX)},                               \
    {                                                                                                        \
        VALUE("FutureDatedCommandOriginatorCounter", instruction_ "OriginatorCounter", INTEGER)              \
    }
PART(attribute, {VALUE("ClassId", "ClassId", HEX)}, {VALUE("InstanceId", "LogicalName", HEX)},
     {VALUE("AttributeId", "AttributeIndex", HEX)});
PART(dlms_instruction, OF_COMMAND(""), {GROUP("DLMSCOSEMFDInstructionIdentification", NULL, attribute)});
PART(dlms_outcome, {GROUP("COSEMFutureDatedAlert", "FutureDatedInstruction/Instruction", dlms_instruction)});
ROWS(dlms_instruction_alert, {GROUP("FutureDatedCommandOutcomeDeviceAlert", NULL, dlms_outcome)});

PART(zigbee_command, {VALUE("ExtendedHeaderClusterID", "ClusterId", HEX)},
     {VALUE("FrameControl", "FrameControl", HEX)}, {VALUE("CommandIdentifier", "Command", HEX)});
PART(gbz_instruction, OF_COMMAND(""), {GROUP("GBZFDInstructionIdentification", NULL, zigbee_command)});
PART(gbz_outcome, {GROUP("GBZFutureDatedAlert", "FutureDatedInstruction", gbz_instruction)});
ROWS(gbz_instruction_alert, {GROUP("FutureDatedCommandOutcomeDeviceAlert", NULL, gbz_outcome)});

/* --- supply, integrity, commands --- */

PART(outage, {VALUE("interruptionValue", "OutageDateTime", DATE_TIME), KEPT},
     {VALUE("restorationValue", "RestorationDateTime", DATE_TIME), KEPT});
ROWS(supply_outage_alert, {GROUP("SupplyOutageRestoreAlert", "SupplyOutageRestored", outage)});

NAMES(integrity_warning, {0, "Other"}, {1, "Error Non Volatile Memory"}, {2, "Error Program Execution"},
      {3, "Error Program Storage"}, {4, "Error RAM"}, {5, "Error Unexpected Hardware Reset"},
      {6, "Error Watchdog"}, {7, "Error Metrology Firmware Verification Failure"},
      {8, "Error Measurement Fault"}, {9, "Unspecified Smart Meter Operational Integrity Error"});
PART(dlms_warning,
     {NAMED("Warning", "MeterIntegrityIssueWarning/MeterIntegrityIssue/Reason", integrity_warning), KEPT});
PART(gbz_warning, {NAMED("Warning", "MeterIntegrityIssue", integrity_warning), KEPT});
ROWS(dlms_integrity_alert, {GROUP("SmartMeterIntegrityIssueWarningDeviceAlert", NULL, dlms_warning)});
ROWS(gbz_integrity_alert, {GROUP("SmartMeterIntegrityIssueWarningDeviceAlert", NULL, gbz_warning)});

PART(unsupported, {VALUE("MessageCodeofCommandReceived", "MessageCode", HEX)},
     {VALUE("OriginatorCounterfromCommandReceived", "OriginatorCounter", INTEGER)});
ROWS(unsupported_command_alert,
     {GROUP("CommandNotSupportedbyDevice", "CommandNotSupported/Command", unsupported)});

/* --- auxiliary controllers: direction in the high nibble, 2 for input, and number in the low one --- */

#define LIMITED                                                                                              \
    {VALUE("AuxiliaryControllerN", "DirectionAndControllerNumber", LOW_NIBBLE), BETWEEN(1, 5), KEPT},        \
        {VALUE("ResultingLevel", "Level", INTEGER), BETWEEN(0, 100), KEPT},                                  \
    {                                                                                                        \
        VALUE("InputFromControlledLoad", "DirectionAndControllerNumber", MARK), .low = 0x20, .high = 0x2f    \
    }
PART(limit, {VALUE("APCLimitPeriodStart", "LimitPeriodStart", DATE_TIME), KEPT},
     {VALUE("APCLimitPeriodEnd", "LimitPeriodEnd", DATE_TIME), KEPT}, LIMITED);
ROWS(limit_processed_alert,
     {GROUP("LimitAPCLevelCommandProcessedDeviceAlert", "LimitLevelCommandProcessed", limit)});
PART(limit_end, LIMITED);
ROWS(limit_ended_alert, {GROUP("LimitAPCLevelEndedDeviceAlert", "LimitLevelEnded", limit_end)});
ROWS(operational_update_alert, {VALUE("OperationalUpdateDeviceAlert",
                                      "OperationalUpdate/StateAndAssociatedInformation", CONTROLLER_STATE)});
