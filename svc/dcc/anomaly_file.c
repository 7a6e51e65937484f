/* Signed files of anomaly detection: whose they are, before anything in them is believed. */
#include "anomaly_internal.h"

#include "catalogue/certificate.h"
#include "crypto/file_signature.h"
#include "dcc/party.h"

#include <stdarg.h>
#include <stdio.h>

alb_eui64 anomaly_dcc(void)
{
    const cat_holder *acb = cat_holder_find(SMKI_ROLE_ACB);
    return alb_eui64_of(acb ? acb->dcc_entity : 0);
}

alb_status anomaly_reject(anomaly_reading *r, const char *code, uint32_t line, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(r->out->detail, sizeof r->out->detail, fmt, args);
    va_end(args);
    (void)snprintf(r->out->code, sizeof r->out->code, "%s", code);
    r->out->line = line;
    return ALB_NOT_AUTHORISED;
}

/* "ADT_<User>_<reference>_<time>.csv" */
static bool read_name(anomaly_reading *r, const char *prefix)
{
    const char *slash = strrchr(r->file->name, '/');
    alb_span name = alb_span_str(slash ? slash + 1 : r->file->name);
    size_t n = strlen(prefix);
    if (name.len < n + 26 || memcmp(name.ptr, prefix, n) != 0 || name.ptr[n] != '_' ||
        memcmp(name.ptr + name.len - 4, ".csv", 4) != 0 ||
        !alb_eui64_parse(alb_span_sub(name, n + 1, 23), &r->user) || name.ptr[n + 24] != '_') {
        return false;
    }
    alb_span rest = alb_span_sub(name, n + 25, name.len - n - 29);
    const uint8_t *end = rest.len > 0 && rest.ptr ? memchr(rest.ptr, '_', rest.len) : NULL;
    r->reference = end ? alb_arena_string(r->arena, alb_span_of(rest.ptr, (size_t)(end - rest.ptr))) : NULL;
    return r->reference != NULL;
}

typedef struct trust_query {
    anomaly_reading *r;
    alb_buf trusted;      /* PEM: what the User's credentials stand on */
    alb_span fingerprint; /* of the signer */
    bool is_registered;
} trust_query;

static alb_status read_trust(store_tx *tx, void *ctx, alb_err *err)
{
    trust_query *q = ctx;
    alb_buf_clear(&q->trusted);
    return dcc_credential_trust(tx, q->r->user, &q->trusted, err);
}

static alb_status find_signer(store_tx *tx, void *ctx, alb_err *err)
{
    trust_query *q = ctx;
    return dcc_credential_is_good(tx, q->r->user, q->fingerprint, q->r->file->now, &q->is_registered, err);
}

/* The signature holds; and whoever made it may sign for that User. */
static alb_status verify_with(trust_query *q, crypto_ctx *crypto, alb_err *err)
{
    anomaly_reading *r = q->r;
    crypto_file_signer signer;
    alb_err why = {.code = ALB_OK};
    uint8_t hash[CRYPTO_HASH];
    ALB_TRY(store_read(r->s, read_trust, q, err));
    if (q->trusted.len == 0) {
        return anomaly_reject(r, "F02", 0, "no credential is registered for that User");
    }
    if (crypto_file_verify(r->file->signature, r->file->csv, alb_buf_span(&q->trusted), r->file->now, &signer,
                           &why) != ALB_OK) {
        return anomaly_reject(r, "F01", 0, "%s", why.detail);
    }
    crypto_sha256(crypto, alb_buf_span(&signer.certificate), hash);
    alb_buf_release(&signer.certificate);
    q->fingerprint = ALB_SPAN_OF(hash);
    ALB_TRY(store_read(r->s, find_signer, q, err));
    return q->is_registered ? ALB_OK
                            : anomaly_reject(r, "F02", 0, "the signer is not registered for that User");
}

static alb_status verify(anomaly_reading *r, alb_err *err)
{
    enum { MAX_TRUSTED = 1 << 20 };
    trust_query q = {.r = r};
    crypto_ctx *crypto = crypto_ctx_new();
    if (!crypto) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a signature");
    }
    alb_buf_init(&q.trusted, MAX_TRUSTED);
    crypto_sha256(crypto, r->file->csv, r->hash);
    alb_status st = verify_with(&q, crypto, err);
    alb_buf_release(&q.trusted);
    crypto_ctx_free(crypto);
    return st;
}

alb_status anomaly_open(anomaly_reading *r, const char *prefix, alb_err *err)
{
    *r->out = (anomaly_report){.records = 0};
    if (!read_name(r, prefix)) {
        return anomaly_reject(r, "F04", 0, "the name is not %s_<User ID>_<reference>_<time>.csv", prefix);
    }
    r->out->user = r->user;
    return verify(r, err);
}

alb_status anomaly_header(anomaly_reading *r, const char *const *columns, size_t n)
{
    alb_err why = {.code = ALB_OK};
    r->csv = alb_csv_init(r->file->csv, r->arena);
    return alb_csv_header(&r->csv, columns, n, &why) == ALB_OK
               ? ALB_OK
               : anomaly_reject(r, "F04", 1, "%s", why.detail);
}

/* --- in the store --- */

static alb_status next_id(store_tx *tx, int64_t *out, alb_err *err)
{
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT COALESCE(max(id), 0) + 1 FROM anomaly_file", NULL, 0, &rows, err));
    *out = store_next(rows) ? store_column(rows, 0).integer : 1;
    return store_rows_end(rows, err);
}

alb_status anomaly_note_file(store_tx *tx, anomaly_reading *r, int64_t *id, bool *repeated, alb_err *err)
{
    store_value known[] = {store_blob(ALB_SPAN_OF(r->hash)), dcc_eui(r->user)};
    store_rows *rows = NULL;
    ALB_TRY(
        store_query(tx, "SELECT 1 FROM anomaly_file WHERE hash = $1 AND user_id = $2", known, 2, &rows, err));
    *repeated = store_next(rows);
    ALB_TRY(store_rows_end(rows, err));
    if (*repeated) {
        return ALB_OK;
    }
    ALB_TRY(next_id(tx, id, err));
    store_value params[] = {store_int(*id),
                            dcc_eui(r->user),
                            dcc_text_or_null(r->file->name),
                            known[0],
                            dcc_text_or_null(r->reference),
                            store_int(r->file->now)};
    ALB_TRY(store_exec(tx,
                       "INSERT INTO anomaly_file (id, user_id, name, hash, reference, taken_at)"
                       " VALUES ($1, $2, $3, $4, $5, $6)",
                       params, ALB_COUNT(params), err));
    return dcc_audit(tx, r->file->now, "anomaly-file", &r->user, NULL, err, "%.200s", r->file->name);
}
