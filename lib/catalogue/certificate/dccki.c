/* The keys of the DCC Gateway (DCCKI): TLS between Users and the DCC, sign-in of people (SEC L13, Appendix S;
 * smki.md 23). That there are such certificates, what they are for and who asks for them is read in the
 * source; the profiles are remembered, and one issuing authority stands for those that there may be. */
#include "certificate_internal.h"

static const cat_extension host[] = {{CAT_EXTENSION_KEY_USAGE, true},
                                     {CAT_EXTENSION_PURPOSES, false},
                                     {CAT_EXTENSION_HOST, false},
                                     {CAT_EXTENSION_SUBJECT_KEY_ID, false},
                                     {CAT_EXTENSION_AUTHORITY_KEY_ID, false}};
static const cat_extension client[] = {{CAT_EXTENSION_KEY_USAGE, true},
                                       {CAT_EXTENSION_PURPOSES, false},
                                       {CAT_EXTENSION_SUBJECT_KEY_ID, false},
                                       {CAT_EXTENSION_AUTHORITY_KEY_ID, false}};
static const uint16_t transport[] = {CAT_KEY_USAGE_DIGITAL_SIGNATURE | CAT_KEY_USAGE_KEY_ENCIPHERMENT};
static const uint16_t signing[] = {CAT_KEY_USAGE_DIGITAL_SIGNATURE};

enum {
    AUTHORITY_REMEMBERED = CAT_CERTIFICATE_SUBJECT | CAT_CERTIFICATE_USAGE | CAT_CERTIFICATE_YEARS |
                           CAT_CERTIFICATE_EXTENSIONS | CAT_CERTIFICATE_LIST,
    REMEMBERED =
        CAT_CERTIFICATE_SUBJECT | CAT_CERTIFICATE_USAGE | CAT_CERTIFICATE_YEARS | CAT_CERTIFICATE_EXTENSIONS
};

const cat_certificate cat_certificate_dccki_root = {
    .name = "dccki-root",
    .title = "Root DCCKICA",
    .issuer = "dccki-root",
    .key = CAT_KEY_RSA_4096,
    .subject = CAT_SUBJECT_PARTY,
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
const cat_certificate cat_certificate_dccki_root_link = {
    .name = "dccki-root-link",
    .title = "Root DCCKICA, link between its keys",
    .issuer = "dccki-root",
    .key = CAT_KEY_RSA_4096,
    .subject = CAT_SUBJECT_PARTY,
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

const cat_certificate cat_certificate_dccki_issuing = {
    .name = "dccki-issuing",
    .title = "Issuing DCCKICA",
    .issuer = "dccki-root",
    .key = CAT_KEY_RSA_2048,
    .subject = CAT_SUBJECT_PARTY,
    .text = CAT_TEXT_UTF8,
    .usages = cat_authority_usage,
    .n_usages = ALB_COUNT(cat_authority_usage),
    .years = 10,
    .path_length = 0,
    .list_hours = 24,
    .extensions = cat_plain_authority_extensions,
    .n_extensions = ALB_COUNT(cat_plain_authority_extensions),
    .remembered = AUTHORITY_REMEMBERED,
    .provenance = CAT_UNVERIFIED,
};

const cat_certificate cat_certificate_dccki_server = {
    .name = "dccki-server",
    .title = "DCCKI, system of the DCC",
    .issuer = "dccki-issuing",
    .key = CAT_KEY_RSA_2048,
    .subject = CAT_SUBJECT_PARTY,
    .text = CAT_TEXT_UTF8,
    .usages = transport,
    .n_usages = ALB_COUNT(transport),
    .purposes = CAT_PURPOSE_SERVER | CAT_PURPOSE_CLIENT,
    .years = 2,
    .extensions = host,
    .n_extensions = ALB_COUNT(host),
    .remembered = REMEMBERED,
    .provenance = CAT_UNVERIFIED,
};

const cat_certificate cat_certificate_dccki_client = {
    .name = "dccki-client",
    .title = "DCCKI, system of a User",
    .issuer = "dccki-issuing",
    .key = CAT_KEY_RSA_2048,
    .subject = CAT_SUBJECT_PARTY,
    .text = CAT_TEXT_UTF8,
    .usages = transport,
    .n_usages = ALB_COUNT(transport),
    .purposes = CAT_PURPOSE_CLIENT,
    .years = 2,
    .extensions = client,
    .n_extensions = ALB_COUNT(client),
    .remembered = REMEMBERED,
    .provenance = CAT_UNVERIFIED,
};

const cat_certificate cat_certificate_dccki_person = {
    .name = "dccki-person",
    .title = "DCCKI, person",
    .issuer = "dccki-issuing",
    .key = CAT_KEY_RSA_2048,
    .subject = CAT_SUBJECT_PARTY,
    .text = CAT_TEXT_UTF8,
    .usages = signing,
    .n_usages = ALB_COUNT(signing),
    .purposes = CAT_PURPOSE_CLIENT,
    .years = 2,
    .extensions = client,
    .n_extensions = ALB_COUNT(client),
    .remembered = REMEMBERED,
    .provenance = CAT_UNVERIFIED,
};
