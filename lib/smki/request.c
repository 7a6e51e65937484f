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
    if (bits->content.len == 0 || bits->content.ptr[0] != 0 ||
        crypto_signature_from_der(der, false, r->fields.signature) != ALB_OK) {
        return refuse(err, "smki.md 10.3 F5", bits->offset, "not an ECDSA signature");
    }
    return ALB_OK;
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
    if (crypto_pub_load(key.whole, &r->fields.pub, NULL) != ALB_OK) {
        return refuse(err, "smki.md 10.3 F4", key.offset, "not a key on P-256");
    }
    ALB_TRY(read_attributes(&attributes, r, err));
    smki_read_kind(&r->fields);
    return ALB_OK;
}

/* --- what may be asked for --- */

/* F3: CN at most once, OU and unique identifier exactly once, nothing else; devices have no subject. */
static alb_status check_subject(smki_request *r, alb_err *err)
{
    static const char rule[] = "smki.md 10.3 F3";
    size_t seen[SMKI_ATTRIBUTE_OTHER + 1] = {0};
    smki_attribute a;
    alb_rd in = smki_name_open(r->fields.subject);
    while (smki_name_next(&in, &a)) {
        seen[a.type]++;
        if (a.type == SMKI_ATTRIBUTE_NAME) {
            if (a.value.len > NAME_MAX_OCTETS || memchr(a.value.ptr, '\0', a.value.len)) {
                return refuse(err, rule, 0, "common name too long or not text");
            }
            memcpy(r->name, a.value.ptr, a.value.len);
            r->name[a.value.len] = '\0';
            r->has_name = true;
        }
    }
    if (r->authority) {
        size_t more =
            seen[SMKI_ATTRIBUTE_UNIQUE_ID] + seen[SMKI_ATTRIBUTE_ORGANISATION] + seen[SMKI_ATTRIBUTE_OTHER];
        bool good = r->fields.kind == SMKI_KIND_AUTHORITY && seen[SMKI_ATTRIBUTE_NAME] == 1 && more == 0 &&
                    !r->fields.bad_role &&
                    (r->fields.role == SMKI_ROLE_ISSUING_AUTHORITY || r->fields.role == SMKI_ROLE_NONE);
        return good ? ALB_OK : refuse(err, rule, 0, "subject is not that of an issuing authority");
    }
    size_t others = seen[SMKI_ATTRIBUTE_ORGANISATION] + seen[SMKI_ATTRIBUTE_OTHER];
    if (r->fields.kind == SMKI_KIND_DEVICE) {
        bool empty =
            seen[SMKI_ATTRIBUTE_NAME] + seen[SMKI_ATTRIBUTE_UNIT] + seen[SMKI_ATTRIBUTE_UNIQUE_ID] + others ==
            0;
        return empty ? ALB_OK : refuse(err, rule, 0, "subject of a device is not empty");
    }
    if (seen[SMKI_ATTRIBUTE_NAME] > 1 || seen[SMKI_ATTRIBUTE_UNIT] != 1 ||
        seen[SMKI_ATTRIBUTE_UNIQUE_ID] != 1 || others > 0 || r->fields.kind != SMKI_KIND_ORGANISATION ||
        r->fields.bad_role) {
        return refuse(err, rule, 0, "subject is not CN where wanted, role and unique identifier");
    }
    return ALB_OK;
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
        if (!ce || (x.oid.ptr[2] != 15 && !(device && x.oid.ptr[2] == 17))) {
            return refuse(err, "smki.md 10.3 F6", 0, "asks for another extension");
        }
    }
    if (r->authority) {
        return r->fields.usage == SMKI_USAGE_CERT_SIGN
                   ? ALB_OK
                   : refuse(err, "smki.md 10.3 F6", 0, "key usage is not that of an authority");
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
        return refuse(err, "smki.md 10.3 F5", algorithm.offset, "not signed with ecdsa-with-SHA256");
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

static alb_status parse(crypto_ctx *ctx, alb_span in, bool authority, smki_request **out, alb_err *err)
{
    smki_request *r = calloc(1, sizeof *r);
    if (!r) {
        return alb_fail(err, ALB_NO_MEMORY, "request", 0, "out of memory");
    }
    r->fields.role = SMKI_ROLE_NONE;
    r->authority = authority;
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
    return parse(ctx, in, false, out, err);
}

alb_status smki_request_parse_authority(crypto_ctx *ctx, alb_span in, smki_request **out, alb_err *err)
{
    return parse(ctx, in, true, out, err);
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

smki_subject smki_request_subject(const smki_request *r)
{
    smki_role role = r->fields.role;
    return (smki_subject){.profile = r->authority && role == SMKI_ROLE_NONE ? "device-issuing"
                                     : r->authority                         ? "organisation-issuing"
                                     : r->fields.kind == SMKI_KIND_DEVICE   ? "device"
                                     : role == SMKI_ROLE_XML_SIGNING_USER   ? "xml-signing-user"
                                     : role == SMKI_ROLE_XML_SIGNING_DCC    ? "xml-signing-dcc"
                                                                            : "organisation",
                          .entity = r->fields.entity,
                          .role = role,
                          .usage = r->fields.usage,
                          .common_name = r->has_name ? r->name : NULL,
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
