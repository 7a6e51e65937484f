#include "raw.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

struct raw {
    EVP_MD *sha256;
    EVP_CIPHER *gcm;
    EVP_MD_CTX *hash;
    EVP_CIPHER_CTX *cipher;
    EVP_PKEY *own;
    EVP_PKEY *peers[RAW_PEERS];
    EVP_PKEY_CTX *verify;
    uint8_t signature[80];
    size_t signature_len;
};

void bench_must(bool ok, const char *what)
{
    if (!ok) {
        (void)fprintf(stderr, "bench: %s failed\n", what);
        exit(2);
    }
}

raw *raw_new(void)
{
    raw *r = calloc(1, sizeof *r);
    bench_must(r != NULL, "memory");
    r->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    r->gcm = EVP_CIPHER_fetch(NULL, "AES-128-GCM", NULL);
    r->hash = EVP_MD_CTX_new();
    r->cipher = EVP_CIPHER_CTX_new();
    bench_must(r->sha256 && r->gcm && r->hash && r->cipher &&
                   EVP_EncryptInit_ex2(r->cipher, r->gcm, NULL, NULL, NULL) == 1,
               "OpenSSL");
    r->own = EVP_EC_gen("P-256");
    for (size_t i = 0; i < RAW_PEERS; i++) {
        r->peers[i] = EVP_EC_gen("P-256");
        bench_must(r->peers[i] != NULL, "peer");
    }
    r->verify = EVP_PKEY_CTX_new_from_pkey(NULL, r->own, NULL);
    bench_must(r->verify && EVP_PKEY_verify_init(r->verify) == 1, "verify context");
    return r;
}

void raw_free(raw *r)
{
    for (size_t i = 0; i < RAW_PEERS; i++) {
        EVP_PKEY_free(r->peers[i]);
    }
    EVP_PKEY_CTX_free(r->verify);
    EVP_PKEY_free(r->own);
    EVP_CIPHER_CTX_free(r->cipher);
    EVP_MD_CTX_free(r->hash);
    EVP_CIPHER_free(r->gcm);
    EVP_MD_free(r->sha256);
    free(r);
}

static void hash(raw *r, alb_span data, uint8_t out[static 32])
{
    unsigned len;
    bench_must(EVP_DigestInit_ex2(r->hash, r->sha256, NULL) == 1 &&
                   EVP_DigestUpdate(r->hash, data.ptr, data.len) == 1 &&
                   EVP_DigestFinal_ex(r->hash, out, &len) == 1,
               "SHA-256");
}

void raw_kdf_gmac(raw *r, alb_span data)
{
    static const uint8_t derivation[69] = {0, 0, 0, 1};
    static const uint8_t iv[12];
    uint8_t key[32];
    uint8_t none[16];
    uint8_t tag[16];
    int n;
    hash(r, ALB_SPAN_OF(derivation), key);
    bench_must(EVP_EncryptInit_ex2(r->cipher, NULL, key, iv, NULL) == 1 &&
                   EVP_EncryptUpdate(r->cipher, NULL, &n, data.ptr, (int)data.len) == 1 &&
                   EVP_EncryptFinal_ex(r->cipher, none, &n) == 1 &&
                   EVP_CIPHER_CTX_ctrl(r->cipher, EVP_CTRL_AEAD_GET_TAG, 16, tag) == 1,
               "AES-GCM");
}

void raw_ecdh(raw *r, size_t i)
{
    uint8_t z[32];
    size_t len = sizeof z;
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_pkey(NULL, r->own, NULL);
    bench_must(c && EVP_PKEY_derive_init(c) == 1 &&
                   EVP_PKEY_derive_set_peer_ex(c, r->peers[i % RAW_PEERS], 0) == 1 &&
                   EVP_PKEY_derive(c, z, &len) == 1,
               "ECDH");
    EVP_PKEY_CTX_free(c);
}

void raw_sign(raw *r, alb_span data)
{
    uint8_t digest[32];
    hash(r, data, digest);
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_pkey(NULL, r->own, NULL);
    r->signature_len = sizeof r->signature;
    bench_must(c && EVP_PKEY_sign_init(c) == 1 &&
                   EVP_PKEY_sign(c, r->signature, &r->signature_len, digest, sizeof digest) == 1,
               "ECDSA");
    EVP_PKEY_CTX_free(c);
}

void raw_verify(raw *r, alb_span data)
{
    uint8_t digest[32];
    hash(r, data, digest);
    bench_must(EVP_PKEY_verify(r->verify, r->signature, r->signature_len, digest, sizeof digest) == 1,
               "ECDSA");
}
