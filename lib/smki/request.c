#include "smki/request.h"

#include "issue_internal.h"

#include "base/text.h"
#include "der/der.h"
#include "smki/name.h"

#include <stdlib.h>

#define OID_EXTENSION_REQUEST "1.2.840.113549.1.9.14"

enum { ATTRIBUTES = DER_CONTEXT | DER_CONSTRUCTED | 0, NAME_MAX_OCTETS = 64, OID_TEXT = 80 };

struct smki_request {
    uint8_t octets[SMKI_REQUEST_MAX];
    smki_certificate fields; /* what a request shares with a certificate; not one itself */
    char name[NAME_MAX_OCTETS + 1];
    char organisation[NAME_MAX_OCTETS + 1];
    char hardware[OID_TEXT];
    bool has_name;
    bool authority; /* an issuing authority's is wanted */
};

/* --- reading --- */

static alb_status refuse(alb_err *err, const char *rule, size_t offset, const char *what)
{
    return alb_fail(err, ALB_BAD_KEY, rule, offset, "request: %s", what);
}

/* The octets of DER, whatever the armour. */
static alb_status own_octets(smki_request *r, alb_span in, alb_err *err)
{
    static const char rule[] = "smki.md 10.3 F1";
    alb_span label = {0};
    alb_span base64 = {0};
    alb_span text = in;
    alb_wr w = alb_wr_init(r->octets, sizeof r->octets);
    bool pem = in.len > 0 && in.ptr[0] != 0x30 && crypto_pem_next(&text, &label, &base64);
    if (pem && !alb_span_is(label, "CERTIFICATE REQUEST") && !alb_span_is(label, "NEW CERTIFICATE REQUEST")) {
        return refuse(err, rule, 0, "PEM of something else");
    }
    if (in.len > 0 && in.ptr[0] == 0x30) {
        alb_wr_bytes(&w, in);
    } else if (alb_base64_decode(pem ? base64 : in, &w) != ALB_OK) {
        return refuse(err, rule, 0, "neither DER nor base64, or too long");
    }
    r->fields.der = alb_wr_span(&w);
    return w.st == ALB_OK ? ALB_OK : refuse(err, rule, 0, "too long");
}

static alb_status read_signature(const der_element *bits, smki_request *r, alb_err *err)
{
    alb_span der = alb_span_sub(bits->content, 1, SIZE_MAX);
    r->fields.signature_octets = der;
    bool whole = bits->content.len > 0 && bits->content.ptr[0] == 0;
    return whole && (r->fields.rsa_signed ||
                     crypto_signature_from_der(der, false, r->fields.signature) == ALB_OK)
               ? ALB_OK
               : refuse(err, "smki.md 10.3 F5", bits->offset, "not a signature");
}

/* [0] { SEQUENCE { extensionRequest, SET { Extensions } } }, that one attribute alone. */
static alb_status read_attributes(const der_element *attributes, smki_request *r, alb_err *err)
{
    static const char rule[] = "smki.md 10.3 F6";
    static const uint8_t extension_request[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x0e};
    alb_rd in = der_inside(attributes);
    der_element attribute, oid, set;
    if (!der_expect(&in, DER_SEQUENCE, &attribute) || alb_rd_end(&in) != ALB_OK) {
        return refuse(err, rule, attributes->offset, "not exactly one attribute");
    }
    in = der_inside(&attribute);
    if (!der_expect(&in, DER_OID, &oid) || !alb_span_equal(oid.content, ALB_SPAN_OF(extension_request)) ||
        !der_expect(&in, DER_SET, &set) || alb_rd_end(&in) != ALB_OK) {
        return refuse(err, rule, attribute.offset, "attribute is not a request for extensions");
    }
    return smki_read_extensions(&set, &r->fields, NULL) == ALB_OK
               ? ALB_OK
               : refuse(err, rule, set.offset, "an extension cannot be read or comes twice");
}

static alb_status read_info(const der_element *info, smki_request *r, alb_err *err)
{
    static const uint8_t version_0[] = {0};
    alb_rd in = der_inside(info);
    der_element version, subject, key, attributes;
    if (!der_expect(&in, DER_INTEGER, &version) || !alb_span_equal(version.content, ALB_SPAN_OF(version_0))) {
        return refuse(err, "smki.md 10.3 F2", info->offset, "version is not 0");
    }
    if (!der_expect(&in, DER_SEQUENCE, &subject) || !der_expect(&in, DER_SEQUENCE, &key) ||
        !der_expect(&in, ATTRIBUTES, &attributes) || alb_rd_end(&in) != ALB_OK) {
        return refuse(err, "smki.md 10.3 F1", info->offset, "fields missing or in excess");
    }
    r->fields.subject = subject.whole;
    if (!smki_name_is_well_formed(subject.whole)) {
        return refuse(err, "smki.md 10.3 F3", subject.offset, "subject is not a name");
    }
    if (smki_read_key(&key, &r->fields, NULL) != ALB_OK) {
        return refuse(err, "smki.md 10.3 F4", key.offset,
                      r->fields.any ? "neither a key on P-256 nor RSA" : "not a key on P-256");
    }
    ALB_TRY(read_attributes(&attributes, r, err));
    smki_read_kind(&r->fields);
    return ALB_OK;
}

/* --- what may be asked for --- */

/* Text of an attribute; false where it is too long or none. */
static bool keep_text(const smki_attribute *a, char out[static NAME_MAX_OCTETS + 1])
{
    if (a->value.len > NAME_MAX_OCTETS || memchr(a->value.ptr, '\0', a->value.len)) {
        return false;
    }
    memcpy(out, a->value.ptr, a->value.len);
    out[a->value.len] = '\0';
    return true;
}

/* How often each attribute stands in a subject. */
typedef struct seen {
    size_t n[SMKI_ATTRIBUTE_OTHER + 1];
} seen;

static bool is_authority_subject(const smki_request *r, const seen *s)
{
    bool rsa = smki_has_rsa_key(&r->fields); /* of IKI: CN; of DCCKI: C, O, CN */
    size_t party = s->n[SMKI_ATTRIBUTE_ORGANISATION] + s->n[SMKI_ATTRIBUTE_COUNTRY];
    size_t more = s->n[SMKI_ATTRIBUTE_UNIQUE_ID] + s->n[SMKI_ATTRIBUTE_OTHER];
    return r->fields.kind == SMKI_KIND_AUTHORITY && s->n[SMKI_ATTRIBUTE_NAME] == 1 && more == 0 &&
           (party == 0 || (rsa && party == 2)) && !r->fields.bad_role &&
           (r->fields.role == SMKI_ROLE_NONE || (!rsa && r->fields.role == SMKI_ROLE_ISSUING_AUTHORITY));
}

/* Of IKI: O, OU, CN; of DCCKI: C, O, CN (smki.md 5.7, 23). */
static bool is_infrastructure_subject(const seen *s)
{
    return s->n[SMKI_ATTRIBUTE_NAME] == 1 && s->n[SMKI_ATTRIBUTE_ORGANISATION] == 1 &&
           s->n[SMKI_ATTRIBUTE_UNIT] + s->n[SMKI_ATTRIBUTE_COUNTRY] == 1 &&
           s->n[SMKI_ATTRIBUTE_UNIQUE_ID] + s->n[SMKI_ATTRIBUTE_OTHER] == 0;
}

static bool is_organisation_subject(const smki_request *r, const seen *s)
{
    size_t others =
        s->n[SMKI_ATTRIBUTE_ORGANISATION] + s->n[SMKI_ATTRIBUTE_COUNTRY] + s->n[SMKI_ATTRIBUTE_OTHER];
    return s->n[SMKI_ATTRIBUTE_NAME] <= 1 && s->n[SMKI_ATTRIBUTE_UNIT] == 1 &&
           s->n[SMKI_ATTRIBUTE_UNIQUE_ID] == 1 && others == 0 && r->fields.kind == SMKI_KIND_ORGANISATION &&
           !r->fields.bad_role;
}

/* F3: CN at most once, OU and unique identifier exactly once, nothing else; devices have no subject. */
static alb_status check_subject(smki_request *r, alb_err *err)
{
    static const char rule[] = "smki.md 10.3 F3";
    seen s = {.n = {0}};
    size_t all = 0;
    smki_attribute a;
    alb_rd in = smki_name_open(r->fields.subject);
    while (smki_name_next(&in, &a)) {
        s.n[a.type]++;
        all++;
        r->has_name = r->has_name || a.type == SMKI_ATTRIBUTE_NAME;
        if ((a.type == SMKI_ATTRIBUTE_NAME && !keep_text(&a, r->name)) ||
            (a.type == SMKI_ATTRIBUTE_ORGANISATION && !keep_text(&a, r->organisation))) {
            return refuse(err, rule, 0, "a name is too long or not text");
        }
    }
    if (r->authority) {
        return is_authority_subject(r, &s)
                   ? ALB_OK
                   : refuse(err, rule, 0, "subject is not that of an issuing authority");
    }
    switch (r->fields.kind) {
    case SMKI_KIND_DEVICE:
        return all == 0 ? ALB_OK : refuse(err, rule, 0, "subject of a device is not empty");
    case SMKI_KIND_INFRASTRUCTURE:
        return is_infrastructure_subject(&s)
                   ? ALB_OK
                   : refuse(err, rule, 0, "subject is neither O, OU, CN nor C, O, CN");
    case SMKI_KIND_ORGANISATION:
    case SMKI_KIND_AUTHORITY:
    case SMKI_KIND_OTHER:
        break;
    }
    return is_organisation_subject(r, &s)
               ? ALB_OK
               : refuse(err, rule, 0, "subject is not CN where wanted, role and unique identifier");
}

/* F6: one key usage, and for devices the hardware module; whether they are critical is not asked. */
static alb_status check_extensions(const smki_request *r, alb_err *err)
{
    static const uint8_t id_ce[] = {0x55, 0x1d};
    bool device = r->fields.kind == SMKI_KIND_DEVICE;
    alb_rd in = alb_rd_init(r->fields.extensions);
    smki_extension x;
    while (smki_extension_next(&in, &x)) {
        bool ce = x.oid.len == 3 && alb_span_equal(alb_span_sub(x.oid, 0, 2), ALB_SPAN_OF(id_ce));
        bool purposes = r->fields.kind == SMKI_KIND_INFRASTRUCTURE && ce && x.oid.ptr[2] == 37;
        if (!ce || (x.oid.ptr[2] != 15 && !(device && x.oid.ptr[2] == 17) && !purposes)) {
            return refuse(err, "smki.md 10.3 F6", 0, "asks for another extension");
        }
    }
    if (r->authority) {
        return r->fields.usage == SMKI_USAGE_CERT_SIGN
                   ? ALB_OK
                   : refuse(err, "smki.md 10.3 F6", 0, "key usage is not that of an authority");
    }
    if (r->fields.kind == SMKI_KIND_INFRASTRUCTURE) { /* which bits else, its profile says */
        return r->fields.key_usage & CAT_KEY_USAGE_DIGITAL_SIGNATURE
                   ? ALB_OK
                   : refuse(err, "smki.md 10.3 F6", 0, "key usage is not digital signature");
    }
    if (r->fields.usage != SMKI_USAGE_DIGITAL_SIGNATURE && r->fields.usage != SMKI_USAGE_KEY_AGREEMENT) {
        return refuse(err, "smki.md 10.3 F6", 0,
                      "key usage is not one of digital signature and key agreement");
    }
    return ALB_OK;
}

static alb_status read_request(crypto_ctx *ctx, smki_request *r, alb_err *err)
{
    alb_rd file = alb_rd_init(r->fields.der);
    der_element request, info, algorithm, signature;
    if (!der_next_signed(&file, &request) || alb_rd_end(&file) != ALB_OK ||
        der_strict(r->fields.der, 0, NULL) != ALB_OK) {
        return refuse(err, "smki.md 10.3 F1", 0, "not PKCS #10 in DER");
    }
    alb_rd in = der_inside(&request);
    if (!der_expect(&in, DER_SEQUENCE, &info) || !der_expect(&in, DER_SEQUENCE, &algorithm) ||
        !der_expect(&in, DER_BIT_STRING, &signature)) {
        return refuse(err, "smki.md 10.3 F1", 0, "not PKCS #10");
    }
    r->fields.tbs = info.whole;
    ALB_TRY(read_info(&info, r, err));
    ALB_TRY(check_subject(r, err));
    if (smki_read_algorithm(&algorithm, &r->fields, NULL) != ALB_OK) {
        return refuse(err, "smki.md 10.3 F5", algorithm.offset,
                      r->fields.any ? "signed with an algorithm that is not known"
                                    : "not signed with ecdsa-with-SHA256");
    }
    ALB_TRY(read_signature(&signature, r, err));
    if (smki_certificate_signed_by(ctx, &r->fields, r->fields.pub) != ALB_OK) {
        return alb_fail(err, ALB_AUTH_FAILED, "smki.md 10.3 F5", 0, "request: not signed with its own key");
    }
    return check_extensions(r, err);
}

static alb_status read_hardware(smki_request *r, alb_err *err)
{
    alb_wr w = alb_wr_init(r->hardware, sizeof r->hardware - 1);
    if (r->fields.hardware_type.len > 0 && !der_oid(r->fields.hardware_type, &w)) {
        return refuse(err, "smki.md 10.3 F6", 0, "hardware type cannot be read");
    }
    r->hardware[w.pos] = '\0';
    return ALB_OK;
}

/* What is wanted. */
typedef enum wanted { WANT_SMKI, WANT_ANY, WANT_AUTHORITY } wanted;

static alb_status parse(crypto_ctx *ctx, alb_span in, wanted want, smki_request **out, alb_err *err)
{
    smki_request *r = calloc(1, sizeof *r);
    if (!r) {
        return alb_fail(err, ALB_NO_MEMORY, "request", 0, "out of memory");
    }
    r->fields.role = SMKI_ROLE_NONE;
    r->authority = want == WANT_AUTHORITY;
    r->fields.any = want != WANT_SMKI;
    alb_status st = own_octets(r, in, err);
    st = st == ALB_OK ? read_request(ctx, r, err) : st;
    st = st == ALB_OK ? read_hardware(r, err) : st;
    if (st != ALB_OK) {
        smki_request_free(r);
        return st;
    }
    *out = r;
    return ALB_OK;
}

alb_status smki_request_parse(crypto_ctx *ctx, alb_span in, smki_request **out, alb_err *err)
{
    return parse(ctx, in, WANT_SMKI, out, err);
}

alb_status smki_request_parse_any(crypto_ctx *ctx, alb_span in, smki_request **out, alb_err *err)
{
    return parse(ctx, in, WANT_ANY, out, err);
}

alb_status smki_request_parse_authority(crypto_ctx *ctx, alb_span in, smki_request **out, alb_err *err)
{
    return parse(ctx, in, WANT_AUTHORITY, out, err);
}

void smki_request_free(smki_request *r)
{
    if (r) {
        crypto_pub_free(r->fields.pub);
        free(r);
    }
}

alb_span smki_request_der(const smki_request *r)
{
    return r->fields.der;
}

static const char *profile_asked(const smki_request *r)
{
    bool rsa = smki_has_rsa_key(&r->fields);
    smki_role role = r->fields.role;
    if (r->authority) {
        return rsa                      ? (r->organisation[0] ? "dccki-issuing" : "iki-issuing")
               : role == SMKI_ROLE_NONE ? "device-issuing"
                                        : "organisation-issuing";
    }
    return rsa                                  ? NULL
           : r->fields.kind == SMKI_KIND_DEVICE ? "device"
           : role == SMKI_ROLE_XML_SIGNING_USER ? "xml-signing-user"
           : role == SMKI_ROLE_XML_SIGNING_DCC  ? "xml-signing-dcc"
                                                : "organisation";
}

smki_subject smki_request_subject(const smki_request *r)
{
    bool infrastructure = r->fields.kind == SMKI_KIND_INFRASTRUCTURE;
    return (smki_subject){.profile = profile_asked(r),
                          .entity = r->fields.entity,
                          .role = r->fields.role,
                          .usage = infrastructure ? SMKI_USAGE_DIGITAL_SIGNATURE : r->fields.usage,
                          .common_name = r->has_name ? r->name : NULL,
                          .organisation = r->organisation[0] ? r->organisation : NULL,
                          .hardware_type = r->hardware[0] ? r->hardware : NULL,
                          .public_key = r->fields.pub,
                          .not_before = ALB_TIME_NONE,
                          .not_after = ALB_TIME_NONE};
}

/* --- writing --- */

static void write_info(alb_wr *w, crypto_ctx *ctx, const smki_issue *issue)
{
    size_t info = der_wr_begin(w, DER_SEQUENCE);
    der_wr_integer(w, DER_INTEGER, 0);
    smki_issue_write_subject(w, issue);
    crypto_pub_write_spki(issue->pub, w);
    size_t attributes = der_wr_begin(w, ATTRIBUTES);
    size_t attribute = der_wr_begin(w, DER_SEQUENCE);
    der_wr_oid(w, DER_OID, OID_EXTENSION_REQUEST);
    size_t set = der_wr_begin(w, DER_SET);
    size_t extensions = der_wr_begin(w, DER_SEQUENCE);
    for (size_t i = 0; i < issue->profile->n_extensions; i++) {
        const cat_extension *x = &issue->profile->extensions[i];
        if (x->kind == CAT_EXTENSION_KEY_USAGE || x->kind == CAT_EXTENSION_HARDWARE_MODULE) {
            smki_issue_write_extension(w, ctx, issue, x);
        }
    }
    der_wr_end(w, extensions);
    der_wr_end(w, set);
    der_wr_end(w, attribute);
    der_wr_end(w, attributes);
    der_wr_end(w, info);
}

alb_status smki_request_write(crypto_ctx *ctx, const smki_subject *subject, const crypto_key *key,
                              alb_wr *out, alb_err *err)
{
    const cat_certificate *profile = cat_certificate_named(subject->profile);
    smki_issue issue;
    uint8_t info[SMKI_REQUEST_MAX];
    smki_subject own = *subject;
    own.public_key = crypto_key_public(key);
    if (!profile) {
        return alb_fail(err, ALB_UNKNOWN, "catalogue/certificate.h", 0, "no certificate profile '%s'",
                        subject->profile);
    }
    ALB_TRY(smki_issue_fit(profile, &own, ALB_TIME_2000, &issue, err));
    alb_wr w = alb_wr_init(info, sizeof info);
    write_info(&w, ctx, &issue);
    if (w.st != ALB_OK) {
        return alb_fail(err, w.st, "RFC 2986", 0, "request of profile %s cannot be written", profile->name);
    }
    return smki_issue_sign(ctx, alb_wr_span(&w), key, out, err);
}
