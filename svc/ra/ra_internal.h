#ifndef ALB_RA_INTERNAL_H
#define ALB_RA_INTERNAL_H

#include "ra/ra.h"

#include "base/text.h"
#include "catalogue/subscriber.h"
#include "smki/request.h"

#include <pthread.h>

struct ra {
    store *store;
    const alb_clock *clock;
    ra_device (*device)(void *ctx, alb_eui64 eui);
    void *device_ctx;
    pthread_mutex_t lock; /* of what signs: crypto and the authorities */
    crypto_ctx *crypto;
    smki_authority *organisations, *devices;
    char *pki; /* directory of the authorities */
};

extern const store_schema ra_schema;

/* EUI-64 as the store keeps it. */
static inline store_value ra_eui(alb_eui64 eui)
{
    return store_int((int64_t)alb_eui64_number(eui));
}

static inline store_value ra_text(const char *text)
{
    return store_text(alb_span_str(text));
}

/* A column of text, cut to what fits, NUL-terminated. */
void ra_copy_text(store_value v, char *out, size_t size);

/* --- audit --- */

/* Appends an entry in the caller's transaction. */
ALB_MUST_USE alb_status ra_audit(store_tx *tx, alb_time at, const char *actor, const char *action,
                                 const char *subject, const char *result, alb_err *err);

/* --- judging --- */

/* A request under judgement, and what came of it. */
typedef struct ra_case {
    int64_t batch;
    ra_channel channel;
    ra_officer officer;
    alb_time now;
    ra_verdict verdict;
    char code[12];
    char detail[200];
    smki_certificate *certificate;
} ra_case;

/* Everything from the octets to the certificate, in a write transaction: refusals are verdicts; a status
 * other than OK means that the transaction cannot stand. */
ALB_MUST_USE alb_status ra_judge(ra *r, store_tx *tx, ra_case *c, alb_span request, alb_err *err);

/* Records a certificate. batch 0: not of a request. */
ALB_MUST_USE alb_status ra_lodge(ra *r, store_tx *tx, const smki_certificate *certificate, int64_t batch,
                                 alb_time now, alb_err *err);

#endif
