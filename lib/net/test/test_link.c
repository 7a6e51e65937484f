#include "net/link.h"

#include "base/text.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

static const uint8_t message[] = {0xdf, 0x09, 0x01, 0x02};

static void frames_come_back(void **state)
{
    (void)state;
    const link_frame frames[] = {
        {.type = LINK_SEND,
         .hub = alb_eui64_of(0x1122334455667788),
         .sequence = 7,
         .message = ALB_SPAN_OF(message)},
        {.type = LINK_DELIVERED, .sequence = UINT64_MAX},
        {.type = LINK_FAILED, .sequence = 3, .reason = LINK_HAN_FAILED},
        {.type = LINK_RECEIVED, .hub = alb_eui64_of(1), .sequence = 9, .message = ALB_SPAN_OF(message)},
        {.type = LINK_ACCEPTED, .sequence = 0},
        {.type = LINK_HELLO, .message = ALB_LIT("albion")},
        {.type = LINK_IMAGE, .hub = alb_eui64_of(2), .sequence = 1, .message = ALB_SPAN_OF(message)},
        {.type = LINK_POWER, .hub = alb_eui64_of(2), .reason = 1},
        {.type = LINK_UNDER_WAY, .sequence = 5, .date = INT64_MAX},
    };
    for (size_t i = 0; i < ALB_COUNT(frames); i++) {
        uint8_t buf[128];
        alb_wr w = alb_wr_init(buf, sizeof buf);
        link_frame_write(&w, &frames[i]);
        assert_int_equal(w.st, ALB_OK);
        alb_rd r = alb_rd_init(alb_wr_span(&w));
        link_frame got;
        assert_int_equal(link_frame_read(&r, &got), ALB_OK);
        assert_int_equal(got.type, frames[i].type);
        assert_int_equal(got.sequence, frames[i].sequence);
        assert_int_equal(got.reason, frames[i].reason);
        assert_int_equal(got.date, frames[i].date);
        assert_true(alb_eui64_equal(got.hub, frames[i].hub));
        assert_true(alb_span_equal(got.message, frames[i].message));
        /* Every shorter input is refused. */
        for (size_t n = 0; n < w.pos; n++) {
            r = alb_rd_init(alb_span_of(buf, n));
            assert_int_not_equal(link_frame_read(&r, &got), ALB_OK);
        }
    }
}

static void broken_frames_are_refused(void **state)
{
    (void)state;
    static const uint8_t bad[][16] = {
        {0, 0, 0, 0},                                /* no type */
        {0, 0, 0, 1, 9},                             /* unknown type */
        {0, 0, 0, 1, 2},                             /* no sequence */
        {0, 0, 0, 10, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0}, /* one octet too many */
        {0xff, 0xff, 0xff, 0xff, 1},                 /* longer than any frame */
        {0, 0, 0, 2, 6, 99},                         /* another version */
    };
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        alb_rd r = alb_rd_init(ALB_SPAN_OF(bad[i]));
        link_frame got;
        assert_int_not_equal(link_frame_read(&r, &got), ALB_OK);
    }
}

static void *send_many(void *arg)
{
    uint8_t *big = calloc(1, 300000);
    assert_non_null(big);
    for (uint64_t i = 1; i <= 50; i++) {
        link_frame f = {.type = LINK_SEND, .sequence = i, .message = alb_span_of(big, i % 10 ? 10 : 300000)};
        assert_int_equal(link_send(arg, &f, NULL), ALB_OK);
    }
    free(big);
    return NULL;
}

static void a_pair_carries_frames_in_order(void **state)
{
    (void)state;
    link_socket *a = NULL;
    link_socket *b = NULL;
    pthread_t thread;
    link_frame f;
    assert_int_equal(link_pair(&a, &b, NULL), ALB_OK);
    assert_int_equal(link_receive(b, 0, &f, NULL), ALB_TIMEOUT);
    assert_int_equal(pthread_create(&thread, NULL, send_many, a), 0);
    for (uint64_t i = 1; i <= 50; i++) {
        assert_int_equal(link_receive(b, 10000, &f, NULL), ALB_OK);
        assert_int_equal(f.sequence, i);
        assert_int_equal(f.message.len, i % 10 ? 10 : 300000);
    }
    (void)pthread_join(thread, NULL);
    link_close(a);
    assert_int_equal(link_receive(b, 10000, &f, NULL), ALB_CLOSED);
    assert_int_equal(link_send(b, &(link_frame){.type = LINK_ACCEPTED}, NULL), ALB_CLOSED);
    link_free(a);
    link_free(b);
}

static void a_listener_takes_connections(void **state)
{
    (void)state;
    char address[64];
    (void)snprintf(address, sizeof address, "unix:/tmp/albion-link-%d", (int)getpid());
    link_listener *l = NULL;
    link_socket *a = NULL;
    link_socket *b = NULL;
    assert_int_equal(link_listen(address, &l, NULL), ALB_OK);
    assert_int_equal(link_accept(l, 0, &b, NULL), ALB_TIMEOUT);
    assert_int_equal(link_connect(address, &a, NULL), ALB_OK);
    assert_int_equal(link_accept(l, 1000, &b, NULL), ALB_OK);
    link_frame f = {.type = LINK_HELLO, .message = ALB_LIT("test")};
    assert_int_equal(link_send(a, &f, NULL), ALB_OK);
    assert_int_equal(link_receive(b, 1000, &f, NULL), ALB_OK);
    assert_true(alb_span_is(f.message, "test"));
    link_free(a);
    link_free(b);
    link_listener_free(l);
    assert_int_not_equal(link_connect(address, &a, NULL), ALB_OK);
    assert_int_equal(link_connect("nonsense", &a, NULL), ALB_BAD_VALUE);
}

/* The kernel's list of this machine's TCP connections: is a probe timer running at the one from that port?
 * (proc(5): local address, remote address, state, queues, then the timer, 02 for probes.) */
static bool is_probed(const char *port)
{
    FILE *f = fopen("/proc/self/net/tcp", "r");
    char line[512];
    bool probed = false;
    while (f && fgets(line, sizeof line, f)) {
        const char *fields[6] = {NULL};
        size_t n = 0;
        for (char *at = line; n < ALB_COUNT(fields); n++) {
            at += strspn(at, " ");
            fields[n] = at;
            at += strcspn(at, " ");
        }
        const char *local = strchr(fields[1], ':');
        probed = probed || (local && strncmp(local + 1, port, 4) == 0 && strncmp(fields[3], "01", 2) == 0 &&
                            strncmp(fields[5], "02:", 3) == 0);
    }
    if (f) {
        (void)fclose(f);
    }
    return probed;
}

static void an_idle_connection_is_probed(void **state)
{
    (void)state;
    link_listener *l = NULL;
    link_socket *a = NULL;
    link_socket *b = NULL;
    assert_int_equal(link_listen("127.0.0.1:0", &l, NULL), ALB_OK);
    const char *address = link_listener_address(l);
    uint64_t port = 0;
    char hex[16];
    assert_memory_equal(address, "127.0.0.1:", 10);
    assert_true(alb_parse_u64(alb_span_str(address + 10), 65535, &port) && port > 0);
    (void)snprintf(hex, sizeof hex, "%04X", (unsigned)port);
    assert_int_equal(link_connect(address, &a, NULL), ALB_OK);
    assert_int_equal(link_accept(l, 1000, &b, NULL), ALB_OK);
    assert_true(is_probed(hex));
    link_free(a);
    link_free(b);
    link_listener_free(l);
}

static void garbage_on_the_wire_is_bad_format(void **state)
{
    (void)state;
    char address[64];
    (void)snprintf(address, sizeof address, "unix:/tmp/albion-garbage-%d", (int)getpid());
    link_listener *l = NULL;
    link_socket *b = NULL;
    link_frame f;
    assert_int_equal(link_listen(address, &l, NULL), ALB_OK);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    (void)snprintf(un.sun_path, sizeof un.sun_path, "%s", address + 5);
    assert_int_equal(connect(fd, (const struct sockaddr *)&un, sizeof un), 0);
    assert_int_equal(link_accept(l, 1000, &b, NULL), ALB_OK);
    assert_int_equal(write(fd, "GET / HTTP/1.1\r\n", 16), 16);
    assert_int_equal(link_receive(b, 1000, &f, NULL), ALB_BAD_FORMAT);
    (void)close(fd);
    link_free(b);
    link_listener_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_come_back),
        cmocka_unit_test(broken_frames_are_refused),
        cmocka_unit_test(a_pair_carries_frames_in_order),
        cmocka_unit_test(a_listener_takes_connections),
        cmocka_unit_test(an_idle_connection_is_probed),
        cmocka_unit_test(garbage_on_the_wire_is_bad_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
