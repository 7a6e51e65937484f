/* Words for services that replace security credentials, CS02b and CS02g (gbcs-messages.md 8.1, 14.3). */
#ifndef ALB_CATALOGUE_SRV_CREDENTIALS_INTERNAL_H
#define ALB_CATALOGUE_SRV_CREDENTIALS_INTERNAL_H

#include "srv/srv_internal.h"

#define CONTROL     "UpdateSecurityCredentials/AuthorisingRemotePartyControl/"
#define OTHER_FLOOR CONTROL "OtherRemotePartySeqNumberChanges/RemotePartySeqNumberChange/"

/* Rows of one certificate: which cell of its role it is for. Key usages as X.509 numbers their bits. */
#define CELL_OF_CERTIFICATE                                                                                  \
    {COPY("TargetTrustAnchorCell/TrustAnchorCellKeyUsage", ".[element=DigitalSigningCertificate]"),          \
     .constant = "1"},                                                                                       \
        {COPY("TargetTrustAnchorCell/TrustAnchorCellKeyUsage", "."), .constant = "00001"},                   \
    {                                                                                                        \
        COPY("TargetTrustAnchorCell/TrustAnchorCellUsage", ".[element=KeyAgreementTopUpCertificate]"),       \
            .constant = "prePaymentTopUp"                                                                    \
    }

/* The cell whose digital signature authorises the command. */
#define AUTHORISED_BY(role)                                                                                  \
    {CONSTANT(CONTROL "AuthorisingRemotePartyTACellIdentifier/TrustAnchorCellRemotePartyRole", role)},       \
    {                                                                                                        \
        CONSTANT(CONTROL "AuthorisingRemotePartyTACellIdentifier/TrustAnchorCellKeyUsage", "1")              \
    }

/* Counters from which the new party counts; that of the prepayment top-up where it is given. */
#define SPECIALIST_FLOOR(to_path, from_path)                                                                 \
    {COPY(to_path "/SpecialistSeqNumber/SeqNumberUsage", from_path), .constant = "prePaymentTopUp"},         \
    {                                                                                                        \
        COPY(to_path "/SpecialistSeqNumber/SeqNumber", from_path)                                            \
    }
#define OWN_FLOORS(floor, specialist)                                                                        \
    {COPY(CONTROL "NewRemotePartyFloorSeqNumber", floor)},                                                   \
        SPECIALIST_FLOOR(CONTROL "NewRemotePartySpecialistFloorSeqNumber", specialist)

static const cat_mapping cat_srv_path_certificate[] = {{COPY(".", ".")}};
#define PATH_CERTIFICATES                                                                                    \
    {                                                                                                        \
        EACH("UpdateSecurityCredentials/CertificationPathCertificates",                                      \
             "CertificationPathCertificates/Certificate", cat_srv_path_certificate)                          \
    }
#define AT_EXECUTION_TIME                                                                                    \
    {                                                                                                        \
        MAKE("UpdateSecurityCredentials/ExecutionDateTime", "ExecutionDateTime", "activation")               \
    }

#endif
