/* 3.4: Update Supplier Name. */
#include "srv/srv_internal.h"

static const cat_mapping electricity[] = {
    {COPY("SupplierTelephoneNumber", "SupplierTelephoneNumber")},
    {COPY("SupplierName", "SupplierName")},
};

static const cat_mapping gas[] = {
    {MAKE("*/IssuerEventId", NULL, "now")},
    {COPY("PublishChangeOfSupplier/ProposedProviderName", "SupplierName")},
    {COPY("PublishChangeOfSupplier/ProposedProviderContactDetails", "SupplierTelephoneNumber")},
};

static const cat_target targets[] = {
    {USE(ECS16), .devices = CAT_DEVICE_ESME, MAPPED(electricity)},
    {USE(GCS44), .devices = CAT_DEVICE_GSME, MAPPED(gas)},
};

const cat_service_request cat_srv_3_4 = {
    .srv = "3.4",
    .reference = "3.4",
    .name = "Update Supplier Name",
    .body = "UpdateSupplierName",
    .device = true,
    .on_demand = true,
    .future_dated = CAT_FUTURE_DSP,
    .command_variants = NON_CRITICAL_VARIANTS,
    .users = CAT_USER_IS | CAT_USER_GS,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    TARGETS(targets),
    .provenance = CAT_VERIFIED,
};
