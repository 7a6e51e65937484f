#include "gbz/gbz.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define OCTETS(...) ALB_SPAN_OF(((const uint8_t[]){__VA_ARGS__}))

static void reads_a_component_in_clear(void **state)
{
    (void)state;
    alb_rd r =
        alb_rd_init(OCTETS(0x01, 0x09, 0x01, 0x01, 0x07, 0x02, 0x00, 0x05, 0x00, 0x03, 0x00, 0x06, 0x02));
    assert_int_equal(gbz_read_profile(&r), 1);
    gbz_component c;
    assert_true(gbz_next(&r, &c));
    assert_int_equal(c.cluster, 0x0702);
    assert_int_equal(c.zcl.sequence, 3);
    assert_int_equal(c.zcl.command, ZCL_READ_ATTRIBUTES);
    assert_true(alb_span_equal(c.payload, OCTETS(0x06, 0x02)));
    assert_int_equal(c.payload_offset, 11);
    assert_int_equal(c.length, 10);
    assert_true(gbz_is(&c, GBZ_LAST));
    assert_int_equal(alb_rd_end(&r), ALB_OK);
}

static void extended_headers_go_there_and_back(void **state)
{
    (void)state;
    const gbz_component in = {.control = GBZ_LAST | GBZ_ENCRYPTED | GBZ_FROM_DATE_TIME,
                              .cluster = 0x0705,
                              .frame_counter = 2,
                              .from_date_time = 0x1c374a80,
                              .zcl = {.frame_control = 0x19, .sequence = 1, .command = 6},
                              .payload = OCTETS(1, 2, 3)};
    uint8_t buf[64];
    alb_wr w = alb_wr_init(buf, sizeof buf);
    gbz_write(&w, &in);
    assert_true(alb_span_equal(alb_wr_span(&w), OCTETS(0x13, 0x07, 0x05, 0x00, 0x0e, 0x00, 0x02, 0x1c, 0x37,
                                                       0x4a, 0x80, 0x19, 0x01, 0x06, 0x00, 0x03, 1, 2, 3)));
    alb_rd r = alb_rd_init(alb_wr_span(&w));
    gbz_component out;
    assert_true(gbz_next(&r, &out));
    assert_int_equal(out.frame_counter, 2);
    assert_int_equal(out.from_date_time, 0x1c374a80);
    assert_true(alb_span_equal(out.payload, in.payload));
}

static void refuses_what_does_not_fit(void **state)
{
    (void)state;
    const struct {
        alb_span in;
        alb_status want;
    } bad[] = {
        {OCTETS(0x04, 0x07, 0x02, 0x00, 0x03, 0x00, 0x00, 0x00), ALB_BAD_VALUE}, /* reserved bit */
        {OCTETS(0x01, 0x07, 0x02, 0x00, 0x02, 0x00, 0x00), ALB_TRUNCATED},       /* no whole ZCL header */
        {OCTETS(0x01, 0x07, 0x02, 0x00, 0x09, 0x00, 0x00, 0x00), ALB_TRUNCATED}, /* longer than the message */
        {OCTETS(0x03, 0x07, 0x02, 0x00, 0x08, 0, 0, 0x19, 0, 7, 0x00, 0x02, 0xaa), ALB_BAD_LENGTH},
    };
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        alb_rd r = alb_rd_init(bad[i].in);
        gbz_component c;
        assert_false(gbz_next(&r, &c));
        assert_int_equal(r.st, bad[i].want);
    }
    alb_rd r = alb_rd_init(OCTETS(0x01, 0x04, 0x01));
    (void)gbz_read_profile(&r);
    assert_int_equal(r.st, ALB_BAD_VALUE);
}

static void attribute_values_have_the_size_of_their_type(void **state)
{
    (void)state;
    const struct {
        uint8_t type;
        size_t size;
    } types[] = {{ZCL_BITMAP8, 1}, {ZCL_UINT24, 3},   {ZCL_UINT48, 6},
                 {ZCL_INT32, 4},   {ZCL_UTC_TIME, 4}, {ZCL_ENUM8, 1}};
    static const uint8_t octets[8];
    for (size_t i = 0; i < ALB_COUNT(types); i++) {
        alb_rd r = alb_rd_init(ALB_SPAN_OF(octets));
        assert_int_equal(zcl_read_value(&r, types[i].type).len, types[i].size);
    }
    alb_rd r = alb_rd_init(OCTETS(0x02, 0xaa, 0xbb, 0xcc));
    assert_int_equal(zcl_read_value(&r, ZCL_OCTET_STRING).len, 3);
    (void)zcl_read_value(&r, 0x7f);
    assert_int_equal(r.st, ALB_BAD_TAG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_component_in_clear),
        cmocka_unit_test(extended_headers_go_there_and_back),
        cmocka_unit_test(refuses_what_does_not_fit),
        cmocka_unit_test(attribute_values_have_the_size_of_their_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
