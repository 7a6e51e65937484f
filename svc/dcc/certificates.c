/* Certificates that a request brings: do they chain to a root that is trusted, are they valid and not revoked
 * (duis.md 9.1; smki.md 18.1)? Whose they are, and for what, are rules of the request (lib/duis). The device
 * judges them again; this spares it, and the User, a command that can only fail. */
#include "dcc_internal.h"

#include "base/text.h"
#include "smki/crl.h"
#include "smki/path.h"

enum { MAX_PATH = 3, MAX_DER = 4096 };

typedef struct judged {
    dcc_case *c;
    crypto_ctx *crypto;
    const char *code;
    smki_path_options options;
    smki_certificate *path[MAX_PATH]; /* CertificationPathCertificates */
    size_t n_path;
} judged;

/* What the services answer for a certificate that is not in use; others E54. */
static const char *code_of(const duis_document *d)
{
    static const struct {
        const char *srv, *code;
    } codes[] = {{"6.15.1", "E061505"}, {"6.15.2", "E061505"}, {"6.21", "E062103"}, {"6.23", "E062303"}};
    for (size_t i = 0; i < ALB_COUNT(codes); i++) {
        if (alb_span_is(d->service_reference_variant, codes[i].srv)) {
            return codes[i].code;
        }
    }
    return "E54";
}

static smki_certificate *read_certificate(const duis_document *d, uint32_t at)
{
    uint8_t der[MAX_DER];
    alb_wr w = alb_wr_init(der, sizeof der);
    smki_certificate *c = NULL;
    return alb_base64_decode(d->nodes[at].text, &w) == ALB_OK &&
                   smki_certificate_parse(alb_wr_span(&w), &c, NULL) == ALB_OK
               ? c
               : NULL;
}

static bool is_revoked(const judged *j, const smki_certificate *c)
{
    return smki_keystore_revoked(j->crypto, j->c->dcc->keys, c) != NULL;
}

/* Under a root of the store, over the certificates that came along: an issuing authority may be new. */
static alb_status check_with_path(const judged *j, const smki_certificate *c, alb_err *err)
{
    const smki_certificate *issuers[MAX_PATH];
    alb_status st = ALB_NO_KEY;
    for (size_t i = 0; i < j->n_path; i++) {
        issuers[i] = j->path[i];
    }
    for (size_t i = 0; st != ALB_OK && i < j->n_path; i++) {
        const smki_identity *root = NULL;
        while (st != ALB_OK && (root = smki_keystore_next_issuer(
                                    j->c->dcc->keys, smki_certificate_aki(j->path[i]), root)) != NULL) {
            const smki_certificate *r = root->certificate;
            smki_anchor anchor = {.pub = smki_certificate_public(r), .key_id = smki_certificate_ski(r)};
            if (alb_span_equal(smki_certificate_issuer(r), smki_certificate_subject(r))) {
                st = smki_path_check_chain(j->crypto, c, issuers, j->n_path, &anchor, &j->options, err);
            }
        }
        if (is_revoked(j, j->path[i])) {
            return alb_fail(err, ALB_AUTH_FAILED, "smki.md 18.1", 0, "a certificate of its path is revoked");
        }
    }
    if (st == ALB_OK && is_revoked(j, c)) {
        return alb_fail(err, ALB_AUTH_FAILED, "smki.md 18.1", 0, "it is revoked");
    }
    return st;
}

static bool check_certificate(const judged *j, const char *name, const smki_certificate *c)
{
    alb_err err = {.code = ALB_OK};
    alb_status st = smki_path_check(j->crypto, c, j->c->dcc->keys, &j->options, &err);
    if (st == ALB_NO_KEY && j->n_path > 0) {
        alb_err other = {.code = ALB_OK};
        alb_status way = check_with_path(j, c, &other);
        if (way != ALB_NO_KEY) {
            st = way;
            err = other;
        }
    }
    /* Test clients bring certificates of authorities that nobody has (smki.md 25.1). */
    if (st == ALB_OK || (st == ALB_NO_KEY && j->c->dcc->accept_test_signatures)) {
        return true;
    }
    return dcc_refuse(j->c, j->code, "%s: %s", name, err.detail);
}

/* Every certificate of the body but those of the path. */
static bool check_all(judged *j)
{
    static const char *const names[] = {"DigitalSigningCertificate",    "KeyAgreementCertificate",
                                        "KeyAgreementTopUpCertificate", "KAPublicSecurityCredentials",
                                        "KAPublicSecurityCredential",   "DeviceCertificate"};
    const duis_document *d = &j->c->document;
    for (uint32_t at = d->body; at < d->nodes[d->body].next; at++) {
        for (size_t i = 0; i < ALB_COUNT(names); i++) {
            smki_certificate *c = duis_is_named(d, at, names[i]) ? read_certificate(d, at) : NULL;
            bool good = !c || check_certificate(j, names[i], c);
            smki_certificate_free(c);
            if (!good) {
                return false;
            }
        }
    }
    return true;
}

static void read_path(judged *j)
{
    const duis_document *d = &j->c->document;
    uint32_t list = duis_find(d, d->body, "CertificationPathCertificates");
    for (uint32_t at = list == UINT32_MAX ? UINT32_MAX : duis_child(d, list);
         at != UINT32_MAX && j->n_path < MAX_PATH; at = duis_sibling(d, list, at)) {
        smki_certificate *c = read_certificate(d, at);
        if (c) {
            j->path[j->n_path++] = c;
        }
    }
}

bool dcc_check_certificates(dcc_case *c)
{
    const duis_document *d = &c->document;
    if (d->body == UINT32_MAX) {
        return true;
    }
    bool timeless = alb_span_is(duis_text(d, d->body, "ApplyTimeBasedCPVChecks"), "false");
    judged j = {.c = c,
                .crypto = gbcs_keys_crypto(c->worker->keys),
                .code = code_of(d),
                .options = {.at = timeless ? ALB_TIME_NONE : c->now, .role = SMKI_ROLE_NONE}};
    read_path(&j);
    bool good = check_all(&j);
    for (size_t i = 0; i < j.n_path; i++) {
        smki_certificate_free(j.path[i]);
    }
    return good;
}
