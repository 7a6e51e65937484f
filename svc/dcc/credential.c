/* Credentials with which Users sign files: who may sign for whom, and on what that stands. */
#include "dcc/party.h"

#include "dcc_internal.h"

#define RULE "dcc-services.md 12.5"

enum { MAX_CERTIFICATE = 65536 };

static alb_status hash_of(alb_span certificate, uint8_t out[static CRYPTO_HASH], alb_err *err)
{
    crypto_ctx *crypto = crypto_ctx_new();
    if (!crypto) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a credential");
    }
    crypto_sha256(crypto, certificate, out);
    crypto_ctx_free(crypto);
    return ALB_OK;
}

alb_status dcc_credential_add(store_tx *tx, alb_eui64 user, alb_span certificate, alb_span trusted,
                              alb_time now, alb_err *err)
{
    uint8_t hash[CRYPTO_HASH];
    if (certificate.len < 2 || certificate.len > MAX_CERTIFICATE || certificate.ptr[0] != 0x30) {
        return alb_fail(err, ALB_BAD_KEY, RULE, 0, "a credential is a certificate in DER");
    }
    ALB_TRY(hash_of(certificate, hash, err));
    store_value params[] = {dcc_eui(user), store_blob(ALB_SPAN_OF(hash)), store_text(trusted),
                            store_int(now)};
    ALB_TRY(store_exec(tx,
                       "INSERT INTO party_credential (user_id, fingerprint, trusted, added_at)"
                       " VALUES ($1, $2, $3, $4) ON CONFLICT (user_id, fingerprint) DO UPDATE SET"
                       " trusted = excluded.trusted, revoked_at = NULL",
                       params, ALB_COUNT(params), err));
    return dcc_audit(tx, now, "credential-added", &user, NULL, err, "%02x%02x%02x%02x..", hash[0], hash[1],
                     hash[2], hash[3]);
}

alb_status dcc_credential_revoke(store_tx *tx, alb_eui64 user, alb_span certificate, alb_time now,
                                 alb_err *err)
{
    uint8_t hash[CRYPTO_HASH];
    ALB_TRY(hash_of(certificate, hash, err));
    store_value params[] = {dcc_eui(user), store_blob(ALB_SPAN_OF(hash)), store_int(now)};
    ALB_TRY(store_exec(tx,
                       "UPDATE party_credential SET revoked_at = $3 WHERE user_id = $1 AND fingerprint = $2"
                       " AND revoked_at IS NULL",
                       params, ALB_COUNT(params), err));
    if (store_changes(tx) == 0) {
        return alb_fail(err, ALB_NOT_FOUND, RULE, 0, "not a credential of that User");
    }
    return dcc_audit(tx, now, "credential-revoked", &user, NULL, err, "%02x%02x%02x%02x..", hash[0], hash[1],
                     hash[2], hash[3]);
}

alb_status dcc_credential_trust(store_tx *tx, alb_eui64 user, alb_buf *out, alb_err *err)
{
    store_value param = dcc_eui(user);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT DISTINCT trusted FROM party_credential WHERE user_id = $1 AND revoked_at IS"
                        " NULL",
                        &param, 1, &rows, err));
    while (store_next(rows)) {
        alb_buf_add(out, store_column(rows, 0).bytes);
        alb_buf_add_u8(out, '\n');
    }
    ALB_TRY(store_rows_end(rows, err));
    return out->st;
}

alb_status dcc_credential_is_good(store_tx *tx, alb_eui64 user, alb_span fingerprint, alb_time now, bool *out,
                                  alb_err *err)
{
    store_value params[] = {dcc_eui(user), store_blob(fingerprint), store_int(now)};
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT 1 FROM party_credential WHERE user_id = $1 AND fingerprint = $2 AND"
                        " added_at <= $3 AND revoked_at IS NULL",
                        params, ALB_COUNT(params), &rows, err));
    *out = store_next(rows);
    return store_rows_end(rows, err);
}
