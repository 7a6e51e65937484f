#include "dlms/dlms.h"

#include "property.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define OCTETS(...) ALB_SPAN_OF(((const uint8_t[]){__VA_ARGS__}))

/* --- data --- */

static dlms_data read_one(alb_span in)
{
    alb_rd r = alb_rd_init(in);
    dlms_data data;
    assert_true(dlms_read(&r, &data));
    assert_int_equal(alb_rd_end(&r), ALB_OK);
    return data;
}

static void numbers(void **state)
{
    (void)state;
    assert_int_equal(read_one(OCTETS(0x05, 0xff, 0xff, 0xff, 0xfe)).number.i, -2);
    assert_int_equal(read_one(OCTETS(0x06, 0xff, 0xff, 0xff, 0xfe)).number.u, 0xfffffffe);
    assert_int_equal(read_one(OCTETS(0x0f, 0x80)).number.i, -128);
    assert_int_equal(read_one(OCTETS(0x10, 0x7f, 0xff)).number.i, 0x7fff);
    assert_true(read_one(OCTETS(0x14, 0x80, 0, 0, 0, 0, 0, 0, 0)).number.i == INT64_MIN);
    assert_int_equal(read_one(OCTETS(0x03, 0xff)).number.u, 0xff);
    assert_int_equal(read_one(OCTETS(0x16, 0x1e)).number.u, 30);
}

static void strings(void **state)
{
    (void)state;
    dlms_data bits = read_one(OCTETS(0x04, 0x0b, 0xaa, 0xe0));
    assert_int_equal(bits.number.u, 11);
    assert_int_equal(bits.bytes.len, 2);
    assert_true(alb_span_is(read_one(OCTETS(0x0a, 0x03, 'a', 'b', 'c')).bytes, "abc"));
    assert_int_equal(read_one(OCTETS(0x09, 0x00)).bytes.len, 0);
    assert_int_equal(read_one(OCTETS(0x19, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0xff)).bytes.len, 12);
}

static void compact_arrays(void **state)
{
    (void)state;
    /* Rows of { long-unsigned, array of 2 unsigned }. */
    dlms_data c =
        read_one(OCTETS(0x13, 0x02, 0x02, 0x12, 0x01, 0x00, 0x02, 0x11, 0x08, 0, 1, 2, 3, 0, 4, 5, 6));
    assert_int_equal(c.description.len, 7);
    assert_int_equal(c.bytes.len, 8);
    assert_int_equal(c.bytes.ptr[1], 1);
}

static void refused(void **state)
{
    (void)state;
    const struct {
        alb_span in;
        alb_status want;
        size_t offset;
    } bad[] = {
        {OCTETS(0x07), ALB_BAD_TAG, 0},
        {OCTETS(0x06, 1, 2, 3), ALB_TRUNCATED, 1},
        {OCTETS(0x09, 0x81, 0x01, 0xaa), ALB_BAD_LENGTH, 1}, /* longer than need be */
        {OCTETS(0x09, 0x05, 0xaa), ALB_TRUNCATED, 2},
        {OCTETS(0x02, 0x02, 0x00), ALB_TRUNCATED, 3},
        {OCTETS(0x13, 0x00, 0x00), ALB_BAD_TAG, 1},                /* rows of nothing */
        {OCTETS(0x13, 0x02, 0x00, 0x00), ALB_BAD_LENGTH, 3},       /* likewise */
        {OCTETS(0x13, 0x12, 0x03, 0, 1, 2), ALB_TRUNCATED, 5},     /* half a row */
        {OCTETS(0x13, 0x01, 0, 0, 0x11, 0x00), ALB_BAD_LENGTH, 4}, /* arrays of none */
    };
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        alb_rd r = alb_rd_init(bad[i].in);
        (void)dlms_take(&r);
        assert_int_equal(r.st, bad[i].want);
        assert_int_equal(alb_rd_offset(&r), bad[i].offset);
    }
}

static void depth_is_limited(void **state)
{
    (void)state;
    uint8_t nested[200];
    for (size_t i = 0; i < sizeof nested; i++) {
        nested[i] = 1; /* array of 1 */
    }
    alb_rd r = alb_rd_init(ALB_SPAN_OF(nested));
    (void)dlms_take(&r);
    assert_int_equal(r.st, ALB_TOO_DEEP);
}

/* --- any data, there and back --- */

static alb_span random_octets(property *p, size_t len)
{
    static uint8_t octets[300];
    for (size_t i = 0; i < len; i++) {
        octets[i] = (uint8_t)property_next(p);
    }
    return alb_span_of(octets, len);
}

static void write_random(property *p, alb_wr *w, int depth)
{
    static const dlms_tag tags[] = {
        DLMS_NULL,         DLMS_BOOLEAN,   DLMS_BIT_STRING,      DLMS_DOUBLE_LONG, DLMS_DOUBLE_LONG_UNSIGNED,
        DLMS_OCTET_STRING, DLMS_BCD,       DLMS_VISIBLE_STRING,  DLMS_UTF8_STRING, DLMS_INTEGER,
        DLMS_LONG,         DLMS_LONG64,    DLMS_LONG64_UNSIGNED, DLMS_UNSIGNED,    DLMS_LONG_UNSIGNED,
        DLMS_ENUM,         DLMS_FLOAT32,   DLMS_FLOAT64,         DLMS_DATE_TIME,   DLMS_DATE,
        DLMS_TIME,         DLMS_DONT_CARE, DLMS_STRUCTURE,       DLMS_ARRAY};
    size_t n = depth < 5 ? ALB_COUNT(tags) : ALB_COUNT(tags) - 2;
    dlms_data d = {.tag = tags[property_below(p, n)], .number.u = property_next(p)};
    if (d.tag == DLMS_ARRAY || d.tag == DLMS_STRUCTURE) {
        d.number.u = property_below(p, 6);
    } else if (d.tag == DLMS_BIT_STRING) {
        d.number.u = property_below(p, 600);
        d.bytes = random_octets(p, (size_t)(d.number.u + 7) / 8);
    } else if (d.tag == DLMS_OCTET_STRING || d.tag == DLMS_VISIBLE_STRING || d.tag == DLMS_UTF8_STRING) {
        d.bytes = random_octets(p, (size_t)property_below(p, 300));
    } else if (d.tag >= DLMS_FLOAT32 && d.tag <= DLMS_TIME) {
        static const size_t sizes[] = {4, 8, 12, 5, 4};
        d.bytes = random_octets(p, sizes[d.tag - DLMS_FLOAT32]);
    }
    dlms_write(w, &d);
    for (uint64_t i = 0; (d.tag == DLMS_ARRAY || d.tag == DLMS_STRUCTURE) && i < d.number.u; i++) {
        write_random(p, w, depth + 1);
    }
}

static void copy(alb_rd *r, alb_wr *w)
{
    dlms_data data;
    assert_true(dlms_read(r, &data));
    dlms_write(w, &data);
    for (uint64_t i = 0; (data.tag == DLMS_ARRAY || data.tag == DLMS_STRUCTURE) && i < data.number.u; i++) {
        copy(r, w);
    }
}

static void any_data_comes_back(void **state)
{
    (void)state;
    static uint8_t first[1 << 20];
    static uint8_t second[1 << 20];
    for (uint64_t seed = 0; seed < 300; seed++) {
        property p = {seed};
        alb_wr w = alb_wr_init(first, sizeof first);
        write_random(&p, &w, 0);
        if (w.st != ALB_OK) {
            continue;
        }
        alb_rd whole = alb_rd_init(alb_wr_span(&w));
        (void)dlms_take(&whole);
        alb_rd r = alb_rd_init(alb_wr_span(&w));
        alb_wr again = alb_wr_init(second, sizeof second);
        copy(&r, &again);
        if (alb_rd_end(&whole) != ALB_OK || alb_rd_end(&r) != ALB_OK ||
            !alb_span_equal(alb_wr_span(&w), alb_wr_span(&again))) {
            fail_msg("seed %llu", (unsigned long long)seed);
        }
        /* No beginning of it is whole. */
        alb_rd cut = alb_rd_init(alb_span_of(first, property_below(&p, w.pos)));
        (void)dlms_take(&cut);
        assert_int_not_equal(cut.st, ALB_OK);
    }
}

/* --- access service --- */

static void requests(void **state)
{
    (void)state;
    const alb_span in =
        OCTETS(0xd9, 0x20, 0, 3, 0xe8, 0, 2,                                           /* */
               0x01, 0, 0x70, 0, 0, 0x13, 0x0a, 0, 0xff, 2,                            /* get */
               0x04, 0, 0x07, 0, 0, 0x63, 0x62, 0, 0xff, 2, 1, 0x02, 0x01, 0x12, 0, 9, /* selective */
               2, 0, 0);
    alb_rd r = alb_rd_init(in);
    dlms_access a;
    dlms_specification s;
    dlms_data data;
    assert_true(dlms_read_request(&r, &a));
    assert_int_equal(a.long_invoke_id, 0x200003e8);
    assert_int_equal(a.count, 2);
    uint8_t out[64];
    alb_wr w = alb_wr_init(out, sizeof out);
    dlms_write_request(&w, a.long_invoke_id, a.count);
    assert_true(dlms_next_specification(&a.specifications, &s));
    assert_int_equal(s.choice, DLMS_GET);
    assert_int_equal(s.class_id, 112);
    assert_int_equal(s.obis[2], 0x13);
    assert_int_equal(s.id, 2);
    dlms_write_specification(&w, &s);
    assert_true(dlms_next_specification(&a.specifications, &s));
    assert_int_equal(s.choice, DLMS_GET_SELECTIVE);
    assert_int_equal(s.selector, 1);
    assert_int_equal(s.selection.len, 5);
    assert_int_equal(s.selection.origin, 28);
    dlms_write_specification(&w, &s);
    alb_wr_bytes(&w, alb_span_of(s.selection.base, s.selection.len));
    dlms_write_count(&w, a.count);
    for (size_t i = 0; i < a.count; i++) {
        assert_true(dlms_read(&r, &data));
        dlms_write(&w, &data);
    }
    assert_int_equal(alb_rd_end(&r), ALB_OK);
    assert_true(alb_span_equal(alb_wr_span(&w), in));
}

static void responses(void **state)
{
    (void)state;
    const alb_span in = OCTETS(0xda, 0x20, 0, 3, 0xe8, 0, 0, 2, 0x05, 0, 3, 0xd0, 0x90, 0, 2, 1, 0, 2, 1);
    alb_rd r = alb_rd_init(in);
    dlms_access a;
    dlms_data data;
    dlms_result result;
    uint8_t out[64];
    alb_wr w = alb_wr_init(out, sizeof out);
    assert_true(dlms_read_response(&r, &a));
    dlms_write_response(&w, a.long_invoke_id, a.count);
    for (size_t i = 0; i < a.count; i++) {
        assert_true(dlms_read(&r, &data));
        dlms_write(&w, &data);
    }
    assert_true(dlms_read_results(&r, a.count));
    dlms_write_count(&w, a.count);
    for (size_t i = 0; i < a.count; i++) {
        assert_true(dlms_next_result(&r, &result));
        dlms_write_result(&w, &result);
    }
    assert_int_equal(result.choice, DLMS_SET);
    assert_int_equal(result.code, 1);
    assert_int_equal(alb_rd_end(&r), ALB_OK);
    assert_true(alb_span_equal(alb_wr_span(&w), in));
}

static void heads_that_do_not_fit(void **state)
{
    (void)state;
    const struct {
        alb_span in;
        alb_status want;
        size_t offset;
    } bad[] = {
        {OCTETS(0xda, 0x20, 0, 0, 1, 0, 0, 0), ALB_BAD_TAG, 0},
        {OCTETS(0xd9, 0x20, 0, 0, 1, 1, 0xff, 0, 0), ALB_BAD_LENGTH, 5}, /* a date-time */
        {OCTETS(0xd9, 0x20, 0, 0, 1, 0, 1, 5, 0, 1, 0, 0, 0, 0, 0, 0, 2), ALB_BAD_VALUE,
         7}, /* no such choice */
        {OCTETS(0xd9, 0x20, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 2, 2), ALB_MISMATCH, 17},
        {OCTETS(0xd9, 0x20, 0, 0), ALB_TRUNCATED, 1},
    };
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        alb_rd r = alb_rd_init(bad[i].in);
        dlms_access a;
        assert_false(dlms_read_request(&r, &a));
        assert_int_equal(r.st, bad[i].want);
        assert_int_equal(alb_rd_offset(&r), bad[i].offset);
    }
}

static void notifications(void **state)
{
    (void)state;
    uint8_t out[16];
    alb_wr w = alb_wr_init(out, sizeof out);
    dlms_write_notification(&w, 0x20000102);
    assert_true(alb_span_equal(alb_wr_span(&w), OCTETS(0x0f, 0x20, 0, 1, 2, 0)));
    alb_rd r = alb_rd_init(alb_wr_span(&w));
    uint32_t id;
    assert_true(dlms_read_notification(&r, &id));
    assert_int_equal(id, 0x20000102);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),          cmocka_unit_test(strings),
        cmocka_unit_test(compact_arrays),   cmocka_unit_test(refused),
        cmocka_unit_test(depth_is_limited), cmocka_unit_test(any_data_comes_back),
        cmocka_unit_test(requests),         cmocka_unit_test(responses),
        cmocka_unit_test(notifications),    cmocka_unit_test(heads_that_do_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
