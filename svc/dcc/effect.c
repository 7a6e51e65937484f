/* What the success of a command means beyond its answer (duis.md 14, dcc-services.md 7.4): the inventory
 * follows what devices say they did, and others are told. Each subject has its file. */
#include "effect.h"

#include "cancel.h"
#include "notice.h"
#include "recovery.h"

#include "catalogue/use_case.h"

#include <stdio.h>

/* --- what effects look up --- */

alb_status dcc_outcome_request_id(store_tx *tx, const dcc_outcome *o, duis_request_id *out, alb_err *err)
{
    store_value id = store_int(o->about != 0 ? o->about : o->request);
    store_rows *rows = NULL;
    ALB_TRY(
        store_query(tx, "SELECT originator, target, counter FROM request WHERE id = $1", &id, 1, &rows, err));
    bool found = store_next(rows);
    if (found) {
        *out = (duis_request_id){dcc_column_eui(rows, 0), dcc_column_eui(rows, 1), dcc_column_u64(rows, 2)};
    }
    ALB_TRY(store_rows_end(rows, err));
    return found ? ALB_OK : alb_fail(err, ALB_NOT_FOUND, NULL, 0, "the request of an outcome is gone");
}

static void copy_text(const store_rows *rows, size_t column, char *out, size_t size)
{
    store_value v = store_column(rows, column);
    size_t n = v.kind == STORE_NULL ? 0 : v.bytes.len < size - 1 ? v.bytes.len : size - 1;
    if (n > 0) {
        memcpy(out, v.bytes.ptr, n);
    }
    out[n] = '\0';
}

alb_status dcc_brief_read(store_tx *tx, alb_eui64 id, dcc_brief *out, alb_err *err)
{
    store_value param = dcc_eui(id);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT hub, type, gbcs_version, status, firmware, esme_variant, mpxn,"
                        " secondary_mpan, export_mpan FROM device WHERE id = $1",
                        &param, 1, &rows, err));
    bool found = store_next(rows);
    if (found) {
        *out = (dcc_brief){.id = id,
                           .hub = dcc_column_eui(rows, 0),
                           .type = (uint16_t)store_column(rows, 1).integer,
                           .gbcs_version = (uint8_t)store_column(rows, 2).integer};
        copy_text(rows, 3, out->status, sizeof out->status);
        copy_text(rows, 4, out->firmware, sizeof out->firmware);
        copy_text(rows, 5, out->esme_variant, sizeof out->esme_variant);
        copy_text(rows, 6, out->mpxn, sizeof out->mpxn);
        copy_text(rows, 7, out->secondary_mpan, sizeof out->secondary_mpan);
        copy_text(rows, 8, out->export_mpan, sizeof out->export_mpan);
    }
    ALB_TRY(store_rows_end(rows, err));
    return found ? ALB_OK : ALB_NOT_FOUND;
}

static const char *or_null(const char *text)
{
    return text[0] ? text : NULL;
}

dcc_device_record dcc_brief_record(const dcc_brief *b)
{
    return (dcc_device_record){.id = b->id,
                               .hub = b->hub,
                               .type = b->type,
                               .gbcs_version = b->gbcs_version,
                               .status = b->status,
                               .firmware = or_null(b->firmware),
                               .esme_variant = or_null(b->esme_variant),
                               .mpxn = or_null(b->mpxn),
                               .secondary_mpan = or_null(b->secondary_mpan),
                               .export_mpan = or_null(b->export_mpan)};
}

/* --- 11.2, 11.3: the version that the device says it runs --- */

/* N63: suppliers learn that a hub runs other firmware. */
static alb_status tell_hub_firmware(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    dcc_brief b;
    char payload[256];
    alb_status st = dcc_brief_read(tx, o->device, &b, err);
    if (st != ALB_OK || b.type != CAT_DEVICE_CHF) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_text(&w, "<sr:CommsHubFirmwareActivation>");
    dcc_write_eui(&w, "DeviceID", o->device);
    alb_wr_printf(&w, "<sr:FirmwareVersion>%.8s</sr:FirmwareVersion></sr:CommsHubFirmwareActivation>",
                  o->note);
    dcc_notice notice = {.code = "N63", .device = o->device, .payload = alb_wr_span(&w)};
    return dcc_notify_registered(tx, &notice, CAT_USER_IS | CAT_USER_GS, NULL, now, err);
}

static alb_status set_firmware(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    store_value params[] = {dcc_eui(o->device), dcc_text_or_null(o->note)};
    ALB_TRY(store_exec(tx, "UPDATE device SET firmware = $2 WHERE id = $1 AND COALESCE(firmware, '') <> $2",
                       params, 2, err));
    if (store_changes(tx) == 0) {
        return ALB_OK;
    }
    ALB_TRY(tell_hub_firmware(tx, o, now, err));
    return dcc_product_changed(tx, o->device, now, err);
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

/* --- 3.2: who reads with the old tenant's consent reads no more --- */

static alb_status end_tenancy(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    return dcc_cancel_work(tx, DCC_CAUSE_TENANCY, o->device, now, err);
}

/* --- which --- */

/* The device that the body names, and what was kept of it. */
static alb_status note_subject(dcc_device_message *m, dcc_outcome *o)
{
    o->subject = m->request.subject;
    (void)snprintf(o->note, sizeof o->note, "%s", m->request.note ? m->request.note : "");
    return ALB_OK;
}

static const struct {
    const char *srv;
    dcc_effect *apply;
    dcc_note *note;
    alb_status (*tell)(dcc_device_message *m, dcc_batch *batch, alb_err *err);
} effects[] = {
    {"3.2", end_tenancy, NULL, NULL},
    {"6.15.1", dcc_effect_credentials, dcc_note_credentials, NULL},
    {"6.15.2", dcc_effect_device_key, dcc_note_device_key, NULL},
    {"6.21", dcc_effect_credentials, dcc_note_credentials, NULL},
    {"6.23", dcc_effect_credentials, dcc_note_credentials, dcc_tell_old_supplier},
    {"6.24.1", dcc_effect_held, dcc_note_held, NULL},
    {"6.24.2", dcc_effect_duty_done, dcc_note_duty, NULL},
    {"8.1.1", dcc_effect_commissioned, NULL, NULL},
    {"8.7.1", dcc_effect_joined, note_subject, NULL},
    {"8.7.2", dcc_effect_joined, note_subject, NULL},
    {"8.8.1", dcc_effect_unjoined, note_subject, NULL},
    {"8.8.2", dcc_effect_unjoined, note_subject, NULL},
    {"8.11", dcc_effect_listed, note_subject, NULL},
    {"8.12.1", dcc_effect_hub_restored, note_subject, NULL},
    {"8.12.2", dcc_effect_gpf_restored, note_subject, NULL},
    {"11.2", set_firmware, note_firmware, tell_firmware},
    {"11.3", set_firmware, note_firmware, NULL},
    {DCC_RECOVERY, dcc_effect_recovered, dcc_note_recovered, NULL},
    {DCC_HUB_ISSUE_KEYS, dcc_effect_hub_request, dcc_note_hub_request, NULL},
    {DCC_HUB_UPDATE_KEYS, dcc_effect_device_key, dcc_note_hub_key, NULL},
    {DCC_HUB_READ_PARTIES, dcc_effect_hub_parties, dcc_note_hub_parties, NULL},
    {DCC_HUB_READ_KEYS, dcc_effect_hub_certificate, dcc_note_hub_certificate, NULL},
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
        response->about = m->request.id;
        response->user = m->request.request_id.originator;
        response->effect = effects[i].apply;
        ALB_TRY(effects[i].note ? effects[i].note(m, response) : ALB_OK);
        if (!response->effect) {
            return ALB_OK; /* kept for its date */
        }
        return effects[i].tell ? effects[i].tell(m, batch, err) : ALB_OK;
    }
    return ALB_OK;
}
