/* An authority: its certificate and key. */
#include "smki/authority.h"
#include "smki/contingency.h"

#include "authority_internal.h"
#include "issue_internal.h"
#include "smki/name.h"

#include <stdlib.h>

struct smki_authority {
    smki_certificate *certificate;
    crypto_key *key;
    const cat_certificate *profile;
};

static alb_status find_profile(const char *name, const cat_certificate **out, alb_err *err)
{
    *out = name ? cat_certificate_named(name) : NULL;
    return *out ? ALB_OK
                : alb_fail(err, ALB_UNKNOWN, "catalogue/certificate.h", 0, "no certificate profile '%s'",
                           name ? name : "");
}

static alb_status write_and_parse(crypto_ctx *ctx, const smki_issue *issue, const crypto_key *key,
                                  smki_certificate **out, alb_err *err)
{
    uint8_t der[SMKI_CERTIFICATE_MAX];
    alb_wr w = alb_wr_init(der, sizeof der);
    ALB_TRY(smki_issue_write(ctx, issue, key, &w, err));
    return smki_certificate_parse_any(alb_wr_span(&w), out, err);
}

/* --- life --- */

alb_status smki_authority_open(smki_certificate *certificate, crypto_key *key, smki_authority **out,
                               alb_err *err)
{
    const cat_certificate *profile =
        smki_certificate_kind(certificate) == SMKI_KIND_AUTHORITY ? smki_profile_of(certificate) : NULL;
    if (!profile) {
        return alb_fail(err, ALB_BAD_KEY, "smki.md 5", 0, "not the certificate of an authority");
    }
    if (!crypto_pub_equal(smki_certificate_public(certificate), crypto_key_public(key))) {
        return alb_fail(err, ALB_BAD_KEY, "smki.md 5", 0, "key and certificate of the authority differ");
    }
    smki_authority *ca = malloc(sizeof *ca);
    if (!ca) {
        return alb_fail(err, ALB_NO_MEMORY, "authority", 0, "out of memory");
    }
    *ca = (smki_authority){
        .certificate = smki_certificate_ref(certificate), .key = crypto_key_ref(key), .profile = profile};
    *out = ca;
    return ALB_OK;
}

void smki_authority_free(smki_authority *ca)
{
    if (ca) {
        smki_certificate_free(ca->certificate);
        crypto_key_free(ca->key);
        free(ca);
    }
}

const smki_certificate *smki_authority_certificate(const smki_authority *ca)
{
    return ca->certificate;
}

smki_certificate *smki_authority_certificate_ref(const smki_authority *ca)
{
    return smki_certificate_ref(ca->certificate);
}

const crypto_key *smki_authority_key(const smki_authority *ca)
{
    return ca->key;
}

/* --- issuing --- */

static const char *organisation_of(const char *profile)
{
    const cat_authority *a = cat_authority_of(profile);
    return a ? a->organisation : NULL;
}

/* contingency: the wrapped key; empty: none. */
static alb_status create_root(crypto_ctx *ctx, const char *profile, const char *name, crypto_key *key,
                              alb_span contingency, alb_time now, smki_authority **out, alb_err *err)
{
    const cat_certificate *p;
    smki_issue issue;
    smki_certificate *certificate = NULL;
    smki_subject subject = {.usage = SMKI_USAGE_CERT_SIGN,
                            .common_name = name,
                            .organisation = organisation_of(profile),
                            .public_key = crypto_key_public(key),
                            .not_before = ALB_TIME_NONE,
                            .not_after = ALB_TIME_NONE};
    ALB_TRY(find_profile(profile, &p, err));
    if (strcmp(p->issuer, p->name) != 0) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 3", 0, "%s is not a root", p->title);
    }
    ALB_TRY(smki_issue_fit(p, &subject, now, &issue, err));
    issue.contingency = contingency;
    ALB_TRY(write_and_parse(ctx, &issue, key, &certificate, err));
    alb_status st = smki_authority_open(certificate, key, out, err);
    smki_certificate_free(certificate);
    return st;
}

alb_status smki_authority_create_root(crypto_ctx *ctx, const char *profile, const char *name, crypto_key *key,
                                      alb_time now, smki_authority **out, alb_err *err)
{
    return create_root(ctx, profile, name, key, alb_span_none(), now, out, err);
}

void smki_authority_name(const smki_authority *ca, char out[static SMKI_NAME_MAX + 1])
{
    smki_attribute a;
    alb_rd r = smki_name_open(smki_certificate_subject(ca->certificate));
    out[0] = '\0';
    while (smki_name_next(&r, &a)) {
        if (a.type == SMKI_ATTRIBUTE_NAME && a.value.len <= SMKI_NAME_MAX) {
            memcpy(out, a.value.ptr, a.value.len);
            out[a.value.len] = '\0';
        }
    }
}

alb_status smki_authority_renew_root(crypto_ctx *ctx, const smki_authority *root, crypto_key *key,
                                     alb_time now, smki_authority **out, alb_err *err)
{
    char name[SMKI_NAME_MAX + 1];
    smki_authority_name(root, name);
    return create_root(ctx, root->profile->name, name, key, smki_contingency_wrapped(root->certificate), now,
                       out, err);
}

alb_status smki_authority_create_root_with(crypto_ctx *ctx, const char *profile, const char *name,
                                           crypto_key *key, const smki_contingency *contingency, alb_time now,
                                           smki_authority **out, alb_err *err)
{
    enum { WRAPPED_MAX = CRYPTO_SPKI + 16 };
    uint8_t spki[CRYPTO_SPKI];
    uint8_t wrapped[WRAPPED_MAX];
    alb_wr plain = alb_wr_init(spki, sizeof spki);
    alb_wr w = alb_wr_init(wrapped, sizeof wrapped);
    crypto_pub_write_spki(contingency->key, &plain);
    if (crypto_wrap(contingency->symmetric, alb_wr_span(&plain), &w) != ALB_OK) {
        return alb_fail(err, ALB_CRYPTO, "RFC 5649", 0, "the contingency key cannot be wrapped");
    }
    return create_root(ctx, profile, name, key, alb_wr_span(&w), now, out, err);
}

alb_status smki_authority_create_issuing(crypto_ctx *ctx, smki_authority *parent, const char *profile,
                                         const char *name, crypto_key *key, alb_time now,
                                         smki_authority **out, alb_err *err)
{
    smki_certificate *certificate = NULL;
    smki_subject subject = {.profile = profile,
                            .usage = SMKI_USAGE_CERT_SIGN,
                            .common_name = name,
                            .organisation = organisation_of(profile),
                            .public_key = crypto_key_public(key),
                            .not_before = ALB_TIME_NONE,
                            .not_after = ALB_TIME_NONE};
    ALB_TRY(smki_authority_issue(ctx, parent, &subject, now, &certificate, err));
    alb_status st = smki_authority_open(certificate, key, out, err);
    smki_certificate_free(certificate);
    return st;
}

alb_status smki_authority_issue(crypto_ctx *ctx, smki_authority *ca, const smki_subject *subject,
                                alb_time now, smki_certificate **out, alb_err *err)
{
    const cat_certificate *profile;
    smki_issue issue;
    ALB_TRY(find_profile(subject->profile, &profile, err));
    if (strcmp(profile->issuer, ca->profile->name) != 0 || profile == ca->profile) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 3", 0, "%s does not issue %s certificates",
                        ca->profile->title, profile->title);
    }
    ALB_TRY(smki_issue_fit(profile, subject, now, &issue, err));
    /* No certificate outlives its authority, but for devices, whose certificates never end. */
    if (profile->years != CAT_NO_EXPIRY && issue.not_after > smki_certificate_not_after(ca->certificate)) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 8", 0, "%s: would outlive %s", profile->title,
                        ca->profile->title);
    }
    alb_span own_id = smki_certificate_ski(ca->certificate);
    issue.issuer = smki_certificate_subject(ca->certificate);
    issue.signer = crypto_pub_kind(smki_certificate_public(ca->certificate));
    if (own_id.len == SMKI_KEY_IDENTIFIER) {
        memcpy(issue.authority_key_id, own_id.ptr, SMKI_KEY_IDENTIFIER);
    } else {
        smki_key_identifier(ctx, smki_certificate_public(ca->certificate), issue.authority_key_id);
    }
    return write_and_parse(ctx, &issue, ca->key, out, err);
}
