/* 6.23: Update Security Credentials (CoS). */
#include "srv/credentials_internal.h"

static const cat_mapping supplier[] = {
    REPLACEMENT("supplierByTransCoS", "SupplierReplacementCertificates/*", cat_srv_supplier_certificate),
    AUTHORISED_BY("transitionalCoS"),
    {CONSTANT(OTHER_FLOOR "RemotePartyRole", "supplier")},
    {COPY(OTHER_FLOOR "RemotePartyFloorSeqNumber", "SupplierFloorSeqNumber")},
    SPECIALIST_FLOOR(OTHER_FLOOR "RemotePartySpecialistFloorSeqNumber",
                     "SupplierPrepaymentTopUpFloorSeqNumber"),
    AT_EXECUTION_TIME,
    {HELD("ImportMPxN")},
};

static const cat_target targets[] = {
    {USE(CS02bSupplierByTransCoS), MAPPED(supplier)},
};

const cat_service_request cat_srv_6_23 = {
    .srv = "6.23",
    .reference = "6.23",
    .name = "Update Security Credentials (CoS)",
    .body = "UpdateSecurityCredentialsCoS",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP_AND_DEVICE,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_HCALCS,
    .devices_assumed = CAT_DEVICE_GSME | CAT_DEVICE_HCALCS,
    .originator = CAT_ORIGINATOR_TRANSITIONAL_COS,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
    .notes = "Not critical although the command is signed: the transitional Change of Supplier party signs "
             "it. Both the DCC and the device may hold it.",
};
