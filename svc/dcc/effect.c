/* What the success of a command means beyond its answer (duis.md 14, dcc-services.md 7.4): the inventory
 * follows what devices say they did, and others are told. */
#include "dcc_internal.h"

#include "catalogue/use_case.h"

#include <stdio.h>

/* --- 8.1.1: a meter is commissioned once its clock is set --- */

static alb_status commission(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    return dcc_device_set_status(tx, o->device, "Commissioned", "8.1.1", now, err);
}

/* N16 to network parties and the export supplier: whose meter it is. */
static alb_status tell_commissioned(dcc_device_message *m, dcc_batch *batch, alb_err *err)
{
    const dcc_device_record *d = &m->device;
    char id[ALB_EUI64_TEXT];
    char payload[512];
    if (!d->mpxn) {
        return ALB_OK;
    }
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_printf(&w,
                  "<sr:DeviceStatusChangeEvent><sr:DeviceID>%s</sr:DeviceID><sr:DeviceStatusChange>"
                  "<sr:MeterIdentity><sr:MeterMPxNs><sr:ImportMPxN>%s</sr:ImportMPxN></sr:MeterMPxNs>",
                  alb_eui64_dashed(d->id, id), d->mpxn);
    if (d->esme_variant) {
        alb_wr_printf(&w, "<sr:ESMEVariant>%s</sr:ESMEVariant>", d->esme_variant);
    }
    alb_wr_text(&w, "</sr:MeterIdentity></sr:DeviceStatusChange></sr:DeviceStatusChangeEvent>");
    ALB_TRY(w.st);
    return dcc_alert_registered(m->worker, d, CAT_USER_ED | CAT_USER_GT | CAT_USER_ES, "N16", alb_wr_span(&w),
                                batch, err);
}

/* --- 11.2: the version that the device says it runs --- */

static alb_status set_firmware(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    store_value params[] = {dcc_eui(o->device), dcc_text_or_null(o->note)};
    ALB_TRY(store_exec(tx, "UPDATE device SET firmware = $2 WHERE id = $1 AND COALESCE(firmware, '') <> $2",
                       params, 2, err));
    return store_changes(tx) == 0 ? ALB_OK : dcc_product_changed(tx, o->device, now, err);
}

static alb_status note_firmware(dcc_device_message *m, dcc_outcome *o)
{
    for (uint32_t i = 0; i < m->content.count; i++) {
        const cat_value *v = &m->content.values[i];
        if (v->field->type->view == CAT_VIEW_FIRMWARE && v->bytes.len == 4) {
            alb_rd r = alb_rd_init(v->bytes);
            (void)snprintf(o->note, sizeof o->note, "%08X", (unsigned)alb_rd_be32(&r));
            return ALB_OK;
        }
    }
    o->effect = NULL;
    return ALB_OK;
}

static alb_status tell_firmware(dcc_device_message *m, dcc_batch *batch, alb_err *err)
{
    const dcc_outcome *response = &batch->list[batch->n - 1];
    return response->effect ? dcc_tell_firmware(m->worker, &m->device, response->note, batch, err) : ALB_OK;
}

/* --- 8.11: the hub has put a device on its list, or taken it off --- */

static alb_status list_device(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    if (strncmp(o->note, "Add ", 4) != 0) {
        return ALB_OK;
    }
    const char *mpxn = o->note[4] ? o->note + 4 : NULL;
    store_value params[] = {dcc_eui(o->subject), dcc_eui(o->device), dcc_text_or_null(mpxn)};
    ALB_TRY(store_exec(tx,
                       "UPDATE device SET hub = $2, mpxn = COALESCE($3, mpxn) WHERE id = $1 AND status ="
                       " 'Pending'",
                       params, ALB_COUNT(params), err));
    return store_changes(tx) == 0 ? ALB_OK
                                  : dcc_device_set_status(tx, o->subject, "Whitelisted", "8.11", now, err);
}

static alb_status note_subject(dcc_device_message *m, dcc_outcome *o)
{
    o->subject = m->request.subject;
    (void)snprintf(o->note, sizeof o->note, "%s", m->request.note ? m->request.note : "");
    return ALB_OK;
}

/* --- 8.7.2: a device that is no meter is commissioned by its joining --- */

static alb_status commission_joined(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    store_value params[] = {dcc_eui(o->device), store_int(CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS)};
    store_rows *rows = NULL;
    ALB_TRY(
        store_query(tx, "SELECT 1 FROM device WHERE id = $1 AND (type & $2) <> 0", params, 2, &rows, err));
    bool is_one = store_next(rows);
    ALB_TRY(store_rows_end(rows, err));
    return is_one ? dcc_device_set_status(tx, o->device, "Commissioned", "8.7", now, err) : ALB_OK;
}

/* --- which --- */

static const struct {
    const char *srv;
    dcc_effect *apply;
    alb_status (*note)(dcc_device_message *m, dcc_outcome *o);
    alb_status (*tell)(dcc_device_message *m, dcc_batch *batch, alb_err *err);
} effects[] = {
    {"8.1.1", commission, NULL, tell_commissioned},
    {"8.7.1", commission_joined, NULL, NULL},
    {"8.7.2", commission_joined, NULL, NULL},
    {"8.11", list_device, note_subject, NULL},
    {"11.2", set_firmware, note_firmware, tell_firmware},
    {"6.23", NULL, NULL, dcc_tell_old_supplier},
};

/* Every item done: no result of COSEM or ZCL, and no response code of an ASN.1 message, says otherwise. */
static bool is_success(const cat_tree *tree)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        const cat_value *v = &tree->values[i];
        size_t n = strlen(v->field->name);
        bool is_code = n > 12 && strcmp(v->field->name + n - 12, "ResponseCode") == 0;
        if (v->result > 0 || (is_code && v->number.u != 0)) {
            return false;
        }
    }
    return true;
}

bool dcc_has_succeeded(dcc_device_message *m)
{
    return dcc_decode_content(m, NULL) == ALB_OK && is_success(&m->content);
}

alb_status dcc_add_effect(dcc_device_message *m, dcc_batch *batch, alb_err *err)
{
    dcc_outcome *response = &batch->list[batch->n - 1];
    for (size_t i = 0; i < ALB_COUNT(effects); i++) {
        if (strcmp(effects[i].srv, m->request.srv) != 0) {
            continue;
        }
        /* An answer that cannot be read is its User's to read; the inventory stays as it is. */
        if (!dcc_has_succeeded(m)) {
            return ALB_OK;
        }
        response->effect = effects[i].apply;
        ALB_TRY(effects[i].note ? effects[i].note(m, response) : ALB_OK);
        return effects[i].tell ? effects[i].tell(m, batch, err) : ALB_OK;
    }
    return ALB_OK;
}
