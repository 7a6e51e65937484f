/* Named rules about certificates in a request (duis.md 9.1): whose they are and for what. Their chain, and
 * whether they are in use, is for whoever knows the repository. */
#include "rules_internal.h"

#include "base/text.h"
#include "smki/certificate.h"

typedef struct found {
    smki_kind kind;
    smki_usage usage;
    alb_eui64 entity;
} found;

static bool read_certificate(const duis_document *doc, uint32_t at, found *out)
{
    enum { MAX_DER = 4096 };
    uint8_t der[MAX_DER];
    alb_wr w = alb_wr_init(der, sizeof der);
    smki_certificate *c = NULL;
    if (alb_base64_decode(doc->nodes[at].text, &w) != ALB_OK ||
        smki_certificate_parse(alb_wr_span(&w), &c, NULL) != ALB_OK) {
        return false;
    }
    *out = (found){smki_certificate_kind(c), smki_certificate_usage(c), smki_certificate_entity(c)};
    smki_certificate_free(c);
    return true;
}

/* --- one that encrypts the answer --- */

static bool is_agreement_certificate(const duis_document *doc, uint32_t at)
{
    found c;
    return read_certificate(doc, at, &c) && c.kind == SMKI_KIND_ORGANISATION &&
           c.usage == SMKI_USAGE_KEY_AGREEMENT && alb_eui64_equal(c.entity, doc->request_id.originator);
}

static bool check_agreement(duis_judge *j)
{
    uint32_t at = duis_find(j->doc, j->doc->body, "KAPublicSecurityCredentials");
    return at == UINT32_MAX || is_agreement_certificate(j->doc, at) || duis_break(j, at);
}

static bool check_schedule_agreement(duis_judge *j)
{
    uint32_t at = duis_find(j->doc, j->doc->body, "KAPublicSecurityCredential");
    return at == UINT32_MAX || is_agreement_certificate(j->doc, at) || duis_break(j, at);
}

/* Services that may carry one are those whose answers are encrypted. */
static bool check_agreement_given(duis_judge *j)
{
    const cat_element *body = j->doc->nodes[j->doc->body].element;
    return j->context->party != DUIS_PARTY_SUPPLEMENTARY ||
           !cat_element_child(body, ALB_LIT("KAPublicSecurityCredentials")) ||
           duis_find(j->doc, j->doc->body, "KAPublicSecurityCredentials") != UINT32_MAX ||
           duis_break(j, j->doc->body);
}

static bool check_agreement_needed(duis_judge *j)
{
    uint32_t at = duis_find(j->doc, j->doc->body, "KAPublicSecurityCredentials");
    return at == UINT32_MAX || j->context->party != DUIS_PARTY_OF_DEVICE || duis_break(j, at);
}

/* --- replacements --- */

static bool is_for(const found *c, const char *element)
{
    bool signs = strcmp(element, "DigitalSigningCertificate") == 0;
    return c->kind == SMKI_KIND_ORGANISATION &&
           c->usage == (signs ? SMKI_USAGE_DIGITAL_SIGNATURE : SMKI_USAGE_KEY_AGREEMENT);
}

/* owner NULL: whose the first is. */
static bool check_replacements(duis_judge *j, const alb_eui64 *owner)
{
    static const char *const names[] = {"DigitalSigningCertificate", "KeyAgreementCertificate",
                                        "KeyAgreementTopUpCertificate"};
    const duis_document *doc = j->doc;
    found c, one;
    for (uint32_t at = doc->body; at < doc->nodes[doc->body].next; at++) {
        for (size_t i = 0; i < ALB_COUNT(names); i++) {
            if (!duis_is_named(doc, at, names[i])) {
                continue;
            }
            bool good = read_certificate(doc, at, &c) && is_for(&c, names[i]) &&
                        (!owner || alb_eui64_equal(c.entity, *owner));
            if (!good && !duis_break(j, at)) {
                return false;
            }
            if (good && !owner) {
                one = c;
                owner = &one.entity;
            }
        }
    }
    return true;
}

/* A load controller's certificates are the supplier's to replace, for it (duis.md 6). */
static bool check_own(duis_judge *j)
{
    bool for_other = alb_span_is(duis_text(j->doc, j->doc->body, "RemotePartyRole"), "LoadController");
    return check_replacements(j, for_other ? NULL : &j->doc->request_id.originator);
}

static bool check_one_party(duis_judge *j)
{
    return check_replacements(j, NULL);
}

static bool check_device(duis_judge *j)
{
    uint32_t at = duis_find(j->doc, j->doc->body, "DeviceCertificate");
    found c;
    return at == UINT32_MAX ||
           (read_certificate(j->doc, at, &c) && c.kind == SMKI_KIND_DEVICE &&
            alb_eui64_equal(c.entity, j->doc->request_id.target)) ||
           duis_break(j, at);
}

static const duis_named_check checks[] = {
    {"agreement certificate", check_agreement},
    {"agreement certificate given", check_agreement_given},
    {"agreement certificate needed", check_agreement_needed},
    {"schedule certificate", check_schedule_agreement},
    {"own certificates", check_own},
    {"certificates of one party", check_one_party},
    {"device certificate", check_device},
};
const duis_named_checks duis_certificate_checks = {checks, ALB_COUNT(checks)};
