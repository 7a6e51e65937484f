/* How long a client may take to send one request. The server's idle limit cuts off who says nothing; this,
 * who says a little now and then. For the sockets' thread alone. */
#ifndef ALB_NET_HTTP_PATIENCE_H
#define ALB_NET_HTTP_PATIENCE_H

#include "base/status.h"

#include <event2/bufferevent.h>

typedef struct http_patience http_patience;

/* NULL: no memory. */
http_patience *http_patience_new(unsigned seconds);
void http_patience_free(http_patience *p);
/* A new connection. False: no memory to watch it. */
ALB_MUST_USE bool http_patience_watch(http_patience *p, struct bufferevent *connection);
/* A request of it is whole. */
void http_patience_whole(http_patience *p, struct bufferevent *connection);

#endif
