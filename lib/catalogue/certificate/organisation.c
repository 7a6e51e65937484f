/* Organisation certificates and their authorities, the OCA (smki.md 5.1 to 5.3). */
#include "certificate_internal.h"

const cat_extension cat_authority_extensions[5] = {{CAT_EXTENSION_KEY_USAGE, true},
                                                   {CAT_EXTENSION_BASIC_CONSTRAINTS, true},
                                                   {CAT_EXTENSION_POLICIES, true},
                                                   {CAT_EXTENSION_SUBJECT_KEY_ID, false},
                                                   {CAT_EXTENSION_AUTHORITY_KEY_ID, false}};
const uint16_t cat_authority_usage[1] = {CAT_KEY_USAGE_CERT_SIGN | CAT_KEY_USAGE_CRL_SIGN};

static const cat_extension extensions[] = {{CAT_EXTENSION_KEY_USAGE, true},
                                           {CAT_EXTENSION_SUBJECT_KEY_ID, false},
                                           {CAT_EXTENSION_POLICIES, true},
                                           {CAT_EXTENSION_AUTHORITY_KEY_ID, false}};
static const uint16_t signing_or_agreement[] = {CAT_KEY_USAGE_DIGITAL_SIGNATURE, CAT_KEY_USAGE_KEY_AGREEMENT};
static const uint16_t signing[] = {CAT_KEY_USAGE_DIGITAL_SIGNATURE};

static const uint8_t root_role[] = {0};
static const uint8_t issuing_role[] = {7};
static const uint8_t party_roles[] = {1, 2, 3, 4, 5, 6, 8, 127};
static const uint8_t xml_user_role[] = {135};
static const uint8_t xml_dcc_role[] = {137};

const cat_certificate cat_certificate_organisation_root = {
    .name = "organisation-root",
    .title = "Root OCA",
    .issuer = "organisation-root",
    .subject = CAT_SUBJECT_ROLE_NAME,
    .text = CAT_TEXT_PRINTABLE,
    .roles = root_role,
    .n_roles = ALB_COUNT(root_role),
    .usages = cat_authority_usage,
    .n_usages = ALB_COUNT(cat_authority_usage),
    .years = 50,
    .path_length = CAT_NO_PATH_LENGTH,
    .list_hours = 365 * 24,
    .policy = CAT_POLICY_ORGANISATION,
    .extensions = cat_authority_extensions,
    .n_extensions = CAT_ROOT_EXTENSIONS,
    .remembered =
        CAT_CERTIFICATE_USAGE | CAT_CERTIFICATE_YEARS | CAT_CERTIFICATE_EXTENSIONS | CAT_CERTIFICATE_POLICY,
    .provenance = CAT_SOURCED,
};

/* A new root key vouched for by the old one, and the other way round (RFC 4210 4.4). */
const cat_certificate cat_certificate_organisation_root_link = {
    .name = "organisation-root-link",
    .title = "Root OCA, link between its keys",
    .issuer = "organisation-root",
    .subject = CAT_SUBJECT_ROLE_NAME,
    .text = CAT_TEXT_PRINTABLE,
    .roles = root_role,
    .n_roles = ALB_COUNT(root_role),
    .usages = cat_authority_usage,
    .n_usages = ALB_COUNT(cat_authority_usage),
    .years = 25,
    .path_length = CAT_NO_PATH_LENGTH,
    .policy = CAT_POLICY_ORGANISATION,
    .extensions = cat_authority_extensions,
    .n_extensions = ALB_COUNT(cat_authority_extensions),
    .remembered =
        CAT_CERTIFICATE_USAGE | CAT_CERTIFICATE_YEARS | CAT_CERTIFICATE_EXTENSIONS | CAT_CERTIFICATE_POLICY,
    .provenance = CAT_UNVERIFIED,
};

const cat_certificate cat_certificate_organisation_issuing = {
    .name = "organisation-issuing",
    .title = "Issuing OCA",
    .issuer = "organisation-root",
    .subject = CAT_SUBJECT_ROLE_NAME,
    .text = CAT_TEXT_PRINTABLE,
    .roles = issuing_role,
    .n_roles = ALB_COUNT(issuing_role),
    .usages = cat_authority_usage,
    .n_usages = ALB_COUNT(cat_authority_usage),
    .years = 25,
    .path_length = 0,
    .list_hours = 48,
    .policy = CAT_POLICY_ORGANISATION,
    .extensions = cat_authority_extensions,
    .n_extensions = ALB_COUNT(cat_authority_extensions),
    .remembered = CAT_CERTIFICATE_LIST,
    .provenance = CAT_VERIFIED,
};

const cat_certificate cat_certificate_organisation = {
    .name = "organisation",
    .title = "Organisation",
    .issuer = "organisation-issuing",
    .subject = CAT_SUBJECT_ENTITY,
    .text = CAT_TEXT_UTF8,
    .roles = party_roles,
    .n_roles = ALB_COUNT(party_roles),
    .usages = signing_or_agreement,
    .n_usages = ALB_COUNT(signing_or_agreement),
    .years = 10,
    .policy = CAT_POLICY_ORGANISATION,
    .extensions = extensions,
    .n_extensions = ALB_COUNT(extensions),
    .provenance = CAT_VERIFIED,
};

/* The certificates of test clients sign themselves and live a hundred years; the one of the DCC that chains
 * to an authority shows the profile (smki.md 25.4, generation C). */
const cat_certificate cat_certificate_xml_signing_user = {
    .name = "xml-signing-user",
    .title = "XML signing, User",
    .issuer = "organisation-issuing",
    .subject = CAT_SUBJECT_ENTITY,
    .text = CAT_TEXT_UTF8,
    .roles = xml_user_role,
    .n_roles = ALB_COUNT(xml_user_role),
    .usages = signing,
    .n_usages = ALB_COUNT(signing),
    .years = 10,
    .policy = CAT_POLICY_ORGANISATION,
    .extensions = extensions,
    .n_extensions = ALB_COUNT(extensions),
    .remembered = CAT_CERTIFICATE_YEARS | CAT_CERTIFICATE_EXTENSIONS,
    .provenance = CAT_VERIFIED,
};

const cat_certificate cat_certificate_xml_signing_dcc = {
    .name = "xml-signing-dcc",
    .title = "XML signing, DCC",
    .issuer = "organisation-issuing",
    .subject = CAT_SUBJECT_ENTITY,
    .text = CAT_TEXT_UTF8,
    .roles = xml_dcc_role,
    .n_roles = ALB_COUNT(xml_dcc_role),
    .usages = signing,
    .n_usages = ALB_COUNT(signing),
    .years = 10,
    .policy = CAT_POLICY_ORGANISATION,
    .extensions = extensions,
    .n_extensions = ALB_COUNT(extensions),
    .provenance = CAT_VERIFIED,
};
