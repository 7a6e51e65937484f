#include "ra_internal.h"

#include <stdlib.h>

/* --- opening --- */

typedef struct import {
    ra *r;
    const smki_keystore *ks;
} import;

/* Identifiers and keys of certificates that were issued by hand count as taken, too. */
static alb_status import_certificates(store_tx *tx, void *ctx, alb_err *err)
{
    const import *i = ctx;
    for (size_t n = 0; n < smki_keystore_count(i->ks); n++) {
        const smki_certificate *c = smki_keystore_at(i->ks, n)->certificate;
        if (c) {
            ALB_TRY(ra_lodge(i->r, tx, c, 0, smki_certificate_not_before(c), err));
        }
    }
    return ALB_OK;
}

static alb_status import_directory(ra *r, const char *dir, alb_err *err)
{
import i = {.r = r };
    smki_keystore *ks = smki_keystore_new();
    if (!ks) {
        return alb_fail(err, ALB_NO_MEMORY, "ra", 0, "out of memory");
    }
    i.ks = ks;
    alb_status st = smki_keystore_load(ks, dir, err);
    st = st == ALB_OK ? store_write(r->store, import_certificates, &i, err) : st;
    smki_keystore_free(ks);
    return st;
}

/* Batches that were never accepted, since who sent them or took them in died: forgotten after a day, in which
 * another process may still be at it. */
static alb_status forget_torn(store_tx *tx, void *ctx, alb_err *err)
{
    const ra *r = ctx;
    store_value params[] = {store_int(RA_RECEIVING), store_int(alb_now(r->clock) - ALB_DAYS(1))};
    ALB_TRY(store_exec(tx,
                       "DELETE FROM request WHERE batch IN"
                       " (SELECT number FROM batch WHERE state = $1 AND received_at < $2)",
                       params, ALB_COUNT(params), err));
    return store_exec(tx, "DELETE FROM batch WHERE state = $1 AND received_at < $2", params,
                      ALB_COUNT(params), err);
}

/* What became of a batch can be asked for thirty days (smki.md 13.6); its certificates stay, and so does the
 * log. */
static alb_status forget_old(store_tx *tx, void *ctx, alb_err *err)
{
    const ra *r = ctx;
    store_value params[] = {store_int(RA_COMPLETED),
                            store_int(alb_now(r->clock) - ALB_DAYS(CAT_RESULT_DAYS))};
    ALB_TRY(store_exec(tx,
                       "DELETE FROM request WHERE batch IN"
                       " (SELECT number FROM batch WHERE state = $1 AND completed_at < $2)",
                       params, ALB_COUNT(params), err));
    store_value forgotten[] = {params[0], params[1], store_int(RA_FORGOTTEN)};
    return store_exec(tx, "UPDATE batch SET state = $3 WHERE state = $1 AND completed_at < $2", forgotten,
                      ALB_COUNT(forgotten), err); /* its number is not given again */
}

static alb_status open_parts(ra *r, const ra_options *o, alb_err *err)
{
    r->crypto = crypto_ctx_new();
    if (!r->crypto) {
        return alb_fail(err, ALB_CRYPTO, "ra", 0, "no cryptographic context");
    }
    ALB_TRY(smki_pki_open_issuer(o->pki, "organisation", &r->organisations, err));
    ALB_TRY(smki_pki_open_issuer(o->pki, "device", &r->devices, err));
    ALB_TRY(store_open(o->store_url, &ra_schema, &r->store, err));
    ALB_TRY(store_write(r->store, forget_torn, r, err));
    ALB_TRY(store_write(r->store, forget_old, r, err));
    return import_directory(r, o->pki, err);
}

alb_status ra_open(const ra_options *o, ra **out, alb_err *err)
{
    ra *r = calloc(1, sizeof *r);
    if (!r) {
        return alb_fail(err, ALB_NO_MEMORY, "ra", 0, "out of memory");
    }
    r->clock = o->clock;
    r->device = o->device;
    r->device_ctx = o->device_ctx;
    r->pki = strdup(o->pki);
    (void)pthread_mutex_init(&r->lock, NULL);
    alb_status st = r->pki ? open_parts(r, o, err) : alb_fail(err, ALB_NO_MEMORY, "ra", 0, "out of memory");
    if (st != ALB_OK) {
        ra_close(r);
        return st;
    }
    *out = r;
    return ALB_OK;
}

void ra_close(ra *r)
{
    if (r) {
        store_close(r->store);
        smki_authority_free(r->organisations);
        smki_authority_free(r->devices);
        crypto_ctx_free(r->crypto);
        (void)pthread_mutex_destroy(&r->lock);
        free(r->pki);
        free(r);
    }
}

alb_status ra_backup(ra *r, const char *path, alb_err *err)
{
    return store_backup(r->store, path, err);
}

/* --- the repository --- */

typedef struct search {
    const char *sql;
    store_value key;
    smki_repository_visit visit;
    void *ctx;
} search;

static alb_status find(store_tx *tx, void *ctx, alb_err *err)
{
    const search *s = ctx;
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, s->sql, &s->key, 1, &rows, err));
    while (store_next(rows)) {
        smki_certificate *c = NULL;
        if (smki_certificate_parse(store_column(rows, 0).bytes, &c, NULL) == ALB_OK) {
            s->visit(s->ctx, c, false);
        }
        smki_certificate_free(c);
    }
    return store_rows_end(rows, err);
}

static alb_status by_entity(void *ctx, alb_eui64 entity, smki_repository_visit visit, void *visit_ctx)
{
    ra *r = ctx;
    search s = {.sql = "SELECT der FROM certificate WHERE eui = $1 AND batch <> 0 ORDER BY issued_at DESC",
                .key = ra_eui(entity),
                .visit = visit,
                .ctx = visit_ctx};
    return store_read(r->store, find, &s, NULL);
}

static alb_status by_serial(void *ctx, alb_span serial, smki_repository_visit visit, void *visit_ctx)
{
    ra *r = ctx;
    search s = {.sql = "SELECT der FROM certificate WHERE serial = $1 AND batch <> 0",
                .key = store_blob(serial),
                .visit = visit,
                .ctx = visit_ctx};
    return store_read(r->store, find, &s, NULL);
}

smki_repository ra_repository(ra *r)
{
    return (smki_repository){.by_entity = by_entity, .by_serial = by_serial, .ctx = r};
}
