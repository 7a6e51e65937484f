/* The User's side in one call: build, sign, send, correlate, sign the pre-command, wait, match, verify,
 * decrypt.
 *
 * A user_client acts for one User ID. It keeps its counters in a file so that none is used twice. One thread
 * per client; the listener may run on its own thread.
 */
#ifndef ALB_USER_USER_H
#define ALB_USER_USER_H

#include "catalogue/value.h"
#include "duis/transform.h"
#include "gbcs/verify.h"
#include "mmc/mmc.h"
#include "net/http.h"

typedef struct user_client user_client;

typedef struct user_options {
    alb_eui64 id;
    const smki_keystore *keys; /* own identities with keys, DCC's and devices' certificates */
    const char *server;        /* "http://127.0.0.1:8079" */
    const char *counter_file;  /* NULL: counters from the clock (milliseconds since 1970) */
    const alb_clock *clock;
    /* TLS to the server (PEM files, borrowed): authorities of its certificate, and the User's own certificate
     * and key. NULL: the system's, and none. */
    const char *tls_ca, *tls_certificate, *tls_key;
    /* What the listener shows, which then takes clients of tls_ca alone. NULL: plain HTTP. */
    const char *listen_certificate, *listen_key;
} user_options;

ALB_MUST_USE alb_status user_client_new(const user_options *options, user_client **out, alb_err *err);
void user_client_free(user_client *u);

/* One element of a request body: "ReadLogPeriod/StartDateTime" = "2015-01-01T00:00:00Z". */
typedef struct user_setting {
    const char *path, *value;
} user_setting;

/* An unsigned request document for a Service Request Variant from settings, in the schema's order.
 * id->counter 0: the next; else that one, as a token wants (2.2), and later ones are above it. BAD_VALUE when
 * an element is missing, unknown or wrong, with its path. */
ALB_MUST_USE alb_status user_build(user_client *u, const cat_service_request *srv, alb_eui64 target,
                                   uint8_t command_variant, const user_setting *settings, size_t n,
                                   alb_buf *xml, duis_request_id *id, alb_err *err);

/* A synchronous or asynchronous message of the DCC, read and checked: the DCC's XML signature verified, the
 * GBCS payload authenticated and decrypted as far as this User's keys allow. */
typedef struct user_result {
    duis_document document;
    char code[16]; /* response code */
    bool has_request_id;
    duis_request_id request_id;
    alb_span gbcs; /* payload; empty: none */
    gbcs_message message;
    gbcs_verdict verdict;
    cat_tree content;
    bool decrypted;
} user_result;
ALB_MUST_USE alb_status user_read(user_client *u, alb_span xml, alb_arena *arena, user_result *out,
                                  alb_err *err);

/* The GBCS message of a result as the Message Mapping Catalogue says it (mmc/mmc.h: XML, JSON, CSV, table),
 * matched to the Service Request that the DCC says it answers. NOT_FOUND when the result carries no message.
 */
ALB_MUST_USE alb_status user_map(const user_result *result, alb_arena *arena, mmc_document *out,
                                 alb_err *err);

/* Sends a built request: signs it, posts it to the right service; for a critical one transforms, correlates,
 * signs the pre-command and sends it. out: the last synchronous answer. */
ALB_MUST_USE alb_status user_send(user_client *u, alb_span unsigned_xml, alb_arena *arena, user_result *out,
                                  alb_err *err);

/* user_build and user_send in one. id and errors as with user_build, out as with user_send. */
ALB_MUST_USE alb_status user_ask(user_client *u, const cat_service_request *srv, alb_eui64 target,
                                 uint8_t command_variant, const user_setting *settings, size_t n,
                                 duis_request_id *id, alb_arena *arena, user_result *out, alb_err *err);

/* The Receive Response service: answers 204 to good messages, 400 to bad ones, and keeps good ones until
 * taken. */
typedef struct user_listener user_listener;
ALB_MUST_USE alb_status user_listen(user_client *u, const char *address, user_listener **out, alb_err *err);
const char *user_listener_url(const user_listener *l);
/* The message for this request (NULL: the next of any kind), raw XML added to `xml`; TIMEOUT after
 * timeout_ms. */
ALB_MUST_USE alb_status user_wait(user_listener *l, const duis_request_id *id, int timeout_ms, alb_buf *xml,
                                  alb_err *err);
void user_listener_stop(user_listener *l);

#endif
