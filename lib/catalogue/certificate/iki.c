/* Infrastructure keys (IKI): certificates of systems that use the web services (SEC Appendix M; smki.md 5.7).
 * Subject, key and usage are read in the source; nothing public says the rest. */
#include "certificate_internal.h"

static const cat_extension extensions[] = {{CAT_EXTENSION_KEY_USAGE, true},
                                           {CAT_EXTENSION_SUBJECT_KEY_ID, false},
                                           {CAT_EXTENSION_AUTHORITY_KEY_ID, false}};
static const uint16_t signing[] = {CAT_KEY_USAGE_DIGITAL_SIGNATURE};
static const uint8_t roles[] = {1, 2, 3, 4, 5, 6, 8, 127};

const cat_certificate cat_certificate_iki_system = {
    .name = "iki-system",
    .title = "IKI, system of a Subscriber",
    .issuer = "iki-issuing",
    .key = CAT_KEY_RSA_2048,
    .subject = CAT_SUBJECT_SYSTEM,
    .text = CAT_TEXT_UTF8,
    .roles = roles,
    .n_roles = ALB_COUNT(roles),
    .usages = signing,
    .n_usages = ALB_COUNT(signing),
    .years = 2,
    .extensions = extensions,
    .n_extensions = ALB_COUNT(extensions),
    .remembered = CAT_CERTIFICATE_YEARS | CAT_CERTIFICATE_EXTENSIONS,
    .provenance = CAT_SOURCED,
};
