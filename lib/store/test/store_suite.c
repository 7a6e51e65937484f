#include "store_suite.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static store_suite_fresh fresh_url;

static const store_migration migrations[] = {
    {1, "CREATE TABLE item (k INTEGER PRIMARY KEY, v TEXT, b BLOB);"
        "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);"},
    {2, "CREATE INDEX item_v ON item (v)"},
};
static const store_schema schema = {"suite", migrations, 2};
static const store_schema older = {"suite", migrations, 1};
static const store_schema other = {"other", NULL, 0};

static store *open_store(const char *url)
{
    alb_err err = {0};
    store *s = NULL;
    if (store_open(url, &schema, &s, &err) != ALB_OK) {
        fail_msg("open: %s", err.detail);
    }
    return s;
}

typedef struct item {
    int64_t key;
    store_value v, b;
    alb_status result; /* what the job ends with */
    int64_t count;
} item;

static alb_status insert(store_tx *tx, void *ctx, alb_err *err)
{
    item *it = ctx;
    /* Out of order on purpose: parameters go by number. */
    store_value params[] = {it->b, store_int(it->key), it->v};
    ALB_TRY(store_exec(tx, "INSERT INTO item (k, v, b) VALUES ($2, $3, $1)", params, 3, err));
    return it->result;
}

static alb_status count(store_tx *tx, void *ctx, alb_err *err)
{
    item *it = ctx;
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT count(*) FROM item", NULL, 0, &rows, err));
    it->count = store_next(rows) ? store_column(rows, 0).integer : -1;
    return store_rows_end(rows, err);
}

static int64_t count_items(store *s)
{
    item it = {0};
    assert_int_equal(store_read(s, count, &it, NULL), ALB_OK);
    return it.count;
}

static void put(store *s, int64_t key)
{
    item it = {.key = key, .v = store_null(), .b = store_null()};
    assert_int_equal(store_write(s, insert, &it, NULL), ALB_OK);
}

static void what_is_written_is_read_at_once(void **state)
{
    (void)state;
    char url[256];
    fresh_url(url, sizeof url);
    store *s = open_store(url);
    put(s, 1);
    assert_int_equal(count_items(s), 1);
    store_close(s);
    s = open_store(url);
    assert_int_equal(count_items(s), 1);
    store_close(s);
}

static void a_failed_job_leaves_nothing(void **state)
{
    (void)state;
    char url[256];
    fresh_url(url, sizeof url);
    store *s = open_store(url);
    item it = {.key = 1, .v = store_null(), .b = store_null(), .result = ALB_MISMATCH};
    assert_int_equal(store_write(s, insert, &it, NULL), ALB_MISMATCH);
    assert_int_equal(count_items(s), 0);
    it.result = ALB_OK;
    assert_int_equal(store_write(s, insert, &it, NULL), ALB_OK);
    alb_err err = {0};
    assert_int_equal(store_write(s, insert, &it, &err), ALB_EXISTS);
    assert_true(err.detail[0] != 0);
    assert_int_equal(store_read(s, insert, &it, NULL) != ALB_OK, true);
    assert_int_equal(count_items(s), 1);
    store_close(s);
}

/* Goes on as if nothing had happened. */
static alb_status insert_twice(store_tx *tx, void *ctx, alb_err *err)
{
    (void)insert(tx, ctx, err);
    (void)insert(tx, ctx, err);
    return ALB_OK;
}

static void a_failed_statement_fails_its_function(void **state)
{
    (void)state;
    char url[256];
    fresh_url(url, sizeof url);
    store *s = open_store(url);
    item it = {.key = 1, .v = store_null(), .b = store_null()};
    alb_err err = {0};
    assert_int_equal(store_write(s, insert_twice, &it, &err), ALB_EXISTS);
    assert_true(err.detail[0] != 0);
    assert_int_equal(count_items(s), 0);
    store_close(s);
}

typedef struct change {
    int64_t key, changes;
} change;

static alb_status remove_items(store_tx *tx, void *ctx, alb_err *err)
{
    change *c = ctx;
    store_value key = store_int(c->key);
    ALB_TRY(store_exec(tx, "DELETE FROM item WHERE k > $1", &key, 1, err));
    c->changes = store_changes(tx);
    return ALB_OK;
}

static void changes_are_counted(void **state)
{
    (void)state;
    char url[256];
    fresh_url(url, sizeof url);
    store *s = open_store(url);
    for (int64_t key = 1; key <= 5; key++) {
        put(s, key);
    }
    change c = {.key = 2};
    assert_int_equal(store_write(s, remove_items, &c, NULL), ALB_OK);
    assert_int_equal(c.changes, 3);
    assert_int_equal(store_write(s, remove_items, &c, NULL), ALB_OK);
    assert_int_equal(c.changes, 0);
    store_close(s);
}

static alb_status check_row(store_tx *tx, void *ctx, alb_err *err)
{
    item *it = ctx;
    store_value key = store_int(it->key);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT v, b FROM item WHERE k = $1", &key, 1, &rows, err));
    assert_true(store_next(rows));
    store_value v = store_column(rows, 0);
    store_value b = store_column(rows, 1);
    assert_int_equal(v.kind, it->v.kind);
    assert_true(alb_span_equal(v.bytes, it->v.bytes));
    assert_int_equal(b.kind, it->b.kind);
    assert_int_equal(b.integer, it->b.integer);
    assert_true(alb_span_equal(b.bytes, it->b.bytes));
    assert_false(store_next(rows));
    return store_rows_end(rows, err);
}

static void values_come_back_as_they_went(void **state)
{
    (void)state;
    char url[256];
    fresh_url(url, sizeof url);
    store *s = open_store(url);
    enum { BIG = 12 * 1024 * 1024 };
    uint8_t *big = malloc(BIG);
    assert_non_null(big);
    for (size_t i = 0; i < BIG; i++) {
        big[i] = (uint8_t)(i * 7 + i / 251);
    }
    static const uint8_t zeros[] = {0, 1, 0, 255};
    item items[] = {
        {.key = INT64_MIN, .v = store_text(ALB_LIT("text")), .b = store_blob(ALB_SPAN_OF(zeros))},
        {.key = INT64_MAX, .v = store_text((alb_span){0}), .b = store_blob((alb_span){0})},
        {.key = 0, .v = store_null(), .b = store_null()},
        {.key = 1,
         .v = store_text(ALB_LIT("'; DROP TABLE item; --")),
         .b = store_blob(alb_span_of(big, BIG))},
    };
    for (size_t i = 0; i < ALB_COUNT(items); i++) {
        assert_int_equal(store_write(s, insert, &items[i], NULL), ALB_OK);
        assert_int_equal(store_read(s, check_row, &items[i], NULL), ALB_OK);
    }
    free(big);
    store_close(s);
}

/* --- many writers --- */

enum { WRITERS = 8, EACH = 60 };
typedef struct writer {
    store *s;
    int64_t base, last;
    unsigned failed;
} writer;

typedef struct next_counter {
    int64_t value;
} next_counter;

static alb_status take_counter(store_tx *tx, void *ctx, alb_err *err)
{
    next_counter *c = ctx;
    ALB_TRY(store_exec(
        tx,
        "INSERT INTO counter (name, value) VALUES ('c', 1) ON CONFLICT (name) DO UPDATE SET value ="
        " counter.value + 1",
        NULL, 0, err));
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT value FROM counter WHERE name = 'c'", NULL, 0, &rows, err));
    c->value = store_next(rows) ? store_column(rows, 0).integer : -1;
    return store_rows_end(rows, err);
}

static void *write_many(void *arg)
{
    writer *w = arg;
    for (int i = 0; i < EACH; i++) {
        /* Every fifth job fails, beside others of its group that must not notice. */
        item it = {.key = w->base + i,
                   .v = store_null(),
                   .b = store_null(),
                   .result = i % 5 ? ALB_OK : ALB_MISMATCH};
        w->failed += store_write(w->s, insert, &it, NULL) != it.result;
        next_counter c = {0};
        w->failed += store_write(w->s, take_counter, &c, NULL) != ALB_OK || c.value <= w->last;
        w->last = c.value;
    }
    return NULL;
}

static void writers_together_keep_their_own(void **state)
{
    (void)state;
    char url[256];
    fresh_url(url, sizeof url);
    store *s = open_store(url);
    pthread_t threads[WRITERS];
    writer writers[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (writer){.s = s, .base = (int64_t)i * 1000};
        assert_int_equal(pthread_create(&threads[i], NULL, write_many, &writers[i]), 0);
    }
    int64_t highest = 0;
    for (int i = 0; i < WRITERS; i++) {
        (void)pthread_join(threads[i], NULL);
        assert_int_equal(writers[i].failed, 0);
        highest = writers[i].last > highest ? writers[i].last : highest;
    }
    /* Each number was given once: as many as were asked for. */
    assert_int_equal(highest, WRITERS * EACH);
    assert_int_equal(count_items(s), WRITERS * EACH * 4 / 5);
    store_close(s);
}

/* --- a process that dies --- */

static _Noreturn void child_writes(const char *url, int out)
{
    store *s = NULL;
    if (store_open(url, &schema, &s, NULL) != ALB_OK) {
        _exit(1);
    }
    for (int64_t key = 1;; key++) {
        item it = {.key = key, .v = store_null(), .b = store_null()};
        if (store_write(s, insert, &it, NULL) != ALB_OK || write(out, &key, sizeof key) != sizeof key) {
            _exit(1);
        }
    }
}

/* --- what is taken for true, and what is known once for many --- */

typedef struct claim {
    int64_t key;
    bool is_mine;
} claim;

static alb_status rows_of_items(store_tx *tx, int64_t *n, alb_err *err)
{
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT count(*) FROM item", NULL, 0, &rows, err));
    *n = store_next(rows) ? store_column(rows, 0).integer : -1;
    return store_rows_end(rows, err);
}

/* The transaction remembers one more than there are items. */
static alb_status claim_item(store_tx *tx, void *ctx, alb_err *err)
{
    claim *c = ctx;
    int64_t *known = store_memo(tx);
    store_value key = store_int(c->key);
    if (*known == 0 || c->key % 7 == 0) {
        int64_t n = 0;
        ALB_TRY(rows_of_items(tx, &n, err));
        if (*known != 0 && *known != n + 1) {
            return alb_fail(err, ALB_BAD_VALUE, NULL, 0, "what is remembered is not so");
        }
        *known = n + 1;
    }
    ALB_TRY(store_exec(tx, "INSERT INTO item (k) VALUES ($1) ON CONFLICT (k) DO NOTHING", &key, 1, err));
    c->is_mine = store_changed(tx);
    *known += c->is_mine;
    return ALB_OK;
}

static void *claim_many(void *arg)
{
    writer *w = arg;
    for (int i = 0; i < EACH; i++) {
        claim c = {.key = i};
        w->failed += store_write(w->s, claim_item, &c, NULL) != ALB_OK;
        w->last += c.is_mine;
    }
    return NULL;
}

static void what_is_taken_for_true_is_so_in_the_end(void **state)
{
    (void)state;
    char url[256];
    fresh_url(url, sizeof url);
    store *s = open_store(url);
    pthread_t threads[WRITERS];
    writer writers[WRITERS];
    int64_t claimed = 0;
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (writer){.s = s};
        assert_int_equal(pthread_create(&threads[i], NULL, claim_many, &writers[i]), 0);
    }
    for (int i = 0; i < WRITERS; i++) {
        (void)pthread_join(threads[i], NULL);
        assert_int_equal(writers[i].failed, 0);
        claimed += writers[i].last;
    }
    assert_int_equal(claimed, EACH);
    store_close(s);
}

static void what_was_durable_survives_a_kill(void **state)
{
    (void)state;
    char url[256];
    fresh_url(url, sizeof url);
    int64_t durable = 0;
    for (int round = 0; round < 3; round++) {
        int ends[2];
        fresh_url(url, sizeof url);
        durable = 0;
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            (void)close(ends[0]);
            child_writes(url, ends[1]);
        }
        (void)close(ends[1]);
        int64_t until = 5 + round * 17;
        while (durable < until && read(ends[0], &durable, sizeof durable) == sizeof durable) {
        }
        assert_int_equal(kill(child, SIGKILL), 0);
        while (read(ends[0], &durable, sizeof durable) == sizeof durable) {
        }
        (void)waitpid(child, NULL, 0);
        (void)close(ends[0]);
        store *s = open_store(url);
        /* At most one more: written, and killed before it could say so. */
        assert_in_range(count_items(s), durable, durable + 1);
        store_close(s);
    }
}

/* --- schema, snapshot, backup --- */

static void migrations_run_once_and_newer_is_refused(void **state)
{
    (void)state;
    char url[256];
    fresh_url(url, sizeof url);
    store *s = NULL;
    assert_int_equal(store_open(url, &older, &s, NULL), ALB_OK);
    put(s, 1);
    store_close(s);
    s = open_store(url);
    store_close(s);
    s = open_store(url);
    assert_int_equal(count_items(s), 1);
    store_close(s);
    alb_err err = {0};
    assert_int_equal(store_open(url, &older, &s, &err), ALB_STORE);
    assert_non_null(strstr(err.detail, "newer than the program"));
    assert_int_equal(store_open(url, &other, &s, NULL), ALB_OK);
    store_close(s);
    assert_int_equal(store_open("nosuch:thing", &schema, &s, NULL), ALB_UNSUPPORTED);
}

static alb_status look_twice(store_tx *tx, void *ctx, alb_err *err)
{
    item it = {0};
    ALB_TRY(count(tx, &it, err));
    int64_t before = it.count;
    put(ctx, before + 100);
    ALB_TRY(count(tx, &it, err));
    return it.count == before ? ALB_OK : ALB_MISMATCH;
}

static void a_reader_sees_one_moment(void **state)
{
    (void)state;
    char url[256];
    fresh_url(url, sizeof url);
    store *s = open_store(url);
    put(s, 1);
    assert_int_equal(store_read(s, look_twice, s, NULL), ALB_OK);
    assert_int_equal(count_items(s), 2);
    store_close(s);
}

static alb_status nested(store_tx *tx, void *ctx, alb_err *err)
{
    static const char sql[] = "SELECT k FROM item ORDER BY k";
    store_rows *outer = NULL;
    int64_t *pairs = ctx;
    ALB_TRY(store_query(tx, sql, NULL, 0, &outer, err));
    while (store_next(outer)) {
        store_rows *inner = NULL;
        ALB_TRY(store_query(tx, sql, NULL, 0, &inner, err));
        while (store_next(inner)) {
            *pairs += 1;
        }
        ALB_TRY(store_rows_end(inner, err));
    }
    return store_rows_end(outer, err);
}

static void a_query_may_stand_in_itself(void **state)
{
    (void)state;
    char url[256];
    fresh_url(url, sizeof url);
    store *s = open_store(url);
    put(s, 1);
    put(s, 2);
    put(s, 3);
    int64_t pairs = 0;
    assert_int_equal(store_read(s, nested, &pairs, NULL), ALB_OK);
    assert_int_equal(pairs, 9);
    store_close(s);
}

int store_suite_run(const char *name, store_suite_fresh fresh)
{
    fresh_url = fresh;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_at_once),
        cmocka_unit_test(a_failed_job_leaves_nothing),
        cmocka_unit_test(a_failed_statement_fails_its_function),
        cmocka_unit_test(changes_are_counted),
        cmocka_unit_test(values_come_back_as_they_went),
        cmocka_unit_test(writers_together_keep_their_own),
        cmocka_unit_test(what_is_taken_for_true_is_so_in_the_end),
        cmocka_unit_test(what_was_durable_survives_a_kill),
        cmocka_unit_test(migrations_run_once_and_newer_is_refused),
        cmocka_unit_test(a_reader_sees_one_moment),
        cmocka_unit_test(a_query_may_stand_in_itself),
    };
    return _cmocka_run_group_tests(name, tests, ALB_COUNT(tests), NULL, NULL);
}
