/* 6.15.1: Update Security Credentials (KRP). */
#include "srv/credentials_internal.h"

static const cat_mapping supplier[] = {
    REPLACEMENT("supplierBySupplier", "ReplacementCertificates/*/*", cat_srv_supplier_certificate),
    AUTHORISED_BY("supplier"),
    OWN_FLOORS("RemotePartyFloorSeqNumber", "RemotePartyPrepaymentTopUpFloorSeqNumber"),
    AT_EXECUTION_TIME,
};
static const cat_mapping network_operator[] = {
    REPLACEMENT("networkOperatorByNetworkOperator", "ReplacementCertificates/*/*",
                cat_srv_network_operator_certificate),
    AUTHORISED_BY("networkOperator"),
    OWN_FLOORS("RemotePartyFloorSeqNumber", "RemotePartyPrepaymentTopUpFloorSeqNumber"),
    AT_EXECUTION_TIME,
};
static const cat_mapping load_controller[] = {
    REPLACEMENT("loadControllerBySupplier", "ReplacementCertificates/*/*",
                cat_srv_load_controller_certificate),
    AUTHORISED_BY("supplier"),
    {CONSTANT(OTHER_FLOOR "RemotePartyRole", "loadController")},
    {COPY(OTHER_FLOOR "RemotePartyFloorSeqNumber", "RemotePartyFloorSeqNumber")},
    AT_EXECUTION_TIME,
};

static const cat_target targets[] = {
    {USE(CS02bSupplierBySupplier), .when_present = "RemotePartyRole[=Supplier]", MAPPED(supplier)},
    {USE(CS02bNetworkOperatorByNetworkOperator), .when_present = "RemotePartyRole[=NetworkOperator]",
     MAPPED(network_operator)},
    {USE(CS02gLoadControllerBySupplier), .when_present = "RemotePartyRole[=LoadController]",
     MAPPED(load_controller)},
};

const cat_service_request cat_srv_6_15_1 = {
    .srv = "6.15.1",
    .reference = "6.15",
    .name = "Update Security Credentials (KRP)",
    .body = "UpdateSecurityCredentialsKRP",
    .critical = true,
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DEVICE,
    .command_variants = CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS | CAT_USER_ED | CAT_USER_GT,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF | CAT_DEVICE_HCALCS | CAT_DEVICE_PPMID,
    .devices_assumed = CAT_DEVICE_GSME | CAT_DEVICE_GPF | CAT_DEVICE_HCALCS | CAT_DEVICE_PPMID,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
