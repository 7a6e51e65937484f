#include "home_internal.h"

#include "buffer.h"
#include "digest.h"

#include <stdlib.h>

enum { STATE_MAX = 16 * 1024 * 1024, LENGTH_OCTETS = 4 };

static uint64_t digest_of_rest(const home *h);

alb_status home_new(const workshop *w, uint32_t number, home **out, alb_err *err)
{
    *out = NULL;
    home *h = calloc(1, sizeof *h);
    if (!h) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a home");
    }
    h->shop = w;
    sim_list_devices(w->list, number, &h->identity, &h->equipment);
    for (int i = 0; i < RESIDENTS; i++) {
        h->residents[i].due = i == ESME || i == GSME ? home_first_due(w) : INT64_MAX;
    }
    h->digest = digest_of_rest(h);
    *out = h;
    return ALB_OK;
}

void home_free(home *h)
{
    if (!h) {
        return;
    }
    for (int i = 0; i < RESIDENTS; i++) {
        home_move_out(h, i);
    }
    waiting_release(&h->for_gas);
    free(h->kept);
    free(h);
}

alb_time home_first_due(const workshop *w)
{
    return device_next_bill(w->billing_day, w->started);
}

/* --- the mains --- */

/* The gas meter has a battery, as has a PPMID; the proxy is the hub's. */
enum { ON_MAINS = 4 };

static device *resident_on_mains(home *h, size_t i)
{
    const int on_mains[ON_MAINS] = {home_hub(h), ESME, SAPC, HCALCS};
    return home_is_resident(h, on_mains[i]) ? home_resident(h, on_mains[i]) : NULL;
}

void home_power_lost(home *h, alb_time since)
{
    for (size_t i = 0; i < ON_MAINS; i++) {
        device *d = resident_on_mains(h, i);
        if (d) {
            device_power_lost(d, since);
        }
    }
    h->is_off = true;
}

void home_power_back(home *h, const workshop *w, const device_sink *sink)
{
    home_network n = {.h = h, .w = w, .out = sink};
    device_sink inside = home_network_sink(&n);
    h->is_off = false; /* the hub is first, and the others speak through it */
    for (size_t i = 0; i < ON_MAINS; i++) {
        device *d = resident_on_mains(h, i);
        if (d) {
            device_power(d, w->keys, true, &inside);
        }
    }
}

/* --- time --- */

/* Only what somebody did to it, or its own time, can give a device something to do. */
static bool wants_time(const resident *r, alb_time now)
{
    return (r->device && r->touched) || r->due <= now;
}

static void tick(home *h, int which, const device_sink *sink)
{
    resident *r = &h->residents[which];
    device *d = home_resident(h, which);
    r->due = d ? device_tick(d, h->shop->keys, sink) : INT64_MAX;
    r->touched = false;
}

/* One that was taken off the network tries to get back on it. */
static void rejoin(home *h, const device_sink *sink)
{
    const resident *hub = &h->residents[home_hub(h)];
    const alb_eui64 ids[] = {h->identity.esme, h->identity.gsme, h->identity.ppmid, h->identity.hcalcs,
                             h->identity.sapc, h->identity.ihd,  h->identity.cad};
    for (size_t i = 0; hub->device && hub->touched && i < ALB_COUNT(ids); i++) {
        device_join(hub->device, h->shop->keys, ids[i], sink);
    }
}

/* The gas meter fetches what waits for it and tells the proxy what has become of it. While the hub is down it
 * finds nobody (GBCS 10.2; devices.md 10.1). */
static alb_time wake_gas_meter(home *h, const device_sink *sink)
{
    resident *r = &h->residents[GSME];
    alb_time now = alb_now(h->shop->clock);
    alb_span message;
    if (h->is_off) {
        return INT64_MAX;
    }
    bool wakes = r->due <= now || waiting_due(&h->for_gas) <= now;
    if (wakes) {
        h->proxy_is_late = false; /* what it will be told now holds what it was to be told before */
    }
    while (waiting_take(&h->for_gas, now, &message)) {
        device *meter = home_resident(h, GSME);
        if (meter) {
            device_receive(meter, h->shop->keys, message, sink);
        }
        waiting_drop(&h->for_gas);
    }
    if (wants_time(r, now)) {
        tick(h, GSME, sink);
    }
    h->proxy_is_late |= wakes;
    alb_time due = waiting_due(&h->for_gas);
    return due < r->due ? due : r->due;
}

alb_time home_tick(home *h, const workshop *w, const device_sink *sink)
{
    home_network n = {.h = h, .w = w, .out = sink};
    device_sink inside = home_network_sink(&n);
    alb_time now = alb_now(w->clock);
    rejoin(h, &inside);
    alb_time due = wake_gas_meter(h, &inside);
    for (int i = 0; i < RESIDENTS; i++) {
        if (i == GSME || !home_is_there(h, i)) {
            continue;
        }
        if (wants_time(&h->residents[i], now)) {
            tick(h, i, &inside);
        }
        alb_time next = h->residents[i].due;
        due = next < due ? next : due;
    }
    return due;
}

/* --- as octets --- */

enum { IS_OFF = 1, PROXY_IS_LATE = 2, EXCHANGED = 4 };

/* Of a device that nobody needed since the home woke, its state is what it was. */
static alb_status save_resident(const resident *r, alb_buf *out, alb_err *err)
{
    uint8_t due[8];
    alb_wr w = alb_wr_init(due, sizeof due);
    alb_wr_be64(&w, (uint64_t)r->due);
    alb_buf_add(out, alb_wr_span(&w));
    if (!r->device) {
        buffer_add(out, r->kept);
        return out->st;
    }
    uint8_t *length = alb_buf_extend(out, LENGTH_OCTETS);
    size_t start = out->len;
    if (!length) {
        return out->st;
    }
    ALB_TRY(device_save(r->device, out, err));
    w = alb_wr_init(out->ptr + start - LENGTH_OCTETS, LENGTH_OCTETS);
    alb_wr_be32(&w, (uint32_t)(out->len - start));
    return out->st;
}

/* What is known of the home beside its devices, then each device's time and, behind its length, state; no
 * state of one that nobody ever needed. */
alb_status home_save(const home *h, alb_buf *out, alb_err *err)
{
    unsigned flags = (h->is_off ? IS_OFF : 0U) | (h->proxy_is_late ? PROXY_IS_LATE : 0U);
    alb_buf_add_u8(out, (uint8_t)(flags | (h->exchanged ? EXCHANGED : 0U)));
    for (int i = 0; i < RESIDENTS; i++) {
        ALB_TRY(save_resident(&h->residents[i], out, err));
    }
    waiting_save(&h->for_gas, out);
    return out->st;
}

static alb_status read_state(home *h, alb_rd *in, alb_err *err)
{
    uint8_t flags = alb_rd_u8(in);
    h->is_off = (flags & IS_OFF) != 0;
    h->proxy_is_late = (flags & PROXY_IS_LATE) != 0;
    h->exchanged = (flags & EXCHANGED) != 0;
    for (int i = 0; i < RESIDENTS; i++) {
        resident *r = &h->residents[i];
        r->due = (alb_time)alb_rd_be64(in);
        r->kept = alb_rd_bytes(in, alb_rd_be32(in));
        if (r->kept.len > 0 && !home_has(h, i)) {
            return alb_fail(err, ALB_MISMATCH, NULL, 0, "the home has the state of a device that it has not");
        }
    }
    if (in->st != ALB_OK) {
        return alb_fail(err, in->st, NULL, alb_rd_offset(in), "state of a home ends too soon");
    }
    return waiting_restore(&h->for_gas, in) ? ALB_OK
                                            : alb_fail(err, ALB_BAD_FORMAT, NULL, alb_rd_offset(in),
                                                       "messages that wait for a gas meter are damaged");
}

alb_eui64 home_hub_asleep(const workshop *w, uint32_t number, alb_span state)
{
    bool exchanged = state.len > 0 && (state.ptr[0] & EXCHANGED);
    if (!exchanged) {
        return sim_list_hub(w->list, number);
    }
    sim_home h;
    sim_equipment e;
    sim_list_devices(w->list, number, &h, &e);
    return h.spare_hub;
}

alb_status home_wake(home *h, uint8_t *state, size_t len, alb_err *err)
{
    alb_rd r = alb_rd_init(alb_span_of(state, len));
    h->touched = true;
    ALB_TRY(read_state(h, &r, err));
    h->kept = state;
    return ALB_OK;
}

/* From a file everything is looked at, so that a damaged one is found at once. */
alb_status home_restore(home *h, alb_rd *in, alb_err *err)
{
    h->touched = true;
    ALB_TRY(read_state(h, in, err));
    for (int i = 0; i < RESIDENTS; i++) {
        if (h->residents[i].kept.len > 0) {
            ALB_TRY(home_move_in(h, i, err));
        }
        h->residents[i].kept = alb_span_none(); /* the file's octets do not stay */
    }
    h->digest = digest_of_rest(h);
    return ALB_OK;
}

/* --- what has changed --- */

static uint64_t digest_of_device(const device *d)
{
    alb_buf state;
    alb_buf_init(&state, STATE_MAX);
    uint64_t digest = device_save(d, &state, NULL) == ALB_OK ? sim_digest(alb_buf_span(&state)) : 0;
    alb_buf_release(&state);
    return digest;
}

static uint64_t digest_of_rest(const home *h)
{
    alb_buf rest;
    alb_buf_init(&rest, STATE_MAX);
    alb_buf_add_u8(&rest, h->is_off);
    alb_buf_add_u8(&rest, h->exchanged);
    waiting_save(&h->for_gas, &rest);
    uint64_t digest = sim_digest(alb_buf_span(&rest));
    alb_buf_release(&rest);
    return digest;
}

void home_note_state(home *h, int which)
{
    resident *r = &h->residents[which];
    r->digest = h->shop->keeps ? digest_of_device(r->device) : 0;
}

bool home_changed(home *h)
{
    uint64_t rest = digest_of_rest(h);
    bool changed = rest != h->digest;
    h->digest = rest;
    for (int i = 0; i < RESIDENTS; i++) {
        resident *r = &h->residents[i];
        uint64_t before = r->digest;
        if (r->device) {
            home_note_state(h, i);
            changed = changed || r->digest != before;
        }
    }
    return changed;
}

bool home_is_as_new(const home *h)
{
    return !h->touched;
}
