/* PostgreSQL passes the suite of stores; and a server that goes away comes back without loss. Runs within
 * tests/support/postgres. */
#include "store_suite.h"

#include "postgres.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static void fresh(char *url, size_t size)
{
    assert_true(postgres_fresh(url, size));
}

static const store_migration migrations[] = {
    {1, "CREATE TABLE t (x INTEGER PRIMARY KEY); CREATE TABLE total (v INTEGER NOT NULL)"}};
static const store_schema schema = {"own", migrations, 1};

static store *open_fresh(char *url, size_t size)
{
    store *s = NULL;
    alb_err err = {0};
    fresh(url, size);
    if (store_open(url, &schema, &s, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    return s;
}

static alb_status run_sql(store_tx *tx, void *ctx, alb_err *err)
{
    return store_exec(tx, ctx, NULL, 0, err);
}

static alb_status write_sql(store *s, const char *sql, alb_err *err)
{
    return store_write(s, run_sql, (void *)(uintptr_t)sql, err);
}

typedef struct number {
    const char *sql;
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

static int64_t number_of(store *s, const char *sql)
{
    number n = {.sql = sql};
    alb_err err = {0};
    if (store_read(s, read_number, &n, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    return n.value;
}

static void numbers_of_all_widths_are_numbers(void **state)
{
    (void)state;
    char url[256];
    store *s = open_fresh(url, sizeof url);
    assert_int_equal(number_of(s, "SELECT 1"), 1);
    assert_int_equal(number_of(s, "SELECT 7::smallint"), 7);
    assert_int_equal(number_of(s, "SELECT 2 > 1"), 1);
    assert_int_equal(number_of(s, "SELECT sum(v) FROM (VALUES (4000000000::bigint), (20000000)) AS f (v)"),
                     4020000000);
    assert_int_equal(number_of(s, "SELECT sum(v) FROM (VALUES (-9000000000000000::bigint)) AS f (v)"),
                     -9000000000000000);
    store_close(s);
}

/* Fails as PostgreSQL does when transactions collide, the first time. */
static void collisions_are_tried_again(void **state)
{
    (void)state;
    char url[256];
    store *s = open_fresh(url, sizeof url);
    assert_int_equal(
        write_sql(s,
                  "CREATE FUNCTION collide() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN IF nextval(''n'') < 3"
                  " THEN RAISE EXCEPTION SQLSTATE ''40001''; END IF; RETURN 1; END'",
                  NULL),
        ALB_OK);
    assert_int_equal(write_sql(s, "CREATE SEQUENCE n", NULL), ALB_OK);
    assert_int_equal(write_sql(s, "INSERT INTO t (x) SELECT collide()", NULL), ALB_OK);
    assert_int_equal(number_of(s, "SELECT count(*) FROM t"), 1);
    store_close(s);
}

static void failures_come_out_though_nobody_asked(void **state)
{
    (void)state;
    char url[256];
    store *s = open_fresh(url, sizeof url);
    alb_err err = {0};
    assert_int_equal(write_sql(s, "INSERT INTO t (x) VALUES (1)", NULL), ALB_OK);
    assert_int_equal(write_sql(s, "INSERT INTO t (x) VALUES (1)", &err), ALB_EXISTS);
    assert_non_null(strstr(err.detail, "23505"));
    assert_int_equal(write_sql(s, "INSERT INTO nowhere (x) VALUES (1)", NULL), ALB_STORE);
    assert_int_equal(write_sql(s, "INSERT INTO t (x) VALUES (2)", NULL), ALB_OK);
    assert_int_equal(number_of(s, "SELECT count(*) FROM t"), 2);
    store_close(s);
}

/* --- a server that goes away --- */

static void a_server_that_was_restarted_is_found_again(void **state)
{
    (void)state;
    char url[256];
    store *s = open_fresh(url, sizeof url);
    assert_int_equal(write_sql(s, "INSERT INTO t (x) VALUES (1)", NULL), ALB_OK);
    assert_int_equal(number_of(s, "SELECT count(*) FROM t"), 1);
    assert_true(postgres_do("restart", "fast"));
    /* Both kinds of connection rested meanwhile, and nobody notices. */
    assert_int_equal(number_of(s, "SELECT count(*) FROM t"), 1);
    assert_int_equal(write_sql(s, "INSERT INTO t (x) VALUES (2)", NULL), ALB_OK);
    assert_true(postgres_do("down", "immediate"));
    alb_err err = {0};
    number n = {.sql = "SELECT count(*) FROM t"};
    assert_int_equal(write_sql(s, "INSERT INTO t (x) VALUES (3)", &err), ALB_STORE);
    assert_true(err.detail[0] != '\0');
    err = (alb_err){0};
    assert_int_equal(store_read(s, read_number, &n, &err), ALB_STORE);
    assert_non_null(strstr(err.detail, "cannot be reached"));
    assert_true(postgres_do("up", NULL));
    struct timespec pause = {.tv_nsec = 250000000};
    (void)nanosleep(&pause, NULL);
    assert_int_equal(write_sql(s, "INSERT INTO t (x) VALUES (3)", NULL), ALB_OK);
    assert_int_equal(number_of(s, "SELECT count(*) FROM t"), 3);
    store_close(s);
}

typedef struct adder {
    store *s;
    atomic_bool ending;
    int64_t done; /* that were reported durable */
} adder;

static void *add_ones(void *arg)
{
    adder *a = arg;
    while (!atomic_load(&a->ending)) {
        a->done += write_sql(a->s, "UPDATE total SET v = v + 1", NULL) == ALB_OK;
    }
    return NULL;
}

/* Whoever was told that it is written is right, and whoever was told that it is not as well, though the
 * server falls at any moment of a commit. */
static void a_fall_during_commits_makes_no_lie(void **state)
{
    (void)state;
    enum { ADDERS = 4, FALLS = 6 };
    char url[256];
    store *s = open_fresh(url, sizeof url);
    assert_int_equal(write_sql(s, "INSERT INTO total (v) VALUES (0)", NULL), ALB_OK);
    pthread_t threads[ADDERS];
    adder adders[ADDERS];
    for (int i = 0; i < ADDERS; i++) {
        adders[i] = (adder){.s = s};
        assert_int_equal(pthread_create(&threads[i], NULL, add_ones, &adders[i]), 0);
    }
    for (int i = 0; i < FALLS; i++) {
        struct timespec pause = {.tv_nsec = 300000000 + i * 7654321};
        (void)nanosleep(&pause, NULL);
        assert_true(postgres_do("restart", i % 2 ? "immediate" : "fast"));
    }
    int64_t done = 0;
    for (int i = 0; i < ADDERS; i++) {
        atomic_store(&adders[i].ending, true);
        (void)pthread_join(threads[i], NULL);
        done += adders[i].done;
    }
    print_message("%lld additions\n", (long long)done);
    assert_true(done > 0);
    assert_int_equal(number_of(s, "SELECT v FROM total"), done);
    store_close(s);
}

/* --- several programs --- */

/* Two of them take numbers; each is given once. The function reads, and writes what it has read plus one. */
static alb_status read_and_add(store_tx *tx, void *ctx, alb_err *err)
{
    number n = {.sql = "SELECT v FROM total"};
    ALB_TRY(read_number(tx, &n, err));
    store_value v = store_int(n.value + 1);
    *(int64_t *)ctx = n.value + 1;
    return store_exec(tx, "UPDATE total SET v = $1", &v, 1, err);
}

static void *take_numbers(void *arg)
{
    adder *a = arg;
    int64_t last = 0;
    for (int i = 0; i < 200; i++) {
        int64_t n = 0;
        a->done += store_write(a->s, read_and_add, &n, NULL) == ALB_OK && n > last;
        last = n;
    }
    return NULL;
}

static void writers_of_two_programs_run_one_after_the_other(void **state)
{
    (void)state;
    char url[256];
    store *a = open_fresh(url, sizeof url);
    store *b = NULL;
    assert_int_equal(store_open(url, &schema, &b, NULL), ALB_OK);
    assert_true(store_is_shared(a));
    assert_int_equal(write_sql(a, "INSERT INTO total (v) VALUES (0)", NULL), ALB_OK);
    pthread_t threads[4];
    adder adders[4];
    for (int i = 0; i < 4; i++) {
        adders[i] = (adder){.s = i % 2 ? a : b};
        assert_int_equal(pthread_create(&threads[i], NULL, take_numbers, &adders[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        (void)pthread_join(threads[i], NULL);
        assert_int_equal(adders[i].done, 200);
    }
    assert_int_equal(number_of(b, "SELECT v FROM total"), 800);
    store_close(a);
    store_close(b);
}

static void *open_one(void *arg)
{
    store *s = NULL;
    if (store_open(arg, &schema, &s, NULL) == ALB_OK) {
        store_close(s);
        return arg;
    }
    return NULL;
}

static void programs_that_start_together_migrate_once(void **state)
{
    (void)state;
    char url[256];
    pthread_t threads[6];
    fresh(url, sizeof url);
    for (size_t i = 0; i < ALB_COUNT(threads); i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, open_one, url), 0);
    }
    for (size_t i = 0; i < ALB_COUNT(threads); i++) {
        void *good = NULL;
        (void)pthread_join(threads[i], &good);
        assert_non_null(good);
    }
}

int main(void)
{
    if (!postgres_is_there()) {
        return 77;
    }
    int failed = store_suite_run("postgresql", fresh);
    const struct CMUnitTest own[] = {
        cmocka_unit_test(numbers_of_all_widths_are_numbers),
        cmocka_unit_test(collisions_are_tried_again),
        cmocka_unit_test(failures_come_out_though_nobody_asked),
        cmocka_unit_test(a_server_that_was_restarted_is_found_again),
        cmocka_unit_test(a_fall_during_commits_makes_no_lie),
        cmocka_unit_test(writers_of_two_programs_run_one_after_the_other),
        cmocka_unit_test(programs_that_start_together_migrate_once),
    };
    failed += cmocka_run_group_tests_name("postgresql's own", own, NULL, NULL);
    return failed;
}
