/* SHA-256, and SHA-1 for key identifiers. */
#include "crypto_internal.h"

#include <stdlib.h>

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

struct crypto_hasher {
    EVP_MD_CTX *context, *copy;
};

crypto_hasher *crypto_hasher_new(void)
{
    crypto_hasher *h = calloc(1, sizeof *h);
    if (!h) {
        return NULL;
    }
    h->context = EVP_MD_CTX_new();
    h->copy = EVP_MD_CTX_new();
    if (!h->context || !h->copy || EVP_DigestInit_ex2(h->context, EVP_sha256(), NULL) != 1) {
        crypto_hasher_free(h);
        return NULL;
    }
    return h;
}

void crypto_hasher_add(crypto_hasher *h, alb_span data)
{
    if (data.len > 0 && EVP_DigestUpdate(h->context, data.ptr, data.len) != 1) {
        ALB_BUG("SHA-256 failed");
    }
}

void crypto_hasher_value(const crypto_hasher *h, uint8_t out[static CRYPTO_HASH])
{
    if (EVP_MD_CTX_copy_ex(h->copy, h->context) != 1 || EVP_DigestFinal_ex(h->copy, out, NULL) != 1) {
        ALB_BUG("SHA-256 failed");
    }
}

void crypto_hasher_free(crypto_hasher *h)
{
    if (h) {
        EVP_MD_CTX_free(h->copy);
        EVP_MD_CTX_free(h->context);
        free(h);
    }
}
