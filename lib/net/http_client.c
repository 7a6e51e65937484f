/* Posting one document and reading one answer, over libcurl. */
#include "net/http.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { DEFAULT_TIMEOUT_MS = 30000 };

struct http_client {
    CURL *curl;
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
    if (client) {
        curl_easy_cleanup(client->curl);
        free(client);
    }
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

alb_status http_client_exchange(http_client *client, const char *method, const char *url,
                                const char *content_type, alb_span body, int *status, alb_buf *answer,
                                alb_err *err)
{
    CURL *c = client->curl;
    *status = 0;
    /* Connections stay open; everything set for the last exchange goes. */
    curl_easy_reset(c);
    struct curl_slist *headers = make_headers(content_type);
    unsigned timeout = client->options.timeout_ms ? client->options.timeout_ms : DEFAULT_TIMEOUT_MS;
    (void)curl_easy_setopt(c, CURLOPT_URL, url);
#if CURL_AT_LEAST_VERSION(7, 85, 0)
    (void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    (void)curl_easy_setopt(c, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
    (void)curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
    (void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(c, CURLOPT_TCP_NODELAY, 1L);
    (void)curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)timeout);
    (void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    (void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
    (void)curl_easy_setopt(c, CURLOPT_WRITEDATA, answer);
    if (body.len > 0 || content_type) {
        (void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, body.ptr ? (const char *)body.ptr : "");
        (void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.len);
    }
    if (method && strcmp(method, "POST") != 0 && strcmp(method, "GET") != 0) {
        (void)curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method);
    }
    set_tls(c, &client->options);
    CURLcode code = curl_easy_perform(c);
    long http = 0;
    (void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &http);
    curl_slist_free_all(headers);
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
