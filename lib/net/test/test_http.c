#include "net/http.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static atomic_int handled;
static atomic_int told;

static void count_told(void *ctx)
{
    (void)ctx;
    atomic_fetch_add(&told, 1);
}

static void echo(void *ctx, unsigned worker, const http_request *request, http_response *response)
{
    (void)ctx;
    assert_true(worker < 4);
    atomic_fetch_add(&handled, 1);
    if (strcmp(request->path, "/slow") == 0) {
        (void)usleep(100000);
    }
    response->content_type = "application/xml";
    response->status = strcmp(request->path, "/missing") == 0 ? 404 : 200;
    response->sent = count_told;
    alb_buf_printf(&response->body, "%s %s?%s %s ", request->method, request->path, request->query,
                   request->content_type);
    alb_buf_add(&response->body, request->body);
}

static http_server *start(void)
{
    http_server *s = NULL;
    http_server_options o = {
        .listen = "127.0.0.1:0", .workers = 4, .max_body = 10000, .idle_seconds = 1, .handler = echo};
    assert_int_equal(http_server_start(&o, &s, NULL), ALB_OK);
    return s;
}

static int post(http_server *s, const char *path, alb_span body, alb_buf *answer)
{
    char url[128];
    int status = 0;
    http_client *c = http_client_new(&(http_client_options){.timeout_ms = 5000});
    (void)snprintf(url, sizeof url, "http://%s%s", http_server_address(s), path);
    alb_status st = http_client_exchange(c, "POST", url, "application/xml", body, &status, answer, NULL);
    http_client_free(c);
    return st == ALB_OK ? status : -(int)st;
}

static void a_document_is_answered(void **state)
{
    (void)state;
    http_server *s = start();
    alb_buf answer;
    alb_buf_init(&answer, 20000);
    assert_int_equal(post(s, "/a?b=c", ALB_LIT("<x/>"), &answer), 200);
    assert_true(alb_span_is(alb_buf_span(&answer), "POST /a?b=c application/xml <x/>"));
    alb_buf_clear(&answer);
    assert_int_equal(post(s, "/missing", ALB_LIT("x"), &answer), 404);
    alb_buf_release(&answer);
    alb_buf_init(&answer, 10);
    assert_int_equal(post(s, "/a", ALB_LIT("<x/>"), &answer), -(int)ALB_TOO_LARGE);
    alb_buf_release(&answer);
    http_server_stop(s, 2000);
}

static void too_large_is_413(void **state)
{
    (void)state;
    http_server *s = start();
    alb_buf answer;
    alb_buf_init(&answer, 20000);
    uint8_t *big = calloc(1, 20000);
    assert_non_null(big);
    int before = atomic_load(&handled);
    assert_int_equal(post(s, "/a", alb_span_of(big, 20000), &answer), 413);
    assert_int_equal(atomic_load(&handled), before);
    free(big);
    alb_buf_release(&answer);
    http_server_stop(s, 2000);
}

static int raw_connect(http_server *s)
{
    struct sockaddr_in to = {.sin_family = AF_INET};
    const char *port = strrchr(http_server_address(s), ':') + 1;
    uint64_t number = 0;
    assert_true(alb_parse_u64(alb_span_str(port), UINT16_MAX, &number));
    to.sin_port = htons((uint16_t)number);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

/* Sends, optionally closes the sending side, and returns how many octets came back before the end. */
static size_t raw(http_server *s, const char *text, bool shut, char *answer, size_t size)
{
    int fd = raw_connect(s);
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
    if (shut) {
        (void)shutdown(fd, SHUT_WR);
    }
    size_t len = 0;
    ssize_t n;
    while (len + 1 < size && (n = recv(fd, answer + len, size - len - 1, 0)) > 0) {
        len += (size_t)n;
    }
    answer[len] = 0;
    (void)close(fd);
    return len;
}

static void a_head_request_tells_the_length(void **state)
{
    (void)state;
    http_server *s = start();
    char answer[4096];
    (void)raw(s, "HEAD /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", false, answer, sizeof answer);
    assert_non_null(strstr(answer, " 200 "));
    assert_non_null(strstr(answer, "Content-Length: 10\r\n")); /* "HEAD /a?  " */
    const char *end = strstr(answer, "\r\n\r\n");
    assert_non_null(end);
    assert_string_equal(end, "\r\n\r\n");
    http_server_stop(s, 2000);
}

static void garbage_and_truncation_reach_no_handler(void **state)
{
    (void)state;
    http_server *s = start();
    char answer[4096];
    int before = atomic_load(&handled);
    static const char *const bad[] = {
        "\x16\x03\x01\x02nonsense\r\n\r\n",
        "POST /a HTTP/1.1\r\nContent-Length: 100\r\n\r\nshort",
        "POST /a HTTP/1.1\r\nContent-Length: -4\r\n\r\nshort",
        "POST /a HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\nshort",
        "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nshort",
        "BREW /a HTTP/1.1\r\n\r\n",
    };
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        (void)raw(s, bad[i], true, answer, sizeof answer);
        assert_null(strstr(answer, " 200 "));
    }
    /* A client that sends half a head, or half a body, and waits: cut off after the idle time. */
    assert_null(strstr((raw(s, "POST /a HT", false, answer, sizeof answer), answer), " 200 "));
    assert_null(strstr(
        (raw(s, "POST /a HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc", false, answer, sizeof answer), answer),
        " 200 "));
    assert_int_equal(atomic_load(&handled), before);
    http_server_stop(s, 2000);
}

/* A client that sends a little now and then is never idle, and is cut off all the same. */
static void a_dripping_client_is_cut_off(void **state)
{
    (void)state;
    http_server *s = NULL;
    http_server_options o = {
        .listen = "127.0.0.1:0", .workers = 4, .idle_seconds = 1, .request_seconds = 1, .handler = echo};
    assert_int_equal(http_server_start(&o, &s, NULL), ALB_OK);
    int before = atomic_load(&handled);
    int fd = raw_connect(s);
    const char head[] = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n";
    assert_int_equal(send(fd, head, strlen(head), MSG_NOSIGNAL), (ssize_t)strlen(head));
    unsigned sent = 0;
    while (send(fd, "x", 1, MSG_NOSIGNAL) == 1 && sent < 60) {
        (void)usleep(50000);
        sent++;
    }
    assert_in_range(sent, 10, 40);
    (void)close(fd);
    assert_int_equal(atomic_load(&handled), before);
    /* One that is whole in time is not, on a connection that stays. */
    char answer[1000];
    (void)raw(s, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", false, answer, sizeof answer);
    assert_non_null(strstr(answer, " 200 "));
    http_server_stop(s, 2000);
}

static void a_head_without_end_is_refused(void **state)
{
    (void)state;
    http_server *s = start();
    char *head = malloc(100000);
    char answer[1024];
    assert_non_null(head);
    int n = snprintf(head, 100000, "POST /a HTTP/1.1\r\nX-Long: ");
    memset(head + n, 'a', 60000);
    head[n + 60000] = 0;
    int fd = raw_connect(s);
    (void)send(fd, head, strlen(head), MSG_NOSIGNAL);
    ssize_t got = recv(fd, answer, sizeof answer - 1, 0);
    answer[got > 0 ? got : 0] = 0;
    assert_null(strstr(answer, " 200 "));
    (void)close(fd);
    free(head);
    http_server_stop(s, 2000);
}

static void a_client_that_leaves_is_forgotten(void **state)
{
    (void)state;
    atomic_store(&told, 0);
    int before = atomic_load(&handled);
    http_server *s = start();
    for (int i = 0; i < 8; i++) {
        int fd = raw_connect(s);
        (void)send(fd, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n", 31, MSG_NOSIGNAL);
        (void)usleep(10000);
        (void)close(fd);
    }
    http_server_stop(s, 3000);
    /* Whoever waits to hear that the answer is out hears it once for each. */
    assert_int_equal(atomic_load(&told), atomic_load(&handled) - before);
}

static void *hammer(void *arg)
{
    char url[128];
    (void)snprintf(url, sizeof url, "http://%s/a", http_server_address(arg));
    http_client *c = http_client_new(NULL);
    alb_buf answer;
    alb_buf_init(&answer, 1000);
    uintptr_t failed = 0;
    for (int i = 0; i < 100; i++) {
        int status = 0;
        alb_buf_clear(&answer);
        failed += http_client_exchange(c, "POST", url, "application/xml", ALB_LIT("<x/>"), &status, &answer,
                                       NULL) != ALB_OK ||
                  status != 200;
    }
    alb_buf_release(&answer);
    http_client_free(c);
    return (void *)failed;
}

static void many_clients_at_once(void **state)
{
    (void)state;
    http_server *s = start();
    pthread_t threads[8];
    for (int i = 0; i < 8; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, hammer, s), 0);
    }
    for (int i = 0; i < 8; i++) {
        void *failed = NULL;
        (void)pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    http_server_stop(s, 2000);
}

static void what_cannot_listen_says_so(void **state)
{
    (void)state;
    http_server *s = NULL;
    alb_err err = {0};
    http_server_options o = {.listen = "nonsense", .handler = echo};
    assert_int_equal(http_server_start(&o, &s, &err), ALB_BAD_VALUE);
    o.listen = "127.0.0.1:0";
    o.tls_certificate = "/nonexistent";
    o.tls_key = "/nonexistent";
    assert_int_equal(http_server_start(&o, &s, NULL), ALB_BAD_KEY);
    http_client *c = http_client_new(&(http_client_options){.timeout_ms = 300});
    alb_buf answer;
    int status;
    alb_buf_init(&answer, 100);
    assert_int_not_equal(
        http_client_exchange(c, "GET", "http://127.0.0.1:1/", NULL, (alb_span){0}, &status, &answer, NULL),
        ALB_OK);
    assert_int_not_equal(
        http_client_exchange(c, "GET", "file:///etc/passwd", NULL, (alb_span){0}, &status, &answer, NULL),
        ALB_OK);
    alb_buf_release(&answer);
    http_client_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_is_answered),
        cmocka_unit_test(too_large_is_413),
        cmocka_unit_test(a_head_request_tells_the_length),
        cmocka_unit_test(garbage_and_truncation_reach_no_handler),
        cmocka_unit_test(a_head_without_end_is_refused),
        cmocka_unit_test(a_dripping_client_is_cut_off),
        cmocka_unit_test(a_client_that_leaves_is_forgotten),
        cmocka_unit_test(many_clients_at_once),
        cmocka_unit_test(what_cannot_listen_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
