/* The Receive Response service: where the DCC delivers to (duis.md 4.2, "User side"). */
#include "user_internal.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { WORKERS = 2, MESSAGE_MAX = 4 * 1024 * 1024, KEPT_MAX = 10000 };

typedef struct kept {
    struct kept *next;
    bool has_request_id;
    duis_request_id request_id;
    duis_request_id response_id;
    alb_buf xml;
} kept;

struct user_listener {
    user_client *user;
    http_server *server;
    user_reader readers[WORKERS];
    char url[160];
    pthread_mutex_t lock;
    pthread_cond_t arrived;
    kept *first, *last;
    size_t count;
};

static bool same_id(const duis_request_id *a, const duis_request_id *b)
{
    return alb_eui64_equal(a->originator, b->originator) && alb_eui64_equal(a->target, b->target) &&
           a->counter == b->counter;
}

/* Delivery is at least once: a message whose ResponseID waits here already is good, and not kept twice. */
static bool known(const user_listener *l, const duis_document *d)
{
    for (const kept *k = l->first; k && d->has_response_id; k = k->next) {
        if (same_id(&k->response_id, &d->response_id) && k->has_request_id == d->has_request_id) {
            return true;
        }
    }
    return false;
}

/* False: no room, so that the DCC keeps it and tries again. */
static bool keep(user_listener *l, const duis_document *d, alb_span xml)
{
    kept *k = calloc(1, sizeof *k);
    if (!k) {
        return false;
    }
    alb_buf_init(&k->xml, MESSAGE_MAX);
    alb_buf_add(&k->xml, xml);
    k->has_request_id = d->has_request_id;
    k->request_id = d->request_id;
    k->response_id = d->response_id;
    (void)pthread_mutex_lock(&l->lock);
    bool twice = known(l, d);
    bool good = !twice && l->count < KEPT_MAX && k->xml.st == ALB_OK;
    if (good) {
        *(l->last ? &l->last->next : &l->first) = k;
        l->last = k;
        l->count++;
        (void)pthread_cond_broadcast(&l->arrived);
    }
    (void)pthread_mutex_unlock(&l->lock);
    if (!good) {
        alb_buf_release(&k->xml);
        free(k);
    }
    return good || twice;
}

static void receive(void *ctx, unsigned worker, const http_request *request, http_response *response)
{
    user_listener *l = ctx;
    if (strcmp(request->method, "POST") != 0) {
        response->status = 405;
        return;
    }
    duis_document d;
    alb_arena *arena = alb_arena_new((size_t)ALB_ARENA_DEFAULT_LIMIT * 4);
    response->status = 400;
    if (arena && user_read_document(&l->readers[worker], request->body, arena, &d, NULL) == ALB_OK) {
        response->status = keep(l, &d, request->body) ? 204 : 503;
    }
    alb_arena_free(arena);
}

static void free_listener(user_listener *l)
{
    for (kept *k = l->first; k;) {
        kept *next = k->next;
        alb_buf_release(&k->xml);
        free(k);
        k = next;
    }
    for (size_t i = 0; i < WORKERS; i++) {
        user_reader_close(&l->readers[i]);
    }
    (void)pthread_cond_destroy(&l->arrived);
    (void)pthread_mutex_destroy(&l->lock);
    free(l);
}

alb_status user_listen(user_client *u, const char *address, user_listener **out, alb_err *err)
{
    user_listener *l = calloc(1, sizeof *l);
    *out = NULL;
    if (!l) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a listener");
    }
    l->user = u;
    pthread_condattr_t monotonic;
    (void)pthread_mutex_init(&l->lock, NULL);
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&l->arrived, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    alb_status st = ALB_OK;
    for (size_t i = 0; i < WORKERS && st == ALB_OK; i++) {
        st = user_reader_open(&l->readers[i], u->options.keys, u->options.clock, err);
    }
    bool has_tls = u->options.listen_certificate != NULL;
    http_server_options options = {.listen = address,
                                   .workers = WORKERS,
                                   .max_body = MESSAGE_MAX,
                                   .tls_certificate = u->options.listen_certificate,
                                   .tls_key = u->options.listen_key,
                                   .client_ca = has_tls ? u->options.tls_ca : NULL,
                                   .handler = receive,
                                   .ctx = l};
    if (st == ALB_OK) {
        st = http_server_start(&options, &l->server, err);
    }
    if (st != ALB_OK) {
        free_listener(l);
        return st;
    }
    (void)snprintf(l->url, sizeof l->url, "http%s://%s/smartdcc/duis", has_tls ? "s" : "",
                   http_server_address(l->server));
    *out = l;
    return ALB_OK;
}

const char *user_listener_url(const user_listener *l)
{
    return l->url;
}

/* Under the lock: takes the first message that fits out of the queue; NULL: none. */
static kept *take(user_listener *l, const duis_request_id *id)
{
    kept *before = NULL;
    for (kept *k = l->first; k; before = k, k = k->next) {
        if (id && !(k->has_request_id && same_id(&k->request_id, id))) {
            continue;
        }
        *(before ? &before->next : &l->first) = k->next;
        if (l->last == k) {
            l->last = before;
        }
        l->count--;
        return k;
    }
    return NULL;
}

static struct timespec deadline_after(int timeout_ms)
{
    struct timespec at;
    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += timeout_ms / 1000;
    at.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

alb_status user_wait(user_listener *l, const duis_request_id *id, int timeout_ms, alb_buf *xml, alb_err *err)
{
    struct timespec deadline = deadline_after(timeout_ms);
    (void)pthread_mutex_lock(&l->lock);
    kept *k = take(l, id);
    while (!k && pthread_cond_timedwait(&l->arrived, &l->lock, &deadline) == 0) {
        k = take(l, id);
    }
    (void)pthread_mutex_unlock(&l->lock);
    if (!k) {
        return alb_fail(err, ALB_TIMEOUT, NULL, 0, "nothing arrived within %d ms", timeout_ms);
    }
    alb_buf_add(xml, alb_buf_span(&k->xml));
    alb_buf_release(&k->xml);
    free(k);
    return xml->st == ALB_OK ? ALB_OK : alb_fail(err, xml->st, NULL, 0, "no room for the message");
}

void user_listener_stop(user_listener *l)
{
    if (l) {
        http_server_stop(l->server, 2000);
        free_listener(l);
    }
}
