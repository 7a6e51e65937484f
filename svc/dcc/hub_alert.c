/* Alerts that devices send to the DCC itself (duis.md 18): logs of hubs and gas proxies are kept, what the
 * hub says of radio, firmware and undelivered commands becomes a DCC Alert. An alert counts once, however
 * often it comes. */
#include "alert_storm.h"
#include "effect.h"
#include "firmware.h"
#include "notice.h"

#include "base/text.h"
#include "catalogue/use_case.h"

#include <stdio.h>

enum {
    GPF_LOG_CHANGED = 0x8071,
    DEVICE_LOG_CHANGED = 0x8f12,
    DUAL_BAND_FIRST = 0x8f20,
    DUAL_BAND_LAST = 0x8f2d,
    NOT_DELIVERED = 0x8f84,
    TRANSFER_FAILED = 0x8f89,
    TRANSFER_DONE = 0x8f8a,
    PPMID_ACTIVATION = 0x8f8b
};
enum { NETWORK = 8, LOG_MAX = NETWORK + 16 * (8 + 1 + 16) };

/* --- logs --- */

static alb_status keep_device_log(dcc_device_message *m, dcc_outcome *o)
{
    const cat_value *network = dcc_member(&m->content, "HANIdentifier");
    alb_buf_init(&o->data, LOG_MAX);
    alb_buf_add(&o->data,
                network && network->bytes.len == NETWORK ? network->bytes : ALB_LIT("\0\0\0\0\0\0\0\0"));
    for (uint32_t i = 0; i + 1 < m->content.count; i++) {
        const cat_value *id = &m->content.values[i];
        const cat_value *key = &m->content.values[i + 1];
        if (strcmp(id->field->name, "DeviceIdentifier") == 0 && id->bytes.len == 8 && key->bytes.len <= 16) {
            alb_buf_add(&o->data, id->bytes);
            alb_buf_add_u8(&o->data, (uint8_t)key->bytes.len);
            alb_buf_add(&o->data, key->bytes);
        }
    }
    return o->data.st;
}

static alb_status keep_gpf_log(dcc_device_message *m, dcc_outcome *o)
{
    alb_buf_init(&o->data, LOG_MAX);
    alb_buf_add(&o->data, ALB_LIT("\0\0\0\0\0\0\0\0"));
    for (uint32_t i = 0; i + 1 < m->content.count; i++) {
        const cat_value *id = &m->content.values[i];
        const cat_value *type = &m->content.values[i + 1];
        if (strcmp(id->field->name, "DeviceId") == 0 && id->bytes.len == 8) {
            alb_buf_add(&o->data, id->bytes);
            alb_buf_add_u8(&o->data, 1);
            alb_buf_add_u8(&o->data, (uint8_t)type->number.u);
        }
    }
    return o->data.st;
}

/* --- what becomes a DCC Alert: its payload is written when the message is judged --- */

static alb_status tell_suppliers(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    bool is_new = false;
    ALB_TRY(dcc_take_alert(tx, o, now, &is_new, err));
    dcc_notice notice = {.code = o->note, .device = o->device, .payload = alb_buf_span(&o->data)};
    return is_new ? dcc_notify_registered(tx, &notice, CAT_USER_IS | CAT_USER_GS, NULL, now, err) : ALB_OK;
}

/* subject: the device that the hub was to hand an image to; code 8F8A: it has it. */
static alb_status tell_transfer(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    ALB_TRY(dcc_firmware_received(tx, o->subject, o->succeeded, now, err));
    return tell_suppliers(tx, o, now, err);
}

static alb_status write_payload(dcc_outcome *o, const char *code, const alb_wr *w)
{
    (void)snprintf(o->note, sizeof o->note, "%s", code);
    alb_buf_init(&o->data, DCC_NOTICE_MAX);
    alb_buf_add(&o->data, alb_wr_span(w));
    return w->st != ALB_OK ? w->st : o->data.st;
}

static alb_eui64 entity_of(const cat_tree *content, const char *name)
{
    alb_eui64 id = {{0}};
    const cat_value *v = dcc_member(content, name);
    if (v && v->bytes.len == sizeof id.octets) {
        memcpy(id.octets, v->bytes.ptr, sizeof id.octets);
    }
    return id;
}

static const char *cra_name(const cat_value *v)
{
    static const char *const names[] = {NULL, "Command", "Response", "Alert"};
    return v && v->number.u < ALB_COUNT(names) ? names[v->number.u] : NULL;
}

/* N54; the kinds of duis.md 10 that name a device or a message carry it. */
static alb_status write_dual_band(dcc_device_message *m, dcc_outcome *o)
{
    char payload[DCC_NOTICE_MAX];
    alb_wr w = alb_wr_init(payload, sizeof payload);
    const cat_tree *c = &m->content;
    alb_wr_text(&w, "<sr:DualBandCHAlert>");
    dcc_write_eui(&w, "CHFDeviceID", m->device.id);
    alb_wr_printf(&w,
                  "<sr:DeviceAlertCode>%04X</sr:DeviceAlertCode><sr:GBCSHexadecimalMessageCode>%04X"
                  "</sr:GBCSHexadecimalMessageCode>",
                  m->alert_code, m->gbcs.header.message_code);
    const cat_value *counter = dcc_member(c, "OriginatorCounter");
    const char *cra = cra_name(dcc_member(c, "CRAFlag"));
    if (dcc_member(c, "EntityIdentifier")) {
        alb_wr_text(&w, "<sr:LimitedDutyCycleActionTaken>");
        dcc_write_eui(&w, "DeviceIDToSuspend", entity_of(c, "EntityIdentifier"));
        alb_wr_text(&w, "</sr:LimitedDutyCycleActionTaken>");
    } else if (counter && cra) {
        duis_request_id id = {entity_of(c, "BusinessOriginatorId"), entity_of(c, "BusinessTargetId"),
                              counter->number.u};
        alb_wr_text(&w, "<sr:MessageDiscardedDueToDutyCycleManagement>");
        dcc_write_request_id(&w, "RequestID", &id);
        alb_wr_printf(&w, "<sr:CRAFlag>%s</sr:CRAFlag></sr:MessageDiscardedDueToDutyCycleManagement>", cra);
    }
    alb_wr_text(&w, "</sr:DualBandCHAlert>");
    return write_payload(o, "N54", &w);
}

static void write_version(alb_wr *w, const cat_tree *content)
{
    const cat_value *v = dcc_member(content, "FirmwareVersion");
    alb_wr_text(w, "<sr:FirmwareVersion>");
    alb_wr_hex(w, v ? v->bytes : alb_span_none());
    alb_wr_text(w, "</sr:FirmwareVersion>");
}

/* N61: what became of an image that a hub was to hand on. */
static alb_status write_transfer(dcc_device_message *m, dcc_outcome *o)
{
    static const char *const results[] = {"FileTransferSuccess", "FirmwareImageDiscarded",
                                          "HardwareVersionMismatch", "FileTransferFailure"};
    char payload[DCC_NOTICE_MAX];
    const cat_value *result = dcc_member(&m->content, "TransferImageResponseCode");
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_text(&w, "<sr:CommsHubAlert>");
    dcc_write_eui(&w, "CommsHubDeviceID", m->device.id);
    alb_wr_printf(&w, "<sr:AlertCode>%04X</sr:AlertCode><sr:FirmwareTransferAlert>", m->alert_code);
    dcc_write_eui(&w, "OtherDeviceID", entity_of(&m->content, "DeviceId"));
    write_version(&w, &m->content);
    alb_wr_printf(&w,
                  "<sr:TransferResponseCode>%s</sr:TransferResponseCode></sr:FirmwareTransferAlert>"
                  "</sr:CommsHubAlert>",
                  result && result->number.u < ALB_COUNT(results) ? results[result->number.u] : results[3]);
    o->subject = entity_of(&m->content, "DeviceId");
    o->succeeded = m->alert_code == TRANSFER_DONE;
    return write_payload(o, "N61", &w);
}

/* N40, N41: a prepayment display has new firmware, or not. */
static alb_status write_activation(dcc_device_message *m, dcc_outcome *o)
{
    char payload[DCC_NOTICE_MAX];
    const cat_value *result = dcc_member(&m->content, "ActivateImageResponseCode");
    bool is_good = result && result->number.u == 0;
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_text(&w, "<sr:PPMIDAlert>");
    dcc_write_eui(&w, "DeviceID", m->device.id);
    alb_wr_printf(&w, "<sr:DeviceAlertCode>%04X</sr:DeviceAlertCode><sr:PPMIDFirmwareUpgradeAlert>",
                  m->alert_code);
    write_version(&w, &m->content);
    alb_wr_printf(&w,
                  "<sr:ActivateImageResultCode>%s</sr:ActivateImageResultCode></sr:PPMIDFirmwareUpgradeAlert>"
                  "</sr:PPMIDAlert>",
                  is_good ? "ActivationSuccess" : "ActivationFailure");
    return write_payload(o, is_good ? "N40" : "N41", &w);
}

/* N39: any other alert of a prepayment display. */
static alb_status write_display(dcc_device_message *m, dcc_outcome *o)
{
    char payload[DCC_NOTICE_MAX];
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_text(&w, "<sr:PPMIDAlert>");
    dcc_write_eui(&w, "DeviceID", m->device.id);
    alb_wr_printf(&w, "<sr:DeviceAlertCode>%04X</sr:DeviceAlertCode></sr:PPMIDAlert>", m->alert_code);
    return write_payload(o, "N39", &w);
}

/* --- a command that the hub could not hand on (8F84) --- */

typedef struct undelivered {
    dcc_device_message *m;
    alb_eui64 originator, target;
    uint64_t counter;
    dcc_request request;
} undelivered;

static alb_status find_command(store_tx *tx, void *ctx, alb_err *err)
{
    undelivered *u = ctx;
    return dcc_request_of_command(tx, u->target, u->originator, u->counter, u->m->worker->arena, &u->request,
                                  err);
}

static alb_status judge_undelivered(dcc_device_message *m, dcc_batch *batch, alb_err *err)
{
    ALB_TRY(dcc_decode_content(m, err));
    const cat_value *counter = dcc_member(&m->content, "OriginatorCounter");
    undelivered u = {.m = m,
                     .originator = entity_of(&m->content, "BusinessOriginatorId"),
                     .target = entity_of(&m->content, "BusinessTargetId"),
                     .counter = counter ? counter->number.u : 0};
    alb_status st = store_read(m->worker->dcc->store, find_command, &u, err);
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    if (!alb_eui64_equal(u.request.hub, m->device.id)) {
        return alb_fail(err, ALB_MISMATCH, NULL, 0, "the command went to another hub");
    }
    dcc_outcome *out = &batch->list[batch->n];
    ALB_TRY(dcc_outcome_of_failure(m->worker, u.request.id, "E30", out, err));
    out->sequence = u.request.sequence;
    batch->n++;
    return ALB_OK;
}

/* --- which --- */

typedef alb_status prepare_fn(dcc_device_message *m, dcc_outcome *o);

static prepare_fn *find(const dcc_device_message *m, dcc_effect **effect)
{
    static const struct {
        uint16_t first, last;
        prepare_fn *prepare;
        dcc_effect *effect;
    } kinds[] = {
        {GPF_LOG_CHANGED, GPF_LOG_CHANGED, keep_gpf_log, dcc_effect_gpf_log},
        {DEVICE_LOG_CHANGED, DEVICE_LOG_CHANGED, keep_device_log, dcc_effect_device_log},
        {DUAL_BAND_FIRST, DUAL_BAND_LAST, write_dual_band, tell_suppliers},
        {TRANSFER_FAILED, TRANSFER_DONE, write_transfer, tell_transfer},
        {PPMID_ACTIVATION, PPMID_ACTIVATION, write_activation, tell_suppliers},
    };
    for (size_t i = 0; i < ALB_COUNT(kinds); i++) {
        if (kinds[i].first <= m->alert_code && m->alert_code <= kinds[i].last) {
            *effect = kinds[i].effect;
            return kinds[i].prepare;
        }
    }
    *effect = tell_suppliers;
    return m->device.type == CAT_DEVICE_PPMID ? write_display : NULL;
}

alb_status dcc_judge_hub_alert(dcc_device_message *m, dcc_batch *batch, alb_err *err)
{
    char device[ALB_EUI64_TEXT];
    alb_log_event(m->worker->dcc->log, ALB_LOG_INFO, "device-alert", "device=%s code=%04X",
                  alb_eui64_hex(m->device.id, device), m->alert_code);
    if (m->alert_code == NOT_DELIVERED) {
        return judge_undelivered(m, batch, err);
    }
    dcc_effect *effect;
    prepare_fn *prepare = find(m, &effect);
    if (!prepare) {
        return ALB_OK;
    }
    ALB_TRY(dcc_decode_content(m, err));
    dcc_outcome *o = &batch->list[batch->n++];
    *o = (dcc_outcome){.device = m->device.id, .counter = m->gbcs.header.counter, .effect = effect};
    alb_status st = prepare(m, o);
    return st == ALB_OK ? st : alb_fail(err, st, NULL, 0, "cannot keep what an alert says");
}
