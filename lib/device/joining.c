/* Devices that join the network of a communications hub (devices.md 11.2, 13). */
#include "device_log.h"
#include "voice.h"

#include <stdlib.h>

enum { EVENT_LOG_CHANGED = 0x8f12 };

/* A link key would come from the join; what the hub tells of it is a hash all the same. */
static void make_key_hash(gbcs_keys *keys, alb_eui64 hub, device_log_entry *e)
{
    uint8_t hash[CRYPTO_HASH];
    crypto_sha256_2(gbcs_keys_crypto(keys), alb_eui64_span(&hub), alb_eui64_span(&e->id), hash);
    memcpy(e->key_hash, hash, sizeof e->key_hash);
    e->joined = true;
}

bool device_knows(const device *chf, alb_eui64 id)
{
    device_log_entry *e = chf->han ? device_log_find(chf->han, id) : NULL;
    return e && e->joined;
}

bool device_install(device *chf, gbcs_keys *keys, alb_eui64 id)
{
    device_log_entry *e = chf->han ? device_log_add(chf->han, id) : NULL;
    if (e) {
        make_key_hash(keys, chf->id, e);
    }
    return e != NULL;
}

void device_join(device *chf, gbcs_keys *keys, alb_eui64 id, const device_sink *sink)
{
    alb_time now = device_now(chf);
    device_log_entry *e = chf->han ? device_log_find(chf->han, id) : NULL;
    bool open = chf->han && chf->han->open_until != ALB_TIME_NONE && now < chf->han->open_until;
    if (!e || e->joined || !open || !device_has_power(chf)) {
        return;
    }
    alb_arena *arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    if (arena) {
        voice v = {.device = chf, .keys = keys, .sink = sink, .arena = arena};
        make_key_hash(keys, chf->id, e);
        alert_raise(&v, EVENT_LOG_CHANGED, now, NULL);
        alb_arena_free(arena);
    }
}
