/* The HTTP server: one thread for the sockets (libevent), worker threads for the handlers.
 *
 * A whole request is put on a queue; a worker answers it; the answer goes back to the sockets' thread by
 * another queue. A handler may wait for the disk without holding up anyone's socket.
 */
#include "http_patience.h"
#include "http_server_internal.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <event2/thread.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum { MAX_HEAD = 16 * 1024, MAX_ANSWER = 64 * 1024 * 1024, MAX_WORKERS = 64, DEFAULT_BODY = 1024 * 1024 };

/* One request under way. */
typedef struct exchange {
    http_server *server;
    struct evhttp_request *req;
    http_request request;
    http_response response;
    char *path;
    char peer[64], client_name[128];
    struct exchange *next;
} exchange;

typedef struct queue {
    exchange *first, *last;
} queue;

typedef struct worker {
    http_server *server;
    unsigned number;
    pthread_t thread;
} worker;

struct http_server {
    http_server_options options;
    char address[80];
    struct event_base *base;
    struct evhttp *http;
    struct evhttp_bound_socket *bound;
    struct event *wake; /* made active when `answered` or `closing` changed */
    http_tls *tls;
    http_patience *patience;
    pthread_t io;
    bool io_runs;
    worker workers[MAX_WORKERS];
    unsigned n_workers;
    sem_t work;           /* one for each exchange that waits, and for each worker that is to end */
    pthread_mutex_t lock; /* of everything below */
    pthread_cond_t idle;
    queue waiting, answered;
    unsigned pending; /* exchanges alive */
    bool draining, closing;
};

static void push(queue *q, exchange *x)
{
    x->next = NULL;
    if (q->last) {
        q->last->next = x;
    } else {
        q->first = x;
    }
    q->last = x;
}

static exchange *pop(queue *q)
{
    exchange *x = q->first;
    if (x) {
        q->first = x->next;
        q->last = q->first ? q->last : NULL;
    }
    return x;
}

/* --- the sockets' thread --- */

/* The end of an exchange: its answer was written, or its connection is gone. */
static void finish(exchange *x)
{
    http_server *s = x->server;
    if (x->response.sent) {
        x->response.sent(x->response.sent_ctx);
    }
    alb_buf_release(&x->response.body);
    free((void *)(uintptr_t)x->request.client_certificate.ptr);
    free(x->path);
    free(x);
    (void)pthread_mutex_lock(&s->lock);
    s->pending--;
    if (s->pending == 0) {
        (void)pthread_cond_broadcast(&s->idle);
    }
    (void)pthread_mutex_unlock(&s->lock);
}

static void on_written(struct evhttp_request *req, void *ctx)
{
    struct evhttp_connection *c = evhttp_request_get_connection(req);
    if (c) {
        evhttp_connection_set_closecb(c, NULL, NULL);
    }
    finish(ctx);
}

static void on_closed(struct evhttp_connection *c, void *ctx)
{
    (void)c;
    finish(ctx);
}

static void send_answer(exchange *x)
{
    struct evhttp_connection *c = evhttp_request_get_connection(x->req);
    struct evkeyvalq *headers = evhttp_request_get_output_headers(x->req);
    int status = x->response.status ? x->response.status : 200;
    if (x->response.body.st != ALB_OK) {
        status = 500;
    }
    if (x->response.content_type) {
        (void)evhttp_add_header(headers, "Content-Type", x->response.content_type);
    }
    if (status == 429 || status == 503) {
        (void)evhttp_add_header(headers, "Retry-After", "1");
    }
    alb_span body = alb_buf_span(&x->response.body);
    if (evhttp_request_get_command(x->req) == EVHTTP_REQ_HEAD) {
        /* The length of what GET would give, and nothing of it (RFC 9110 9.3.2). */
        char length[24];
        (void)snprintf(length, sizeof length, "%zu", body.len);
        (void)evhttp_add_header(headers, "Content-Length", length);
    } else {
        (void)evbuffer_add(evhttp_request_get_output_buffer(x->req), body.ptr, body.len);
    }
    if (!c) {
        /* The client went away while the handler worked: libevent only frees the request. */
        evhttp_send_reply(x->req, status, NULL, NULL);
        finish(x);
        return;
    }
    evhttp_request_set_on_complete_cb(x->req, on_written, x);
    evhttp_connection_set_closecb(c, on_closed, x);
    evhttp_send_reply(x->req, status, NULL, NULL);
}

static void on_wake(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    http_server *s = ctx;
    for (;;) {
        (void)pthread_mutex_lock(&s->lock);
        exchange *x = pop(&s->answered);
        bool draining = s->draining;
        bool closing = s->closing;
        (void)pthread_mutex_unlock(&s->lock);
        if (draining && s->bound) {
            evhttp_del_accept_socket(s->http, s->bound);
            s->bound = NULL;
        }
        if (!x) {
            if (closing) {
                (void)event_base_loopbreak(s->base);
            }
            return;
        }
        send_answer(x);
    }
}

static const char *method_name(enum evhttp_cmd_type type)
{
    return type == EVHTTP_REQ_GET    ? "GET"
           : type == EVHTTP_REQ_POST ? "POST"
           : type == EVHTTP_REQ_HEAD ? "HEAD"
           : type == EVHTTP_REQ_PUT  ? "PUT"
                                     : "DELETE";
}

static void fill_request(exchange *x)
{
    struct evkeyvalq *headers = evhttp_request_get_input_headers(x->req);
    struct evhttp_connection *c = evhttp_request_get_connection(x->req);
    struct evbuffer *in = evhttp_request_get_input_buffer(x->req);
    const char *type = evhttp_find_header(headers, "Content-Type");
    char *question = strchr(x->path, '?');
    if (question) {
        *question = 0;
    }
    char *peer = NULL;
    ev_uint16_t port = 0;
    evhttp_connection_get_peer(c, &peer, &port);
    (void)snprintf(x->peer, sizeof x->peer, "%.48s:%u", peer ? peer : "", (unsigned)port);
    x->request = (http_request){
        .method = method_name(evhttp_request_get_command(x->req)),
        .path = x->path,
        .query = question ? question + 1 : "",
        .content_type = type ? type : "",
        .body = alb_span_of(evbuffer_pullup(in, -1), evbuffer_get_length(in)),
        .peer = x->peer,
        .headers = headers,
    };
    if (x->server->tls) {
        struct bufferevent *stream = evhttp_connection_get_bufferevent(c);
        x->request.client_certificate = http_tls_client_certificate(stream);
        x->request.client_name = http_tls_client_name(stream, x->client_name, sizeof x->client_name);
    }
}

const char *http_request_header(const http_request *request, const char *name)
{
    return request->headers ? evhttp_find_header(request->headers, name) : NULL;
}

/* Said before any handler sees it. */
static void refuse_request(struct evhttp_request *req, const char *why)
{
    struct evkeyvalq *headers = evhttp_request_get_output_headers(req);
    (void)evhttp_add_header(headers, "Content-Type", "text/plain; charset=utf-8");
    (void)evhttp_add_header(headers, "Retry-After", "1");
    (void)evbuffer_add(evhttp_request_get_output_buffer(req), why, strlen(why));
    evhttp_send_reply(req, 503, NULL, NULL);
}

static void on_request(struct evhttp_request *req, void *ctx)
{
    http_server *s = ctx;
    unsigned most = s->options.max_connections ? s->options.max_connections : 1024;
    const char *uri = evhttp_request_get_uri(req);
    exchange *x = calloc(1, sizeof *x);
    char *path = uri ? strdup(uri) : NULL;
    (void)pthread_mutex_lock(&s->lock);
    const char *why = s->draining          ? "the server is stopping\n"
                      : s->pending >= most ? "too many requests are under way: try again later\n"
                      : !x || !path        ? "no memory for another request\n"
                                           : NULL;
    s->pending += !why;
    (void)pthread_mutex_unlock(&s->lock);
    http_patience_whole(s->patience, evhttp_connection_get_bufferevent(evhttp_request_get_connection(req)));
    if (why) {
        free(x);
        free(path);
        refuse_request(req, why);
        return;
    }
    x->server = s;
    x->req = req;
    x->path = path;
    alb_buf_init(&x->response.body, MAX_ANSWER);
    fill_request(x);
    (void)pthread_mutex_lock(&s->lock);
    push(&s->waiting, x);
    (void)pthread_mutex_unlock(&s->lock);
    (void)sem_post(&s->work);
}

static void *io_main(void *arg)
{
    http_server *s = arg;
    (void)event_base_loop(s->base, EVLOOP_NO_EXIT_ON_EMPTY);
    return NULL;
}

/* --- workers --- */

/* NULL: the server is closing and nothing waits any more. */
static exchange *wait_for_work(http_server *s, bool *closing)
{
    while (sem_wait(&s->work) != 0 && errno == EINTR) {
    }
    (void)pthread_mutex_lock(&s->lock);
    exchange *x = pop(&s->waiting);
    *closing = s->closing;
    (void)pthread_mutex_unlock(&s->lock);
    return x;
}

static void give_back(http_server *s, exchange *x)
{
    (void)pthread_mutex_lock(&s->lock);
    bool is_first = !s->answered.first; /* else the sockets' thread has been told, and takes all */
    push(&s->answered, x);
    (void)pthread_mutex_unlock(&s->lock);
    if (is_first) {
        event_active(s->wake, 0, 0);
    }
}

static void *worker_main(void *arg)
{
    worker *w = arg;
    http_server *s = w->server;
    bool closing = false;
    for (exchange *x = wait_for_work(s, &closing); x; x = wait_for_work(s, &closing)) {
        if (closing) {
            x->response.status = 503;
        } else {
            s->options.handler(s->options.ctx, w->number, &x->request, &x->response);
        }
        give_back(s, x);
    }
    return NULL;
}

/* --- life --- */

static void free_server(http_server *s)
{
    if (s->http) {
        evhttp_free(s->http); /* closes what is still open: each exchange there ends through on_closed */
    }
    exchange *x;
    while ((x = pop(&s->answered)) != NULL || (x = pop(&s->waiting)) != NULL) {
        finish(x);
    }
    if (s->wake) {
        event_free(s->wake);
    }
    if (s->base) {
        event_base_free(s->base);
    }
    http_patience_free(s->patience);
    http_tls_free(s->tls);
    (void)sem_destroy(&s->work);
    (void)pthread_cond_destroy(&s->idle);
    (void)pthread_mutex_destroy(&s->lock);
    free(s);
}

static int bind_socket(const char *host, const char *port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *found = NULL;
    int on = 1;
    if (getaddrinfo(host, port, &hints, &found) != 0 || !found) {
        return -1;
    }
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0) {
        /* Accepted sockets inherit it: small answers are not held back for an acknowledgement. */
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, 512) != 0) {
            evutil_closesocket(fd);
            fd = -1;
        }
    }
    freeaddrinfo(found);
    return fd;
}

static void name_address(http_server *s, int fd)
{
    struct sockaddr_storage at = {0};
    socklen_t len = sizeof at;
    char host[INET6_ADDRSTRLEN] = "";
    char port[8] = "";
    (void)getsockname(fd, (struct sockaddr *)&at, &len);
    (void)getnameinfo((const struct sockaddr *)&at, len, host, sizeof host, port, sizeof port,
                      NI_NUMERICHOST | NI_NUMERICSERV);
    (void)snprintf(s->address, sizeof s->address, at.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

static alb_status start_listening(http_server *s, alb_err *err)
{
    char host[128];
    const char *listen_on = s->options.listen;
    const char *colon = strrchr(listen_on, ':');
    size_t len = colon ? (size_t)(colon - listen_on) : 0;
    if (!colon || len == 0 || len >= sizeof host) {
        return alb_fail(err, ALB_BAD_VALUE, NULL, 0, "'%.100s' is not HOST:PORT", listen_on);
    }
    bool brackets = len > 2 && listen_on[0] == '[' && listen_on[len - 1] == ']';
    (void)snprintf(host, sizeof host, "%.*s", (int)(brackets ? len - 2 : len),
                   brackets ? listen_on + 1 : listen_on);
    int fd = bind_socket(host, colon + 1);
    if (fd < 0) {
        return alb_fail(err, ALB_IO, NULL, 0, "cannot listen on %.100s", listen_on);
    }
    name_address(s, fd);
    struct evconnlistener *l =
        evconnlistener_new(s->base, NULL, NULL, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
    s->bound = l ? evhttp_bind_listener(s->http, l) : NULL;
    return s->bound ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a listener");
}

static struct bufferevent *new_connection(struct event_base *base, void *ctx)
{
    http_server *s = ctx;
    struct bufferevent *stream =
        s->tls ? http_tls_connection(s->tls, base) : bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
    if (stream && !http_patience_watch(s->patience, stream)) {
        bufferevent_free(stream);
        stream = NULL;
    }
    return stream;
}

/* Whether a socket is listened to changes with each exchange; the kernel is told once a turn. */
static struct event_base *new_base(void)
{
    struct event_config *config = event_config_new();
    if (config) {
        (void)event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST);
    }
    struct event_base *base = event_base_new_with_config(config);
    if (config) {
        event_config_free(config);
    }
    return base;
}

static alb_status set_up(http_server *s, alb_err *err)
{
    ALB_TRY(http_tls_new(&s->options, &s->tls, err));
    s->patience = http_patience_new(s->options.request_seconds ? s->options.request_seconds : 60);
    s->base = new_base();
    s->http = s->base ? evhttp_new(s->base) : NULL;
    s->wake = s->base ? event_new(s->base, -1, EV_PERSIST, on_wake, s) : NULL;
    if (!s->http || !s->wake || !s->patience) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a server");
    }
    evhttp_set_max_headers_size(s->http, MAX_HEAD);
    evhttp_set_max_body_size(s->http, (ev_ssize_t)(s->options.max_body ? s->options.max_body : DEFAULT_BODY));
    evhttp_set_timeout(s->http, (int)(s->options.idle_seconds ? s->options.idle_seconds : 30));
    evhttp_set_gencb(s->http, on_request, s);
    evhttp_set_bevcb(s->http, new_connection, s);
    return start_listening(s, err);
}

static alb_status start_threads(http_server *s, alb_err *err)
{
    unsigned want = s->options.workers ? s->options.workers : 2;
    want = want < MAX_WORKERS ? want : MAX_WORKERS;
    while (s->n_workers < want) {
        worker *w = &s->workers[s->n_workers];
        *w = (worker){.server = s, .number = s->n_workers};
        if (pthread_create(&w->thread, NULL, worker_main, w) != 0) {
            return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "cannot start a worker");
        }
        s->n_workers++;
    }
    s->io_runs = pthread_create(&s->io, NULL, io_main, s) == 0;
    return s->io_runs ? ALB_OK : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "cannot start a thread");
}

static void start_libevent(void)
{
    (void)evthread_use_pthreads();
}

alb_status http_server_start(const http_server_options *options, http_server **out, alb_err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, start_libevent);
    *out = NULL;
    http_server *s = calloc(1, sizeof *s);
    if (!s) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a server");
    }
    s->options = *options;
    (void)pthread_mutex_init(&s->lock, NULL);
    (void)sem_init(&s->work, 0, 0);
    (void)pthread_cond_init(&s->idle, NULL);
    alb_status st = set_up(s, err);
    if (st == ALB_OK) {
        st = start_threads(s, err);
    }
    if (st != ALB_OK) {
        http_server_stop(s, 0);
        return st;
    }
    *out = s;
    return ALB_OK;
}

alb_status http_server_reload_tls(http_server *s, alb_err *err)
{
    return s->tls ? http_tls_reload(s->tls, &s->options, err)
                  : alb_fail(err, ALB_USAGE, NULL, 0, "the server has no TLS");
}

unsigned http_server_pending(http_server *s)
{
    (void)pthread_mutex_lock(&s->lock);
    unsigned pending = s->pending;
    (void)pthread_mutex_unlock(&s->lock);
    return pending;
}

const char *http_server_address(const http_server *server)
{
    return server->address;
}

/* Waits until no exchange is alive, at most timeout_ms; the lock is held. */
static void wait_idle(http_server *s, unsigned timeout_ms)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += timeout_ms / 1000;
    until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    while (s->pending > 0 && pthread_cond_timedwait(&s->idle, &s->lock, &until) == 0) {
    }
}

void http_server_stop(http_server *s, unsigned timeout_ms)
{
    if (!s) {
        return;
    }
    (void)pthread_mutex_lock(&s->lock);
    s->draining = true;
    if (s->wake && s->io_runs) {
        event_active(s->wake, 0, 0);
        wait_idle(s, timeout_ms);
    }
    s->closing = true;
    (void)pthread_mutex_unlock(&s->lock);
    for (unsigned i = 0; i < s->n_workers; i++) {
        (void)sem_post(&s->work);
    }
    for (unsigned i = 0; i < s->n_workers; i++) {
        (void)pthread_join(s->workers[i].thread, NULL);
    }
    if (s->io_runs) {
        event_active(s->wake, 0, 0);
        (void)pthread_join(s->io, NULL);
    }
    free_server(s);
}
