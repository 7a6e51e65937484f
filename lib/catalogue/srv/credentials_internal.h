/* Words for services that replace security credentials, CS02b and CS02g (gbcs-messages.md 8.1, 14.3). */
#ifndef ALB_CATALOGUE_SRV_CREDENTIALS_INTERNAL_H
#define ALB_CATALOGUE_SRV_CREDENTIALS_INTERNAL_H

#include "srv/srv_internal.h"

#define CONTROL     "UpdateSecurityCredentials/AuthorisingRemotePartyControl/"
#define OTHER_FLOOR CONTROL "OtherRemotePartySeqNumberChanges/RemotePartySeqNumberChange/"

extern const cat_mapping cat_srv_supplier_certificate[5], cat_srv_network_operator_certificate[5],
    cat_srv_load_controller_certificate[5], cat_srv_broker_certificate[5], cat_srv_path_certificate[1];

/* What every replacement has: its mode, certificates at a path of the request, those that complete their
 * chain. A device checks validity times unless it is told not to. */
#define REPLACEMENT(mode, certificates, rows)                                                                \
    {CONSTANT(CONTROL "CredentialsReplacementMode", mode)},                                                  \
        {COPY(CONTROL "ApplyTimeBasedCPVChecks", "ApplyTimeBasedCPVChecks[=false]"),                         \
         .constant = "disapply"},                                                                            \
        {HELD("ApplyTimeBasedCPVChecks")},                                                                   \
        {EACH("UpdateSecurityCredentials/Replacements", certificates, rows)},                                \
    {                                                                                                        \
        EACH("UpdateSecurityCredentials/CertificationPathCertificates",                                      \
             "CertificationPathCertificates/Certificate", cat_srv_path_certificate)                          \
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

/* Where the device holds a dated command. */
#define AT_EXECUTION_TIME                                                                                    \
    {                                                                                                        \
        MAKE("UpdateSecurityCredentials/ExecutionDateTime", "ExecutionDateTime", "activation")               \
    }

#endif
