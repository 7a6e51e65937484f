/* Signing: the Signature is text behind the last child of the root; nothing else of the document changes. */
#include "duis/signature.h"

#include "base/text.h"
#include "signature_internal.h"

#define RULE "DUIS XML signature profile"

/* Unsigned documents of ours and of the user: the largest request, and responses of any size we write. */
static const xml_limits limits = {
    .max_octets = DUIS_MAX_FIRMWARE_REQUEST, .max_depth = 64, .max_nodes = 1U << 20};

/* SignedInfo is canonical as it is written but for its declaration, which in the document stands on
 * Signature. */
#define OPEN                    "<ds:SignedInfo"
#define DECLARED                " xmlns:ds=\"" DS_NAMESPACE "\""
#define ALGORITHM(element, uri) "<ds:" element " Algorithm=\"" uri "\"></ds:" element ">"
#define BEFORE_DIGEST                                                                                        \
    ">" ALGORITHM("CanonicalizationMethod", DS_EXCLUSIVE)                                                    \
        ALGORITHM("SignatureMethod", DS_ECDSA) "<ds:Reference URI=\"\"><ds:Transforms>" ALGORITHM(           \
            "Transform", DS_ENVELOPED) "</ds:Transforms>" ALGORITHM("DigestMethod",                          \
                                                                    DS_SHA256) "<ds:DigestValue>"
#define AFTER_DIGEST "</ds:DigestValue></ds:Reference></ds:SignedInfo>"

enum { SIGNED_INFO = 1024, MAX_ISSUER = 512, MAX_DECIMAL = 80 };

static void write_decimal(alb_buf *out, alb_span number)
{
    char text[MAX_DECIMAL];
    alb_wr w = alb_wr_init(text, sizeof text);
    alb_wr_big_decimal(&w, number);
    alb_buf_add(out, alb_wr_span(&w));
}

static void write_base64(alb_buf *out, alb_span octets)
{
    char text[4 * ((CRYPTO_SIGNATURE + 2) / 3)];
    alb_wr w = alb_wr_init(text, sizeof text);
    alb_wr_base64(&w, octets);
    alb_buf_add(out, alb_wr_span(&w));
}

/* Where the root's end tag begins: the last markup of the document. */
static alb_status end_tag(alb_span xml, size_t *at, alb_err *err)
{
    alb_span text = alb_trim(xml);
    const uint8_t *open = text.len ? memrchr(text.ptr, '<', text.len) : NULL;
    const uint8_t *close = open ? memchr(open, '>', (size_t)(text.ptr + text.len - open)) : NULL;
    if (!close || close != text.ptr + text.len - 1 || open[1] != '/') {
        return alb_fail(err, ALB_BAD_FORMAT, RULE, 0, "the document does not end with the root's end tag");
    }
    *at = (size_t)(open - xml.ptr);
    return ALB_OK;
}

static alb_status refuse_signed(const xml_document *doc, alb_err *err)
{
    for (const xml_node *n = xml_child(xml_root(doc)); n; n = xml_next(n)) {
        if (alb_span_is(xml_name(n), "Signature") && alb_span_is(xml_namespace(n), DS_NAMESPACE)) {
            return alb_fail(err, ALB_EXISTS, RULE, xml_line(n), "the document is signed already");
        }
    }
    return ALB_OK;
}

/* What this library writes is canonical and has one namespace, in which there is no signature. */
static bool is_canonical(alb_span text, alb_span *canonical)
{
    static const char marker[] = DS_NAMESPACE;
    return text.len <= limits.max_octets && xml_is_plainly_canonical(text, canonical) &&
           !memmem(text.ptr, text.len, marker, strlen(marker));
}

static alb_status digest(crypto_ctx *crypto, xml_context *xml, alb_span text, uint8_t out[static CRYPTO_HASH],
                         alb_err *err)
{
    xml_document *doc;
    alb_buf written;
    alb_span canonical;
    if (is_canonical(text, &canonical)) {
        crypto_sha256(crypto, canonical, out);
        return ALB_OK;
    }
    ALB_TRY(xml_parse(xml, text, &limits, &doc, err));
    alb_buf_init(&written, DS_MAX_CANONICAL);
    alb_status st = refuse_signed(doc, err);
    if (st == ALB_OK) {
        st = xml_canonical(doc, NULL, &written, err);
    }
    crypto_sha256(crypto, alb_buf_span(&written), out);
    alb_buf_release(&written);
    xml_free(doc);
    return st;
}

static alb_status write_signature(crypto_ctx *crypto, const uint8_t hash[static CRYPTO_HASH],
                                  const smki_identity *signer, alb_buf *out, alb_err *err)
{
    char info[SIGNED_INFO], issuer[MAX_ISSUER];
    uint8_t value[CRYPTO_SIGNATURE];
    alb_wr w = alb_wr_init(info, sizeof info);
    alb_wr_text(&w, OPEN DECLARED BEFORE_DIGEST);
    alb_wr_base64(&w, alb_span_of(hash, CRYPTO_HASH));
    alb_wr_text(&w, AFTER_DIGEST);
    ALB_TRY(crypto_sign(crypto, signer->key, alb_wr_span(&w), value, err));
    alb_wr name = alb_wr_init(issuer, sizeof issuer);
    if (smki_certificate_issuer_text(signer->certificate, &name) != ALB_OK) {
        return alb_fail(err, ALB_BAD_KEY, RULE, 0, "the issuer's name cannot be written");
    }
    alb_buf_add_text(out, "<ds:Signature" DECLARED ">" OPEN);
    alb_buf_add(out, alb_span_sub(alb_wr_span(&w), strlen(OPEN DECLARED), SIZE_MAX));
    alb_buf_add_text(out, "<ds:SignatureValue>");
    write_base64(out, ALB_SPAN_OF(value));
    alb_buf_add_text(out, "</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509IssuerSerial>"
                          "<ds:X509IssuerName>");
    xml_write_escaped(out, alb_wr_span(&name));
    alb_buf_add_text(out, "</ds:X509IssuerName><ds:X509SerialNumber>");
    write_decimal(out, smki_certificate_serial(signer->certificate));
    alb_buf_add_text(out, "</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data></ds:KeyInfo>"
                          "</ds:Signature>");
    return ALB_OK;
}

alb_status duis_sign(crypto_ctx *crypto, xml_context *xml, alb_span unsigned_xml, const smki_identity *signer,
                     alb_buf *out, alb_err *err)
{
    uint8_t hash[CRYPTO_HASH];
    size_t at;
    if (!signer->key || !signer->certificate) {
        return alb_fail(err, ALB_NO_KEY, RULE, 0, "the signer has no private key or no certificate");
    }
    ALB_TRY(digest(crypto, xml, unsigned_xml, hash, err));
    ALB_TRY(end_tag(unsigned_xml, &at, err));
    alb_buf_add(out, alb_span_sub(unsigned_xml, 0, at));
    ALB_TRY(write_signature(crypto, hash, signer, out, err));
    alb_buf_add(out, alb_span_sub(unsigned_xml, at, SIZE_MAX));
    return out->st == ALB_OK ? ALB_OK : alb_fail(err, out->st, RULE, 0, "no room for the signed document");
}
