/* CS02bSupplierBySupplier: Update Security Credentials (supplierBySupplier). */
#include "usecase/asn1_internal.h"

const cat_use_case cat_uc_CS02bSupplierBySupplier = {
    .name = "CS02bSupplierBySupplier",
    .title = "Update Security Credentials (supplierBySupplier)",
    .message_code = 0x0102,
    .format = CAT_FORMAT_ASN1,
    .critical = true,
    .devices = CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF | CAT_DEVICE_SAPC | CAT_DEVICE_PPMID |
               CAT_DEVICE_HCALCS,
    .roles = CAT_ROLE_SUPPLIER | CAT_ROLE_ACB,
    .replay_protected = CAT_YES,
    .future_dated = CAT_YES,
    .command_protection = BY_BOTH,
    .response_protection = BY_SIGNATURE,
    .response_date_time = true,
    .command = BODY(cat_a_update_credentials_command),
    .response = BODY(cat_a_update_credentials_response),
    .provenance = CAT_VERIFIED,
    .notes = "Mode 2. Also by the ACB on a GPF whose supplier cells hold its placeholders (handover).",
};
