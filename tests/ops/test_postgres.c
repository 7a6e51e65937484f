/* PostgreSQL as operators have it: what a server refuses while others share its store, and the backup that
 * docs/operations.md describes, served from. */
#include "server.h"

#include "postgres.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

enum { PATIENCE_MS = 20000 };

static ops_server server;
static ops_user user;
static char url[256];

/* Exit code of a command of the shell. */
static int shell(const char *fmt, ...) ALB_PRINTF(1, 2);
static int shell(const char *fmt, ...)
{
    char command[2048];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(command, sizeof command, fmt, args);
    va_end(args);
    assert_true(n > 0 && (size_t)n < sizeof command);
    pid_t pid = fork();
    if (pid == 0) {
        (void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    int status = 1;
    (void)waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void start(ops_server *s, const char *dir, const char *store_url, const char *homes)
{
    ops_start(s, dir, (const char *const[]){"--homes", homes, "--log", "warn", "--store", store_url, NULL});
}

static const char *read_registers(void)
{
    static user_result r;
    duis_request_id id;
    r = ops_send(&user, "4.1.1", ops_device(&user, 0, 2), NULL, 0, &id);
    if (strcmp(r.code, "I99") != 0) {
        return r.code;
    }
    return ops_wait(&user, &id, PATIENCE_MS, &r) ? r.code : "nothing";
}

/* --- several servers --- */

static int status_of(const char *path)
{
    return ops_ask(&server, "POST", path, "", NULL);
}

static bool comes_to(const char *path, int status)
{
    const struct timespec pause = {.tv_nsec = 100000000};
    for (int i = 0; i < PATIENCE_MS / 100; i++) {
        if (status_of(path) == status) {
            return true;
        }
        (void)nanosleep(&pause, NULL);
    }
    return false;
}

static void levers_are_for_one_server(void **state)
{
    (void)state;
    static const char *const levers[] = {"/admin/v1/orders?code=E5&count=1&service=14.1",
                                         "/admin/v1/clock?advance=1s", "/admin/v1/clock?rate=1",
                                         "/admin/v1/clock?to=2100-01-01T00:00:00Z&jump"};
    ops_server other;
    assert_int_equal(status_of(levers[0]), 200);
    assert_int_equal(status_of(levers[1]), 200);
    start(&other, server.dir, url, "0");
    assert_true(comes_to(levers[1], 409));
    for (size_t i = 0; i < ALB_COUNT(levers); i++) {
        assert_int_equal(status_of(levers[i]), 409);
    }
    assert_int_equal(status_of("/admin/v1/clock?advance=0"), 200); /* moves nothing */
    assert_int_equal(status_of("/admin/v1/snapshots/a/save"), 409);
    assert_int_equal(ops_stop(&other), 0);
    assert_true(comes_to(levers[1], 200));
    assert_int_equal(ops_ask(&server, "DELETE", "/admin/v1/orders", NULL, NULL), 200);
}

/* --- backup --- */

/* Every request with its outcome and every message with its octets, as one number. */
typedef struct tally {
    int64_t requests, ended, messages, octets, entries;
} tally;

static alb_status count(store_tx *tx, void *ctx, alb_err *err)
{
    tally *t = ctx;
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx,
                        "SELECT (SELECT count(*) FROM request), (SELECT count(*) FROM request WHERE state ="
                        " 'done' AND outcome = 'I0'), (SELECT count(*) FROM delivery), (SELECT"
                        " COALESCE(sum(length(document)), 0) FROM delivery), (SELECT count(*) FROM"
                        " audit_entry)",
                        NULL, 0, &rows, err));
    if (store_next(rows)) {
        *t = (tally){store_column(rows, 0).integer, store_column(rows, 1).integer,
                     store_column(rows, 2).integer, store_column(rows, 3).integer,
                     store_column(rows, 4).integer};
    }
    return store_rows_end(rows, err);
}

static tally tally_of(const char *store_url)
{
    store *s = NULL;
    tally t = {0};
    alb_err err = {.code = ALB_OK};
    if (store_open(store_url, NULL, &s, &err) != ALB_OK || store_read(s, count, &t, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    store_close(s);
    return t;
}

static void a_dump_of_a_running_server_is_served_from(void **state)
{
    (void)state;
    char restored[256];
    char copy[96];
    const char *socket = getenv("ALBION_POSTGRES_DIR");
    (void)snprintf(copy, sizeof copy, "%s-copy", server.dir);
    (void)snprintf(restored, sizeof restored,
                   "postgresql:///restored?host=%s&user=albion&options=-csearch_path%%3Dt1", socket);
    for (int i = 0; i < 5; i++) {
        assert_string_equal(read_registers(), "I0");
    }
    /* Nothing is under way, so that what is there can be compared. */
    ops_post(&server, "/admin/v1/clock?advance=1s", "");
    tally before = tally_of(url);
    assert_true(before.ended >= 5 && before.ended == before.requests);
    assert_int_equal(shell("cp -R %s %s", server.dir, copy), 0);
    assert_int_equal(shell("pg_dump --format=custom --schema=t1 --file=%s/dcc.dump"
                           " 'postgresql:///postgres?host=%s&user=albion'",
                           copy, socket),
                     0);
    /* Life goes on; what comes now is not in the copy. */
    assert_string_equal(read_registers(), "I0");
    assert_int_equal(shell("createdb --host=%s --username=albion restored", socket), 0);
    assert_int_equal(shell("pg_restore --exit-on-error --dbname 'postgresql:///restored?host=%s&user=albion'"
                           " %s/dcc.dump",
                           socket, copy),
                     0);
    tally after = tally_of(restored);
    assert_memory_equal(&before, &after, sizeof before);
    alb_buf said;
    alb_buf_init(&said, 1 << 16);
    int code = ops_run_all((const char *const[]){"audit", "verify", "--store", restored, NULL}, &said);
    if (code != 0) {
        fail_msg("%.*s", (int)said.len, (const char *)said.ptr);
    }
    alb_buf_release(&said);

    ops_leave(&user);
    assert_int_equal(ops_stop(&server), 0);
    ops_server first = server;
    start(&server, copy, restored, "1");
    ops_enter(&user, &server, ops_supplier);
    assert_string_equal(read_registers(), "I0");
    assert_true(tally_of(restored).ended > before.ended);
    ops_remove(&first);
}

static int set_up(void **state)
{
    (void)state;
    if (!postgres_is_there() || shell("command -v pg_dump >/dev/null") != 0 ||
        !postgres_fresh(url, sizeof url)) {
        return -1;
    }
    start(&server, NULL, url, "1");
    ops_enter(&user, &server, ops_supplier);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ops_leave(&user);
    int code = ops_stop(&server);
    ops_remove(&server);
    return code;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levers_are_for_one_server),
        cmocka_unit_test(a_dump_of_a_running_server_is_served_from),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
