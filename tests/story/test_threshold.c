/* A User sets how many critical commands it would ever send in a day; what exceeds that is held, told, and
 * let go or deleted by the User's signed decision (dcc-services.md 12). */
#include "world.h"

#include <stdlib.h>
#include <unistd.h>

#define SUPPLIER_TEXT "90-B3-D5-1F-30-01-00-00"

static world w;
static actor supplier;
static char certificate[160], key[160], trusted[160];

static alb_eui64 meter(void)
{
    return w.homes[0].esme;
}

static void copy_text(FILE *to, const char *dir, const char *name)
{
    char path[256];
    char line[256];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *from = fopen(path, "r");
    assert_non_null(from);
    while (fgets(line, sizeof line, from)) {
        assert_true(fputs(line, to) >= 0);
    }
    (void)fclose(from);
}

/* The credential that signs files is registered for the User. */
static void register_credential(void)
{
    (void)snprintf(certificate, sizeof certificate, "%s/90b3d51f30010000-ds.pem", w.server.pki);
    (void)snprintf(key, sizeof key, "%s/90b3d51f30010000-ds.key", w.server.pki);
    (void)snprintf(trusted, sizeof trusted, "%s/trusted.pem", w.server.dir);
    FILE *f = fopen(trusted, "w");
    assert_non_null(f);
    copy_text(f, w.server.pki, "organisation-root.pem");
    copy_text(f, w.server.pki, "organisation-issuing.pem");
    assert_int_equal(fclose(f), 0);
    world_administer(&w, NULL,
                     (const char *const[]){"party", "credential", "--certificate", certificate, "--trusted",
                                           trusted, SUPPLIER_TEXT, NULL});
}

/* At most two critical commands a day to electricity meters; a third is held. */
static void load_threshold(void)
{
    char name[160];
    char signature[176];
    (void)snprintf(name, sizeof name, "%s/ADT_" SUPPLIER_TEXT "_SMSR0004711_20260302T090000Z.csv",
                   w.server.dir);
    (void)snprintf(signature, sizeof signature, "%s.p7s", name);
    static const char *const groups[] = {"CRIT-E", "SENS-E", "CRIT-G", "SENS-G"};
    FILE *f = fopen(name, "w");
    assert_non_null(f);
    (void)fputs(
        "UserID,SMSRReference,Scope,Type,WarningThreshold,QuarantineThreshold,PeriodUnit,PeriodLength,"
        "EffectiveFrom,ExceptionFrom,ExceptionTo,ExceptionThreshold\r\n",
        f);
    for (size_t i = 0; i < ALB_COUNT(groups); i++) {
        (void)fprintf(f, SUPPLIER_TEXT ",SMSR0004711,GROUP,%s,%s,DAY,1,2026-01-06T00:00:00Z,,,\r\n",
                      groups[i], i == 0 ? "1,2" : "40000,60000");
    }
    assert_int_equal(fclose(f), 0);
    const char *const sign[] = {"pki", "sign-file", "--certificate", certificate, "--key",
                                key,   "--out",     signature,       name,        NULL};
    assert_int_equal(world_run(&w, NULL, sign), 0);
    world_administer(&w, NULL,
                     (const char *const[]){"thresholds", "load", "--signature", signature, name, NULL});
}

static int begin(void **state)
{
    (void)state;
    world_open(&w, NULL);
    register_credential();
    load_threshold();
    actor_open(&supplier, &w, SUPPLIER);
    return 0;
}

static int end(void **state)
{
    (void)state;
    actor_close(&supplier);
    world_close(&w);
    return 0;
}

/* Commands to disable and enable supply are what a thief of keys would send. */
static duis_request_id send_critical(const char *srv)
{
    duis_request_id id = {.counter = 0};
    user_result r = actor_send(&supplier, srv, meter(), NULL, 0, &id);
    assert_string_equal(r.code, "I99");
    return id;
}

static const char *supply(void)
{
    user_result r = actor_ask(&supplier, "7.4", meter(), NULL, 0);
    return result_text(&supplier, &r, "SupplyState");
}

/* The reference of the newest event in the report of what is held. */
static const char *event_held(void)
{
    alb_buf report;
    alb_buf_init(&report, 1 << 16);
    world_administer(&w, &report, (const char *const[]){"thresholds", "quarantine", "--csv", NULL});
    alb_span text = alb_trim(alb_buf_span(&report));
    const uint8_t *line = memrchr(text.ptr, '\n', text.len);
    assert_non_null(line);
    size_t left = (size_t)(text.ptr + text.len - line) - 1;
    const uint8_t *comma = memchr(line + 1, ',', left);
    assert_non_null(comma);
    const char *event = alb_arena_string(w.arena, alb_span_of(line + 1, (size_t)(comma - line) - 1));
    alb_buf_release(&report);
    return event;
}

static void decide(const char *what)
{
    world_administer(&w, NULL,
                     (const char *const[]){"thresholds", what, "--user", SUPPLIER_TEXT, "--event",
                                           event_held(), "--by", "desk.1", "--certificate", certificate,
                                           "--key", key, NULL});
}

static void two_are_sent_and_the_third_is_held(void **state)
{
    (void)state;
    (void)actor_ask(&supplier, "7.2", meter(), NULL, 0);
    (void)actor_ask(&supplier, "7.1", meter(), NULL, 0);
    duis_request_id held = send_critical("7.2");
    (void)actor_hears(&supplier, "N44");
    assert_string_equal(supply(), "Enabled");
    decide("release");
    world_pass(&w, "1m");
    user_result r = actor_wait(&supplier, &held);
    assert_string_equal(r.code, "I0");
    assert_string_equal(supply(), "Disabled");
}

static void another_is_deleted(void **state)
{
    (void)state;
    (void)send_critical("7.1");
    decide("delete");
    world_pass(&w, "1m");
    (void)actor_hears(&supplier, "N48");
    assert_string_equal(supply(), "Disabled");
}

/* The next day begins at nought. */
static void the_next_day_is_another(void **state)
{
    (void)state;
    world_pass(&w, "2d");
    (void)actor_ask(&supplier, "7.1", meter(), NULL, 0);
    assert_string_equal(supply(), "Enabled");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_are_sent_and_the_third_is_held),
        cmocka_unit_test(another_is_deleted),
        cmocka_unit_test(the_next_day_is_another),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
