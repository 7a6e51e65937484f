/* 6.15, 6.17, 6.21, 6.23, 6.24, 8.5, and alerts about them: security credentials. */
#include "mmc/mmc_internal.h"

NAMES(role, {0, "Root"}, {1, "Recovery"}, {2, "Supplier"}, {3, "NetworkOperator"}, {4, "ACB"},
      {5, "TransCoS"}, {8, "LoadController"});
NAMES(mode, {2, "SupplierBySupplier"}, {3, "NetworkOperatorByNetworkOperator"}, {4, "ACBByACB"},
      {7, "SupplierByTransCoS"}, {11, "LoadControllerBySupplier"});
NAMES(replacement_status, {0, "success"}, {5, "badCertificate"}, {10, "noTrustAnchor"},
      {17, "insufficientMemory"}, {25, "trustAnchorNotFound"}, {30, "resourcesBusy"}, {127, "other"});
/* Bits as X.509 numbers them; the cell for top-ups says so beside them. */
NAMES(usage, {0, "DigitalSigning"}, {4, "KeyAgreement"}, {5, "KeyCertSign"});
NAMES(top_up, {1, "KeyAgreementTopUp"});
#define USAGE_OF(element_, cell_)                                                                            \
    {NAMED(element_, cell_ "TrustAnchorCellUsage", top_up)},                                                 \
    {                                                                                                        \
        VALUE(element_, cell_ "TrustAnchorCellKeyUsage", BIT_NAME), .names = &usage,                         \
                                                                    .absent = cell_ "TrustAnchorCellUsage"   \
    }

/* --- outcome of a replacement --- */

PART(sequence_number, {NAMED("RemotePartyRole", "RemotePartyRole", role)},
     {VALUE("RemotePartyFloorSeqNumber", "RemotePartyFloorSeqNumber", COUNTER)},
     {VALUE("RemotePartyPrepaymentTopUpFloorSeqNumber",
            "RemotePartySpecialistFloorSeqNumber/SpecialistSeqNumber/SeqNumber", COUNTER)});
PART(replacement, {STATUS_OF("StatusCode", "StatusCode", replacement_status)},
     USAGE_OF("CertificateType", "AffectedTrustAnchorCell/"),
     {NAMED("RemotePartyRole", "AffectedTrustAnchorCell/TrustAnchorCellRemotePartyRole", role)},
     {VALUE("ExistingRemotePartyID", "ExistingSubjectUniqueId", IDENTIFIER)},
     {VALUE("NewRemotePartyID", "ReplacingSubjectUniqueId", IDENTIFIER)},
     {VALUE("ExistingCertificateHash", "ExistingSubjectKeyIdentifier", BASE64)},
     {VALUE("NewCertificateHash", "ReplacingSubjectKeyIdentifier", BASE64)});
PART(outcome, {VALUE("AuthorisingRemotePartyOriginatorCounter", "CommandSeqNumber", COUNTER)},
     {NAMED("CredentialsReplacementMode", "CredentialsReplacementMode", mode)},
     {GROUP("RemotePartySeqNumberChange", "RemotePartySeqNumberChanges/RemotePartySeqNumberChange",
            sequence_number)},
     {GROUP("ReplacementOutcome", "ReplacementOutcomes/ReplacementOutcome", replacement), EACH, MOST(3)});
ROWS(credentials_update,
     {GROUP("ExecutionOutcome", "UpdateSecurityCredentialsResponse/ExecutionOutcome", outcome)});

PART(alert_outcome, {GROUP("UpdateSecurityCredentialsExecutionOutcome",
                           "UpdateSecurityCredentialsAlert/ExecutionOutcome", outcome),
                     KEPT});
PART(credentials_alert, {GROUP("UpdateSecurityCredentialsDeviceAlert", NULL, alert_outcome)});
ROWS(credentials_update_alert, {GROUP("FutureDatedCommandOutcomeDeviceAlert", NULL, credentials_alert)});

/* --- 6.24.1: an element for each cell, or one where a role has none to show --- */

#define CELLS "TrustAnchorCellsDetails/TrustAnchorCellContents"
PART(cell, {NAMED("RemotePartyRole", "../RemotePartyRole", role)},
     {STATUS_OF("StatusCode", "../StatusCode", replacement_status)},
     {VALUE("RemotePartyFloorSeqNumber", "../CurrentSeqNumber", COUNTER)}, USAGE_OF("CertificateUsage", ""),
     {VALUE("ExistingRemotePartyID", "ExistingSubjectUniqueId", IDENTIFIER)},
     {VALUE("ExistingCertificateHash", "ExistingSubjectKeyIdentifier", BASE64)});
PART(party, {NAMED("RemotePartyRole", "RemotePartyRole", role)},
     {STATUS_OF("StatusCode", "StatusCode", replacement_status)},
     {VALUE("RemotePartyFloorSeqNumber", "CurrentSeqNumber", COUNTER)});
PART(details, {GROUP("RemotePartyDetails", CELLS, cell), EACH},
     {GROUP("RemotePartyDetails", NULL, party), .absent = CELLS});
ROWS(credentials_read, {WITHIN("ProvideSecurityCredentialsResponse/RemotePartyDetails", details), EACH});

/* --- the device's own --- */

NAMES(certificate_status, {0, "success"}, {1, "invalidCertificate"}, {2, "wrongDeviceIdentity"},
      {3, "invalidKeyUsage"}, {4, "noCorrespondingKeyPairGenerated"}, {5, "wrongPublicKey"},
      {6, "certificateStorageFailed"}, {7, "privateKeyChangeFailed"});
ROWS(device_certificate_update, {STATUS_OF("UpdateSecurityCredentialsResponseCode",
                                           "UpdateDeviceCertificateResponseCode", certificate_status)});

NAMES(request_status, {1, "invalidKeyUsage"}, {2, "keyPairGenerationFailed"}, {3, "cRProductionFailed"});
#define REQUEST "IssueSecurityCredentialsResponse/CertificationRequest"
ROWS(certification_request,
     {STATUS_OF("IssueCredentialsResponseCode",
                "IssueSecurityCredentialsResponse/IssueCredentialsResponseCode", request_status)},
     {VALUE("IssueCredentialsResponseCode", REQUEST, PRESENCE)},
     {VALUE("CertificationRequest", REQUEST, BASE64)});

NAMES(retrieval_status, {1, "invalidKeyUsage"}, {2, "noCertificateHeld"}, {3, "certificateRetrievalFailure"});
#define CERTIFICATE "ProvideDeviceCertificateResponse/DeviceCertificate"
ROWS(device_certificate_read,
     {STATUS_OF("RetrieveDeviceSecurityCredentialsStatusCode",
                "ProvideDeviceCertificateResponse/ProvideDeviceCertificateResponseCode", retrieval_status)},
     {VALUE("RetrieveDeviceSecurityCredentialsStatusCode", CERTIFICATE, PRESENCE)},
     {VALUE("Certificate", CERTIFICATE, BASE64)});
