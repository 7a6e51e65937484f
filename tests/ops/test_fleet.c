/* The fleet in a process of its own, as `albion fleet run` has it: it comes after the server, dies, and comes
 * back; what was asked meanwhile is answered, once. */
#include "server.h"

#include "base/file.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 20000 };

static ops_server server;
static ops_user user;
static pid_t fleet;
static char hubs[128];

static void start_fleet(void)
{
    char address[128];
    char log[80];
    const char *const arguments[] = {"fleet", "run",     "--data", server.dir, "--listen",
                                     hubs,    "--homes", "2",      NULL};
    (void)snprintf(log, sizeof log, "%s/fleet-log", server.dir);
    fleet = ops_spawn(arguments, log, address, sizeof address);
    assert_string_equal(address, hubs);
}

static void end_fleet(int signal)
{
    int status = 0;
    assert_int_equal(kill(fleet, signal), 0);
    assert_int_equal(waitpid(fleet, &status, 0), fleet);
    assert_true(signal == SIGKILL ? WIFSIGNALED(status) : WIFEXITED(status) && WEXITSTATUS(status) == 0);
    fleet = 0;
}

static void wait_until(int status)
{
    struct timespec pause = {.tv_nsec = 20000000};
    for (int i = 0; i < PATIENCE_MS / 20; i++) {
        if (ops_ask(&server, "GET", "/ready", NULL, NULL) == status) {
            return;
        }
        (void)nanosleep(&pause, NULL);
    }
    fail_msg("/ready never says %d", status);
}

static duis_request_id ask(const char *srv)
{
    duis_request_id id;
    user_result r = ops_send(&user, srv, ops_device(&user, 0, 2), NULL, 0, &id);
    assert_string_equal(r.code, "I99");
    return id;
}

static void expect_answer(const duis_request_id *id)
{
    user_result r;
    assert_true(ops_wait(&user, id, PATIENCE_MS, &r));
    assert_string_equal(r.code, "I0");
    assert_true(r.gbcs.len > 0);
    assert_false(ops_wait(&user, id, 300, &r));
}

static void the_fleet_dies_and_comes_back(void **state)
{
    (void)state;
    assert_int_equal(ops_ask(&server, "GET", "/ready", NULL, NULL), 503); /* no hubs yet */
    duis_request_id early = ask("4.1.1");
    start_fleet();
    expect_answer(&early);
    wait_until(200);
    end_fleet(SIGKILL);
    wait_until(503);
    duis_request_id meanwhile = ask("4.1.1");
    start_fleet();
    expect_answer(&meanwhile);
    end_fleet(SIGTERM);
    wait_until(503);
    start_fleet();
    wait_until(200);
    duis_request_id late = ask("4.1.1");
    expect_answer(&late);
}

static int set_up(void **state)
{
    (void)state;
    const char *const arguments[] = {"--homes", "2", "--log", "warn", "--hubs", hubs, NULL};
    (void)snprintf(hubs, sizeof hubs, "unix:/tmp/albion-hubs-%d", (int)getpid());
    ops_start(&server, NULL, arguments);
    ops_enter(&user, &server, ops_supplier);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    if (fleet > 0) {
        end_fleet(SIGTERM);
    }
    ops_leave(&user);
    ops_remove(&server);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_fleet_dies_and_comes_back)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
