/* What the DCC itself owes for a communications hub and its gas proxy once they are commissioned
 * (dcc-services.md 10, P4), as suppliers do for meters: proof of whose certificates they hold (6.24.1), keys
 * of their own making (6.17, 6.15.2), and proof of those (6.24.2). A gas proxy takes what needs a signature
 * from its supplier, and so from the broker only while that one stands in the supplier's place
 * (gbcs-messages.md 14.1): from the handover on (6.21) it is the supplier's. One command at a time for each
 * device; what was not answered is sent again every hour until the duty is overdue (duty.c). */
#include "effect.h"
#include "own_request.h"
#include "trust_anchor.h"

#include "base/text.h"
#include "catalogue/use_case.h"
#include "duis/request.h"
#include "smki/certificate.h"

#include <stdio.h>

enum { AT_A_TIME = 8, ROOM_FOR_A_CERTIFICATE = 4096, ACB = 4 };
#define AGAIN        ALB_HOURS(1)
#define SOON_AGAIN   ALB_MINUTES(1)
#define WAITS        ALB_MINUTES(5)
#define IS_OURS      DCC_OWNER_SQL("o.device") " = $2"
#define SIGNING      "<sr:CredentialType>Digital Signature</sr:CredentialType>"
#define AGREEMENT    "<sr:CredentialType>Key Agreement</sr:CredentialType>"
#define BODY(e, ...) "<sr:" e ">" __VA_ARGS__ "</sr:" e ">"
#define ROLE(name)   "<sr:RemotePartyRole>" name "</sr:RemotePartyRole>"

static const struct duty {
    const char *name; /* in the table of duties */
    const char *own;  /* the request's; of the first of two, where a certificate has to come between them */
    const char *srv, *body;
    unsigned variant;
} duties[] = {
    {"6.24.1", DCC_HUB_READ_PARTIES, "6.24.1",
     BODY("RetrieveDeviceSecurityCredentialsKRP", ROLE("ACB") ROLE("TransCoS")), 1},
    {"6.15.2 signing", DCC_HUB_ISSUE_KEYS, "6.17", BODY("IssueSecurityCredentials", SIGNING), 4},
    {"6.15.2 agreement", DCC_HUB_ISSUE_KEYS, "6.17", BODY("IssueSecurityCredentials", AGREEMENT), 4},
    {"6.24.2 signing", DCC_HUB_READ_KEYS, "6.24.2", BODY("RetrieveDeviceSecurityCredentialsDevice", SIGNING),
     4},
    {"6.24.2 agreement", DCC_HUB_READ_KEYS, "6.24.2",
     BODY("RetrieveDeviceSecurityCredentialsDevice", AGREEMENT), 4},
};
/* Of a gas proxy it matters who is its supplier. */
static const char parties_of_proxy[] =
    BODY("RetrieveDeviceSecurityCredentialsKRP", ROLE("ACB") ROLE("TransCoS") ROLE("Supplier"));

alb_status dcc_hub_duties_open(store_tx *tx, alb_eui64 device, alb_time now, alb_err *err)
{
    for (size_t i = 0; i < ALB_COUNT(duties); i++) {
        store_value params[] = {dcc_eui(device), store_int((int64_t)i), store_int(now)};
        ALB_TRY(dcc_duty_open(tx, device, duties[i].name, now, err));
        ALB_TRY(store_exec(tx,
                           "INSERT INTO hub_duty (device, step, next_at) VALUES ($1, $2, $3) ON CONFLICT"
                           " (device, step) DO UPDATE SET next_at = excluded.next_at, certificate = NULL",
                           params, ALB_COUNT(params), err));
    }
    return ALB_OK;
}

/* --- which --- */

typedef struct due {
    alb_eui64 device;
    size_t step;
    alb_span certificate; /* that the device is to take; empty: none yet */
} due;

typedef struct round {
    dcc_worker *worker;
    alb_time now;
    due list[AT_A_TIME];
    size_t n;
} round;

static alb_status read_due(store_tx *tx, void *ctx, alb_err *err)
{
    round *r = ctx;
    store_value params[] = {store_int(r->now), store_int(dcc_server_id(r->worker->dcc)),
                            store_int(AT_A_TIME)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(
        tx,
        "SELECT o.device, o.step, o.certificate FROM hub_duty o WHERE o.next_at <= $1 AND " IS_OURS
        " AND NOT EXISTS (SELECT 1 FROM hub_duty p WHERE p.device = o.device AND p.step < o.step)"
        " ORDER BY o.next_at LIMIT $3",
        params, ALB_COUNT(params), &rows, err));
    while (r->n < AT_A_TIME && store_next(rows)) {
        int64_t step = store_column(rows, 1).integer;
        r->list[r->n++] = (due){.device = dcc_column_eui(rows, 0),
                                .step = step >= 0 && (size_t)step < ALB_COUNT(duties) ? (size_t)step : 0,
                                .certificate = dcc_column_blob(rows, 2, r->worker->arena)};
    }
    return store_rows_end(rows, err);
}

/* --- one command --- */

typedef struct sending {
    dcc_case c;
    const due *what;
    alb_time again_at;
} sending;

static alb_status put_off(store_tx *tx, void *ctx, alb_err *err)
{
    const sending *s = ctx;
    store_value params[] = {dcc_eui(s->what->device), store_int((int64_t)s->what->step),
                            store_int(s->again_at)};
    return store_exec(tx, "UPDATE hub_duty SET next_at = $3 WHERE device = $1 AND step = $2", params,
                      ALB_COUNT(params), err);
}

static alb_status begin(store_tx *tx, const dcc_own_request *r, alb_err *err)
{
    sending *s = r->ctx;
    ALB_TRY(put_off(tx, s, err));
    return dcc_audit(tx, s->c.now, "hub-duty", NULL, &r->device, err, "%s sent", r->row.note);
}

/* The request that a User would send for it, of the broker's. */
static alb_status write_document(const sending *s, const duis_request_id *id, alb_buf *out)
{
    const struct duty *d = &duties[s->what->step];
    bool updates = s->what->certificate.len > 0;
    const char *srv = updates ? "6.15.2" : d->srv;
    const cat_service_request *service = cat_service_request_find(alb_span_str(srv));
    duis_begin_request(id, (uint8_t)d->variant, alb_span_str(service ? service->reference : srv),
                       alb_span_str(srv), out);
    if (updates) {
        size_t room = s->what->certificate.len * 2;
        char *text = alb_arena_alloc(s->c.worker->arena, room);
        alb_wr base64 = alb_wr_init(text, text ? room : 0);
        alb_wr_base64(&base64, s->what->certificate);
        alb_buf_add_text(out, "<sr:UpdateSecurityCredentialsDevice><sr:DeviceCertificate>");
        alb_buf_add(out, alb_wr_span(&base64));
        alb_buf_add_text(out, "</sr:DeviceCertificate></sr:UpdateSecurityCredentialsDevice>");
    } else {
        bool is_of_proxy = s->c.device.type == CAT_DEVICE_GPF && strcmp(d->own, DCC_HUB_READ_PARTIES) == 0;
        alb_buf_add_text(out, is_of_proxy ? parties_of_proxy : d->body);
    }
    duis_end_request(out);
    return out->st;
}

static alb_status make(dcc_own_request *r, alb_err *err)
{
    sending *s = r->ctx;
    dcc_case *c = &s->c;
    alb_buf xml;
    alb_span inner;
    dcc_command command;
    alb_buf_init(&xml, DUIS_MAX_REQUEST);
    alb_status st = write_document(s, &r->row.request_id, &xml);
    alb_span copy = st == ALB_OK ? alb_arena_copy(c->worker->arena, alb_buf_span(&xml)) : alb_span_none();
    alb_buf_release(&xml);
    if (!copy.ptr) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a request of the DCC's own");
    }
    ALB_TRY(duis_decode(c->worker->xml, copy, c->worker->arena, &c->document, NULL, err));
    ALB_TRY(dcc_transform(c, r->row.sequence, &inner, err));
    ALB_TRY(dcc_authenticate(c, inner, &command, err));
    r->row.command = command.octets;
    r->row.message_code = command.message_code;
    r->row.command_originator = command.originator;
    r->row.command_counter = command.counter;
    return ALB_OK;
}

typedef struct device_query {
    sending *s;
    bool is_in_use;
} device_query;

static alb_status read_device(store_tx *tx, void *ctx, alb_err *err)
{
    device_query *q = ctx;
    dcc_case *c = &q->s->c;
    alb_status st = dcc_device_read(tx, q->s->what->device, c->worker->arena, &c->device, err);
    q->is_in_use = st == ALB_OK && strcmp(c->device.status, "Commissioned") == 0;
    return st == ALB_OK ? dcc_credentials_read(tx, &c->device, err) : st == ALB_NOT_FOUND ? ALB_OK : st;
}

/* The device is in no use any more. */
static alb_status forget(store_tx *tx, void *ctx, alb_err *err)
{
    store_value id = dcc_eui(((const due *)ctx)->device);
    return store_exec(tx, "DELETE FROM hub_duty WHERE device = $1", &id, 1, err);
}

/* Somebody else's to do. */
static alb_status leave(store_tx *tx, void *ctx, alb_err *err)
{
    const due *what = ctx;
    store_value params[] = {dcc_eui(what->device), dcc_text_or_null(duties[what->step].name)};
    ALB_TRY(dcc_hub_duty_done(tx, what->device, duties[what->step].name, err));
    return store_exec(tx, "DELETE FROM duty WHERE device = $1 AND service = $2", params, 2, err);
}

/* It stays undone. */
static alb_status skip(store_tx *tx, void *ctx, alb_err *err)
{
    const due *what = ctx;
    return dcc_hub_duty_done(tx, what->device, duties[what->step].name, err);
}

static alb_status send(const round *r, due *what, alb_err *err)
{
    dcc *d = r->worker->dcc;
    const struct duty *duty = &duties[what->step];
    sending s = {
        .c = {.dcc = d, .worker = r->worker, .now = r->now, .execution = ALB_TIME_NONE, .has_device = true},
        .what = what,
        .again_at = r->now + AGAIN};
    device_query q = {&s, false};
    ALB_TRY(store_read(d->store, read_device, &q, err));
    bool is_signed = duty->variant == 4;
    bool is_suppliers =
        s.c.device.type == CAT_DEVICE_GPF && !alb_eui64_equal(s.c.device.supplier, d->acb->entity);
    store_fn otherwise = !q.is_in_use                                                ? forget
                         : is_signed && is_suppliers                                 ? leave
                         : !d->certify && strcmp(duty->own, DCC_HUB_ISSUE_KEYS) == 0 ? skip
                                                                                     : NULL;
    if (otherwise) {
        return store_write(d->store, otherwise, what, err);
    }
    dcc_own_request own = {.row = {.srv = what->certificate.len > 0 ? DCC_HUB_UPDATE_KEYS : duty->own,
                                   .variant = 9, /* of the DCC's own (duis.md 3.1) */
                                   .received_at = r->now,
                                   .due_at = ALB_TIME_NONE,
                                   .answer_by = r->now + WAITS,
                                   .note = duty->name},
                           .device = what->device,
                           .hub = s.c.device.hub,
                           .make = make,
                           .begin = begin,
                           .ctx = &s};
    (void)pthread_rwlock_rdlock(&d->keys_lock);
    alb_status st = dcc_own_request_send(d, &own, err);
    (void)pthread_rwlock_unlock(&d->keys_lock);
    if (st != ALB_OK) {
        s.again_at = r->now + SOON_AGAIN;
        ALB_TRY(store_write(d->store, put_off, &s, NULL));
    }
    return st;
}

bool dcc_do_hub_duties(dcc_worker *w)
{
    round r = {.worker = w, .now = alb_now(w->dcc->clock)};
    alb_err err = {.code = ALB_OK};
    alb_status st = store_read(w->dcc->store, read_due, &r, &err);
    for (size_t i = 0; i < r.n && (st == ALB_OK || i > 0); i++) {
        st = send(&r, &r.list[i], &err);
        if (st != ALB_OK && st != ALB_MISMATCH && st != ALB_BUSY) {
            alb_log_event(w->dcc->log, ALB_LOG_ERROR, "hub-duty-failed", "detail=\"%s\"", err.detail);
        }
    }
    alb_arena_reset(w->arena);
    return r.n > 0;
}

/* --- what the device says --- */

/* note: name of the duty. */
static alb_status note_name(const dcc_device_message *m, dcc_outcome *o)
{
    (void)snprintf(o->note, sizeof o->note, "%s", m->request.note ? m->request.note : "");
    return ALB_OK;
}

/* 6.17: the request for a certificate is passed on to the Registration Authority; data: what came back. */
alb_status dcc_note_hub_request(dcc_device_message *m, dcc_outcome *o)
{
    const dcc *d = m->worker->dcc;
    const cat_value *request = dcc_member(&m->content, "CertificationRequest");
    alb_err err = {.code = ALB_OK};
    alb_buf_init(&o->data, ROOM_FOR_A_CERTIFICATE);
    alb_status st = request && d->certify
                        ? d->certify(d->certify_ctx, m->device.id, request->bytes, &o->data, &err)
                        : alb_fail(&err, ALB_UNSUPPORTED, NULL, 0, "nobody certifies it");
    if (st != ALB_OK) {
        char device[ALB_EUI64_TEXT];
        alb_log_event(d->log, ALB_LOG_WARN, "hub-key-not-certified", "device=%s why=\"%s\"",
                      alb_eui64_hex(m->device.id, device), err.detail);
        o->effect = NULL; /* asked again in an hour */
    }
    return note_name(m, o);
}

static size_t step_of(const char *name)
{
    size_t i = 0;
    while (i < ALB_COUNT(duties) && strcmp(duties[i].name, name) != 0) {
        i++;
    }
    return i;
}

alb_status dcc_effect_hub_request(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    store_value params[] = {dcc_eui(o->device), store_int((int64_t)step_of(o->note)),
                            store_blob(alb_buf_span(&o->data)), store_int(now)};
    return store_exec(tx,
                      "UPDATE hub_duty SET certificate = $3, next_at = $4 WHERE device = $1 AND step = $2",
                      params, ALB_COUNT(params), err);
}

/* 6.15.2: as of any device; it is done with. */
alb_status dcc_note_hub_key(dcc_device_message *m, dcc_outcome *o)
{
    ALB_TRY(dcc_note_device_key(m, o));
    return note_name(m, o);
}

alb_status dcc_hub_duty_done(store_tx *tx, alb_eui64 device, const char *name, alb_err *err)
{
    store_value params[] = {dcc_eui(device), store_int((int64_t)step_of(name))};
    return store_exec(tx, "DELETE FROM hub_duty WHERE device = $1 AND step = $2", params, 2, err);
}

static alb_status judge_duty(store_tx *tx, const dcc_outcome *o, bool is_right, alb_time now, alb_err *err)
{
    if (is_right) {
        return dcc_effect_duty_done(tx, o, now, err);
    }
    /* Somebody has to look at it; asking again will not help. */
    ALB_TRY(dcc_hub_duty_done(tx, o->device, o->note, err));
    return dcc_audit(tx, now, "hub-credentials-differ", NULL, &o->device, err, "%s", o->note);
}

/* 6.24.1: the broker's certificates are this one's, and so are those for changes of supplier. subject: the
 * broker. */
alb_status dcc_note_hub_parties(dcc_device_message *m, dcc_outcome *o)
{
    ALB_TRY(dcc_note_held(m, o));
    o->subject = m->worker->dcc->acb->entity;
    return note_name(m, o);
}

alb_status dcc_effect_hub_parties(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    ALB_TRY(dcc_held_keep(tx, o, err));
    return judge_duty(tx, o, dcc_held_are_of_dcc(o, ACB), now, err);
}

/* 6.24.2: the device's certificate is the one in the inventory. */
alb_status dcc_note_hub_certificate(dcc_device_message *m, dcc_outcome *o)
{
    const cat_value *c = dcc_member(&m->content, "DeviceCertificate");
    bool is_of_signing = m->request.note && strstr(m->request.note, "signing");
    const smki_identity *known =
        smki_keystore_find(m->worker->dcc->keys, m->device.id,
                           is_of_signing ? SMKI_SLOT_DIGITAL_SIGNATURE : SMKI_SLOT_KEY_AGREEMENT);
    o->succeeded = c && known && known->certificate &&
                   alb_span_equal(c->bytes, smki_certificate_der(known->certificate));
    return note_name(m, o);
}

alb_status dcc_effect_hub_certificate(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    return judge_duty(tx, o, o->succeeded, now, err);
}
