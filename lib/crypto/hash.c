/* SHA-256, and SHA-1 for key identifiers. */
#include "crypto_internal.h"

/* A hash fails only when OpenSSL is broken or out of memory: no caller could do anything about it. */
static void digest(EVP_MD_CTX *hash, alb_span a, alb_span b, uint8_t *out)
{
    if (EVP_DigestInit_ex2(hash, NULL, NULL) != 1 || EVP_DigestUpdate(hash, a.ptr, a.len) != 1 ||
        EVP_DigestUpdate(hash, b.ptr, b.len) != 1 || EVP_DigestFinal_ex(hash, out, NULL) != 1) {
        ALB_BUG("hash function failed");
    }
}

void crypto_sha256(crypto_ctx *ctx, alb_span data, uint8_t out[static CRYPTO_HASH])
{
    digest(ctx->hash, data, (alb_span){0}, out);
}

void crypto_sha256_2(crypto_ctx *ctx, alb_span a, alb_span b, uint8_t out[static CRYPTO_HASH])
{
    digest(ctx->hash, a, b, out);
}

void crypto_sha1(crypto_ctx *ctx, alb_span data, uint8_t out[static 20])
{
    digest(ctx->hash1, data, (alb_span){0}, out);
}
