/* Replacement certificates: one each for the cells of a role. */
#include "srv/credentials_internal.h"

/* Key usages as X.509 numbers their bits: digitalSignature is the first, keyAgreement the fifth. */
#define CERTIFICATE_OF(role)                                                                                 \
    {COPY("ReplacementCertificate", ".")},                                                                   \
        {CONSTANT("TargetTrustAnchorCell/TrustAnchorCellRemotePartyRole", role)},                            \
        {COPY("TargetTrustAnchorCell/TrustAnchorCellKeyUsage", ".[element=DigitalSigningCertificate]"),      \
         .constant = "1"},                                                                                   \
        {COPY("TargetTrustAnchorCell/TrustAnchorCellKeyUsage", "."), .constant = "00001"},                   \
    {                                                                                                        \
        COPY("TargetTrustAnchorCell/TrustAnchorCellUsage", ".[element=KeyAgreementTopUpCertificate]"),       \
            .constant = "prePaymentTopUp"                                                                    \
    }

const cat_mapping cat_srv_supplier_certificate[5] = {CERTIFICATE_OF("supplier")};
const cat_mapping cat_srv_network_operator_certificate[5] = {CERTIFICATE_OF("networkOperator")};
const cat_mapping cat_srv_load_controller_certificate[5] = {CERTIFICATE_OF("loadController")};
const cat_mapping cat_srv_broker_certificate[5] = {CERTIFICATE_OF("accessControlBroker")};
const cat_mapping cat_srv_path_certificate[1] = {{COPY(".", ".")}};
