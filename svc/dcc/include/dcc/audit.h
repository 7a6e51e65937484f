/* The DCC's audit trail, for whoever looks into it: beside a DCC that runs on the store, or without one.
 *
 * Every request that was authentic, with the decision on it and the reason; its outcome and its delivery;
 * what was changed or dropped. An entry holds identities, codes and short texts of the DCC's own, no payload.
 * Entries are a chain: each hash covers the entry and the hash before it. */
#ifndef ALB_DCC_AUDIT_H
#define ALB_DCC_AUDIT_H

#include "base/eui64.h"
#include "base/time.h"
#include "store/store.h"

typedef struct dcc_audit_line {
    int64_t entry; /* its number, from 1 */
    alb_time at;
    const char *event;
    const alb_eui64 *party, *device; /* NULL: none */
    const uint64_t *counter;         /* with party and device the RequestID; NULL: none */
    const char *code;                /* response or alert code, or HTTP status; NULL: none */
    const char *detail;
} dcc_audit_line;

/* What is looked for; zero, or ALB_TIME_NONE in from and to, is any. */
typedef struct dcc_audit_query {
    const alb_eui64 *party, *device;
    const uint64_t *counter;
    const char *event, *code;
    alb_time from, to; /* both included */
    uint64_t limit;
} dcc_audit_query;
typedef void dcc_audit_visit(void *ctx, const dcc_audit_line *line);
/* Calls visit for every entry that matches, the oldest first. */
ALB_MUST_USE alb_status dcc_audit_search(store *s, const dcc_audit_query *query, dcc_audit_visit *visit,
                                         void *ctx, alb_err *err);

/* Checks the chain. count: entries that are there; head: hash of the last. known: a head that was noted
 * earlier, which must still be part of it; empty: none. MISMATCH: entries were altered, taken out, or cut
 * off. */
ALB_MUST_USE alb_status dcc_audit_verify(store *s, alb_span known, uint64_t *count, uint8_t head[static 32],
                                         alb_err *err);

/* How long a service's requests took that have ended and are still in the store; milliseconds. */
typedef struct dcc_service_times {
    const char *srv;
    alb_time target; /* its target response time */
    uint64_t ended, within;
    alb_time total, longest;
} dcc_service_times;
ALB_MUST_USE alb_status dcc_service_times_read(store *s, void (*visit)(void *ctx, const dcc_service_times *t),
                                               void *ctx, alb_err *err);

#endif
