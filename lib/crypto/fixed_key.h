/* A public key with multiples of its point (fixed_key.c). */
#ifndef ALB_CRYPTO_FIXED_KEY_H
#define ALB_CRYPTO_FIXED_KEY_H

#include "crypto/crypto.h"

struct fixed_key;

/* NULL: no memory. */
struct fixed_key *fixed_key_new(const uint8_t point[static CRYPTO_POINT]);
void fixed_key_free(struct fixed_key *f);
/* Thread-safe. */
bool fixed_key_verify(const struct fixed_key *f, const uint8_t hash[static CRYPTO_HASH],
                      const uint8_t signature[static CRYPTO_SIGNATURE]);

#endif
