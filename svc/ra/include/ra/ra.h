/* The Registration Authority of the key infrastructure: who may ask for certificates, what becomes of their
 * requests (SEC Appendices D, M; smki.md 10 to 14).
 *
 * Requests come one by one or in batches, each batch under an officer's credential. A batch that was accepted
 * is durable; it is worked on in short transactions, in each of which requests are judged, certificates
 * signed and recorded, and the audit log written, so that whatever dies when, no request is answered twice
 * and none is lost: who calls ra_work again goes on where it ended. Nothing is signed before every check has
 * passed. Thread-safe.
 */
#ifndef ALB_RA_RA_H
#define ALB_RA_RA_H

#include "smki/repository.h"
#include "store/store.h"

typedef struct ra ra;

/* What the DCC's inventory says of a device. */
typedef struct ra_device {
    uint32_t type; /* CAT_DEVICE_ bit; 0: not known */
    bool commissioned;
} ra_device;

typedef struct ra_options {
    const char *store_url; /* "sqlite:DIR/ra.sqlite" */
    const char *pki;       /* directory of the authorities (smki/authority.h) */
    const alb_clock *clock;
    ra_device (*device)(void *ctx, alb_eui64 eui); /* NULL: no inventory; no device is commissioned */
    void *device_ctx;
} ra_options;

/* Opens authorities and store, and takes over the certificates that lie in the directory. */
ALB_MUST_USE alb_status ra_open(const ra_options *options, ra **out, alb_err *err);
void ra_close(ra *r);
/* A consistent copy of the store while it is in use. */
ALB_MUST_USE alb_status ra_backup(ra *r, const char *path, alb_err *err);

/* --- the register: Subscribers, their identifiers, their officers' and systems' credentials --- */

enum { RA_NAME_MAX = 64 };

/* What a credential opens. */
enum {
    RA_ALLOW_DEVICE = 1,       /* requests for devices, by file */
    RA_ALLOW_ORGANISATION = 2, /* requests for organisations, by file */
    RA_ALLOW_AD_HOC = 4,       /* the ad hoc web service */
    RA_ALLOW_BATCH = 8         /* the batch web service */
};

/* who: CAT_USER_, CAT_SUBSCRIBER_ bits. EXISTS when the name is taken. */
ALB_MUST_USE alb_status ra_subscriber_add(ra *r, const char *name, uint32_t who, alb_err *err);
/* A suspended Subscriber's officers are refused. */
ALB_MUST_USE alb_status ra_subscriber_suspend(ra *r, const char *name, bool suspended, alb_err *err);
/* The Subscriber is that entity in those roles. EXISTS when the identifier is another's already. */
ALB_MUST_USE alb_status ra_identifier_add(ra *r, const char *subscriber, alb_eui64 eui, uint32_t who,
                                          alb_err *err);
/* The holder of that certificate (DER, any kind of key) may act for the Subscriber until it expires. */
ALB_MUST_USE alb_status ra_credential_add(ra *r, const char *subscriber, const char *officer,
                                          alb_span certificate, uint32_t allows, alb_err *err);
ALB_MUST_USE alb_status ra_credential_revoke(ra *r, alb_span certificate, alb_err *err);

/* Who acts. */
typedef struct ra_officer {
    char subscriber[RA_NAME_MAX];
    char name[RA_NAME_MAX];
    uint32_t who;
    uint32_t allows;
} ra_officer;

/* NOT_AUTHORISED, with the reason, for a credential that is unknown, expired, not valid yet or revoked (here,
 * or in the list of the directory's IKI), or whose Subscriber is suspended. */
ALB_MUST_USE alb_status ra_authenticate(ra *r, alb_span certificate, ra_officer *out, alb_err *err);

/* --- requests --- */

typedef enum ra_channel { RA_BY_FILE, RA_BY_AD_HOC_SERVICE, RA_BY_BATCH_SERVICE } ra_channel;

/* What became of a request, as the web services say it (smki.md 13.3, 13.4). */
typedef enum ra_verdict {
    RA_OPEN, /* not judged yet */
    RA_SUCCESS,
    RA_ISSUANCE_ANOMALY,
    RA_UNKNOWN_DEVICE,
    RA_INELIGIBLE,
    RA_CSR_ERROR,
    RA_CA_ERROR,
    RA_WORKFLOW_ERROR,
    RA_VERDICT_COUNT
} ra_verdict;

/* "SUCCESS", "CSR_ERROR", ... */
const char *ra_verdict_name(ra_verdict v);

typedef struct ra_result {
    alb_span id; /* as sent */
    ra_verdict verdict;
    alb_span code;        /* "CR:F5"; empty on success */
    alb_span detail;      /* for a person */
    alb_span certificate; /* DER; empty unless SUCCESS */
} ra_result;

typedef enum ra_state {
    RA_RECEIVING,
    RA_PENDING,
    RA_PROCESSING,
    RA_COMPLETED,
    RA_TAMPERED,
    RA_FORGOTTEN /* its results are no longer kept */
} ra_state;

typedef struct ra_batch {
    uint64_t number;
    char id[256 + 1]; /* as sent */
    char subscriber[RA_NAME_MAX];
    ra_state state;
    uint32_t count, done;
} ra_batch;

/* The next request of a batch: its identifier and its octets in any form that smki_request_parse reads; *more
 * false at the end. Borrowed until the next call. */
typedef alb_status (*ra_source)(void *ctx, alb_span *id, alb_span *request, bool *more, alb_err *err);

/* Takes a batch in, whose number is given back; OK only when all of it is durable. EXISTS for an identifier
 * that stands twice in it, TOO_LARGE for more than CAT_BATCH_MAX requests, NOT_AUTHORISED where the
 * credential does not open that channel. What was taken in is forgotten on failure. */
ALB_MUST_USE alb_status ra_submit(ra *r, const ra_officer *officer, ra_channel channel, alb_span id,
                                  ra_source source, void *source_ctx, uint64_t *number, alb_err *err);

/* Called between transactions with how far a batch is; false: stop for now. */
typedef bool (*ra_progress)(void *ctx, const ra_batch *batch);

/* Judges and answers what is open in a batch. progress may be NULL. */
ALB_MUST_USE alb_status ra_work(ra *r, uint64_t number, ra_progress progress, void *ctx, alb_err *err);
/* The oldest batch that is accepted and not completed; NOT_FOUND: none. */
ALB_MUST_USE alb_status ra_next_batch(ra *r, uint64_t *number, alb_err *err);

/* NOT_FOUND: no such batch, or it was completed more than thirty days ago. */
ALB_MUST_USE alb_status ra_batch_find(ra *r, uint64_t number, ra_batch *out, alb_err *err);
/* Every result of a batch, in the order in which the requests came. */
ALB_MUST_USE alb_status ra_results(ra *r, uint64_t number,
                                   alb_status (*visit)(void *ctx, const ra_result *result, alb_err *err),
                                   void *ctx, alb_err *err);

/* The certificates that were issued, for the SMKI Repository's web service. */
smki_repository ra_repository(ra *r);

/* --- audit --- */

/* Walks the audit log: every entry is hashed with the hash of the one before, so that none is altered, left
 * out or put in unseen. MISMATCH names the first entry that does not fit. head: the hash of the last entry,
 * to be kept elsewhere; known (32 octets; empty: none): a head that was kept and must be in the chain still,
 * so that an end that was cut off is seen, too. */
ALB_MUST_USE alb_status ra_audit_verify(ra *r, alb_span known, uint64_t *count,
                                        uint8_t head[static CRYPTO_HASH], alb_err *err);

#endif
