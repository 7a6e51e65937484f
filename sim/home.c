#include "home.h"

#include "buffer.h"
#include "digest.h"
#include "waiting.h"

#include "catalogue/use_case.h"

#include <stdlib.h>

enum { STATE_MAX = 16 * 1024 * 1024 };

typedef struct resident {
    crypto_key *signing_key, *agreement_key;
    device *device;
} resident;

/* In the order in which power comes back: what the meter tells needs the hub. */
enum { HUB, ESME, GPF, GSME, RESIDENTS };

struct home {
    sim_home identity;
    uint64_t digest; /* of the state as it was last saved */
    uint64_t new_digest;
    resident residents[RESIDENTS];
    waiting for_gas;  /* messages that the hub keeps for the gas meter */
    alb_time gas_due; /* when the gas meter has something to do of its own accord */
};

static alb_status issue(const workshop *w, alb_eui64 id, smki_usage usage, const crypto_key *key,
                        smki_certificate **out, alb_err *err)
{
    smki_subject subject = {.profile = "device",
                            .entity = id,
                            .role = SMKI_ROLE_NONE,
                            .usage = usage,
                            .public_key = crypto_key_public(key),
                            .not_before = ALB_TIME_NONE,
                            .not_after = ALB_TIME_NONE};
    return smki_authority_issue(gbcs_keys_crypto(w->keys), w->parties->authority, &subject, alb_now(w->clock),
                                out, err);
}

/* The certificate that a device came with is issued when a command asks it for it. */
static alb_status find_certificate(const void *ctx, alb_eui64 id, smki_usage usage, const crypto_key *key,
                                   smki_certificate **out)
{
    return issue(ctx, id, usage, key, out, NULL);
}

static alb_eui64 id_of(const home *h, int which)
{
    const alb_eui64 ids[RESIDENTS] = {[HUB] = h->identity.hub,
                                      [ESME] = h->identity.esme,
                                      [GPF] = h->identity.gpf,
                                      [GSME] = h->identity.gsme};
    return ids[which];
}

/* A hub knows the DCC alone, the others the supplier and network operator too (gbcs-messages.md 14.1). */
static device_options options_of(const workshop *w, const home *h, int which)
{
    static const uint16_t types[RESIDENTS] = {
        [HUB] = CAT_DEVICE_CHF, [ESME] = CAT_DEVICE_ESME, [GPF] = CAT_DEVICE_GPF, [GSME] = CAT_DEVICE_GSME};
    device_options o = w->parties->anchors;
    o.clock = w->clock;
    o.certificates = (device_certificates){.find = find_certificate, .ctx = w};
    o.signing = h->residents[which].signing_key;
    o.agreement = h->residents[which].agreement_key;
    o.id = id_of(h, which);
    o.type = types[which];
    if (which == HUB) {
        o.supplier_signing = o.supplier_agreement = o.supplier_prepayment = NULL;
        o.operator_signing = o.operator_agreement = NULL;
        return o;
    }
    o.acb_signing = o.wan_provider = NULL;
    if (which == ESME) {
        o.elements = 1;
        o.phases = 1;
        o.mpxn = alb_span_str(h->identity.mpan);
    } else {
        o.mpxn = alb_span_str(h->identity.mprn);
        o.meter = h->identity.gsme;
    }
    return o;
}

static alb_status move_in(const workshop *w, home *h, int which, alb_err *err)
{
    resident *r = &h->residents[which];
    alb_eui64 id = id_of(h, which);
    crypto_ctx *crypto = gbcs_keys_crypto(w->keys);
    ALB_TRY(sim_device_key(crypto, w->seed, id, SMKI_USAGE_DIGITAL_SIGNATURE, &r->signing_key, err));
    ALB_TRY(sim_device_key(crypto, w->seed, id, SMKI_USAGE_KEY_AGREEMENT, &r->agreement_key, err));
    device_options o = options_of(w, h, which);
    return device_new(&o, &r->device, err);
}

alb_status home_new(const workshop *w, uint32_t number, home **out, alb_err *err)
{
    *out = NULL;
    home *h = calloc(1, sizeof *h);
    if (!h) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a home");
    }
    h->identity = sim_home_of(w->seed, number);
    h->gas_due = INT64_MAX;
    alb_status st = ALB_OK;
    for (int i = 0; i < RESIDENTS && st == ALB_OK; i++) {
        st = move_in(w, h, i, err);
    }
    if (st == ALB_OK) {
        /* The installer has been: the meters are on the hub's network. */
        (void)device_install(h->residents[HUB].device, w->keys, h->identity.esme);
        (void)device_install(h->residents[HUB].device, w->keys, h->identity.gsme);
    }
    if (st != ALB_OK) {
        home_free(h);
        return st;
    }
    (void)home_changed(h);
    h->new_digest = h->digest;
    *out = h;
    return ALB_OK;
}

void home_free(home *h)
{
    if (!h) {
        return;
    }
    for (int i = 0; i < RESIDENTS; i++) {
        resident *r = &h->residents[i];
        device_free(r->device);
        crypto_key_free(r->signing_key);
        crypto_key_free(r->agreement_key);
    }
    waiting_release(&h->for_gas);
    free(h);
}

/* The proxy is part of the hub; the meters must be on its network. */
static bool is_reachable(const home *h, int which)
{
    return which == HUB || which == GPF || device_knows(h->residents[HUB].device, id_of(h, which));
}

uint8_t home_deliver(home *h, const workshop *w, alb_span message, const device_sink *sink)
{
    gbcs_message m;
    if (!device_has_power(h->residents[HUB].device)) {
        return LINK_HUB_UNREACHABLE;
    }
    if (gbcs_message_parse(message, &m, NULL) != ALB_OK) {
        return LINK_HAN_FAILED; /* the hub cannot tell for whom it is */
    }
    for (int i = 0; i < RESIDENTS; i++) {
        if (!alb_eui64_equal(id_of(h, i), m.header.target) || !is_reachable(h, i)) {
            continue;
        }
        if (i == GSME) {
            alb_time now = alb_now(w->clock);
            return waiting_add(&h->for_gas, message, now - now % w->gas_wake + w->gas_wake) ? 0 : LINK_BUSY;
        }
        device_receive(h->residents[i].device, w->keys, message, sink);
        return 0;
    }
    return LINK_HAN_FAILED;
}

static int resident_of(sim_kind kind)
{
    static const int residents[] = {[SIM_HUB] = HUB, [SIM_ESME] = ESME, [SIM_GSME] = GSME, [SIM_GPF] = GPF};
    return residents[kind];
}

device *home_device(const home *h, sim_kind kind)
{
    return h->residents[resident_of(kind)].device;
}

uint8_t home_image(home *h, const workshop *w, alb_span file, const device_sink *sink)
{
    device *hub = h->residents[HUB].device;
    uint8_t reason = LINK_HAN_FAILED;
    if (!device_has_power(hub)) {
        return LINK_HUB_UNREACHABLE;
    }
    for (int i = HUB + 1; i < RESIDENTS; i++) {
        device *d = h->residents[i].device;
        if (device_takes_image(d, file) && device_knows(hub, device_id(d))) {
            device_receive_image(d, w->keys, file, sink);
            /* Meters tell it themselves (devices.md 11.6). */
            if (!(device_type(d) & (CAT_DEVICE_ESME | CAT_DEVICE_GSME))) {
                device_tell_transfer(hub, w->keys, d, file, sink);
            }
            reason = 0;
        }
    }
    return reason;
}

/* The gas meter has a battery; the proxy is the hub's. */
void home_power(home *h, const workshop *w, bool on, const device_sink *sink)
{
    device_power(h->residents[HUB].device, w->keys, on, sink);
    device_power(h->residents[ESME].device, w->keys, on, sink);
}

/* The gas meter fetches what waits for it and tells the proxy what has become of it. While the hub is down it
 * finds nobody (GBCS 10.2; devices.md 10.1). */
static alb_time wake_gas_meter(home *h, const workshop *w, const device_sink *sink)
{
    device *meter = h->residents[GSME].device;
    alb_time now = alb_now(w->clock);
    if (!device_has_power(h->residents[HUB].device)) {
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
        device_mirror(h->residents[GPF].device, meter);
    }
    alb_time due = waiting_due(&h->for_gas);
    return due < h->gas_due ? due : h->gas_due;
}

alb_time home_tick(home *h, const workshop *w, const device_sink *sink)
{
    /* A meter that was taken off the network tries to get back on it. */
    device_join(h->residents[HUB].device, w->keys, h->identity.esme, sink);
    device_join(h->residents[HUB].device, w->keys, h->identity.gsme, sink);
    alb_time due = wake_gas_meter(h, w, sink);
    for (int i = 0; i < GSME; i++) {
        alb_time next = device_tick(h->residents[i].device, w->keys, sink);
        due = next < due ? next : due;
    }
    return due;
}

/* Each device's state behind its length. */
alb_status home_save(const home *h, alb_buf *out, alb_err *err)
{
    for (int i = 0; i < RESIDENTS; i++) {
        alb_buf state;
        alb_buf_init(&state, STATE_MAX);
        alb_status st = device_save(h->residents[i].device, &state, err);
        if (st == ALB_OK) {
            buffer_add(out, alb_buf_span(&state));
        }
        alb_buf_release(&state);
        ALB_TRY(st);
    }
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
        ALB_TRY(device_restore(h->residents[i].device, state, err));
    }
    if (!waiting_restore(&h->for_gas, in)) {
        return alb_fail(err, ALB_BAD_FORMAT, NULL, alb_rd_offset(in),
                        "messages that wait for a gas meter are damaged");
    }
    h->gas_due = ALB_TIME_NONE; /* it may have something to do: see at once */
    (void)home_changed(h);
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
    uint64_t digest = digest_of(h);
    bool changed = digest != h->digest;
    h->digest = digest;
    return changed;
}

bool home_is_as_new(const home *h)
{
    return digest_of(h) == h->new_digest;
}

alb_status home_certificates(const home *h, const workshop *w, sim_kind kind, smki_certificate **signing,
                             smki_certificate **agreement, alb_err *err)
{
    int which = resident_of(kind);
    const resident *r = &h->residents[which];
    ALB_TRY(issue(w, id_of(h, which), SMKI_USAGE_DIGITAL_SIGNATURE, r->signing_key, signing, err));
    alb_status st = issue(w, id_of(h, which), SMKI_USAGE_KEY_AGREEMENT, r->agreement_key, agreement, err);
    if (st != ALB_OK) {
        smki_certificate_free(*signing);
        *signing = NULL;
    }
    return st;
}
