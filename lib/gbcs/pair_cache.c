#include "pair_cache_internal.h"

#include <stdlib.h>

enum { WINDOW = 8, MIN_PLACES = 16 };

bool gbcs_pair_cache_init(gbcs_pair_cache *cache, size_t places)
{
    size_t n = MIN_PLACES;
    while (n < places && n < SIZE_MAX / 2 / sizeof(gbcs_pair)) {
        n *= 2;
    }
    *cache = (gbcs_pair_cache){.pairs = calloc(n, sizeof(gbcs_pair)), .mask = n - 1};
    return cache->pairs != NULL;
}

void gbcs_pair_cache_release(gbcs_pair_cache *cache)
{
    if (cache->pairs) {
        /* Places that were never used have no memory yet, and get none here. */
        for (size_t i = 0; i <= cache->mask; i++) {
            if (cache->pairs[i].used != 0) {
                crypto_wipe_secret(&cache->pairs[i].secret);
            }
        }
        free(cache->pairs);
    }
    *cache = (gbcs_pair_cache){0};
}

/* Coordinates of public keys are as good as random, so part of each is a hash of it. A peer that chooses its
 * key to collide gains cache misses of its own. */
static size_t first_place(const gbcs_pair_cache *cache, const uint8_t *own, const uint8_t *peer)
{
    enum { COORDINATE = 1, HASH = 8 };
    alb_rd a = alb_rd_init(alb_span_sub(alb_span_of(own, CRYPTO_POINT), COORDINATE, HASH));
    alb_rd b = alb_rd_init(alb_span_sub(alb_span_of(peer, CRYPTO_POINT), COORDINATE, HASH));
    uint64_t h = alb_rd_be64(&a) * UINT64_C(0x9e3779b97f4a7c15) + alb_rd_be64(&b);
    return (size_t)(h ^ h >> 32) & cache->mask;
}

static bool is_pair(const gbcs_pair *p, const uint8_t *own, const uint8_t *peer)
{
    return p->used != 0 && memcmp(p->peer, peer, CRYPTO_POINT) == 0 && memcmp(p->own, own, CRYPTO_POINT) == 0;
}

const crypto_secret *gbcs_pair_cache_find(gbcs_pair_cache *cache, const uint8_t own[static CRYPTO_POINT],
                                          const uint8_t peer[static CRYPTO_POINT])
{
    size_t at = first_place(cache, own, peer);
    for (size_t i = 0; i < WINDOW; i++) {
        gbcs_pair *p = &cache->pairs[(at + i) & cache->mask];
        if (is_pair(p, own, peer)) {
            p->used = ++cache->clock;
            return &p->secret;
        }
    }
    return NULL;
}

void gbcs_pair_cache_put(gbcs_pair_cache *cache, const uint8_t own[static CRYPTO_POINT],
                         const uint8_t peer[static CRYPTO_POINT], const crypto_secret *secret)
{
    size_t at = first_place(cache, own, peer);
    gbcs_pair *place = &cache->pairs[at];
    for (size_t i = 0; i < WINDOW && place->used != 0; i++) {
        gbcs_pair *p = &cache->pairs[(at + i) & cache->mask];
        if (p->used < place->used) {
            place = p;
        }
    }
    crypto_wipe_secret(&place->secret);
    memcpy(place->own, own, CRYPTO_POINT);
    memcpy(place->peer, peer, CRYPTO_POINT);
    place->secret = *secret;
    place->used = ++cache->clock;
}
