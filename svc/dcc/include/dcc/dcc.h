/* The DCC's data services: what stands between Users and communications hubs (duis.md, dcc-services.md).
 *
 * Sans transport at its core: dcc_handle judges one request and gives the synchronous answer, durable before
 * it returns; workers take accepted requests through their lives; deliveries go to Users by HTTP at least
 * once under one ResponseID. Every accepted request ends in exactly one outcome, whatever dies when.
 * Thread-safe.
 */
#ifndef ALB_DCC_DCC_H
#define ALB_DCC_DCC_H

#include "base/log.h"
#include "net/http.h"
#include "net/link.h"
#include "registration/registration.h"
#include "smki/keystore.h"
#include "store/store.h"

typedef struct dcc dcc;

/* The User whose system has the TLS certificate with that common name. */
typedef struct dcc_tls_name {
    alb_span name;
    alb_eui64 user;
} dcc_tls_name;

/* Told of what goes by: "sent" and "received", a message to or of the hub who; "outcome", a signed document
 * for the User who. Called on many threads. */
typedef void dcc_tap(void *ctx, const char *kind, alb_eui64 who, alb_span octets);

/* The SMKI Repository, as far as it has what a device was made with: gives both certificates, which the
 * caller frees. NOT_FOUND: it has none. Called on many threads. */
typedef struct dcc_repository {
    alb_status (*find)(void *ctx, alb_eui64 device, smki_certificate **signing, smki_certificate **agreement,
                       alb_err *err);
    void *ctx;
} dcc_repository;

typedef struct dcc_options {
    const char
        *store_url; /* "sqlite:DIR/dcc.sqlite", "postgresql://..."; several servers may share the latter */
    const alb_clock *clock;
    const alb_log *log;
    /* Authorities, the DCC's identities with private keys, parties' certificates. Borrowed; the DCC adds the
     * certificates of devices, so nobody else uses it from dcc_start to dcc_stop. */
    smki_keystore *keys;
    const smki_identity *xml_signer; /* NULL: the one that is found in keys */
    bool accept_test_signatures;     /* requests signed as existing test clients do (duis_verify_options) */
    bool refuse_stale_lists; /* a request is refused while the list that its signer would stand in is past its
                                next update */
    /* What one User may ask: requests a second, and at once; 0: no limit. Beyond it the answer is HTTP 429.
     */
    unsigned user_rate, user_at_once;
    /* Commands under way of all Users; beyond it requests are refused with E64. 0: 100,000. */
    unsigned commands;
    /* Whose TLS certificates are whose; a common name that is an EUI-64 says so itself. Borrowed. */
    const dcc_tls_name *tls_names;
    size_t n_tls_names;
    dcc_repository repository; /* asked for the certificates of a device that is pre-notified (12.2); find
                                  NULL: dcc_register_device gives them */
    dcc_tap *tap;              /* NULL: none */
    void *tap_ctx;
    /* Answers a communications hub's request for a certificate of its own new keys (PKCS #10): the
     * certificate in DER is added to out. Called on many threads. NULL: hubs keep the keys that they came
     * with. */
    alb_status (*certify)(void *ctx, alb_eui64 device, alb_span request, alb_buf *out, alb_err *err);
    void *certify_ctx;
    unsigned workers; /* threads for devices' messages, and for deliveries; 0: 2 */
    /* Of deliveries to https URLs (PEM files, borrowed): the authorities of Users' servers, and the
     * certificate that the DCC shows them. NULL: the system's, and none. */
    const char *delivery_ca, *delivery_certificate, *delivery_key;
    /* Time limits (duis.md 4.7, 3.3); 0: the defaults. */
    alb_time response_limit, delivery_retry_first;
} dcc_options;

ALB_MUST_USE alb_status dcc_start(const dcc_options *options, dcc **out, alb_err *err);
/* Hubs are reached through this link; takes ownership. May be called again after the link closed. */
ALB_MUST_USE alb_status dcc_attach_link(dcc *d, link_socket *link, alb_err *err);
/* Is a link attached, and open? */
bool dcc_has_link(dcc *d);
/* Once the HTTP server has stopped. Finishes what is under way up to timeout_ms, then frees. What is accepted
 * stays in the store. */
void dcc_stop(dcc *d, unsigned timeout_ms);

/* A newer revocation list of an authority in `keys`, which takes effect with the next request and is kept
 * until dcc_stop; the DCC takes it over on success alone. AUTH_FAILED: of no authority that is trusted;
 * EXISTS: not newer. */
ALB_MUST_USE alb_status dcc_take_revocation_list(dcc *d, smki_crl *list, alb_err *err);

/* A certificate that was issued since: of a User that enters, or of new keys of whoever has some already. It
 * counts from the next request on, until dcc_stop; takes a reference. hint: the name of its file, as
 * smki_keystore_add takes it, or NULL. EXISTS: it is held; NO_KEY, AUTH_FAILED: not under an authority of
 * `keys`, not valid now, revoked, or itself an authority's; UNSUPPORTED: a device's, which come with it
 * (12.2, 6.15.2). */
ALB_MUST_USE alb_status dcc_take_certificate(dcc *d, smki_certificate *c, const char *hint, alb_err *err);

/* --- under a clock that is set by hand --- */

/* Its timers look at the clock at once, not at their next turn. */
void dcc_clock_changed(dcc *d);
/* Is there nothing left to do before the clock moves on? next: when there will be, INT64_MAX for never. Held
 * requests, schedules, retries, time limits and deliveries count. Work that another thread is about to begin
 * may be missed: ask dcc_clock_changed and look again. */
bool dcc_is_settled(dcc *d, alb_time *next);

typedef enum dcc_service { DCC_TRANSFORM, DCC_SEND_COMMAND, DCC_NON_DEVICE } dcc_service;

/* One request to one of the three services -> HTTP status and body (duis.md 4.2). worker: as http_handler's.
 */
void dcc_handle(dcc *d, unsigned worker, dcc_service service, const http_request *request,
                http_response *response);
/* The whole set of paths (/api/v1/serviceT, S, D; the SMKI Repository's /services/...; /health): an
 * http_handler whose ctx is the dcc. */
void dcc_http(void *ctx, unsigned worker, const http_request *request, http_response *response);

/* NULL: it is ready for requests; else what is missing, static text. */
const char *dcc_why_not_ready(dcc *d);
/* Servers that share the store's work now, this one included, as far as is known (docs/serve.md, "Several
 * servers").
 */
unsigned dcc_servers(dcc *d);
/* What it counts and measures, and how it stands, in Prometheus' text form. */
void dcc_write_metrics(dcc *d, alb_buf *out);

/* The store of a DCC by itself, its tables made or brought up to date: for those who administer what lies in
 * it (registration/...) beside a DCC that runs on it, or without one. */
ALB_MUST_USE alb_status dcc_open_store(const char *url, store **out, alb_err *err);

/* The store that a DCC runs on, and its clock; borrowed. */
store *dcc_store(dcc *d);
const alb_clock *dcc_clock(const dcc *d);
/* Whoever else looks into the keystore of a DCC that runs holds it meanwhile, for a short time. */
void dcc_hold_keys(dcc *d, bool on);

/* --- administration, durable when it returns --- */
typedef struct dcc_party {
    alb_eui64 user;
    uint16_t role;            /* CAT_USER_ bits: one, or several where one User ID acts in several roles */
    const char *delivery_url; /* Receive Response service of the User; NULL: as it was, or none yet */
} dcc_party;
ALB_MUST_USE alb_status dcc_register_party(dcc *d, const dcc_party *party, alb_err *err);
/* Where a party's messages go from now on; those that wait are tried at once. NULL: nowhere. NOT_FOUND: not a
 * party. */
ALB_MUST_USE alb_status dcc_set_delivery_url(dcc *d, alb_eui64 user, const char *url, alb_err *err);

typedef struct dcc_device {
    alb_eui64 id, hub;
    uint16_t type;            /* CAT_DEVICE_ bit */
    const char *esme_variant; /* "A", "BDEF"; NULL: not an ESME */
    uint8_t gbcs_version;     /* * 10 */
    const char *status;       /* inventory status word of DUIS: "Pending", "Commissioned", ... */
    const char *mpxn;         /* NULL: none */
    const char *manufacturer, *model, *firmware;
    const smki_certificate *signing, *agreement; /* kept with the device */
} dcc_device;
/* A new device, or new certificates, hub and MPxN of one that is there (its status stays). */
ALB_MUST_USE alb_status dcc_register_device(dcc *d, const dcc_device *device, alb_err *err);

/* What the providers of the WAN say of coverage (12.1): a file, which replaces the one before. Its columns
 * are those of DSPWANMatrixResponse, behind UPRN, PostCode and AddressIdentifier. BAD_FORMAT, BAD_VALUE with
 * the line as offset: nothing is changed. */
ALB_MUST_USE alb_status dcc_take_coverage(dcc *d, alb_span csv, alb_err *err);
/* One place and region of it: what a row of the file says, but for the texts that may be left out. */
typedef struct dcc_coverage {
    alb_span uprn, post_code, address; /* the first, or the two others */
    alb_span region;                   /* as DUIS writes it: North, Central, South, .. */
    alb_span technology, likelihood;   /* 1 to 30 characters; High, Medium or Low */
    bool is_covered;
} dcc_coverage;
/* The same as dcc_take_coverage from a program: next makes row after row and is false at the end. */
ALB_MUST_USE alb_status dcc_set_coverage(dcc *d, bool (*next)(void *ctx, dcc_coverage *row), void *ctx,
                                         alb_err *err);
/* What 12.1 says of a place: covered is true where any region covers it. NOT_FOUND: nobody has told. */
ALB_MUST_USE alb_status dcc_covers(dcc *d, alb_span uprn, alb_span post_code, alb_span address, bool *covered,
                                   alb_err *err);
/* Sends a recovery command (gbcs/recovery.h) to a device, which is in no other use until it has answered.
 * BAD_VALUE: not such a command, or for another device; NOT_FOUND: no such device. */
ALB_MUST_USE alb_status dcc_recover_device(dcc *d, alb_eui64 device, alb_span command, alb_err *err);

ALB_MUST_USE alb_status dcc_has_device(dcc *d, alb_eui64 device, bool *out, alb_err *err);

/* An appointment by hand, beside the files of registration data (registration/registration.h). */
typedef registration_appointment dcc_registration;
ALB_MUST_USE alb_status dcc_register_supply(dcc *d, const dcc_registration *registration, alb_err *err);
/* Many at once, all or none: what dcc_register_device and dcc_register_supply do for each. */
typedef struct dcc_entries {
    const dcc_device *devices;
    size_t n_devices;
    const dcc_registration *supplies;
    size_t n_supplies;
} dcc_entries;
ALB_MUST_USE alb_status dcc_register_all(dcc *d, const dcc_entries *entries, alb_err *err);

#endif
