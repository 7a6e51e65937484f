/* The clock lever: a year of a daily schedule passes in seconds, every read on its day. */
#include "server.h"

#include "duis/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { PATIENCE_MS = 20000, DAYS = 30 };

static ops_server server;

static alb_time server_now(void)
{
    alb_time now = 0;
    const char *at = strstr(ops_get(&server, "/admin/v1/clock"), "\"now\":\"");
    assert_non_null(at);
    assert_true(alb_time_parse(alb_span_of(at + 7, strcspn(at + 7, "\"")), &now));
    return now;
}

static void create_schedule(ops_user *u)
{
    char device[ALB_EUI64_TEXT];
    char date[ALB_TIME_TEXT];
    (void)alb_time_text(alb_now(alb_clock_system()), date);
    date[10] = '\0';
    const user_setting settings[] = {{"ScheduleFrequency", "Daily"},
                                     {"ScheduleStartDate", date},
                                     {"DSPScheduledServiceReference", "4.12"},
                                     {"DSPScheduledServiceReferenceVariant", "4.12.1"},
                                     {"DeviceID", alb_eui64_dashed(ops_device(u, 0, 2), device)},
                                     {"DSPReadMaximumDemandImportRegisters", ""}};
    user_result r = ops_send(u, "5.1", ops_dcc, settings, ALB_COUNT(settings), NULL);
    assert_string_equal(r.code, "I0");
}

static void a_month_of_a_daily_schedule(void **state)
{
    (void)state;
    ops_user u;
    ops_enter(&u, &server, ops_supplier);
    create_schedule(&u);
    alb_time start = server_now();
    ops_post(&server, "/admin/v1/clock?advance=30d", NULL);
    alb_time end = server_now();
    assert_in_range(end - start, ALB_DAYS(DAYS), ALB_DAYS(DAYS) + ALB_MINUTES(5));
    unsigned reads = 0;
    alb_time last = start - ALB_DAYS(1);
    user_result r;
    while (reads < DAYS && ops_wait(&u, NULL, PATIENCE_MS, &r)) {
        assert_string_equal(r.code, "I0");
        /* Each on its day: written when its date came, not when the clock had passed it. */
        alb_time at = r.document.response_time;
        assert_in_range(at - last, ALB_HOURS(1), ALB_HOURS(49));
        last = at;
        reads++;
        alb_arena_reset(u.arena);
    }
    assert_int_equal(reads, DAYS);
    ops_leave(&u);
}

static void it_goes_forward_only(void **state)
{
    (void)state;
    assert_int_equal(ops_ask(&server, "POST", "/admin/v1/clock?to=2001-01-01T00:00:00Z", "", NULL), 400);
    assert_int_equal(ops_ask(&server, "POST", "/admin/v1/clock?advance=-1d", "", NULL), 400);
    assert_int_equal(ops_ask(&server, "POST", "/admin/v1/clock?advance=99999999d", "", NULL), 400);
    assert_int_equal(ops_ask(&server, "POST", "/admin/v1/clock?rate=-2", "", NULL), 400);
    assert_int_equal(ops_ask(&server, "POST", "/admin/v1/clock", "", NULL), 400);
    assert_int_equal(ops_ask(&server, "DELETE", "/admin/v1/clock", NULL, NULL), 405);
}

static void it_runs_faster_or_stands_still(void **state)
{
    (void)state;
    ops_post(&server, "/admin/v1/clock?rate=0", NULL);
    alb_time still = server_now();
    assert_int_equal(server_now(), still);
    ops_post(&server, "/admin/v1/clock?rate=86400", NULL);
    while (server_now() - still < ALB_DAYS(1)) {
    }
    ops_post(&server, "/admin/v1/clock?rate=1", NULL);
    still = server_now();
    ops_post(&server, "/admin/v1/clock?advance=2d&jump", NULL);
    assert_in_range(server_now() - still, ALB_DAYS(2), ALB_DAYS(2) + ALB_MINUTES(5));
    const char *const command[] = {"lever", "clock", "advance", "90s", "--server", server.url, NULL};
    assert_int_equal(ops_run(command, NULL), 0);
    const char *const wrong[] = {"lever", "clock", "backwards", "90s", NULL};
    assert_int_equal(ops_run(wrong, NULL), 2);
}

static int set_up(void **state)
{
    (void)state;
    ops_start(&server, NULL, (const char *const[]){"--homes", "2", "--log", "warn", NULL});
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
        cmocka_unit_test(a_month_of_a_daily_schedule),
        cmocka_unit_test(it_goes_forward_only),
        cmocka_unit_test(it_runs_faster_or_stands_still),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
