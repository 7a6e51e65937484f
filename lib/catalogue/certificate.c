#include "catalogue/certificate.h"

#include "certificate/certificate_internal.h"

#include <string.h>

static const cat_certificate *const profiles[] = {&cat_certificate_organisation_root,
                                                  &cat_certificate_organisation_issuing,
                                                  &cat_certificate_organisation,
                                                  &cat_certificate_xml_signing_user,
                                                  &cat_certificate_xml_signing_dcc,
                                                  &cat_certificate_device_root,
                                                  &cat_certificate_device_issuing,
                                                  &cat_certificate_device,
                                                  &cat_certificate_organisation_root_link,
                                                  &cat_certificate_device_root_link,
                                                  &cat_certificate_iki_root,
                                                  &cat_certificate_iki_root_link,
                                                  &cat_certificate_iki_issuing,
                                                  &cat_certificate_iki_system,
                                                  &cat_certificate_iki_officer,
                                                  &cat_certificate_iki_file_signing,
                                                  &cat_certificate_dccki_root,
                                                  &cat_certificate_dccki_root_link,
                                                  &cat_certificate_dccki_issuing,
                                                  &cat_certificate_dccki_server,
                                                  &cat_certificate_dccki_client,
                                                  &cat_certificate_dccki_person};

const cat_certificate *const *cat_certificates(size_t *count)
{
    *count = ALB_COUNT(profiles);
    return profiles;
}

const cat_certificate *cat_certificate_named(const char *name)
{
    for (size_t i = 0; i < ALB_COUNT(profiles); i++) {
        if (strcmp(profiles[i]->name, name) == 0) {
            return profiles[i];
        }
    }
    return NULL;
}

/* --- who holds what --- */

enum {
    DS = 1 << CAT_PAIR_SIGNING,
    KA = 1 << CAT_PAIR_AGREEMENT,
    PP = 1 << CAT_PAIR_PREPAYMENT,
    XML = 1 << CAT_PAIR_XML
};

/* Pairs by role: smki.md 5.3. The DCC's identifiers are those that test clients know (smki.md 25.2). */
static const cat_holder holders[] = {
    {.role = 1,
     .name = "recovery",
     .title = "recovery",
     .profile = "organisation",
     .pairs = DS,
     .dcc_entity = 0x90b3d51f30000001,
     .provenance = CAT_VERIFIED},
    {.role = 2,
     .name = "supplier",
     .title = "supplier",
     .profile = "organisation",
     .xml_profile = "xml-signing-user",
     .pairs = DS | KA | PP | XML,
     .provenance = CAT_VERIFIED},
    {.role = 3,
     .name = "network-operator",
     .title = "network operator",
     .profile = "organisation",
     .xml_profile = "xml-signing-user",
     .pairs = DS | KA | XML,
     .provenance = CAT_VERIFIED},
    {.role = 4,
     .name = "acb",
     .title = "access control broker",
     .profile = "organisation",
     .xml_profile = "xml-signing-dcc",
     .pairs = DS | KA | XML,
     .dcc_entity = 0x90b3d51f30000002,
     .provenance = CAT_VERIFIED},
    {.role = 5,
     .name = "transitional-cos",
     .title = "transitional change of supplier",
     .profile = "organisation",
     .pairs = DS,
     .dcc_entity = 0x90b3d51f30000004,
     .provenance = CAT_VERIFIED},
    {.role = 6,
     .name = "wan-provider",
     .title = "WAN provider",
     .profile = "organisation",
     .pairs = DS,
     .dcc_entity = 0x90b3d51f30000007,
     .provenance = CAT_VERIFIED},
    {.role = 8,
     .name = "load-controller",
     .title = "load controller",
     .profile = "organisation",
     .xml_profile = "xml-signing-user",
     .pairs = DS | KA | XML,
     .provenance = CAT_SOURCED},
    {.role = 127,
     .name = "other",
     .title = "Other User",
     .profile = "organisation",
     .xml_profile = "xml-signing-user",
     .pairs = DS | KA | XML,
     .provenance = CAT_VERIFIED},
    {.role = CAT_ROLE_NOT_NAMED,
     .name = "device",
     .title = "device",
     .profile = "device",
     .pairs = DS | KA,
     .provenance = CAT_VERIFIED},
};

const cat_holder *cat_holders(size_t *count)
{
    *count = ALB_COUNT(holders);
    return holders;
}

const cat_holder *cat_holder_find(uint8_t role)
{
    for (size_t i = 0; i < ALB_COUNT(holders); i++) {
        if (holders[i].role == role) {
            return &holders[i];
        }
    }
    return NULL;
}

const cat_holder *cat_holder_named(const char *name)
{
    for (size_t i = 0; i < ALB_COUNT(holders); i++) {
        if (strcmp(holders[i].name, name) == 0) {
            return &holders[i];
        }
    }
    return NULL;
}

const char *cat_key_pair_suffix(cat_key_pair pair)
{
    static const char *const suffixes[CAT_PAIR_COUNT] = {"ds", "ka", "pp-ka", "xml"};
    return suffixes[pair];
}

uint16_t cat_key_pair_usage(cat_key_pair pair)
{
    bool agreement = pair == CAT_PAIR_AGREEMENT || pair == CAT_PAIR_PREPAYMENT;
    return agreement ? CAT_KEY_USAGE_KEY_AGREEMENT : CAT_KEY_USAGE_DIGITAL_SIGNATURE;
}

/* --- authorities --- */

static const cat_authority authorities[] = {
    {"organisation-root", "Albion Root OCA", NULL, CAT_INFRASTRUCTURE_SMKI},
    {"device-root", "Albion Root DCA", NULL, CAT_INFRASTRUCTURE_SMKI},
    {"organisation-issuing", "Albion Issuing OCA", NULL, CAT_INFRASTRUCTURE_SMKI},
    {"device-issuing", "Albion Issuing DCA", NULL, CAT_INFRASTRUCTURE_SMKI},
    {"iki-root", "Albion Root ICA", NULL, CAT_INFRASTRUCTURE_IKI},
    {"iki-issuing", "Albion Issuing ICA", NULL, CAT_INFRASTRUCTURE_IKI},
    {"dccki-root", "Albion Root DCCKICA", "Albion", CAT_INFRASTRUCTURE_DCCKI},
    {"dccki-issuing", "Albion Issuing DCCKICA", "Albion", CAT_INFRASTRUCTURE_DCCKI}};

const cat_authority *cat_authorities(size_t *count)
{
    *count = ALB_COUNT(authorities);
    return authorities;
}

const cat_authority *cat_authority_of(const char *profile)
{
    for (size_t i = 0; i < ALB_COUNT(authorities); i++) {
        if (strcmp(authorities[i].profile, profile) == 0) {
            return &authorities[i];
        }
    }
    return NULL;
}

uint32_t cat_infrastructure_named(const char *name)
{
    return strcmp(name, "smki") == 0    ? CAT_INFRASTRUCTURE_SMKI
           : strcmp(name, "iki") == 0   ? CAT_INFRASTRUCTURE_IKI
           : strcmp(name, "dccki") == 0 ? CAT_INFRASTRUCTURE_DCCKI
                                        : 0;
}
