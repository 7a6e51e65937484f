/* Signatures of certificates, whatever the key. */
#include "crypto/pkix.h"

#include "crypto_internal.h"
#include "token_internal.h"

#include <openssl/rsa.h>

/* DigestInfo of SHA-256 (RFC 8017 9.2) up to the hash. */
static const uint8_t digest_head[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                      0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};

/* RSA PKCS #1 v1.5 over a SHA-256 hash; NULL on failure. */
static EVP_PKEY_CTX *rsa_operation(const crypto_ctx *ctx, EVP_PKEY *pkey, int (*init)(EVP_PKEY_CTX *))
{
    EVP_PKEY_CTX *op = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
    if (op && init(op) == 1 && EVP_PKEY_CTX_set_rsa_padding(op, RSA_PKCS1_PADDING) == 1 &&
        EVP_PKEY_CTX_set_signature_md(op, ctx->sha256) == 1) {
        return op;
    }
    EVP_PKEY_CTX_free(op);
    return NULL;
}

static alb_status sign_rsa(crypto_ctx *ctx, const crypto_key *key, const uint8_t hash[static CRYPTO_HASH],
                           alb_wr *out, alb_err *err)
{
    uint8_t signature[CRYPTO_SIGNATURE_MAX];
    size_t len = sizeof signature;
    if (key->token) {
        uint8_t info[sizeof digest_head + CRYPTO_HASH];
        memcpy(info, digest_head, sizeof digest_head);
        memcpy(info + sizeof digest_head, hash, CRYPTO_HASH);
        return crypto_token_sign_rsa(key->token, ALB_SPAN_OF(info), out, err);
    }
    EVP_PKEY_CTX *op = rsa_operation(ctx, key->pkey, EVP_PKEY_sign_init);
    bool done = op && EVP_PKEY_sign(op, signature, &len, hash, CRYPTO_HASH) == 1;
    EVP_PKEY_CTX_free(op);
    if (!done) {
        return crypto_fail(err, ALB_CRYPTO, "RFC 8017 8.2", "signing failed");
    }
    alb_wr_bytes(out, alb_span_of(signature, len));
    return out->st;
}

alb_status crypto_sign_any(crypto_ctx *ctx, const crypto_key *key, alb_span data, alb_wr *out, alb_err *err)
{
    uint8_t hash[CRYPTO_HASH], pair[CRYPTO_SIGNATURE], der[CRYPTO_SIGNATURE_DER];
    crypto_sha256(ctx, data, hash);
    if (key->pub && crypto_pub_kind(key->pub) != CRYPTO_KIND_P256) { /* a bare key is on P-256 */
        return sign_rsa(ctx, key, hash, out, err);
    }
    ALB_TRY(crypto_sign_hash(ctx, key, hash, pair, err));
    alb_wr_bytes(out, alb_span_of(der, crypto_signature_to_der(pair, der)));
    return out->st;
}

alb_status crypto_verify_rsa(crypto_ctx *ctx, const crypto_pub *pub, alb_span data, alb_span signature)
{
    uint8_t hash[CRYPTO_HASH];
    if (crypto_pub_kind(pub) == CRYPTO_KIND_P256) {
        return ALB_AUTH_FAILED;
    }
    crypto_sha256(ctx, data, hash);
    EVP_PKEY_CTX *op = rsa_operation(ctx, crypto_pub_pkey(pub), EVP_PKEY_verify_init);
    int good = op ? EVP_PKEY_verify(op, signature.ptr, signature.len, hash, CRYPTO_HASH) : -1;
    EVP_PKEY_CTX_free(op);
    crypto_forget_errors();
    return good == 1 ? ALB_OK : ALB_AUTH_FAILED;
}
