/* 8.2 Read Inventory: what the inventory knows of a device and of those on its hub (dcc-services.md 7.1). */
#include "dcc_internal.h"

#include "installer.h"

#include "base/text.h"
#include "catalogue/use_case.h"

#include <stdio.h>

enum { MAX_DEVICES = 17 }; /* what one answer carries */

typedef struct inventory_query {
    dcc_case *c;
    alb_span id, mpxn;
    dcc_device_record devices[MAX_DEVICES];
    const char *listed[MAX_DEVICES]; /* status on the products list; NULL: not on it */
    size_t n;
    bool is_responsible;
} inventory_query;

static void put_first(inventory_query *q, alb_eui64 id)
{
    for (size_t i = 1; i < q->n; i++) {
        if (alb_eui64_equal(q->devices[i].id, id)) {
            dcc_device_record first = q->devices[0];
            q->devices[0] = q->devices[i];
            q->devices[i] = first;
        }
    }
}

/* The device that was asked for stands first, then the others of its hub. */
static alb_status find_devices(store_tx *tx, inventory_query *q, alb_err *err)
{
    alb_arena *arena = q->c->worker->arena;
    dcc_device_record *first = &q->devices[0];
    alb_eui64 id;
    if (q->id.len > 0 && alb_eui64_parse(q->id, &id)) {
        alb_status st = dcc_device_read(tx, id, arena, first, err);
        if (st != ALB_OK) {
            return st == ALB_NOT_FOUND ? ALB_OK : st;
        }
    } else {
        ALB_TRY(dcc_devices_with_mpxn(tx, q->mpxn, arena, first, 1, &q->n, err));
        if (q->n == 0) {
            return ALB_OK;
        }
        id = first->id;
    }
    ALB_TRY(dcc_devices_of_hub(tx, first->hub, arena, q->devices, MAX_DEVICES, &q->n, err));
    put_first(q, id);
    return ALB_OK;
}

/* Present and future suppliers may read, and Other Users; a device that waits for its installation is open to
 * whoever installs it. */
/* Of a hub that nobody has a meter on yet, its installer. */
static alb_status installs(store_tx *tx, const inventory_query *q, bool *out, alb_err *err)
{
    dcc_links links;
    ALB_TRY(dcc_links_of(tx, &q->devices[0], &links, err));
    ALB_TRY(dcc_is_installer_of(tx, q->devices[0].id, q->c->document.request_id.originator, out, err));
    *out = *out && links.n == 0;
    return ALB_OK;
}

static alb_status find_responsibility(store_tx *tx, inventory_query *q, alb_err *err)
{
    const dcc_case *c = q->c;
    uint16_t roles = 0;
    bool is_installer = false;
    ALB_TRY(dcc_registered_roles(tx, c->document.request_id.originator, c->roles, &q->devices[0], c->now,
                                 true, &roles, err));
    ALB_TRY(installs(tx, q, &is_installer, err));
    q->is_responsible =
        roles != 0 || is_installer || c->roles & CAT_USER_OU || strcmp(q->devices[0].status, "Pending") == 0;
    return ALB_OK;
}

/* After the devices are in their order. */
static alb_status find_listed(store_tx *tx, inventory_query *q, alb_err *err)
{
    for (size_t i = 0; i < q->n; i++) {
        ALB_TRY(dcc_product_status(tx, &q->devices[i], q->c->worker->arena, &q->listed[i], err));
    }
    return ALB_OK;
}

static alb_status query_inventory(store_tx *tx, void *ctx, alb_err *err)
{
    inventory_query *q = ctx;
    ALB_TRY(dcc_replay_check(tx, &q->c->document.request_id, err));
    ALB_TRY(find_devices(tx, q, err));
    ALB_TRY(find_listed(tx, q, err));
    return q->n > 0 ? find_responsibility(tx, q, err) : ALB_OK;
}

static alb_status take_counter(store_tx *tx, void *ctx, alb_err *err)
{
    return dcc_replay_take(tx, &((dcc_case *)ctx)->document.request_id, err);
}

/* --- the payload --- */

static void write_text(alb_buf *out, const char *element, const char *text)
{
    if (text && text[0]) {
        alb_buf_printf(out, "<sr:%s>", element);
        xml_write_escaped(out, alb_span_str(text));
        alb_buf_printf(out, "</sr:%s>", element);
    }
}

static void write_device(alb_buf *out, const dcc_device_record *d, const char *listed)
{
    char id[ALB_EUI64_TEXT];
    bool has_status = !(d->type & (CAT_DEVICE_IHD | CAT_DEVICE_CAD)); /* type 2 devices have none */
    bool is_sapc = d->type == CAT_DEVICE_SAPC; /* no type of its own in DUIS (duis.md 1) */
    alb_buf_add_text(out, "<sr:Device>");
    write_text(out, "DeviceID", alb_eui64_dashed(d->id, id));
    write_text(out, "DeviceType", is_sapc ? "ESME" : cat_device_name(d->type));
    write_text(out, "DeviceStatus", has_status ? d->status : NULL);
    alb_buf_add_text(out, "<sr:DeviceManufacturer>");
    xml_write_escaped(out, alb_span_str(d->manufacturer));
    alb_buf_add_text(out, "</sr:DeviceManufacturer><sr:DeviceModel>");
    xml_write_escaped(out, alb_span_str(d->model));
    alb_buf_add_text(out, "</sr:DeviceModel>");
    write_text(out, "DeviceFirmwareVersion", d->firmware);
    /* A firmware version is an entry of its own: both say the same. */
    write_text(out, "DeviceFirmwareVersionStatus", listed);
    write_text(out, "CPLStatus", listed);
    if (d->commissioned_at != ALB_TIME_NONE) {
        alb_date_time t = alb_time_split(d->commissioned_at);
        alb_buf_printf(out, "<sr:DateCommissioned>%04d-%02d-%02dZ</sr:DateCommissioned>", t.year, t.month,
                       t.day);
    }
    write_text(out, "ImportMPxN", d->mpxn);
    write_text(out, "SecondaryImportMPAN", d->secondary_mpan);
    write_text(out, "ExportMPAN", d->export_mpan);
    write_text(out, "ESMEVariant", d->esme_variant);
    if (d->gbcs_version > 0) {
        alb_buf_printf(out, "<sr:DeviceGBCSVersion>%u.%u</sr:DeviceGBCSVersion>", d->gbcs_version / 10U,
                       d->gbcs_version % 10U);
    }
    alb_buf_add_text(out, "</sr:Device>");
}

static bool answer(dcc_case *c, const inventory_query *q)
{
    alb_buf payload;
    alb_buf_init(&payload, 65536);
    alb_buf_add_text(&payload, "<sr:DSPInventory>");
    for (size_t i = 0; i < q->n; i++) {
        write_device(&payload, &q->devices[i], q->listed[i]);
    }
    alb_buf_add_text(&payload, "</sr:DSPInventory>");
    c->octets = alb_arena_copy(c->worker->arena, alb_buf_span(&payload));
    bool is_good = payload.st == ALB_OK && c->octets.ptr;
    alb_buf_release(&payload);
    if (!is_good) {
        alb_err err = {.code = ALB_NO_MEMORY, .detail = "no memory for the inventory's answer"};
        return dcc_refuse_failure(c, ALB_NO_MEMORY, &err);
    }
    c->code = "I0";
    c->answer = DCC_ANSWER_PAYLOAD;
    return true;
}

bool dcc_read_inventory(dcc_case *c)
{
    inventory_query q = {.c = c,
                         .id = duis_text(&c->document, c->document.body, "DeviceID"),
                         .mpxn = duis_text(&c->document, c->document.body, "MPxN")};
    if (q.id.len == 0 && q.mpxn.len == 0) {
        return dcc_refuse(c, "E080202", "the inventory is not kept by UPRN or address");
    }
    alb_err err = {.code = ALB_OK};
    alb_status st = store_read(c->dcc->store, query_inventory, &q, &err);
    if (st == ALB_OK && q.n > 0 && q.is_responsible) {
        st = store_write(c->dcc->store, take_counter, c, &err);
    }
    if (st == ALB_REPLAYED) {
        return dcc_refuse(c, "E49", "%s", err.detail);
    }
    if (st != ALB_OK) {
        return dcc_refuse_failure(c, st, &err);
    }
    if (q.n == 0) {
        return dcc_refuse(c, "E080201", "nothing found");
    }
    return q.is_responsible ? answer(c, &q)
                            : dcc_refuse(c, "E4", "the User is not registered for this device");
}
