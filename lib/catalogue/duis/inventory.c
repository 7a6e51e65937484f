/* 8.2 to 8.4, 8.6 to 8.12, 12.1 and 12.2: inventory, joining, device logs, coverage. */
#include "duis/duis_internal.h"

static LENGTH(post_code, "PostCode", STRING, 6, 8);
static LENGTH(address_identifier, "AddressIdentifier", STRING, 0, 30);
static SEQUENCE(partial_address, ONE(TEXT("PostCode", post_code)),
                ONE(TEXT("AddressIdentifier", address_identifier)));
SEQUENCE(cat_x_decommission_device, ONE(TEXT("DeviceID", cat_x_eui)));

static LENGTH(device_manufacturer, "DeviceManufacturer", STRING, 0, 30);
static LENGTH(device_model, "DeviceModel", STRING, 0, 30);
static LENGTH(smets_chts_version, "SMETSCHTSVersion", STRING, 1, 20);
static SEQUENCE(update_device_details, OPTIONAL(TEXT("DeviceManufacturer", device_manufacturer)),
                OPTIONAL(TEXT("DeviceModel", device_model)),
                OPTIONAL(TEXT("SMETSCHTSVersion", smets_chts_version)),
                OPTIONAL(TEXT("FirmwareVersion", cat_x_firmware_version)),
                OPTIONAL(TEXT("ESMEVariant", cat_x_esme_variant)));
static CHOICE(update_mpxn, ONE(TEXT("ImportMPxN", cat_x_import_mpxn)),
              ONE(TEXT("SecondaryImportMPAN", cat_x_mpan)), ONE(TEXT("ExportMPAN", cat_x_mpan)));
static ENUM(update_device_status_except_ch, "UpdateDeviceStatusExceptCH", "Pending",
            "InstalledNotCommissioned");
static ENUM(update_device_status_ch, "UpdateDeviceStatusCH", "Commissioned", "Withdrawn",
            "InstalledNotCommissioned");
SEQUENCE(cat_x_update_inventory, ONE(TEXT("DeviceID", cat_x_eui)),
         EITHER(ONE(TEXT("UpdateDeviceStatusExceptCH", update_device_status_except_ch)),
                ONE(TEXT("UpdateDeviceStatusCH", update_device_status_ch)),
                ONE(PARTS("UpdateDeviceDetails", update_device_details)), ONE(EMPTY("DeleteDevice")),
                ONE(PARTS("UpdateMPxN", update_mpxn))));

SEQUENCE(cat_x_meter_mpxns, ONE(TEXT("ImportMPxN", cat_x_import_mpxn)),
         OPTIONAL(TEXT("SecondaryImportMPAN", cat_x_mpan)), OPTIONAL(TEXT("ExportMPAN", cat_x_mpan)));

SEQUENCE(cat_x_service_opt_in, ONE(TEXT("DeviceID", cat_x_eui)), ONE(TEXT("DeviceType", cat_x_device_type)),
         ONE(PARTS("MPxNs", cat_x_meter_mpxns)), ONE(TEXT("OptInDate", cat_x_date)));

SEQUENCE(cat_x_join_or_unjoin_device, ONE(TEXT("OtherDeviceID", cat_x_eui)));

SEQUENCE(cat_x_read_device_log, FUTURE_DATED, OPTIONAL(EMPTY("ReadSecurityDetails")));

static INTEGER(join_time_period, "JoinTimePeriod", "1", "3600");
static LENGTH(install_code, "InstallCode", HEX, 6, 16);
static SEQUENCE(add_device_to_chf_whitelist, ONE(TEXT("JoinTimePeriod", join_time_period)),
                ONE(TEXT("InstallCode", install_code)), OPTIONAL(TEXT("ImportMPxN", cat_x_import_mpxn)),
                OPTIONAL(TEXT("SecondaryImportMPAN", cat_x_mpan)), OPTIONAL(TEXT("ExportMPAN", cat_x_mpan)));
static ENUM(request_type, "RequestType", "Add", "Remove");
SEQUENCE(cat_x_update_han_device_log, FUTURE_DATED, ONE(TEXT("DeviceID", cat_x_eui)),
         ONE(TEXT("RequestType", request_type)),
         OPTIONAL(PARTS("AddDeviceToCHFWhitelist", add_device_to_chf_whitelist)));

SEQUENCE(cat_x_restore_han_device_log, ONE(TEXT("OldCHFID", cat_x_eui)));

SEQUENCE(cat_x_restore_gpf_device_log, ONE(TEXT("OldGPFID", cat_x_eui)));

static DIGITS(uprn, "UPRN", "1", NULL, 12);
CHOICE(cat_x_request_wan_matrix, ONE(TEXT("UPRN", uprn)), ONE(PARTS("PartialAddress", partial_address)));

SEQUENCE(cat_x_device_prenotification, ONE(TEXT("DeviceID", cat_x_eui)),
         ONE(TEXT("DeviceManufacturer", device_manufacturer)), ONE(TEXT("DeviceModel", device_model)),
         ONE(TEXT("DeviceType", cat_x_device_type)), OPTIONAL(TEXT("SMETSCHTSVersion", smets_chts_version)),
         OPTIONAL(TEXT("FirmwareVersion", cat_x_firmware_version)),
         OPTIONAL(TEXT("ESMEVariant", cat_x_esme_variant)),
         OPTIONAL(TEXT("AssociatedGPFDeviceID", cat_x_eui)));

CHOICE(cat_x_read_inventory, ONE(TEXT("UPRN", uprn)), ONE(TEXT("DeviceID", cat_x_eui)),
       ONE(TEXT("MPxN", cat_x_import_mpxn)), ONE(PARTS("PropertyFilter", partial_address)));

static ENUM(csp_region, "CSPRegion", "North", "Central", "South", "4G North", "4G Central", "4G South",
            "Unknown", "SMETS1");
static LENGTH(wan_technology_type, "WANTechnologyType", STRING, 1, 30);
static ENUM(connectivity_likelihood, "ConnectivityLikelihood", "High", "Medium", "Low");
static LENGTH(auxiliary_equipment_required, "AuxiliaryEquipmentRequired", STRING, 0, 50);
static LENGTH(additional_information, "AdditionalInformation", STRING, 0, 250);
static SEQUENCE(dsp_wan_matrix_response, ONE(TEXT("CSPRegion", csp_region)),
                ONE(TEXT("CSPRegionResponseCode", cat_x_response_code)),
                OPTIONAL_TOGETHER(ONE(TEXT("CoverageAvailability", cat_x_boolean)),
                                  OPTIONAL(TEXT("AnticipatedCoverageDate", cat_x_date)),
                                  ONE(TEXT("WANTechnology", wan_technology_type)),
                                  ONE(TEXT("ConnectivityLikelihood", connectivity_likelihood)),
                                  OPTIONAL(TEXT("AuxiliaryEquipmentRequired", auxiliary_equipment_required)),
                                  OPTIONAL(TEXT("AdditionalInformation", additional_information))));
SEQUENCE(cat_x_dsp_wan_matrix, ONE(PARTS("Request", cat_x_request_wan_matrix)),
         REPEATED(1, CAT_UNBOUNDED, PARTS("DSPWANMatrixResponse", dsp_wan_matrix_response)));

static ENUM(device_status, "DeviceStatus", "Pending", "Whitelisted", "InstalledNotCommissioned",
            "Commissioned", "Decommissioned", "Withdrawn", "Suspended", "Recovery", "Recovered");
static ENUM(firmware_version_status, "FirmwareVersionStatus", "Active", "Cancelled", "Expired", "Withdrawn");
static ENUM(cpl_status, "CPLStatus", "Active", "Cancelled", "Expired", "Withdrawn");
static ENUM(connectivity, "Connectivity", "Cellular", "Virtual");
static SEQUENCE(inventory_device, ONE(TEXT("DeviceID", cat_x_eui)),
                ONE(TEXT("DeviceType", cat_x_device_type)), OPTIONAL(TEXT("DeviceStatus", device_status)),
                ONE(TEXT("DeviceManufacturer", device_manufacturer)), ONE(TEXT("DeviceModel", device_model)),
                OPTIONAL(TEXT("SMETSCHTSVersion", smets_chts_version)),
                OPTIONAL(TEXT("DeviceFirmwareVersion", cat_x_firmware_version)),
                OPTIONAL(TEXT("DeviceFirmwareVersionStatus", firmware_version_status)),
                OPTIONAL(TEXT("CPLStatus", cpl_status)), OPTIONAL(TEXT("DateCommissioned", cat_x_date)),
                OPTIONAL(TEXT("ImportMPxN", cat_x_import_mpxn)),
                OPTIONAL(TEXT("SecondaryImportMPAN", cat_x_mpan)), OPTIONAL(TEXT("ExportMPAN", cat_x_mpan)),
                OPTIONAL(TEXT("ESMEVariant", cat_x_esme_variant)), OPTIONAL(TEXT("UPRN", uprn)),
                OPTIONAL(PARTS("PropertyFilter", partial_address)), OPTIONAL(TEXT("CSPRegion", csp_region)),
                OPTIONAL(TEXT("DeviceGBCSVersion", cat_x_string)), OPTIONAL(TEXT("HANVariant", cat_x_string)),
                OPTIONAL(TEXT("S1SP", cat_x_string)), OPTIONAL(TEXT("Connectivity", connectivity)));
SEQUENCE(cat_x_dsp_inventory, REPEATED(1, 17, PARTS("Device", inventory_device)));

SEQUENCE(cat_x_dsp_opt_in, ONE(TEXT("DeviceID", cat_x_eui)),
         OPTIONAL(TEXT("DSPBrokerSecurityCredentialsDigitalSigning", cat_x_certificate)),
         ONE(TEXT("DSPBrokerSecurityCredentialsKeyAgreement", cat_x_certificate)));
