/* The audit trail: every request that was taken or turned away, what became of it, what was changed, for
 * people who look into it later. No payloads, no secrets. Its entries are a chain of hashes, so that none is
 * altered or taken out unseen (docs/operations.md). */
#include "dcc/audit.h"
#include "dcc_internal.h"

#include "crypto/chain.h"

#include <stdarg.h>
#include <stdio.h>

/* --- the chain --- */

typedef struct head {
    int64_t entry;
    uint8_t hash[CRYPTO_HASH];
} head;

/* The last entry, or, where retention has taken it, what is known of it. */
static alb_status read_head(store_tx *tx, const char *sql, head *out, bool *found, alb_err *err)
{
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, sql, NULL, 0, &rows, err));
    *found = store_next(rows);
    if (*found) {
        out->entry = store_column(rows, 0).integer;
        alb_span hash = store_column(rows, 1).bytes;
        memcpy(out->hash, hash.ptr, hash.len == CRYPTO_HASH ? CRYPTO_HASH : 0);
    }
    return store_rows_end(rows, err);
}

static alb_status last_entry(store_tx *tx, head *out, alb_err *err)
{
    bool found = false;
    *out = (head){.entry = 0};
    ALB_TRY(
        read_head(tx, "SELECT entry, hash FROM audit_entry ORDER BY entry DESC LIMIT 1", out, &found, err));
    return found ? ALB_OK : read_head(tx, "SELECT entry, hash FROM audit_anchor", out, &found, err);
}

enum { N_TEXTS = 6 };

typedef struct entry {
    int64_t number, at;
    store_value values[N_TEXTS]; /* event, party, device, counter, code, detail */
} entry;

static void extend(head *h, const entry *e)
{
    uint8_t numbers[N_TEXTS][8];
    alb_span texts[N_TEXTS];
    for (size_t i = 0; i < N_TEXTS; i++) {
        alb_wr w = alb_wr_init(numbers[i], sizeof numbers[i]);
        alb_wr_be64(&w, (uint64_t)e->values[i].integer);
        texts[i] = e->values[i].kind == STORE_NULL      ? alb_span_none()
                   : e->values[i].kind == STORE_INTEGER ? ALB_SPAN_OF(numbers[i])
                                                        : e->values[i].bytes;
    }
    h->entry = e->number;
    crypto_chain_extend(h->hash, e->number, e->at, texts, N_TEXTS);
}

static alb_status insert(store_tx *tx, const dcc_audit_line *line, alb_err *err)
{
    dcc_memo *memo = store_memo(tx);
    head h = {.entry = memo->entry};
    memcpy(h.hash, memo->hash, sizeof h.hash);
    if (!memo->knows_head) {
        ALB_TRY(last_entry(tx, &h, err));
    }
    entry e = {.number = h.entry + 1,
               .at = line->at,
               .values = {dcc_text_or_null(line->event), line->party ? dcc_eui(*line->party) : store_null(),
                          line->device ? dcc_eui(*line->device) : store_null(),
                          line->counter ? dcc_u64(*line->counter) : store_null(),
                          dcc_text_or_null(line->code), dcc_text_or_null(line->detail)}};
    extend(&h, &e);
    store_value params[] = {store_int(e.number), store_int(e.at), e.values[0],
                            e.values[1],         e.values[2],     e.values[3],
                            e.values[4],         e.values[5],     store_blob(ALB_SPAN_OF(h.hash))};
    ALB_TRY(
        store_exec(tx,
                   "INSERT INTO audit_entry (entry, at, event, party, device, counter, code, detail, hash)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                   params, ALB_COUNT(params), err));
    memo->knows_head = true;
    memo->entry = h.entry;
    memcpy(memo->hash, h.hash, sizeof h.hash);
    return ALB_OK;
}

alb_status dcc_audit(store_tx *tx, alb_time at, const char *event, const alb_eui64 *party,
                     const alb_eui64 *device, alb_err *err, const char *fmt, ...)
{
    char detail[256];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(detail, sizeof detail, fmt, args);
    va_end(args);
    return insert(
        tx, &(dcc_audit_line){.at = at, .event = event, .party = party, .device = device, .detail = detail},
        err);
}

alb_status dcc_audit_message(store_tx *tx, alb_time at, const char *event, const duis_request_id *id,
                             const char *code, const char *detail, alb_err *err)
{
    return insert(tx,
                  &(dcc_audit_line){.at = at,
                                    .event = event,
                                    .party = &id->originator,
                                    .device = &id->target,
                                    .counter = &id->counter,
                                    .code = code,
                                    .detail = detail},
                  err);
}

static alb_status put_line(store_tx *tx, void *ctx, alb_err *err)
{
    return insert(tx, ctx, err);
}

void dcc_audit_write(dcc *d, const dcc_audit_line *line)
{
    dcc_audit_line copy = *line;
    alb_err err = {.code = ALB_OK};
    if (store_write(d->store, put_line, &copy, &err) != ALB_OK) {
        alb_log_event(d->log, ALB_LOG_ERROR, "audit-failed", "detail=\"%s\"", err.detail);
    }
}

void dcc_audit_event(dcc *d, const char *event, const alb_eui64 *party, const alb_eui64 *device,
                     const char *fmt, ...)
{
    char detail[256];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(detail, sizeof detail, fmt, args);
    va_end(args);
    char party_text[ALB_EUI64_TEXT];
    char device_text[ALB_EUI64_TEXT];
    alb_log_event(d->log, ALB_LOG_WARN, event, "party=%s device=%s detail=\"%s\"",
                  party ? alb_eui64_hex(*party, party_text) : "-",
                  device ? alb_eui64_hex(*device, device_text) : "-", detail);
    dcc_audit_write(
        d, &(dcc_audit_line){
               .at = alb_now(d->clock), .event = event, .party = party, .device = device, .detail = detail});
}

/* --- retention: the oldest go, and what is known of the last of them stays --- */

alb_status dcc_audit_purge(store_tx *tx, alb_time before, int64_t most, int64_t *n, alb_err *err)
{
    store_value at[] = {store_int(before), store_int(most)};
    store_rows *rows = NULL;
    head h = {.entry = 0};
    /* Up to the first that stays; where the clock was set ahead, some younger ones may lie among them. */
    ALB_TRY(store_query(tx,
                        "SELECT entry, hash FROM audit_entry WHERE entry <"
                        " (SELECT COALESCE(MIN(entry), 0) FROM audit_entry WHERE at >= $1)"
                        " ORDER BY entry LIMIT $2",
                        at, 2, &rows, err));
    for (*n = 0; store_next(rows); ++*n) {
        h.entry = store_column(rows, 0).integer;
        alb_span hash = store_column(rows, 1).bytes;
        memcpy(h.hash, hash.ptr, hash.len == CRYPTO_HASH ? CRYPTO_HASH : 0);
    }
    ALB_TRY(store_rows_end(rows, err));
    if (h.entry == 0) {
        return ALB_OK;
    }
    store_value params[] = {store_int(h.entry), store_blob(ALB_SPAN_OF(h.hash))};
    ALB_TRY(store_exec(tx, "DELETE FROM audit_anchor", NULL, 0, err));
    ALB_TRY(store_exec(tx, "INSERT INTO audit_anchor (entry, hash) VALUES ($1, $2)", params, 2, err));
    return store_exec(tx, "DELETE FROM audit_entry WHERE entry <= $1", params, 1, err);
}

/* --- looking into it --- */

typedef struct search {
    const dcc_audit_query *query;
    dcc_audit_visit *visit;
    void *ctx;
} search;

static bool read_line(const store_rows *rows, alb_arena *arena, alb_eui64 ids[static 2], uint64_t *counter,
                      dcc_audit_line *out)
{
    *out = (dcc_audit_line){.entry = store_column(rows, 0).integer,
                            .at = store_column(rows, 1).integer,
                            .event = dcc_column_text(rows, 2, arena),
                            .code = dcc_column_text(rows, 6, arena),
                            .detail = dcc_column_text(rows, 7, arena)};
    ids[0] = dcc_column_eui(rows, 3);
    ids[1] = dcc_column_eui(rows, 4);
    *counter = dcc_column_u64(rows, 5);
    out->party = store_column(rows, 3).kind == STORE_NULL ? NULL : &ids[0];
    out->device = store_column(rows, 4).kind == STORE_NULL ? NULL : &ids[1];
    out->counter = store_column(rows, 5).kind == STORE_NULL ? NULL : counter;
    return out->event && out->detail;
}

static bool matches(const dcc_audit_query *q, const dcc_audit_line *line)
{
    return (!q->party || (line->party && alb_eui64_equal(*line->party, *q->party))) &&
           (!q->counter || (line->counter && *line->counter == *q->counter)) &&
           (!q->event || strcmp(line->event, q->event) == 0) &&
           (!q->code || (line->code && strcmp(line->code, q->code) == 0));
}

static alb_status visit_lines(store_tx *tx, void *ctx, alb_err *err)
{
#define LINES                                                                                                \
    "SELECT entry, at, event, party, device, counter, code, detail FROM audit_entry WHERE at >= $1 AND at "  \
    "<= $2"
    static const char by_time[] = LINES " ORDER BY entry";
    static const char by_party[] = LINES " AND party = $3 ORDER BY entry";
    static const char by_device[] = LINES " AND device = $3 ORDER BY entry";
#undef LINES
    const search *s = ctx;
    const dcc_audit_query *q = s->query;
    const alb_eui64 *key = q->device ? q->device : q->party;
    store_value params[] = {store_int(q->from == ALB_TIME_NONE ? 0 : q->from),
                            store_int(q->to == ALB_TIME_NONE ? INT64_MAX : q->to),
                            key ? dcc_eui(*key) : store_null()};
    alb_arena *arena = alb_arena_new(1U << 20);
    store_rows *rows = NULL;
    if (!arena) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory to look into the audit trail");
    }
    alb_status st = store_query(tx,
                                q->device  ? by_device
                                : q->party ? by_party
                                           : by_time,
                                params, key ? 3 : 2, &rows, err);
    uint64_t found = 0;
    while (st == ALB_OK && (q->limit == 0 || found < q->limit) && store_next(rows)) {
        alb_eui64 ids[2];
        uint64_t counter;
        dcc_audit_line line;
        if (read_line(rows, arena, ids, &counter, &line) && matches(q, &line)) {
            found++;
            s->visit(s->ctx, &line);
        }
        alb_arena_reset(arena);
    }
    if (rows) {
        alb_status end = store_rows_end(rows, st == ALB_OK ? err : NULL);
        st = st == ALB_OK ? end : st;
    }
    alb_arena_free(arena);
    return st;
}

alb_status dcc_audit_search(store *s, const dcc_audit_query *query, dcc_audit_visit *visit, void *ctx,
                            alb_err *err)
{
    search all = {query, visit, ctx};
    return store_read(s, visit_lines, &all, err);
}

typedef struct check {
    alb_span known;
    bool seen;
    uint64_t count;
    head head;
} check;

static alb_status check_row(check *c, const store_rows *rows, alb_err *err)
{
    entry e = {.number = store_column(rows, 0).integer, .at = store_column(rows, 1).integer};
    for (size_t i = 0; i < N_TEXTS; i++) {
        e.values[i] = store_column(rows, 2 + i);
    }
    if (e.number != c->head.entry + 1) {
        return alb_fail(err, ALB_MISMATCH, "audit", 0, "entry %lld is missing", (long long)c->head.entry + 1);
    }
    extend(&c->head, &e);
    if (!alb_span_equal(store_column(rows, 8).bytes, ALB_SPAN_OF(c->head.hash))) {
        return alb_fail(err, ALB_MISMATCH, "audit", 0, "entry %lld, or one before it, was altered",
                        (long long)e.number);
    }
    c->count++;
    c->seen = c->seen || alb_span_equal(c->known, ALB_SPAN_OF(c->head.hash));
    return ALB_OK;
}

static alb_status check_all(store_tx *tx, void *ctx, alb_err *err)
{
    check *c = ctx;
    store_rows *rows = NULL;
    bool found = false;
    ALB_TRY(read_head(tx, "SELECT entry, hash FROM audit_anchor", &c->head, &found, err));
    c->seen = c->known.len == 0 || (found && alb_span_equal(c->known, ALB_SPAN_OF(c->head.hash)));
    ALB_TRY(store_query(tx,
                        "SELECT entry, at, event, party, device, counter, code, detail, hash FROM audit_entry"
                        " ORDER BY entry",
                        NULL, 0, &rows, err));
    alb_status st = ALB_OK;
    while (st == ALB_OK && store_next(rows)) {
        st = check_row(c, rows, err);
    }
    alb_status end = store_rows_end(rows, st == ALB_OK ? err : NULL);
    return st == ALB_OK ? end : st;
}

alb_status dcc_audit_verify(store *s, alb_span known, uint64_t *count, uint8_t head_hash[static 32],
                            alb_err *err)
{
    check c = {.known = known};
    alb_status st = store_read(s, check_all, &c, err);
    *count = c.count;
    memcpy(head_hash, c.head.hash, CRYPTO_HASH);
    if (st == ALB_OK && !c.seen) {
        st = alb_fail(err, ALB_MISMATCH, "audit", 0,
                      "the head that was kept is not in the trail: its end was cut off");
    }
    return st;
}
