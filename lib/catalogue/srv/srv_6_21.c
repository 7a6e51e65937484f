/* 6.21: Request Handover Of DCC Controlled Device. */
#include "srv/credentials_internal.h"

/* A date is for the DCC, which holds the request until then. */
static const cat_mapping supplier[] = {
    REPLACEMENT("supplierBySupplier", "ReplacementCertificates/*", cat_srv_supplier_certificate),
    AUTHORISED_BY("supplier"),
    OWN_FLOORS("RemotePartyFloorSeqNumber", "RemotePartyPrepaymentTopUpFloorSeqNumber"),
};
static const cat_mapping network_operator[] = {
    REPLACEMENT("networkOperatorByNetworkOperator", "ReplacementCertificates/*",
                cat_srv_network_operator_certificate),
    AUTHORISED_BY("networkOperator"),
    OWN_FLOORS("RemotePartyFloorSeqNumber", "RemotePartyPrepaymentTopUpFloorSeqNumber"),
};

/* Hubs and their proxies come so; whatever else has such cells, when it was recovered (smki.md 19.5). */
enum {
    DEVICES = CAT_DEVICE_GPF | CAT_DEVICE_CHF | CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_HCALCS |
              CAT_DEVICE_PPMID
};

static const cat_target targets[] = {
    {USE(CS02bSupplierBySupplier), .devices = DEVICES, .when_present = "RemotePartyRole[=Supplier]",
     MAPPED(supplier)},
    {USE(CS02bNetworkOperatorByNetworkOperator), .devices = DEVICES,
     .when_present = "RemotePartyRole[=NetworkOperator]", MAPPED(network_operator)},
};

const cat_service_request cat_srv_6_21 = {
    .srv = "6.21",
    .reference = "6.21",
    .name = "Request Handover Of DCC Controlled Device",
    .body = "RequestHandoverOfDCCControlledDevice",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = DEVICES,
    .devices_assumed = DEVICES & ~CAT_DEVICE_GPF,
    .originator = CAT_ORIGINATOR_ACB,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
    .notes = "The DCC originates the command, without a supplementary party.",
};
