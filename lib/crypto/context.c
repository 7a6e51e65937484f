/* The per-thread context and the small helpers: random octets, wiping, constant-time comparison. */
#include "bare_key.h"
#include "crypto_internal.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <stdlib.h>

void crypto_wipe(void *ptr, size_t len)
{
    if (ptr) {
        OPENSSL_cleanse(ptr, len);
    }
}

void crypto_wipe_secret(crypto_secret *s)
{
    crypto_wipe(s, sizeof *s);
}

void crypto_wipe_key128(crypto_key128 *k)
{
    crypto_wipe(k, sizeof *k);
}

bool crypto_equal(const void *a, const void *b, size_t len)
{
    return len == 0 || CRYPTO_memcmp(a, b, len) == 0;
}

void crypto_forget_errors(void)
{
    ERR_clear_error();
}

alb_status crypto_fail(alb_err *err, alb_status code, const char *rule, const char *what)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    alb_status st = reason ? alb_fail(err, code, rule, 0, "%s: %s", what, reason)
                           : alb_fail(err, code, rule, 0, "%s", what);
    ERR_clear_error();
    return st;
}

alb_status crypto_random(void *out, size_t len)
{
    if (len > INT_MAX) {
        return ALB_TOO_LARGE;
    }
    if (RAND_bytes(out, (int)len) != 1) {
        crypto_forget_errors();
        return ALB_CRYPTO;
    }
    return ALB_OK;
}

/* Everything that depends on nothing but the algorithms is set once here, so that a call sets key and IV
 * only. */
static bool prepare(crypto_ctx *ctx)
{
    ctx->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    ctx->sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
    ctx->gcm = EVP_CIPHER_fetch(NULL, "AES-128-GCM", NULL);
    ctx->hash = EVP_MD_CTX_new();
    ctx->hash1 = EVP_MD_CTX_new();
    ctx->seal = EVP_CIPHER_CTX_new();
    ctx->open = EVP_CIPHER_CTX_new();
    return ctx->sha256 && ctx->sha1 && ctx->gcm && ctx->hash && ctx->hash1 && ctx->seal && ctx->open &&
           EVP_DigestInit_ex2(ctx->hash, ctx->sha256, NULL) == 1 &&
           EVP_DigestInit_ex2(ctx->hash1, ctx->sha1, NULL) == 1 &&
           EVP_EncryptInit_ex2(ctx->seal, ctx->gcm, NULL, NULL, NULL) == 1 &&
           EVP_DecryptInit_ex2(ctx->open, ctx->gcm, NULL, NULL, NULL) == 1;
}

crypto_ctx *crypto_ctx_new(void)
{
    crypto_ctx *ctx = calloc(1, sizeof *ctx);
    if (ctx && !prepare(ctx)) {
        crypto_forget_errors();
        crypto_ctx_free(ctx);
        ctx = NULL;
    }
    return ctx;
}

void crypto_ctx_free(crypto_ctx *ctx)
{
    if (!ctx) {
        return;
    }
    bare_engine_free(ctx->bare);
    EVP_CIPHER_CTX_free(ctx->open);
    EVP_CIPHER_CTX_free(ctx->seal);
    EVP_MD_CTX_free(ctx->hash1);
    EVP_MD_CTX_free(ctx->hash);
    EVP_CIPHER_free(ctx->gcm);
    EVP_MD_free(ctx->sha1);
    EVP_MD_free(ctx->sha256);
    free(ctx);
}
