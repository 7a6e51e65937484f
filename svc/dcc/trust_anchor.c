/* Security credentials on devices (6.15.1, 6.21, 6.23): the DCC keeps whose certificates are in which cell,
 * and tells their owner (N42; dcc-services.md 9). */
#include "trust_anchor.h"

#include "effect.h"
#include "notice.h"

#include "base/text.h"
#include "catalogue/use_case.h"
#include "smki/certificate.h"

#include <inttypes.h>

enum { SUPPLIER = 2, NETWORK_OPERATOR = 3, TRANS_COS = 5 };
enum { SIGNING, AGREEMENT, TOP_UP };
enum { SHA1 = 20, ENTRY = 1 + 1 + 8 + SHA1, MAX_ENTRIES = 16 };

/* --- what is kept --- */

alb_status dcc_credential_set(store_tx *tx, alb_eui64 device, uint8_t role, alb_eui64 party, alb_err *err)
{
    store_value params[] = {dcc_eui(device), store_int(role), dcc_eui(party)};
    return store_exec(tx,
                      "INSERT INTO credential (device, role, party) VALUES ($1, $2, $3) ON CONFLICT (device,"
                      " role) DO UPDATE SET party = excluded.party",
                      params, ALB_COUNT(params), err);
}

alb_status dcc_credentials_read(store_tx *tx, dcc_device_record *device, alb_err *err)
{
    store_value id = dcc_eui(device->id);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT role, party FROM credential WHERE device = $1", &id, 1, &rows, err));
    while (store_next(rows)) {
        int64_t role = store_column(rows, 0).integer;
        if (role == SUPPLIER) {
            device->supplier = dcc_column_eui(rows, 1);
        } else if (role == NETWORK_OPERATOR) {
            device->network_operator = dcc_column_eui(rows, 1);
        }
    }
    return store_rows_end(rows, err);
}

/* --- 6.21: the DCC hands over what is its own --- */

/* Hubs and their proxies come so, and nobody tells; what else is the broker's was recovered (smki.md 19.5).
 */
bool dcc_check_handover(dcc_case *c)
{
    static const alb_eui64 nobody = {{0}};
    const duis_document *d = &c->document;
    if (strcmp(d->srv->srv, "6.21") != 0) {
        return true;
    }
    bool of_supplier = alb_span_is(duis_text(d, d->body, "RemotePartyRole"), "Supplier");
    alb_eui64 holder = of_supplier ? c->device.supplier : c->device.network_operator;
    bool is_unknown = alb_eui64_equal(holder, nobody);
    bool comes_so = c->device.type & (CAT_DEVICE_CHF | CAT_DEVICE_GPF);
    return (is_unknown ? comes_so : alb_eui64_equal(holder, c->dcc->acb->entity)) ||
           dcc_refuse(c, "E062101", "the device is not under the DCC's control");
}

/* --- what the device says it has replaced --- */

typedef struct replaced {
    uint8_t role, kind;
    uint64_t status;
    alb_eui64 party;
} replaced;

/* The certificate's hash as DUIS has it; zero where the certificate is not at hand. */
static void hash_of(const dcc_device_message *m, const replaced *r, alb_span ski, uint8_t out[static SHA1])
{
    static const smki_slot slots[] = {SMKI_SLOT_DIGITAL_SIGNATURE, SMKI_SLOT_KEY_AGREEMENT,
                                      SMKI_SLOT_PREPAYMENT};
    const smki_identity *found[MAX_ENTRIES];
    memset(out, 0, SHA1);
    for (size_t s = 0; s < ALB_COUNT(slots); s++) {
        size_t n = smki_keystore_find_all(m->worker->dcc->keys, r->party, slots[s], found, MAX_ENTRIES);
        for (size_t i = 0; i < n; i++) {
            const smki_certificate *c = found[i]->certificate;
            if (c && alb_span_equal(smki_certificate_ski(c), ski)) {
                crypto_sha1(gbcs_keys_crypto(m->worker->keys), smki_certificate_der(c), out);
                return;
            }
        }
    }
}

static void take_key_usage(replaced *r, alb_span bits)
{
    enum { DIGITAL_SIGNATURE = 0x80 };
    bool signs = bits.len > 0 && bits.ptr[0] & DIGITAL_SIGNATURE;
    r->kind = signs ? SIGNING : AGREEMENT;
}

static void take_value(dcc_device_message *m, const cat_value *v, replaced *r, alb_buf *out)
{
    const char *name = v->field->name;
    if (strcmp(name, "TrustAnchorCellRemotePartyRole") == 0) {
        *r = (replaced){.role = (uint8_t)v->number.u};
    } else if (strcmp(name, "TrustAnchorCellKeyUsage") == 0) {
        take_key_usage(r, v->bytes);
    } else if (strcmp(name, "TrustAnchorCellUsage") == 0) {
        r->kind = v->number.u == 1 ? TOP_UP : r->kind;
    } else if (strcmp(name, "StatusCode") == 0) {
        r->status = v->number.u;
    } else if (strcmp(name, "ReplacingSubjectUniqueId") == 0 && v->bytes.len == sizeof r->party.octets) {
        memcpy(r->party.octets, v->bytes.ptr, sizeof r->party.octets);
    } else if (strcmp(name, "ReplacingSubjectKeyIdentifier") == 0 && r->status == 0 &&
               out->len < (size_t)MAX_ENTRIES * ENTRY) {
        uint8_t hash[SHA1];
        hash_of(m, r, v->bytes, hash);
        alb_buf_add_u8(out, r->role);
        alb_buf_add_u8(out, r->kind);
        alb_buf_add(out, alb_eui64_span(&r->party));
        alb_buf_add(out, alb_span_of(hash, sizeof hash));
    }
}

/* Entries of role, kind, party and hash; none while the replacement is still to come. */
alb_status dcc_note_credentials(dcc_device_message *m, dcc_outcome *o)
{
    replaced r = {.role = 0};
    alb_buf_init(&o->data, (size_t)MAX_ENTRIES * ENTRY);
    for (uint32_t i = 0; i < m->content.count; i++) {
        take_value(m, &m->content.values[i], &r, &o->data);
    }
    o->effect = o->data.len > 0 ? o->effect : NULL;
    return o->data.st;
}

/* --- N42: to the owner of the new credentials --- */

static const char *role_name(uint8_t role)
{
    static const char *const names[] = {"Root",     "Recovery", "Supplier", "NetworkOperator", "ACB",
                                        "TransCoS", NULL,       NULL,       "LoadController"};
    return role < ALB_COUNT(names) ? names[role] : NULL;
}

static void write_certificates(alb_wr *w, alb_span entries, uint8_t role)
{
    static const char *const kinds[] = {"DigitalSigning", "KeyAgreement", "KeyAgreementTopUp"};
    alb_rd r = alb_rd_init(entries);
    while (alb_rd_left(&r) >= ENTRY) {
        alb_span e = alb_rd_bytes(&r, ENTRY);
        if (e.ptr[0] == role) {
            alb_wr_printf(w,
                          "<sr:Certificates><sr:CertificateType>%s</sr:CertificateType><sr:CertificateHash>",
                          kinds[e.ptr[1]]);
            alb_wr_hex(w, alb_span_sub(e, 2 + 8, SHA1));
            alb_wr_text(w, "</sr:CertificateHash></sr:Certificates>");
        }
    }
}

static alb_status tell_owner(store_tx *tx, const dcc_outcome *o, uint8_t role, alb_eui64 party, alb_time now,
                             alb_err *err)
{
    char payload[DCC_NOTICE_MAX];
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_text(&w, "<sr:SecurityCredentialsUpdated>");
    dcc_write_eui(&w, "DeviceID", o->device);
    alb_wr_printf(&w, "<sr:RemotePartyRole>%s</sr:RemotePartyRole>", role_name(role));
    write_certificates(&w, alb_buf_span(&o->data), role);
    alb_wr_text(&w, "</sr:SecurityCredentialsUpdated>");
    ALB_TRY(w.st);
    dcc_notice notice = {.code = "N42", .device = o->device, .payload = alb_wr_span(&w)};
    return dcc_notify_user(tx, &notice, party, now, err);
}

/* --- recovery is complete with the party's own credentials (7.4, T16) --- */

static alb_status end_recovery(store_tx *tx, const dcc_brief *b, uint8_t role, alb_time now, alb_err *err)
{
    if (strcmp(b->status, "Recovered") != 0 && strcmp(b->status, "Recovery") != 0) {
        return ALB_OK;
    }
    char payload[DCC_NOTICE_MAX];
    alb_wr w = alb_wr_init(payload, sizeof payload);
    dcc_write_status_change(&w, b->id, "<sr:RecoveryComplete/>");
    bool is_supplier = role == SUPPLIER;
    dcc_notice notice = {.code = is_supplier                ? "N36"
                                 : role == NETWORK_OPERATOR ? "N37"
                                                            : "N38",
                         .device = b->id,
                         .payload = alb_wr_span(&w)};
    ALB_TRY(dcc_notify_registered(
        tx, &notice, is_supplier ? CAT_USER_IS | CAT_USER_GS : CAT_USER_ED | CAT_USER_GT, NULL, now, err));
    if (!is_supplier) {
        return ALB_OK;
    }
    /* The products list may have something to say that waited meanwhile. */
    ALB_TRY(dcc_device_set_status(tx, b->id, "Commissioned", "recovery complete", now, err));
    return dcc_product_changed(tx, b->id, now, err);
}

/* --- the certificate of the change of supplier --- */

/* N64, N65 to the suppliers: it was replaced, or is not the one that the DCC signs with. */
static alb_status tell_cos(store_tx *tx, const dcc_outcome *o, const char *code, alb_time now, alb_err *err)
{
    char payload[256];
    alb_wr w = alb_wr_init(payload, sizeof payload);
    alb_wr_text(&w, "<sr:CoSCertificateAlert>");
    dcc_write_eui(&w, "DeviceID", o->device);
    alb_wr_text(&w, "</sr:CoSCertificateAlert>");
    ALB_TRY(w.st);
    dcc_notice notice = {.code = code, .device = o->device, .payload = alb_wr_span(&w)};
    return dcc_notify_registered(tx, &notice, CAT_USER_IS | CAT_USER_GS, NULL, now, err);
}

static alb_status keep_parties(store_tx *tx, const dcc_outcome *o, bool *any_cos, alb_err *err)
{
    *any_cos = false;
    alb_rd r = alb_rd_init(alb_buf_span(&o->data));
    while (alb_rd_left(&r) >= ENTRY) {
        alb_span e = alb_rd_bytes(&r, ENTRY);
        alb_eui64 party;
        memcpy(party.octets, e.ptr + 2, sizeof party.octets);
        ALB_TRY(role_name(e.ptr[0]) ? dcc_credential_set(tx, o->device, e.ptr[0], party, err) : ALB_OK);
        *any_cos = *any_cos || e.ptr[0] == TRANS_COS;
    }
    return ALB_OK;
}

alb_status dcc_keep_credentials(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    bool any_cos = false;
    ALB_TRY(keep_parties(tx, o, &any_cos, err));
    return any_cos ? tell_cos(tx, o, "N64", now, err) : ALB_OK;
}

alb_status dcc_effect_credentials(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    dcc_brief b;
    alb_status st = dcc_brief_read(tx, o->device, &b, err);
    if (st != ALB_OK) {
        return st == ALB_NOT_FOUND ? ALB_OK : st;
    }
    ALB_TRY(dcc_keep_credentials(tx, o, now, err));
    uint8_t last = UINT8_MAX;
    alb_rd r = alb_rd_init(alb_buf_span(&o->data));
    while (alb_rd_left(&r) >= ENTRY) {
        alb_span e = alb_rd_bytes(&r, ENTRY);
        alb_eui64 party;
        uint8_t role = e.ptr[0];
        memcpy(party.octets, e.ptr + 2, sizeof party.octets);
        if (role == last || !role_name(role)) {
            continue;
        }
        last = role;
        ALB_TRY(tell_owner(tx, o, role, party, now, err));
        ALB_TRY(end_recovery(tx, &b, role, now, err));
    }
    return ALB_OK;
}

/* --- what the device says it holds (6.24.1) --- */

enum { EXPECTED, UNEXPECTED };

/* Entries as above, of the roles that were asked for, without hashes; in the place of the kind: is the change
 * of supplier's certificate the DCC's own? */
alb_status dcc_note_held(dcc_device_message *m, dcc_outcome *o)
{
    const smki_identity *cos = m->worker->dcc->cos_signer;
    alb_span expected = cos ? smki_certificate_ski(cos->certificate) : alb_span_none();
    replaced r = {.role = 0};
    alb_buf_init(&o->data, (size_t)MAX_ENTRIES * ENTRY);
    for (uint32_t i = 0; i < m->content.count; i++) {
        const cat_value *v = &m->content.values[i];
        const char *name = v->field->name;
        if (strcmp(name, "RemotePartyRole") == 0) {
            r = (replaced){.role = (uint8_t)v->number.u};
        } else if (strcmp(name, "ExistingSubjectUniqueId") == 0 && v->bytes.len == sizeof r.party.octets) {
            memcpy(r.party.octets, v->bytes.ptr, sizeof r.party.octets);
        } else if (strcmp(name, "ExistingSubjectKeyIdentifier") == 0 &&
                   o->data.len < (size_t)MAX_ENTRIES * ENTRY) {
            static const uint8_t no_hash[SHA1] = {0};
            alb_buf_add_u8(&o->data, r.role);
            bool is_other = r.role == TRANS_COS && cos && !alb_span_equal(v->bytes, expected);
            alb_buf_add_u8(&o->data, is_other ? UNEXPECTED : EXPECTED);
            alb_buf_add(&o->data, alb_eui64_span(&r.party));
            alb_buf_add(&o->data, ALB_SPAN_OF(no_hash));
        }
    }
    ALB_TRY(o->data.st);
    return dcc_note_duty(m, o);
}

bool dcc_held_are_of_dcc(const dcc_outcome *o, uint8_t role)
{
    size_t n = 0;
    alb_rd r = alb_rd_init(alb_buf_span(&o->data));
    while (alb_rd_left(&r) >= ENTRY) {
        alb_span e = alb_rd_bytes(&r, ENTRY);
        bool is_subject = memcmp(e.ptr + 2, o->subject.octets, sizeof o->subject.octets) == 0;
        if (e.ptr[1] == UNEXPECTED || (e.ptr[0] == role && !is_subject)) {
            return false;
        }
        n += e.ptr[0] == role;
    }
    return n > 0;
}

alb_status dcc_held_keep(store_tx *tx, const dcc_outcome *o, alb_err *err)
{
    bool any_cos = false;
    return keep_parties(tx, o, &any_cos, err);
}

alb_status dcc_effect_held(store_tx *tx, const dcc_outcome *o, alb_time now, alb_err *err)
{
    ALB_TRY(dcc_held_keep(tx, o, err));
    ALB_TRY(dcc_effect_duty_done(tx, o, now, err));
    alb_rd r = alb_rd_init(alb_buf_span(&o->data));
    while (alb_rd_left(&r) >= ENTRY) {
        alb_span e = alb_rd_bytes(&r, ENTRY);
        if (e.ptr[0] == TRANS_COS && e.ptr[1] == UNEXPECTED) {
            return tell_cos(tx, o, "N65", now, err);
        }
    }
    return ALB_OK;
}
