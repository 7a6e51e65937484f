/* A public key with multiples of its point (fixed_key.c). */
#ifndef ALB_CRYPTO_FIXED_KEY_H
#define ALB_CRYPTO_FIXED_KEY_H

#include "crypto/crypto.h"

#include <openssl/types.h>

struct fixed_key;

/* NULL: no memory. */
struct fixed_key *fixed_key_new(const uint8_t point[static CRYPTO_POINT]);
void fixed_key_free(struct fixed_key *f);
/* Thread-safe. */
bool fixed_key_verify(const struct fixed_key *f, const uint8_t hash[static CRYPTO_HASH],
                      const uint8_t signature[static CRYPTO_SIGNATURE]);
/* The x-coordinate of that multiple of its point. Thread-safe where c is the thread's. */
bool fixed_key_agree(const struct fixed_key *f, const BIGNUM *scalar, BN_CTX *c, crypto_secret *out);

#endif
