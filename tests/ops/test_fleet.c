/* The fleet in a process of its own, as `albion fleet run` has it: it comes after the server, dies, and comes
 * back; what was asked meanwhile is answered, once. Its homes as one file; homes that a file names. */
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

static int snapshot(const char *command, const char *file)
{
    const char *const words[] = {"fleet", command, file, "--data", server.dir, NULL};
    return ops_run_all(words, NULL);
}

/* What a read of the meter's supply says (7.4): some text, another when it is disabled. */
static void read_supply(char text[static 64])
{
    user_result r;
    duis_request_id id = ask("7.4");
    assert_true(ops_wait(&user, &id, PATIENCE_MS, &r));
    assert_string_equal(r.code, "I0");
    memset(text, 0, 64);
    for (uint32_t i = 0; i < r.content.count && !text[0]; i++) {
        if (strcmp(r.content.values[i].field->name, "SupplyState") == 0) {
            alb_wr w = alb_wr_init(text, 63);
            cat_value_text(&r.content.values[i], &w);
        }
    }
    assert_true(text[0]);
}

static void its_homes_are_one_file(void **state)
{
    (void)state;
    char file[96];
    char enabled[64];
    char now[64];
    user_result r;
    (void)snprintf(file, sizeof file, "%s/homes-then", server.dir);
    read_supply(enabled);
    assert_int_equal(snapshot("snapshot", file), 0);
    duis_request_id disable = ask("7.2");
    assert_true(ops_wait(&user, &disable, PATIENCE_MS, &r));
    read_supply(now);
    assert_string_not_equal(now, enabled);
    assert_int_equal(snapshot("restore", file), 3); /* it runs */
    assert_int_equal(
        ops_run_all((const char *const[]){"restore", "--data", server.dir, server.dir, NULL}, NULL), 3);
    end_fleet(SIGTERM);
    assert_int_equal(snapshot("restore", file), 0);
    start_fleet();
    wait_until(200);
    read_supply(now);
    assert_string_equal(now, enabled);
    assert_int_equal(snapshot("restore", "/nonexistent"), 3);
    assert_int_equal(snapshot("snapshot", "/nonexistent/file"), 3);
}

static void put_file(const char *path, alb_span content)
{
    assert_int_equal(alb_file_write(path, content, 0600, NULL), ALB_OK);
}

/* The first homes of any serve, but with devices of another manufacturer, whose keys have another seed. */
static void make_list(alb_buf *out)
{
    const char *const words[] = {"fleet", "export", "--data", "/nonexistent", "--homes", "2", NULL};
    assert_int_equal(ops_run(words, out), 0);
    for (size_t i = 0; i + 8 < out->len; i++) {
        if (memcmp(out->ptr + i, "00db0010", 8) == 0) {
            memcpy(out->ptr + i, "90b3d5e7", 8);
        }
        if (memcmp(out->ptr + i, ",1\r\n", 4) == 0) {
            out->ptr[i + 1] = '5';
        }
    }
}

static int import(const char *dir, const char *file)
{
    const char *const words[] = {"fleet", "import", file, "--data", dir, NULL};
    return ops_run_all(words, NULL);
}

static void homes_come_from_a_file(void **state)
{
    (void)state;
    ops_server listed;
    ops_user supplier;
    duis_request_id id;
    user_result r;
    alb_buf text;
    alb_buf again;
    char dir[] = "/tmp/albion-ops-XXXXXX";
    char file[64];
    assert_non_null(mkdtemp(dir));
    (void)snprintf(file, sizeof file, "%s/list", dir);
    alb_buf_init(&text, 1 << 20);
    alb_buf_init(&again, 1 << 20);
    make_list(&text);
    put_file(file, alb_span_of(text.ptr, text.len - 40));
    assert_int_equal(import(dir, file), 1); /* its last line is cut off */
    put_file(file, alb_buf_span(&text));
    assert_int_equal(import(dir, file), 0);
    ops_start(&listed, dir, (const char *const[]){"--log", "warn", NULL});
    assert_int_equal(import(dir, file), 3); /* it runs */
    ops_enter(&supplier, &listed, ops_supplier);
    r = ops_send(&supplier, "4.1.1", alb_eui64_of(0x90b3d5e700000102), NULL, 0, &id);
    assert_string_equal(r.code, "I99");
    assert_true(ops_wait(&supplier, &id, PATIENCE_MS, &r));
    assert_string_equal(r.code, "I0");
    assert_int_equal(r.verdict.mac, GBCS_CHECK_OK);
    r = ops_send(&supplier, "4.1.1", ops_device(&supplier, 0, 2), NULL, 0, &id);
    assert_string_equal(r.code, "E19"); /* nobody has that one */
    const char *const words[] = {"fleet", "export", "--data", dir, NULL};
    assert_int_equal(ops_run(words, &again), 0);
    assert_true(alb_span_equal(alb_buf_span(&text), alb_buf_span(&again)));
    ops_leave(&supplier);
    ops_remove(&listed);
    alb_buf_release(&text);
    alb_buf_release(&again);
}

static void expect_read_of(const ops_server *s, unsigned home)
{
    ops_user supplier;
    duis_request_id id;
    user_result r;
    ops_enter(&supplier, s, ops_supplier);
    r = ops_send(&supplier, "4.1.1", ops_device(&supplier, home, 2), NULL, 0, &id);
    assert_string_equal(r.code, "I99");
    assert_true(ops_wait(&supplier, &id, PATIENCE_MS, &r));
    assert_string_equal(r.code, "I0");
    assert_int_equal(r.verdict.mac, GBCS_CHECK_OK);
    ops_leave(&supplier);
}

/* A directory of thousands of small files serves nobody. Those that are there already keep theirs. */
static void many_homes_share_files(void **state)
{
    (void)state;
    ops_server many;
    char path[128];
    char dir[] = "/tmp/albion-ops-XXXXXX";
    assert_non_null(mkdtemp(dir));
    ops_start(&many, dir, (const char *const[]){"--homes", "2", "--log", "warn", NULL});
    (void)snprintf(path, sizeof path, "%s/pki/devices/00db001000000101-ds.pem", dir);
    assert_int_equal(access(path, R_OK), 0);
    assert_int_equal(ops_stop(&many), 0);
    ops_start(&many, dir, (const char *const[]){"--homes", "1100", "--log", "warn", NULL});
    assert_int_equal(access(path, R_OK), 0);
    (void)snprintf(path, sizeof path, "%s/pki/devices/00db001000000201-homes.pem", dir);
    assert_int_equal(access(path, R_OK), 0);
    (void)snprintf(path, sizeof path, "%s/pki/devices/00db001000000201-ds.pem", dir);
    assert_int_not_equal(access(path, R_OK), 0);
    expect_read_of(&many, 1);
    expect_read_of(&many, 1099);
    ops_remove(&many);
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
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fleet_dies_and_comes_back), cmocka_unit_test(its_homes_are_one_file),
        cmocka_unit_test(homes_come_from_a_file), cmocka_unit_test(many_homes_share_files)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
