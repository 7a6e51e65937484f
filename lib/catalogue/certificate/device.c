/* Device certificates and their authorities, the DCA (GBCS 12; smki.md 5.4 to 5.6). */
#include "certificate_internal.h"

static const cat_extension extensions[] = {{CAT_EXTENSION_KEY_USAGE, true},
                                           {CAT_EXTENSION_SUBJECT_KEY_ID, false},
                                           {CAT_EXTENSION_HARDWARE_MODULE, true},
                                           {CAT_EXTENSION_POLICIES, true},
                                           {CAT_EXTENSION_AUTHORITY_KEY_ID, false}};
static const uint16_t signing_or_agreement[] = {CAT_KEY_USAGE_DIGITAL_SIGNATURE, CAT_KEY_USAGE_KEY_AGREEMENT};

const cat_certificate cat_certificate_device_root = {
    .name = "device-root",
    .title = "Root DCA",
    .issuer = "device-root",
    .subject = CAT_SUBJECT_NAME,
    .text = CAT_TEXT_PRINTABLE,
    .usages = cat_authority_usage,
    .n_usages = ALB_COUNT(cat_authority_usage),
    .years = 50,
    .path_length = CAT_NO_PATH_LENGTH,
    .policy = CAT_POLICY_DEVICE,
    .extensions = cat_authority_extensions,
    .n_extensions = CAT_ROOT_EXTENSIONS,
    .remembered = CAT_CERTIFICATE_SUBJECT | CAT_CERTIFICATE_USAGE | CAT_CERTIFICATE_YEARS |
                  CAT_CERTIFICATE_EXTENSIONS | CAT_CERTIFICATE_POLICY,
    .provenance = CAT_UNVERIFIED,
};

/* A new root key vouched for by the old one, and the other way round (RFC 4210 4.4). */
const cat_certificate cat_certificate_device_root_link = {
    .name = "device-root-link",
    .title = "Root DCA, link between its keys",
    .issuer = "device-root",
    .subject = CAT_SUBJECT_NAME,
    .text = CAT_TEXT_PRINTABLE,
    .usages = cat_authority_usage,
    .n_usages = ALB_COUNT(cat_authority_usage),
    .years = 25,
    .path_length = CAT_NO_PATH_LENGTH,
    .policy = CAT_POLICY_DEVICE,
    .extensions = cat_authority_extensions,
    .n_extensions = ALB_COUNT(cat_authority_extensions),
    .remembered = CAT_CERTIFICATE_SUBJECT | CAT_CERTIFICATE_USAGE | CAT_CERTIFICATE_YEARS |
                  CAT_CERTIFICATE_EXTENSIONS | CAT_CERTIFICATE_POLICY,
    .provenance = CAT_UNVERIFIED,
};

const cat_certificate cat_certificate_device_issuing = {
    .name = "device-issuing",
    .title = "Issuing DCA",
    .issuer = "device-root",
    .subject = CAT_SUBJECT_NAME,
    .text = CAT_TEXT_PRINTABLE,
    .usages = cat_authority_usage,
    .n_usages = ALB_COUNT(cat_authority_usage),
    .years = 25,
    .path_length = 0,
    .policy = CAT_POLICY_DEVICE,
    .extensions = cat_authority_extensions,
    .n_extensions = ALB_COUNT(cat_authority_extensions),
    .remembered =
        CAT_CERTIFICATE_USAGE | CAT_CERTIFICATE_YEARS | CAT_CERTIFICATE_EXTENSIONS | CAT_CERTIFICATE_POLICY,
    .provenance = CAT_UNVERIFIED,
};

const cat_certificate cat_certificate_device = {
    .name = "device",
    .title = "Device",
    .issuer = "device-issuing",
    .subject = CAT_SUBJECT_EMPTY,
    .usages = signing_or_agreement,
    .n_usages = ALB_COUNT(signing_or_agreement),
    .years = CAT_NO_EXPIRY,
    .policy = CAT_POLICY_DEVICE,
    .hardware = CAT_HARDWARE_TYPE,
    .extensions = extensions,
    .n_extensions = ALB_COUNT(extensions),
    .provenance = CAT_VERIFIED,
};
