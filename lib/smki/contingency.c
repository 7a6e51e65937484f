#include "smki/contingency.h"

#include "authority_internal.h"
#include "issue_internal.h"

#include "der/der.h"
#include "smki/name.h"

#define RULE "RFC 5934"

/* id-pe-wrappedApexContinKey, id-aes128-wrap-pad */
#define OID_CONTINGENCY      "1.3.6.1.5.5.7.1.20"
#define OID_CONTINGENCY_DER  "\x2b\x06\x01\x05\x05\x07\x01\x14"
#define OID_AES_WRAP_PAD     "2.16.840.1.101.3.4.1.8"
#define OID_AES_WRAP_PAD_DER "\x60\x86\x48\x01\x65\x03\x04\x01\x08"

/* ApexContingencyKey ::= SEQUENCE { wrapAlgorithm, wrappedContinPubKey OCTET STRING }, in its Extension. */
void smki_issue_write_contingency(alb_wr *w, const smki_issue *issue)
{
    size_t extension = der_wr_begin(w, DER_SEQUENCE);
    der_wr_oid(w, DER_OID, OID_CONTINGENCY);
    size_t value = der_wr_begin(w, DER_OCTET_STRING);
    size_t key = der_wr_begin(w, DER_SEQUENCE);
    size_t algorithm = der_wr_begin(w, DER_SEQUENCE);
    der_wr_oid(w, DER_OID, OID_AES_WRAP_PAD);
    der_wr_end(w, algorithm);
    der_wr_element(w, DER_OCTET_STRING, issue->contingency);
    der_wr_end(w, key);
    der_wr_end(w, value);
    der_wr_end(w, extension);
}

static alb_span find_extension(const smki_certificate *root)
{
    alb_rd r = alb_rd_init(smki_certificate_extensions(root));
    smki_extension x;
    while (smki_extension_next(&r, &x)) {
        if (alb_span_is(x.oid, OID_CONTINGENCY_DER)) {
            return x.value;
        }
    }
    return alb_span_none();
}

static bool read_wrapped(alb_span value, alb_span *wrapped)
{
    der_element key;
    der_element algorithm;
    der_element oid;
    der_element octets;
    alb_rd r = alb_rd_init(value);
    if (value.len == 0 || !der_expect(&r, DER_SEQUENCE, &key) || alb_rd_end(&r) != ALB_OK) {
        return false;
    }
    alb_rd in = der_inside(&key);
    if (!der_expect(&in, DER_SEQUENCE, &algorithm) || !der_expect(&in, DER_OCTET_STRING, &octets)) {
        return false;
    }
    alb_rd of_algorithm = der_inside(&algorithm);
    *wrapped = octets.content;
    return der_expect(&of_algorithm, DER_OID, &oid) && alb_span_is(oid.content, OID_AES_WRAP_PAD_DER);
}

alb_span smki_contingency_wrapped(const smki_certificate *root)
{
    alb_span wrapped;
    return read_wrapped(find_extension(root), &wrapped) ? wrapped : alb_span_none();
}

alb_status smki_contingency_open(const smki_certificate *root, alb_span symmetric, crypto_pub **out,
                                 alb_err *err)
{
    alb_span value = find_extension(root);
    alb_span wrapped;
    *out = NULL;
    if (value.len == 0) {
        return alb_fail(err, ALB_NOT_FOUND, RULE, 0, "the root certificate has no contingency key");
    }
    if (symmetric.len != SMKI_CONTINGENCY_KEY || !read_wrapped(value, &wrapped)) {
        return alb_fail(err, ALB_BAD_FORMAT, RULE, 0,
                        "the contingency key of the root certificate is wrapped in a way that is not known");
    }
    CRYPTO_SCRUB_KEY128 crypto_key128 key;
    memcpy(key.octets, symmetric.ptr, sizeof key.octets);
    uint8_t spki[CRYPTO_SPKI];
    alb_wr w = alb_wr_init(spki, sizeof spki);
    if (crypto_unwrap(&key, wrapped, &w) != ALB_OK) {
        return alb_fail(err, ALB_AUTH_FAILED, RULE, 0, "the contingency key is not under that symmetric key");
    }
    return crypto_pub_load(alb_wr_span(&w), out, err);
}
