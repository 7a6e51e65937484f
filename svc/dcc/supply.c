/* What the end of somebody's registration does (registration-and-supply.md 6.2, 6.3): from its date on access
 * control refuses, for it asks registration data each time; what was arranged before goes, and whoever
 * arranged it is told (N5, N8). And what a changed supplier on a device tells the one before (N27). */
#include "dcc_internal.h"

#include "catalogue/use_case.h"

enum { MAX_DEVICES = 17, AT_A_TIME = 48 };

typedef struct ending {
    dcc_worker *worker;
    alb_time now, due_at;
    char mpxn[REGISTRATION_MPXN_MAX + 1];
    dcc_device_record devices[MAX_DEVICES];
    size_t n;
    bool again; /* something stays for the rest of this day alone */
    dcc_removals removals;
    dcc_batch *alerts;
    int64_t first_id;
} ending;

/* --- who still may --- */

/* By the same rules as when it was arranged. */
static alb_status keeps(store_tx *tx, ending *e, const dcc_device_record *d, const dcc_removal *r, bool *out,
                        alb_err *err)
{
    const cat_service_request *srv = cat_service_request_find(alb_span_str(r->srv));
    uint16_t roles = 0;
    uint16_t registered = 0;
    uint16_t today = 0;
    *out = false;
    if (!srv) {
        return ALB_OK;
    }
    ALB_TRY(dcc_party_roles(tx, r->user, &roles, err));
    roles &= srv->users;
    ALB_TRY(dcc_registered_roles(tx, r->user, roles, d, e->now, false, &registered, err));
    ALB_TRY(dcc_registered_for(tx, srv, r->user, roles, d, e->now, &today, err));
    *out = registered != 0 || today != 0 || (roles & CAT_USER_OU);
    e->again = e->again || (registered == 0 && today != 0);
    return ALB_OK;
}

static alb_status strike_out(store_tx *tx, ending *e, const dcc_device_record *d, alb_err *err)
{
    dcc_removals *r = &e->removals;
    size_t kept = 0;
    for (size_t i = 0; i < r->n && kept < AT_A_TIME; i++) {
        bool stays = false;
        ALB_TRY(keeps(tx, e, d, &r->list[i], &stays, err));
        if (!stays) {
            r->list[kept++] = r->list[i];
        }
    }
    r->n = kept;
    return ALB_OK;
}

/* The meters of the meter point, and what hangs on them without one of its own. */
static alb_status find_devices(store_tx *tx, ending *e, alb_err *err)
{
    alb_arena *arena = e->worker->arena;
    size_t n = 0;
    ALB_TRY(dcc_devices_with_mpxn(tx, alb_span_str(e->mpxn), arena, e->devices, MAX_DEVICES, &e->n, err));
    dcc_device_record *home = alb_arena_array(arena, MAX_DEVICES, sizeof *home);
    if (!home) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for devices");
    }
    if (e->n > 0 && alb_eui64_number(e->devices[0].hub) != 0) {
        ALB_TRY(dcc_devices_of_hub(tx, e->devices[0].hub, arena, home, MAX_DEVICES, &n, err));
    }
    for (size_t i = 0; i < n && e->n < MAX_DEVICES; i++) {
        if (!home[i].mpxn && !home[i].secondary_mpan && !home[i].export_mpan) {
            e->devices[e->n++] = home[i];
        }
    }
    return ALB_OK;
}

/* The first device with something that goes; one at a time. */
static alb_status find_due(store_tx *tx, void *ctx, alb_err *err)
{
    ending *e = ctx;
    ALB_TRY(registration_next_due(tx, e->now, &e->due_at, e->mpxn, err));
    ALB_TRY(find_devices(tx, e, err));
    for (size_t i = 0; i < e->n; i++) {
        e->removals = (dcc_removals){.schedule_alert = "N5", .request_alert = "N8", .code = "E4"};
        ALB_TRY(dcc_removals_find(tx, e->devices[i].id, e->worker->arena, &e->removals, err));
        ALB_TRY(strike_out(tx, e, &e->devices[i], err));
        if (e->removals.n > 0) {
            break;
        }
    }
    return ALB_OK;
}

static alb_status record(store_tx *tx, void *ctx, alb_err *err)
{
    ending *e = ctx;
    if (e->removals.n == 0) {
        alb_time local = e->now + alb_london_offset(e->now);
        alb_time next = local - local % ALB_DAYS(1) + ALB_DAYS(1);
        ALB_TRY(registration_end_due(tx, e->due_at, e->mpxn, err));
        /* A second after the next midnight, when that day is over for them, too. */
        return e->again
                   ? registration_add_due(tx, next - alb_london_offset(next) + ALB_SECONDS(1), e->mpxn, err)
                   : ALB_OK;
    }
    ALB_TRY(dcc_removals_make(tx, &e->removals, err));
    for (size_t i = 0; i < e->removals.n; i++) {
        const dcc_removal *r = &e->removals.list[i];
        ALB_TRY(dcc_audit(tx, e->now, r->is_schedule ? "schedule-removed" : "request-removed", &r->user,
                          &e->removals.device, err, "%s: registration for %s ended", r->srv, e->mpxn));
    }
    return dcc_outcomes_write(tx, e->alerts->list, e->alerts->n, e->first_id, e->now, err);
}

static alb_status apply(ending *e, alb_err *err)
{
    dcc *d = e->worker->dcc;
    e->alerts = alb_arena_alloc(e->worker->arena, sizeof *e->alerts);
    if (!e->alerts) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for alerts");
    }
    alb_status st = dcc_removals_tell(e->worker, &e->removals, e->alerts, err);
    if (st == ALB_OK) {
        st = dcc_sequence_take(d, e->alerts->n + 1, &e->first_id, err);
    }
    if (st == ALB_OK) {
        st = store_write(d->store, record, e, err);
    }
    dcc_outcomes_release(e->alerts->list, e->alerts->n);
    if (st == ALB_OK && e->removals.n > 0) {
        dcc_deliverer_wake(d->deliverer);
    }
    return st;
}

bool dcc_apply_registration(dcc_worker *w)
{
    ending e = {.worker = w, .now = alb_now(w->dcc->clock)};
    alb_err err = {.code = ALB_OK};
    alb_status st = store_read(w->dcc->store, find_due, &e, &err);
    bool any = st == ALB_OK;
    if (any) {
        (void)pthread_rwlock_rdlock(&w->dcc->keys_lock);
        st = apply(&e, &err);
        (void)pthread_rwlock_unlock(&w->dcc->keys_lock);
    }
    if (st != ALB_OK && st != ALB_NOT_FOUND) {
        alb_log_event(w->dcc->log, ALB_LOG_ERROR, "registration-not-applied", "detail=\"%s\"", err.detail);
        any = false;
    }
    alb_arena_reset(w->arena);
    return any;
}

/* --- 6.23 was carried out --- */

typedef struct old_suppliers {
    const dcc_device_record *device;
    alb_time now;
    alb_eui64 list[DCC_RECIPIENTS];
    size_t n;
} old_suppliers;

static alb_status find_old(store_tx *tx, void *ctx, alb_err *err)
{
    old_suppliers *o = ctx;
    dcc_links links;
    ALB_TRY(dcc_links_of(tx, o->device, &links, err));
    return registration_last_suppliers(tx, links.list, links.n, o->now, o->list, DCC_RECIPIENTS, &o->n, err);
}

alb_status dcc_tell_old_supplier(dcc_device_message *m, dcc_batch *batch, alb_err *err)
{
    const dcc_device_record *d = &m->device;
    dcc_worker *w = m->worker;
    old_suppliers o = {.device = d, .now = alb_now(w->dcc->clock)};
    if (!d->mpxn) {
        return ALB_OK;
    }
    ALB_TRY(store_read(w->dcc->store, find_old, &o, err));
    char id[ALB_EUI64_TEXT];
    char payload[512];
    alb_wr text = alb_wr_init(payload, sizeof payload);
    alb_wr_printf(&text,
                  "<sr:ChangeOfSupplier><sr:DeviceChangeOfSupplier><sr:DeviceID>%s</sr:DeviceID>"
                  "<sr:DeviceType>%s</sr:DeviceType><sr:MPxNs><sr:ImportMPxN>%s</sr:ImportMPxN></sr:MPxNs>"
                  "</sr:DeviceChangeOfSupplier></sr:ChangeOfSupplier>",
                  alb_eui64_dashed(d->id, id), d->type == CAT_DEVICE_SAPC ? "ESME" : cat_device_name(d->type),
                  d->mpxn);
    for (size_t i = 0; i < o.n; i++) {
        if (!alb_eui64_equal(o.list[i], m->request.request_id.originator)) {
            ALB_TRY(dcc_alert_user(w, o.list[i], d->id, "N27", alb_wr_span(&text), batch, err));
        }
    }
    return ALB_OK;
}
