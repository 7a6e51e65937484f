/* Subscribers, their identifiers and the credentials of those who act for them (smki.md 12). */
#include "ra_internal.h"

#include "der/der.h"
#include "smki/crl.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

void ra_copy_text(store_value v, char *out, size_t size)
{
    size_t n = v.bytes.len < size ? v.bytes.len : size - 1;
    if (n > 0) {
        memcpy(out, v.bytes.ptr, n);
    }
    out[n] = '\0';
}

static alb_status check_name(const char *what, const char *name, alb_err *err)
{
    size_t len = strlen(name);
    return len > 0 && len < RA_NAME_MAX ? ALB_OK
                                        : alb_fail(err, ALB_BAD_VALUE, "smki.md 12", 0,
                                                   "%s: a name has 1 to %d octets", what, RA_NAME_MAX - 1);
}

/* One statement and its entry in the log, in one transaction. */
typedef struct change {
    ra *r;
    const char *sql;
    const store_value *params;
    size_t n_params;
    alb_status none; /* what it means when no row was changed */
    const char *none_text;
    const char *action, *subject, *result;
} change;

static alb_status make_change(store_tx *tx, void *ctx, alb_err *err)
{
    const change *c = ctx;
    ALB_TRY(store_exec(tx, c->sql, c->params, c->n_params, err));
    if (store_changes(tx) == 0) {
        return alb_fail(err, c->none, "smki.md 12", 0, "%s: %s", c->subject, c->none_text);
    }
    return ra_audit(tx, alb_now(c->r->clock), "ra", c->action, c->subject, c->result, err);
}

static alb_status apply(ra *r, const change *c, alb_err *err)
{
    change own = *c;
    own.r = r;
    (void)pthread_mutex_lock(&r->lock);
    alb_status st = store_write(r->store, make_change, &own, err);
    (void)pthread_mutex_unlock(&r->lock);
    return st;
}

alb_status ra_subscriber_add(ra *r, const char *name, uint32_t who, alb_err *err)
{
    store_value params[] = {ra_text(name), store_int(who)};
    ALB_TRY(check_name("Subscriber", name, err));
    if (!cat_subscriber_name(who)) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 11", 0, "%s: no role that subscribes", name);
    }
    return apply(r,
                 &(change){.sql = "INSERT INTO subscriber (name, who, suspended) VALUES ($1, $2, 0)"
                                  " ON CONFLICT DO NOTHING",
                           .params = params,
                           .n_params = ALB_COUNT(params),
                           .none = ALB_EXISTS,
                           .none_text = "is a Subscriber already",
                           .action = "add subscriber",
                           .subject = name,
                           .result = cat_subscriber_name(who)},
                 err);
}

alb_status ra_subscriber_suspend(ra *r, const char *name, bool suspended, alb_err *err)
{
    store_value params[] = {ra_text(name), store_int(suspended)};
    return apply(r,
                 &(change){.sql = "UPDATE subscriber SET suspended = $2 WHERE name = $1",
                           .params = params,
                           .n_params = ALB_COUNT(params),
                           .none = ALB_NOT_FOUND,
                           .none_text = "no such Subscriber",
                           .action = suspended ? "suspend" : "resume",
                           .subject = name,
                           .result = "done"},
                 err);
}

alb_status ra_identifier_add(ra *r, const char *subscriber, alb_eui64 eui, uint32_t who, alb_err *err)
{
    char text[ALB_EUI64_TEXT];
    store_value params[] = {ra_eui(eui), ra_text(subscriber), store_int(who)};
    if (alb_eui64_number(eui) == 0) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 6.2", 0, "%s: zero is no identifier", subscriber);
    }
    return apply(
        r,
        &(change){.sql = "INSERT INTO identifier (eui, subscriber, who)"
                         " SELECT $1, name, $3 FROM subscriber WHERE name = $2 AND (who & $3) = $3"
                         " ON CONFLICT DO NOTHING",
                  .params = params,
                  .n_params = ALB_COUNT(params),
                  .none = ALB_EXISTS,
                  .none_text = "the identifier is registered already, or the Subscriber is not, in that role",
                  .action = "add identifier",
                  .subject = alb_eui64_dashed(eui, text),
                  .result = subscriber},
        err);
}

/* --- credentials --- */

/* notBefore and notAfter of a certificate with any kind of key: IKI certificates have RSA keys. */
static alb_status read_validity(alb_span der, alb_time *from, alb_time *to, alb_err *err)
{
    enum { VERSION = DER_CONTEXT | DER_CONSTRUCTED | 0 };
    alb_rd r = alb_rd_init(der);
    der_element certificate, body, e, validity;
    alb_time *const times[] = {from, to};
    bool good = der_expect(&r, DER_SEQUENCE, &certificate);
    alb_rd in = der_inside(&certificate);
    good = good && der_expect(&in, DER_SEQUENCE, &body);
    in = der_inside(&body);
    if (good && alb_rd_peek(&in) == VERSION) {
        good = der_next(&in, &e);
    }
    good = good && der_expect(&in, DER_INTEGER, &e) && der_expect(&in, DER_SEQUENCE, &e) &&
           der_expect(&in, DER_SEQUENCE, &e) && der_expect(&in, DER_SEQUENCE, &validity);
    in = der_inside(&validity);
    for (size_t i = 0; good && i < ALB_COUNT(times); i++) {
        good = der_next(&in, &e) &&
               ((e.tag == DER_UTC_TIME && der_utc_time(e.content, times[i])) ||
                (e.tag == DER_GENERALIZED_TIME && der_generalized_time(e.content, times[i])));
    }
    return good ? ALB_OK
                : alb_fail(err, ALB_BAD_KEY, "smki.md 12.4", 0, "a credential is a certificate in DER");
}

static void fingerprint(ra *r, alb_span certificate, uint8_t out[static CRYPTO_HASH])
{
    (void)pthread_mutex_lock(&r->lock);
    crypto_sha256(r->crypto, certificate, out);
    (void)pthread_mutex_unlock(&r->lock);
}

alb_status ra_credential_add(ra *r, const char *subscriber, const char *officer, alb_span certificate,
                             uint32_t allows, alb_err *err)
{
    alb_time from = ALB_TIME_NONE;
    alb_time to = ALB_TIME_NONE;
    uint8_t hash[CRYPTO_HASH];
    ALB_TRY(check_name("officer", officer, err));
    ALB_TRY(read_validity(certificate, &from, &to, err));
    fingerprint(r, certificate, hash);
    store_value params[] = {store_blob(ALB_SPAN_OF(hash)),
                            ra_text(subscriber),
                            ra_text(officer),
                            store_int(allows),
                            store_int(from),
                            store_int(to)};
    return apply(r,
                 &(change){.sql = "INSERT INTO credential"
                                  " (fingerprint, subscriber, officer, allows, not_before, not_after)"
                                  " SELECT $1, name, $3, $4, $5, $6 FROM subscriber WHERE name = $2"
                                  " ON CONFLICT DO NOTHING",
                           .params = params,
                           .n_params = ALB_COUNT(params),
                           .none = ALB_EXISTS,
                           .none_text = "the credential is known already, or the Subscriber is not",
                           .action = "add credential",
                           .subject = officer,
                           .result = subscriber},
                 err);
}

alb_status ra_credential_revoke(ra *r, alb_span certificate, alb_err *err)
{
    uint8_t hash[CRYPTO_HASH];
    char text[2 * CRYPTO_HASH + 1] = "";
    fingerprint(r, certificate, hash);
    alb_wr w = alb_wr_init(text, sizeof text - 1);
    alb_wr_hex(&w, ALB_SPAN_OF(hash));
    store_value params[] = {store_blob(ALB_SPAN_OF(hash)), store_int(alb_now(r->clock))};
    return apply(
        r,
        &(change){.sql =
                      "UPDATE credential SET revoked_at = $2 WHERE fingerprint = $1 AND revoked_at IS NULL",
                  .params = params,
                  .n_params = ALB_COUNT(params),
                  .none = ALB_NOT_FOUND,
                  .none_text = "no such credential, or revoked already",
                  .action = "revoke credential",
                  .subject = text,
                  .result = "done"},
        err);
}

/* --- who is it --- */

typedef struct lookup {
    uint8_t fingerprint[CRYPTO_HASH];
    alb_time now;
    ra_officer *out;
} lookup;

static alb_status judge_credential(const store_rows *rows, const lookup *l, alb_err *err)
{
    char text[ALB_TIME_TEXT];
    alb_time from = store_column(rows, 4).integer;
    alb_time to = store_column(rows, 5).integer;
    ra_copy_text(store_column(rows, 0), l->out->subscriber, sizeof l->out->subscriber);
    ra_copy_text(store_column(rows, 1), l->out->name, sizeof l->out->name);
    l->out->allows = (uint32_t)store_column(rows, 2).integer;
    l->out->who = (uint32_t)store_column(rows, 3).integer;
    if (store_column(rows, 6).kind != STORE_NULL) {
        return alb_fail(err, ALB_NOT_AUTHORISED, "smki.md 12.2", 0, "%s: the credential is revoked",
                        l->out->name);
    }
    if (l->now < from || l->now > to) {
        return alb_fail(err, ALB_NOT_AUTHORISED, "smki.md 12.4", 0, "%s: the credential %s %s", l->out->name,
                        l->now < from ? "is not valid before" : "expired",
                        alb_time_text(l->now < from ? from : to, text));
    }
    if (store_column(rows, 7).integer != 0) {
        return alb_fail(err, ALB_NOT_AUTHORISED, "smki.md 12.2", 0, "%s is suspended", l->out->subscriber);
    }
    return ALB_OK;
}

static alb_status find_credential(store_tx *tx, void *ctx, alb_err *err)
{
    const lookup *l = ctx;
    store_rows *rows = NULL;
    store_value params[] = {store_blob(ALB_SPAN_OF(l->fingerprint))};
    ALB_TRY(store_query(
        tx,
        "SELECT c.subscriber, c.officer, c.allows, s.who, c.not_before, c.not_after, c.revoked_at,"
        " s.suspended FROM credential c JOIN subscriber s ON s.name = c.subscriber"
        " WHERE c.fingerprint = $1",
        params, ALB_COUNT(params), &rows, err));
    alb_status st = store_next(rows) ? judge_credential(rows, l, err)
                                     : alb_fail(err, ALB_NOT_AUTHORISED, "smki.md 12.4", 0,
                                                "the credential is not that of an officer or system");
    alb_status end = store_rows_end(rows, st == ALB_OK ? err : NULL);
    return st != ALB_OK ? st : end;
}

/* IKI's own authorities and lists, as they lie in the directory now. A list that cannot be read is a fault,
 * not none. */
static alb_status load_iki(const ra *r, smki_keystore *ks, alb_err *err)
{
    static const char *const extensions[] = {"pem", "crl"};
    size_t count;
    size_t lists = 0;
    const cat_authority *a = cat_authorities(&count);
    for (size_t i = 0; i < 2 * count; i++) {
        char path[PATH_MAX];
        const cat_authority *authority = &a[i / 2];
        int n = snprintf(path, sizeof path, "%s/%s.%s", r->pki, authority->profile, extensions[i % 2]);
        if (!(authority->infrastructure & CAT_INFRASTRUCTURE_IKI) || n >= (int)sizeof path ||
            access(path, F_OK) != 0) {
            continue;
        }
        ALB_TRY(smki_keystore_load_file(ks, path, err));
        lists += i % 2;
        if (lists > 0 && !smki_keystore_list_at(ks, lists - 1)) {
            return alb_fail(err, ALB_BAD_FORMAT, "RFC 5280 5.1", 0, "%s is no revocation list", path);
        }
    }
    return ALB_OK;
}

/* A credential of another authority, or of another kind, is ended by the register alone. */
static alb_status check_lists(ra *r, alb_span certificate, alb_err *err)
{
    smki_certificate *c = NULL;
    smki_keystore *ks = smki_keystore_new();
    alb_status st = ks ? load_iki(r, ks, err) : alb_fail(err, ALB_NO_MEMORY, "ra", 0, "out of memory");
    (void)pthread_mutex_lock(&r->lock);
    if (st == ALB_OK && smki_certificate_parse_any(certificate, &c, NULL) == ALB_OK &&
        smki_keystore_revoked(r->crypto, ks, c)) {
        st = alb_fail(err, ALB_NOT_AUTHORISED, "smki.md 12.2", 0, "the credential is revoked");
    }
    (void)pthread_mutex_unlock(&r->lock);
    smki_certificate_free(c);
    smki_keystore_free(ks);
    return st;
}

alb_status ra_authenticate(ra *r, alb_span certificate, ra_officer *out, alb_err *err)
{
    lookup l = {.now = alb_now(r->clock), .out = out};
    *out = (ra_officer){.who = 0};
    fingerprint(r, certificate, l.fingerprint);
    ALB_TRY(store_read(r->store, find_credential, &l, err));
    return check_lists(r, certificate, err);
}
