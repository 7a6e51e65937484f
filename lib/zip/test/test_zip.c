/* Archives of others' making and our own; damaged ones, and those that say less than they hold. */
#include "zip/zip.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* By Python's zipfile: "request " forty times deflated, "stored" as it is, nothing; and a comment behind. */
static const char made_elsewhere[] =
    "504b0304140000000800000021001af865170e000000400100000900000066697273742e6373722b4a2d2c4d2d2e5128"
    "1aa5c9a201504b0304140000000000000021000bf9435606000000060000000a0000007365636f6e642e63737273746f"
    "726564504b03041400000000000000210000000000000000000000000009000000656d7074792e637372504b01021403"
    "140000000800000021001af865170e0000004001000009000000000000000000000080010000000066697273742e6373"
    "72504b01021403140000000000000021000bf9435606000000060000000a000000000000000000000080013500000073"
    "65636f6e642e637372504b01021403140000000000000021000000000000000000000000000900000000000000000000"
    "00800163000000656d7074792e637372504b05060000000003000300a60000008a00000009006120636f6d6d656e74";

enum { ARCHIVE_MAX = 1024, SIZE_FIRST = 320 };

static alb_span elsewhere(uint8_t octets[static ARCHIVE_MAX])
{
    alb_wr w = alb_wr_init(octets, ARCHIVE_MAX);
    assert_int_equal(alb_hex_decode(alb_span_str(made_elsewhere), &w), ALB_OK);
    return alb_wr_span(&w);
}

/* Reads everything; the number of entries, or the first failure. */
static alb_status read_all(alb_span archive, size_t max, unsigned *n)
{
    zip_reader z;
    zip_entry e;
    bool more;
    alb_buf out;
    alb_err err = {.code = ALB_OK};
    *n = 0;
    ALB_TRY(zip_open(archive, &z, &err));
    for (;;) {
        ALB_TRY(zip_next(&z, &e, &more, &err));
        if (!more) {
            return ALB_OK;
        }
        alb_buf_init(&out, max);
        alb_status st = zip_read(&z, &e, &out, &err);
        assert_true(out.len <= max);
        alb_buf_release(&out);
        ALB_TRY(st);
        (*n)++;
    }
}

static void test_archives_of_others(void **state)
{
    (void)state;
    uint8_t octets[ARCHIVE_MAX];
    zip_reader z;
    zip_entry e;
    bool more;
    alb_buf out;
    static const struct {
        const char *name;
        size_t size;
        const char *begins;
    } wanted[] = {
        {"first.csr", SIZE_FIRST, "request request"}, {"second.csr", 6, "stored"}, {"empty.csr", 0, ""}};
    alb_buf_init(&out, 4096);
    assert_int_equal(zip_open(elsewhere(octets), &z, NULL), ALB_OK);
    for (size_t i = 0; i < ALB_COUNT(wanted); i++) {
        alb_buf_clear(&out);
        assert_int_equal(zip_next(&z, &e, &more, NULL), ALB_OK);
        assert_true(more && alb_span_is(e.name, wanted[i].name));
        assert_int_equal(zip_read(&z, &e, &out, NULL), ALB_OK);
        assert_int_equal(out.len, wanted[i].size);
        assert_true(
            alb_span_is(alb_span_sub(alb_buf_span(&out), 0, strlen(wanted[i].begins)), wanted[i].begins));
    }
    assert_int_equal(zip_next(&z, &e, &more, NULL), ALB_OK);
    assert_false(more);
    alb_buf_release(&out);
}

static void test_our_own(void **state)
{
    (void)state;
    enum { ENTRIES = 300 };
    char name[32];
    unsigned n;
    zip_writer w;
    alb_buf out;
    alb_buf_init(&out, 1 << 20);
    zip_begin(&w, &out);
    for (int i = 0; i < ENTRIES; i++) {
        (void)snprintf(name, sizeof name, "entry-%d", i);
        zip_add(&w, name, alb_span_str(name));
    }
    zip_end(&w);
    assert_int_equal(out.st, ALB_OK);
    assert_int_equal(read_all(alb_buf_span(&out), 32, &n), ALB_OK);
    assert_int_equal(n, ENTRIES);
    alb_buf_release(&out);
}

static void test_limits_hold_whatever_an_archive_says(void **state)
{
    (void)state;
    uint8_t octets[ARCHIVE_MAX];
    unsigned n;
    alb_span archive = elsewhere(octets);
    assert_int_equal(read_all(archive, SIZE_FIRST, &n), ALB_OK);
    assert_int_equal(read_all(archive, SIZE_FIRST - 1, &n), ALB_TOO_LARGE);
    /* It says that its first entry has 8 octets, and holds 320. */
    uint8_t *directory = memmem(octets, archive.len, "PK\1\2", 4);
    assert_non_null(directory);
    directory[24] = 8;
    directory[25] = 0;
    assert_int_equal(read_all(archive, 4096, &n), ALB_BAD_FORMAT);
}

static void test_damage(void **state)
{
    (void)state;
    uint8_t octets[ARCHIVE_MAX], copy[ARCHIVE_MAX];
    unsigned n;
    alb_span archive = elsewhere(octets);
    for (size_t len = 0; len < archive.len; len++) {
        assert_int_not_equal(read_all(alb_span_of(octets, len), 4096, &n), ALB_OK);
    }
    for (size_t i = 0; i < archive.len; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            memcpy(copy, octets, archive.len);
            copy[i] ^= (uint8_t)(1U << bit);
            (void)read_all(alb_span_of(copy, archive.len), 4096, &n); /* no crash, no more than was allowed */
        }
    }
    uint8_t *stored = memmem(octets, archive.len, "stored", 6);
    stored[0] ^= 1; /* the checksum tells */
    assert_int_equal(read_all(archive, 4096, &n), ALB_BAD_FORMAT);
    assert_int_equal(n, 1);
    uint8_t *directory = memmem(octets, archive.len, "PK\1\2", 4);
    directory[8] |= 1; /* encrypted */
    assert_int_equal(read_all(archive, 4096, &n), ALB_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_archives_of_others),
        cmocka_unit_test(test_our_own),
        cmocka_unit_test(test_limits_hold_whatever_an_archive_says),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
