/* Private keys: loading, making, sharing. Every way to one on P-256 ends in make_key, so that a key pair
 * always is one: the public half is computed, never believed; a bare key has none (bare_key.h). A key in a
 * token is behind token_internal.h. */
#include "crypto/pkix.h"

#include "bare_key.h"
#include "crypto_internal.h"
#include "token_internal.h"

#include "base/text.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>

/* Longest DER of a private key that we read: of P-256 PKCS#8 with attributes has room to spare; of RSA, 4096
 * bits. */
enum { P256_DER_MAX = 1024, KEY_DER_MAX = 3072 };

/* --- P-256 --- */

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
        pkey = crypto_pkey_from("EC", params, EVP_PKEY_KEYPAIR);
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
        key->pkey ? crypto_make_pub(point, &key->pub, err) : crypto_fail(err, ALB_CRYPTO, NULL, "no key");
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

alb_status crypto_key_bare(crypto_ctx *ctx, const uint8_t scalar[static 32], crypto_key **out, alb_err *err)
{
    crypto_key *key = calloc(1, sizeof *key);
    if (!key) {
        return ALB_NO_MEMORY;
    }
    atomic_init(&key->refs, 1);
    alb_status st = bare_key_new(ctx, scalar, &key->bare);
    if (st != ALB_OK) {
        free(key);
        return alb_fail(err, st, "FIPS 186-4 B.4", 0, "private key out of range");
    }
    *out = key;
    return ALB_OK;
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

/* --- RSA --- */

/* What the private half signs, the public half verifies: they belong together. OpenSSL's own check, which
 * looks for primes, takes a hundred times as long. */
static bool is_pair(EVP_PKEY *pkey)
{
    static const uint8_t text[] = "pair";
    uint8_t signature[CRYPTO_SIGNATURE_MAX];
    size_t len = sizeof signature;
    EVP_MD_CTX *sign = EVP_MD_CTX_new();
    EVP_MD_CTX *verify = EVP_MD_CTX_new();
    bool good = sign && verify && EVP_DigestSignInit_ex(sign, NULL, "SHA256", NULL, NULL, pkey, NULL) == 1 &&
                EVP_DigestSign(sign, signature, &len, text, sizeof text) == 1 &&
                EVP_DigestVerifyInit_ex(verify, NULL, "SHA256", NULL, NULL, pkey, NULL) == 1 &&
                EVP_DigestVerify(verify, signature, len, text, sizeof text) == 1;
    EVP_MD_CTX_free(sign);
    EVP_MD_CTX_free(verify);
    return good;
}

/* Takes a reference. */
static alb_status make_rsa(EVP_PKEY *pkey, crypto_key **out, alb_err *err)
{
    bool good = EVP_PKEY_get_bits(pkey) <= (int)crypto_kind_bits(CRYPTO_KIND_RSA_4096) && is_pair(pkey);
    crypto_key *key = good ? calloc(1, sizeof *key) : NULL;
    if (!key) {
        return crypto_fail(err, good ? ALB_NO_MEMORY : ALB_BAD_KEY, "RFC 8017 3.2", "not a private key");
    }
    atomic_init(&key->refs, 1);
    alb_status st = crypto_pub_of_rsa(pkey, &key->pub, err);
    if (st == ALB_OK && EVP_PKEY_up_ref(pkey) == 1) {
        key->pkey = pkey;
        *out = key;
        return ALB_OK;
    }
    crypto_key_free(key);
    return st == ALB_OK ? crypto_fail(err, ALB_CRYPTO, NULL, "no key") : st;
}

/* --- making and reading --- */

alb_status crypto_key_generate_kind(crypto_kind kind, crypto_key **out, alb_err *err)
{
    bool rsa = kind != CRYPTO_KIND_P256;
    EVP_PKEY *pkey = rsa ? EVP_RSA_gen(crypto_kind_bits(kind)) : EVP_EC_gen(SN_X9_62_prime256v1);
    if (!pkey) {
        return crypto_fail(err, ALB_CRYPTO, NULL, "no key generated");
    }
    alb_status st = rsa ? make_rsa(pkey, out, err) : from_pkey(pkey, out, err);
    EVP_PKEY_free(pkey);
    return st;
}

alb_status crypto_key_generate(crypto_key **out, alb_err *err)
{
    return crypto_key_generate_kind(CRYPTO_KIND_P256, out, err);
}

/* any: RSA, too. */
static alb_status key_from_der(alb_span der, bool any, crypto_key **out, alb_err *err)
{
    const unsigned char *p = der.ptr;
    if (der.len > (any ? KEY_DER_MAX : P256_DER_MAX)) {
        return alb_fail(err, ALB_TOO_LARGE, "RFC 5958", 0, "longer than any key that is wanted here");
    }
    EVP_PKEY *pkey = d2i_AutoPrivateKey(NULL, &p, (long)der.len); /* PKCS#8, SEC1, PKCS#1 */
    if (!pkey || p != der.ptr + der.len) {
        EVP_PKEY_free(pkey);
        return crypto_fail(err, ALB_BAD_KEY, "RFC 5958", "not a private key");
    }
    alb_status st =
        any && EVP_PKEY_is_a(pkey, "RSA") == 1 ? make_rsa(pkey, out, err) : from_pkey(pkey, out, err);
    EVP_PKEY_free(pkey);
    return st;
}

/* "EC PARAMETERS" may stand before the key; encrypted keys are refused, since nobody is there to be asked. */
static alb_status key_from_pem(alb_span text, bool any, crypto_key **out, alb_err *err)
{
    alb_span label, base64;
    while (crypto_pem_next(&text, &label, &base64)) {
        if (alb_span_is(label, "ENCRYPTED PRIVATE KEY")) {
            return alb_fail(err, ALB_UNSUPPORTED, "RFC 7468 11", 0, "the private key is encrypted");
        }
        if (!alb_span_is(label, "PRIVATE KEY") && !alb_span_is(label, "EC PRIVATE KEY") &&
            !alb_span_is(label, "RSA PRIVATE KEY")) {
            continue;
        }
        uint8_t der[KEY_DER_MAX];
        alb_wr w = alb_wr_init(der, sizeof der);
        alb_status st = alb_base64_decode(base64, &w);
        st = st == ALB_OK ? key_from_der(alb_wr_span(&w), any, out, err)
                          : alb_fail(err, ALB_BAD_FORMAT, "RFC 7468", 0, "not base64, or encrypted");
        crypto_wipe(der, sizeof der);
        return st;
    }
    return alb_fail(err, ALB_BAD_FORMAT, "RFC 7468 10", 0, "no private key");
}

static alb_status load(alb_span in, bool any, crypto_key **out, alb_err *err)
{
    return in.len > 0 && in.ptr[0] == 0x30 ? key_from_der(in, any, out, err)
                                           : key_from_pem(in, any, out, err);
}

alb_status crypto_key_load(alb_span in, crypto_key **out, alb_err *err)
{
    return load(in, false, out, err);
}

alb_status crypto_key_load_any(alb_span in, crypto_key **out, alb_err *err)
{
    return crypto_token_is_uri(in) ? crypto_token_open(in, out, err) : load(in, true, out, err);
}

/* --- keys in tokens --- */

bool crypto_token_is_uri(alb_span text)
{
    static const char scheme[] = "pkcs11:";
    return alb_span_is(alb_span_sub(alb_trim(text), 0, sizeof scheme - 1), scheme);
}

alb_status crypto_key_of_token(crypto_token *t, crypto_pub *pub, crypto_key **out, alb_err *err)
{
    crypto_key *key = calloc(1, sizeof *key);
    if (!key) {
        return alb_fail(err, ALB_NO_MEMORY, "PKCS #11", 0, "out of memory");
    }
    atomic_init(&key->refs, 1);
    key->token = t;
    key->pub = crypto_pub_ref(pub);
    *out = key;
    return ALB_OK;
}

const char *crypto_key_uri(const crypto_key *key)
{
    return key->token ? crypto_token_uri(key->token) : NULL;
}

/* --- writing and life --- */

alb_status crypto_key_to_pem(const crypto_key *key, alb_wr *out, alb_err *err)
{
    unsigned char *der = NULL;
    if (key->token) {
        return alb_fail(err, ALB_UNSUPPORTED, "PKCS #11", 0, "the key is in a token and does not leave it");
    }
    if (key->bare) {
        return alb_fail(err, ALB_UNSUPPORTED, "RFC 5915 3", 0, "the key has no public half to be written");
    }
    PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(key->pkey);
    int len = p8 ? i2d_PKCS8_PRIV_KEY_INFO(p8, &der) : -1;
    PKCS8_PRIV_KEY_INFO_free(p8);
    if (len <= 0) {
        return crypto_fail(err, ALB_CRYPTO, "RFC 5958", "key not written");
    }
    crypto_pem_write("PRIVATE KEY", alb_span_of(der, (size_t)len), out);
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
    crypto_token_free(key->token);
    bare_key_free(key->bare);
    free(key);
}

const crypto_pub *crypto_key_public(const crypto_key *key)
{
    return key->pub;
}

const uint8_t *crypto_key_name(const crypto_key *key)
{
    return key->bare ? bare_key_name(key->bare) : crypto_pub_point(key->pub);
}
