/* A private key of which there is the scalar alone: of a simulated device, which uses it once in many days.
 * OpenSSL takes as long to make a key of its own of it as to sign with it, so the curve's arithmetic is used
 * on the scalar as it is, with what each thread's context keeps ready. */
#ifndef ALB_CRYPTO_BARE_KEY_H
#define ALB_CRYPTO_BARE_KEY_H

#include "crypto/crypto.h"

struct bare_key;
struct bare_engine;
struct fixed_key;

/* BAD_KEY: not in 1 .. n-1. */
ALB_MUST_USE alb_status bare_key_new(crypto_ctx *ctx, const uint8_t scalar[static 32], struct bare_key **out);
void bare_key_free(struct bare_key *key);
/* CRYPTO_POINT octets that are no point of the curve: a hash of the scalar. */
const uint8_t *bare_key_name(const struct bare_key *key);

ALB_MUST_USE bool bare_key_sign(crypto_ctx *ctx, const struct bare_key *key,
                                const uint8_t hash[static CRYPTO_HASH], uint8_t out[static CRYPTO_SIGNATURE]);
/* fixed: multiples of the peer's point; NULL: there are none. */
ALB_MUST_USE bool bare_key_agree(crypto_ctx *ctx, const struct bare_key *key,
                                 const uint8_t peer[static CRYPTO_POINT], const struct fixed_key *fixed,
                                 crypto_secret *out);

void bare_engine_free(struct bare_engine *e);

#endif
