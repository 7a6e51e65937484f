/* 8.5: Service Opt Out. */
#include "srv/credentials_internal.h"

#include "srv/credentials_internal.h"

static const cat_mapping broker_cell[] = {
    {COPY("ReplacementCertificate", ".")},
    {CONSTANT("TargetTrustAnchorCell/TrustAnchorCellRemotePartyRole", "accessControlBroker")},
    CELL_OF_CERTIFICATE,
};
/* The date is for the DCC, which holds the request until then. No cell authorises: the key itself does. */
static const cat_mapping broker[] = {
    {CONSTANT(CONTROL "CredentialsReplacementMode", "accessControlBrokerByACB")},
    {COPY(CONTROL "ApplyTimeBasedCPVChecks", "ApplyTimeBasedCPVChecks[=false]"), .constant = "disapply"},
    {HELD("ApplyTimeBasedCPVChecks")},
    {COPY(CONTROL "NewRemotePartyFloorSeqNumber", "ACBFloorSeqNumber")},
    {EACH("UpdateSecurityCredentials/Replacements", "ReplacementCertificates/*", broker_cell)},
    PATH_CERTIFICATES,
};

static const cat_target targets[] = {
    {USE(CS02bAccessControlBrokerByACB), MAPPED(broker)},
};

const cat_service_request cat_srv_8_5 = {
    .srv = "8.5",
    .reference = "8.5",
    .name = "Service Opt Out",
    .body = "ServiceOptOut",
    .device = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = VARIANT(1),
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    .devices_assumed = CAT_DEVICE_GSME,
    .originator = CAT_ORIGINATOR_ACB,
    TARGETS(targets),
    .provenance = CAT_SOURCED,
    .notes = "A leftover of opting out: refused for every User.",
};
