/* What the files of lib/crypto share: OpenSSL's types stop here. */
#ifndef ALB_CRYPTO_INTERNAL_H
#define ALB_CRYPTO_INTERNAL_H

#include "crypto/crypto.h"

#include <openssl/evp.h>
#include <stdatomic.h>

struct crypto_token;
struct fixed_key;
struct bare_engine;
struct bare_key;

struct crypto_ctx {
    EVP_MD *sha256;
    EVP_MD *sha1;
    EVP_MD_CTX *hash;
    EVP_MD_CTX *hash1;
    EVP_CIPHER *gcm;
    EVP_CIPHER_CTX *seal;
    EVP_CIPHER_CTX *open;
    struct bare_engine *bare; /* NULL: no bare key was used yet */
};

/* A prepared operation of one key. EVP_PKEY_CTX_dup of it costs 70 ns, while a new context takes OpenSSL's
 * fetch locks; it is made at first use, since most keys are for one operation only. */
typedef _Atomic(EVP_PKEY_CTX *) crypto_prepared;

struct crypto_pub {
    atomic_uint refs;
    crypto_kind kind;
    _Atomic(EVP_PKEY *) pkey; /* crypto_pub_pkey; NULL on P-256 until it is used */
    crypto_prepared verify;
    _Atomic(struct fixed_key *) fixed; /* of a key that verifies very often; else NULL */
    atomic_uint uses;                  /* noted ones */
    uint8_t point[CRYPTO_POINT];       /* zeros for RSA */
    unsigned char *rsa;                /* RSAPublicKey, of OpenSSL's memory */
    size_t rsa_len;
};

struct crypto_key {
    atomic_uint refs;
    EVP_PKEY *pkey;             /* NULL: one of the next two holds the key */
    struct crypto_token *token; /* NULL: in memory */
    struct bare_key *bare;      /* its scalar alone; NULL: it has its public half */
    crypto_prepared sign;
    crypto_prepared derive;
    crypto_pub *pub;
};

/* Empties OpenSSL's error queue into err as `code`, so that nobody further up finds a stale error. */
alb_status crypto_fail(alb_err *err, alb_status code, const char *rule, const char *what);
void crypto_forget_errors(void);

/* Keys of either kind from OpenSSL's parts; references are taken. */
EVP_PKEY *crypto_pkey_from(const char *type, OSSL_PARAM *params, int selection);
ALB_MUST_USE alb_status crypto_make_pub(const uint8_t point[static CRYPTO_POINT], crypto_pub **out,
                                        alb_err *err);
/* The key for those who fill its caches, which does not change what its users see as const. */
static inline crypto_pub *crypto_pub_filling(const crypto_pub *pub)
{
    union {
        const crypto_pub *is;
        crypto_pub *as;
    } u = {pub};
    return u.as;
}
/* OpenSSL's form of the key, borrowed; made at its first use, since most keys that are held are not used for
 * long, and it takes 1.2 KiB. NULL: no memory. */
EVP_PKEY *crypto_pub_pkey(const crypto_pub *pub);
ALB_MUST_USE alb_status crypto_pub_of_rsa(EVP_PKEY *pkey, crypto_pub **out, alb_err *err);
/* Big-endian magnitudes. */
ALB_MUST_USE alb_status crypto_pub_from_modulus(alb_span n, alb_span e, crypto_pub **out, alb_err *err);
/* Takes the token over on success. */
ALB_MUST_USE alb_status crypto_key_of_token(struct crypto_token *t, crypto_pub *pub, crypto_key **out,
                                            alb_err *err);

#endif
