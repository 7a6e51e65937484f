/* 8.5: Service Opt Out. */
#include "srv/credentials_internal.h"

/* The date is for the DCC, which holds the request until then. No cell authorises: the MAC does. */
static const cat_mapping broker[] = {
    REPLACEMENT("accessControlBrokerByACB", "ReplacementCertificates/*", cat_srv_broker_certificate),
    {COPY(CONTROL "NewRemotePartyFloorSeqNumber", "ACBFloorSeqNumber")},
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
