/* From a certificate up to what is trusted. The walk looks for issuers by key identifier, so that the order
 * in which certificates come, and those that are not needed, do not matter. */
#include "smki/path.h"

#include "smki_internal.h"

#include "der/der.h"
#include "smki/crl.h"
#include "smki/name.h"

#include <stdio.h>

/* Longest chain of authorities; SMKI has two (smki.md 3). */
enum { MAX_ISSUERS = 4 };

#define RULE "RFC 5280 6.1"

/* Where issuers are looked for and what is trusted. */
typedef struct walk {
    crypto_ctx *ctx;
    const smki_path_options *options;
    const smki_keystore *store; /* NULL: the next three */
    const smki_certificate *const *issuers;
    size_t n_issuers;
    const smki_anchor *anchor;
    const smki_certificate *path[MAX_ISSUERS + 1]; /* the certificate first */
    size_t length;
    bool bare; /* what is trusted is a key, not the last certificate of the path */
} walk;

/* Who is meant, for a person: "OU=02,...: why". */
static alb_status refuse(alb_err *err, const smki_certificate *c, const char *rule, const char *why)
{
    char name[120];
    char eui[ALB_EUI64_TEXT];
    alb_wr w = alb_wr_init(name, sizeof name - 1);
    if (c->kind == SMKI_KIND_DEVICE || alb_eui64_number(c->entity) != 0) {
        alb_wr_text(&w, alb_eui64_hex(c->entity, eui));
    } else {
        smki_name_text(c->subject, &w);
    }
    name[w.st == ALB_OK ? w.pos : 0] = '\0';
    return alb_fail(err, ALB_AUTH_FAILED, rule, 0, "certificate of %s: %s", name, why);
}

/* --- one certificate --- */

static alb_status check_time(const smki_certificate *c, alb_time at, alb_err *err)
{
    char text[ALB_TIME_TEXT];
    char why[80];
    if (at == ALB_TIME_NONE || (c->not_before <= at && at <= c->not_after)) {
        return ALB_OK;
    }
    bool early = at < c->not_before;
    (void)snprintf(why, sizeof why, early ? "not valid before %s" : "expired %s",
                   alb_time_text(early ? c->not_before : c->not_after, text));
    return refuse(err, c, "RFC 5280 6.1.3 (a)(2)", why);
}

/* RFC 5280 4.2.1.2 (2): what the SMKI profiles want, and what AKIs of the children refer to. */
static alb_status check_key_id(crypto_ctx *ctx, const smki_certificate *c, alb_err *err)
{
    uint8_t id[8];
    smki_key_identifier(ctx, c->pub, id);
    return c->ski_len == 0 || smki_has_rsa_key(c) || /* which have ordinary ones (smki.md 5.7) */
                   alb_span_equal(alb_span_of(c->ski, c->ski_len), ALB_SPAN_OF(id))
               ? ALB_OK
               : refuse(err, c, "GBCS 12", "subject key identifier is not that of its key");
}

static alb_status check_common(const walk *w, const smki_certificate *c, alb_err *err)
{
    if (c->unknown.len > 0) {
        return refuse(err, c, "RFC 5280 6.1.4 (o)", "has a critical extension that is not known");
    }
    if (c->bad_role) {
        return refuse(err, c, "smki.md 6.1", "OU is not a role");
    }
    ALB_TRY(check_time(c, w->options->at, err));
    return check_key_id(w->ctx, c, err);
}

static bool is_xml_role(smki_role role)
{
    return role == SMKI_ROLE_XML_SIGNING_USER || role == SMKI_ROLE_XML_SIGNING_DCC;
}

/* The certificate at the end of the path: of an organisation or a device, for one use. */
static alb_status check_end(const walk *w, const smki_certificate *c, alb_err *err)
{
    ALB_TRY(check_common(w, c, err));
    if (w->options->infrastructure && c->kind == SMKI_KIND_INFRASTRUCTURE) {
        return c->is_authority ? refuse(err, c, "smki.md 5.7", "claims to be an authority") : ALB_OK;
    }
    if (c->kind != SMKI_KIND_ORGANISATION && c->kind != SMKI_KIND_DEVICE) {
        return refuse(err, c, "smki.md 5", "neither of an organisation nor of a device");
    }
    if (c->usage != SMKI_USAGE_DIGITAL_SIGNATURE && c->usage != SMKI_USAGE_KEY_AGREEMENT) {
        return refuse(err, c, "GBCS 12", "key usage is not one of digital signature and key agreement");
    }
    if (c->is_authority) {
        return refuse(err, c, "smki.md 5.3", "claims to be an authority");
    }
    if (is_xml_role(c->role) && c->usage != SMKI_USAGE_DIGITAL_SIGNATURE) {
        return refuse(err, c, "smki.md 5.9", "role of XML signing with another key usage");
    }
    if (c->kind == SMKI_KIND_ORGANISATION && c->role == SMKI_ROLE_NONE) {
        return refuse(err, c, "smki.md 6.1", "names no role");
    }
    if (w->options->role != SMKI_ROLE_NONE && c->role != w->options->role) {
        return refuse(err, c, "smki.md 6.1", "of another role than the one needed");
    }
    return ALB_OK;
}

/* Organisations stand below the OCA, whose authorities have roles, devices below the DCA, whose have none. */
static bool is_same_infrastructure(const smki_certificate *end, const smki_certificate *issuer)
{
    bool names_role = issuer->role == SMKI_ROLE_ROOT || issuer->role == SMKI_ROLE_ISSUING_AUTHORITY;
    if (smki_has_rsa_key(end) || smki_has_rsa_key(issuer)) { /* IKI, DCCKI */
        return smki_has_rsa_key(end) && smki_has_rsa_key(issuer);
    }
    return end->role == SMKI_ROLE_NONE ? issuer->role == SMKI_ROLE_NONE : names_role;
}

/* An authority that has `below` authorities under it on this path. */
static alb_status check_issuer(const walk *w, const smki_certificate *c, size_t below, alb_err *err)
{
    if (!c->is_authority || c->usage != SMKI_USAGE_CERT_SIGN) {
        return refuse(err, c, "RFC 5280 6.1.4 (k), (n)", "issues certificates and is no authority");
    }
    if (c->path_length >= 0 && below > (size_t)c->path_length) {
        return refuse(err, c, "RFC 5280 6.1.4 (m)", "path length exceeded");
    }
    if (!is_same_infrastructure(w->path[0], c)) {
        return refuse(err, c, "smki.md 3", "authority of another infrastructure");
    }
    return check_common(w, c, err);
}

/* --- policies --- */

static bool has_policy(const smki_certificate *c, alb_span oid)
{
    static const uint8_t any_policy[] = {0x55, 0x1d, 0x20, 0x00};
    alb_rd r = alb_rd_init(c->policies);
    der_element information, policy;
    while (alb_rd_left(&r) > 0 && der_expect(&r, DER_SEQUENCE, &information)) {
        alb_rd in = der_inside(&information);
        if (der_expect(&in, DER_OID, &policy) && (alb_span_equal(policy.content, oid) ||
                                                  alb_span_equal(policy.content, ALB_SPAN_OF(any_policy)))) {
            return true;
        }
    }
    return false;
}

/* Does one policy of the certificate (the one wanted, where one is) stand in every certificate below the
 * trusted one? */
static alb_status check_policies(const walk *w, size_t n, alb_err *err)
{
    uint8_t wanted[32];
    alb_wr want = alb_wr_init(wanted, sizeof wanted);
    if (w->options->policy) {
        der_wr_oid(&want, DER_OID, w->options->policy);
    }
    alb_span only = alb_span_sub(alb_wr_span(&want), 2, SIZE_MAX);
    alb_rd r = alb_rd_init(w->path[0]->policies);
    der_element information, policy;
    while (alb_rd_left(&r) > 0 && der_expect(&r, DER_SEQUENCE, &information)) {
        alb_rd in = der_inside(&information);
        if (!der_expect(&in, DER_OID, &policy) ||
            (w->options->policy && !alb_span_equal(policy.content, only))) {
            continue;
        }
        size_t i = 1;
        while (i < n && has_policy(w->path[i], policy.content)) {
            i++;
        }
        if (i == n) {
            return ALB_OK;
        }
    }
    return refuse(err, w->path[0], "RFC 5280 6.1.5 (g)",
                  w->options->policy ? "not issued under the policy that is needed"
                                     : "no policy holds along the path");
}

/* --- the walk --- */

static alb_span key_id(const smki_certificate *c)
{
    return alb_span_of(c->ski, c->ski_len);
}

/* The n-th certificate that could have issued c, judging by names; NULL: no more. */
static const smki_certificate *candidate(const walk *w, const smki_certificate *c, size_t n)
{
    alb_span aki = alb_span_of(c->aki, c->aki_len);
    if (w->store) {
        const smki_identity *id = NULL;
        do {
            id = smki_keystore_next_issuer(w->store, aki, id);
        } while (id && (!smki_name_equal(id->certificate->subject, c->issuer) || n-- > 0));
        return id ? id->certificate : NULL;
    }
    for (size_t i = 0; i < w->n_issuers; i++) {
        const smki_certificate *issuer = w->issuers[i];
        if (alb_span_equal(key_id(issuer), aki) && smki_name_equal(issuer->subject, c->issuer) && n-- == 0) {
            return issuer;
        }
    }
    return NULL;
}

static bool is_self_issued(const smki_certificate *c)
{
    return smki_name_equal(c->issuer, c->subject) &&
           (c->aki_len == 0 || alb_span_equal(alb_span_of(c->aki, c->aki_len), key_id(c)));
}

static bool signed_by(const walk *w, const smki_certificate *c, const crypto_pub *pub)
{
    return smki_certificate_signed_by(w->ctx, c, pub) == ALB_OK;
}

static alb_status no_issuer(const smki_certificate *c, alb_err *err)
{
    char name[120];
    alb_wr w = alb_wr_init(name, sizeof name - 1);
    smki_name_text(c->issuer, &w);
    name[w.st == ALB_OK ? w.pos : 0] = '\0';
    return alb_fail(err, ALB_NO_KEY, RULE, 0, "no certificate of the issuer %s", name);
}

/* The issuer of the last certificate of the path, whose signature it bears. A key may be certified more than
 * once: any certificate of it that passes will do, and the first that does not says why. */
static alb_status find_issuer(const walk *w, const smki_certificate **out, alb_err *err)
{
    const smki_certificate *c = w->path[w->length - 1];
    const smki_certificate *issuer;
    alb_err first = {.code = ALB_OK};
    if (c->aki_len == 0) {
        return refuse(err, c, "GBCS 12", "no authority key identifier");
    }
    size_t n = 0;
    *out = NULL;
    while ((issuer = candidate(w, c, n++)) != NULL) {
        if (signed_by(w, c, issuer->pub) && check_issuer(w, issuer, w->length - 1, &first) == ALB_OK &&
            (!*out || is_self_issued(issuer))) {
            *out = issuer; /* a root rather than the link from another root to its key, which leads in a
                              circle */
        }
    }
    if (*out) {
        return ALB_OK;
    }
    if (first.code != ALB_OK) {
        if (err) {
            *err = first;
        }
        return first.code;
    }
    return n > 1 ? refuse(err, c, "RFC 5280 6.1.3 (a)(1)", "signature is not that of its issuer")
                 : no_issuer(c, err);
}

/* Is this very certificate in the store? */
static bool is_stored_authority(const walk *w, const smki_certificate *c)
{
    const smki_identity *id = NULL;
    while ((id = smki_keystore_next_issuer(w->store, key_id(c), id)) != NULL) {
        if (alb_span_equal(id->certificate->der, c->der)) {
            return true;
        }
    }
    return false;
}

/* Signed with a bare key that the store trusts? */
static bool is_anchored(const walk *w, const smki_certificate *c)
{
    const crypto_pub *pub;
    for (size_t i = 0; (pub = smki_keystore_anchor_at(w->store, i)) != NULL; i++) {
        uint8_t id[SMKI_KEY_IDENTIFIER];
        smki_key_identifier(w->ctx, pub, id);
        if (alb_span_equal(alb_span_of(c->aki, c->aki_len), ALB_SPAN_OF(id)) && signed_by(w, c, pub)) {
            return true;
        }
    }
    return false;
}

/* Does the anchor end the path? A root certificate of the store, or a bare key. */
static alb_status reach_anchor(walk *w, bool *reached, alb_err *err)
{
    const smki_certificate *last = w->path[w->length - 1];
    *reached = false;
    if (w->store && is_anchored(w, last)) {
        *reached = true;
        w->bare = true;
        return ALB_OK;
    }
    if (w->store) {
        if (is_self_issued(last) && is_stored_authority(w, last)) {
            *reached = signed_by(w, last, last->pub);
            return *reached ? ALB_OK
                            : refuse(err, last, RULE, "root certificate is not signed with its own key");
        }
        return ALB_OK;
    }
    if (w->anchor && alb_span_equal(alb_span_of(last->aki, last->aki_len), w->anchor->key_id)) {
        *reached = w->bare = signed_by(w, last, w->anchor->pub);
        return *reached
                   ? ALB_OK
                   : refuse(err, last, "RFC 5280 6.1.3 (a)(1)", "signature is not that of the trusted key");
    }
    return ALB_OK;
}

/* Lists past their time count as well: revocation is for ever (smki.md 16.1). */
static alb_status check_revocation(const walk *w, const smki_certificate *c, alb_err *err)
{
    const smki_revoked *entry = w->store ? smki_crl_entry_of(w->ctx, w->store, c) : NULL;
    char text[ALB_TIME_TEXT];
    char why[80];
    if (!entry || (w->options->at != ALB_TIME_NONE && entry->when > w->options->at)) {
        return ALB_OK;
    }
    const char *reason = smki_reason_name(entry->reason);
    (void)snprintf(why, sizeof why, "revoked %s%s%s", alb_time_text(entry->when, text), reason ? ", " : "",
                   reason ? reason : "");
    return refuse(err, c, "RFC 5280 6.1.3 (a)(3)", why);
}

static alb_status run(walk *w, const smki_certificate *c, alb_err *err)
{
    w->path[0] = c;
    w->length = 1;
    ALB_TRY(w->options->authority ? check_issuer(w, c, 0, err) : check_end(w, c, err));
    for (;;) {
        bool reached;
        ALB_TRY(reach_anchor(w, &reached, err));
        if (reached) {
            break;
        }
        if (w->length > MAX_ISSUERS) {
            return refuse(err, c, RULE, "too many authorities above it");
        }
        const smki_certificate *issuer = NULL;
        ALB_TRY(find_issuer(w, &issuer, err));
        ALB_TRY(check_revocation(w, w->path[w->length - 1], err));
        w->path[w->length++] = issuer;
    }
    /* The root itself is trusted as it is; a bare key has no certificate. */
    size_t below = w->bare ? w->length : w->length - 1;
    return below > 0 && !smki_has_rsa_key(c) ? check_policies(w, below, err) : ALB_OK;
}

/* --- pinned certificates --- */

/* Test clients sign XML with certificates that name an authority and bear their own signature. One that lies
 * in the store is known by its octets; it is good for XML signing only (smki.md 5.9). */
static bool is_pinned(const walk *w, const smki_certificate *c)
{
    enum { MAX_SAME = 16 };
    const smki_identity *same[MAX_SAME];
    if (!w->options->pin_self_signed || !is_xml_role(c->role) || !signed_by(w, c, c->pub)) {
        return false;
    }
    size_t n = smki_keystore_find_all(w->store, c->entity, SMKI_SLOT_XML_SIGNING, same, MAX_SAME);
    for (size_t i = 0; i < n; i++) {
        if (same[i]->certificate && alb_span_equal(same[i]->certificate->der, c->der)) {
            return true;
        }
    }
    return false;
}

alb_status smki_path_check(crypto_ctx *ctx, const smki_certificate *c, const smki_keystore *anchors,
                           const smki_path_options *options, alb_err *err)
{
    walk w = {.ctx = ctx, .options = options, .store = anchors};
    if (is_pinned(&w, c)) {
        w.path[0] = c;
        return check_end(&w, c, err);
    }
    return run(&w, c, err);
}

alb_status smki_path_check_chain(crypto_ctx *ctx, const smki_certificate *c,
                                 const smki_certificate *const *issuers, size_t n_issuers,
                                 const smki_anchor *anchor, const smki_path_options *options, alb_err *err)
{
    walk w = {.ctx = ctx, .options = options, .issuers = issuers, .n_issuers = n_issuers, .anchor = anchor};
    return run(&w, c, err);
}
