/* Batches: taken in by parts, worked on by parts, each part in a transaction of its own, so that memory is
 * bounded and whatever dies when, every request is answered exactly once. */
#include "ra_internal.h"

#include <stdio.h>
#include <stdlib.h>

enum { IN_PART = 256, WORK_PART = 64, ID_MAX = 100 };

/* --- taking in --- */

typedef struct item {
    char id[ID_MAX + 1];
    size_t len;
    uint8_t octets[SMKI_REQUEST_MAX];
} item;

typedef struct intake {
    ra *r;
    const ra_officer *officer;
    ra_channel channel;
    alb_span id;
    int64_t number;
    item *items;
    size_t n;
    int64_t total; /* of the parts before this one */
    uint8_t digest[CRYPTO_HASH];
} intake;

/* digest := SHA-256(digest, identifier, octets). */
static void extend_digest(crypto_ctx *crypto, alb_span id, alb_span octets,
                          uint8_t digest[static CRYPTO_HASH])
{
    uint8_t both[2 * CRYPTO_HASH];
    crypto_sha256(crypto, id, both);
    crypto_sha256(crypto, octets, both + CRYPTO_HASH);
    uint8_t next[CRYPTO_HASH];
    crypto_sha256_2(crypto, alb_span_of(digest, CRYPTO_HASH), ALB_SPAN_OF(both), next);
    memcpy(digest, next, CRYPTO_HASH);
}

static alb_status open_batch(store_tx *tx, void *ctx, alb_err *err)
{
    intake *in = ctx;
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT COALESCE(MAX(number), 0) + 1 FROM batch", NULL, 0, &rows, err));
    in->number = store_next(rows) ? store_column(rows, 0).integer : 1;
    ALB_TRY(store_rows_end(rows, err));
    store_value params[] = {
        store_int(in->number),      store_text(in->id),          ra_text(in->officer->subscriber),
        ra_text(in->officer->name), store_int(in->officer->who), store_int(in->officer->allows),
        store_int(in->channel),     store_int(RA_RECEIVING),     store_int(alb_now(in->r->clock))};
    return store_exec(
        tx,
        "INSERT INTO batch (number, id, subscriber, officer, who, allows, channel, state, count, done,"
        " received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, $9)",
        params, ALB_COUNT(params), err);
}

static alb_status put_part(store_tx *tx, void *ctx, alb_err *err)
{
    const intake *in = ctx;
    for (size_t i = 0; i < in->n; i++) {
        const item *it = &in->items[i];
        store_value params[] = {store_int(in->number), store_int(in->total + (int64_t)i + 1), ra_text(it->id),
                                store_blob(alb_span_of(it->octets, it->len)), store_int(RA_OPEN)};
        ALB_TRY(store_exec(
            tx,
            "INSERT INTO request (batch, position, id, octets, verdict) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT DO NOTHING",
            params, ALB_COUNT(params), err));
        if (store_changes(tx) == 0) {
            return alb_fail(err, ALB_EXISTS, "smki.md 13.4", 0, "'%s' stands twice in the batch", it->id);
        }
    }
    return ALB_OK;
}

/* From here on the batch is accepted. */
static alb_status seal(store_tx *tx, void *ctx, alb_err *err)
{
    const intake *in = ctx;
    char subject[64];
    char digest[2 * CRYPTO_HASH + 1] = "";
    alb_wr w = alb_wr_init(digest, sizeof digest - 1);
    alb_wr_hex(&w, ALB_SPAN_OF(in->digest));
    (void)snprintf(subject, sizeof subject, "batch %lld of %lld", (long long)in->number,
                   (long long)in->total);
    store_value params[] = {store_int(in->number), store_int(RA_PENDING), store_int(in->total),
                            store_blob(ALB_SPAN_OF(in->digest))};
    ALB_TRY(store_exec(tx, "UPDATE batch SET state = $2, count = $3, digest = $4 WHERE number = $1", params,
                       ALB_COUNT(params), err));
    return ra_audit(tx, alb_now(in->r->clock), in->officer->name, "submit", subject, digest, err);
}

static alb_status forget(store_tx *tx, void *ctx, alb_err *err)
{
    const intake *in = ctx;
    store_value params[] = {store_int(in->number)};
    ALB_TRY(store_exec(tx, "DELETE FROM request WHERE batch = $1", params, ALB_COUNT(params), err));
    return store_exec(tx, "DELETE FROM batch WHERE number = $1", params, ALB_COUNT(params), err);
}

static alb_status keep_item(intake *in, alb_span id, alb_span request, alb_err *err)
{
    item *it = &in->items[in->n];
    if (id.len == 0 || id.len > ID_MAX || memchr(id.ptr, '\0', id.len)) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 13.4", 0, "an identifier has 1 to %d characters",
                        ID_MAX);
    }
    memcpy(it->id, id.ptr, id.len);
    it->id[id.len] = '\0';
    /* What is too long is refused when it is judged: cut, it does not read. */
    it->len = request.len < sizeof it->octets ? request.len : sizeof it->octets;
    if (it->len > 0) {
        memcpy(it->octets, request.ptr, it->len);
    }
    extend_digest(in->r->crypto, id, alb_span_of(it->octets, it->len), in->digest);
    in->n++;
    return ALB_OK;
}

static alb_status put_full_part(intake *in, alb_err *err)
{
    ALB_TRY(store_write(in->r->store, put_part, in, err));
    in->total += (int64_t)in->n;
    in->n = 0;
    return ALB_OK;
}

static alb_status take_all(intake *in, ra_source source, void *source_ctx, alb_err *err)
{
    bool more = true;
    for (;;) {
        alb_span id = {0};
        alb_span request = {0};
        ALB_TRY(source(source_ctx, &id, &request, &more, err));
        if (!more) {
            break;
        }
        if (in->total + (int64_t)in->n == CAT_BATCH_MAX) {
            return alb_fail(err, ALB_TOO_LARGE, "smki.md 13.4", 0, "more than %d requests in a batch",
                            CAT_BATCH_MAX);
        }
        ALB_TRY(keep_item(in, id, request, err));
        if (in->n == IN_PART) {
            ALB_TRY(put_full_part(in, err));
        }
    }
    ALB_TRY(put_full_part(in, err));
    return in->total > 0 ? store_write(in->r->store, seal, in, err)
                         : alb_fail(err, ALB_BAD_VALUE, "smki.md 13.4", 0, "a batch without requests");
}

alb_status ra_submit(ra *r, const ra_officer *officer, ra_channel channel, alb_span id, ra_source source,
                     void *source_ctx, uint64_t *number, alb_err *err)
{
    static const uint32_t opened_by[] = {[RA_BY_FILE] = RA_ALLOW_DEVICE | RA_ALLOW_ORGANISATION,
                                         [RA_BY_AD_HOC_SERVICE] = RA_ALLOW_AD_HOC,
                                         [RA_BY_BATCH_SERVICE] = RA_ALLOW_BATCH};
    intake in = {.r = r, .officer = officer, .channel = channel, .id = id};
    if (!(officer->allows & opened_by[channel])) {
        return alb_fail(err, ALB_NOT_AUTHORISED, "smki.md 12.3", 0, "%s may not use this service",
                        officer->name);
    }
    in.items = calloc(IN_PART, sizeof *in.items);
    if (!in.items) {
        return alb_fail(err, ALB_NO_MEMORY, "ra", 0, "out of memory");
    }
    (void)pthread_mutex_lock(&r->lock);
    alb_status st = store_write(r->store, open_batch, &in, err);
    if (st == ALB_OK) {
        st = take_all(&in, source, source_ctx, err);
        if (st != ALB_OK && store_write(r->store, forget, &in, NULL) != ALB_OK) {
            /* It is never accepted, and ra_open forgets it. */
        }
    }
    (void)pthread_mutex_unlock(&r->lock);
    free(in.items);
    *number = (uint64_t)in.number;
    return st;
}

/* --- working --- */

typedef struct open_request {
    int64_t position;
    char id[ID_MAX + 1];
    size_t len;
    uint8_t octets[SMKI_REQUEST_MAX];
} open_request;

typedef struct part {
    ra *r;
    ra_batch batch;
    int64_t channel;
    ra_officer officer;
    open_request *requests;
    size_t n;
} part;

static alb_status read_batch(store_tx *tx, uint64_t number, part *p, alb_err *err)
{
    store_rows *rows = NULL;
    store_value params[] = {store_int((int64_t)number)};
    ALB_TRY(store_query(tx,
                        "SELECT number, id, subscriber, state, count, done, officer, who, allows, channel"
                        " FROM batch WHERE number = $1 AND state <> 0",
                        params, ALB_COUNT(params), &rows, err));
    bool found = store_next(rows);
    if (found) {
        p->batch = (ra_batch){.number = number,
                              .state = (ra_state)store_column(rows, 3).integer,
                              .count = (uint32_t)store_column(rows, 4).integer,
                              .done = (uint32_t)store_column(rows, 5).integer};
        ra_copy_text(store_column(rows, 1), p->batch.id, sizeof p->batch.id);
        ra_copy_text(store_column(rows, 2), p->batch.subscriber, sizeof p->batch.subscriber);
        memcpy(p->officer.subscriber, p->batch.subscriber, sizeof p->officer.subscriber);
        ra_copy_text(store_column(rows, 6), p->officer.name, sizeof p->officer.name);
        p->officer.who = (uint32_t)store_column(rows, 7).integer;
        p->officer.allows = (uint32_t)store_column(rows, 8).integer;
        p->channel = store_column(rows, 9).integer;
    }
    ALB_TRY(store_rows_end(rows, err));
    return found
               ? ALB_OK
               : alb_fail(err, ALB_NOT_FOUND, "smki.md 13.4", 0, "no batch %llu", (unsigned long long)number);
}

static alb_status read_open(store_tx *tx, part *p, alb_err *err)
{
    store_rows *rows = NULL;
    store_value params[] = {store_int((int64_t)p->batch.number), store_int(WORK_PART)};
    p->n = 0;
    ALB_TRY(store_query(tx,
                        "SELECT position, id, octets FROM request WHERE batch = $1 AND verdict = 0"
                        " ORDER BY position LIMIT $2",
                        params, ALB_COUNT(params), &rows, err));
    while (p->n < WORK_PART && store_next(rows)) {
        open_request *q = &p->requests[p->n++];
        alb_span octets = store_column(rows, 2).bytes;
        q->position = store_column(rows, 0).integer;
        ra_copy_text(store_column(rows, 1), q->id, sizeof q->id);
        q->len = octets.len < sizeof q->octets ? octets.len : sizeof q->octets;
        memcpy(q->octets, octets.ptr, q->len);
    }
    return store_rows_end(rows, err);
}

static alb_status record(store_tx *tx, const open_request *q, const ra_case *c, alb_err *err)
{
    char subject[ID_MAX + 48];
    alb_span serial = c->certificate ? smki_certificate_serial(c->certificate) : alb_span_none();
    store_value params[] = {store_int(c->batch),   store_int(q->position),
                            store_int(c->verdict), ra_text(c->code),
                            ra_text(c->detail),    c->certificate ? store_blob(serial) : store_null()};
    ALB_TRY(store_exec(tx,
                       "UPDATE request SET verdict = $3, code = $4, detail = $5, certificate = $6"
                       " WHERE batch = $1 AND position = $2",
                       params, ALB_COUNT(params), err));
    char result[240];
    alb_wr w = alb_wr_init(result, sizeof result - 1);
    alb_wr_printf(&w, "%s ", ra_verdict_name(c->verdict));
    if (c->certificate) {
        alb_wr_hex(&w, serial);
    } else {
        alb_wr_printf(&w, "%s %s", c->code, c->detail);
    }
    result[w.pos] = '\0';
    (void)snprintf(subject, sizeof subject, "batch %lld, %s", (long long)c->batch, q->id);
    return ra_audit(tx, c->now, c->officer.name, "request", subject, result, err);
}

static alb_status complete(store_tx *tx, const part *p, alb_time now, alb_err *err)
{
    char subject[64];
    store_value params[] = {store_int((int64_t)p->batch.number), store_int(RA_COMPLETED), store_int(now)};
    (void)snprintf(subject, sizeof subject, "batch %llu", (unsigned long long)p->batch.number);
    ALB_TRY(store_exec(tx, "UPDATE batch SET state = $2, completed_at = $3 WHERE number = $1", params,
                       ALB_COUNT(params), err));
    return ra_audit(tx, now, "ra", "complete", subject, "done", err);
}

/* A part of a batch in one transaction: its certificates exist when it is durable, and not before. */
static alb_status work_part(store_tx *tx, void *ctx, alb_err *err)
{
    part *p = ctx;
    alb_time now = alb_now(p->r->clock);
    ALB_TRY(read_batch(tx, p->batch.number, p, err));
    if (p->batch.state == RA_COMPLETED || p->batch.state == RA_TAMPERED) {
        return ALB_OK;
    }
    ALB_TRY(read_open(tx, p, err));
    for (size_t i = 0; i < p->n; i++) {
        const open_request *q = &p->requests[i];
        ra_case c = {.batch = (int64_t)p->batch.number,
                     .channel = (ra_channel)p->channel,
                     .officer = p->officer,
                     .now = now};
        alb_status st = ra_judge(p->r, tx, &c, alb_span_of(q->octets, q->len), err);
        st = st == ALB_OK ? record(tx, q, &c, err) : st;
        smki_certificate_free(c.certificate);
        ALB_TRY(st);
    }
    p->batch.done += (uint32_t)p->n;
    p->batch.state = RA_PROCESSING;
    store_value params[] = {store_int((int64_t)p->batch.number), store_int(RA_PROCESSING),
                            store_int(p->batch.done)};
    ALB_TRY(store_exec(tx, "UPDATE batch SET state = $2, done = $3 WHERE number = $1", params,
                       ALB_COUNT(params), err));
    if (p->n < WORK_PART) {
        p->batch.state = RA_COMPLETED;
        return complete(tx, p, now, err);
    }
    return ALB_OK;
}

/* --- what lies in the store is what came in --- */

typedef struct integrity {
    ra *r;
    int64_t number;
    bool whole;
} integrity;

static alb_status check_integrity(store_tx *tx, void *ctx, alb_err *err)
{
    integrity *c = ctx;
    uint8_t digest[CRYPTO_HASH] = {0};
    store_rows *rows = NULL;
    store_value params[] = {store_int(c->number)};
    ALB_TRY(store_query(tx, "SELECT id, octets FROM request WHERE batch = $1 ORDER BY position", params,
                        ALB_COUNT(params), &rows, err));
    while (store_next(rows)) {
        extend_digest(c->r->crypto, store_column(rows, 0).bytes, store_column(rows, 1).bytes, digest);
    }
    ALB_TRY(store_rows_end(rows, err));
    ALB_TRY(
        store_query(tx, "SELECT digest FROM batch WHERE number = $1", params, ALB_COUNT(params), &rows, err));
    c->whole = store_next(rows) && alb_span_equal(store_column(rows, 0).bytes, ALB_SPAN_OF(digest));
    return store_rows_end(rows, err);
}

static alb_status mark_tampered(store_tx *tx, void *ctx, alb_err *err)
{
    const integrity *c = ctx;
    char subject[64];
    store_value params[] = {store_int(c->number), store_int(RA_TAMPERED)};
    (void)snprintf(subject, sizeof subject, "batch %lld", (long long)c->number);
    ALB_TRY(store_exec(tx, "UPDATE batch SET state = $2 WHERE number = $1", params, ALB_COUNT(params), err));
    return ra_audit(tx, alb_now(c->r->clock), "ra", "check", subject, "tampered with", err);
}

static alb_status find_batch(store_tx *tx, void *ctx, alb_err *err)
{
    part *p = ctx;
    return read_batch(tx, p->batch.number, p, err);
}

alb_status ra_batch_find(ra *r, uint64_t number, ra_batch *out, alb_err *err)
{
    part p = {.r = r, .batch = {.number = number}};
    ALB_TRY(store_read(r->store, find_batch, &p, err));
    if (p.batch.state == RA_FORGOTTEN) {
        return alb_fail(err, ALB_NOT_FOUND, "smki.md 13.6", 0, "the results of batch %llu are no longer kept",
                        (unsigned long long)number);
    }
    *out = p.batch;
    return ALB_OK;
}

/* Judged from the beginning or gone on with: first of all, is it whole? */
static alb_status check_batch(ra *r, const part *p, alb_err *err)
{
    integrity c = {.r = r, .number = (int64_t)p->batch.number};
    ALB_TRY(store_read(r->store, check_integrity, &c, err));
    if (!c.whole) {
        ALB_TRY(store_write(r->store, mark_tampered, &c, err));
        return alb_fail(err, ALB_MISMATCH, "smki.md 13.4", 0, "batch %lld was altered in the store",
                        (long long)c.number);
    }
    return ALB_OK;
}

static alb_status work(ra *r, part *p, ra_progress progress, void *ctx, alb_err *err)
{
    ALB_TRY(store_read(r->store, find_batch, p, err));
    if (p->batch.state == RA_PENDING || p->batch.state == RA_PROCESSING) {
        (void)pthread_mutex_lock(&r->lock);
        alb_status st = check_batch(r, p, err);
        (void)pthread_mutex_unlock(&r->lock);
        ALB_TRY(st);
    }
    while (p->batch.state == RA_PENDING || p->batch.state == RA_PROCESSING) {
        (void)pthread_mutex_lock(&r->lock);
        alb_status st = store_write(r->store, work_part, p, err);
        (void)pthread_mutex_unlock(&r->lock);
        ALB_TRY(st);
        if (progress && !progress(ctx, &p->batch)) {
            break;
        }
    }
    return ALB_OK;
}

alb_status ra_work(ra *r, uint64_t number, ra_progress progress, void *ctx, alb_err *err)
{
    part p = {.r = r, .batch = {.number = number}};
    p.requests = calloc(WORK_PART, sizeof *p.requests);
    if (!p.requests) {
        return alb_fail(err, ALB_NO_MEMORY, "ra", 0, "out of memory");
    }
    alb_status st = work(r, &p, progress, ctx, err);
    free(p.requests);
    return st;
}

static alb_status find_next(store_tx *tx, void *ctx, alb_err *err)
{
    int64_t *number = ctx;
    store_rows *rows = NULL;
    store_value params[] = {store_int(RA_PENDING), store_int(RA_PROCESSING)};
    ALB_TRY(store_query(tx, "SELECT number FROM batch WHERE state = $1 OR state = $2 ORDER BY number LIMIT 1",
                        params, ALB_COUNT(params), &rows, err));
    *number = store_next(rows) ? store_column(rows, 0).integer : 0;
    return store_rows_end(rows, err);
}

alb_status ra_next_batch(ra *r, uint64_t *number, alb_err *err)
{
    int64_t found = 0;
    ALB_TRY(store_read(r->store, find_next, &found, err));
    *number = (uint64_t)found;
    return found > 0 ? ALB_OK : alb_fail(err, ALB_NOT_FOUND, "ra", 0, "no batch is waiting");
}

/* --- results --- */

typedef struct reading {
    int64_t number;
    alb_status (*visit)(void *ctx, const ra_result *result, alb_err *err);
    void *ctx;
} reading;

static alb_status read_results(store_tx *tx, void *ctx, alb_err *err)
{
    const reading *g = ctx;
    store_rows *rows = NULL;
    alb_status st = ALB_OK;
    store_value params[] = {store_int(g->number)};
    ALB_TRY(store_query(
        tx,
        "SELECT q.id, q.verdict, q.code, q.detail, c.der FROM request q"
        " LEFT JOIN certificate c ON c.serial = q.certificate WHERE q.batch = $1 ORDER BY q.position",
        params, ALB_COUNT(params), &rows, err));
    while (st == ALB_OK && store_next(rows)) {
        ra_result result = {.id = store_column(rows, 0).bytes,
                            .verdict = (ra_verdict)store_column(rows, 1).integer,
                            .code = store_column(rows, 2).bytes,
                            .detail = store_column(rows, 3).bytes,
                            .certificate = store_column(rows, 4).bytes};
        st = result.verdict < RA_VERDICT_COUNT ? g->visit(g->ctx, &result, err)
                                               : alb_fail(err, ALB_STORE, "ra", 0, "a verdict that is none");
    }
    alb_status end = store_rows_end(rows, st == ALB_OK ? err : NULL);
    return st != ALB_OK ? st : end;
}

alb_status ra_results(ra *r, uint64_t number,
                      alb_status (*visit)(void *ctx, const ra_result *result, alb_err *err), void *ctx,
                      alb_err *err)
{
    reading g = {.number = (int64_t)number, .visit = visit, .ctx = ctx};
    return store_read(r->store, read_results, &g, err);
}
