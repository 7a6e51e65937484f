/* What a running DCC owes for a hub that is commissioned, with a real hub and gas proxy at the other end:
 * they make new keys, use them, and show what they hold (svc/dcc/hub_duty.c). */
#include "server.h"

#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static ops_server server;
static ops_user user;
static store *data;

typedef struct number {
    const char *sql; /* static text */
    int64_t value;
} number;

static alb_status read_number(store_tx *tx, void *ctx, alb_err *err)
{
    number *n = ctx;
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, n->sql, NULL, 0, &rows, err));
    n->value = store_next(rows) ? store_column(rows, 0).integer : -1;
    return store_rows_end(rows, err);
}

static int64_t number_of(const char *sql)
{
    number n = {.sql = sql};
    assert_int_equal(store_read(data, read_number, &n, NULL), ALB_OK);
    return n.value;
}

static void set_status(const char *status)
{
    char id[ALB_EUI64_TEXT];
    const user_setting settings[] = {
        {"DeviceID", alb_eui64_dashed(ops_device(&user, 0, 1), id)},
        {"UpdateDeviceStatusCH", status},
    };
    user_result r = ops_send(&user, "8.4", ops_dcc, settings, 2, NULL);
    assert_string_equal(r.code, "I0");
}

#define CLOCK(by) "/admin/v1/clock?advance=" by

static void a_commissioned_hub_gets_new_keys(void **state)
{
    (void)state;
    set_status("Withdrawn");
    set_status("Commissioned");
    assert_int_equal(number_of("SELECT count(*) FROM hub_duty"), 10);
    ops_post(&server, CLOCK("2h"), "");
    if (number_of("SELECT count(*) FROM duty WHERE done_at IS NULL") != 0) {
        fail_msg("not all was done: albion audit search --data %s", server.dir);
    }
    assert_int_equal(number_of("SELECT count(*) FROM request WHERE srv = 'hub 6.15.2' AND outcome = 'I0'"),
                     2);
    assert_int_equal(number_of("SELECT count(*) FROM hub_duty"), 0);
    assert_int_equal(number_of("SELECT count(*) FROM audit_entry WHERE event = 'hub-credentials-differ'"), 0);
    assert_int_equal(number_of("SELECT count(*) FROM audit_entry WHERE event = 'device-message-dropped'"), 0);
}

/* And what the hub says with them is taken, by the DCC that holds their certificates, after a restart too. */
static void the_new_keys_are_those_in_use(void **state)
{
    (void)state;
    ops_leave(&user);
    assert_int_equal(ops_stop(&server), 0);
    char dir[64];
    (void)snprintf(dir, sizeof dir, "%s", server.dir);
    ops_start(&server, dir, (const char *const[]){"--homes", "1", "--log", "warn", "--renew-hub-keys", NULL});
    ops_enter(&user, &server, ops_supplier);
    set_status("Withdrawn");
    set_status("Commissioned");
    ops_post(&server, CLOCK("2h"), "");
    assert_int_equal(number_of("SELECT count(*) FROM duty WHERE done_at IS NULL"), 0);
    assert_int_equal(number_of("SELECT count(*) FROM request WHERE srv = 'hub 6.15.2' AND outcome = 'I0'"),
                     4);
}

static int set_up(void **state)
{
    (void)state;
    char url[128];
    ops_start(&server, NULL,
              (const char *const[]){"--homes", "1", "--log", "warn", "--renew-hub-keys", NULL});
    ops_enter(&user, &server, ops_supplier);
    (void)snprintf(url, sizeof url, "sqlite:%s/dcc.sqlite", server.dir);
    return store_open(url, NULL, &data, NULL) == ALB_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    store_close(data);
    ops_leave(&user);
    int code = ops_stop(&server);
    ops_remove(&server);
    return code;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_commissioned_hub_gets_new_keys),
        cmocka_unit_test(the_new_keys_are_those_in_use),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
