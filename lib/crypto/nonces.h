/* Per-message secrets of ECDSA on P-256, made many at a time: neither the secret's inverse nor r depends on
 * key or message, and both may be made in advance (FIPS 186-4 6.3, B.5). Two inversions then serve all of
 * them, which halves a signature. For one thread. */
#ifndef ALB_CRYPTO_NONCES_H
#define ALB_CRYPTO_NONCES_H

#include "crypto/crypto.h"

#include <openssl/types.h>

struct nonces;

/* NULL: no memory. */
struct nonces *nonces_new(BN_CTX *c);
/* Wipes what is left. */
void nonces_free(struct nonces *n);

/* Signs a hash with a private scalar; c: the thread's, for numbers in between. */
ALB_MUST_USE bool nonces_sign(struct nonces *n, const BIGNUM *scalar, const uint8_t hash[static CRYPTO_HASH],
                              BN_CTX *c, uint8_t out[static CRYPTO_SIGNATURE]);

#endif
