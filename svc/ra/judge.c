/* One request: is it well made, may it be asked for, and the certificate (smki.md 10.3, in its order). */
#include "ra_internal.h"

#include "crypto/pkix.h"

#include <stdarg.h>
#include <stdio.h>

static const struct verdict_text {
    const char *name;
    const char *prefix; /* of error codes */
} verdicts[RA_VERDICT_COUNT] = {
    [RA_OPEN] = {"PENDING", ""},
    [RA_SUCCESS] = {"SUCCESS", ""},
    [RA_ISSUANCE_ANOMALY] = {"ISSUANCE_ANOMALY", "CA"},
    [RA_UNKNOWN_DEVICE] = {"UNKNOWN_DEVICE", "UD"},
    [RA_INELIGIBLE] = {"INELIGIBLE", "IN"},
    [RA_CSR_ERROR] = {"CSR_ERROR", "CR"},
    [RA_CA_ERROR] = {"CA_ERROR", "CA"},
    [RA_WORKFLOW_ERROR] = {"WORKFLOW_ERROR", "WF"},
};

const char *ra_verdict_name(ra_verdict v)
{
    return verdicts[v].name;
}

static void refuse(ra_case *c, ra_verdict v, const char *step, const char *fmt, ...) ALB_PRINTF(4, 5);

static void refuse(ra_case *c, ra_verdict v, const char *step, const char *fmt, ...)
{
    va_list args;
    if (c->verdict != RA_OPEN) {
        return; /* the first reason stands */
    }
    va_start(args, fmt);
    (void)vsnprintf(c->detail, sizeof c->detail, fmt, args);
    va_end(args);
    c->verdict = v;
    (void)snprintf(c->code, sizeof c->code, "%s:%s", verdicts[v].prefix, step);
}

/* "smki.md 10.3 F5" -> "F5". */
static const char *step_of(const char *rule)
{
    static const char section[] = "smki.md 10.3 ";
    return rule && strncmp(rule, section, sizeof section - 1) == 0 ? rule + sizeof section - 1 : "CSR";
}

/* --- who may ask --- */

static void check_officer(ra_case *c, bool device)
{
    uint32_t needed = c->channel == RA_BY_AD_HOC_SERVICE  ? RA_ALLOW_AD_HOC
                      : c->channel == RA_BY_BATCH_SERVICE ? RA_ALLOW_BATCH
                      : device                            ? RA_ALLOW_DEVICE
                                                          : RA_ALLOW_ORGANISATION;
    if (!device && c->channel != RA_BY_FILE) {
        refuse(c, RA_WORKFLOW_ERROR, "E1", "this service is for devices");
    } else if (!(c->officer.allows & needed)) {
        refuse(c, RA_WORKFLOW_ERROR, "E1", "%s may not ask for certificates of %s", c->officer.name,
               device ? "devices this way" : "organisations");
    }
}

static void check_device_subscriber(const ra *r, ra_case *c, alb_eui64 entity)
{
    size_t n;
    const cat_device_subscriber *rows = cat_device_subscribers(&n);
    ra_device d = r->device ? r->device(r->device_ctx, entity) : (ra_device){.type = 0};
    for (size_t i = 0; i < n; i++) {
        bool type_fits = rows[i].devices == 0 || rows[i].devices & d.type;
        if (rows[i].who & c->officer.who && type_fits &&
            (!rows[i].before_commissioning_only || !d.commissioned)) {
            return;
        }
    }
    refuse(c, RA_INELIGIBLE, "E2", "%s is no Eligible Subscriber for this device%s", c->officer.subscriber,
           d.commissioned ? ", which is commissioned" : "");
}

typedef struct owner {
    char subscriber[RA_NAME_MAX];
    uint32_t who;
    bool known;
} owner;

static alb_status find_owner(store_tx *tx, alb_eui64 entity, owner *out, alb_err *err)
{
    store_rows *rows = NULL;
    store_value params[] = {ra_eui(entity)};
    *out = (owner){.known = false};
    ALB_TRY(store_query(tx, "SELECT subscriber, who FROM identifier WHERE eui = $1", params,
                        ALB_COUNT(params), &rows, err));
    if (store_next(rows)) {
        ra_copy_text(store_column(rows, 0), out->subscriber, sizeof out->subscriber);
        out->who = (uint32_t)store_column(rows, 1).integer;
        out->known = true;
    }
    return store_rows_end(rows, err);
}

static alb_status check_organisation_subscriber(store_tx *tx, ra_case *c, const smki_subject *s, alb_err *err)
{
    owner o;
    const cat_organisation_subscriber *row = cat_organisation_subscriber_of((uint8_t)s->role);
    uint16_t usage =
        s->usage == SMKI_USAGE_KEY_AGREEMENT ? CAT_KEY_USAGE_KEY_AGREEMENT : CAT_KEY_USAGE_DIGITAL_SIGNATURE;
    ALB_TRY(find_owner(tx, s->entity, &o, err));
    if (!row || !(row->who & c->officer.who)) {
        refuse(c, RA_INELIGIBLE, "E2", "%s is no Eligible Subscriber for role %02X", c->officer.subscriber,
               (unsigned)s->role);
    } else if (!(row->usages & usage)) {
        refuse(c, RA_INELIGIBLE, "E2", "certificates of role %02X are not for that key usage",
               (unsigned)s->role);
    } else if (!o.known || strcmp(o.subscriber, c->officer.subscriber) != 0) {
        refuse(c, RA_INELIGIBLE, "E5", "the EUI-64 is not an identifier of %s", c->officer.subscriber);
    } else if (!(o.who & row->who)) {
        refuse(c, RA_INELIGIBLE, "E5", "%s has that EUI-64 in another role", c->officer.subscriber);
    }
    return ALB_OK;
}

/* --- what was issued before --- */

typedef struct history {
    int64_t of_entity;     /* certificates of that kind for the entity */
    int64_t of_other_kind; /* certificates for it as something else */
    int64_t in_batch;      /* for the same usage, of the same batch */
    int64_t of_key;        /* certificates of the key for another entity or usage */
} history;

/* A query that gives one number. */
static alb_status count(store_tx *tx, const char *sql, const store_value *params, size_t n, int64_t *out,
                        alb_err *err)
{
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, sql, params, n, &rows, err));
    *out = store_next(rows) ? store_column(rows, 0).integer : 0;
    return store_rows_end(rows, err);
}

static void key_hash(const ra *r, const crypto_pub *pub, uint8_t out[static CRYPTO_HASH])
{
    crypto_sha256(r->crypto, crypto_pub_octets(pub), out);
}

static alb_status find_history(const ra *r, store_tx *tx, const ra_case *c, const smki_subject *s,
                               bool device, history *out, alb_err *err)
{
    uint8_t key[CRYPTO_HASH];
    int64_t kind = device ? SMKI_KIND_DEVICE : SMKI_KIND_ORGANISATION;
    key_hash(r, s->public_key, key);
    store_value entity[] = {ra_eui(s->entity), store_int(kind)};
    store_value twice[] = {ra_eui(s->entity), store_int(s->usage), store_int(c->batch), store_int(s->role)};
    store_value same_key[] = {store_blob(ALB_SPAN_OF(key)), ra_eui(s->entity), store_int(s->usage)};
    ALB_TRY(count(tx, "SELECT COUNT(*) FROM certificate WHERE eui = $1 AND kind = $2", entity,
                  ALB_COUNT(entity), &out->of_entity, err));
    ALB_TRY(count(tx, "SELECT COUNT(*) FROM certificate WHERE eui = $1 AND kind <> $2", entity,
                  ALB_COUNT(entity), &out->of_other_kind, err));
    ALB_TRY(count(
        tx, "SELECT COUNT(*) FROM certificate WHERE eui = $1 AND usage = $2 AND batch = $3 AND role = $4",
        twice, ALB_COUNT(twice), &out->in_batch, err));
    return count(tx, "SELECT COUNT(*) FROM certificate WHERE key = $1 AND (eui <> $2 OR usage <> $3)",
                 same_key, ALB_COUNT(same_key), &out->of_key, err);
}

static void check_history(ra_case *c, const history *h, bool device)
{
    if (h->of_key > 0) {
        refuse(c, RA_CSR_ERROR, "K1", "the key is certified for another subject or usage already");
    } else if (h->of_other_kind > 0) {
        refuse(c, RA_INELIGIBLE, "ID", "the EUI-64 is %s already",
               device ? "an organisation's" : "a device's");
    } else if (device && h->of_entity >= CAT_DEVICE_CERTIFICATES) {
        refuse(c, RA_ISSUANCE_ANOMALY, "E3",
               "%d certificates were issued for this device: ask the Service Desk", CAT_DEVICE_CERTIFICATES);
    } else if (h->in_batch > (device ? 0 : 1)) { /* a supplier has two key pairs for agreement */
        refuse(c, RA_ISSUANCE_ANOMALY, "ID", "the batch asks twice for the same EUI-64 and key usage");
    } else if (c->channel == RA_BY_AD_HOC_SERVICE && h->of_entity == 0) {
        refuse(c, RA_UNKNOWN_DEVICE, "E4", "no certificate was issued for this device before");
    }
}

/* --- the whole --- */

alb_status ra_lodge(ra *r, store_tx *tx, const smki_certificate *certificate, int64_t batch, alb_time now,
                    alb_err *err)
{
    uint8_t key[CRYPTO_HASH];
    key_hash(r, smki_certificate_public(certificate), key);
    store_value params[] = {store_blob(smki_certificate_serial(certificate)),
                            store_int(smki_certificate_kind(certificate)),
                            ra_eui(smki_certificate_entity(certificate)),
                            store_int(smki_certificate_role(certificate)),
                            store_int(smki_certificate_usage(certificate)),
                            store_blob(ALB_SPAN_OF(key)),
                            store_int(batch),
                            store_int(now),
                            store_blob(smki_certificate_der(certificate))};
    return store_exec(tx,
                      "INSERT INTO certificate (serial, kind, eui, role, usage, key, batch, issued_at, der)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
                      params, ALB_COUNT(params), err);
}

static alb_status issue(ra *r, store_tx *tx, ra_case *c, const smki_subject *s, bool device, alb_err *err)
{
    alb_err why = {.code = ALB_OK};
    if (smki_authority_issue(r->crypto, device ? r->devices : r->organisations, s, c->now, &c->certificate,
                             &why) != ALB_OK) {
        refuse(c, why.code == ALB_BAD_VALUE ? RA_CSR_ERROR : RA_CA_ERROR, "ISSUE", "%s", why.detail);
        return ALB_OK;
    }
    c->verdict = RA_SUCCESS;
    return ra_lodge(r, tx, c->certificate, c->batch, c->now, err);
}

static alb_status judge(ra *r, store_tx *tx, ra_case *c, const smki_subject *s, alb_err *err)
{
    history h;
    bool device = s->role == SMKI_ROLE_NONE;
    check_officer(c, device);
    if (device) {
        check_device_subscriber(r, c, s->entity);
    } else {
        ALB_TRY(check_organisation_subscriber(tx, c, s, err));
    }
    ALB_TRY(find_history(r, tx, c, s, device, &h, err));
    check_history(c, &h, device);
    return c->verdict == RA_OPEN ? issue(r, tx, c, s, device, err) : ALB_OK;
}

alb_status ra_judge(ra *r, store_tx *tx, ra_case *c, alb_span request, alb_err *err)
{
    smki_request *req = NULL;
    alb_err why = {.code = ALB_OK};
    if (smki_request_parse(r->crypto, request, &req, &why) != ALB_OK) {
        if (why.code == ALB_NO_MEMORY) {
            return alb_fail(err, ALB_NO_MEMORY, "ra", 0, "out of memory");
        }
        refuse(c, RA_CSR_ERROR, step_of(why.rule), "%s", why.detail);
        return ALB_OK;
    }
    smki_subject s = smki_request_subject(req);
    alb_status st = judge(r, tx, c, &s, err);
    smki_request_free(req);
    return st;
}
