/* HTTP/1.1 over TCP or TLS: a small server for services and a client for deliveries.
 *
 * The server takes whole requests with bounded head and body, hands them to handlers on its worker threads,
 * and writes the answer. The client posts one document and reads one answer. No type of the libraries
 * underneath appears here.
 */
#ifndef ALB_NET_HTTP_H
#define ALB_NET_HTTP_H

#include "base/buf.h"
#include "base/time.h"

typedef struct http_server http_server;

typedef struct http_request {
    const char *method;       /* "GET", "POST", "HEAD" */
    const char *path;         /* without query */
    const char *query;        /* without '?'; "" when absent */
    const char *content_type; /* "" when absent */
    alb_span body;
    const char *peer;            /* address text, for logs */
    alb_span client_certificate; /* DER of the verified TLS client certificate; empty: none */
    const char *client_name;     /* common name of its subject; "" without one, NULL without a certificate */
    const void *headers;         /* for http_request_header; NULL: none */
} http_request;

/* The first header of that name; NULL: there is none. Valid as long as the request. */
const char *http_request_header(const http_request *request, const char *name);

typedef struct http_response {
    int status;               /* 200 unless set */
    const char *content_type; /* static text; NULL: none */
    alb_buf body;             /* initialised by the server */
    /* Called once the answer has been handed to the socket (or the connection is gone); NULL: none. */
    void (*sent)(void *ctx);
    void *sent_ctx;
} http_response;

/* Called on a worker thread, one request at a time per thread. worker: 0 .. workers - 1, for per-worker
 * contexts. */
typedef void (*http_handler)(void *ctx, unsigned worker, const http_request *request,
                             http_response *response);

typedef struct http_server_options {
    const char *listen;       /* "127.0.0.1:8079", "[::1]:0"; port 0: any free port */
    unsigned workers;         /* 0: 2 */
    size_t max_body;          /* 0: 1 MiB */
    unsigned idle_seconds;    /* 0: 30; clients that say nothing are cut off */
    unsigned request_seconds; /* 0: 60; and those whose request takes longer to come in */
    unsigned max_connections; /* 0: 1024; requests under way at a time, beyond which the answer is 503 */
    /* TLS when both are given (PEM files, their names borrowed until the server is stopped); client_ca:
     * require and verify a client certificate. client_crls: files of revocation lists (PEM or DER), one of
     * the issuer of every client's certificate among them; none: revocation is not asked about. A list past
     * its next update counts all the same, unless it is refused with all that it would say of. */
    const char *tls_certificate, *tls_key, *client_ca;
    const char *const *client_crls;
    size_t n_client_crls;
    bool refuse_stale_crls;
    http_handler handler;
    void *ctx;
} http_server_options;

ALB_MUST_USE alb_status http_server_start(const http_server_options *options, http_server **out,
                                          alb_err *err);
/* The address it listens on, with the real port ("127.0.0.1:8079"). */
const char *http_server_address(const http_server *server);
/* Certificate, key, authorities and revocation lists of clients are read again, for connections that come; on
 * failure all stays as it was. USAGE: no TLS here. */
ALB_MUST_USE alb_status http_server_reload_tls(http_server *server, alb_err *err);
/* Requests under way, waiting for a worker included. */
unsigned http_server_pending(http_server *server);
/* Takes no new requests, finishes those under way, at most timeout_ms; then frees everything. */
void http_server_stop(http_server *server, unsigned timeout_ms);

typedef struct http_client http_client; /* one per thread; keeps connections alive */

typedef struct http_client_options {
    unsigned timeout_ms;                            /* whole exchange; 0: 30000 */
    const char *tls_ca, *tls_certificate, *tls_key; /* NULL: system defaults, no client certificate */
} http_client_options;

http_client *http_client_new(const http_client_options *options);
void http_client_free(http_client *client);
/* POST (body not empty or content_type given) or GET. The answer's body is added to `answer` (up to its
 * maximum). */
ALB_MUST_USE alb_status http_client_exchange(http_client *client, const char *method, const char *url,
                                             const char *content_type, alb_span body, int *status,
                                             alb_buf *answer, alb_err *err);

/* One of many exchanges. What is lent to it must stay until it has ended. */
typedef struct http_exchange {
    const char *method, *url, *content_type; /* as above */
    alb_span body;
    void *item; /* the caller's */
    /* Its end: st, err and status as of http_client_exchange. */
    alb_status st;
    alb_err err;
    int status;
    alb_buf answer; /* initialised by next, released by done */
} http_exchange;
/* The next exchange to begin; false: none now. Asked again whenever one has ended. */
typedef bool http_next(void *ctx, http_exchange *x);
typedef void http_done(void *ctx, http_exchange *x);
enum { HTTP_AT_ONCE = 16 };
/* Up to at_once (at most HTTP_AT_ONCE) exchanges side by side, each on a connection of its own, until none is
 * under way and next has none. done is called for each that began. */
ALB_MUST_USE alb_status http_client_exchange_many(http_client *client, unsigned at_once, http_next *next,
                                                  http_done *done, void *ctx, alb_err *err);

#endif
