/* The audit log as a chain of hashes: what was done, by whom, to what, with which result. */
#include "ra_internal.h"

#include "crypto/chain.h"

static alb_status last_entry(store_tx *tx, int64_t *entry, uint8_t hash[static CRYPTO_HASH], alb_err *err)
{
    store_rows *rows = NULL;
    *entry = 0;
    memset(hash, 0, CRYPTO_HASH);
    ALB_TRY(
        store_query(tx, "SELECT entry, hash FROM audit ORDER BY entry DESC LIMIT 1", NULL, 0, &rows, err));
    if (store_next(rows)) {
        *entry = store_column(rows, 0).integer;
        alb_span h = store_column(rows, 1).bytes;
        memcpy(hash, h.ptr, h.len == CRYPTO_HASH ? CRYPTO_HASH : 0);
    }
    return store_rows_end(rows, err);
}

typedef struct entry {
    int64_t number, at;
    alb_span texts[4]; /* actor, action, subject, result */
} entry;

static void extend(const entry *e, uint8_t hash[static CRYPTO_HASH])
{
    crypto_chain_extend(hash, e->number, e->at, e->texts, ALB_COUNT(e->texts));
}

alb_status ra_audit(store_tx *tx, alb_time at, const char *actor, const char *action, const char *subject,
                    const char *result, alb_err *err)
{
    uint8_t hash[CRYPTO_HASH];
    entry e = {
        .at = at,
        .texts = {alb_span_str(actor), alb_span_str(action), alb_span_str(subject), alb_span_str(result)}};
    ALB_TRY(last_entry(tx, &e.number, hash, err));
    e.number++;
    extend(&e, hash);
    store_value params[] = {store_int(e.number),          store_int(at),          store_text(e.texts[0]),
                            store_text(e.texts[1]),       store_text(e.texts[2]), store_text(e.texts[3]),
                            store_blob(ALB_SPAN_OF(hash))};
    return store_exec(tx,
                      "INSERT INTO audit (entry, at, actor, action, subject, result, hash)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                      params, ALB_COUNT(params), err);
}

/* --- verifying --- */

typedef struct walk {
    alb_span known;
    bool seen; /* the known head */
    uint64_t count;
    uint8_t head[CRYPTO_HASH];
} walk;

static alb_status check_row(walk *w, const store_rows *rows, alb_err *err)
{
    entry e = {.number = store_column(rows, 0).integer, .at = store_column(rows, 1).integer};
    for (size_t i = 0; i < ALB_COUNT(e.texts); i++) {
        e.texts[i] = store_column(rows, 2 + i).bytes;
    }
    w->count++;
    if (e.number != (int64_t)w->count) {
        return alb_fail(err, ALB_MISMATCH, "audit", 0, "entry %lld is missing", (long long)w->count);
    }
    extend(&e, w->head);
    if (!alb_span_equal(store_column(rows, 6).bytes, ALB_SPAN_OF(w->head))) {
        return alb_fail(err, ALB_MISMATCH, "audit", 0, "entry %lld, or one before it, was altered",
                        (long long)w->count);
    }
    w->seen = w->seen || alb_span_equal(w->known, ALB_SPAN_OF(w->head));
    return ALB_OK;
}

static alb_status walk_log(store_tx *tx, void *ctx, alb_err *err)
{
    walk *w = ctx;
    store_rows *rows = NULL;
    alb_status st = ALB_OK;
    w->seen = w->known.len == 0;
    ALB_TRY(store_query(tx,
                        "SELECT entry, at, actor, action, subject, result, hash FROM audit ORDER BY entry",
                        NULL, 0, &rows, err));
    while (st == ALB_OK && store_next(rows)) {
        st = check_row(w, rows, err);
    }
    alb_status end = store_rows_end(rows, st == ALB_OK ? err : NULL);
    return st != ALB_OK ? st : end;
}

alb_status ra_audit_verify(ra *r, alb_span known, uint64_t *count, uint8_t head[static CRYPTO_HASH],
                           alb_err *err)
{
    walk w = {.known = known};
    alb_status st = store_read(r->store, walk_log, &w, err);
    *count = w.count;
    memcpy(head, w.head, CRYPTO_HASH);
    if (st == ALB_OK && !w.seen) {
        st = alb_fail(err, ALB_MISMATCH, "audit", 0,
                      "the head that was kept is not in the log: its end was cut off");
    }
    return st;
}
