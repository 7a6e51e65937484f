/* Recovery of devices whose credentials are lost or known to others (dcc-services.md 11.4; smki.md 19): the
 * command comes from those who hold the recovery or the contingency key; the DCC takes the device out of use,
 * sends it, and follows what the device says. */
#include "recovery.h"

#include "cancel.h"
#include "effect.h"
#include "notice.h"
#include "trust_anchor.h"

#include "catalogue/use_case.h"
#include "gbcs/recovery.h"

enum { SUPPLIER = 2, NETWORK_OPERATOR = 3, ENTRY = 1 + 1 + 8 + 20 };

typedef struct recovery {
    dcc *dcc;
    dcc_own_request own;
    dcc_device_record device;
    alb_arena *arena;
    alb_time now;
} recovery;

/* Nothing else is done with the device from here on. */
static alb_status begin(store_tx *tx, const dcc_own_request *own, alb_err *err)
{
    const recovery *r = own->ctx;
    ALB_TRY(dcc_device_set_status(tx, r->device.id, "Recovery", "recovery", r->now, err));
    ALB_TRY(dcc_cancel_work(tx, DCC_CAUSE_END, r->device.id, r->now, err));
    return dcc_audit(tx, r->now, "recovery", NULL, &r->device.id, err, "command %04x by %s",
                     own->row.message_code,
                     own->row.message_code == GBCS_BY_RECOVERY ? "recovery" : "contingency");
}

static alb_status read_device(store_tx *tx, void *ctx, alb_err *err)
{
    recovery *r = ctx;
    return dcc_device_read(tx, r->device.id, r->arena, &r->device, err);
}

static alb_status check_command(recovery *r, alb_span command, alb_err *err)
{
    gbcs_message m;
    ALB_TRY(gbcs_message_parse(command, &m, err));
    bool is_recovery =
        m.header.message_code == GBCS_BY_RECOVERY || m.header.message_code == GBCS_BY_CONTINGENCY;
    if (m.header.cra != GBCS_COMMAND || m.form != GBCS_SIGNED || !is_recovery ||
        !alb_eui64_equal(m.header.target, r->device.id)) {
        return alb_fail(err, ALB_BAD_VALUE, "GBCS 13.3", 0, "not a recovery command for this device");
    }
    r->own.row.message_code = m.header.message_code;
    r->own.row.command_originator = m.header.originator;
    r->own.row.command_counter = m.header.counter;
    r->own.row.command = command;
    alb_status st = store_read(r->dcc->store, read_device, r, err);
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND ? alb_fail(err, st, NULL, 0, "the device is not in the inventory") : st;
    }
    /* 7.4, T14; again where it did not end as it was to. */
    static const char *const open[] = {"Commissioned", "Suspended", "Recovery", "Recovered"};
    return dcc_is_one_of(r->device.status, open, ALB_COUNT(open))
               ? ALB_OK
               : alb_fail(err, ALB_BAD_VALUE, NULL, 0, "no recovery of a device that is %s",
                          r->device.status);
}

alb_status dcc_recover_device(dcc *d, alb_eui64 device, alb_span command, alb_err *err)
{
    enum { ROOM = 1024 * 1024 };
    alb_time now = alb_now(d->clock);
    recovery r = {.dcc = d, .device = {.id = device}, .now = now, .arena = alb_arena_new(ROOM)};
    r.own = (dcc_own_request){.row = {.srv = DCC_RECOVERY,
                                      .variant = 9,
                                      .received_at = now,
                                      .due_at = ALB_TIME_NONE,
                                      .answer_by = now + ALB_DAYS(1)},
                              .device = device,
                              .begin = begin,
                              .ctx = &r};
    if (!r.arena) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a command");
    }
    alb_status st = check_command(&r, command, err);
    if (st == ALB_OK) {
        r.own.hub = r.device.hub;
        st = dcc_own_request_send(d, &r.own, err);
    }
    alb_arena_free(r.arena);
    return st;
}

/* --- what the device says --- */

/* The kinds of certificate that are the broker's now, of that role. */
static void write_kinds(alb_wr *w, const dcc_outcome *o, uint8_t role, alb_eui64 acb, const char *element)
{
    static const char *const kinds[] = {"DigitalSigning", "KeyAgreement", "KeyAgreementTopUp"};
    alb_rd r = alb_rd_init(alb_buf_span(&o->data));
    while (alb_rd_left(&r) >= ENTRY) {
        alb_span e = alb_rd_bytes(&r, ENTRY);
        bool is_acb = memcmp(e.ptr + 2, acb.octets, sizeof acb.octets) == 0;
        if (e.ptr[0] == role && is_acb && e.ptr[1] < ALB_COUNT(kinds)) {
            alb_wr_printf(w, "<sr:%s>%s</sr:%s>", element, kinds[e.ptr[1]], element);
        }
    }
}

/* N34 to suppliers, N35 to network operators: the broker's certificates hold the place of theirs. */
static alb_status tell_broker(store_tx *tx, const dcc_outcome *o, alb_eui64 acb, bool of_supplier,
                              alb_time now, alb_err *err)
{
    char change[1024];
    char payload[DCC_NOTICE_MAX];
    alb_wr inner = alb_wr_init(change, sizeof change - 1);
    alb_wr_text(&inner, "<sr:RecoveryCompleteACBCredentials>");
    write_kinds(&inner, o, SUPPLIER, acb, "SupplierCertificateType");
    write_kinds(&inner, o, NETWORK_OPERATOR, acb, "NetworkOperatorCertificateType");
    alb_wr_text(&inner, "</sr:RecoveryCompleteACBCredentials>");
    ALB_TRY(inner.st);
    change[inner.pos] = '\0';
    alb_wr w = alb_wr_init(payload, sizeof payload);
    dcc_write_status_change(&w, o->device, change);
    ALB_TRY(w.st);
    dcc_notice notice = {
        .code = of_supplier ? "N34" : "N35", .device = o->device, .payload = alb_wr_span(&w)};
    return dcc_notify_registered(
        tx, &notice, of_supplier ? CAT_USER_IS | CAT_USER_GS : CAT_USER_ED | CAT_USER_GT, NULL, now, err);
}

/* subject: the broker. With its certificates in the supplier's cells the device waits for its handover; with
 * a party's own it is back (7.4, T15, T16). */
alb_status dcc_effect_recovered(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    bool supplier_is_acb = false;
    bool operator_is_acb = false;
    alb_rd r = alb_rd_init(alb_buf_span(&o->data));
    while (alb_rd_left(&r) >= ENTRY) {
        alb_span e = alb_rd_bytes(&r, ENTRY);
        bool is_acb = memcmp(e.ptr + 2, o->subject.octets, sizeof o->subject.octets) == 0;
        supplier_is_acb = supplier_is_acb || (is_acb && e.ptr[0] == SUPPLIER);
        operator_is_acb = operator_is_acb || (is_acb && e.ptr[0] == NETWORK_OPERATOR);
    }
    if (!supplier_is_acb && !operator_is_acb) {
        return dcc_effect_credentials(tx, o, now, err);
    }
    ALB_TRY(dcc_device_set_status(tx, o->device, "Recovered", "recovery", now, err));
    ALB_TRY(dcc_keep_credentials(tx, o, now, err));
    /* The schema wants a supplier's certificate in either. */
    ALB_TRY(supplier_is_acb ? tell_broker(tx, o, o->subject, true, now, err) : ALB_OK);
    return operator_is_acb && supplier_is_acb ? tell_broker(tx, o, o->subject, false, now, err) : ALB_OK;
}

alb_status dcc_note_recovered(dcc_device_message *m, dcc_outcome *o)
{
    o->subject = m->worker->dcc->acb->entity;
    return dcc_note_credentials(m, o);
}
