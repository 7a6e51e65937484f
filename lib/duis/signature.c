/* Verification: the form first, then who may have signed, then the two hashes. */
#include "duis/signature.h"

#include "base/text.h"
#include "signature_internal.h"
#include "smki/crl.h"

#define RULE "DUIS XML signature profile"

const char *duis_signature_reason(duis_signature_fault fault)
{
    static const char *const reasons[] = {
        [DUIS_SIGNATURE_OK] = "signature verifies",
        [DUIS_SIGNATURE_ABSENT] = "not signed",
        [DUIS_SIGNATURE_MALFORMED] = "signature is not of the DUIS profile",
        [DUIS_SIGNATURE_DIGEST] = "document was changed after it was signed",
        [DUIS_SIGNATURE_VALUE] = "signature value does not verify",
        [DUIS_SIGNATURE_SERIAL] = "no certificate with the issuer and serial number that the signature names",
        [DUIS_SIGNATURE_CERTIFICATE] = "certificate may not sign this document",
    };
    return (size_t)fault < ALB_COUNT(reasons) ? reasons[fault] : "unknown";
}

typedef struct parsed {
    const xml_node *signature, *signed_info;
    uint8_t digest[CRYPTO_HASH];
    uint8_t value[CRYPTO_SIGNATURE];
    alb_span issuer;
    uint8_t serial[DS_MAX_SERIAL];
} parsed;

/* --- the form --- */

/* Reads the expected elements one after the other; sticky as a reader. */
typedef struct form {
    xml_document *doc;
    const char *fault; /* name of the element that is not as it must be; NULL: none */
} form;

static bool is_ds(const xml_node *node, const char *name)
{
    return alb_span_is(xml_name(node), name) && alb_span_is(xml_namespace(node), DS_NAMESPACE);
}

/* `node` must be that element and hold elements or text, not both. */
static const xml_node *expect(form *f, const xml_node *node, const char *name)
{
    bool mixed = false;
    if (f->fault || !node || !is_ds(node, name)) {
        f->fault = f->fault ? f->fault : name;
        return NULL;
    }
    (void)xml_text(f->doc, node, &mixed);
    f->fault = mixed ? name : NULL;
    return mixed ? NULL : node;
}

/* The first child, or the only one. */
static const xml_node *first_of(form *f, const xml_node *parent, const char *name)
{
    return expect(f, parent ? xml_child(parent) : NULL, name);
}

static const xml_node *only_of(form *f, const xml_node *parent, const char *name)
{
    const xml_node *node = first_of(f, parent, name);
    if (node && xml_next(node)) {
        f->fault = name;
    }
    return f->fault ? NULL : node;
}

static const xml_node *after(form *f, const xml_node *node, const char *name, bool last)
{
    node = expect(f, node ? xml_next(node) : NULL, name);
    if (node && (xml_next(node) != NULL) == last) {
        f->fault = name;
    }
    return f->fault ? NULL : node;
}

/* An algorithm without parameters. */
static void algorithm(form *f, const xml_node *node, const char *uri)
{
    alb_span value;
    if (node && (!xml_attribute(f->doc, node, "Algorithm", &value) || !alb_span_is(value, uri) ||
                 xml_child(node) != NULL)) {
        f->fault = "Algorithm";
    }
}

static alb_span text_of(form *f, const xml_node *node)
{
    bool mixed = false;
    if (!node || xml_child(node)) {
        f->fault = f->fault ? f->fault : "text";
        return (alb_span){0};
    }
    return xml_text(f->doc, node, &mixed);
}

/* Is the text, white space aside, the one base64 form of the octets? */
static bool is_base64_of(alb_span text, alb_span octets)
{
    char canonical[4 * ((CRYPTO_SIGNATURE + 2) / 3)];
    size_t n = 0;
    alb_wr w = alb_wr_init(canonical, sizeof canonical);
    alb_wr_base64(&w, octets);
    for (size_t i = 0; i < text.len; i++) {
        char c = (char)text.ptr[i];
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            continue;
        }
        if (n == w.pos || canonical[n++] != c) {
            return false;
        }
    }
    return n == w.pos;
}

/* Exactly n octets; line ends inside are of no account (&#13; among them). */
static void octets(form *f, const xml_node *node, const char *name, uint8_t *out, size_t n)
{
    alb_span text = text_of(f, node);
    alb_wr w = alb_wr_init(out, n);
    if (!f->fault &&
        (alb_base64_decode(text, &w) != ALB_OK || w.pos != n || !is_base64_of(text, alb_span_of(out, n)))) {
        f->fault = name;
    }
}

static void read_reference(form *f, const xml_node *reference, parsed *out)
{
    alb_span value;
    if (reference && (!xml_attribute(f->doc, reference, "URI", &value) || value.len != 0)) {
        f->fault = "Reference/@URI";
    }
    const xml_node *transforms = first_of(f, reference, "Transforms");
    algorithm(f, only_of(f, transforms, "Transform"), DS_ENVELOPED);
    const xml_node *method = after(f, transforms, "DigestMethod", false);
    algorithm(f, method, DS_SHA256);
    octets(f, after(f, method, "DigestValue", true), "DigestValue", out->digest, CRYPTO_HASH);
}

/* SignedInfo, SignatureValue, KeyInfo (which read_key_info looks into) and nothing else. */
static const char *read_form(xml_document *doc, const xml_node *signature, parsed *out)
{
    form f = {.doc = doc};
    const xml_node *info = first_of(&f, expect(&f, signature, "Signature"), "SignedInfo");
    const xml_node *canonical = first_of(&f, info, "CanonicalizationMethod");
    algorithm(&f, canonical, DS_EXCLUSIVE);
    const xml_node *method = after(&f, canonical, "SignatureMethod", false);
    algorithm(&f, method, DS_ECDSA);
    read_reference(&f, after(&f, method, "Reference", true), out);
    const xml_node *value = expect(&f, info ? xml_next(info) : NULL, "SignatureValue");
    octets(&f, value, "SignatureValue", out->value, CRYPTO_SIGNATURE);
    if (value && xml_next(value)) {
        (void)after(&f, value, "KeyInfo", true);
    }
    out->signature = signature;
    out->signed_info = info;
    return f.fault;
}

/* Decimal to a big-endian number. */
static bool read_serial(alb_span text, uint8_t out[static DS_MAX_SERIAL])
{
    memset(out, 0, DS_MAX_SERIAL);
    text = alb_trim(text);
    for (size_t i = 0; i < text.len; i++) {
        unsigned carry = (unsigned)text.ptr[i] - '0';
        if (carry > 9) {
            return false;
        }
        for (size_t k = DS_MAX_SERIAL; k > 0; k--) {
            carry += out[k - 1] * 10U;
            out[k - 1] = (uint8_t)carry;
            carry >>= 8;
        }
        if (carry) {
            return false;
        }
    }
    return text.len > 0;
}

/* KeyInfo/X509Data/X509IssuerSerial. A signature that names no certificate is none of an unknown one. */
static bool read_key_info(xml_document *doc, const parsed *p, alb_span *issuer,
                          uint8_t serial[static DS_MAX_SERIAL])
{
    form f = {.doc = doc};
    const xml_node *info = xml_next(xml_next(p->signed_info));
    const xml_node *pair = only_of(&f, only_of(&f, info, "X509Data"), "X509IssuerSerial");
    const xml_node *name = first_of(&f, pair, "X509IssuerName");
    *issuer = text_of(&f, name);
    alb_span number = text_of(&f, after(&f, name, "X509SerialNumber", true));
    return !f.fault && read_serial(number, serial);
}

/* Signatures of the content itself: a SMETS1 answer or alert carries its maker's (duis.md 5.4). */
static bool carries_own_signature(const xml_node *node)
{
    return alb_span_is(xml_name(node), "SMETS1SignedResponse") || alb_span_is(xml_name(node), "S1SPAlert");
}

/* Depth is bounded by the parser. */
static size_t count_signatures(const xml_node *node) /* NOLINT(misc-no-recursion) */
{
    size_t n = 0;
    for (; node; node = xml_next(node)) {
        n += is_ds(node, "Signature")      ? 1
             : carries_own_signature(node) ? 0
                                           : count_signatures(xml_child(node));
    }
    return n;
}

static const xml_node *last_child(const xml_node *root)
{
    const xml_node *last = NULL;
    for (const xml_node *n = xml_child(root); n; n = xml_next(n)) {
        last = n;
    }
    return last;
}

/* --- the certificate --- */

static bool is_self_signed(const smki_certificate *c)
{
    /* Every issued SMKI certificate names its issuer's key; the test clients' own do not (smki.md 5.9). */
    return smki_certificate_aki(c).len == 0 ||
           alb_span_equal(smki_certificate_aki(c), smki_certificate_ski(c));
}

static bool role_fits(const duis_verify_options *o, const smki_certificate *c)
{
    smki_role role = smki_certificate_role(c);
    if (o->response) {
        return role == SMKI_ROLE_XML_SIGNING_DCC;
    }
    if (role == SMKI_ROLE_XML_SIGNING_USER) {
        return true;
    }
    return o->pinned_self_signed && smki_certificate_kind(c) == SMKI_KIND_ORGANISATION;
}

/* Why the certificate may not have signed the document; NULL: it may. */
static const char *objection(crypto_ctx *crypto, const duis_verify_options *o, const duis_document *doc,
                             const smki_identity *id)
{
    const smki_certificate *c = id->certificate;
    if (smki_certificate_usage(c) != SMKI_USAGE_DIGITAL_SIGNATURE) {
        return "its key usage is not digitalSignature";
    }
    if (!role_fits(o, c)) {
        return o->response ? "its role is not the DCC's for XML signing (89)"
                           : "its role is not a User's for XML signing (87)";
    }
    if (is_self_signed(c) && !o->pinned_self_signed) {
        return "it is self-signed";
    }
    if (smki_keystore_revoked(crypto, o->store, c)) {
        return "it is revoked";
    }
    if (o->at != ALB_TIME_NONE &&
        (o->at < smki_certificate_not_before(c) || o->at > smki_certificate_not_after(c))) {
        return "it is not valid at this time";
    }
    if (!o->response &&
        (!doc->has_request_id || !alb_eui64_equal(smki_certificate_entity(c), doc->request_id.originator))) {
        return "its subject is not the originator of the request";
    }
    return NULL;
}

/* --- the hashes --- */

static alb_status check_digest(crypto_ctx *crypto, xml_document *doc, const parsed *p, alb_buf *text,
                               duis_signature_fault *fault, alb_err *err)
{
    uint8_t hash[CRYPTO_HASH];
    ALB_TRY(xml_canonical(doc, p->signature, text, err));
    crypto_sha256(crypto, alb_buf_span(text), hash);
    if (!crypto_equal(hash, p->digest, sizeof hash)) {
        *fault = DUIS_SIGNATURE_DIGEST;
        return alb_fail(err, ALB_AUTH_FAILED, RULE, xml_line(p->signature), "%s",
                        duis_signature_reason(*fault));
    }
    return ALB_OK;
}

static alb_status check_value(crypto_ctx *crypto, xml_document *doc, const parsed *p, const crypto_pub *pub,
                              alb_buf *text, duis_signature_fault *fault, alb_err *err)
{
    ALB_TRY(xml_canonical_exclusive(doc, p->signed_info, text, err));
    if (crypto_verify(crypto, pub, alb_buf_span(text), p->value) != ALB_OK) {
        *fault = DUIS_SIGNATURE_VALUE;
        return alb_fail(err, ALB_AUTH_FAILED, RULE, xml_line(p->signature), "%s",
                        duis_signature_reason(*fault));
    }
    return ALB_OK;
}

static alb_status find_signature(const duis_document *doc, parsed *out, duis_signature_fault *fault,
                                 alb_err *err)
{
    const xml_node *root = xml_root(doc->xml);
    const xml_node *last = last_child(root);
    size_t count = count_signatures(root);
    if (count == 0) {
        *fault = DUIS_SIGNATURE_ABSENT;
        return alb_fail(err, ALB_AUTH_FAILED, RULE, xml_line(root), "%s", duis_signature_reason(*fault));
    }
    *fault = DUIS_SIGNATURE_MALFORMED;
    if (count > 1 || !last || !is_ds(last, "Signature")) {
        return alb_fail(err, ALB_AUTH_FAILED, RULE, xml_line(root), "%s",
                        count > 1 ? "more than one signature"
                                  : "the signature is not the last child of the document");
    }
    const char *bad = read_form(doc->xml, last, out);
    if (bad) {
        return alb_fail(err, ALB_AUTH_FAILED, RULE, xml_line(last), "%s: %s", duis_signature_reason(*fault),
                        bad);
    }
    *fault = DUIS_SIGNATURE_OK;
    return ALB_OK;
}

static alb_status find_signer(crypto_ctx *crypto, const duis_document *doc, const parsed *p,
                              const duis_verify_options *options, const smki_identity **signer,
                              duis_signature_fault *fault, alb_err *err)
{
    alb_span issuer;
    uint8_t serial[DS_MAX_SERIAL];
    const smki_identity *id = NULL;
    if (read_key_info(doc->xml, p, &issuer, serial)) {
        id = smki_keystore_find_issued(options->store, ALB_SPAN_OF(serial), issuer);
    }
    if (!id) {
        *fault = DUIS_SIGNATURE_SERIAL;
        return alb_fail(err, ALB_AUTH_FAILED, RULE, xml_line(p->signature), "%s",
                        duis_signature_reason(*fault));
    }
    const char *why = objection(crypto, options, doc, id);
    if (why) {
        *fault = DUIS_SIGNATURE_CERTIFICATE;
        return alb_fail(err, ALB_AUTH_FAILED, RULE, xml_line(p->signature), "%s: %s",
                        duis_signature_reason(*fault), why);
    }
    *signer = id;
    return ALB_OK;
}

alb_status duis_verify(crypto_ctx *ctx, const duis_document *doc, const duis_verify_options *options,
                       const smki_identity **signer, duis_signature_fault *fault, alb_err *err)
{
    parsed p;
    alb_buf text;
    const smki_identity *id = NULL;
    *signer = NULL;
    *fault = DUIS_SIGNATURE_OK;
    ALB_TRY(find_signature(doc, &p, fault, err));
    ALB_TRY(find_signer(ctx, doc, &p, options, &id, fault, err));
    alb_buf_init(&text, DS_MAX_CANONICAL);
    alb_status st = check_digest(ctx, doc->xml, &p, &text, fault, err);
    if (st == ALB_OK) {
        alb_buf_clear(&text);
        st = check_value(ctx, doc->xml, &p, id->pub, &text, fault, err);
    }
    alb_buf_release(&text);
    if (st == ALB_OK) {
        crypto_pub_note_use(id->pub);
        *signer = id;
    } else if (*fault == DUIS_SIGNATURE_OK) {
        *fault = DUIS_SIGNATURE_MALFORMED; /* no canonical form */
    }
    return st;
}
