/* The server's parts: TLS (http_tls.c) and everything else (http_server.c). */
#ifndef ALB_NET_HTTP_SERVER_INTERNAL_H
#define ALB_NET_HTTP_SERVER_INTERNAL_H

#include "net/http.h"

#include <event2/bufferevent.h>
#include <event2/event.h>

typedef struct http_tls http_tls;

/* NULL in *out when the options ask for no TLS. */
alb_status http_tls_new(const http_server_options *options, http_tls **out, alb_err *err);
void http_tls_free(http_tls *tls);
/* The files are read again; on failure what was read before stays. */
alb_status http_tls_reload(http_tls *tls, const http_server_options *options, alb_err *err);
/* The stream of one new connection; NULL: no memory. */
struct bufferevent *http_tls_connection(http_tls *tls, struct event_base *base);
/* DER of the client's verified certificate, in memory of malloc; empty: none. */
alb_span http_tls_client_certificate(struct bufferevent *connection);
/* Its subject's common name, "" where it has none that is text; NULL: no certificate. */
const char *http_tls_client_name(struct bufferevent *connection, char *room, size_t size);

#endif
