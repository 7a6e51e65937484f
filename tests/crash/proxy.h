/* A bad network between two programs: connections are delayed, broken off, reset, or left half open. */
#ifndef ALB_TESTS_CRASH_PROXY_H
#define ALB_TESTS_CRASH_PROXY_H

#include <stdbool.h>
#include <stddef.h>

typedef struct proxy proxy;

/* Listens on a port of its own on the loopback. to: "unix:PATH" or "127.0.0.1:PORT"; copied. NULL: it cannot.
 */
proxy *proxy_start(const char *to);
/* "127.0.0.1:PORT". */
const char *proxy_address(const proxy *p);
/* Good weather from now on: new connections are passed on as they are. */
void proxy_calm(proxy *p);
/* Connections that came to harm. */
unsigned proxy_harmed(const proxy *p);
void proxy_stop(proxy *p);

#endif
