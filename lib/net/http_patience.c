#include "http_patience.h"

#include "base/time.h"

#include <event2/buffer.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { BUCKETS = 1024 };

/* One connection, known by its address: libevent does not tell of its end. One whose address comes again
 * starts anew; so there are never more of them than there were connections at a time. */
typedef struct watch {
    struct watch *next;
    struct bufferevent *connection;
    int64_t since; /* the first octet of the request that is coming in; 0: none is */
    http_patience *all;
} watch;

struct http_patience {
    int64_t limit_ns;
    watch *buckets[BUCKETS];
};

static watch **bucket_of(http_patience *p, const struct bufferevent *connection)
{
    return &p->buckets[((uintptr_t)connection >> 4) % BUCKETS];
}

static watch *find(http_patience *p, const struct bufferevent *connection)
{
    watch *w = *bucket_of(p, connection);
    while (w && w->connection != connection) {
        w = w->next;
    }
    return w;
}

static void on_octets(struct evbuffer *buffer, const struct evbuffer_cb_info *info, void *ctx)
{
    (void)buffer;
    watch *w = ctx;
    int64_t now = alb_monotonic_ns();
    if (info->n_added == 0) {
        return;
    }
    if (w->since == 0) {
        w->since = now;
    } else if (now - w->since > w->all->limit_ns) {
        /* The sockets' thread sees the end of it, and frees it. */
        (void)shutdown(bufferevent_getfd(w->connection), SHUT_RDWR);
    }
}

http_patience *http_patience_new(unsigned seconds)
{
    http_patience *p = calloc(1, sizeof *p);
    if (p) {
        p->limit_ns = (int64_t)seconds * 1000000000;
    }
    return p;
}

void http_patience_free(http_patience *p)
{
    for (size_t i = 0; p && i < BUCKETS; i++) {
        for (watch *w = p->buckets[i]; w; w = p->buckets[i]) {
            p->buckets[i] = w->next;
            free(w);
        }
    }
    free(p);
}

bool http_patience_watch(http_patience *p, struct bufferevent *connection)
{
    watch *w = find(p, connection);
    if (!w) {
        w = calloc(1, sizeof *w);
        if (!w) {
            return false;
        }
        w->connection = connection;
        w->all = p;
        w->next = *bucket_of(p, connection);
        *bucket_of(p, connection) = w;
    }
    w->since = 0;
    return evbuffer_add_cb(bufferevent_get_input(connection), on_octets, w) != NULL;
}

void http_patience_whole(http_patience *p, struct bufferevent *connection)
{
    watch *w = find(p, connection);
    if (w) {
        w->since = 0;
    }
}
