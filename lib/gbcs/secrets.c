/* The cache of pair secrets behind a lock. */
#include "keys_internal.h"
#include "pair_cache_internal.h"

#include <pthread.h>
#include <stdlib.h>

struct gbcs_secrets {
    pthread_mutex_t lock;
    gbcs_pair_cache cache;
};

gbcs_secrets *gbcs_secrets_new(size_t most)
{
    gbcs_secrets *s = calloc(1, sizeof *s);
    if (s && !gbcs_pair_cache_init(&s->cache, most)) {
        free(s);
        return NULL;
    }
    if (s) {
        (void)pthread_mutex_init(&s->lock, NULL);
    }
    return s;
}

void gbcs_secrets_free(gbcs_secrets *s)
{
    if (s) {
        gbcs_pair_cache_release(&s->cache);
        (void)pthread_mutex_destroy(&s->lock);
        free(s);
    }
}

bool gbcs_secrets_find(gbcs_secrets *s, const uint8_t own[static CRYPTO_POINT],
                       const uint8_t peer[static CRYPTO_POINT], crypto_secret *out)
{
    (void)pthread_mutex_lock(&s->lock);
    const crypto_secret *known = gbcs_pair_cache_find(&s->cache, own, peer);
    if (known) {
        *out = *known;
    }
    (void)pthread_mutex_unlock(&s->lock);
    return known != NULL;
}

void gbcs_secrets_put(gbcs_secrets *s, const uint8_t own[static CRYPTO_POINT],
                      const uint8_t peer[static CRYPTO_POINT], const crypto_secret *secret)
{
    (void)pthread_mutex_lock(&s->lock);
    gbcs_pair_cache_put(&s->cache, own, peer, secret);
    (void)pthread_mutex_unlock(&s->lock);
}
