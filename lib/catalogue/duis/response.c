/* Service Responses and alerts (duis.md 2.3). */
#include "duis/duis_internal.h"

static SEQUENCE(smets1_response, OPTIONAL(TEXT("ServiceReference", cat_x_service_reference)),
                OPTIONAL(TEXT("ServiceReferenceVariant", cat_x_service_reference_variant)),
                OPTIONAL(TEXT("DSPScheduleID", cat_x_schedule_id)),
                OPTIONAL(TEXT("ThrottledAlertSequenceId", cat_x_unsigned_int)),
                OPTIONAL(TEXT("ThrottledAlertCount", cat_x_unsigned_int)), ONE(ANY("SMETS1SignedResponse")));
static SEQUENCE(local_command, ONE(TEXT("GBCSPayload", cat_x_base64)));
static SEQUENCE(pre_command, ONE(TEXT("GBCSVersion", cat_x_string)), ONE(TEXT("GBCSPayload", cat_x_base64)));
static PATTERN(customer_identification_number, "CustomerIdentificationNumber", STRING, 4, 4, cat_x_is_digits);
static SEQUENCE(cin_message, ONE(TEXT("GBCSPayload", cat_x_base64)),
                ONE(TEXT("CustomerIdentificationNumber", customer_identification_number)));
static SEQUENCE(dsp_scheduled_message, ONE(TEXT("GBCSPayload", cat_x_base64)),
                ONE(TEXT("DSPScheduleID", cat_x_schedule_id)));
static SEQUENCE(device_alert_message, ONE(TEXT("AlertCode", cat_x_hex)),
                OPTIONAL(TEXT("ThrottledAlertSequenceId", cat_x_unsigned_int)),
                OPTIONAL(TEXT("ThrottledAlertCount", cat_x_unsigned_int)),
                ONE(TEXT("GBCSPayload", cat_x_base64)));
static HEX_ENUM(future_dated_alert_code, "FutureDatedAlertCode", "8F66", "8F67");
static SEQUENCE(future_dated_device_alert_message, ONE(TEXT("FutureDatedAlertCode", future_dated_alert_code)),
                ONE(TEXT("GBCSPayload", cat_x_base64)), ONE(TEXT("InstructionNumber", cat_x_unsigned_short)),
                ONE(TEXT("TotalCommandInstructions", cat_x_unsigned_short)));
static SEQUENCE(
    response_message, ONE(TEXT("ServiceReference", cat_x_service_reference)),
    ONE(TEXT("ServiceReferenceVariant", cat_x_service_reference_variant)),
    OPTIONAL_EITHER(ONE(PARTS("CINMessage", cin_message)), ONE(PARTS("DSPInventory", cat_x_dsp_inventory)),
                    ONE(PARTS("DSPOptIn", cat_x_dsp_opt_in)),
                    ONE(PARTS("DSPSchedulesRead", cat_x_dsp_schedules_read)),
                    ONE(PARTS("DSPScheduledMessage", dsp_scheduled_message)),
                    ONE(TEXT("DSPScheduleID", cat_x_schedule_id)),
                    ONE(PARTS("DSPUpdateFirmwareWarning", cat_x_dsp_update_firmware_warning)),
                    ONE(PARTS("DSPUpdatePPMIDFirmwareWarning", cat_x_dsp_update_firmware_warning)),
                    ONE(PARTS("DSPWANMatrix", cat_x_dsp_wan_matrix)),
                    ONE(PARTS("FutureDatedDeviceAlertMessage", future_dated_device_alert_message)),
                    ONE(TEXT("GBCSPayload", cat_x_base64)), ONE(PARTS("LocalCommand", local_command)),
                    ONE(PARTS("PreCommand", pre_command))));
static SEQUENCE(dcc_alert_message, ONE(TEXT("DCCAlertCode", cat_x_dcc_alert_code)),
                OPTIONAL(TEXT("ThrottledAlertSequenceId", cat_x_unsigned_int)),
                OPTIONAL(TEXT("ThrottledAlertCount", cat_x_unsigned_int)),
                ONE(PARTS("DCCAlert", cat_x_dcc_alert)));
static PATTERN(response_id_type, "ResponseIDType", TOKEN, 0, 0, cat_x_is_request_id);
static SEQUENCE(response_header, OPTIONAL(TEXT("RequestID", cat_x_request_id_type)),
                OPTIONAL(TEXT("ResponseID", response_id_type)),
                ONE(TEXT("ResponseCode", cat_x_response_code)),
                ONE(TEXT("ResponseDateTime", cat_x_date_time)));
static CHOICE(response_body, ONE(PARTS("ResponseMessage", response_message)),
              ONE(PARTS("DeviceAlertMessage", device_alert_message)),
              ONE(PARTS("DCCAlertMessage", dcc_alert_message)),
              ONE(PARTS("SMETS1ResponseMessage", smets1_response)));
static SEQUENCE(response, ONE(PARTS("Header", response_header)), ONE(PARTS("Body", response_body, BODY)),
                OPTIONAL(SIGNATURE));

const cat_element cat_duis_response = {
    .name = "Response",
    .name_length = 8,
    .children = &response,
    .attributes = &(const cat_x_attribute){"schemaVersion", &cat_x_decimal, true},
    .n_attributes = 1,
};
