#include "home_internal.h"

#include "buffer.h"
#include "digest.h"

#include <stdlib.h>

enum { STATE_MAX = 16 * 1024 * 1024 };

/* The installer has been: they are on the hub's network, the display and the like with them. */
static void install(const workshop *w, home *h)
{
    const sim_home *i = &h->identity;
    const struct {
        bool is_there;
        alb_eui64 id;
    } installed[] = {{true, i->esme},
                     {true, i->gsme},
                     {true, i->ppmid},
                     {h->equipment.has_control, i->hcalcs},
                     {h->equipment.has_sapc, i->sapc},
                     {h->equipment.has_ihd, i->ihd},
                     {h->equipment.has_cad, i->cad}};
    for (size_t k = 0; k < ALB_COUNT(installed); k++) {
        if (installed[k].is_there) {
            (void)device_install(h->residents[HUB].device, w->keys, installed[k].id);
        }
    }
}

static uint64_t digest_of(const home *h);

alb_status home_new(const workshop *w, uint32_t number, home **out, alb_err *err)
{
    *out = NULL;
    home *h = calloc(1, sizeof *h);
    if (!h) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a home");
    }
    h->shop = w;
    h->identity = sim_home_of(w->seed, number);
    h->equipment = sim_equipment_of(&w->mix, w->seed, number);
    h->gas_due = INT64_MAX;
    alb_status st = ALB_OK;
    for (int i = 0; i < EVERY_HOME && st == ALB_OK; i++) {
        st = home_move_in(h, i, err);
    }
    if (st == ALB_OK && !w->as_delivered) {
        install(w, h);
    }
    if (st != ALB_OK) {
        home_free(h);
        return st;
    }
    if (w->keeps) {
        h->digest = digest_of(h);
    }
    h->touched = false;
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
    free(h);
}

/* The gas meter has a battery, as has a PPMID; the proxy is the hub's. */
void home_power(home *h, const workshop *w, bool on, const device_sink *sink)
{
    const int on_mains[] = {home_hub(h), ESME, SAPC, HCALCS};
    home_network n = {.h = h, .w = w, .out = sink};
    device_sink inside = home_network_sink(&n);
    h->touched = true;
    for (size_t i = 0; i < ALB_COUNT(on_mains); i++) {
        device *d = h->residents[on_mains[i]].device;
        if (d) {
            device_power(d, w->keys, on, &inside);
        }
    }
}

/* The gas meter fetches what waits for it and tells the proxy what has become of it. While the hub is down it
 * finds nobody (GBCS 10.2; devices.md 10.1). */
static alb_time wake_gas_meter(home *h, const workshop *w, const device_sink *sink)
{
    device *meter = h->residents[GSME].device;
    alb_time now = alb_now(w->clock);
    if (!device_has_power(h->residents[home_hub(h)].device)) {
        return INT64_MAX;
    }
    bool wakes = h->gas_due <= now;
    alb_span message;
    while (waiting_take(&h->for_gas, now, &message)) {
        device_receive(meter, w->keys, message, sink);
        waiting_drop(&h->for_gas);
        wakes = true;
    }
    h->gas_due = device_tick(meter, w->keys, sink);
    if (wakes) {
        device_mirror(h->residents[home_gpf(h)].device, meter);
    }
    alb_time due = waiting_due(&h->for_gas);
    return due < h->gas_due ? due : h->gas_due;
}

alb_time home_tick(home *h, const workshop *w, const device_sink *sink)
{
    home_network n = {.h = h, .w = w, .out = sink};
    device_sink inside = home_network_sink(&n);
    /* One that was taken off the network tries to get back on it. */
    const alb_eui64 ids[] = {h->identity.esme, h->identity.gsme, h->identity.ppmid, h->identity.hcalcs,
                             h->identity.sapc, h->identity.ihd,  h->identity.cad};
    for (size_t i = 0; i < ALB_COUNT(ids); i++) {
        device_join(h->residents[home_hub(h)].device, w->keys, ids[i], &inside);
    }
    alb_time due = wake_gas_meter(h, w, &inside);
    for (int i = 0; i < RESIDENTS; i++) {
        alb_time next = i != GSME && h->residents[i].device && home_is_there(h, i)
                            ? device_tick(h->residents[i].device, w->keys, &inside)
                            : INT64_MAX;
        due = next < due ? next : due;
    }
    return due;
}

/* Each device's state behind its length; none of one that never moved in. */
alb_status home_save(const home *h, alb_buf *out, alb_err *err)
{
    for (int i = 0; i < RESIDENTS; i++) {
        alb_buf state;
        alb_buf_init(&state, STATE_MAX);
        const device *d = h->residents[i].device;
        alb_status st = d ? device_save(d, &state, err) : ALB_OK;
        if (st == ALB_OK) {
            buffer_add(out, alb_buf_span(&state));
        }
        alb_buf_release(&state);
        ALB_TRY(st);
    }
    alb_buf_add_u8(out, h->exchanged);
    waiting_save(&h->for_gas, out);
    return out->st;
}

alb_status home_restore(home *h, alb_rd *in, alb_err *err)
{
    for (int i = 0; i < RESIDENTS; i++) {
        alb_span state = alb_rd_bytes(in, alb_rd_be32(in));
        if (in->st != ALB_OK) {
            return alb_fail(err, in->st, NULL, alb_rd_offset(in), "state of a home ends too soon");
        }
        if (state.len == 0 && i >= EVERY_HOME) {
            home_move_out(h, i);
            continue;
        }
        device *d = home_resident(h, i);
        if (!d) {
            return alb_fail(err, ALB_MISMATCH, NULL, 0, "the home has the state of a device that it has not");
        }
        ALB_TRY(device_restore(d, state, err));
    }
    h->exchanged = alb_rd_u8(in) != 0;
    if (!waiting_restore(&h->for_gas, in)) {
        return alb_fail(err, ALB_BAD_FORMAT, NULL, alb_rd_offset(in),
                        "messages that wait for a gas meter are damaged");
    }
    h->gas_due = ALB_TIME_NONE; /* it may have something to do: see at once */
    h->touched = true;
    h->digest = h->shop->keeps ? digest_of(h) : 0;
    return ALB_OK;
}

static uint64_t digest_of(const home *h)
{
    alb_buf state;
    alb_buf_init(&state, (size_t)STATE_MAX * RESIDENTS);
    uint64_t digest = home_save(h, &state, NULL) == ALB_OK ? sim_digest(alb_buf_span(&state)) : 0;
    alb_buf_release(&state);
    return digest;
}

bool home_changed(home *h)
{
    if (!h->touched) {
        return false;
    }
    uint64_t digest = digest_of(h);
    bool changed = digest != h->digest;
    h->digest = digest;
    return changed;
}

bool home_is_as_new(const home *h)
{
    return !h->touched;
}
