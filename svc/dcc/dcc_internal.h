/* What the files of the DCC share: its parts, its records, and the way from a request to its outcome. */
#ifndef ALB_DCC_INTERNAL_H
#define ALB_DCC_INTERNAL_H

#include "dcc/dcc.h"

#include "base/arena.h"
#include "base/metrics.h"
#include "catalogue/value.h"
#include "crypto/crypto.h"
#include "duis/document.h"
#include "duis/response.h"
#include "duis/rules.h"
#include "duis/transform.h"
#include "gbcs/keys.h"
#include "gbcs/verify.h"
#include "store/store.h"
#include "xml/xml.h"

#include <assert.h>
#include <pthread.h>

extern const store_schema dcc_schema;
extern const char dcc_anomaly_tables[]; /* a migration */

/* What one thread needs to work on messages. */
typedef struct dcc_worker {
    dcc *dcc;
    gbcs_keys *keys;
    xml_context *xml;
    alb_arena *arena; /* reset after each message */
} dcc_worker;
dcc_worker *dcc_worker_new(dcc *d);
void dcc_worker_free(dcc_worker *w);
/* Each worker of the HTTP server has its own; made when it is first seen. NULL: no memory, or too many. */
dcc_worker *dcc_http_worker(dcc *d, unsigned number);

/* The SMKI Repository (repository.c): its paths, and one request to it. */
bool dcc_is_repository(const char *path);
void dcc_repository_http(dcc *d, unsigned worker, const http_request *request, http_response *response);

typedef struct dcc_pipeline dcc_pipeline;
typedef struct dcc_receiver dcc_receiver;
typedef struct dcc_deliverer dcc_deliverer;
typedef struct dcc_shards dcc_shards;
typedef struct dcc_throttle dcc_throttle;
typedef struct dcc_levers dcc_levers;

enum {
    DCC_MAX_HTTP_WORKERS = 64,
    DCC_SEQUENCE_BLOCK = 4096,
    DCC_MAX_DOCUMENT = 16 * 1024 * 1024 /* a read of a whole profile, in base64, with its envelope */
};

/* Numbers that never come twice: requests, the ACB's originator counters, frames of the link, deliveries. */
typedef struct dcc_sequence {
    pthread_mutex_t lock;
    int64_t next, end;
} dcc_sequence;

/* The change of a device's keys that was taken last. */
typedef struct dcc_keys_mark {
    int64_t at, device;
} dcc_keys_mark;

struct dcc {
    const alb_clock *clock;
    const alb_log *log;
    store *store;
    smki_keystore *keys;
    gbcs_secrets *secrets;      /* of the ACB and the devices, for all workers */
    pthread_rwlock_t keys_lock; /* shared by whoever looks into keys, exclusive to add a device's */
    const smki_identity *xml_signer, *acb, *acb_signer;
    const smki_identity *cos_signer; /* transitional change of supplier; may be NULL */
    bool accept_test_signatures, refuse_stale_lists;
    alb_time response_limit; /* 0: by the service (limits.c) */
    alb_time delivery_retry_first;
    const char *delivery_ca, *delivery_certificate, *delivery_key;
    alb_time purge_at;       /* of the pipeline's thread */
    dcc_keys_mark keys_seen; /* of dcc_load_device_keys */
    unsigned n_workers, commands;
    dcc_sequence sequence;
    dcc_shards *shards;
    dcc_pipeline *pipeline;
    struct dcc_firmware *firmware; /* firmware.h */
    dcc_receiver *receiver;
    dcc_deliverer *deliverer;
    dcc_throttle *throttle;
    dcc_levers *levers;
    dcc_repository repository;
    dcc_tap *tap;
    void *tap_ctx;
    alb_status (*certify)(void *ctx, alb_eui64 device, alb_span request, alb_buf *out, alb_err *err);
    void *certify_ctx;
    alb_metrics *metrics;
    const dcc_tls_name *tls_names; /* borrowed */
    size_t n_tls_names;
    pthread_mutex_t http_lock; /* of http_workers */
    dcc_worker *http_workers[DCC_MAX_HTTP_WORKERS];
};

/* Opens the store and the keys without starting a thread: what dcc_start begins with, and tests that go step
 * by step. */
ALB_MUST_USE alb_status dcc_open(const dcc_options *options, dcc **out, alb_err *err);
void dcc_close(dcc *d);

/* The next number, durable before it is given. */
ALB_MUST_USE alb_status dcc_sequence_next(dcc *d, int64_t *out, alb_err *err);
/* The next of a series that the store itself counts, from 1. */
ALB_MUST_USE alb_status dcc_number_next(store_tx *tx, const char *series, int64_t *out, alb_err *err);
/* n numbers in a row, at most DCC_SEQUENCE_BLOCK. */
ALB_MUST_USE alb_status dcc_sequence_take(dcc *d, size_t n, int64_t *first, alb_err *err);
/* From now on numbers are above all that any server was given. */
void dcc_sequence_renew(dcc *d);

/* --- who does the work: several servers on one store (shard.c) --- */

/* A prime, so that identifiers that follow a pattern spread. */
enum { DCC_SHARDS = 61 };
/* In SQL: the server that has the device or User in that column. A subquery, which leaves the order of a
 * query's tables and indexes as it was. */
#define DCC_OWNER_SQL(column) "(SELECT s.owner FROM shard s WHERE s.id = ((" column " % 61 + 61) % 61))"
unsigned dcc_shard_of(alb_eui64 id);
/* Of this run of this server. */
int64_t dcc_server_id(const dcc *d);
/* May this server act for the device, or deliver to the User, at this moment? */
bool dcc_owns(dcc *d, alb_eui64 id);
/* Waits until it may, for a few seconds; the server that has it lets it go. */
bool dcc_shards_want(dcc *d, alb_eui64 id);
/* In the transaction that accepts a command with that number: MISMATCH unless the device is this server's,
 * and no request that was passed on to it (due_at 0) is still held, or has gone before with a higher number.
 */
ALB_MUST_USE alb_status dcc_fence(store_tx *tx, const dcc *d, alb_eui64 device, int64_t sequence,
                                  alb_err *err);
ALB_MUST_USE alb_status dcc_shards_new(dcc *d, dcc_shards **out, alb_err *err);
/* Takes what is free, once the other parts are there. */
ALB_MUST_USE alb_status dcc_shards_join(dcc_shards *s, alb_err *err);
ALB_MUST_USE alb_status dcc_shards_start(dcc_shards *s, alb_err *err);
/* One turn, where no thread does it. */
void dcc_shards_turn(dcc_shards *s);
void dcc_shards_stop(dcc_shards *s); /* ends its thread */
void dcc_shards_free(dcc_shards *s); /* leaves what it had to the others */

/* --- what the functions of one write transaction find out once (store_memo) --- */

typedef struct dcc_memo {
    bool knows_head, knows_shards, knows_thresholds;
    bool any_passed;    /* a request that was passed on is open (dcc_fence) */
    bool any_threshold; /* of anomaly detection */
    int64_t entry;      /* the last of the audit trail */
    uint8_t hash[CRYPTO_HASH];
    uint64_t owned; /* shards, as bits */
} dcc_memo;
static_assert(sizeof(dcc_memo) <= STORE_MEMO, "a transaction remembers that much");

/* --- values in the store (columns.c) --- */

store_value dcc_eui(alb_eui64 e);
store_value dcc_u64(uint64_t v); /* keeps the order of unsigned numbers */
store_value dcc_text_or_null(const char *text);
store_value dcc_time_or_null(alb_time t);
alb_eui64 dcc_column_eui(const store_rows *rows, size_t column);
uint64_t dcc_column_u64(const store_rows *rows, size_t column);
/* Text or octets copied to the arena; NULL where the column is null. */
const char *dcc_column_text(const store_rows *rows, size_t column, alb_arena *arena);
alb_span dcc_column_blob(const store_rows *rows, size_t column, alb_arena *arena);

/* --- records --- */

/* A device of the inventory; texts in the arena it was read into. */
typedef struct dcc_device_record {
    alb_eui64 id, hub;
    uint16_t type;
    const char *esme_variant;
    uint8_t gbcs_version;
    const char *status;
    alb_time status_at, commissioned_at;
    const char *mpxn, *secondary_mpan, *export_mpan;
    const char *manufacturer, *model, *firmware;
    alb_eui64 supplier, network_operator; /* whose certificates it holds; zero: not known (trust_anchor.h) */
} dcc_device_record;
/* NOT_FOUND (without filling err) when there is none. */
ALB_MUST_USE alb_status dcc_device_read(store_tx *tx, alb_eui64 id, alb_arena *arena, dcc_device_record *out,
                                        alb_err *err);
/* Devices of a hub (its own entry first), or those with an MPxN, up to max. */
ALB_MUST_USE alb_status dcc_devices_of_hub(store_tx *tx, alb_eui64 hub, alb_arena *arena,
                                           dcc_device_record *out, size_t max, size_t *n, alb_err *err);
ALB_MUST_USE alb_status dcc_devices_with_mpxn(store_tx *tx, alb_span mpxn, alb_arena *arena,
                                              dcc_device_record *out, size_t max, size_t *n, alb_err *err);
/* A change of status with its line of history. */
ALB_MUST_USE alb_status dcc_device_set_status(store_tx *tx, alb_eui64 id, const char *status,
                                              const char *cause, alb_time now, alb_err *err);
/* The certificates that the device uses from now on, NULL: that one as before. The server that writes it
 * takes them up when it is written (dcc_take_device_keys), the others at their next turn
 * (dcc_load_device_keys). */
ALB_MUST_USE alb_status dcc_device_set_keys(store_tx *tx, alb_eui64 id, const smki_certificate *signing,
                                            const smki_certificate *agreement, alb_err *err);
/* The line of history of the status that the device has now. */
ALB_MUST_USE alb_status dcc_device_add_history(store_tx *tx, alb_eui64 id, const char *cause, alb_time now,
                                               alb_err *err);
/* The device is nobody's any more: its joins, the credentials it was seen to hold, its meter points and what
 * is owed for it are forgotten. What it is stays. */
ALB_MUST_USE alb_status dcc_device_release(store_tx *tx, alb_eui64 id, alb_err *err);
bool dcc_is_one_of(const char *status, const char *const *list, size_t n);
/* Takes the certificates of devices into the keystore that are new in the store since it was last called. */
ALB_MUST_USE alb_status dcc_load_device_keys(dcc *d, alb_err *err);
/* Those of one device, from its row; not while keys_lock is held. What cannot be read is logged. */
void dcc_take_device_keys(dcc *d, alb_eui64 device);

/* Roles that a User may act in now; 0: none. */
ALB_MUST_USE alb_status dcc_party_roles(store_tx *tx, alb_eui64 user, uint16_t *roles, alb_err *err);
/* The same, and whether it is a party at all: suspended, or with roles that are not open yet. */
ALB_MUST_USE alb_status dcc_party_standing(store_tx *tx, alb_eui64 user, uint16_t *roles, bool *is_party,
                                           alb_err *err);
/* The meter points through which a device has its responsible Users: its own, or those of its home. */
enum { DCC_LINKS = 16 };
typedef struct dcc_links {
    registration_link list[DCC_LINKS];
    char text[DCC_LINKS][REGISTRATION_MPXN_MAX + 1];
    size_t n;
} dcc_links;
ALB_MUST_USE alb_status dcc_links_of(store_tx *tx, const dcc_device_record *d, dcc_links *out, alb_err *err);
/* Who is registered at that time for a service: the instant itself, or for those that say so the day in
 * London up to it, so that the old supplier counts on the day of a change. */
ALB_MUST_USE alb_status dcc_registered_for(store_tx *tx, const cat_service_request *srv, alb_eui64 user,
                                           uint16_t roles, const dcc_device_record *device, alb_time at,
                                           uint16_t *out, alb_err *err);
/* Which of these roles the User is registered in for the device at a time: for its own meter point, or, where
 * the device has none, for any on its hub (duis.md 7.1). until: ALB_TIME_NONE, or registrations that begin up
 * to then count too. */
ALB_MUST_USE alb_status dcc_registered_roles(store_tx *tx, alb_eui64 user, uint16_t roles,
                                             const dcc_device_record *device, alb_time at, bool or_later,
                                             uint16_t *out, alb_err *err);

/* A line of the audit trail, in the transaction of what it tells of. party, device NULL: none. */
ALB_MUST_USE alb_status dcc_audit(store_tx *tx, alb_time at, const char *event, const alb_eui64 *party,
                                  const alb_eui64 *device, alb_err *err, const char *fmt, ...)
    ALB_PRINTF(7, 8);
/* One about a message of a User or for one: id is its RequestID, or recipient, device and counter. */
ALB_MUST_USE alb_status dcc_audit_message(store_tx *tx, alb_time at, const char *event,
                                          const duis_request_id *id, const char *code, const char *detail,
                                          alb_err *err);
typedef struct dcc_audit_line dcc_audit_line;
/* In a transaction of its own. */
void dcc_audit_write(dcc *d, const dcc_audit_line *line);
/* Takes away up to `most` entries that are older; *n: how many. */
ALB_MUST_USE alb_status dcc_audit_purge(store_tx *tx, alb_time before, int64_t most, int64_t *n,
                                        alb_err *err);
/* The same in a transaction of its own, and to the log: things that come from outside and change nothing. */
void dcc_audit_event(dcc *d, const char *event, const alb_eui64 *party, const alb_eui64 *device,
                     const char *fmt, ...) ALB_PRINTF(5, 6);

/* Takes a RequestID's counter for good; REPLAYED when it is not greater than the last. */
ALB_MUST_USE alb_status dcc_replay_take(store_tx *tx, const duis_request_id *id, alb_err *err);
/* Would it be taken? */
ALB_MUST_USE alb_status dcc_replay_check(store_tx *tx, const duis_request_id *id, alb_err *err);

/* --- a request under judgement (handle.c) --- */

typedef enum dcc_answer {
    DCC_ANSWER_PLAIN, /* a code alone */
    DCC_ANSWER_PRE_COMMAND,
    DCC_ANSWER_LOCAL_COMMAND,
    DCC_ANSWER_PAYLOAD /* ready XML of a DSP payload */
} dcc_answer;

typedef struct dcc_work dcc_work;

/* How long a predecessor may be missing. */
#define DCC_PREDECESSOR_LIMIT ALB_HOURS(24)
/* Names that stand in the header of sequenced services (chain.c). */
typedef struct dcc_chain {
    bool is_sequenced, has_predecessor;
    duis_request_id predecessor;
} dcc_chain;

typedef struct dcc_case {
    dcc *dcc;
    dcc_worker *worker;
    dcc_service service;
    alb_span xml;
    alb_time now;
    store_tx *snapshot; /* while checks run */
    duis_document document;
    uint16_t
        roles; /* of the User that are eligible for the service; after access control: in which it acts */
    bool is_registered; /* in any of roles for the device at the time that counts */
    bool has_device;
    dcc_device_record device;
    alb_time execution; /* ExecutionDateTime; ALB_TIME_NONE: none */
    dcc_chain chain;
    const char *client_name; /* of the TLS certificate that the request came with; NULL: none */
    bool is_authentic;       /* its signature is good */
    bool is_audited;         /* with what it changed */
    bool is_counted;         /* against its User's limits */
    int64_t schedule;        /* the DCC sends it by a schedule; 0: a User asked */
    alb_eui64 new_keys[2];   /* devices whose certificates are new (dcc_device_set_keys) */
    size_t n_new_keys;
    char pin[5]; /* for a customer identification message, should the command be one */
    /* The answer. http_status 0: a Response with code. */
    int http_status;
    const char *code;
    char why[240]; /* for the log, and the text of HTTP errors */
    dcc_answer answer;
    alb_span octets; /* pre-command, local command, or payload XML */
    dcc_work *work;  /* to release once the answer has been sent; NULL: none */
} dcc_case;

typedef struct dcc_batch dcc_batch;

/* A step: true to go on, false when the answer is decided. */
typedef bool dcc_step(dcc_case *c);
/* Decide the answer; always false, so that a step can return it. */
bool dcc_refuse(dcc_case *c, const char *code, const char *fmt, ...) ALB_PRINTF(3, 4);
bool dcc_refuse_http(dcc_case *c, int status, const char *fmt, ...) ALB_PRINTF(3, 4);
/* The list in which the signer would stand, when lists that are overdue count (revocation.c). */
bool dcc_check_list(dcc_case *c, const smki_certificate *signer);
/* A failure of ours (store, memory, keys): HTTP 500 or 503. */
bool dcc_refuse_failure(dcc_case *c, alb_status st, const alb_err *err);

/* The date that withdraws a future dated request (duis.md 13). */
bool dcc_is_cancellation(const dcc_case *c);

/* What one User may ask (throttle.c): 429 beyond it. dcc_throttle_end: the request has been answered. */
dcc_throttle *dcc_throttle_new(unsigned rate, unsigned at_once);
void dcc_throttle_free(dcc_throttle *t);
dcc_step dcc_check_throttle;
void dcc_throttle_end(dcc_case *c);

/* Orders of a tester (lever.c). */
dcc_levers *dcc_levers_new(void);
void dcc_levers_free(dcc_levers *l);
dcc_step dcc_check_order; /* refuses where that is ordered */
/* What is ordered for the command of the case: later, lost, its response twice. */
void dcc_order_work(dcc_case *c, dcc_work *work);
/* Is the response to be delivered once more? Asked once. */
bool dcc_order_is_duplicate(dcc *d, const duis_request_id *id);

/* What is counted and measured (metrics.c). */
void dcc_count_request(const dcc_case *c, int64_t began_ns);
void dcc_count(dcc *d, const char *name, const char *label, const char *value); /* label NULL: none */
void dcc_observe_store(dcc *d, int64_t began_ns);
/* To whoever listens. */
void dcc_tell_tap(const dcc *d, const char *kind, alb_eui64 who, alb_span octets);
/* The target response time of a service (limits.c). */
alb_time dcc_target(const char *srv);

/* Access control in order (access.c, duis.md 7). The checks look into one snapshot of the store, which
 * dcc_run_checks takes for them: they judge by what was true at one moment. */
bool dcc_run_checks(dcc_case *c, dcc_step *const *steps, size_t n);
dcc_step dcc_check_connection, dcc_check_party, dcc_check_role, dcc_check_variant, dcc_check_device,
    dcc_check_dates, dcc_check_responsibility, dcc_check_local, dcc_check_replay, dcc_check_rules,
    dcc_check_certificates, dcc_check_handover, dcc_check_chain;

/* The Command Variants (send_service.c, transform_service.c, nondevice.c). */
dcc_step dcc_send_request, dcc_send_signed, dcc_transform_request, dcc_serve_non_device;
/* Services of the DCC itself, one file each. */
dcc_step dcc_read_inventory, dcc_update_inventory, dcc_prenotify_device, dcc_decommission_device,
    dcc_install_hub, dcc_return_hub, dcc_create_schedule, dcc_read_schedule, dcc_delete_schedule,
    dcc_return_local;

/* A change of the inventory that a request asks for (inventory_change.c): counter, change, its line in the
 * audit trail and the alerts that follow are one transaction; a refused one leaves nothing. */
typedef struct dcc_change {
    dcc_case *c;
    alb_eui64 id; /* DeviceID of the body */
    bool is_known;
    dcc_device_record device; /* when it is known */
    uint32_t change;          /* node of the change, for whoever looks for one */
    /* Set by the change when it is not allowed. */
    const char *code;
    const char *why;
} dcc_change;
typedef alb_status dcc_change_fn(store_tx *tx, dcc_change *u, alb_err *err);
alb_status dcc_change_refuse(dcc_change *u, const char *code, const char *why);
/* The status of a hub is that of its gas proxy too; withdrawn, what was arranged for them ends. */
alb_status dcc_set_hub_status(store_tx *tx, const dcc_change *u, const char *status, alb_err *err);
bool dcc_change_inventory(dcc_case *c, dcc_change_fn *apply);
/* The command of a request. sequence: number for a header originator that is the ACB. */
typedef struct dcc_command {
    alb_span octets;
    uint16_t message_code;
    alb_eui64 originator;
    uint64_t counter;
} dcc_command;
/* May the User itself stand in the header of the command: a party with a cell, for a use case that takes its
 * role, and, as far as the DCC knows, with its certificates in that cell? */
bool dcc_is_known_party(const dcc_case *c);
/* The same for the rules of a request, which do not take a guess for knowledge. */
duis_party dcc_party_of(const dcc_case *c);
/* Request -> pre-command in the worker's arena: its meaning is decided, nothing is protected yet. */
ALB_MUST_USE alb_status dcc_transform(dcc_case *c, int64_t sequence, alb_span *pre_command, alb_err *err);
/* Pre-command, or signed pre-command, -> command with the ACB's MAC. */
ALB_MUST_USE alb_status dcc_authenticate(dcc_case *c, alb_span inner, dcc_command *out, alb_err *err);

/* A transform that failed: E44, or a failure of ours. */
bool dcc_refuse_transform(dcc_case *c, alb_status st, const alb_err *err);

/* Reads the pre-command that Transform gave for this RequestID and service; NOT_FOUND when there is none. */
ALB_MUST_USE alb_status dcc_pre_command_read(store_tx *tx, const duis_request_id *id, const char *srv,
                                             alb_arena *arena, alb_span *octets, alb_err *err);
ALB_MUST_USE alb_status dcc_pre_command_remove(store_tx *tx, const duis_request_id *id, alb_err *err);

/* How long the DCC waits for a device's answer to a service. */
alb_time dcc_response_limit(const dcc *d, const char *srv);

/* A Response document of the DCC, signed, added to out. */
typedef struct dcc_message {
    duis_response_header header;
    dcc_answer answer;
    const char *gbcs_version;
    alb_span octets;
    bool is_gbcs;                       /* octets are a device's message, to be carried as GBCSPayload */
    uint16_t alert_code;                /* not 0: in a DeviceAlertMessage */
    uint32_t throttled;                 /* not 0: how many alerts it stands for */
    uint32_t throttle_sequence;         /* which of the storm it is, from 1 */
    uint32_t instruction, instructions; /* not 0: the alert is about a dated instruction */
    const char *dcc_alert_code;         /* not NULL: octets are the payload of a DCC Alert */
} dcc_message;
ALB_MUST_USE alb_status dcc_write_signed(dcc_worker *w, const dcc_message *message, alb_buf *out,
                                         alb_err *err);

/* --- accepted requests --- */

typedef struct dcc_request {
    int64_t id, sequence;
    duis_request_id request_id;
    alb_eui64 hub;
    const char *srv;
    uint8_t variant;
    uint32_t version;
    alb_time received_at, due_at, answer_by; /* ALB_TIME_NONE: none */
    uint16_t message_code;
    alb_eui64 command_originator;
    uint64_t command_counter;
    alb_span document, command;
    alb_eui64 subject; /* device that the body names; zero: none */
    const char *note;  /* of 8.11: "Remove", or "Add" and its values (hub_list.c); of 9.1: "PIN", a space, the
                          number */
    bool is_sequenced, has_predecessor;
    duis_request_id predecessor;
    int64_t schedule; /* that it was made by; 0: none */
} dcc_request;
ALB_MUST_USE alb_status dcc_request_insert(store_tx *tx, const dcc_request *r, const char *state,
                                           alb_err *err);
/* The open request whose command this is the answer to; NOT_FOUND when there is none. */
ALB_MUST_USE alb_status dcc_request_of_command(store_tx *tx, alb_eui64 device, alb_eui64 originator,
                                               uint64_t counter, alb_arena *arena, dcc_request *out,
                                               alb_err *err);
/* The same of a request that ended without an answer: one that comes late (duis.md 3.3). */
ALB_MUST_USE alb_status dcc_request_given_up(store_tx *tx, alb_eui64 device, alb_eui64 originator,
                                             uint64_t counter, alb_arena *arena, dcc_request *out,
                                             alb_err *err);
/* The same, ended or not: alerts about a dated command come long after its answer. */
ALB_MUST_USE alb_status dcc_request_of_dated_command(store_tx *tx, alb_eui64 device, alb_eui64 originator,
                                                     uint64_t counter, alb_arena *arena, dcc_request *out,
                                                     alb_err *err);
ALB_MUST_USE alb_status dcc_request_read(store_tx *tx, int64_t id, alb_arena *arena, dcc_request *out,
                                         alb_err *err);

/* The catalogue's own text of a service's name; NULL: none. */
const char *dcc_srv_name(const char *srv);
/* When it came, or, where that is later, when it was due. */
alb_time dcc_request_since(const dcc_request *r);

/* --- outcomes (outcome.c): what Users are told without asking --- */

typedef struct dcc_outcome dcc_outcome;
/* What else changes when a message is recorded, in the same transaction (effect.c). */
typedef alb_status dcc_effect(store_tx *tx, const dcc_outcome *outcome, alb_time now, alb_err *err);

struct dcc_outcome {
    int64_t request;  /* the row that ends; 0: none */
    int64_t sequence; /* of its command */
    const char *code;
    const char *kind; /* "response", "late response", "alert", "DCC alert"; NULL: nothing is delivered */
    alb_eui64 recipient, device;
    uint64_t counter;
    alb_buf document;   /* signed; released by dcc_outcomes_record */
    dcc_effect *effect; /* NULL: none */
    int64_t about;      /* row of the request whose command led to the effect */
    alb_eui64 user;     /* who had sent it */
    alb_eui64 subject;  /* device that the request named in its body */
    char note[80];      /* what the effect needs besides */
    alb_buf data;       /* the same, of any length; released with the document */
    const char *srv;    /* of the request that ends; NULL: none */
    alb_time since;     /* when the request came, or was due */
    bool succeeded;     /* the device did what was asked; judged where something hangs on it */
    uint16_t
        alert_code;   /* of a device's alert, which comes once and not too often (alert_storm.h); 0: other */
    int64_t owner;    /* the server that must have the device to say so; 0: any may */
    bool follows;     /* goes with the one before it, and is left out where that is not new */
    bool is_new;      /* set: false when it was recorded before */
    bool is_recorded; /* set by dcc_outcomes_record: it, or what it is a repetition of, is durable */
};

/* Into the metrics: how long its request took (metrics.c). */
void dcc_observe_outcome(dcc *d, const dcc_outcome *o, alb_time now);

/* Outcomes that are recorded together. */
enum { DCC_BATCH = 192, DCC_PER_MESSAGE = 12, DCC_RECIPIENTS = 8 };
struct dcc_batch {
    dcc_outcome list[DCC_BATCH];
    size_t n;
};

/* Records them in one transaction: each request ends once, each message is delivered under one ResponseID.
 * Where that fails, each by itself with what follows it: is_recorded says which are; the first failure is
 * returned. */
ALB_MUST_USE alb_status dcc_outcomes_record(dcc *d, dcc_outcome *list, size_t n, alb_err *err);
/* The same within a transaction; first_id: n numbers for the deliveries. The documents stay the caller's. */
ALB_MUST_USE alb_status dcc_outcomes_write(store_tx *tx, dcc_outcome *list, size_t n, int64_t first_id,
                                           alb_time now, alb_err *err);
void dcc_outcomes_release(dcc_outcome *list, size_t n);
/* Writes and signs its document; the outcome owns it with OK. */
ALB_MUST_USE alb_status dcc_outcome_write(dcc_worker *w, const dcc_message *message, dcc_outcome *out,
                                          alb_err *err);
/* The outcome of a request whose device gave no answer: E20, E21, E30, E31. */
ALB_MUST_USE alb_status dcc_outcome_of_failure(dcc_worker *w, int64_t request, const char *code,
                                               dcc_outcome *out, alb_err *err);

/* --- the pipeline (pipeline.c): commands on their way to devices, in order per device --- */

/* Starts without a thread; tests turn it by hand. */
ALB_MUST_USE alb_status dcc_pipeline_new(dcc *d, dcc_pipeline **out, alb_err *err);
ALB_MUST_USE alb_status dcc_pipeline_start(dcc_pipeline *p, alb_err *err);
void dcc_pipeline_stop(dcc_pipeline *p); /* ends its threads */
void dcc_pipeline_free(dcc_pipeline *p);
/* Takes up the commands under way of these shards (bits), or forgets them (adopt.c). */
ALB_MUST_USE alb_status dcc_pipeline_adopt(dcc_pipeline *p, uint64_t shards, alb_err *err);
void dcc_pipeline_drop(dcc_pipeline *p, uint64_t shards);
/* A place in the device's queue and a number for a command; BUSY when too many are under way, MISMATCH when
 * another server has the device. */
ALB_MUST_USE alb_status dcc_pipeline_reserve(dcc_pipeline *p, alb_eui64 device, alb_eui64 hub, dcc_work **out,
                                             alb_err *err);
int64_t dcc_work_sequence(const dcc_work *work);
/* The command that the work will send; copied. */
ALB_MUST_USE alb_status dcc_work_fill(dcc_work *work, int64_t request, const duis_request_id *id,
                                      alb_span command, alb_time answer_by, alb_err *err);
/* It is durable. Not sent before its User has the acknowledgement, if it waits for that. */
void dcc_pipeline_commit(dcc_pipeline *p, dcc_work *work, bool acknowledged);
void dcc_pipeline_cancel(dcc_pipeline *p, dcc_work *work);
/* Before it is committed: it leaves at that time at the earliest; it leaves, and does not arrive. */
void dcc_work_delay(dcc_work *work, alb_time until);
void dcc_work_lose(dcc_work *work);
/* http_response.sent: the acknowledgement is out. */
void dcc_pipeline_acknowledged(void *work);
/* What the link reports. */
void dcc_pipeline_delivered(dcc_pipeline *p, int64_t sequence);
void dcc_pipeline_not_delivered(dcc_pipeline *p, int64_t sequence, uint8_t reason);
/* It is on its way through the WAN, which says nothing of it before that date. */
void dcc_pipeline_under_way(dcc_pipeline *p, int64_t sequence, alb_time until);
void dcc_pipeline_link_changed(dcc_pipeline *p);
/* The request has its outcome. */
void dcc_pipeline_finish(dcc_pipeline *p, int64_t sequence);
/* One turn: sends what can be sent, ends what is overdue, lets go what was held. True: there may be more to
 * do at once. */
bool dcc_pipeline_turn(dcc_pipeline *p, dcc_worker *w);
/* Commands under way. */
size_t dcc_pipeline_count(dcc_pipeline *p);
/* A turn at once. */
void dcc_pipeline_ask(dcc_pipeline *p);
/* Nothing moves before the clock does; next: lowered to when something would. */
bool dcc_pipeline_is_settled(dcc_pipeline *p, alb_time *next);

/* The inner part of a held request's command: transformed, or as its User signed it. */
ALB_MUST_USE alb_status dcc_inner_of(dcc_case *c, int64_t sequence, alb_span *inner, alb_err *err);
/* Sequenced requests whose predecessor has ended, or did not come: let go, or ended with it. */
bool dcc_release_waiting(dcc_worker *w);
/* Schedules whose next read is due become held requests (schedule.c). */
bool dcc_run_schedules(dcc_worker *w);
/* When the k-th read of a schedule is due. */
alb_time dcc_occurrence(alb_time first, const char *frequency, int64_t k);
/* RequestID under which the User created it. NOT_FOUND: it is gone. */
ALB_MUST_USE alb_status dcc_schedule_name(store_tx *tx, int64_t schedule, duis_request_id *out, alb_err *err);
/* Ends a request that has not become a command, with that code. False: not now. */
bool dcc_end_request(dcc_worker *w, int64_t id, const char *code);
/* Held requests whose time has come: judged again, then on their way (future.c). */
bool dcc_release_held(dcc_worker *w);

/* Removes, from time to time, what has been over for long (retention.c). */
bool dcc_purge(dcc *d); /* true: there is more */

/* --- the link (receive.c) --- */

ALB_MUST_USE alb_status dcc_receiver_new(dcc *d, dcc_receiver **out, alb_err *err);
ALB_MUST_USE alb_status dcc_receiver_start(dcc_receiver *r, unsigned threads, alb_err *err);
void dcc_receiver_stop(dcc_receiver *r); /* ends its threads */
void dcc_receiver_free(dcc_receiver *r);
ALB_MUST_USE alb_status dcc_receiver_attach(dcc_receiver *r, link_socket *link, alb_err *err);
bool dcc_receiver_has_link(dcc_receiver *r);
/* Messages of devices that are not judged yet. */
size_t dcc_receiver_count(dcc_receiver *r);
/* No message of a device waits or is being judged. */
bool dcc_receiver_is_settled(dcc_receiver *r);
/* CLOSED when no link is attached. */
ALB_MUST_USE alb_status dcc_link_send(dcc_receiver *r, const link_frame *frame, alb_err *err);

/* A message of a device, as far as it has been judged (device_message.c). */
typedef struct dcc_device_message {
    dcc_worker *worker;
    gbcs_message gbcs;
    dcc_device_record device; /* who sent it */
    dcc_request request;      /* that it answers, or whose command it is about */
    uint16_t alert_code;
    cat_tree content; /* decoded where something hangs on it */
} dcc_device_message;
/* A signature must be the device's. A MAC for a User's key can be checked by the User alone; one for the ACB
 * must be right. */
ALB_MUST_USE alb_status dcc_check_authentic(dcc_device_message *m, alb_err *err);
/* Adds up to DCC_PER_MESSAGE outcomes to the batch. Anything but OK: it is dropped, err says why. */
ALB_MUST_USE alb_status dcc_judge_device_message(dcc_worker *w, alb_eui64 hub, alb_span octets,
                                                 dcc_batch *batch, alb_err *err);
/* Its content, encrypted parts closed, once. */
ALB_MUST_USE alb_status dcc_decode_content(dcc_device_message *m, alb_err *err);
/* An alert for a User (device_alert.c), or for the DCC itself (hub_alert.c). */
ALB_MUST_USE alb_status dcc_judge_alert(dcc_device_message *m, dcc_batch *batch, alb_err *err);
ALB_MUST_USE alb_status dcc_judge_hub_alert(dcc_device_message *m, dcc_batch *batch, alb_err *err);
/* The first value of that name; NULL: none. */
const cat_value *dcc_member(const cat_tree *tree, const char *name);
/* Did the device do all that the command asked? */
bool dcc_has_succeeded(dcc_device_message *m);
/* What a device's success means for the inventory and for others: sets the effect of the response, which is
 * the last of the batch, and adds what follows from it (effect.c). */
ALB_MUST_USE alb_status dcc_add_effect(dcc_device_message *m, dcc_batch *batch, alb_err *err);
/* A DCC Alert to every User that is registered in one of these roles for the device (dcc_alert.c). */
ALB_MUST_USE alb_status dcc_alert_registered(dcc_worker *w, const dcc_device_record *device, uint16_t roles,
                                             const char *alert_code, alb_span payload, dcc_batch *batch,
                                             alb_err *err);
ALB_MUST_USE alb_status dcc_alert_user(dcc_worker *w, alb_eui64 user, alb_eui64 device,
                                       const char *alert_code, alb_span payload, dcc_batch *batch,
                                       alb_err *err);

/* --- schedules and held requests that go (removal.c) --- */

enum { DCC_REMOVALS = 150 };
typedef struct dcc_removal {
    bool is_schedule; /* else a held request */
    int64_t id;
    alb_eui64 user;
    const char *srv;
    uint64_t counter; /* of the request */
} dcc_removal;
typedef struct dcc_removals {
    const char *schedule_alert; /* code of the DCC Alert to a schedule's owner; NULL: schedules stay */
    const char *request_alert;  /* the same of a request; NULL: requests stay */
    const char *code;           /* with which requests end */
    alb_eui64 device;
    dcc_removal list[DCC_REMOVALS];
    size_t n;
} dcc_removals;
/* What there is of a device, up to DCC_REMOVALS; who calls may strike out of the list what stays. */
ALB_MUST_USE alb_status dcc_removals_find(store_tx *tx, alb_eui64 device, alb_arena *arena, dcc_removals *out,
                                          alb_err *err);
/* Writes what is told of it; recording the batch ends the requests. */
ALB_MUST_USE alb_status dcc_removals_tell(dcc_worker *w, const dcc_removals *r, dcc_batch *batch,
                                          alb_err *err);
/* NOT_FOUND (without filling err): some of it is gone meanwhile. */
ALB_MUST_USE alb_status dcc_removals_make(store_tx *tx, const dcc_removals *r, alb_err *err);

/* --- anomaly detection (anomaly*.c) --- */

enum { DCC_ANOMALY_USER = 1, DCC_ANOMALY_DCC = 2 };
/* Why a request is held. */
typedef struct dcc_anomaly {
    bool is_held;
    const char *kind;      /* "USER", "DCC", "ATTR" */
    int64_t event;         /* QuarantineEventRef */
    int64_t threshold, n;  /* the level, and what was counted */
    const char *attribute; /* ATTR: "2.2/Value" */
} dcc_anomaly;
/* Counts a request that is being accepted, in that transaction. dated: what the DCC counts of all Users is
 * counted when its date comes. */
ALB_MUST_USE alb_status dcc_anomaly_accept(store_tx *tx, const dcc_case *c, bool dated, dcc_anomaly *out,
                                           alb_err *err);
/* Counts a dated request whose date has come; one that was held and let go is not counted again. */
ALB_MUST_USE alb_status dcc_anomaly_execute(store_tx *tx, const dcc_case *c, int64_t request,
                                            dcc_anomaly *out, alb_err *err);
/* A value of the request that is beyond its limits: "2.2/Value", in the worker's arena; NULL: none. */
ALB_MUST_USE alb_status dcc_anomaly_values(store_tx *tx, const dcc_case *c, const char **broken,
                                           alb_err *err);
/* Holds the request, whose state is "quarantined". resume: the state it was to have; "late": none any more.
 */
ALB_MUST_USE alb_status dcc_anomaly_hold(store_tx *tx, int64_t request, const char *resume,
                                         const dcc_anomaly *a, const dcc_case *c, alb_err *err);
/* Tells Users of what is held, and ends what was decided against or is over. True: there was something. */
bool dcc_tell_anomalies(dcc_worker *w);

/* --- registration data at work (supply.c) --- */

/* Ends what was arranged by Users whose registration for a meter point ended. True: there was one. */
bool dcc_apply_registration(dcc_worker *w);
/* A device has another supplier's credentials now (6.23): N27 to the one before. */
ALB_MUST_USE alb_status dcc_tell_old_supplier(dcc_device_message *m, dcc_batch *batch, alb_err *err);

/* --- the products list (products.c) --- */

/* May a device of that type, manufacturer, model and firmware be used? Yes as long as there is no list. */
ALB_MUST_USE alb_status dcc_product_is_usable(store_tx *tx, const dcc_device_record *d, alb_time now,
                                              alb_arena *arena, bool *out, alb_err *err);
/* What the list says of its entry, in the arena; NULL: it has none. */
ALB_MUST_USE alb_status dcc_product_status(store_tx *tx, const dcc_device_record *d, alb_arena *arena,
                                           const char **out, alb_err *err);
/* Model or firmware of the device's record is new: it gets the GBCS version that the list says, and what else
 * the list says of it is due; now ALB_TIME_NONE: was judged already. */
ALB_MUST_USE alb_status dcc_product_changed(store_tx *tx, alb_eui64 device, alb_time now, alb_err *err);
/* N49 to N52 to the suppliers of a device that runs other firmware than the inventory says. */
ALB_MUST_USE alb_status dcc_tell_firmware(dcc_worker *w, const dcc_device_record *d, const char *firmware,
                                          dcc_batch *batch, alb_err *err);
/* Suspends and restores devices of an entry that changed. True: there was one. */
bool dcc_apply_products(dcc_worker *w);

/* --- deliveries (deliver.c) --- */

ALB_MUST_USE alb_status dcc_deliverer_new(dcc *d, dcc_deliverer **out, alb_err *err);
ALB_MUST_USE alb_status dcc_deliverer_start(dcc_deliverer *x, unsigned threads, alb_err *err);
void dcc_deliverer_stop(dcc_deliverer *x); /* ends its threads */
void dcc_deliverer_free(dcc_deliverer *x);
/* There is something new to deliver, or a new place to deliver to. */
void dcc_deliverer_wake(dcc_deliverer *x);
/* One turn: delivers what is due to one User. True: there was something. */
bool dcc_deliverer_turn(dcc_deliverer *x, http_client *client);

#endif
