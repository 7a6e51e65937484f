/* 6.24.1: Retrieve Device Security Credentials (KRP). */
#include "srv/srv_internal.h"

#define CELL "ProvideSecurityCredentials/AuthorisingRemotePartyTACellIdentifier/"
static const cat_mapping role[] = {
    {NAMES(".", ".", "Root=0,Recovery=1,Supplier=2,NetworkOperator=3,ACB=4,TransCoS=5,LoadController=8")},
};
/* Authorised by the key agreement of the access control broker. */
static const cat_mapping roles[] = {
    {CONSTANT(CELL "TrustAnchorCellRemotePartyRole", "accessControlBroker")},
    {CONSTANT(CELL "TrustAnchorCellKeyUsage", "00001")},
    {EACH("ProvideSecurityCredentials/RemotePartyRolesCredentialsRequired", "RemotePartyRole", role)},
};

static const cat_target targets[] = {
    {USE(CS02f), .when_present = "RemotePartyRole[=LoadController]", MAPPED(roles)},
    {USE(CS02a), MAPPED(roles)},
};

const cat_service_request cat_srv_6_24_1 = {
    .srv = "6.24.1",
    .reference = "6.24",
    .name = "Retrieve Device Security Credentials (KRP)",
    .body = "RetrieveDeviceSecurityCredentialsKRP",
    .device = true,
    .on_demand = true,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_ED | CAT_USER_GT,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF | CAT_DEVICE_CHF | CAT_DEVICE_HCALCS |
               CAT_DEVICE_PPMID,
    .devices_assumed = CAT_DEVICE_GPF | CAT_DEVICE_CHF | CAT_DEVICE_HCALCS | CAT_DEVICE_PPMID,
    .originator = CAT_ORIGINATOR_ACB,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
    .notes = "The DCC originates the command, without a supplementary party.",
};
