/* Administration is for programs of this machine: neither a page in its browser nor a proxy in front gets at
 * it. */
#include "server.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static ops_server server;

/* The status of the answer to these octets. */
static int status_of(const char *text)
{
    char answer[2048];
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    uint64_t port = 0;
    assert_true(alb_parse_u64(alb_span_str(strrchr(server.url, ':') + 1), UINT16_MAX, &port));
    to.sin_port = htons((uint16_t)port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof to), 0);
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
    ssize_t n = recv(fd, answer, sizeof answer - 1, 0);
    (void)close(fd);
    answer[n > 0 ? n : 0] = '\0';
    uint64_t status = 0;
    return n > 12 && alb_parse_u64(alb_span_of(answer + 9, 3), 999, &status) ? (int)status : 0;
}

#define ASK(headers) "GET /admin/v1/clock HTTP/1.1\r\n" headers "Connection: close\r\n\r\n"

static void programs_of_this_machine_alone(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int status;
    } cases[] = {
        {ASK("Host: 127.0.0.1:8079\r\n"), 200},
        {ASK("Host: localhost\r\n"), 200},
        {ASK("Host: [::1]:8079\r\n"), 200},
        /* DNS rebinding: a name of a stranger that leads here. */
        {ASK("Host: evil.example:8079\r\n"), 403},
        {ASK("Host: 127.0.0.1.evil.example\r\n"), 403},
        {ASK("Host: localhost.evil.example\r\n"), 403},
        {ASK(""), 403},
        /* A page in the browser of somebody who sits here. */
        {ASK("Host: 127.0.0.1\r\nOrigin: http://evil.example\r\n"), 403},
        {ASK("Host: 127.0.0.1\r\nOrigin: null\r\n"), 403},
        {ASK("Host: 127.0.0.1\r\nSec-Fetch-Site: cross-site\r\n"), 403},
        {ASK("Host: 127.0.0.1\r\nReferer: http://evil.example/\r\n"), 403},
        /* A proxy that speaks for others. */
        {ASK("Host: 127.0.0.1\r\nX-Forwarded-For: 10.0.0.1\r\n"), 403},
        {ASK("Host: 127.0.0.1\r\nForwarded: for=10.0.0.1\r\n"), 403},
        {ASK("Host: 127.0.0.1\r\nVia: 1.1 proxy\r\n"), 403},
        {"POST /sim/v1/homes/0/power?on=0 HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n", 403},
        {"POST /admin/v1/clock?advance=1d HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://a\r\nContent-Length: "
         "0\r\n\r\n",
         403},
    };
    for (size_t i = 0; i < ALB_COUNT(cases); i++) {
        int status = status_of(cases[i].text);
        if (status != cases[i].status) {
            fail_msg("%s: %d", cases[i].text, status);
        }
    }
}

static int set_up(void **state)
{
    (void)state;
    ops_start(&server, NULL, (const char *const[]){"--homes", "1", "--log", "error", NULL});
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    int code = ops_stop(&server);
    ops_remove(&server);
    return code;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(programs_of_this_machine_alone)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
