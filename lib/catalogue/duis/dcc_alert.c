/* DCC Alerts (duis.md 10): one element for each kind of alert. */
#include "duis/duis_internal.h"

static SEQUENCE(power_outage_event, ONE(TEXT("CommsHubDeviceID", cat_x_eui)),
                ONE(TEXT("StartDateTime", cat_x_date_time)), ONE(TEXT("MPxN", cat_x_import_mpxn)));
static SEQUENCE(meter_identity, ONE(PARTS("MeterMPxNs", cat_x_meter_mpxns)),
                OPTIONAL(TEXT("ESMEVariant", cat_x_esme_variant)));
static SEQUENCE(associated_type_1_device, ONE(TEXT("DeviceID", cat_x_eui)),
                ONE(TEXT("DeviceType", cat_x_device_type)));
static SEQUENCE(meter_decommissioning_or_withdrawal,
                ONE(PARTS("MeterDecommissionOrWithdrawal", cat_x_meter_mpxns)),
                REPEATED(0, 7, PARTS("AssociatedType1Device", associated_type_1_device)));
static ENUM(supplier_certificate_type, "SupplierCertificateType", "DigitalSigning", "KeyAgreement",
            "KeyAgreementTopUp");
static ENUM(network_operator_certificate_type, "NetworkOperatorCertificateType", "DigitalSigning",
            "KeyAgreement");
static SEQUENCE(recovery_complete_acb_credentials,
                REPEATED(1, 3, TEXT("SupplierCertificateType", supplier_certificate_type)),
                REPEATED(0, 2, TEXT("NetworkOperatorCertificateType", network_operator_certificate_type)));
static CHOICE(device_status_change, ONE(PARTS("MeterIdentity", meter_identity)),
              ONE(PARTS("MeterDecommissioningOrWithdrawal", meter_decommissioning_or_withdrawal)),
              ONE(EMPTY("DeviceRemovedFromInventory")), ONE(EMPTY("CHFDecommissioning")),
              ONE(EMPTY("DeviceSuspended")), ONE(EMPTY("DeviceRestored")),
              ONE(PARTS("RecoveryCompleteACBCredentials", recovery_complete_acb_credentials)),
              ONE(EMPTY("RecoveryComplete")));
static SEQUENCE(device_status_change_event, ONE(TEXT("DeviceID", cat_x_eui)),
                ONE(PARTS("DeviceStatusChange", device_status_change)));
static SEQUENCE(dsp_schedule_removal, ONE(TEXT("DeviceID", cat_x_eui)),
                ONE(TEXT("DSPScheduleID", cat_x_schedule_id)));
static SEQUENCE(command_failure, ONE(TEXT("CommandRequestID", cat_x_request_id_type)),
                OPTIONAL(TEXT("DSPScheduleID", cat_x_schedule_id)), ONE(TEXT("DeviceID", cat_x_eui)));
static SEQUENCE(firmware_distribution_failure, ONE(TEXT("UpdateFirmwareRequestID", cat_x_request_id_type)),
                ONE(TEXT("MeterIDs", cat_x_device_id_list)));
static SEQUENCE(update_han_device_log_result,
                ONE(TEXT("UpdateHANDeviceLogServiceRequestID", cat_x_request_id_type)));
static SEQUENCE(device_change_of_supplier, ONE(TEXT("DeviceID", cat_x_eui)),
                ONE(TEXT("DeviceType", cat_x_device_type)), ONE(PARTS("MPxNs", cat_x_meter_mpxns)));
static LENGTH(ecos_error_code, "ECoSErrorCode", STRING, 3, 3);
static CHOICE(change_of_supplier,
              TOGETHER(ONE(TEXT("ChangeOfSupplierServiceRequestID", cat_x_request_id_type)),
                       OPTIONAL(TEXT("ECoSErrorCode", ecos_error_code))),
              ONE(PARTS("DeviceChangeOfSupplier", device_change_of_supplier)));
static SEQUENCE(chf_gpf_device_ids, ONE(TEXT("OldCHFDeviceID", cat_x_eui)),
                ONE(TEXT("NewCHFDeviceID", cat_x_eui)), ONE(TEXT("OldGPFDeviceID", cat_x_eui)),
                ONE(TEXT("NewGPFDeviceID", cat_x_eui)));
static SEQUENCE(device_log_restored, ONE(TEXT("RestoredDate", cat_x_date)),
                EITHER(ONE(PARTS("CHFDeviceLog", chf_gpf_device_ids)),
                       ONE(PARTS("GPFDeviceLog", chf_gpf_device_ids))));
static ENUM(activate_image_result_code, "ActivateImageResultCode", "ActivationSuccess", "ActivationFailure");
static SEQUENCE(ppmid_firmware_upgrade_alert, ONE(TEXT("FirmwareVersion", cat_x_firmware_version)),
                ONE(TEXT("ActivateImageResultCode", activate_image_result_code)));
static SEQUENCE(ppmid_alert, ONE(TEXT("DeviceID", cat_x_eui)), ONE(TEXT("DeviceAlertCode", cat_x_hex)),
                OPTIONAL(TEXT("Timestamp", cat_x_date_time)),
                OPTIONAL(PARTS("PPMIDFirmwareUpgradeAlert", ppmid_firmware_upgrade_alert)));
static SEQUENCE(ppmid_removal, ONE(TEXT("PPMIDDeviceID", cat_x_eui)), ONE(TEXT("CHFDeviceID", cat_x_eui)));
static DIGITS(quarantine_event_ref, "QuarantineEventRef", NULL, NULL, 20);
static SEQUENCE(ad_breach, ONE(TEXT("RequestID", cat_x_request_id_type)),
                ONE(TEXT("QuarantineEventRef", quarantine_event_ref)));
static CHOICE(quarantined_request, ONE(PARTS("ADUserThresholdBreach", ad_breach)),
              ONE(PARTS("ADDCCThresholdBreach", ad_breach)),
              ONE(PARTS("ADAttributeLimitsBreach", ad_breach)));
static SEQUENCE(limited_duty_cycle_action_taken, ONE(TEXT("DeviceIDToSuspend", cat_x_eui)));
static ENUM(cra_flag, "CRAFlag", "Command", "Response", "Alert");
static SEQUENCE(message_discarded, ONE(TEXT("RequestID", cat_x_request_id_type)),
                ONE(TEXT("CRAFlag", cra_flag)));
static SEQUENCE(device_not_joined_sub_ghz_smhan, ONE(TEXT("DeviceID", cat_x_eui)),
                OPTIONAL(TEXT("DeviceType", cat_x_device_type)));
static SEQUENCE(dual_band_ch_alert, ONE(TEXT("CHFDeviceID", cat_x_eui)),
                ONE(TEXT("DeviceAlertCode", cat_x_hex)),
                OPTIONAL(TEXT("GBCSHexadecimalMessageCode", cat_x_hex)),
                OPTIONAL_EITHER(ONE(PARTS("LimitedDutyCycleActionTaken", limited_duty_cycle_action_taken)),
                                ONE(PARTS("SubGHzChannelChanged", cat_x_sub_ghz_channel_changed)),
                                ONE(PARTS("SubGHzChannelScanRequestAssessmentOutcome",
                                          cat_x_sub_ghz_channel_scan_request_assessment_outcome)),
                                ONE(PARTS("SubGHzConfigurationChanged", cat_x_sub_ghz_configuration)),
                                ONE(PARTS("MessageDiscardedDueToDutyCycleManagement", message_discarded)),
                                ONE(PARTS("NoMoreSubGHzDeviceCapacity", device_not_joined_sub_ghz_smhan))));
static SEQUENCE(s1sp_alert, OPTIONAL(TEXT("RequestID", cat_x_request_id_type)),
                OPTIONAL(TEXT("DeviceID", cat_x_eui)), ONE(TEXT("S1SPAlertCode", cat_x_string)),
                OPTIONAL(TEXT("AdditionalInformation", cat_x_string)), OPTIONAL(TEXT("UTRN", cat_x_utrn)),
                ONE(TEXT("DateTime", cat_x_date_time)), ONE(SIGNATURE));
static SEQUENCE(s1sp_alert_dsp,
                ONE(PARTS("S1SPAlert", s1sp_alert, ATTRIBUTE("schemaVersion", cat_x_decimal))),
                OPTIONAL(TEXT("DSPScheduleID", cat_x_schedule_id)));
static ENUM(firmware_version_update_status, "FirmwareVersionUpdateStatus", "UpdateRequested",
            "ActivationSuccessful");
static SEQUENCE(smets1_ch_firmware_notification, ONE(TEXT("DeviceID", cat_x_eui)),
                ONE(TEXT("FirmwareVersion", cat_x_firmware_version)),
                ONE(TEXT("FirmwareVersionUpdateStatus", firmware_version_update_status)));
static SEQUENCE(alcs_hcalcs_configuration_change, ONE(TEXT("ESMEDeviceID", cat_x_eui)),
                OPTIONAL(TEXT("ESMEVariant", cat_x_esme_variant)),
                OPTIONAL(TEXT("DeviceGBCSVersion", cat_x_string)));
static SEQUENCE(firmware_upgrade_requested, ONE(TEXT("DeviceType", cat_x_device_type)),
                ONE(TEXT("FirmwareVersion", cat_x_firmware_version)),
                ONE(TEXT("DeviceList", cat_x_device_id_list)));
static ENUM(comms_hub_transfer_status, "CommsHubTransferStatus", "Success", "Failure");
static SEQUENCE(csp_firmware_delivery_status, ONE(TEXT("UpdateFirmwareRequestID", cat_x_request_id_type)),
                ONE(TEXT("CommsHubDeviceID", cat_x_eui)), ONE(TEXT("TargetDeviceID", cat_x_eui)),
                ONE(TEXT("FirmwareVersion", cat_x_firmware_version)), ONE(TEXT("TimeStamp", cat_x_date_time)),
                ONE(TEXT("CommsHubTransferStatus", comms_hub_transfer_status)));
static ENUM(transfer_response_code, "TransferResponseCode", "FileTransferSuccess", "FirmwareImageDiscarded",
            "HardwareVersionMismatch", "FileTransferFailure");
static SEQUENCE(firmware_transfer_alert, OPTIONAL(TEXT("UpdateFirmwareRequestID", cat_x_request_id_type)),
                ONE(TEXT("OtherDeviceID", cat_x_eui)), ONE(TEXT("FirmwareVersion", cat_x_firmware_version)),
                ONE(TEXT("TransferResponseCode", transfer_response_code)));
static SEQUENCE(comms_hub_alert, ONE(TEXT("CommsHubDeviceID", cat_x_eui)), ONE(TEXT("AlertCode", cat_x_hex)),
                OPTIONAL(TEXT("TimeStamp", cat_x_date_time)),
                OPTIONAL(PARTS("FirmwareTransferAlert", firmware_transfer_alert)));
static SEQUENCE(ecos_alert, ONE(TEXT("AlertID", cat_x_request_id_type)),
                OPTIONAL(TEXT("RequestID", cat_x_request_id_type)), ONE(TEXT("ECoSAlertCode", cat_x_string)),
                ONE(TEXT("DeviceID", cat_x_eui)), OPTIONAL(TEXT("AdditionalInformation", cat_x_string)));
static SEQUENCE(comms_hub_firmware_activation, ONE(TEXT("DeviceID", cat_x_eui)),
                ONE(TEXT("FirmwareVersion", cat_x_firmware_version)));
static SEQUENCE(cos_certificate_alert, ONE(TEXT("DeviceID", cat_x_eui)),
                OPTIONAL(TEXT("CertificateSerialNumber", cat_x_integer)));
static SEQUENCE(dcc_alert_version_mismatch, ONE(TEXT("DCCAlertCode", cat_x_string)),
                OPTIONAL(TEXT("DeviceID", cat_x_eui)), OPTIONAL(TEXT("RequestID", cat_x_request_id_type)));
static SEQUENCE(service_response_version_mismatch, ONE(TEXT("RequestID", cat_x_request_id_type)),
                ONE(TEXT("ServiceReference", cat_x_string)),
                ONE(TEXT("ServiceReferenceVariant", cat_x_string)),
                ONE(TEXT("ServiceRequestDUISVersion", cat_x_string)));
static SEQUENCE(duis_version_mismatch,
                EITHER(ONE(PARTS("DCCAlertVersionMismatch", dcc_alert_version_mismatch)),
                       ONE(PARTS("ServiceResponseVersionMismatch", service_response_version_mismatch))),
                ONE(TEXT("ServiceUserDUISVersion", cat_x_string)));
static SEQUENCE(firmware_version_mismatch, ONE(TEXT("DeviceID", cat_x_eui)),
                ONE(TEXT("DeviceType", cat_x_device_type)),
                ONE(TEXT("FirmwareVersionSMI", cat_x_firmware_version)),
                ONE(TEXT("FirmwareVersionDevice", cat_x_firmware_version)));
static SEQUENCE(remote_party_seq_number_change,
                ONE(TEXT("RemotePartyFloorSeqNumber", cat_x_floor_sequence_number)),
                OPTIONAL(TEXT("RemotePartyPrepaymentTopUpFloorSeqNumber", cat_x_floor_sequence_number)));
static LENGTH(sha1, "SHA1", BASE64, 0, 0);
static SEQUENCE(updated_certificate, ONE(TEXT("CertificateType", supplier_certificate_type)),
                ONE(TEXT("CertificateHash", sha1)));
static SEQUENCE(security_credentials_updated, ONE(TEXT("DeviceID", cat_x_eui)),
                ONE(TEXT("RemotePartyRole", cat_x_remote_party_role)),
                OPTIONAL(PARTS("RemotePartySeqNumberChange", remote_party_seq_number_change)),
                REPEATED(1, 3, PARTS("Certificates", updated_certificate)));
CHOICE(cat_x_dcc_alert, ONE(PARTS("PowerOutageEvent", power_outage_event)),
       ONE(PARTS("DeviceStatusChangeEvent", device_status_change_event)),
       ONE(PARTS("DSPScheduleRemoval", dsp_schedule_removal)), ONE(PARTS("CommandFailure", command_failure)),
       ONE(PARTS("FirmwareDistributionFailure", firmware_distribution_failure)),
       ONE(PARTS("UpdateHANDeviceLogResult", update_han_device_log_result)),
       ONE(PARTS("ChangeOfSupplier", change_of_supplier)),
       ONE(PARTS("DeviceLogRestored", device_log_restored)), ONE(PARTS("PPMIDAlert", ppmid_alert)),
       ONE(PARTS("SecurityCredentialsUpdated", security_credentials_updated)),
       ONE(PARTS("PPMIDRemoval", ppmid_removal)), ONE(PARTS("QuarantinedRequest", quarantined_request)),
       ONE(PARTS("FirmwareVersionMismatch", firmware_version_mismatch)),
       ONE(PARTS("DualBandCHAlert", dual_band_ch_alert)), ONE(PARTS("S1SPAlertDSP", s1sp_alert_dsp)),
       ONE(PARTS("SMETS1CHFirmwareNotification", smets1_ch_firmware_notification)),
       ONE(PARTS("ALCSHCALCSConfigurationChange", alcs_hcalcs_configuration_change)),
       ONE(PARTS("FirmwareUpgradeRequested", firmware_upgrade_requested)),
       ONE(PARTS("CSPFirmwareDeliveryStatus", csp_firmware_delivery_status)),
       ONE(PARTS("CommsHubAlert", comms_hub_alert)), ONE(PARTS("ECoSAlert", ecos_alert)),
       ONE(PARTS("CommsHubFirmwareActivation", comms_hub_firmware_activation)),
       ONE(PARTS("CoSCertificateAlert", cos_certificate_alert)),
       ONE(PARTS("DUISVersionMismatch", duis_version_mismatch)));
