/* xmlsec1 as the second opinion: what we sign it verifies, what it signs we verify, and of damaged documents
 * we accept none that it refuses. */
#include "property.h"
#include "signature_fixture.h"

#include "base/text.h"

#include <libxml/parser.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/templates.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmltree.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static xmlSecKeyPtr their_key(const char *pem, size_t len)
{
    return xmlSecCryptoAppKeyLoadMemory((const xmlSecByte *)pem, (xmlSecSize)len, xmlSecKeyDataFormatPem,
                                        NULL, NULL, NULL);
}

static xmlSecKeyPtr their_public_key(const smki_identity *id)
{
    uint8_t spki[CRYPTO_SPKI];
    char pem[512];
    alb_wr w = alb_wr_init(spki, sizeof spki), text = alb_wr_init(pem, sizeof pem);
    crypto_pub_write_spki(id->pub, &w);
    alb_wr_text(&text, "-----BEGIN PUBLIC KEY-----\n");
    for (size_t at = 0; at < sizeof spki; at += 48) {
        alb_wr_base64(&text, alb_span_sub(ALB_SPAN_OF(spki), at, 48));
        alb_wr_text(&text, "\n");
    }
    alb_wr_text(&text, "-----END PUBLIC KEY-----\n");
    return their_key(pem, text.pos);
}

static xmlSecKeyPtr their_private_key(const smki_identity *id)
{
    char pem[1024];
    alb_wr w = alb_wr_init(pem, sizeof pem);
    assert_int_equal(crypto_key_to_pem(id->key, &w, NULL), ALB_OK);
    return their_key(pem, w.pos);
}

static xmlDoc *read_document(alb_span text)
{
    return xmlReadMemory((const char *)text.ptr, (int)text.len, NULL, NULL,
                         XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

static bool they_accept(alb_span text, const smki_identity *signer)
{
    xmlDoc *doc = read_document(text);
    xmlNode *node = doc ? xmlSecFindNode(xmlDocGetRootElement(doc), xmlSecNodeSignature, xmlSecDSigNs) : NULL;
    bool good = false;
    if (node) {
        xmlSecDSigCtx *ctx = xmlSecDSigCtxCreate(NULL);
        ctx->signKey = their_public_key(signer);
        good = xmlSecDSigCtxVerify(ctx, node) == 0 && ctx->status == xmlSecDSigStatusSucceeded;
        xmlSecDSigCtxDestroy(ctx);
    }
    xmlFreeDoc(doc);
    return good;
}

static bool we_accept(const signature_fixture *f, alb_span text, duis_signature_fault *fault)
{
    const duis_verify_options options = {.store = f->store, .at = f->now};
    alb_status st;
    *fault = fixture_verdict(f, text, &options, &st);
    return st == ALB_OK && *fault == DUIS_SIGNATURE_OK;
}

static void verifies_ours(void **state)
{
    const signature_fixture *f = *state;
    static const char *const texts[] = {FIXTURE_REQUEST, FIXTURE_RESPONSE};
    alb_buf out;
    alb_buf_init(&out, 1 << 16);
    for (size_t i = 0; i < ALB_COUNT(texts); i++) {
        alb_buf_clear(&out);
        assert_int_equal(duis_sign(f->crypto, f->xml, alb_span_str(texts[i]), f->user, &out, NULL), ALB_OK);
        assert_true(they_accept(alb_buf_span(&out), f->user));
        assert_false(they_accept(alb_buf_span(&out), f->dcc));
    }
    alb_buf_release(&out);
}

static void add_key_info(const signature_fixture *f, xmlNode *signature)
{
    /* The names are taken from a signature of ours: xmlsec would want the certificate. */
    alb_buf ours;
    alb_buf_init(&ours, 1 << 16);
    assert_int_equal(duis_sign(f->crypto, f->xml, ALB_LIT("<a></a>"), f->user, &ours, NULL), ALB_OK);
    xmlDoc *doc = read_document(alb_buf_span(&ours));
    xmlNode *info = xmlSecFindNode(xmlDocGetRootElement(doc), xmlSecNodeKeyInfo, xmlSecDSigNs);
    xmlAddChild(signature, xmlDocCopyNode(info, signature->doc, 1));
    xmlFreeDoc(doc);
    alb_buf_release(&ours);
}

/* As xmlsec builds it: its own line breaks and prefixes. */
static void we_verify_theirs(void **state)
{
    const signature_fixture *f = *state;
    static const char *const texts[] = {FIXTURE_REQUEST, FIXTURE_RESPONSE};
    for (size_t i = 0; i < ALB_COUNT(texts); i++) {
        xmlDoc *doc = read_document(alb_span_str(texts[i]));
        xmlNode *signature =
            xmlSecTmplSignatureCreateNsPref(doc, xmlSecTransformExclC14NId, xmlSecTransformEcdsaSha256Id,
                                            NULL, i ? (const xmlChar *)"dsig" : NULL);
        xmlNode *reference = xmlSecTmplSignatureAddReference(signature, xmlSecTransformSha256Id, NULL,
                                                             (const xmlChar *)"", NULL);
        assert_non_null(xmlSecTmplReferenceAddTransform(reference, xmlSecTransformEnvelopedId));
        xmlAddChild(xmlDocGetRootElement(doc), signature);
        xmlSecDSigCtx *ctx = xmlSecDSigCtxCreate(NULL);
        ctx->signKey = their_private_key(f->user);
        assert_int_equal(xmlSecDSigCtxSign(ctx, signature), 0);
        xmlSecDSigCtxDestroy(ctx);
        add_key_info(f, signature);
        xmlChar *text;
        int len;
        duis_signature_fault fault;
        xmlDocDumpMemory(doc, &text, &len);
        if (!we_accept(f, alb_span_of(text, (size_t)len), &fault)) {
            fail_msg("%s\n%s", duis_signature_reason(fault), (const char *)text);
        }
        xmlFree(text);
        xmlFreeDoc(doc);
    }
}

static void agrees_on_damaged_documents(void **state)
{
    const signature_fixture *f = *state;
    static const char octets[] = "<>&;'\"/=: \n\tA0az#x-";
    property p = {.state = 51};
    alb_buf out;
    alb_buf_init(&out, 1 << 16);
    assert_int_equal(duis_sign(f->crypto, f->xml, ALB_LIT(FIXTURE_REQUEST), f->user, &out, NULL), ALB_OK);
    unsigned both = 0, digest_or_value = 0;
    for (unsigned i = 0; i < 2000; i++) {
        size_t at = property_below(&p, out.len);
        uint8_t was = out.ptr[at];
        duis_signature_fault fault;
        out.ptr[at] = (uint8_t)octets[property_below(&p, sizeof octets - 1)];
        bool ours = we_accept(f, alb_buf_span(&out), &fault);
        bool hashes = fault == DUIS_SIGNATURE_DIGEST || fault == DUIS_SIGNATURE_VALUE;
        if (ours || hashes) {
            /* We are the stricter one as to form and certificate only. */
            if (they_accept(alb_buf_span(&out), f->user) != ours) {
                fail_msg("octet %zu: %s", at, duis_signature_reason(fault));
            }
        }
        both += ours;
        digest_or_value += hashes;
        out.ptr[at] = was;
    }
    assert_true(both > 10 && digest_or_value > 100);
    alb_buf_release(&out);
}

static int set_up(void **state)
{
    xmlInitParser();
    xmlSecErrorsDefaultCallbackEnableOutput(0);
    if (xmlSecInit() < 0 || xmlSecCryptoAppInit(NULL) < 0 || xmlSecCryptoInit() < 0) {
        return -1;
    }
    *state = fixture_new();
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    fixture_free(*state);
    xmlSecCryptoShutdown();
    xmlSecCryptoAppShutdown();
    xmlSecShutdown();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verifies_ours),
        cmocka_unit_test(we_verify_theirs),
        cmocka_unit_test(agrees_on_damaged_documents),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
