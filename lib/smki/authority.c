/* An authority: its certificate and key, and the check of what is asked of it against the profile. */
#include "smki/authority.h"

#include "issue_internal.h"

#include <stdlib.h>

struct smki_authority {
    smki_certificate *certificate;
    crypto_key *key;
    const cat_certificate *profile;
};

/* The longest CN of X.520. */
enum { COMMON_NAME_MAX = 64 };
/* 9999-12-31T23:59:59Z: no expiry (RFC 5280 4.1.2.5). */
static const alb_time no_expiry = INT64_C(253402300799000);

/* --- what fits a profile --- */

static bool is_printable(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr(" '()+,-./:=?", c) != NULL);
}

static alb_status check_name(const cat_certificate *profile, const char *name, alb_err *err)
{
    alb_span text = alb_span_str(name);
    bool needed = profile->subject == CAT_SUBJECT_NAME || profile->subject == CAT_SUBJECT_ROLE_NAME;
    if (!name) {
        return needed ? alb_fail(err, ALB_BAD_VALUE, "smki.md 6.3", 0, "%s: a name is needed", profile->title)
                      : ALB_OK;
    }
    if (profile->subject == CAT_SUBJECT_EMPTY) {
        return alb_fail(err, ALB_BAD_VALUE, "GBCS 12", 0, "%s: the subject is empty and takes no name",
                        profile->title);
    }
    if (text.len == 0 || text.len > COMMON_NAME_MAX) {
        return alb_fail(err, ALB_BAD_VALUE, "RFC 5280 A.1", 0, "a common name has 1 to %d octets",
                        COMMON_NAME_MAX);
    }
    for (size_t i = 0; i < text.len; i++) {
        bool fits = profile->text == CAT_TEXT_PRINTABLE ? is_printable(text.ptr[i]) : text.ptr[i] >= ' ';
        if (!fits) {
            return alb_fail(err, ALB_BAD_VALUE, "RFC 5280 A.1", i, "%s: character %02x in a common name",
                            profile->title, text.ptr[i]);
        }
    }
    return ALB_OK;
}

/* The role that OU will name; where a profile has only one, nobody need say it. */
static alb_status choose_role(const cat_certificate *profile, smki_role asked, uint8_t *role, alb_err *err)
{
    if (profile->n_roles <= 1) {
        *role = profile->n_roles == 1 ? profile->roles[0] : CAT_ROLE_NOT_NAMED;
        return ALB_OK;
    }
    for (size_t i = 0; i < profile->n_roles; i++) {
        if (profile->roles[i] == (unsigned)asked) {
            *role = profile->roles[i];
            return ALB_OK;
        }
    }
    return alb_fail(err, ALB_BAD_VALUE, "smki.md 6.1", 0, "%s: no certificates of role %d", profile->title,
                    (int)asked);
}

static alb_status choose_usage(const cat_certificate *profile, smki_usage asked, uint16_t *usage,
                               alb_err *err)
{
    uint16_t bit = asked == SMKI_USAGE_DIGITAL_SIGNATURE ? CAT_KEY_USAGE_DIGITAL_SIGNATURE
                   : asked == SMKI_USAGE_KEY_AGREEMENT   ? CAT_KEY_USAGE_KEY_AGREEMENT
                   : asked == SMKI_USAGE_CERT_SIGN       ? CAT_KEY_USAGE_CERT_SIGN
                                                         : 0;
    for (size_t i = 0; i < profile->n_usages; i++) {
        if (profile->usages[i] & bit) {
            *usage = profile->usages[i];
            return ALB_OK;
        }
    }
    return alb_fail(err, ALB_BAD_VALUE, "GBCS 12", 0, "%s: no certificates for that key usage",
                    profile->title);
}

static alb_time years_later(alb_time t, int years)
{
    alb_date_time d = alb_time_split(t);
    d.year += years;
    if (d.month == 2 && d.day == 29) {
        d.month = 3;
        d.day = 1;
    }
    alb_time later;
    return alb_time_join(&d, &later) ? later : no_expiry;
}

/* A period of whole years ends a second before the anniversary (smki.md 4.5). */
static alb_status choose_validity(const cat_certificate *profile, const smki_subject *s, alb_time now,
                                  smki_issue *issue, alb_err *err)
{
    alb_time from = s->not_before != ALB_TIME_NONE ? s->not_before : now;
    issue->not_before = from - ((from % 1000) + 1000) % 1000;
    issue->not_after = s->not_after != ALB_TIME_NONE ? s->not_after
                       : profile->years == CAT_NO_EXPIRY
                           ? no_expiry
                           : years_later(issue->not_before, profile->years) - ALB_SECONDS(1);
    if (issue->not_before >= issue->not_after || issue->not_after > no_expiry) {
        return alb_fail(err, ALB_BAD_VALUE, "RFC 5280 4.1.2.5", 0, "the validity period is empty");
    }
    return ALB_OK;
}

static alb_status fit(const cat_certificate *profile, const smki_subject *s, alb_time now, smki_issue *issue,
                      alb_err *err)
{
    *issue =
        (smki_issue){.profile = profile, .entity = s->entity, .name = s->common_name, .pub = s->public_key};
    if (profile->key != CAT_KEY_P256 || profile->subject == CAT_SUBJECT_SYSTEM) {
        return alb_fail(err, ALB_UNSUPPORTED, "smki.md 5.7", 0, "%s: only keys on P-256 are issued for",
                        profile->title);
    }
    bool has_entity = profile->subject == CAT_SUBJECT_ENTITY || profile->subject == CAT_SUBJECT_EMPTY;
    if (has_entity && alb_eui64_number(s->entity) == 0) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 6.2", 0, "%s: no EUI-64", profile->title);
    }
    ALB_TRY(check_name(profile, s->common_name, err));
    ALB_TRY(choose_role(profile, s->role, &issue->role, err));
    ALB_TRY(choose_usage(profile, s->usage, &issue->usage, err));
    return choose_validity(profile, s, now, issue, err);
}

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
    return smki_certificate_parse(alb_wr_span(&w), out, err);
}

/* --- life --- */

/* Which profile an authority's certificate has: its role tells the infrastructure, its issuer whether it is a
 * root. */
static const cat_certificate *profile_of(const smki_certificate *c)
{
    bool root = alb_span_equal(smki_certificate_issuer(c), smki_certificate_subject(c));
    size_t count;
    const cat_certificate *const *all = cat_certificates(&count);
    for (size_t i = 0; i < count; i++) {
        bool is_root = strcmp(all[i]->issuer, all[i]->name) == 0;
        uint8_t role = all[i]->n_roles == 1 ? all[i]->roles[0] : CAT_ROLE_NOT_NAMED;
        if (all[i]->usages[0] & CAT_KEY_USAGE_CERT_SIGN && is_root == root &&
            role == (unsigned)smki_certificate_role(c)) {
            return all[i];
        }
    }
    return NULL;
}

alb_status smki_authority_open(smki_certificate *certificate, crypto_key *key, smki_authority **out,
                               alb_err *err)
{
    const cat_certificate *profile =
        smki_certificate_kind(certificate) == SMKI_KIND_AUTHORITY ? profile_of(certificate) : NULL;
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

/* --- issuing --- */

alb_status smki_authority_create_root(crypto_ctx *ctx, const char *profile, const char *name, crypto_key *key,
                                      alb_time now, smki_authority **out, alb_err *err)
{
    const cat_certificate *p;
    smki_issue issue;
    smki_certificate *certificate = NULL;
    smki_subject subject = {.usage = SMKI_USAGE_CERT_SIGN,
                            .common_name = name,
                            .public_key = crypto_key_public(key),
                            .not_before = ALB_TIME_NONE,
                            .not_after = ALB_TIME_NONE};
    ALB_TRY(find_profile(profile, &p, err));
    if (strcmp(p->issuer, p->name) != 0) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 3", 0, "%s is not a root", p->title);
    }
    ALB_TRY(fit(p, &subject, now, &issue, err));
    ALB_TRY(write_and_parse(ctx, &issue, key, &certificate, err));
    alb_status st = smki_authority_open(certificate, key, out, err);
    smki_certificate_free(certificate);
    return st;
}

alb_status smki_authority_create_issuing(crypto_ctx *ctx, smki_authority *parent, const char *profile,
                                         const char *name, crypto_key *key, alb_time now,
                                         smki_authority **out, alb_err *err)
{
    smki_certificate *certificate = NULL;
    smki_subject subject = {.profile = profile,
                            .usage = SMKI_USAGE_CERT_SIGN,
                            .common_name = name,
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
    ALB_TRY(fit(profile, subject, now, &issue, err));
    /* No certificate outlives its authority, but for devices, whose certificates never end. */
    if (profile->years != CAT_NO_EXPIRY && issue.not_after > smki_certificate_not_after(ca->certificate)) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 8", 0, "%s: would outlive %s", profile->title,
                        ca->profile->title);
    }
    alb_span own_id = smki_certificate_ski(ca->certificate);
    issue.issuer = smki_certificate_subject(ca->certificate);
    if (own_id.len == SMKI_KEY_IDENTIFIER) {
        memcpy(issue.authority_key_id, own_id.ptr, SMKI_KEY_IDENTIFIER);
    } else {
        smki_key_identifier(ctx, smki_certificate_public(ca->certificate), issue.authority_key_id);
    }
    return write_and_parse(ctx, &issue, ca->key, out, err);
}
