#include "smki/lint.h"

#include "issue_internal.h"

#include "base/text.h"
#include "der/der.h"
#include "smki/name.h"

#include <stdarg.h>
#include <stdio.h>

typedef struct lint {
    crypto_ctx *ctx;
    const smki_certificate *c;
    const cat_certificate *profile;
    smki_lint_visit visit;
    void *visit_ctx;
    size_t found;
} lint;

enum { TEXT_MAX = 200, OID_TEXT = 80, SERIAL_OCTETS = 16 };

static void broken(lint *l, const char *rule, const char *fmt, ...) ALB_PRINTF(3, 4);

static void broken(lint *l, const char *rule, const char *fmt, ...)
{
    char text[TEXT_MAX];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    l->found++;
    l->visit(l->visit_ctx, rule, text);
}

/* --- which profile --- */

/* The attributes that a subject of that form has, in their order; CN first may be left out. */
static size_t attributes_of(cat_subject_form form, const smki_attribute_type **out)
{
    static const smki_attribute_type entity[] = {SMKI_ATTRIBUTE_NAME, SMKI_ATTRIBUTE_UNIT,
                                                 SMKI_ATTRIBUTE_UNIQUE_ID};
    static const smki_attribute_type role_name[] = {SMKI_ATTRIBUTE_UNIT, SMKI_ATTRIBUTE_NAME};
    static const smki_attribute_type name[] = {SMKI_ATTRIBUTE_NAME};
    static const smki_attribute_type system[] = {SMKI_ATTRIBUTE_ORGANISATION, SMKI_ATTRIBUTE_UNIT,
                                                 SMKI_ATTRIBUTE_NAME};
    static const smki_attribute_type party[] = {SMKI_ATTRIBUTE_COUNTRY, SMKI_ATTRIBUTE_ORGANISATION,
                                                SMKI_ATTRIBUTE_NAME};
    switch (form) {
    case CAT_SUBJECT_EMPTY:
        *out = NULL;
        return 0;
    case CAT_SUBJECT_ENTITY:
        *out = entity;
        return ALB_COUNT(entity);
    case CAT_SUBJECT_ROLE_NAME:
        *out = role_name;
        return ALB_COUNT(role_name);
    case CAT_SUBJECT_NAME:
        *out = name;
        return ALB_COUNT(name);
    case CAT_SUBJECT_SYSTEM:
        *out = system;
        return ALB_COUNT(system);
    case CAT_SUBJECT_PARTY:
        *out = party;
        return ALB_COUNT(party);
    }
    ALB_BUG("subject form");
}

/* Exactly those, in that order. */
static bool has_attributes(cat_subject_form form, alb_span name)
{
    const smki_attribute_type *wanted;
    size_t n = attributes_of(form, &wanted);
    size_t i = 0;
    smki_attribute a;
    alb_rd r = smki_name_open(name);
    while (smki_name_next(&r, &a)) {
        if (i == n || a.type != wanted[i++]) {
            return false;
        }
    }
    return i == n;
}

static bool names_role(const cat_certificate *profile, smki_role role)
{
    for (size_t i = 0; i < profile->n_roles; i++) {
        if (profile->roles[i] == (unsigned)role) {
            return true;
        }
    }
    return profile->n_roles == 0 && role == SMKI_ROLE_NONE;
}

/* An authority is known by its role and by whether it signs itself; a device by its hardware module; all
 * others by their role. Those of IKI and DCCKI are known by the form of their subject, usage and purposes. */
static bool is_meant(const cat_certificate *profile, const smki_certificate *c)
{
    bool for_authorities = (profile->usages[0] & CAT_KEY_USAGE_CERT_SIGN) != 0;
    bool for_devices = profile->subject == CAT_SUBJECT_EMPTY;
    bool rsa = smki_has_rsa_key(c);
    if ((profile->key != CAT_KEY_P256) != rsa || for_authorities != (c->kind == SMKI_KIND_AUTHORITY) ||
        for_devices != (c->kind == SMKI_KIND_DEVICE)) {
        return false;
    }
    if (rsa &&
        (!has_attributes(profile->subject, c->subject) ||
         (!for_authorities && (profile->purposes != c->purposes || profile->usages[0] != c->key_usage)))) {
        return false;
    }
    bool root = strcmp(profile->issuer, profile->name) == 0;
    /* The link between two keys of a root bears its name twice. */
    bool own = alb_span_equal(c->issuer, c->subject) &&
               (c->aki_len == 0 || alb_span_equal(smki_certificate_aki(c), smki_certificate_ski(c)));
    return for_devices || ((rsa || names_role(profile, c->role)) && (!for_authorities || root == own));
}

/* An issuing authority and the link between two keys of its root differ in nothing but the path length: the
 * profile that has that of the certificate goes before one that has not. */
const cat_certificate *smki_profile_of(const smki_certificate *c)
{
    size_t count;
    const cat_certificate *first = NULL;
    const cat_certificate *const *all = cat_certificates(&count);
    for (size_t i = 0; i < count; i++) {
        if (!is_meant(all[i], c)) {
            continue;
        }
        if (c->kind != SMKI_KIND_AUTHORITY || all[i]->path_length == c->path_length) {
            return all[i];
        }
        first = first ? first : all[i];
    }
    return first;
}

const char *smki_lint_profile(const smki_certificate *c)
{
    const cat_certificate *profile = smki_profile_of(c);
    return profile ? profile->name : NULL;
}

/* --- fields --- */

static void check_serial(lint *l)
{
    if (l->c->serial_len != SERIAL_OCTETS) {
        broken(l, "smki.md 4.2", "serial number has %d octets, not %d", l->c->serial_len, SERIAL_OCTETS);
    }
}

/* notAfter of a profile in whole years, give or take the day on which generations differ (smki.md 4.5). */
static void check_validity(lint *l)
{
    static const alb_time day = ALB_SECONDS(24 * 3600);
    char text[ALB_TIME_TEXT];
    const smki_certificate *c = l->c;
    if (c->not_before >= c->not_after) {
        broken(l, "RFC 5280 4.1.2.5", "validity ends before it begins");
    } else if (l->profile->years == CAT_NO_EXPIRY && c->not_after != SMKI_NO_EXPIRY) {
        broken(l, "GBCS 12", "expires on %s; certificates of devices do not",
               alb_time_text(c->not_after, text));
    } else if (l->profile->years != CAT_NO_EXPIRY &&
               c->not_after - day > smki_years_later(c->not_before, l->profile->years)) {
        broken(l, "smki.md 8", "is good for more than %d years, until %s", l->profile->years,
               alb_time_text(c->not_after, text));
    }
}

static void check_key(lint *l)
{
    if (crypto_pub_kind(l->c->pub) != smki_key_kind(l->profile->key)) {
        broken(l, "smki.md 23", "the key has %u bits", crypto_kind_bits(crypto_pub_kind(l->c->pub)));
    }
}

static void check_usage(lint *l)
{
    for (size_t i = 0; i < l->profile->n_usages; i++) {
        if (l->profile->usages[i] == l->c->key_usage) {
            return;
        }
    }
    broken(l, "smki.md 4.6", "key usage is not one of those of the profile");
}

/* --- names --- */

static void check_text(lint *l, const smki_attribute *a)
{
    uint8_t wanted = a->type == SMKI_ATTRIBUTE_UNIQUE_ID      ? DER_BIT_STRING
                     : a->type == SMKI_ATTRIBUTE_COUNTRY      ? DER_PRINTABLE_STRING
                     : l->profile->text == CAT_TEXT_PRINTABLE ? DER_PRINTABLE_STRING
                                                              : DER_UTF8_STRING;
    if (a->tag != wanted) {
        broken(l, "smki.md 4.1", "an attribute of the subject has tag %02x, not %02x", a->tag, wanted);
    }
    if (a->type == SMKI_ATTRIBUTE_UNIT && a->value.len != 2) {
        broken(l, "smki.md 6.1", "role is not two hexadecimal digits");
    }
}

static void check_subject(lint *l)
{
    const smki_attribute_type *wanted;
    size_t n = attributes_of(l->profile->subject, &wanted);
    size_t i = 0;
    bool fits = true;
    smki_attribute a;
    alb_rd r = smki_name_open(l->c->subject);
    while (smki_name_next(&r, &a)) {
        bool optional = i == 0 && l->profile->subject == CAT_SUBJECT_ENTITY;
        i += optional && a.type != wanted[0];
        fits = fits && i < n && a.type == wanted[i];
        i++;
        check_text(l, &a);
    }
    if (!fits || i < n) {
        broken(l, "smki.md 6.3", "subject has not the attributes of the profile in their order");
    }
    bool has_entity = l->profile->subject == CAT_SUBJECT_ENTITY || l->profile->subject == CAT_SUBJECT_EMPTY;
    if (has_entity && alb_eui64_number(l->c->entity) == 0) {
        broken(l, "smki.md 6.2", "no EUI-64");
    }
}

/* --- extensions --- */

static bool find_extension(const smki_certificate *c, const char *oid, smki_extension *out)
{
    alb_rd r = alb_rd_init(c->extensions);
    while (smki_extension_next(&r, out)) {
        char text[OID_TEXT];
        alb_wr w = alb_wr_init(text, sizeof text);
        if (der_oid(out->oid, &w) && alb_span_is(alb_wr_span(&w), oid)) {
            return true;
        }
    }
    return false;
}

static const char *extension_name(cat_extension_kind kind)
{
    switch (kind) {
    case CAT_EXTENSION_KEY_USAGE:
        return "keyUsage";
    case CAT_EXTENSION_BASIC_CONSTRAINTS:
        return "basicConstraints";
    case CAT_EXTENSION_POLICIES:
        return "certificatePolicies";
    case CAT_EXTENSION_SUBJECT_KEY_ID:
        return "subjectKeyIdentifier";
    case CAT_EXTENSION_AUTHORITY_KEY_ID:
        return "authorityKeyIdentifier";
    case CAT_EXTENSION_HARDWARE_MODULE:
    case CAT_EXTENSION_HOST:
        return "subjectAltName";
    case CAT_EXTENSION_PURPOSES:
        return "extKeyUsage";
    }
    ALB_BUG("extension");
}

static bool is_in_profile(const cat_certificate *profile, alb_span oid)
{
    char text[OID_TEXT];
    alb_wr w = alb_wr_init(text, sizeof text);
    bool good = der_oid(oid, &w);
    for (size_t i = 0; good && i < profile->n_extensions; i++) {
        if (alb_span_is(alb_wr_span(&w), smki_extension_oid(profile->extensions[i].kind))) {
            return true;
        }
    }
    /* A root of organisations may hold the wrapped contingency key (smki/contingency.h). */
    if (strcmp(profile->name, "organisation-root") == 0 &&
        alb_span_is(alb_wr_span(&w), "1.3.6.1.5.5.7.1.20")) {
        return good;
    }
    /* An empty basicConstraints says what is so without it (RFC 5280 4.2.1.9; smki.md 5.9). */
    return alb_span_is(alb_wr_span(&w), smki_extension_oid(CAT_EXTENSION_BASIC_CONSTRAINTS));
}

static void check_extensions(lint *l)
{
    smki_extension x;
    for (size_t i = 0; i < l->profile->n_extensions; i++) {
        const cat_extension *wanted = &l->profile->extensions[i];
        const char *name = extension_name(wanted->kind);
        if (!find_extension(l->c, smki_extension_oid(wanted->kind), &x)) {
            broken(l, "GBCS 12", "%s is missing", name);
        } else if (x.critical != wanted->critical) {
            broken(l, "GBCS 12", "%s is %scritical", name, wanted->critical ? "not " : "");
        }
    }
    alb_rd r = alb_rd_init(l->c->extensions);
    while (smki_extension_next(&r, &x)) {
        if (!is_in_profile(l->profile, x.oid)) {
            char text[OID_TEXT];
            alb_wr w = alb_wr_init(text, sizeof text - 1);
            text[der_oid(x.oid, &w) ? w.pos : 0] = '\0';
            broken(l, "GBCS 12", "extension %s is not of the profile", text);
        }
    }
}

static void check_key_ids(lint *l)
{
    uint8_t id[SMKI_KEY_IDENTIFIER];
    smki_extension x;
    enum { ALONE = 2 + 2 + SMKI_KEY_IDENTIFIER };
    if (smki_has_rsa_key(l->c)) {
        return; /* ordinary ones (smki.md 5.7): any method */
    }
    smki_key_identifier(l->ctx, l->c->pub, id);
    if (l->c->ski_len > 0 && !alb_span_equal(smki_certificate_ski(l->c), ALB_SPAN_OF(id))) {
        broken(l, "RFC 5280 4.2.1.2 (2)", "subject key identifier is not that of the key");
    }
    if (find_extension(l->c, smki_extension_oid(CAT_EXTENSION_AUTHORITY_KEY_ID), &x) &&
        (l->c->aki_len != SMKI_KEY_IDENTIFIER || x.value.len != ALONE)) {
        broken(l, "smki.md 4.3", "authority key identifier is not 8 octets alone");
    }
}

static bool policy_is(const der_element *information, const char *policy)
{
    char text[OID_TEXT];
    der_element oid;
    alb_rd in = der_inside(information);
    alb_wr w = alb_wr_init(text, sizeof text);
    return der_expect(&in, DER_OID, &oid) && alb_rd_left(&in) == 0 && der_oid(oid.content, &w) &&
           alb_span_is(alb_wr_span(&w), policy);
}

/* Organisations may have more policies than one, devices may not (smki.md 4.7). */
static void check_policies(lint *l)
{
    if (!l->profile->policy) {
        return;
    }
    size_t count = 0;
    size_t ours = 0;
    der_element information;
    alb_rd r = alb_rd_init(l->c->policies);
    while (alb_rd_left(&r) > 0 && der_expect(&r, DER_SEQUENCE, &information)) {
        count++;
        ours += policy_is(&information, l->profile->policy);
    }
    if (count > 0 && ours != 1) {
        broken(l, "smki.md 4.7", "not under policy %s", l->profile->policy);
    }
    if (count > 1 && l->c->kind == SMKI_KIND_DEVICE) {
        broken(l, "smki.md 4.7", "%zu policies; a device has exactly one", count);
    }
}

static void check_constraints(lint *l)
{
    bool wanted = l->profile->usages[0] & CAT_KEY_USAGE_CERT_SIGN;
    if (l->c->is_authority != wanted) {
        broken(l, "RFC 5280 4.2.1.9", "basicConstraints %s an authority",
               wanted ? "is not that of" : "makes it");
    } else if (wanted && l->c->path_length != l->profile->path_length) {
        broken(l, "smki.md 5", "path length %d, not %d", l->c->path_length, l->profile->path_length);
    }
}

/* --- the whole --- */

/* A certificate that names an issuer and yet is signed with its own key (smki.md 5.9). */
static void check_signer(lint *l)
{
    bool own = smki_certificate_signed_by(l->ctx, l->c, l->c->pub) == ALB_OK;
    bool root = strcmp(l->profile->issuer, l->profile->name) == 0;
    if (own != root) {
        broken(l, "smki.md 3", own ? "signed with its own key" : "not signed with its own key");
    }
}

size_t smki_lint(crypto_ctx *ctx, const smki_certificate *c, smki_lint_visit visit, void *visit_ctx)
{
    lint l = {.ctx = ctx, .c = c, .profile = smki_profile_of(c), .visit = visit, .visit_ctx = visit_ctx};
    if (c->deviation) {
        broken(&l, "smki.md 4.1", "%s", c->deviation);
    }
    if (!l.profile) {
        broken(&l, "smki.md 5", "no profile has such a subject, role and key usage");
        return l.found;
    }
    check_serial(&l);
    check_validity(&l);
    check_subject(&l);
    check_key(&l);
    check_usage(&l);
    check_extensions(&l);
    check_key_ids(&l);
    check_policies(&l);
    check_constraints(&l);
    check_signer(&l);
    return l.found;
}
