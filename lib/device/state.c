/* The state that commands and time made, as octets and back. Big-endian; the version comes first. */
#include "auxiliary.h"
#include "date_time.h"
#include "device_internal.h"
#include "esme.h"
#include "gas.h"

#include <stdlib.h>

enum { STATE_VERSION = 9, FIXED_PART = 256 };

alb_status device_save(const device *d, alb_buf *out, alb_err *err)
{
    uint8_t fixed[FIXED_PART];
    alb_wr w = alb_wr_init(fixed, sizeof fixed);
    alb_wr_u8(&w, STATE_VERSION);
    alb_wr_bytes(&w, alb_eui64_span(&d->id));
    alb_wr_be64(&w, d->counter);
    for (size_t i = 0; i < ALB_COUNT(d->executed.by_role); i++) {
        alb_wr_be64(&w, d->executed.by_role[i]);
    }
    alb_wr_be64(&w, d->executed.supplier_top_up);
    alb_wr_be64(&w, (uint64_t)d->outage_since);
    alb_wr_be64(&w, (uint64_t)d->refusals_since);
    alb_wr_be32(&w, d->refusals);
    alb_wr_be64(&w, d->asked);
    alb_wr_u8(&w, d->is_closed);
    alb_wr_u8(&w, d->tampered);
    alb_wr_u8(&w, d->tamper_told);
    alb_wr_be64(&w, (uint64_t)d->billed);
    for (size_t i = 0; i < DEVICE_PHASES; i++) {
        alb_wr_be64(&w, (uint64_t)d->phase_lost[i]);
    }
    alb_buf_add(out, alb_wr_span(&w));
    own_clock clock = d->own_clock;
    own_clock_walk(&(codec){.out = out}, &clock);
    anchors_save(&d->anchors, out);
    own_credentials_save(&d->own, out);
    supply_save(&d->supply, out);
    settings_save(&d->settings, out);
    pendings_save(&d->pendings, out);
    deferrals_save(&d->deferrals, out);
    partners_save(&d->partners, out);
    firmware_save(&d->firmware, out);
    faults_save(&d->faults, out);
    if (d->han) {
        device_log_save(d->han, out);
    }
    alb_buf_add_u8(out, d->auxiliary != NULL);
    if (d->auxiliary) {
        auxiliary_save(d->auxiliary, out);
    }
    alb_buf_add_u8(out, d->esme != NULL);
    if (d->esme) {
        esme_save(d->esme, out);
    }
    alb_buf_add_u8(out, d->gas != NULL);
    if (d->gas) {
        gas_save(d->gas, out);
    }
    event_log_save(&d->events, out);
    event_log_save(&d->security, out);
    event_log_save(&d->power, out);
    event_log_save(&d->meter_events, out);
    event_log_save(&d->meter_security, out);
    return out->st == ALB_OK ? ALB_OK : alb_fail(err, out->st, NULL, 0, "no room for the state of a device");
}

static void read_counters(alb_rd *r, gbcs_execution_counters *c)
{
    for (size_t i = 0; i < ALB_COUNT(c->by_role); i++) {
        c->by_role[i] = alb_rd_be64(r);
    }
    c->supplier_top_up = alb_rd_be64(r);
}

static void read_state(alb_rd *r, device *d)
{
    alb_eui64 id = alb_rd_eui64(r);
    if (!alb_eui64_equal(id, d->id)) {
        alb_rd_fail(r, ALB_MISMATCH);
    }
    d->counter = alb_rd_be64(r);
    read_counters(r, &d->executed);
    d->outage_since = date_time_restore(r);
    d->refusals_since = date_time_restore(r);
    d->refusals = alb_rd_be32(r);
    d->asked = alb_rd_be64(r);
    d->is_closed = alb_rd_u8(r) != 0;
    d->tampered = alb_rd_u8(r);
    d->tamper_told = alb_rd_u8(r);
    d->billed = date_time_restore(r);
    for (size_t i = 0; i < DEVICE_PHASES; i++) {
        d->phase_lost[i] = date_time_restore(r);
    }
    own_clock_walk(&(codec){.in = r}, &d->own_clock);
    anchors_restore(&d->anchors, r);
    own_credentials_restore(&d->own, r);
    device_take_keys(d);
    supply_restore(&d->supply, r);
    settings_restore(&d->settings, r);
    pendings_restore(&d->pendings, r);
    deferrals_restore(&d->deferrals, r);
    partners_restore(&d->partners, r);
    firmware_restore(&d->firmware, r);
    faults_restore(&d->faults, r);
    if (d->han) {
        device_log_restore(d->han, r);
    }
    if (alb_rd_u8(r) != 0) {
        d->auxiliary = calloc(1, sizeof *d->auxiliary);
        if (!d->auxiliary) {
            alb_rd_fail(r, ALB_NO_MEMORY);
            return;
        }
        auxiliary_restore(d->auxiliary, r);
    }
    if (alb_rd_u8(r) != 0) {
        d->esme = calloc(1, sizeof *d->esme);
        if (!d->esme) {
            alb_rd_fail(r, ALB_NO_MEMORY);
            return;
        }
        esme_restore(d->esme, r);
    }
    if (alb_rd_u8(r) != 0) {
        d->gas = calloc(1, sizeof *d->gas);
        if (!d->gas) {
            alb_rd_fail(r, ALB_NO_MEMORY);
            return;
        }
        gas_restore(d->gas, r);
    }
    event_log_restore(&d->events, r);
    event_log_restore(&d->security, r);
    event_log_restore(&d->power, r);
    event_log_restore(&d->meter_events, r);
    event_log_restore(&d->meter_security, r);
}

/* What refers to another device, or to a state that never was, changes nothing. */
alb_status device_restore(device *d, alb_span state, alb_err *err)
{
    alb_rd r = alb_rd_init(state);
    device next = *d;
    if (d->han) {
        next.han = calloc(1, sizeof *next.han);
        if (!next.han) {
            return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a device log");
        }
    }
    next.supply = (supply){.premises = d->supply.premises, .is_gas = d->supply.is_gas};
    next.esme = NULL;
    memset(next.anchors.replaced, 0, sizeof next.anchors.replaced);
    anchors_release(&next.anchors);
    next.own = (own_credentials){.made = {d->own.made[OWN_SIGNING], d->own.made[OWN_AGREEMENT]}};
    next.deferrals = (deferrals){0};
    next.partners = (partners){0};
    next.faults = (faults){.n_held = 0};
    next.gas = NULL;
    next.auxiliary = NULL;
    next.settings = (settings){0};
    next.pendings = (pendings){0};
    next.events = next.security = next.power = next.meter_events = next.meter_security = (event_log){0};
    if (alb_rd_u8(&r) != STATE_VERSION) {
        alb_rd_fail(&r, ALB_UNSUPPORTED);
    }
    if (r.st == ALB_OK) {
        read_state(&r, &next);
    }
    alb_status st = alb_rd_end(&r);
    device_release(st == ALB_OK ? d : &next);
    if (st != ALB_OK) {
        return alb_fail(err, st, NULL, alb_rd_offset(&r), "this is not the state of such a device");
    }
    *d = next;
    return ALB_OK;
}
