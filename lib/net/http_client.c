/* Posting a document and reading an answer, one at a time or several, over libcurl. */
#include "net/http.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { DEFAULT_TIMEOUT_MS = 30000 };

/* One of the exchanges that run side by side. */
typedef struct slot {
    CURL *curl; /* NULL: never used */
    struct curl_slist *headers;
    http_exchange x;
    bool is_busy;
} slot;

struct http_client {
    CURL *curl;
    CURLM *multi; /* of the slots; NULL: never used */
    slot slots[HTTP_AT_ONCE];
    http_client_options options;
};

static void start_curl(void)
{
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

http_client *http_client_new(const http_client_options *options)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, start_curl);
    http_client *client = calloc(1, sizeof *client);
    if (!client) {
        return NULL;
    }
    client->curl = curl_easy_init();
    if (!client->curl) {
        free(client);
        return NULL;
    }
    if (options) {
        client->options = *options;
    }
    return client;
}

void http_client_free(http_client *client)
{
    if (!client) {
        return;
    }
    for (size_t i = 0; i < HTTP_AT_ONCE; i++) {
        curl_easy_cleanup(client->slots[i].curl);
    }
    (void)curl_multi_cleanup(client->multi);
    curl_easy_cleanup(client->curl);
    free(client);
}

static size_t take(char *data, size_t size, size_t n, void *ctx)
{
    alb_buf *answer = ctx;
    alb_buf_add(answer, alb_span_of(data, size * n));
    return answer->st == ALB_OK ? size * n : 0; /* 0 stops the transfer */
}

static void set_tls(CURL *c, const http_client_options *o)
{
    if (o->tls_ca) {
        (void)curl_easy_setopt(c, CURLOPT_CAINFO, o->tls_ca);
    }
    if (o->tls_certificate) {
        (void)curl_easy_setopt(c, CURLOPT_SSLCERT, o->tls_certificate);
    }
    if (o->tls_key) {
        (void)curl_easy_setopt(c, CURLOPT_SSLKEY, o->tls_key);
    }
}

static struct curl_slist *make_headers(const char *content_type)
{
    char line[256];
    /* Without this libcurl waits a second for 100 Continue before large bodies. */
    struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
    if (content_type) {
        (void)snprintf(line, sizeof line, "Content-Type: %s", content_type);
        struct curl_slist *more = curl_slist_append(headers, line);
        headers = more ? more : headers;
    }
    return headers;
}

/* Connections stay open; everything set for the last exchange goes. headers: to be freed after the exchange.
 */
static void prepare(CURL *c, const http_client_options *o, const http_exchange *x, alb_buf *answer,
                    struct curl_slist **headers)
{
    curl_easy_reset(c);
    *headers = make_headers(x->content_type);
    (void)curl_easy_setopt(c, CURLOPT_URL, x->url);
#if CURL_AT_LEAST_VERSION(7, 85, 0)
    (void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    (void)curl_easy_setopt(c, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
    (void)curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
    (void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(c, CURLOPT_TCP_NODELAY, 1L);
    (void)curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)(o->timeout_ms ? o->timeout_ms : DEFAULT_TIMEOUT_MS));
    (void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, *headers);
    (void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
    (void)curl_easy_setopt(c, CURLOPT_WRITEDATA, answer);
    if (x->body.len > 0 || x->content_type) {
        (void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, x->body.ptr ? (const char *)x->body.ptr : "");
        (void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)x->body.len);
    }
    if (x->method && strcmp(x->method, "POST") != 0 && strcmp(x->method, "GET") != 0) {
        (void)curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, x->method);
    }
    set_tls(c, o);
}

static alb_status outcome(CURL *c, CURLcode code, const char *url, const alb_buf *answer, int *status,
                          alb_err *err)
{
    long http = 0;
    (void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &http);
    *status = (int)http;
    if (answer->st != ALB_OK) {
        return alb_fail(err, answer->st, NULL, 0, "the answer of %.120s is larger than %zu octets", url,
                        answer->max);
    }
    if (code != CURLE_OK) {
        alb_status st = code == CURLE_OPERATION_TIMEDOUT ? ALB_TIMEOUT : ALB_IO;
        return alb_fail(err, st, NULL, 0, "%.120s: %s", url, curl_easy_strerror(code));
    }
    return ALB_OK;
}

alb_status http_client_exchange(http_client *client, const char *method, const char *url,
                                const char *content_type, alb_span body, int *status, alb_buf *answer,
                                alb_err *err)
{
    const http_exchange x = {.method = method, .url = url, .content_type = content_type, .body = body};
    struct curl_slist *headers;
    prepare(client->curl, &client->options, &x, answer, &headers);
    CURLcode code = curl_easy_perform(client->curl);
    curl_slist_free_all(headers);
    return outcome(client->curl, code, url, answer, status, err);
}

/* --- several at a time --- */

typedef struct many {
    http_client *client;
    unsigned at_once, n_busy;
    http_next *next;
    http_done *done;
    void *ctx;
} many;

static void end(many *m, slot *s, CURLcode code)
{
    s->x.st = outcome(s->curl, code, s->x.url, &s->x.answer, &s->x.status, &s->x.err);
    curl_slist_free_all(s->headers);
    s->is_busy = false;
    m->n_busy--;
    m->done(m->ctx, &s->x);
}

static void start(many *m, slot *s)
{
    s->is_busy = true;
    m->n_busy++;
    prepare(s->curl, &m->client->options, &s->x, &s->x.answer, &s->headers);
    (void)curl_easy_setopt(s->curl, CURLOPT_PRIVATE, s);
    if (curl_multi_add_handle(m->client->multi, s->curl) != CURLM_OK) {
        end(m, s, CURLE_FAILED_INIT);
    }
}

/* Fills the slots that are free. False: one cannot be made. */
static bool start_next(many *m)
{
    for (unsigned i = 0; i < m->at_once && m->n_busy < m->at_once; i++) {
        slot *s = &m->client->slots[i];
        if (s->is_busy) {
            continue;
        }
        s->curl = s->curl ? s->curl : curl_easy_init();
        if (!s->curl) {
            return m->n_busy > 0; /* those that are under way go on */
        }
        s->x = (http_exchange){.method = "POST"};
        if (!m->next(m->ctx, &s->x)) {
            break;
        }
        start(m, s);
    }
    return true;
}

/* True: something has ended. */
static bool end_finished(many *m)
{
    bool any = false;
    int left;
    for (CURLMsg *msg; (msg = curl_multi_info_read(m->client->multi, &left)) != NULL;) {
        char *private = NULL;
        CURL *c = msg->easy_handle;
        CURLcode code = msg->data.result;
        (void)curl_easy_getinfo(c, CURLINFO_PRIVATE, &private);
        (void)curl_multi_remove_handle(m->client->multi, c);
        end(m, (slot *)(void *)private, code);
        any = true;
    }
    return any;
}

alb_status http_client_exchange_many(http_client *client, unsigned at_once, http_next *next, http_done *done,
                                     void *ctx, alb_err *err)
{
    many m = {.client = client,
              .at_once = at_once < HTTP_AT_ONCE ? at_once : HTTP_AT_ONCE,
              .next = next,
              .done = done,
              .ctx = ctx};
    client->multi = client->multi ? client->multi : curl_multi_init();
    if (!client->multi || !start_next(&m)) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for connections");
    }
    while (m.n_busy > 0) {
        int running;
        (void)curl_multi_perform(client->multi, &running);
        if (end_finished(&m)) {
            (void)start_next(&m);
        } else {
            (void)curl_multi_poll(client->multi, NULL, 0, 1000, NULL);
        }
    }
    return ALB_OK;
}
