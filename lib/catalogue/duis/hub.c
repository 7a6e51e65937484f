/* 8.14.1 to 8.14.4: installation and return of a Communications Hub. */
#include "duis/duis_internal.h"

static ENUM(chf_install_type, "CHFInstallType", "New CHF Install", "Replacement CHF Install",
            "CHF Install - no SM WAN");
static LENGTH(user_ref_id, "UserRefID", STRING, 0, 25);
static LENGTH(mpxn, "MPxN", STRING, 1, 13);
static LENGTH(gis_data, "GISData", STRING, 0, 25);
static ENUM(chf_location, "CHFLocation", "Outside Premises", "Indoors on external wall", "Deep indoors",
            "Basement or Cellar");
static LENGTH(additional_information, "AdditionalInformation", STRING, 0, 200);
SEQUENCE(cat_x_chf_install_success_smwan, ONE(TEXT("DeviceID", cat_x_eui)),
         ONE(TEXT("CHFInstallType", chf_install_type)), OPTIONAL(TEXT("InstallDateTime", cat_x_date_time)),
         OPTIONAL(TEXT("UserRefID", user_ref_id)), ONE(TEXT("MPxN", mpxn)),
         OPTIONAL(TEXT("GISData", gis_data)), ONE(TEXT("AerialInstall", cat_x_boolean)),
         ONE(TEXT("CHFLocation", chf_location)),
         OPTIONAL(TEXT("AdditionalInformation", additional_information)));

static ENUM(premise_type, "PremiseType", "Detached / Semi Detached", "Terraced",
            "Low Rise Apartment (MDU <= 5 floors)", "High Rise Apartment (MDU > 5 floors)");
SEQUENCE(cat_x_chf_install_success_no_smwan, ONE(TEXT("DeviceID", cat_x_eui)),
         ONE(TEXT("CHFInstallType", chf_install_type)), OPTIONAL(TEXT("InstallDateTime", cat_x_date_time)),
         OPTIONAL(TEXT("UserRefID", user_ref_id)), ONE(TEXT("MPxN", mpxn)),
         OPTIONAL(TEXT("GISData", gis_data)), ONE(TEXT("AerialInstall", cat_x_boolean)),
         ONE(TEXT("CHFLocation", chf_location)), ONE(TEXT("PremiseType", premise_type)),
         ONE(TEXT("MetalObstructionCheck", cat_x_boolean)),
         ONE(TEXT("ConnectivityObstructionCheck", cat_x_boolean)),
         ONE(TEXT("SharedObstructionCheck", cat_x_boolean)),
         OPTIONAL(TEXT("AdditionalInformation", additional_information)));

static ENUM(chf_fault_return_type, "CHFFaultReturnType", "Fault identified prior to installation",
            "Fault identified post installation");
static LENGTH(incident_reference, "IncidentReference", STRING, 0, 15);
static ENUM(chf_connection_method, "CHFConnectionMethod", "Hot-shoe", "Cradle", "ESME");
static ENUM(chf_fault_reason, "CHFFaultReason", "Damaged case", "Damaged Connector",
            "Illegal interference or missing seals", "Environmental conditions exceeded", "SM WAN Fault",
            "SMHAN Interface Fault", "LED Fault", "Aerial fault", "Manufacturing defect");
SEQUENCE(cat_x_chf_fault_return, ONE(TEXT("DeviceID", cat_x_eui)),
         ONE(TEXT("CHFFaultReturnType", chf_fault_return_type)),
         OPTIONAL(TEXT("UserRefDateTime", cat_x_date_time)), OPTIONAL(TEXT("UserRefID", user_ref_id)),
         ONE(TEXT("OtherDeviceID", cat_x_eui)), OPTIONAL(TEXT("IncidentReference", incident_reference)),
         ONE(TEXT("CHFConnectionMethod", chf_connection_method)),
         ONE(TEXT("CHFFaultReason", chf_fault_reason)),
         OPTIONAL(TEXT("AdditionalInformation", additional_information)));

static ENUM(chf_no_fault_return_type, "CHFNoFaultReturnType", "No Fault Return (general)",
            "No Fault Return (non-dom opt out)", "No Fault Return (dual supplier HAN variant replacement)",
            "No Fault Return (SM WAN variant replacement requested by DCC)", "Lost or Stolen Hub");
SEQUENCE(cat_x_chf_no_fault_return, ONE(TEXT("DeviceID", cat_x_eui)),
         ONE(TEXT("CHFNoFaultReturnType", chf_no_fault_return_type)),
         OPTIONAL(TEXT("UserRefDateTime", cat_x_date_time)), OPTIONAL(TEXT("UserRefID", user_ref_id)),
         OPTIONAL(TEXT("IncidentReference", incident_reference)),
         OPTIONAL(TEXT("AdditionalInformation", additional_information)));
