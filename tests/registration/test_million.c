/* A full file of a million meter points, and the same one again as a refresh: how long, and that memory does
 * not grow with it. Prints the figures. */
#include "registration/file.h"

#include "base/crc32.h"
#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "registration/tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "fresh_store.h"

enum { POINTS = 1000000, MOST_MEMORY_KIB = 256 * 1024 };
#define NOW ((alb_time)1772445600000) /* 2026-03-02T10:00:00Z */

static char dir[64];
static store *the_store;

static void put(FILE *out, uint32_t *crc, const char *line)
{
    *crc = alb_crc32(*crc, alb_span_str(line));
    assert_true(fputs(line, out) >= 0);
}

static void write_file(const char *path, const char *kind, unsigned sequence)
{
    FILE *out = fopen(path, "wb");
    char line[400];
    uint32_t crc = 0;
    assert_non_null(out);
    (void)snprintf(line, sizeof line, "HDR|%s|E|1|RDP1|DCC|20260302060000|%08u|NETA|TR06|\n", kind, sequence);
    put(out, &crc, line);
    for (unsigned i = 1; i <= POINTS; i++) {
        (void)snprintf(line, sizeof line,
                       "ERD|%u|I|10%011u|NETA|O|I|E|SUP%u|20200101||A|N|MOPS|20200101||01|T|W|%u High Street"
                       "|Town||||||||M22 0RR|%u|\n",
                       i, i, i % 7, i % 300, i);
        put(out, &crc, line);
    }
    (void)snprintf(line, sizeof line, "TRL|%d|%08x|\n", POINTS, crc);
    assert_true(fputs(line, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

static alb_status put_provider(store_tx *tx, void *ctx, alb_err *err)
{
    const registration_provider p = {"RDP1", "E", "NETA", {{0}}};
    (void)ctx;
    return registration_put_provider(tx, &p, err);
}

static bool show_progress(void *ctx, uint32_t records)
{
    uint32_t *shown = ctx;
    if (records >= *shown + 200000) {
        *shown = records;
        printf("%u records\n", records);
        (void)fflush(stdout);
    }
    return true;
}

static double take(const char *kind, unsigned sequence)
{
    char path[160];
    uint32_t shown = 0;
    registration_result r;
    alb_err err = {.code = ALB_OK};
    (void)snprintf(path, sizeof path, "%s/RDP1_DCC_E_%s_20260302060000_%08u.dat", dir, kind, sequence);
    write_file(path, kind, sequence);
    registration_taking t = {.path = path,
                             .receiver = "DCC",
                             .test_flag = "TR06",
                             .now = NOW,
                             .progress = show_progress,
                             .ctx = &shown};
    int64_t begin = alb_monotonic_ns();
    if (registration_take(the_store, &t, &r, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    double seconds = (double)(alb_monotonic_ns() - begin) / 1e9;
    assert_int_equal(r.state, REGISTRATION_APPLIED);
    assert_int_equal(r.accepted, POINTS);
    assert_int_equal(unlink(path), 0);
    return seconds;
}

static void a_million_meter_points(void **state)
{
    (void)state;
    struct rusage usage;
    double full = take("INIT", 1);
    double again = take("REF", 2);
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    printf("full file of %d meter points: %.1f s; the same again as a refresh: %.1f s; %ld MiB at most\n",
           POINTS, full, again, usage.ru_maxrss / 1024);
    assert_true(usage.ru_maxrss < MOST_MEMORY_KIB);
}

static int open_store(void **state)
{
    static const store_migration migrations[] = {{1, registration_tables}};
    static const store_schema schema = {"test", migrations, 1};
    char url[256];
    (void)state;
    (void)snprintf(dir, sizeof dir, "/tmp/albion-million-XXXXXX");
    assert_non_null(mkdtemp(dir));
    assert_true(fresh_store(url, sizeof url, dir));
    assert_int_equal(store_open(url, &schema, &the_store, NULL), ALB_OK);
    assert_int_equal(store_write(the_store, put_provider, NULL, NULL), ALB_OK);
    return 0;
}

static alb_status remove_file(void *ctx, const char *path, alb_err *err)
{
    (void)ctx;
    (void)err;
    return unlink(path) == 0 ? ALB_OK : ALB_IO;
}

static int close_store(void **state)
{
    (void)state;
    store_close(the_store);
    assert_int_equal(alb_file_walk(dir, remove_file, NULL, NULL), ALB_OK);
    return rmdir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_million_meter_points, open_store, close_store)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
