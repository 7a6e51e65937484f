/* 6.15, 6.17, 6.21, 6.23, 6.24 and 8.5: certificates on devices. */
#include "duis/duis_internal.h"

static SEQUENCE(supplier_or_network_operator_certificates_krp,
                OPTIONAL(TEXT("DigitalSigningCertificate", cat_x_certificate)),
                OPTIONAL(TEXT("KeyAgreementCertificate", cat_x_certificate)),
                OPTIONAL(TEXT("KeyAgreementTopUpCertificate", cat_x_certificate)));
static SEQUENCE(replacement_certificates_krp, ONE(PARTS("SupplierOrNetworkOperatorCertificates",
                                                        supplier_or_network_operator_certificates_krp)));
static SEQUENCE(certification_path_certificates, REPEATED(1, 3, TEXT("Certificate", cat_x_certificate)));
SEQUENCE(cat_x_update_security_credentials_krp, FUTURE_DATED,
         ONE(TEXT("RemotePartyRole", cat_x_remote_party_role)),
         OPTIONAL(TEXT("RemotePartyFloorSeqNumber", cat_x_floor_sequence_number)),
         OPTIONAL(TEXT("RemotePartyPrepaymentTopUpFloorSeqNumber", cat_x_floor_sequence_number)),
         ONE(PARTS("ReplacementCertificates", replacement_certificates_krp)),
         ONE(PARTS("CertificationPathCertificates", certification_path_certificates)),
         ONE(TEXT("ApplyTimeBasedCPVChecks", cat_x_boolean)));

SEQUENCE(cat_x_update_security_credentials_device, ONE(TEXT("DeviceCertificate", cat_x_certificate)));

static ENUM(credential_type, "CredentialType", "Digital Signature", "Key Agreement");
SEQUENCE(cat_x_issue_security_credentials, ONE(TEXT("CredentialType", credential_type)));

static SEQUENCE(replacement_certificates_dcc_handover,
                ONE(TEXT("DigitalSigningCertificate", cat_x_certificate)),
                OPTIONAL(TEXT("KeyAgreementCertificate", cat_x_certificate)),
                OPTIONAL(TEXT("KeyAgreementTopUpCertificate", cat_x_certificate)));
SEQUENCE(cat_x_request_handover_of_dcc_controlled_device, FUTURE_DATED,
         ONE(TEXT("RemotePartyRole", cat_x_remote_party_role)),
         OPTIONAL(TEXT("RemotePartyFloorSeqNumber", cat_x_floor_sequence_number)),
         OPTIONAL(TEXT("RemotePartyPrepaymentTopUpFloorSeqNumber", cat_x_floor_sequence_number)),
         ONE(PARTS("ReplacementCertificates", replacement_certificates_dcc_handover)),
         ONE(PARTS("CertificationPathCertificates", certification_path_certificates)),
         ONE(TEXT("ApplyTimeBasedCPVChecks", cat_x_boolean)));

SEQUENCE(cat_x_update_security_credentials_cos, FUTURE_DATED,
         ONE(TEXT("SupplierFloorSeqNumber", cat_x_floor_sequence_number)),
         OPTIONAL(TEXT("SupplierPrepaymentTopUpFloorSeqNumber", cat_x_floor_sequence_number)),
         ONE(PARTS("SupplierReplacementCertificates", replacement_certificates_dcc_handover)),
         ONE(PARTS("CertificationPathCertificates", certification_path_certificates)),
         ONE(TEXT("ApplyTimeBasedCPVChecks", cat_x_boolean)), ONE(TEXT("ImportMPxN", cat_x_import_mpxn)));

static SEQUENCE(replacement_certificates_acb, OPTIONAL(TEXT("DigitalSigningCertificate", cat_x_certificate)),
                ONE(TEXT("KeyAgreementCertificate", cat_x_certificate)));
SEQUENCE(cat_x_service_opt_out, ONE(TEXT("ExecutionDateTime", cat_x_date_time)),
         ONE(TEXT("ACBFloorSeqNumber", cat_x_floor_sequence_number)),
         ONE(PARTS("ReplacementCertificates", replacement_certificates_acb)),
         ONE(PARTS("CertificationPathCertificates", certification_path_certificates)),
         ONE(TEXT("ApplyTimeBasedCPVChecks", cat_x_boolean)));

SEQUENCE(cat_x_retrieve_device_security_credentials_krp,
         REPEATED(1, 7, TEXT("RemotePartyRole", cat_x_remote_party_role)));
