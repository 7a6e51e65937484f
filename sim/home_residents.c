/* Who lives in a home: each device as it left the factory, with its keys and the certificates that it came
 * with. */
#include "home_internal.h"

#include "catalogue/use_case.h"

static alb_status issue(const workshop *w, alb_eui64 id, smki_usage usage, const crypto_pub *key,
                        smki_certificate **out, alb_err *err)
{
    smki_subject subject = {.profile = "device",
                            .entity = id,
                            .role = SMKI_ROLE_NONE,
                            .usage = usage,
                            .public_key = key,
                            .not_before = ALB_TIME_NONE,
                            .not_after = ALB_TIME_NONE};
    return smki_authority_issue(gbcs_keys_crypto(w->keys), w->parties->authority, &subject, alb_now(w->clock),
                                out, err);
}

/* Of a key pair that the device was made with. */
static alb_status issue_own(const workshop *w, alb_eui64 id, smki_usage usage, smki_certificate **out,
                            alb_err *err)
{
    crypto_key *key = NULL;
    ALB_TRY(
        sim_device_key(gbcs_keys_crypto(w->keys), sim_list_seed(w->list, id), id, usage, false, &key, err));
    alb_status st = issue(w, id, usage, crypto_key_public(key), out, err);
    crypto_key_free(key);
    return st;
}

/* Most homes sleep through their lives without ever using most of their keys. */
static const crypto_key *find_key(void *ctx, smki_usage usage)
{
    resident *r = ctx;
    bool signs = usage == SMKI_USAGE_DIGITAL_SIGNATURE;
    crypto_key **key = signs ? &r->signing_key : &r->agreement_key;
    if (!*key) {
        alb_status st = sim_device_key(gbcs_keys_crypto(r->shop->keys), sim_list_seed(r->shop->list, r->id),
                                       r->id, usage, true, key, NULL);
        *key = st == ALB_OK ? *key : NULL;
    }
    return *key;
}

/* The certificate that a device came with is issued when a command asks it for it. */
static alb_status find_certificate(const void *ctx, alb_eui64 id, smki_usage usage, const crypto_key *key,
                                   smki_certificate **out)
{
    const crypto_pub *pub = crypto_key_public(key);
    return pub ? issue(ctx, id, usage, pub, out, NULL) : issue_own(ctx, id, usage, out, NULL);
}

alb_eui64 home_id_of(const home *h, int which)
{
    const sim_home *i = &h->identity;
    const alb_eui64 ids[RESIDENTS] = {
        [HUB] = i->hub,   [ESME] = i->esme,           [GPF] = i->gpf,
        [GSME] = i->gsme, [PPMID] = i->ppmid,         [HCALCS] = i->hcalcs,
        [SAPC] = i->sapc, [SPARE_HUB] = i->spare_hub, [SPARE_GPF] = i->spare_gpf};
    return ids[which];
}

uint16_t home_type_of(int which)
{
    static const uint16_t types[RESIDENTS] = {
        [HUB] = CAT_DEVICE_CHF,   [ESME] = CAT_DEVICE_ESME,     [GPF] = CAT_DEVICE_GPF,
        [GSME] = CAT_DEVICE_GSME, [PPMID] = CAT_DEVICE_PPMID,   [HCALCS] = CAT_DEVICE_HCALCS,
        [SAPC] = CAT_DEVICE_SAPC, [SPARE_HUB] = CAT_DEVICE_CHF, [SPARE_GPF] = CAT_DEVICE_GPF};
    return types[which];
}

bool home_has(const home *h, int which)
{
    return which <= PPMID || (which >= SPARE_HUB && alb_eui64_number(home_id_of(h, which)) != 0) ||
           (which == HCALCS && h->equipment.has_control) || (which == SAPC && h->equipment.has_sapc);
}

int home_hub(const home *h)
{
    return h->exchanged ? SPARE_HUB : HUB;
}

int home_gpf(const home *h)
{
    return h->exchanged ? SPARE_GPF : GPF;
}

alb_eui64 home_hub_id(const home *h)
{
    return home_id_of(h, home_hub(h));
}

bool home_is_there(const home *h, int which)
{
    bool is_hub = home_type_of(which) & (CAT_DEVICE_CHF | CAT_DEVICE_GPF);
    return is_hub ? which == home_hub(h) || which == home_gpf(h) : home_has(h, which);
}

alb_status home_exchange_hub(home *h, alb_err *err)
{
    if (h->exchanged) {
        return alb_fail(err, ALB_BUSY, NULL, 0, "the home has its spare hub already");
    }
    if (!home_has(h, SPARE_HUB) || !home_has(h, SPARE_GPF)) {
        return alb_fail(err, ALB_NOT_FOUND, NULL, 0, "the home has no spare hub");
    }
    waiting_release(&h->for_gas); /* goes with the hub that kept it */
    h->exchanged = home_resident(h, SPARE_HUB) && home_resident(h, SPARE_GPF);
    h->proxy_is_late = h->proxy_is_late && !h->exchanged; /* the new one hears when the meter wakes next */
    h->is_off = h->is_off && !h->exchanged;
    return h->exchanged ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a hub");
}

/* Electricity: what the meter is built as. A SAPC has two loads, and nothing but them. */
static void build_meter(const sim_equipment *e, int which, device_options *o)
{
    o->elements = e->is_twin ? 2 : 1;
    o->phases = e->is_polyphase ? 3 : 1;
    if (which == SAPC) {
        o->controllers[0] = o->controllers[1] = DEVICE_CONTROLLER_PROPORTIONAL;
    } else if (e->has_control) {
        o->boost = true;
        o->controllers[0] = DEVICE_CONTROLLER_SWITCH;
        o->controllers[1] = DEVICE_CONTROLLER_HCALCS;
        o->controllers[2] = DEVICE_CONTROLLER_PROPORTIONAL;
    }
}

/* A gas proxy comes with the hub: until it is handed over (6.21), the broker stands in for the supplier and
 * the network operator (smki.md 19.4). */
static void hold_broker(device_options *o, const sim_parties *parties)
{
    o->supplier_signing = o->operator_signing = parties->anchors.acb_signing;
    o->supplier_agreement = o->operator_agreement = parties->anchors.acb_agreement;
    o->supplier_prepayment = parties->anchors.acb_agreement;
}

/* A hub knows the DCC alone, the others the supplier and network operator too (gbcs-messages.md 14.1). */
static device_options options_of(const workshop *w, home *h, int which)
{
    device_options o = w->parties->anchors;
    o.clock = w->clock;
    o.certificates = (device_certificates){.find = find_certificate, .ctx = w};
    o.key_pairs = (device_key_pairs){.find = find_key, .ctx = &h->residents[which]};
    o.id = home_id_of(h, which);
    o.type = home_type_of(which);
    if (o.type == CAT_DEVICE_CHF) {
        o.supplier_signing = o.supplier_agreement = o.supplier_prepayment = NULL;
        o.operator_signing = o.operator_agreement = NULL;
        o.load_controller_signing = o.load_controller_agreement = NULL;
        return o;
    }
    o.wan_provider = NULL;
    if (o.type & (CAT_DEVICE_ESME | CAT_DEVICE_GSME | CAT_DEVICE_GPF)) {
        o.billing_day = w->billing_day;
        o.billed_until = w->started;
    }
    if (which != ESME && which != SAPC) {
        o.load_controller_signing = o.load_controller_agreement = NULL;
    }
    if (which == PPMID || which == HCALCS) {
        o.supplier_prepayment = o.operator_signing = o.operator_agreement = NULL;
        return o;
    }
    o.acb_signing = NULL;
    if (which == ESME || which == SAPC) {
        build_meter(&h->equipment, which, &o);
        o.mpxn = alb_span_str(h->identity.mpan);
        o.premises = sim_premises_of(&h->identity, &h->equipment, false);
    } else {
        bool is_handed_over = which == GPF && !w->as_delivered;
        if (o.type == CAT_DEVICE_GPF && !is_handed_over) {
            hold_broker(&o, w->parties);
        }
        o.mpxn = alb_span_str(h->identity.mprn);
        o.premises = sim_premises_of(&h->identity, &h->equipment, true);
        o.meter = h->identity.gsme;
    }
    return o;
}

/* The installer has been: they are on the hub's network, the display and the like with them. */
static void install(home *h, device *hub)
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
            (void)device_install(hub, h->shop->keys, installed[k].id);
        }
    }
}

alb_status home_move_in(home *h, int which, alb_err *err)
{
    resident *r = &h->residents[which];
    device *d = NULL;
    r->shop = h->shop;
    r->id = home_id_of(h, which);
    device_options o = options_of(h->shop, h, which);
    ALB_TRY(device_new(&o, &d, err));
    if (r->kept.len > 0) {
        alb_status st = device_restore(d, r->kept, err);
        if (st != ALB_OK) {
            device_free(d);
            return st;
        }
    } else if (which == HUB && !h->shop->as_delivered) {
        install(h, d);
    }
    r->device = d;
    home_note_state(h, which);
    return ALB_OK;
}

void home_move_out(home *h, int which)
{
    resident *r = &h->residents[which];
    device_free(r->device);
    crypto_key_free(r->signing_key);
    crypto_key_free(r->agreement_key);
    *r = (resident){.due = INT64_MAX};
}

bool home_is_resident(const home *h, int which)
{
    const resident *r = &h->residents[which];
    return which < EVERY_HOME || r->device || r->kept.len > 0;
}

static device *find_resident(home *h, int which)
{
    resident *r = &h->residents[which];
    if (!r->device && home_has(h, which)) {
        alb_status ignored = home_move_in(h, which, NULL);
        (void)ignored; /* without memory for it, it is not there for now */
    }
    return r->device;
}

/* What the gas meter told its proxy when it woke last; the meter is still as it was then. */
static void bring_proxy_up_to_date(home *h)
{
    device *meter = find_resident(h, GSME);
    device *proxy = find_resident(h, home_gpf(h));
    if (meter && proxy) {
        device_mirror(proxy, meter);
        h->proxy_is_late = false;
    }
}

device *home_resident(home *h, int which)
{
    h->touched = true; /* by whoever asks for it */
    if (h->proxy_is_late && (which == GSME || which == home_gpf(h))) {
        bring_proxy_up_to_date(h);
    }
    h->residents[which].touched = true;
    return find_resident(h, which);
}

int home_resident_of(sim_kind kind)
{
    static const int residents[] = {
        [SIM_HUB] = HUB,   [SIM_ESME] = ESME,           [SIM_GSME] = GSME,
        [SIM_GPF] = GPF,   [SIM_PPMID] = PPMID,         [SIM_HCALCS] = HCALCS,
        [SIM_SAPC] = SAPC, [SIM_SPARE_HUB] = SPARE_HUB, [SIM_SPARE_GPF] = SPARE_GPF};
    return residents[kind];
}

/* Nobody need move in for it. */
alb_status home_certificates(const home *h, const workshop *w, sim_kind kind, smki_certificate **signing,
                             smki_certificate **agreement, alb_err *err)
{
    int which = home_resident_of(kind);
    alb_eui64 id = home_id_of(h, which);
    if (!home_has(h, which)) {
        return alb_fail(err, ALB_NOT_FOUND, NULL, 0, "the home has no such device");
    }
    ALB_TRY(issue_own(w, id, SMKI_USAGE_DIGITAL_SIGNATURE, signing, err));
    alb_status st = issue_own(w, id, SMKI_USAGE_KEY_AGREEMENT, agreement, err);
    if (st != ALB_OK) {
        smki_certificate_free(*signing);
        *signing = NULL;
    }
    return st;
}
