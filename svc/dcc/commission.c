/* Devices are commissioned: meters by their clock (8.1.1), others by being joined to a meter on both sides
 * (8.7; dcc-services.md 7.4, 8). */
#include "effect.h"
#include "notice.h"

#include "catalogue/use_case.h"
#include "gbcs/content.h"

enum { METERS = CAT_DEVICE_ESME | CAT_DEVICE_GSME, TYPE_1 = CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS };

/* --- 8.1.1 --- */

/* N16 to network parties and the export supplier: whose meter it is. */
static alb_status tell_identity(store_tx *tx, const dcc_brief *b, alb_time now, alb_err *err)
{
    char change[512];
    char payload[DCC_NOTICE_MAX];
    dcc_device_record device = dcc_brief_record(b);
    if (!device.mpxn) {
        return ALB_OK;
    }
    alb_wr inner = alb_wr_init(change, sizeof change - 1);
    alb_wr_text(&inner, "<sr:MeterIdentity><sr:MeterMPxNs>");
    dcc_write_mpxns(&inner, &device);
    alb_wr_text(&inner, "</sr:MeterMPxNs>");
    if (device.esme_variant) {
        alb_wr_printf(&inner, "<sr:ESMEVariant>%s</sr:ESMEVariant>", device.esme_variant);
    }
    alb_wr_text(&inner, "</sr:MeterIdentity>");
    ALB_TRY(inner.st);
    change[inner.pos] = '\0';
    alb_wr w = alb_wr_init(payload, sizeof payload);
    dcc_write_status_change(&w, b->id, change);
    dcc_notice notice = {.code = "N16", .device = b->id, .payload = alb_wr_span(&w)};
    return dcc_notify_registered(tx, &notice, CAT_USER_ED | CAT_USER_GT | CAT_USER_ES, NULL, now, err);
}

alb_status dcc_effect_commissioned(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    dcc_brief b;
    alb_status st = dcc_brief_read(tx, o->device, &b, err);
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    bool is_new = strcmp(b.status, "Whitelisted") == 0 || strcmp(b.status, "InstalledNotCommissioned") == 0;
    if (!is_new) {
        return ALB_OK;
    }
    ALB_TRY(dcc_device_set_status(tx, o->device, "Commissioned", "8.1.1", now, err));
    ALB_TRY(dcc_duties_open(tx, o->device, now, err));
    return tell_identity(tx, &b, now, err);
}

/* --- joins --- */

alb_eui64 dcc_join_partner(const dcc_worker *w, alb_span command)
{
    alb_eui64 partner = {{0}};
    gbcs_message m;
    cat_tree content;
    cat_tree_init(&content, w->arena, 0);
    if (gbcs_message_parse(command, &m, NULL) != ALB_OK || !m.use_case ||
        gbcs_content_decode(&m, NULL, &content, NULL) != ALB_OK) {
        return partner;
    }
    const cat_value *id = dcc_member(&content, "OtherDeviceEntityId");
    if (id && id->bytes.len == sizeof partner.octets) {
        memcpy(partner.octets, id->bytes.ptr, sizeof partner.octets);
    }
    return partner;
}

static alb_status has_pairing(store_tx *tx, alb_eui64 device, alb_eui64 other, bool *out, alb_err *err)
{
    store_value params[] = {dcc_eui(device), dcc_eui(other)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT 1 FROM pairing WHERE device = $1 AND other = $2", params, 2, &rows, err));
    *out = store_next(rows);
    return store_rows_end(rows, err);
}

/* N58: the meter has another auxiliary load control switch. */
static alb_status tell_switch(store_tx *tx, const dcc_brief *esme, alb_time now, alb_err *err)
{
    char payload[DCC_NOTICE_MAX];
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_text(&w, "<sr:ALCSHCALCSConfigurationChange>");
    dcc_write_eui(&w, "ESMEDeviceID", esme->id);
    if (esme->esme_variant[0]) {
        alb_wr_printf(&w, "<sr:ESMEVariant>%s</sr:ESMEVariant>", esme->esme_variant);
    }
    alb_wr_text(&w, "</sr:ALCSHCALCSConfigurationChange>");
    dcc_notice notice = {.code = "N58", .device = esme->id, .payload = alb_wr_span(&w)};
    return dcc_notify_registered(tx, &notice, CAT_USER_IS | CAT_USER_ED, NULL, now, err);
}

/* Joined on both sides: the one that is no meter is commissioned; the gas proxy with its gas meter. */
static alb_status commission_pair(store_tx *tx, const dcc_brief *a, const dcc_brief *b, alb_time now,
                                  alb_err *err)
{
    bool is_gas = a->type == CAT_DEVICE_GPF && b->type == CAT_DEVICE_GSME;
    bool is_type_1 = a->type & TYPE_1 && b->type & METERS;
    /* 7.4, T10 and T11. */
    static const char *const open[] = {"Whitelisted", "InstalledNotCommissioned", "Pending"};
    bool waits = dcc_is_one_of(a->status, open, is_gas ? 3 : 2);
    if ((is_gas || is_type_1) && waits) {
        ALB_TRY(dcc_device_set_status(tx, a->id, "Commissioned", "joined (8.7)", now, err));
        ALB_TRY(is_gas ? dcc_hub_duties_open(tx, a->id, now, err) : ALB_OK);
    }
    return a->type == CAT_DEVICE_HCALCS && b->type == CAT_DEVICE_ESME ? tell_switch(tx, b, now, err) : ALB_OK;
}

alb_status dcc_effect_joined(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    store_value params[] = {dcc_eui(o->device), dcc_eui(o->subject), store_int(now)};
    ALB_TRY(store_exec(tx,
                       "INSERT INTO pairing (device, other, at) VALUES ($1, $2, $3) ON CONFLICT (device,"
                       " other) DO UPDATE SET at = excluded.at",
                       params, ALB_COUNT(params), err));
    bool is_mutual = false;
    dcc_brief target, other;
    ALB_TRY(has_pairing(tx, o->subject, o->device, &is_mutual, err));
    if (!is_mutual || dcc_brief_read(tx, o->device, &target, err) != ALB_OK ||
        dcc_brief_read(tx, o->subject, &other, err) != ALB_OK) {
        return ALB_OK;
    }
    ALB_TRY(commission_pair(tx, &target, &other, now, err));
    return commission_pair(tx, &other, &target, now, err);
}

/* --- unjoins --- */

/* Without a meter that it is joined to, such a device is installed, no more (7.4, T21). */
static alb_status stand_alone(store_tx *tx, alb_eui64 id, alb_time now, alb_err *err)
{
    dcc_brief b;
    alb_status st = dcc_brief_read(tx, id, &b, err);
    if (st != ALB_OK || !(b.type & TYPE_1) || strcmp(b.status, "Commissioned") != 0) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    store_value param = dcc_eui(id);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT 1 FROM pairing a JOIN pairing b ON b.device = a.other AND b.other = a.device"
                        " WHERE a.device = $1",
                        &param, 1, &rows, err));
    bool is_joined = store_next(rows);
    ALB_TRY(store_rows_end(rows, err));
    return is_joined ? ALB_OK
                     : dcc_device_set_status(tx, id, "InstalledNotCommissioned", "unjoined", now, err);
}

alb_status dcc_effect_unjoined(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    store_value params[] = {dcc_eui(o->device), dcc_eui(o->subject)};
    ALB_TRY(store_exec(tx, "DELETE FROM pairing WHERE device = $1 AND other = $2", params, 2, err));
    ALB_TRY(stand_alone(tx, o->device, now, err));
    return stand_alone(tx, o->subject, now, err);
}
