/* The products list: what a file may say, what taking it in changes, and what is due after it. */
#include "registration/products.h"

#include "base/csv.h"
#include "base/file.h"
#include "catalogue/use_case.h"
#include "registration/tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "fresh_store.h"

#define NOW ((alb_time)1772445600000) /* 2026-03-02T10:00:00Z */

#define HEADER                                                                                               \
    "entry_id,device_type,esme_variant,manufacturer_identifier,manufacturer_name,model_identifier,"          \
    "firmware_version,smets_version,gbcs_version,image_hash,hash_signer,cpa_certificate,cpa_issued,"         \
    "cpa_expires,smets_evidence,zigbee_certificate,dlms_certificate,han_variant,date_added,"                 \
    "date_effective,date_removed,status,submitter\n"
#define HASH "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define METER(firmware, dates, status)                                                                       \
    "7,ESME,A,106C,\"Meters, Ltd\",433100AC," firmware ",SMETS2 V5.0,4.2," HASH                              \
    ",Meters,CPA-1,2025-01-01,2031-01-01,TC-9,ZB-1,DL-1,,2026-01-05," dates "," status ",Supplier\n"
#define HUB                                                                                                  \
    "8,CHF,,1234,Hubs,01020304,00000001,CHTS V1.4,4.2,,,,,,TC-8,,,Single Band,2026-01-05,,,Active,DCC\n"

static char dir[64];
static store *the_store;
static alb_arena *arena;

static int open_store(void **state)
{
    static const store_migration migrations[] = {{1, products_tables}};
    static const store_schema schema = {"test", migrations, 1};
    char url[256];
    (void)state;
    (void)snprintf(dir, sizeof dir, "/tmp/albion-products-XXXXXX");
    assert_non_null(mkdtemp(dir));
    assert_true(fresh_store(url, sizeof url, dir));
    arena = alb_arena_new(1 << 20);
    return arena && store_open(url, &schema, &the_store, NULL) == ALB_OK ? 0 : -1;
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
    alb_arena_free(arena);
    assert_int_equal(alb_file_walk(dir, remove_file, NULL, NULL), ALB_OK);
    return rmdir(dir);
}

static alb_status take(const char *name, const char *text, products_report *report)
{
    products_list list = {.name = name, .csv = alb_span_str(text), .now = NOW};
    return products_take(the_store, &list, report, NULL);
}

typedef struct question {
    products_key key;
    products_entry entry;
    products_state states[8];
    size_t n_states;
    size_t n_images;
    alb_time due_at;
    products_key due;
    alb_time now;
    alb_status found;
} question;

static alb_status ask(store_tx *tx, void *ctx, alb_err *err)
{
    question *q = ctx;
    products_entry images[4];
    q->found = products_find(tx, &q->key, arena, &q->entry, err);
    ALB_TRY(products_history(tx, &q->key, arena, q->states, ALB_COUNT(q->states), &q->n_states, err));
    return q->found == ALB_OK
               ? products_find_image(tx, q->entry.hash, arena, images, ALB_COUNT(images), &q->n_images, err)
               : ALB_OK;
}

static question look(const char *firmware)
{
    question q = {.key = {CAT_DEVICE_ESME, "106C", "433100AC", firmware}};
    assert_int_equal(store_read(the_store, ask, &q, NULL), ALB_OK);
    return q;
}

static alb_status take_due(store_tx *tx, void *ctx, alb_err *err)
{
    question *q = ctx;
    q->found = products_next_due(tx, q->now, arena, &q->due_at, &q->due, err);
    return q->found == ALB_OK ? products_end_due(tx, q->due_at, &q->due, err) : ALB_OK;
}

static unsigned count_due(alb_time now)
{
    question q = {.now = now};
    unsigned n = 0;
    do {
        assert_int_equal(store_write(the_store, take_due, &q, NULL), ALB_OK);
        n += q.found == ALB_OK;
    } while (q.found == ALB_OK);
    return n;
}

static void a_list_is_taken_in_whole(void **state)
{
    (void)state;
    products_report r;
    assert_int_equal(take("cpl-20260301-001.csv", HEADER METER("00000001", ",", "Active") HUB, &r), ALB_OK);
    assert_int_equal(r.entries, 2);
    assert_int_equal(r.added, 2);
    question q = look("00000001");
    assert_int_equal(q.found, ALB_OK);
    assert_true(products_is_usable(&q.entry, NOW));
    assert_int_equal(q.entry.gbcs_version, 42);
    assert_true(q.entry.has_hash && q.entry.hash[31] == 0x1f);
    assert_int_equal(q.n_images, 1);
    assert_int_equal(look("00000002").found, ALB_NOT_FOUND);
    assert_int_equal(count_due(NOW), 2);
    assert_int_equal(count_due(NOW), 0);
}

static void the_same_list_again_changes_nothing(void **state)
{
    (void)state;
    products_report r;
    const char *text = HEADER METER("00000001", ",", "Active") HUB;
    assert_int_equal(take("cpl-20260301-001.csv", text, &r), ALB_OK);
    assert_int_equal(count_due(NOW), 2);
    assert_int_equal(take("cpl-20260301-001.csv", text, &r), ALB_OK);
    assert_true(r.repeated);
    assert_int_equal(take("cpl-20260301-002.csv", text, &r), ALB_OK);
    assert_int_equal(r.added + r.changed + r.removed, 0);
    assert_int_equal(count_due(NOW), 0);
    assert_int_equal(look("00000001").n_states, 1);
    /* Older ones, and another one under the same name, are refused. */
    assert_int_equal(take("cpl-20260301-001.csv", text, &r), ALB_REPLAYED);
    assert_int_equal(take("cpl-20260228-009.csv", text, &r), ALB_REPLAYED);
    assert_int_equal(take("cpl-20260301-002.csv", HEADER HUB, &r), ALB_REPLAYED);
}

static void entries_end_by_status_by_date_and_by_leaving(void **state)
{
    (void)state;
    products_report r;
    assert_int_equal(take("cpl-20260301-001.csv",
                          HEADER METER("00000001", ",", "Active")
                              METER("00000002", "2026-04-01,2026-05-01", "Active") HUB,
                          &r),
                     ALB_OK);
    assert_int_equal(count_due(NOW), 3);
    question dated = look("00000002");
    assert_false(products_is_usable(&dated.entry, NOW));
    assert_true(products_is_usable(&dated.entry, NOW + ALB_DAYS(40)));
    assert_false(products_is_usable(&dated.entry, NOW + ALB_DAYS(70)));
    assert_int_equal(count_due(NOW + ALB_DAYS(40)), 1);
    assert_int_equal(count_due(NOW + ALB_DAYS(70)), 1);
    assert_int_equal(take("cpl-20260302-002.csv", HEADER METER("00000001", ",", "Cancelled"), &r), ALB_OK);
    assert_int_equal(r.changed, 1);
    assert_int_equal(r.removed, 2);
    question q = look("00000001");
    assert_string_equal(q.entry.status, "Cancelled");
    assert_int_equal(q.n_states, 2);
    assert_string_equal(q.states[0].status, "Active");
    assert_string_equal(q.states[1].issue, "cpl-20260302-002.csv");
    assert_string_equal(look("00000002").entry.status, "Withdrawn");
    assert_int_equal(count_due(NOW), 3);
    /* And comes back. */
    assert_int_equal(take("cpl-20260303-003.csv", HEADER METER("00000001", ",", "Active"), &r), ALB_OK);
    assert_string_equal(look("00000001").entry.status, "Active");
    assert_int_equal(r.removed, 0);
}

static void a_bad_list_changes_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        alb_status st;
    } bad[] = {
        {"", ALB_BAD_FORMAT},
        {"entry_id,device_type\n", ALB_BAD_FORMAT},
        {HEADER HUB "9,CHF\n", ALB_BAD_FORMAT},
        {HEADER HUB HUB, ALB_EXISTS},
        {HEADER HUB METER("00000001", ",", "Retired"), ALB_BAD_VALUE},
        {HEADER HUB METER("000000012", ",", "Active"), ALB_BAD_VALUE},
        {HEADER HUB METER("", ",", "Active"), ALB_BAD_VALUE},
        {HEADER HUB METER("00000001", "2026-02-30,", "Active"), ALB_BAD_VALUE},
        {HEADER HUB "9,XYZ,,1,n,m,1,s,4.2,,,,,,t,,,,2026-01-05,,,Active,x\n", ALB_BAD_VALUE},
        {HEADER HUB "9,GSME,A,1,n,m,1,s,4.2,,,,,,t,,,,2026-01-05,,,Active,x\n", ALB_BAD_VALUE},
        {HEADER HUB "9,GSME,,1,n,m,1,s,4.2,ff,,,,,t,,,,2026-01-05,,,Active,x\n", ALB_BAD_VALUE},
        {HEADER HUB "9,GSME,,1,n,m,1,s,four,,,,,,t,,,,2026-01-05,,,Active,x\n", ALB_BAD_VALUE},
        {HEADER HUB "9,GSME,,\"1,n,m,1,s,4.2,,,,,,t,,,,2026-01-05,,,Active,x\n", ALB_TRUNCATED},
        {HEADER HUB "9,GS\"ME,,1,n,m,1,s,4.2,,,,,,t,,,,2026-01-05,,,Active,x\n", ALB_BAD_FORMAT},
    };
    products_report r;
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        assert_int_equal(take("cpl-20260301-001.csv", bad[i].text, &r), bad[i].st);
    }
    assert_int_equal(take("list.csv", HEADER HUB, &r), ALB_BAD_FORMAT);
    products_list unsigned_list = {
        .name = "cpl-20260301-001.csv", .csv = ALB_LIT(HEADER HUB), .trusted = ALB_LIT("no PEM"), .now = NOW};
    assert_int_not_equal(products_take(the_store, &unsigned_list, &r, NULL), ALB_OK);
    assert_int_equal(count_due(INT64_MAX), 0);
}

static void quoted_fields_are_unquoted(void **state)
{
    (void)state;
    alb_csv r = alb_csv_init(ALB_LIT("a,\"b \"\"c\"\",\nd\",,e\r\n\"\"\n"), arena);
    alb_span f[8];
    size_t n;
    assert_int_equal(alb_csv_next(&r, f, 8, &n, NULL), ALB_OK);
    assert_int_equal(n, 4);
    assert_true(alb_span_is(f[1], "b \"c\",\nd"));
    assert_true(alb_span_is(f[2], "") && alb_span_is(f[3], "e"));
    assert_int_equal(alb_csv_next(&r, f, 8, &n, NULL), ALB_OK);
    assert_int_equal(n, 1);
    assert_int_equal(r.line, 3);
    assert_int_equal(alb_csv_next(&r, f, 8, &n, NULL), ALB_OK);
    assert_int_equal(n, 0);
}

int main(void)
{
#define A_TEST(f) cmocka_unit_test_setup_teardown(f, open_store, close_store)
    const struct CMUnitTest tests[] = {
        A_TEST(a_list_is_taken_in_whole),
        A_TEST(the_same_list_again_changes_nothing),
        A_TEST(entries_end_by_status_by_date_and_by_leaving),
        A_TEST(a_bad_list_changes_nothing),
        A_TEST(quoted_fields_are_unquoted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
