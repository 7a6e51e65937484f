/* Orders to the DCC, snapshots of the whole environment, backup and restore, the audit trail by command, and
 * what a monitor sees: against a running `albion serve`, from outside. */
#include "server.h"

#include "base/file.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { PATIENCE_MS = 20000 };

static ops_server server;
static ops_user user;

static const char *const arguments[] = {"--homes", "2", "--log", "warn", "--log-format", "json", NULL};

/* An albion command on the server; what it prints lasts until the next. */
static const char *command(int code, const char *const *words)
{
    static alb_buf said;
    const char *all[24];
    size_t n = 0;
    for (; words[n]; n++) {
        all[n] = strcmp(words[n], "SERVER") == 0 ? server.url
                 : strcmp(words[n], "DIR") == 0  ? server.dir
                                                 : words[n];
    }
    all[n] = NULL;
    alb_buf_release(&said);
    alb_buf_init(&said, 16U << 20);
    int got = ops_run_all(all, &said);
    alb_buf_add_u8(&said, '\0');
    if (got != code) {
        fail_msg("%s %s: %d %s", words[0], words[1], got, (const char *)said.ptr);
    }
    return (const char *)said.ptr;
}
#define COMMAND(code, ...) command(code, (const char *const[]){__VA_ARGS__, NULL})

static void enter(void)
{
    ops_enter(&user, &server, ops_supplier);
}

static const char *outcome(const char *srv, unsigned kind)
{
    static user_result r;
    duis_request_id id;
    r = ops_send(&user, srv, ops_device(&user, 0, kind), NULL, 0, &id);
    if (strcmp(r.code, "I99") != 0) {
        return r.code;
    }
    return ops_wait(&user, &id, PATIENCE_MS, &r) ? r.code : "nothing";
}

/* How many messages a User has taken, by the server's own count. */
static uint64_t taken(void)
{
    static const char series[] = "albion_deliveries_total{result=\"taken\"} ";
    const char *at = strstr(ops_get(&server, "/metrics"), series);
    uint64_t n = 0;
    if (at) {
        at += sizeof series - 1;
        assert_true(alb_parse_u64(alb_span_of(at, strcspn(at, "\n")), UINT64_MAX, &n));
    }
    return n;
}

/* A second passes, with all that is to be done and delivered in it. */
static void let_it_settle(void)
{
    (void)COMMAND(0, "lever", "clock", "advance", "1s", "--server", "SERVER");
}

static void orders_make_things_go_wrong(void **state)
{
    (void)state;
    enter();
    assert_non_null(strstr(COMMAND(0, "lever", "order", "code", "E5", "--service", "4.1.1", "--count", "2",
                                   "--server", "SERVER"),
                           "\"left\":2"));
    assert_string_equal(outcome("7.4", 2), "I0"); /* another service */
    assert_string_equal(outcome("4.1.1", 2), "E5");
    assert_string_equal(outcome("4.1.1", 2), "E5");
    assert_string_equal(outcome("4.1.1", 2), "I0");
    /* A command that is lost: the time limit passes, and the User is told. */
    (void)COMMAND(0, "lever", "order", "loss", "--user", "90b3d51f30010000", "--server", "SERVER");
    duis_request_id id;
    user_result r = ops_send(&user, "4.1.1", ops_device(&user, 0, 2), NULL, 0, &id);
    assert_string_equal(r.code, "I99");
    (void)COMMAND(0, "lever", "clock", "advance", "2m", "--server", "SERVER");
    assert_true(ops_wait(&user, &id, PATIENCE_MS, &r));
    assert_string_equal(r.code, "E20");
    /* A response that comes twice: the server counts both; a User that still has the first keeps one. */
    let_it_settle();
    uint64_t before = taken();
    (void)COMMAND(0, "lever", "order", "duplicate", "--server", "SERVER");
    r = ops_send(&user, "4.1.1", ops_device(&user, 0, 2), NULL, 0, &id);
    let_it_settle();
    assert_int_equal(taken(), before + 2);
    assert_true(ops_wait(&user, &id, PATIENCE_MS, &r));
    assert_string_equal(r.code, "I0");
    assert_false(ops_wait(&user, &id, 0, &r));
    /* A command that leaves late. */
    (void)COMMAND(0, "lever", "order", "delay", "20s", "--server", "SERVER");
    r = ops_send(&user, "4.1.1", ops_device(&user, 0, 2), NULL, 0, &id);
    assert_false(ops_wait(&user, &id, 300, &r));
    (void)COMMAND(0, "lever", "clock", "advance", "21s", "--server", "SERVER");
    assert_true(ops_wait(&user, &id, PATIENCE_MS, &r));
    assert_string_equal(r.code, "I0");
    assert_string_equal(COMMAND(0, "lever", "orders", "--server", "SERVER"), "[]\n");
    (void)COMMAND(0, "lever", "order", "loss", "--server", "SERVER");
    (void)COMMAND(0, "lever", "clear", "--server", "SERVER");
    assert_string_equal(COMMAND(0, "lever", "orders", "--server", "SERVER"), "[]\n");
    (void)COMMAND(1, "lever", "order", "code", "E9999", "--server", "SERVER");
    (void)COMMAND(2, "lever", "order", "mischief", "--server", "SERVER");
    ops_leave(&user);
}

static void a_monitor_sees_it(void **state)
{
    (void)state;
    enter();
    assert_string_equal(outcome("4.1.1", 2), "I0");
    assert_string_equal(ops_get(&server, "/ready"), "ready\n");
    const char *text = ops_get(&server, "/metrics");
    static const char *const series[] = {
        "albion_requests_total{service=\"4.1.1\",code=\"I99\"}",
        "albion_request_seconds_bucket{service=\"4.1.1\",le=\"+Inf\"}",
        "albion_outcomes_total{service=\"4.1.1\",code=\"I0\"}",
        "albion_response_seconds_bucket{service=\"4.1.1\",le=\"30\"}",
        "albion_responses_within_target_total{service=\"4.1.1\"}",
        "albion_deliveries_total{result=\"taken\"}",
        "albion_device_messages_total{result=\"taken\"}",
        "# TYPE albion_store_write_seconds histogram",
        "albion_link_up 1",
        "albion_store_up 1",
        "albion_commands_under_way ",
        "albion_http_requests_under_way ",
    };
    for (size_t i = 0; i < ALB_COUNT(series); i++) {
        if (!strstr(text, series[i])) {
            fail_msg("no %s in %s", series[i], text);
        }
    }
    assert_int_equal(ops_ask(&server, "POST", "/api/v1/serviceS", "<nonsense/>", NULL), 415);
    assert_non_null(
        strstr(ops_get(&server, "/metrics"), "albion_requests_total{service=\"none\",code=\"http 415\"}"));
    ops_leave(&user);
}

static void the_trail_is_searched_by_command(void **state)
{
    (void)state;
    enter();
    duis_request_id id;
    user_result r = ops_send(&user, "4.1.1", ops_device(&user, 1, 2), NULL, 0, &id);
    assert_true(ops_wait(&user, &id, PATIENCE_MS, &r));
    char from[ALB_EUI64_TEXT];
    char to[ALB_EUI64_TEXT];
    char request[80];
    (void)snprintf(request, sizeof request, "%s:%s:%llu", alb_eui64_hex(id.originator, from),
                   alb_eui64_hex(id.target, to), (unsigned long long)id.counter);
    const char *said = COMMAND(0, "audit", "search", "--request", request, "--data", "DIR", "--json");
    assert_non_null(strstr(said, "\"event\":\"request-accepted\""));
    assert_non_null(strstr(said, "\"event\":\"outcome\""));
    assert_non_null(strstr(said, "\"code\":\"I0\""));
    said = COMMAND(0, "audit", "verify", "--data", "DIR");
    assert_non_null(strstr(said, " entries, head "));
    char head[80];
    (void)snprintf(head, sizeof head, "%.64s", strstr(said, "head ") + 5);
    (void)COMMAND(0, "audit", "verify", "--head", head, "--data", "DIR");
    (void)COMMAND(1, "audit", "verify", "--head",
                  "00000000000000000000000000000000000000000000000000000000000000ff", "--data", "DIR");
    assert_non_null(strstr(COMMAND(0, "audit", "times", "--data", "DIR"), "4.1.1"));
    ops_leave(&user);
}

static void snapshots_bring_the_past_back(void **state)
{
    (void)state;
    enter();
    assert_string_equal(outcome("4.1.1", 2), "I0");
    ops_leave(&user);
    (void)COMMAND(0, "lever", "save", "before", "--server", "SERVER");
    (void)COMMAND(1, "lever", "save", "before", "--server", "SERVER");
    (void)COMMAND(2, "lever", "save", "../before", "--server", "SERVER");
    (void)COMMAND(1, "lever", "restore", "never", "--server", "SERVER");
    const char *said = COMMAND(0, "audit", "verify", "--data", "DIR");
    char whole[160];
    (void)snprintf(whole, sizeof whole, "%.150s", said);
    enter();
    assert_string_equal(outcome("4.1.1", 2), "I0");
    ops_leave(&user);
    assert_string_not_equal(COMMAND(0, "audit", "verify", "--data", "DIR"), whole);
    (void)COMMAND(0, "lever", "restore", "before", "--server", "SERVER");
    assert_string_equal(COMMAND(0, "audit", "verify", "--data", "DIR"), whole);
    enter();
    assert_string_equal(outcome("4.1.1", 2), "I0"); /* it lives */
    ops_leave(&user);
    (void)COMMAND(0, "lever", "reset", "--server", "SERVER");
    assert_string_equal(COMMAND(0, "audit", "search", "--data", "DIR"), "");
    enter();
    assert_string_equal(outcome("4.1.1", 2), "I0");
    ops_leave(&user);
}

/* Held again with the environment put back to where it began, it comes out the same; with another order it
 * does not. */
static void a_conversation_is_held_again(void **state)
{
    (void)state;
    char file[96];
    alb_err err = {.code = ALB_OK};
    (void)COMMAND(0, "lever", "save", "start", "--server", "SERVER");
    (void)COMMAND(0, "lever", "capture", "talk", "--server", "SERVER");
    enter();
    assert_string_equal(outcome("4.1.1", 2), "I0");
    assert_string_equal(outcome("7.2", 2), "I0");  /* critical: transformed, signed, sent */
    assert_string_equal(outcome("7.4", 1), "E11"); /* not for a hub */
    ops_leave(&user);
    const char *said = COMMAND(0, "lever", "capture", "talk", "--end", "--server", "SERVER");
    assert_true(strstr(said, "\"kind\":\"request\"") && strstr(said, "\"kind\":\"sent\"") &&
                strstr(said, "\"kind\":\"received\"") && strstr(said, "\"kind\":\"outcome\""));
    (void)snprintf(file, sizeof file, "%.60s/talk", server.dir);
    assert_int_equal(alb_file_write(file, alb_span_str(said), 0600, &err), ALB_OK);
    (void)COMMAND(0, "lever", "restore", "start", "--server", "SERVER");
    assert_non_null(strstr(COMMAND(0, "lever", "replay", file, "--server", "SERVER"), " 0 different"));
    (void)COMMAND(0, "lever", "restore", "start", "--server", "SERVER");
    (void)COMMAND(0, "lever", "order", "code", "E5", "--service", "4.1.1", "--server", "SERVER");
    said = COMMAND(1, "lever", "replay", file, "--server", "SERVER");
    assert_non_null(strstr(said, "answer: was I99, is E5"));
    assert_non_null(strstr(said, "outcome: was I0, is nothing"));
    (void)COMMAND(3, "lever", "replay", "/nowhere", "--server", "SERVER");
}

/* Taken while it runs; what is restored elsewhere runs, and knows what it knew. */
static void a_backup_runs_elsewhere(void **state)
{
    (void)state;
    char copy[96];
    char data[96];
    enter();
    assert_string_equal(outcome("4.1.1", 2), "I0");
    duis_request_id id;
    user_result r = ops_send(&user, "4.1.1", ops_device(&user, 0, 2), NULL, 0, &id);
    assert_true(ops_wait(&user, &id, PATIENCE_MS, &r));
    (void)snprintf(copy, sizeof copy, "%s/copy", server.dir);
    (void)COMMAND(0, "backup", "--data", "DIR", copy);
    (void)COMMAND(3, "backup", "--data", "DIR", copy); /* is there already */
    ops_leave(&user);
    (void)snprintf(data, sizeof data, "%.60s/restored", server.dir);
    (void)COMMAND(0, "restore", "--data", data, copy);
    (void)COMMAND(3, "restore", "--data", data, "/tmp");
    ops_server other;
    ops_start(&other, data, arguments);
    ops_server first = server;
    server = other;
    char request[80];
    char from[ALB_EUI64_TEXT];
    char to[ALB_EUI64_TEXT];
    (void)snprintf(request, sizeof request, "%s:%s:%llu", alb_eui64_hex(id.originator, from),
                   alb_eui64_hex(id.target, to), (unsigned long long)id.counter);
    assert_non_null(strstr(COMMAND(0, "audit", "search", "--request", request, "--data", "DIR"), "outcome"));
    enter();
    assert_string_equal(outcome("4.1.1", 2), "I0");
    ops_leave(&user);
    assert_int_equal(ops_stop(&server), 0);
    server = first;
}

static int set_up(void **state)
{
    (void)state;
    ops_start(&server, NULL, arguments);
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
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_make_things_go_wrong),      cmocka_unit_test(a_monitor_sees_it),
        cmocka_unit_test(the_trail_is_searched_by_command), cmocka_unit_test(snapshots_bring_the_past_back),
        cmocka_unit_test(a_conversation_is_held_again),     cmocka_unit_test(a_backup_runs_elsewhere),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
