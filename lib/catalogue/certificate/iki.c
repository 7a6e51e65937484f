/* Infrastructure keys (IKI): certificates with which systems and officers use the web services, and with
 * which files are signed (SEC Appendix M; smki.md 5.7, 22). Subject, key and usage of those of systems are
 * read in the source; nothing public says the rest. Neither is a policy known: none is stated. */
#include "certificate_internal.h"

const cat_extension cat_plain_authority_extensions[4] = {{CAT_EXTENSION_KEY_USAGE, true},
                                                         {CAT_EXTENSION_BASIC_CONSTRAINTS, true},
                                                         {CAT_EXTENSION_SUBJECT_KEY_ID, false},
                                                         {CAT_EXTENSION_AUTHORITY_KEY_ID, false}};

static const cat_extension client[] = {{CAT_EXTENSION_KEY_USAGE, true},
                                       {CAT_EXTENSION_PURPOSES, false},
                                       {CAT_EXTENSION_SUBJECT_KEY_ID, false},
                                       {CAT_EXTENSION_AUTHORITY_KEY_ID, false}};
static const cat_extension files[] = {{CAT_EXTENSION_KEY_USAGE, true},
                                      {CAT_EXTENSION_SUBJECT_KEY_ID, false},
                                      {CAT_EXTENSION_AUTHORITY_KEY_ID, false}};
static const uint16_t signing[] = {CAT_KEY_USAGE_DIGITAL_SIGNATURE};
static const uint16_t file_signing[] = {CAT_KEY_USAGE_DIGITAL_SIGNATURE | CAT_KEY_USAGE_NON_REPUDIATION};
static const uint8_t roles[] = {1, 2, 3, 4, 5, 6, 8, 127};

enum {
    AUTHORITY_REMEMBERED = CAT_CERTIFICATE_SUBJECT | CAT_CERTIFICATE_USAGE | CAT_CERTIFICATE_YEARS |
                           CAT_CERTIFICATE_EXTENSIONS | CAT_CERTIFICATE_LIST
};

const cat_certificate cat_certificate_iki_root = {
    .name = "iki-root",
    .title = "Root ICA",
    .issuer = "iki-root",
    .key = CAT_KEY_RSA_4096,
    .subject = CAT_SUBJECT_NAME,
    .text = CAT_TEXT_UTF8,
    .usages = cat_authority_usage,
    .n_usages = ALB_COUNT(cat_authority_usage),
    .years = 25,
    .path_length = CAT_NO_PATH_LENGTH,
    .list_hours = 365 * 24,
    .extensions = cat_plain_authority_extensions,
    .n_extensions = CAT_PLAIN_ROOT_EXTENSIONS,
    .remembered = AUTHORITY_REMEMBERED,
    .provenance = CAT_UNVERIFIED,
};

/* A new root key vouched for by the old one, and the other way round (RFC 4210 4.4). */
const cat_certificate cat_certificate_iki_root_link = {
    .name = "iki-root-link",
    .title = "Root ICA, link between its keys",
    .issuer = "iki-root",
    .key = CAT_KEY_RSA_4096,
    .subject = CAT_SUBJECT_NAME,
    .text = CAT_TEXT_UTF8,
    .usages = cat_authority_usage,
    .n_usages = ALB_COUNT(cat_authority_usage),
    .years = 10,
    .path_length = CAT_NO_PATH_LENGTH,
    .extensions = cat_plain_authority_extensions,
    .n_extensions = ALB_COUNT(cat_plain_authority_extensions),
    .remembered = AUTHORITY_REMEMBERED,
    .provenance = CAT_UNVERIFIED,
};

const cat_certificate cat_certificate_iki_issuing = {
    .name = "iki-issuing",
    .title = "Issuing ICA",
    .issuer = "iki-root",
    .key = CAT_KEY_RSA_2048,
    .subject = CAT_SUBJECT_NAME,
    .text = CAT_TEXT_UTF8,
    .usages = cat_authority_usage,
    .n_usages = ALB_COUNT(cat_authority_usage),
    .years = 10,
    .path_length = 0,
    .list_hours = 48,
    .extensions = cat_plain_authority_extensions,
    .n_extensions = ALB_COUNT(cat_plain_authority_extensions),
    .remembered = AUTHORITY_REMEMBERED,
    .provenance = CAT_UNVERIFIED,
};

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
    .purposes = CAT_PURPOSE_CLIENT,
    .years = 2,
    .extensions = client,
    .n_extensions = ALB_COUNT(client),
    .remembered = CAT_CERTIFICATE_YEARS | CAT_CERTIFICATE_EXTENSIONS,
    .provenance = CAT_SOURCED,
};

/* On an officer's token; nothing in it tells it from a system's. */
const cat_certificate cat_certificate_iki_officer = {
    .name = "iki-officer",
    .title = "IKI, Authorised Responsible Officer",
    .issuer = "iki-issuing",
    .key = CAT_KEY_RSA_2048,
    .subject = CAT_SUBJECT_SYSTEM,
    .text = CAT_TEXT_UTF8,
    .roles = roles,
    .n_roles = ALB_COUNT(roles),
    .usages = signing,
    .n_usages = ALB_COUNT(signing),
    .purposes = CAT_PURPOSE_CLIENT,
    .years = 2,
    .extensions = client,
    .n_extensions = ALB_COUNT(client),
    .remembered =
        CAT_CERTIFICATE_SUBJECT | CAT_CERTIFICATE_USAGE | CAT_CERTIFICATE_YEARS | CAT_CERTIFICATE_EXTENSIONS,
    .provenance = CAT_UNVERIFIED,
};

const cat_certificate cat_certificate_iki_file_signing = {
    .name = "iki-file-signing",
    .title = "IKI, signing of files",
    .issuer = "iki-issuing",
    .key = CAT_KEY_RSA_2048,
    .subject = CAT_SUBJECT_SYSTEM,
    .text = CAT_TEXT_UTF8,
    .roles = roles,
    .n_roles = ALB_COUNT(roles),
    .usages = file_signing,
    .n_usages = ALB_COUNT(file_signing),
    .years = 2,
    .extensions = files,
    .n_extensions = ALB_COUNT(files),
    .remembered =
        CAT_CERTIFICATE_SUBJECT | CAT_CERTIFICATE_USAGE | CAT_CERTIFICATE_YEARS | CAT_CERTIFICATE_EXTENSIONS,
    .provenance = CAT_UNVERIFIED,
};
