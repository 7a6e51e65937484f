/* What is asked of an authority, or asked for in a request, against the profile. */
#include "issue_internal.h"

/* The longest CN of X.520. */
enum { COMMON_NAME_MAX = 64 };

static bool is_printable(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr(" '()+,-./:=?", c) != NULL);
}

/* what: which name, for the reason. */
static alb_status check_text(const cat_certificate *profile, const char *what, const char *name, bool needed,
                             alb_err *err)
{
    alb_span text = alb_span_str(name);
    if (!name) {
        return needed
                   ? alb_fail(err, ALB_BAD_VALUE, "smki.md 6.3", 0, "%s: %s is needed", profile->title, what)
                   : ALB_OK;
    }
    if (text.len == 0 || text.len > COMMON_NAME_MAX) {
        return alb_fail(err, ALB_BAD_VALUE, "RFC 5280 A.1", 0, "%s has 1 to %d octets", what,
                        COMMON_NAME_MAX);
    }
    for (size_t i = 0; i < text.len; i++) {
        bool fits = profile->text == CAT_TEXT_PRINTABLE ? is_printable(text.ptr[i]) : text.ptr[i] >= ' ';
        if (!fits) {
            return alb_fail(err, ALB_BAD_VALUE, "RFC 5280 A.1", i, "%s: character %02x in %s", profile->title,
                            text.ptr[i], what);
        }
    }
    return ALB_OK;
}

static alb_status check_names(const cat_certificate *profile, const smki_subject *s, alb_err *err)
{
    cat_subject_form form = profile->subject;
    bool has_organisation = form == CAT_SUBJECT_SYSTEM || form == CAT_SUBJECT_PARTY;
    if (form == CAT_SUBJECT_EMPTY && s->common_name) {
        return alb_fail(err, ALB_BAD_VALUE, "GBCS 12", 0, "%s: the subject is empty and takes no name",
                        profile->title);
    }
    ALB_TRY(check_text(profile, "a common name", s->common_name,
                       form != CAT_SUBJECT_EMPTY && form != CAT_SUBJECT_ENTITY, err));
    return has_organisation ? check_text(profile, "an organisation", s->organisation, true, err) : ALB_OK;
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

crypto_kind smki_key_kind(cat_key_kind key)
{
    return key == CAT_KEY_P256       ? CRYPTO_KIND_P256
           : key == CAT_KEY_RSA_2048 ? CRYPTO_KIND_RSA_2048
                                     : CRYPTO_KIND_RSA_4096;
}

alb_time smki_years_later(alb_time t, int years)
{
    alb_date_time d = alb_time_split(t);
    d.year += years;
    if (d.month == 2 && d.day == 29) {
        d.month = 3;
        d.day = 1;
    }
    alb_time later;
    return alb_time_join(&d, &later) ? later : SMKI_NO_EXPIRY;
}

/* A period of whole years ends a second before the anniversary (smki.md 4.5). */
static alb_status choose_validity(const cat_certificate *profile, const smki_subject *s, alb_time now,
                                  smki_issue *issue, alb_err *err)
{
    alb_time from = s->not_before != ALB_TIME_NONE ? s->not_before : now;
    issue->not_before = from - ((from % 1000) + 1000) % 1000;
    issue->not_after = s->not_after != ALB_TIME_NONE ? s->not_after
                       : profile->years == CAT_NO_EXPIRY
                           ? SMKI_NO_EXPIRY
                           : smki_years_later(issue->not_before, profile->years) - ALB_SECONDS(1);
    if (issue->not_before >= issue->not_after || issue->not_after > SMKI_NO_EXPIRY) {
        return alb_fail(err, ALB_BAD_VALUE, "RFC 5280 4.1.2.5", 0, "the validity period is empty");
    }
    return ALB_OK;
}

alb_status smki_issue_fit(const cat_certificate *profile, const smki_subject *s, alb_time now,
                          smki_issue *issue, alb_err *err)
{
    *issue = (smki_issue){.profile = profile,
                          .entity = s->entity,
                          .hardware = s->hardware_type ? s->hardware_type : profile->hardware,
                          .name = s->common_name,
                          .organisation = s->organisation,
                          .pub = s->public_key,
                          .signer = crypto_pub_kind(s->public_key)};
    if (issue->signer != smki_key_kind(profile->key)) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 5", 0, "%s: the key is not %s", profile->title,
                        profile->key == CAT_KEY_P256       ? "on P-256"
                        : profile->key == CAT_KEY_RSA_2048 ? "RSA of 2048 bits"
                                                           : "RSA of 4096 bits");
    }
    bool has_entity = profile->subject == CAT_SUBJECT_ENTITY || profile->subject == CAT_SUBJECT_EMPTY;
    if (has_entity && alb_eui64_number(s->entity) == 0) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 6.2", 0, "%s: no EUI-64", profile->title);
    }
    ALB_TRY(check_names(profile, s, err));
    ALB_TRY(choose_role(profile, s->role, &issue->role, err));
    ALB_TRY(choose_usage(profile, s->usage, &issue->usage, err));
    return choose_validity(profile, s, now, issue, err);
}
