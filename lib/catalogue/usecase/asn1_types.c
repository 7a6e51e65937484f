/* ASN.1 types that several use cases share. */
#include "usecase/asn1_internal.h"

const cat_type cat_a_null = {.kind = CAT_A_NULL};
const cat_type cat_a_time = {.kind = CAT_A_TIME, .view = CAT_VIEW_DATE_TIME};
const cat_type cat_a_certificate = {.kind = CAT_A_ANY, .view = CAT_VIEW_CERTIFICATE};
const cat_type cat_a_entity = {.kind = CAT_A_OCTETS, .view = CAT_VIEW_EUI64, .min = 8, .max = 8};
const cat_type cat_a_key_id = {.kind = CAT_A_OCTETS, .min = 8, .max = 8};
const cat_type cat_a_firmware = {.kind = CAT_A_OCTETS, .view = CAT_VIEW_FIRMWARE, .min = 4, .max = 4};
const cat_type cat_a_hash = {.kind = CAT_A_OCTETS, .min = 32, .max = 32};
const cat_type cat_a_alert_code = {.kind = CAT_A_INTEGER, .view = CAT_VIEW_ALERT_CODE};
const cat_type cat_a_seq_number = {.kind = CAT_A_INTEGER};

#define NAMED(symbol, of_kind, ...)                                                                          \
    static const cat_name symbol##_names[] = {__VA_ARGS__};                                                  \
    const cat_type cat_a_##symbol = {.kind = (of_kind), .names = {symbol##_names, ALB_COUNT(symbol##_names)}}

NAMED(role, CAT_A_INTEGER, {0, "root"}, {1, "recovery"}, {2, "supplier"}, {3, "networkOperator"},
      {4, "accessControlBroker"}, {5, "transitionalCoS"}, {6, "wanProvider"}, {7, "issuingAuthority"},
      {8, "loadController"}, {127, "other"});

/* Bits as X.509 numbers them. */
NAMED(key_usage, CAT_A_BITS, {0, "digitalSignature"}, {4, "keyAgreement"}, {5, "keyCertSign"},
      {6, "cRLSign"});

static const cat_name cell_usages[] = {{0, "management"}, {1, "prePaymentTopUp"}};
const cat_type cat_a_cell_usage = {.kind = CAT_A_INTEGER,
                                   .names = {cell_usages, ALB_COUNT(cell_usages)},
                                   .has_default = true,
                                   .default_value = 0};

static const cat_field cell[] = {FIELD("TrustAnchorCellRemotePartyRole", cat_a_role),
                                 FIELD("TrustAnchorCellKeyUsage", cat_a_key_usage),
                                 OPTIONAL_FIELD("TrustAnchorCellUsage", cat_a_cell_usage)};
const cat_type cat_a_cell = {.kind = CAT_A_SEQUENCE, .fields = cell, .n_fields = ALB_COUNT(cell)};

NAMED(mode, CAT_A_INTEGER, {0, "rootBySupplier"}, {1, "rootByWanProvider"}, {2, "supplierBySupplier"},
      {3, "networkOperatorByNetworkOperator"}, {4, "accessControlBrokerByACB"},
      {5, "wanProviderByWanProvider"}, {6, "transCoSByTransCoS"}, {7, "supplierByTransCoS"},
      {8, "anyExceptAbnormalRootByRecovery"}, {9, "anyByContingency"}, {10, "loadControllerByLoadController"},
      {11, "loadControllerBySupplier"});

NAMED(status, CAT_A_ENUMERATED, {0, "success"}, {5, "badCertificate"}, {10, "noTrustAnchor"},
      {17, "insufficientMemory"}, {25, "trustAnchorNotFound"}, {30, "resourcesBusy"}, {127, "other"});

NAMED(device_type, CAT_A_INTEGER, {0, "GSME"}, {1, "ESME"}, {2, "CHF"}, {3, "GPF"}, {4, "HCALCS"},
      {5, "PPMID"}, {6, "Type2Device"});

static const cat_field entry[] = {FIELD("DeviceId", cat_a_entity), FIELD("DeviceType", cat_a_device_type)};
const cat_type cat_a_entry = {.kind = CAT_A_SEQUENCE, .fields = entry, .n_fields = ALB_COUNT(entry)};
static const cat_field one_entry = FIELD("DeviceLogEntry", cat_a_entry);
const cat_type cat_a_entries = {.kind = CAT_A_SEQUENCE_OF, .fields = &one_entry, .n_fields = 1};

NAMED(join_code, CAT_A_INTEGER, {0, "success"}, {1, "invalidMessageCodeForJoinMethodAndRole"},
      {2, "invalidJoinMethodAndRole"}, {3, "incompatibleWithExistingEntry"}, {4, "deviceLogFull"},
      {5, "writeFailure"}, {6, "keyAgreementNoResources"}, {7, "keyAgreementUnknownIssuer"},
      {8, "keyAgreementUnsupportedSuite"}, {9, "keyAgreementBadMessage"}, {10, "keyAgreementBadKeyConfirm"},
      {11, "invalidOrMissingCertificate"}, {12, "noPartnerLinkKeyReceived"}, {13, "noCBKEResponse"});

CODES(activation_result, {0, "success"}, {1, "noImageHeld"}, {2, "hashMismatch"}, {3, "activationFailure"});
static const cat_field activation[] = {FIELD("ActivateImageResponseCode", activation_result),
                                       FIELD("FirmwareVersion", cat_a_firmware)};
const cat_type cat_a_activation_outcome = {
    .kind = CAT_A_SEQUENCE, .fields = activation, .n_fields = ALB_COUNT(activation)};
