#include "partner.h"

#include "catalogue/use_case.h"

enum {
    METERS = CAT_DEVICE_ESME | CAT_DEVICE_GSME,
    HUB_PARTS = CAT_DEVICE_CHF | CAT_DEVICE_GPF,
    TYPE_2 = CAT_DEVICE_IHD | CAT_DEVICE_CAD,
    MOST_ON_A_HUB = 16,
    MPAN_DIGITS = 13
};

typedef struct partner {
    const dcc_case *c;
    alb_eui64 id;
    alb_span mpxn;
    bool is_known, is_registered;
    int64_t n_on_hub;
    dcc_device_record device;
} partner;

/* Element that names the device, by service; NULL: none does. */
static const char *element_of(const dcc_case *c)
{
    const char *srv = c->document.srv->srv;
    return strcmp(srv, "8.11") == 0                                       ? "DeviceID"
           : strncmp(srv, "8.7.", 4) == 0 || strncmp(srv, "8.8.", 4) == 0 ? "OtherDeviceID"
                                                                          : NULL;
}

static alb_status count_on_hub(store_tx *tx, partner *p, alb_err *err)
{
    store_value params[] = {dcc_eui(p->c->device.id), store_int(HUB_PARTS), dcc_eui(p->id)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT count(*) FROM device WHERE hub = $1 AND (type & $2) = 0 AND id <> $3 AND"
                        " status <> 'Decommissioned'",
                        params, ALB_COUNT(params), &rows, err));
    p->n_on_hub = store_next(rows) ? store_column(rows, 0).integer : 0;
    return store_rows_end(rows, err);
}

static alb_status find_registration(store_tx *tx, partner *p, alb_err *err)
{
    const dcc_case *c = p->c;
    const char *mpxn = alb_arena_string(c->worker->arena, p->mpxn);
    if (!mpxn) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a meter point");
    }
    const registration_link link = {.mpxn = mpxn};
    uint16_t roles = 0;
    ALB_TRY(registration_roles(tx, c->document.request_id.originator, CAT_USER_IS | CAT_USER_GS, &link, 1,
                               c->now, ALB_TIME_NONE, &roles, err));
    p->is_registered = roles != 0;
    return ALB_OK;
}

static alb_status read_partner(store_tx *tx, void *ctx, alb_err *err)
{
    partner *p = ctx;
    alb_status st = dcc_device_read(tx, p->id, p->c->worker->arena, &p->device, err);
    p->is_known = st == ALB_OK;
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    ALB_TRY(count_on_hub(tx, p, err));
    return find_registration(tx, p, err);
}

/* NOT_FOUND: the request names no second device. */
static alb_status find(const dcc_case *c, partner *p, alb_err *err)
{
    const duis_document *d = &c->document;
    const char *element = element_of(c);
    *p = (partner){.c = c, .mpxn = duis_text(d, d->body, "AddDeviceToCHFWhitelist/ImportMPxN")};
    if (!element || !alb_eui64_parse(duis_text(d, d->body, element), &p->id)) {
        return ALB_NOT_FOUND;
    }
    /* While the request is judged there is a snapshot already. */
    return c->snapshot ? read_partner(c->snapshot, p, err) : store_read(c->dcc->store, read_partner, p, err);
}

/* --- 8.11 --- */

static bool is_elsewhere(const partner *p)
{
    static const alb_eui64 no_hub = {{0}};
    return strcmp(p->device.status, "Pending") != 0 && strcmp(p->device.status, "Decommissioned") != 0 &&
           !alb_eui64_equal(p->device.hub, no_hub) && !alb_eui64_equal(p->device.hub, p->c->device.id);
}

static bool check_meter_point(dcc_case *c, const partner *p)
{
    const duis_document *d = &c->document;
    bool is_meter = p->device.type & METERS;
    bool is_esme = p->device.type == CAT_DEVICE_ESME;
    if (is_meter != (p->mpxn.len > 0) || (is_meter && is_esme != (p->mpxn.len == MPAN_DIGITS))) {
        return dcc_refuse(c, "E081106", "a meter is listed with its meter point, and nothing else is");
    }
    if (is_meter && !p->is_registered) {
        return dcc_refuse(c, "E081107", "the meter point is not registered to the User");
    }
    bool has_second = duis_text(d, d->body, "AddDeviceToCHFWhitelist/SecondaryImportMPAN").len > 0;
    bool has_export = duis_text(d, d->body, "AddDeviceToCHFWhitelist/ExportMPAN").len > 0;
    bool is_twin = p->device.esme_variant && strchr(p->device.esme_variant, 'B');
    return !((has_second && !is_twin) || (has_export && !is_esme)) ||
           dcc_refuse(c, "E081108", "the other meter points do not fit the device");
}

static bool check_listing(dcc_case *c, const partner *p)
{
    const duis_document *d = &c->document;
    if (!p->is_known) {
        return dcc_refuse(c, "E081101", "the device was not pre-notified");
    }
    if (!alb_span_is(duis_text(d, d->body, "RequestType"), "Add")) {
        return true;
    }
    static const char *const gone[] = {"Decommissioned", "Withdrawn"};
    static const char *const held[] = {"Suspended", "Recovery", "Recovered"};
    if (dcc_is_one_of(p->device.status, gone, ALB_COUNT(gone))) {
        return dcc_refuse(c, "E081101", "the device is out of use and was not pre-notified again");
    }
    if (dcc_is_one_of(p->device.status, held, ALB_COUNT(held))) {
        return dcc_refuse(c, "E5", "a device that is %s is not listed", p->device.status);
    }
    bool is_open = c->roles != CAT_USER_OU || p->device.type & TYPE_2;
    if (p->device.type & HUB_PARTS || !is_open) {
        return dcc_refuse(c, "E081110", "this type of device cannot be listed by this User");
    }
    if (is_elsewhere(p)) {
        return dcc_refuse(c, "E081104", "the device is on another hub");
    }
    if (p->n_on_hub >= MOST_ON_A_HUB) {
        return dcc_refuse(c, "E081105", "the hub has as many devices as it can");
    }
    return check_meter_point(c, p);
}

/* --- 8.7, 8.8 --- */

static bool check_join(dcc_case *c, const partner *p)
{
    static const struct {
        const char *srv, *unknown, *unfit;
    } codes[] = {{"8.7.1", "E080702", "E080702"},
                 {"8.7.2", "E080721", "E080722"},
                 {"8.8.1", "E080801", "E080801"},
                 {"8.8.2", "E080821", "E080822"}};
    size_t i = 0;
    while (i + 1 < ALB_COUNT(codes) && strcmp(codes[i].srv, c->document.srv->srv) != 0) {
        i++;
    }
    if (!p->is_known) {
        return dcc_refuse(c, codes[i].unknown, "the other device is not in the inventory");
    }
    if (!alb_eui64_equal(p->device.hub, c->device.hub)) {
        return dcc_refuse(c, codes[i].unfit, "the other device is not on the same hub");
    }
    bool is_open = c->roles != CAT_USER_OU || p->device.type & TYPE_2;
    return is_open || dcc_refuse(c, codes[i].unfit, "Other Users join devices of type 2 alone");
}

bool dcc_check_partner(dcc_case *c)
{
    partner p;
    alb_err err = {.code = ALB_OK};
    alb_status st = find(c, &p, &err);
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND || dcc_refuse_failure(c, st, &err);
    }
    return strcmp(c->document.srv->srv, "8.11") == 0 ? check_listing(c, &p) : check_join(c, &p);
}

alb_status dcc_partner_context(const dcc_case *c, duis_context *context, alb_err *err)
{
    partner p;
    alb_status st = find(c, &p, err);
    if (st != ALB_OK || !p.is_known) {
        return st == ALB_NOT_FOUND ? ALB_OK
               : st != ALB_OK
                   ? st
                   : alb_fail(err, ALB_BAD_VALUE, "DUIS 9.2", 0, "the other device is not in the inventory");
    }
    const smki_identity *key = smki_keystore_find(c->dcc->keys, p.id, SMKI_SLOT_KEY_AGREEMENT);
    context->has_other_device = true;
    context->other_device = p.id;
    context->other_device_type = p.device.type;
    context->other_device_certificate =
        key && key->certificate ? smki_certificate_der(key->certificate) : (alb_span){0};
    return ALB_OK;
}
