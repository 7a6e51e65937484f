#include "tamper.h"

#include "esme_device.h"
#include "gas_device.h"

#include "base/text.h"

enum { METERS = CAT_DEVICE_ESME | CAT_DEVICE_GSME, EVENT_LOCKED_BY_TAMPER = 0x81be };

static const struct {
    const char *name;
    uint16_t devices;
    uint16_t begin, end; /* events; end 0: it is over at once, or nothing tells of it */
    bool has_end;
} kinds[DEVICE_TAMPERS] = {
    [DEVICE_TAMPER_COVER] = {"cover", METERS, 0x8f74, 0x81b9, true},
    [DEVICE_TAMPER_TERMINAL] = {"terminal", CAT_DEVICE_ESME, 0x8f76, 0x81c1, true},
    [DEVICE_TAMPER_SECOND_TERMINAL] = {"terminal2", CAT_DEVICE_ESME, 0x8f77, 0x81c1, true},
    [DEVICE_TAMPER_BATTERY] = {"battery", METERS, 0x8f73, 0x81a1, true},
    [DEVICE_TAMPER_MAGNET] = {"magnet", METERS | CAT_DEVICE_CHF, 0x8f75, 0x81bc, true},
    [DEVICE_TAMPER_TILT] = {"tilt", CAT_DEVICE_GSME, 0x81c3, 0x81c2, true},
    [DEVICE_TAMPER_CASE] = {"case", CAT_DEVICE_CHF | CAT_DEVICE_SAPC, 0x8f3f, 0, true},
    [DEVICE_TAMPER_OTHER] = {"other", METERS | CAT_DEVICE_CHF, 0x8f78, 0, false},
};

bool device_tamper_named(alb_span name, device_tamper_kind *out)
{
    for (int i = 0; i < DEVICE_TAMPERS; i++) {
        if (alb_span_is(name, kinds[i].name)) {
            *out = (device_tamper_kind)i;
            return true;
        }
    }
    return false;
}

/* SupplyTamperState, as ECS81, GCS24 and GCS24a set it. */
static bool locks_on_tamper(const voice *v)
{
    static const setting_key key = {.class_id = 1, .obis = {0, 0, 94, 44, 0, 4}, .id = 2};
    leaves set;
    leaves_init(&set, v->arena);
    return gas_locks_on_tamper(v->device) ||
           (settings_get(&v->device->settings, &key, &set) && set.count > 0 && set.items[0].number != 0);
}

/* Until the supplier enables it again (devices.md 8.8). */
static void lock_supply(const voice *v, alb_time now)
{
    device *d = v->device;
    bool locks = locks_on_tamper(v);
    esme_pass(d, now);
    if (locks && d->supply.state == SUPPLY_ENABLED) {
        supply_lock(&d->supply, now);
        alert_raise(v, EVENT_LOCKED_BY_TAMPER, now, NULL);
    }
}

/* An end is told by meters alone. */
static uint16_t event_of(const device *d, int kind, bool begins)
{
    if (begins) {
        return kinds[kind].begin;
    }
    return (d->type & METERS) != 0 ? kinds[kind].end : 0;
}

void tamper_look(const voice *v)
{
    device *d = v->device;
    alb_time now = device_now(d);
    unsigned changed = d->tampered ^ (unsigned)d->tamper_told;
    unsigned momentary = 0;
    d->tamper_told = d->tampered;
    for (int kind = 0; kind < DEVICE_TAMPERS; kind++) {
        bool begins = (d->tampered >> kind & 1) != 0;
        uint16_t event = changed >> kind & 1 ? event_of(d, kind, begins) : 0;
        if (event != 0) {
            alert_raise(v, event, now, NULL);
        }
        if (event != 0 && begins) {
            lock_supply(v, now);
        }
        momentary |= kinds[kind].has_end ? 0U : 1U << kind;
    }
    d->tampered &= (uint8_t)~momentary;
    d->tamper_told = d->tampered;
}

bool device_tamper(device *d, gbcs_keys *keys, device_tamper_kind kind, bool begins, const device_sink *sink)
{
    uint8_t bit = (uint8_t)(1U << kind);
    bool is_so = (d->tampered & bit) != 0;
    if (!(kinds[kind].devices & d->type) || begins == is_so) {
        return false;
    }
    alb_arena *arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    if (!arena) {
        return false;
    }
    d->tampered ^= bit;
    if (device_has_power(d) || gas_is(d)) {
        voice v = {.device = d, .keys = keys, .sink = sink, .arena = arena};
        tamper_look(&v);
    }
    alb_arena_free(arena);
    return true;
}
