/* Static Diffie-Hellman secrets by pair of public points: a fixed table with open addressing over a short
 * window.
 *
 * A pair may stand in one of WINDOW neighbouring places, so that a look-up is bounded and nothing moves; a
 * full window gives up its longest unused secret, which is wiped.
 */
#ifndef ALB_GBCS_PAIR_CACHE_INTERNAL_H
#define ALB_GBCS_PAIR_CACHE_INTERNAL_H

#include "crypto/crypto.h"

typedef struct gbcs_pair {
    uint8_t own[CRYPTO_POINT];
    uint8_t peer[CRYPTO_POINT];
    uint64_t used; /* 0: empty */
    crypto_secret secret;
} gbcs_pair;

typedef struct gbcs_pair_cache {
    gbcs_pair *pairs;
    size_t mask; /* places - 1, a power of two */
    uint64_t clock;
} gbcs_pair_cache;

/* At least `places` places. False when out of memory. */
ALB_MUST_USE bool gbcs_pair_cache_init(gbcs_pair_cache *cache, size_t places);
/* Wipes everything. */
void gbcs_pair_cache_release(gbcs_pair_cache *cache);
/* NULL when the pair is not there. */
const crypto_secret *gbcs_pair_cache_find(gbcs_pair_cache *cache, const uint8_t own[static CRYPTO_POINT],
                                          const uint8_t peer[static CRYPTO_POINT]);
void gbcs_pair_cache_put(gbcs_pair_cache *cache, const uint8_t own[static CRYPTO_POINT],
                         const uint8_t peer[static CRYPTO_POINT], const crypto_secret *secret);

#endif
