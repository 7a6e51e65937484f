/* Public keys: on P-256, which is all that GBCS knows; and RSA, which IKI and DCCKI have (smki.md 5.7, 23).
 */
#include "crypto/pkix.h"

#include "crypto_internal.h"
#include "fixed_key.h"

#include "base/text.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>

/* The SubjectPublicKeyInfo of a key on P-256 is these octets and the point; an RSA key's begins with its
 * algorithm, rsaEncryption with NULL. */
static const uint8_t spki_head[CRYPTO_SPKI - CRYPTO_POINT] = {
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
    0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00};

EVP_PKEY *crypto_pkey_from(const char *type, OSSL_PARAM *params, int selection)
{
    EVP_PKEY *pkey = NULL;
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (!c || EVP_PKEY_fromdata_init(c) != 1 || EVP_PKEY_fromdata(c, &pkey, selection, params) != 1) {
        EVP_PKEY_free(pkey);
        pkey = NULL;
    }
    EVP_PKEY_CTX_free(c);
    return pkey;
}

static char *group_name(char buf[static 16])
{
    memcpy(buf, SN_X9_62_prime256v1, sizeof SN_X9_62_prime256v1);
    return buf;
}

/* --- P-256 --- */

/* EVP_PKEY_fromdata checks that the point lies on the curve; with cofactor 1 that is the whole check but for
 * infinity, which has no 65-octet form. */
static EVP_PKEY *pkey_of_point(const uint8_t point[static CRYPTO_POINT])
{
    char group[16];
    uint8_t copy[CRYPTO_POINT];
    memcpy(copy, point, sizeof copy);
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group_name(group), 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, copy, sizeof copy),
        OSSL_PARAM_construct_end(),
    };
    return point[0] == 0x04 ? crypto_pkey_from("EC", params, EVP_PKEY_PUBLIC_KEY) : NULL;
}

alb_status crypto_make_pub(const uint8_t point[static CRYPTO_POINT], crypto_pub **out, alb_err *err)
{
    EVP_PKEY *checked = pkey_of_point(point);
    if (!checked) {
        return crypto_fail(err, ALB_BAD_KEY, "GBCS 4", "not an uncompressed point of P-256");
    }
    EVP_PKEY_free(checked);
    crypto_pub *pub = calloc(1, sizeof *pub);
    if (!pub) {
        return ALB_NO_MEMORY;
    }
    atomic_init(&pub->refs, 1);
    memcpy(pub->point, point, CRYPTO_POINT);
    *out = pub;
    return ALB_OK;
}

/* Two threads may make it at once; the loser throws its own away. */
EVP_PKEY *crypto_pub_pkey(const crypto_pub *pub)
{
    crypto_pub *filled = crypto_pub_filling(pub);
    EVP_PKEY *ready = atomic_load_explicit(&filled->pkey, memory_order_acquire);
    if (ready) {
        return ready;
    }
    EVP_PKEY *made = pkey_of_point(pub->point);
    if (made && !atomic_compare_exchange_strong(&filled->pkey, &ready, made)) {
        EVP_PKEY_free(made);
        return ready;
    }
    return made;
}

static alb_status pub_from_spki(alb_span der, crypto_pub **out, alb_err *err)
{
    alb_span head = {spki_head, sizeof spki_head};
    if (der.len != CRYPTO_SPKI || !alb_span_equal(alb_span_sub(der, 0, head.len), head)) {
        return alb_fail(err, ALB_BAD_KEY, "RFC 5480 2", 0, "not a public key on P-256");
    }
    return crypto_make_pub(alb_span_sub(der, head.len, CRYPTO_POINT).ptr, out, err);
}

static alb_status pub_from_pem(alb_span text, crypto_pub **out, alb_err *err)
{
    alb_span label, base64;
    while (crypto_pem_next(&text, &label, &base64)) {
        uint8_t der[CRYPTO_SPKI];
        alb_wr w = alb_wr_init(der, sizeof der);
        if (alb_span_is(label, "PUBLIC KEY") && alb_base64_decode(base64, &w) == ALB_OK) {
            return pub_from_spki(alb_wr_span(&w), out, err);
        }
    }
    return alb_fail(err, ALB_BAD_FORMAT, "RFC 7468 13", 0, "no public key");
}

alb_status crypto_pub_load(alb_span in, crypto_pub **out, alb_err *err)
{
    if (in.len == CRYPTO_POINT && in.ptr[0] == 0x04) {
        return crypto_make_pub(in.ptr, out, err);
    }
    if (in.len > 0 && in.ptr[0] == 0x30) {
        return pub_from_spki(in, out, err);
    }
    return pub_from_pem(in, out, err);
}

/* --- RSA --- */

/* Sizes that are neither weak nor so large that a verification is a burden; the exponent of everybody. */
static bool rsa_kind(const EVP_PKEY *pkey, crypto_kind *kind)
{
    static const crypto_kind kinds[] = {CRYPTO_KIND_RSA_2048, CRYPTO_KIND_RSA_3072, CRYPTO_KIND_RSA_4096};
    BIGNUM *e = NULL;
    bool good = EVP_PKEY_is_a(pkey, "RSA") == 1 &&
                EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &e) == 1 && BN_is_word(e, RSA_F4);
    BN_free(e);
    for (size_t i = 0; good && i < ALB_COUNT(kinds); i++) {
        if (EVP_PKEY_get_bits(pkey) == (int)crypto_kind_bits(kinds[i])) {
            *kind = kinds[i];
            return true;
        }
    }
    return false;
}

alb_status crypto_pub_of_rsa(EVP_PKEY *pkey, crypto_pub **out, alb_err *err)
{
    crypto_kind kind;
    unsigned char *der = NULL;
    if (!rsa_kind(pkey, &kind)) {
        return crypto_fail(err, ALB_BAD_KEY, "smki.md 5.7", "not RSA of 2048, 3072 or 4096 bits");
    }
    crypto_pub *pub = calloc(1, sizeof *pub);
    int len = pub ? i2d_PublicKey(pkey, &der) : 0;
    if (!pub || len <= 0 || EVP_PKEY_up_ref(pkey) != 1) {
        OPENSSL_free(der);
        free(pub);
        return crypto_fail(err, ALB_NO_MEMORY, "RSA", "no public key");
    }
    atomic_init(&pub->refs, 1);
    pub->kind = kind;
    atomic_init(&pub->pkey, pkey);
    pub->rsa = der;
    pub->rsa_len = (size_t)len;
    *out = pub;
    return ALB_OK;
}

alb_status crypto_pub_load_any(alb_span spki, crypto_pub **out, alb_err *err)
{
    enum { RSA_SPKI_MAX = 600 };
    const unsigned char *p = spki.ptr;
    if (spki.len == CRYPTO_SPKI) {
        return pub_from_spki(spki, out, err);
    }
    EVP_PKEY *pkey = spki.len > 0 && spki.len <= RSA_SPKI_MAX ? d2i_PUBKEY(NULL, &p, (long)spki.len) : NULL;
    alb_status st = pkey && p == spki.ptr + spki.len
                        ? crypto_pub_of_rsa(pkey, out, err)
                        : crypto_fail(err, ALB_BAD_KEY, "RFC 5280 4.1.2.7", "not a public key");
    EVP_PKEY_free(pkey);
    return st;
}

alb_status crypto_pub_from_modulus(alb_span n, alb_span e, crypto_pub **out, alb_err *err)
{
    enum { MODULUS_MAX = 4096 / 8 };
    EVP_PKEY *pkey = NULL;
    OSSL_PARAM *params = NULL;
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    bool sized = n.len > 0 && n.len <= MODULUS_MAX && e.len > 0 && e.len <= 8;
    BIGNUM *modulus = sized ? BN_bin2bn(n.ptr, (int)n.len, NULL) : NULL;
    BIGNUM *exponent = sized ? BN_bin2bn(e.ptr, (int)e.len, NULL) : NULL;
    if (b && modulus && exponent && OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_N, modulus) == 1 &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_E, exponent) == 1 &&
        (params = OSSL_PARAM_BLD_to_param(b))) {
        pkey = crypto_pkey_from("RSA", params, EVP_PKEY_PUBLIC_KEY);
    }
    alb_status st =
        pkey ? crypto_pub_of_rsa(pkey, out, err) : crypto_fail(err, ALB_BAD_KEY, "RSA", "not a public key");
    EVP_PKEY_free(pkey);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(b);
    BN_free(modulus);
    BN_free(exponent);
    return st;
}

/* --- life and questions --- */

crypto_pub *crypto_pub_ref(crypto_pub *pub)
{
    if (pub) {
        atomic_fetch_add_explicit(&pub->refs, 1, memory_order_relaxed);
    }
    return pub;
}

void crypto_pub_free(crypto_pub *pub)
{
    if (!pub || atomic_fetch_sub_explicit(&pub->refs, 1, memory_order_acq_rel) != 1) {
        return;
    }
    EVP_PKEY_CTX_free(atomic_load(&pub->verify));
    fixed_key_free(atomic_load(&pub->fixed));
    EVP_PKEY_free(atomic_load(&pub->pkey));
    OPENSSL_free(pub->rsa);
    free(pub);
}

unsigned crypto_kind_bits(crypto_kind kind)
{
    static const unsigned bits[] = {[CRYPTO_KIND_P256] = 256,
                                    [CRYPTO_KIND_RSA_2048] = 2048,
                                    [CRYPTO_KIND_RSA_3072] = 3072,
                                    [CRYPTO_KIND_RSA_4096] = 4096};
    return bits[kind];
}

crypto_kind crypto_pub_kind(const crypto_pub *pub)
{
    return pub->kind;
}

const uint8_t *crypto_pub_point(const crypto_pub *pub)
{
    return pub->point;
}

alb_span crypto_pub_octets(const crypto_pub *pub)
{
    return pub->kind == CRYPTO_KIND_P256 ? ALB_SPAN_OF(pub->point) : alb_span_of(pub->rsa, pub->rsa_len);
}

bool crypto_pub_equal(const crypto_pub *a, const crypto_pub *b)
{
    alb_span x = crypto_pub_octets(a);
    alb_span y = crypto_pub_octets(b);
    return a == b || (x.len == y.len && crypto_equal(x.ptr, y.ptr, x.len));
}

void crypto_pub_write_spki(const crypto_pub *pub, alb_wr *out)
{
    if (pub->kind == CRYPTO_KIND_P256) {
        alb_wr_bytes(out, ALB_SPAN_OF(spki_head));
        alb_wr_bytes(out, ALB_SPAN_OF(pub->point));
        return;
    }
    unsigned char *der = NULL;
    int len = i2d_PUBKEY(crypto_pub_pkey(pub), &der);
    if (len > 0) {
        alb_wr_bytes(out, alb_span_of(der, (size_t)len));
    } else {
        crypto_forget_errors();
        alb_wr_fail(out, ALB_NO_MEMORY);
    }
    OPENSSL_free(der);
}
