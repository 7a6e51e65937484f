/* Keys: loading, making, sharing. Every way to a private key ends in make_key, so that a key pair always is
 * one: the public half is computed, never believed. */
#include "crypto_internal.h"

#include "base/text.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <stdlib.h>

/* The SubjectPublicKeyInfo of every SMKI key is these octets and the point. */
static const uint8_t spki_head[CRYPTO_SPKI - CRYPTO_POINT] = {
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
    0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00};

/* Longest DER of a P-256 private key that we read: PKCS#8 with attributes has room to spare. */
enum { KEY_DER_MAX = 1024 };

/* --- public keys --- */

static EVP_PKEY *pkey_from(OSSL_PARAM *params, int selection)
{
    EVP_PKEY *pkey = NULL;
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
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

/* EVP_PKEY_fromdata checks that the point lies on the curve; with cofactor 1 that is the whole check but for
 * infinity, which has no 65-octet form. */
static alb_status make_pub(const uint8_t point[static CRYPTO_POINT], crypto_pub **out, alb_err *err)
{
    crypto_pub *pub = calloc(1, sizeof *pub);
    if (!pub) {
        return ALB_NO_MEMORY;
    }
    atomic_init(&pub->refs, 1);
    memcpy(pub->point, point, CRYPTO_POINT);
    char group[16];
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group_name(group), 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, pub->point, CRYPTO_POINT),
        OSSL_PARAM_construct_end(),
    };
    pub->pkey = point[0] == 0x04 ? pkey_from(params, EVP_PKEY_PUBLIC_KEY) : NULL;
    if (!pub->pkey) {
        crypto_pub_free(pub);
        return crypto_fail(err, ALB_BAD_KEY, "GBCS 4", "not an uncompressed point of P-256");
    }
    *out = pub;
    return ALB_OK;
}

static alb_status pub_from_spki(alb_span der, crypto_pub **out, alb_err *err)
{
    alb_span head = {spki_head, sizeof spki_head};
    if (der.len != CRYPTO_SPKI || !alb_span_equal(alb_span_sub(der, 0, head.len), head)) {
        return alb_fail(err, ALB_BAD_KEY, "RFC 5480 2", 0, "not a public key on P-256");
    }
    return make_pub(alb_span_sub(der, head.len, CRYPTO_POINT).ptr, out, err);
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
        return make_pub(in.ptr, out, err);
    }
    if (in.len > 0 && in.ptr[0] == 0x30) {
        return pub_from_spki(in, out, err);
    }
    return pub_from_pem(in, out, err);
}

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
    EVP_PKEY_free(pub->pkey);
    free(pub);
}

const uint8_t *crypto_pub_point(const crypto_pub *pub)
{
    return pub->point;
}

bool crypto_pub_equal(const crypto_pub *a, const crypto_pub *b)
{
    return a == b || crypto_equal(a->point, b->point, CRYPTO_POINT);
}

void crypto_pub_write_spki(const crypto_pub *pub, alb_wr *out)
{
    alb_wr_bytes(out, ALB_SPAN_OF(spki_head));
    alb_wr_bytes(out, ALB_SPAN_OF(pub->point));
}

/* --- private keys --- */

/* The public point of a private scalar; false when the scalar is not in 1 .. n-1. */
static bool public_point(const BIGNUM *scalar, uint8_t point[static CRYPTO_POINT])
{
    bool done = false;
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    EC_POINT *p = group ? EC_POINT_new(group) : NULL;
    if (p && !BN_is_zero(scalar) && BN_cmp(scalar, EC_GROUP_get0_order(group)) < 0 &&
        EC_POINT_mul(group, p, scalar, NULL, NULL, NULL) == 1) {
        done = EC_POINT_point2oct(group, p, POINT_CONVERSION_UNCOMPRESSED, point, CRYPTO_POINT, NULL) ==
               CRYPTO_POINT;
    }
    EC_POINT_free(p);
    EC_GROUP_free(group);
    return done;
}

static EVP_PKEY *private_pkey(const BIGNUM *scalar, const uint8_t point[static CRYPTO_POINT])
{
    EVP_PKEY *pkey = NULL;
    OSSL_PARAM *params = NULL;
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    if (b && OSSL_PARAM_BLD_push_utf8_string(b, OSSL_PKEY_PARAM_GROUP_NAME, SN_X9_62_prime256v1, 0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(b, OSSL_PKEY_PARAM_PUB_KEY, point, CRYPTO_POINT) == 1 &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_PRIV_KEY, scalar) == 1 &&
        (params = OSSL_PARAM_BLD_to_param(b))) {
        pkey = pkey_from(params, EVP_PKEY_KEYPAIR);
    }
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(b);
    return pkey;
}

static alb_status make_key(BIGNUM *scalar, crypto_key **out, alb_err *err)
{
    uint8_t point[CRYPTO_POINT];
    BN_set_flags(scalar, BN_FLG_CONSTTIME);
    if (!public_point(scalar, point)) {
        return crypto_fail(err, ALB_BAD_KEY, "FIPS 186-4 B.4", "private key out of range");
    }
    crypto_key *key = calloc(1, sizeof *key);
    if (!key) {
        return ALB_NO_MEMORY;
    }
    atomic_init(&key->refs, 1);
    key->pkey = private_pkey(scalar, point);
    alb_status st =
        key->pkey ? make_pub(point, &key->pub, err) : crypto_fail(err, ALB_CRYPTO, NULL, "no key");
    if (st != ALB_OK) {
        crypto_key_free(key);
        return st;
    }
    *out = key;
    return ALB_OK;
}

alb_status crypto_key_from_scalar(const uint8_t scalar[static 32], crypto_key **out, alb_err *err)
{
    BIGNUM *n = BN_secure_new();
    if (!n || !BN_bin2bn(scalar, 32, n)) {
        BN_clear_free(n);
        return ALB_NO_MEMORY;
    }
    alb_status st = make_key(n, out, err);
    BN_clear_free(n);
    return st;
}

static alb_status from_pkey(const EVP_PKEY *pkey, crypto_key **out, alb_err *err)
{
    char group[32] = "";
    BIGNUM *scalar = NULL;
    if (EVP_PKEY_get_utf8_string_param(pkey, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group, NULL) != 1 ||
        !alb_span_is(alb_span_str(group), SN_X9_62_prime256v1) ||
        EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_PRIV_KEY, &scalar) != 1) {
        BN_clear_free(scalar);
        return crypto_fail(err, ALB_BAD_KEY, "GBCS 4", "not a private key on P-256");
    }
    alb_status st = make_key(scalar, out, err);
    BN_clear_free(scalar);
    return st;
}

alb_status crypto_key_generate(crypto_key **out, alb_err *err)
{
    EVP_PKEY *pkey = EVP_EC_gen(SN_X9_62_prime256v1);
    if (!pkey) {
        return crypto_fail(err, ALB_CRYPTO, NULL, "no key generated");
    }
    alb_status st = from_pkey(pkey, out, err);
    EVP_PKEY_free(pkey);
    return st;
}

static alb_status key_from_der(alb_span der, crypto_key **out, alb_err *err)
{
    const unsigned char *p = der.ptr;
    if (der.len > KEY_DER_MAX) {
        return alb_fail(err, ALB_TOO_LARGE, "RFC 5958", 0, "longer than any key on P-256");
    }
    EVP_PKEY *pkey = d2i_AutoPrivateKey(NULL, &p, (long)der.len); /* PKCS#8 or SEC1 */
    if (!pkey || p != der.ptr + der.len) {
        EVP_PKEY_free(pkey);
        return crypto_fail(err, ALB_BAD_KEY, "RFC 5958", "not a private key");
    }
    alb_status st = from_pkey(pkey, out, err);
    EVP_PKEY_free(pkey);
    return st;
}

/* "EC PARAMETERS" may stand before the key; encrypted keys are refused, since nobody is there to be asked. */
static alb_status key_from_pem(alb_span text, crypto_key **out, alb_err *err)
{
    alb_span label, base64;
    while (crypto_pem_next(&text, &label, &base64)) {
        if (alb_span_is(label, "ENCRYPTED PRIVATE KEY")) {
            return alb_fail(err, ALB_UNSUPPORTED, "RFC 7468 11", 0, "the private key is encrypted");
        }
        if (!alb_span_is(label, "PRIVATE KEY") && !alb_span_is(label, "EC PRIVATE KEY")) {
            continue;
        }
        uint8_t der[KEY_DER_MAX];
        alb_wr w = alb_wr_init(der, sizeof der);
        alb_status st = alb_base64_decode(base64, &w);
        st = st == ALB_OK ? key_from_der(alb_wr_span(&w), out, err)
                          : alb_fail(err, ALB_BAD_FORMAT, "RFC 7468", 0, "not base64, or encrypted");
        crypto_wipe(der, sizeof der);
        return st;
    }
    return alb_fail(err, ALB_BAD_FORMAT, "RFC 7468 10", 0, "no private key");
}

alb_status crypto_key_load(alb_span in, crypto_key **out, alb_err *err)
{
    return in.len > 0 && in.ptr[0] == 0x30 ? key_from_der(in, out, err) : key_from_pem(in, out, err);
}

static void write_pem(alb_span der, alb_wr *out)
{
    enum { LINE = 48 }; /* octets: 64 characters */
    alb_wr_text(out, "-----BEGIN PRIVATE KEY-----\n");
    for (size_t at = 0; at < der.len; at += LINE) {
        alb_wr_base64(out, alb_span_sub(der, at, LINE));
        alb_wr_u8(out, '\n');
    }
    alb_wr_text(out, "-----END PRIVATE KEY-----\n");
}

alb_status crypto_key_to_pem(const crypto_key *key, alb_wr *out, alb_err *err)
{
    unsigned char *der = NULL;
    PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(key->pkey);
    int len = p8 ? i2d_PKCS8_PRIV_KEY_INFO(p8, &der) : -1;
    PKCS8_PRIV_KEY_INFO_free(p8);
    if (len <= 0) {
        return crypto_fail(err, ALB_CRYPTO, "RFC 5958", "key not written");
    }
    write_pem(alb_span_of(der, (size_t)len), out);
    OPENSSL_clear_free(der, (size_t)len);
    return out->st == ALB_OK ? ALB_OK : alb_fail(err, out->st, NULL, 0, "no room for the key");
}

crypto_key *crypto_key_ref(crypto_key *key)
{
    if (key) {
        atomic_fetch_add_explicit(&key->refs, 1, memory_order_relaxed);
    }
    return key;
}

void crypto_key_free(crypto_key *key)
{
    if (!key || atomic_fetch_sub_explicit(&key->refs, 1, memory_order_acq_rel) != 1) {
        return;
    }
    EVP_PKEY_CTX_free(atomic_load(&key->sign));
    EVP_PKEY_CTX_free(atomic_load(&key->derive));
    EVP_PKEY_free(key->pkey);
    crypto_pub_free(key->pub);
    free(key);
}

const crypto_pub *crypto_key_public(const crypto_key *key)
{
    return key->pub;
}
