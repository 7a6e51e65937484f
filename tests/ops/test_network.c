/* The SM WAN between a running DCC and its homes: with a third of all frames lost every acknowledged request
 * has one outcome, and none two; latency passes by the clock; the WAN matrix and the homes agree on who is
 * covered. */
#include "server.h"

#include "duis/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

enum { PATIENCE_MS = 20000, ROUNDS = 4, HOMES = 3, A_ROUND = 2 * HOMES };

static ops_server server;
static ops_user user;

static void fleet(int code, const char *command, const char *a, const char *b)
{
    const char *const words[] = {"fleet", command, a, b, "--server", server.url, NULL};
    const char *const shorter[] = {"fleet", command, a, "--server", server.url, NULL};
    assert_int_equal(ops_run_all(b ? words : shorter, NULL), code);
}

static void advance(const char *duration)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/admin/v1/clock?advance=%s", duration);
    ops_post(&server, path, NULL);
}

static duis_request_id ask(unsigned home)
{
    duis_request_id id;
    user_result r = ops_send(&user, "4.1.1", ops_device(&user, home, 2), NULL, 0, &id);
    assert_string_equal(r.code, "I99");
    return id;
}

static const char *outcome_of(const duis_request_id *id)
{
    static user_result r;
    return ops_wait(&user, id, PATIENCE_MS, &r) ? r.code : "nothing";
}

static void each_request_has_one_outcome(void **state)
{
    (void)state;
    unsigned answered = 0;
    unsigned failed = 0; /* of the second half, when most is lost */
    duis_request_id ids[ROUNDS * A_ROUND];
    fleet(0, "network", "latency=500", "loss=30");
    assert_non_null(
        strstr(ops_get(&server, "/sim/v1/network"), "south.latency=500 south.spread=0 south.loss=30.00"));
    int64_t began = alb_monotonic_ns();
    for (unsigned i = 0; i < ROUNDS * A_ROUND; i++) {
        ids[i] = ask(i % HOMES);
        if (i % A_ROUND == A_ROUND - 1) {
            advance("5m");
        }
        if (i == ALB_COUNT(ids) / 2) {
            fleet(0, "network", "latency=0", "loss=80");
        }
    }
    for (unsigned i = 0; i < ALB_COUNT(ids); i++) {
        const char *code = outcome_of(&ids[i]);
        bool good = strcmp(code, "I0") == 0;
        if (!good && strcmp(code, "E20") != 0 && strcmp(code, "E21") != 0) {
            fail_msg("request %u: %s", i, code);
        }
        answered += good && i < ALB_COUNT(ids) / 2;
        failed += !good && i > ALB_COUNT(ids) / 2;
    }
    /* Half an hour of the WAN took no half hour, nor a wait at each stop of the clock. */
    assert_true(alb_monotonic_ns() - began < (int64_t)60 * 1000000000);
    assert_in_range(answered, ALB_COUNT(ids) / 3, ALB_COUNT(ids) / 2);
    assert_in_range(failed, 1, ALB_COUNT(ids) / 2);
    advance("1h");
    user_result r;
    for (unsigned i = 0; i < ALB_COUNT(ids); i++) {
        assert_false(ops_wait(&user, &ids[i], 1, &r));
    }
    fleet(0, "network", "instant", NULL);
}

static void latency_is_simulated_time(void **state)
{
    (void)state;
    user_result r;
    fleet(0, "network", "latency=4000", NULL);
    duis_request_id id = ask(0);
    advance("1s");
    assert_false(ops_wait(&user, &id, 300, &r));
    advance("10s");
    assert_string_equal(outcome_of(&id), "I0");
    fleet(0, "network", "instant", NULL);
}

/* What 12.1 says of a home: "true", "false", or a code. */
static const char *matrix(const char *uprn)
{
    const user_setting settings[] = {{"UPRN", uprn}};
    static user_result r;
    r = ops_send(&user, "12.1", ops_dcc, settings, 1, NULL);
    alb_span covered =
        duis_text(&r.document, r.document.body, "DSPWANMatrix/DSPWANMatrixResponse/CoverageAvailability");
    return alb_span_is(covered, "true") ? "true" : alb_span_is(covered, "false") ? "false" : r.code;
}

static void coverage_is_one_fact(void **state)
{
    (void)state;
    assert_string_equal(matrix("901000000001"), "E120103"); /* nobody has told */
    fleet(0, "coverage", "1", "0");
    assert_string_equal(matrix("901000000000"), "true");
    assert_string_equal(matrix("901000000001"), "false");
    duis_request_id near = ask(0);
    duis_request_id far = ask(1);
    assert_string_equal(outcome_of(&near), "I0");
    advance("1m");
    assert_string_equal(outcome_of(&far), "E20");
    /* The provider of the WAN says otherwise, in the form in which it says it. */
    ops_post(&server, "/admin/v1/coverage",
             "UPRN,PostCode,AddressIdentifier,CSPRegion,CoverageAvailability,AnticipatedCoverageDate,"
             "WANTechnology,"
             "ConnectivityLikelihood,AuxiliaryEquipmentRequired,AdditionalInformation\r\n"
             "901000000000,,,Central,false,,Cellular,Low,,\r\n");
    near = ask(0);
    far = ask(1);
    assert_string_equal(outcome_of(&far), "I0");
    advance("1m");
    assert_string_equal(outcome_of(&near), "E20");
    fleet(0, "network", "north.latency=10", NULL);
    /* A new start has both as they were. */
    char dir[64];
    memcpy(dir, server.dir, sizeof dir);
    ops_leave(&user);
    assert_int_equal(ops_stop(&server), 0);
    ops_start(&server, dir, (const char *const[]){"--homes", "3", "--log", "warn", NULL});
    ops_enter(&user, &server, ops_supplier);
    assert_non_null(strstr(ops_get(&server, "/sim/v1/network"), "north.latency=10 "));
    assert_string_equal(matrix("901000000000"), "false");
    near = ask(0);
    advance("1m");
    assert_string_equal(outcome_of(&near), "E20");
    fleet(0, "coverage", "NR1 0AA", "100");
    assert_string_equal(matrix("901000000000"), "true");
    near = ask(0);
    assert_string_equal(outcome_of(&near), "I0");
    fleet(0, "coverage", "central", "0");
    assert_string_equal(matrix("901000000000"), "false");
    assert_string_equal(matrix("901000000002"), "true");
    fleet(0, "coverage", "all", "100");
    assert_string_equal(matrix("901000000000"), "true");
}

static void what_is_no_setting_is_refused(void **state)
{
    (void)state;
    fleet(1, "network", "west.loss=1", NULL);
    fleet(1, "coverage", "north", "101");
    fleet(1, "coverage", "north", "many");
    fleet(2, "coverage", "north", NULL);
}

static int set_up(void **state)
{
    (void)state;
    ops_start(&server, NULL, (const char *const[]){"--homes", "3", "--log", "warn", NULL});
    ops_enter(&user, &server, ops_supplier);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ops_leave(&user);
    ops_remove(&server);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_request_has_one_outcome), cmocka_unit_test(latency_is_simulated_time),
        cmocka_unit_test(coverage_is_one_fact), cmocka_unit_test(what_is_no_setting_is_refused)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
