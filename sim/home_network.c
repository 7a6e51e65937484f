/* Messages within a home: from the WAN to its devices, and from one of them to another (devices.md 11.3, 12).
 */
#include "home_internal.h"

#include "catalogue/use_case.h"
#include "gbcs/message.h"
#include "gbcs/ota.h"

/* --- from the WAN --- */

/* The proxy is part of the hub; the others must be on its network. */
static bool is_reachable(home *h, int which)
{
    if (which == home_hub(h) || which == home_gpf(h)) {
        return true;
    }
    const device *hub = home_resident(h, home_hub(h));
    return hub && device_knows(hub, home_id_of(h, which));
}

/* Which device of the home that is; RESIDENTS: none, or one that is not on the network. */
static int find_resident(home *h, alb_eui64 id)
{
    int which = 0;
    while (which < RESIDENTS && !(home_is_there(h, which) && alb_eui64_equal(home_id_of(h, which), id) &&
                                  is_reachable(h, which))) {
        which++;
    }
    return which;
}

/* A gas meter sleeps: the hub keeps what is for it. */
static uint8_t hand_over(home_network *n, int which, alb_span message)
{
    if (which == GSME) {
        alb_time now = alb_now(n->w->clock);
        alb_time wakes = now - now % n->w->gas_wake + n->w->gas_wake;
        return waiting_add(&n->h->for_gas, message, wakes) ? 0 : LINK_BUSY;
    }
    device *d = which < RESIDENTS ? home_resident(n->h, which) : NULL;
    if (!d) {
        return LINK_HAN_FAILED;
    }
    device_sink inside = home_network_sink(n);
    device_receive(d, n->w->keys, message, &inside);
    return 0;
}

/* Is that hub in the home, and up? */
static bool is_up(const home *h, alb_eui64 hub)
{
    return alb_eui64_equal(home_hub_id(h), hub) && !h->is_off;
}

uint8_t home_deliver(home *h, const workshop *w, alb_eui64 hub, alb_span message, const device_sink *sink)
{
    gbcs_message m;
    home_network n = {.h = h, .w = w, .out = sink};
    h->touched = true;
    if (!is_up(h, hub)) {
        return LINK_HUB_UNREACHABLE;
    }
    if (gbcs_message_parse(message, &m, NULL) != ALB_OK) {
        return LINK_HAN_FAILED; /* the hub cannot tell for whom it is */
    }
    return hand_over(&n, find_resident(h, m.header.target), message);
}

uint8_t home_image(home *h, const workshop *w, alb_eui64 id, alb_span file, const device_sink *sink)
{
    home_network n = {.h = h, .w = w, .out = sink};
    device_sink inside = home_network_sink(&n);
    device *hub = is_up(h, id) ? home_resident(h, home_hub(h)) : NULL;
    uint8_t reason = LINK_HAN_FAILED;
    if (!hub) {
        return LINK_HUB_UNREACHABLE;
    }
    gbcs_ota_file ota;
    if (gbcs_ota_parse(file, false, &ota, NULL) != ALB_OK) {
        return LINK_IMAGE_INVALID;
    }
    for (int i = HUB + 1; i < RESIDENTS; i++) {
        bool is_for_it =
            home_is_there(h, i) && is_reachable(h, i) && device_takes_image(home_type_of(i), file);
        device *d = is_for_it ? home_resident(h, i) : NULL;
        if (!d) {
            continue;
        }
        device_receive_image(d, w->keys, file, &inside);
        /* Meters tell it themselves (devices.md 11.6). */
        if (!(device_type(d) & (CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_SAPC))) {
            device_tell_transfer(hub, w->keys, d, file, &inside);
        }
        reason = 0;
    }
    return reason;
}

bool home_visit(home *h, const workshop *w, sim_kind kind, home_visitor visit, void *ctx,
                const device_sink *sink)
{
    home_network n = {.h = h, .w = w, .out = sink};
    device_sink inside = home_network_sink(&n);
    device *d = home_resident(h, home_resident_of(kind));
    if (d) {
        visit(ctx, d, w->keys, &inside);
    }
    return d != NULL;
}

/* --- among the devices --- */

/* A PPMID and a gas meter write to each other through the hub; everybody else to the WAN. */
static void route(void *ctx, alb_eui64 from, alb_span message)
{
    home_network *n = ctx;
    gbcs_message m;
    bool may_stay = alb_eui64_equal(from, n->h->identity.ppmid) || alb_eui64_equal(from, n->h->identity.gsme);
    if (may_stay && !n->h->is_off && gbcs_message_parse(message, &m, NULL) == ALB_OK) {
        int which = find_resident(n->h, m.header.target);
        if (which < RESIDENTS) {
            (void)hand_over(n, which, message);
            return;
        }
    }
    n->out->send(n->out->ctx, from, message);
}

static bool carry(void *ctx, alb_eui64 from, alb_eui64 to, const device_han *asked)
{
    home_network *n = ctx;
    int which = find_resident(n->h, to);
    device *d = which < RESIDENTS && find_resident(n->h, from) < RESIDENTS && !n->h->is_off
                    ? home_resident(n->h, which)
                    : NULL;
    device_sink inside = home_network_sink(n);
    return d && device_han_receive(d, n->w->keys, from, asked, &inside);
}

device_sink home_network_sink(home_network *n)
{
    return (device_sink){.send = route, .han = carry, .ctx = n};
}
