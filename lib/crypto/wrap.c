/* AES key wrap with padding (RFC 5649): how a contingency key travels in a root certificate. */
#include "crypto_internal.h"

enum { WRAP_BLOCK = 8, WRAP_MAX = 1024 };

static alb_status run(const crypto_key128 *key, bool wraps, alb_span in, alb_wr *out)
{
    uint8_t result[WRAP_MAX + 2 * WRAP_BLOCK];
    int n = 0;
    int rest = 0;
    if (in.len == 0 || in.len > WRAP_MAX) {
        return ALB_BAD_LENGTH;
    }
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "AES-128-WRAP-PAD", NULL);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    bool ready = cipher && c;
    if (ready) {
        EVP_CIPHER_CTX_set_flags(c, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    }
    bool done = ready && EVP_CipherInit_ex2(c, cipher, key->octets, NULL, wraps, NULL) == 1 &&
                EVP_CipherUpdate(c, result, &n, in.ptr, (int)in.len) == 1 && n > 0 &&
                EVP_CipherFinal_ex(c, result + n, &rest) == 1;
    EVP_CIPHER_CTX_free(c);
    EVP_CIPHER_free(cipher);
    crypto_forget_errors();
    if (done) {
        alb_wr_bytes(out, alb_span_of(result, (size_t)n + (size_t)rest));
    }
    crypto_wipe(result, sizeof result);
    return done ? out->st : ready ? ALB_AUTH_FAILED : ALB_CRYPTO;
}

alb_status crypto_wrap(const crypto_key128 *key, alb_span plain, alb_wr *out)
{
    return run(key, true, plain, out);
}

alb_status crypto_unwrap(const crypto_key128 *key, alb_span wrapped, alb_wr *out)
{
    return run(key, false, wrapped, out);
}
