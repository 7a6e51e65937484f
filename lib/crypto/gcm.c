/* AES-128-GCM with a reused context: a call sets key and IV, nothing is fetched or allocated. */
#include "crypto_internal.h"

#include <limits.h>

/* OpenSSL counts in int. */
static bool fits(alb_span s)
{
    return s.len <= INT_MAX / 2;
}

static bool add_aad(EVP_CIPHER_CTX *c, alb_span aad)
{
    int n;
    return aad.len == 0 || EVP_CipherUpdate(c, NULL, &n, aad.ptr, (int)aad.len) == 1;
}

static bool transform(EVP_CIPHER_CTX *c, alb_span in, uint8_t *out)
{
    int n;
    return in.len == 0 || EVP_CipherUpdate(c, out, &n, in.ptr, (int)in.len) == 1;
}

alb_status crypto_gcm_seal(crypto_ctx *ctx, const crypto_key128 *key, const uint8_t iv[static CRYPTO_GCM_IV],
                           alb_span aad1, alb_span aad2, alb_span plain, uint8_t *out,
                           uint8_t tag[static CRYPTO_GCM_TAG])
{
    if (!fits(aad1) || !fits(aad2) || !fits(plain)) {
        return ALB_TOO_LARGE;
    }
    EVP_CIPHER_CTX *c = ctx->seal;
    uint8_t none[16];
    int n;
    if (EVP_EncryptInit_ex2(c, NULL, key->octets, iv, NULL) != 1 || !add_aad(c, aad1) || !add_aad(c, aad2) ||
        !transform(c, plain, out) || EVP_EncryptFinal_ex(c, none, &n) != 1 ||
        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, CRYPTO_GCM_TAG, tag) != 1) {
        crypto_forget_errors();
        return ALB_CRYPTO;
    }
    return ALB_OK;
}

alb_status crypto_gcm_open(crypto_ctx *ctx, const crypto_key128 *key, const uint8_t iv[static CRYPTO_GCM_IV],
                           alb_span aad1, alb_span aad2, alb_span cipher, alb_span tag, uint8_t *out)
{
    if (!fits(aad1) || !fits(aad2) || !fits(cipher)) {
        return ALB_TOO_LARGE;
    }
    /* SP 800-38D 5.2.1.2: 12 to 16 octets; shorter tags are for no use of GBCS. */
    if (tag.len < 12 || tag.len > CRYPTO_GCM_TAG) {
        return ALB_BAD_LENGTH;
    }
    EVP_CIPHER_CTX *c = ctx->open;
    uint8_t expected[CRYPTO_GCM_TAG];
    uint8_t none[16];
    int n;
    memcpy(expected, tag.ptr, tag.len);
    if (EVP_DecryptInit_ex2(c, NULL, key->octets, iv, NULL) == 1 && add_aad(c, aad1) && add_aad(c, aad2) &&
        transform(c, cipher, out) &&
        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, (int)tag.len, expected) == 1 &&
        EVP_DecryptFinal_ex(c, none, &n) == 1) {
        return ALB_OK;
    }
    crypto_forget_errors();
    crypto_wipe(out, cipher.len);
    return ALB_AUTH_FAILED;
}
