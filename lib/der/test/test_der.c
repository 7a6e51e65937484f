#include "der/der.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define OCTETS(...) ALB_SPAN_OF(((const uint8_t[]){__VA_ARGS__}))

static void reads_elements_of_every_length_form(void **state)
{
    (void)state;
    alb_rd r = alb_rd_init(OCTETS(0x04, 0x01, 0xaa, 0x30, 0x82, 0x00, 0x01, 0xbb, 0x05, 0x00));
    der_element e;
    assert_true(der_expect(&r, DER_OCTET_STRING, &e));
    assert_false(e.long_length);
    assert_true(der_next(&r, &e));
    assert_int_equal(e.tag, DER_SEQUENCE);
    assert_true(e.long_length);
    assert_int_equal(e.length_octets, 3);
    assert_int_equal(e.offset, 3);
    assert_int_equal(alb_rd_offset(&(alb_rd){.origin = der_inside(&e).origin}), 7);
    assert_false(der_expect(&r, DER_INTEGER, &e));
    assert_int_equal(r.st, ALB_BAD_TAG);
}

static void refuses_what_it_never_needs(void **state)
{
    (void)state;
    const struct {
        alb_span in;
        alb_status want;
    } bad[] = {
        {OCTETS(0x30, 0x80, 0x00, 0x00), ALB_BAD_LENGTH},
        {OCTETS(0x1f, 0x81, 0x00), ALB_BAD_TAG},
        {OCTETS(0x04, 0x02, 0xaa), ALB_TRUNCATED},
        {OCTETS(0x04), ALB_TRUNCATED},
        {OCTETS(0x04, 0x85, 0, 0, 0, 0, 1), ALB_BAD_LENGTH},
        {OCTETS(0x04, 0x84, 0xff, 0xff, 0xff, 0xff), ALB_TRUNCATED},
    };
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        alb_rd r = alb_rd_init(bad[i].in);
        der_element e;
        assert_false(der_next(&r, &e));
        assert_int_equal(r.st, bad[i].want);
    }
}

static void integers_keep_sign_and_shortest_form(void **state)
{
    (void)state;
    const int64_t values[] = {0, 1, -1, 127, 128, -128, -129, 255, 0x8f66, 0x7fffffff, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < ALB_COUNT(values); i++) {
        uint8_t buf[16];
        alb_wr w = alb_wr_init(buf, sizeof buf);
        der_wr_integer(&w, DER_INTEGER, values[i]);
        alb_rd r = alb_rd_init(alb_wr_span(&w));
        der_element e;
        int64_t back = 0;
        bool minimal = false;
        assert_true(der_expect(&r, DER_INTEGER, &e) && der_integer(e.content, &back, &minimal));
        assert_true(back == values[i] && minimal);
    }
    int64_t v;
    bool minimal = true;
    assert_true(der_integer(OCTETS(0x00, 0x05), &v, &minimal));
    assert_false(minimal);
    assert_false(der_integer(OCTETS(1, 2, 3, 4, 5, 6, 7, 8, 9), &v, NULL));
    assert_false(der_integer((alb_span){0}, &v, NULL));
}

static void bit_strings_and_times(void **state)
{
    (void)state;
    alb_span bits;
    size_t n;
    bool canonical;
    assert_true(der_bit_string(OCTETS(0x03, 0x08), &bits, &n, &canonical));
    assert_int_equal(n, 5);
    assert_true(canonical);
    assert_true(der_bit_string(OCTETS(0x03, 0x0c), &bits, &n, &canonical));
    assert_false(canonical);
    assert_false(der_bit_string(OCTETS(0x08, 0x00), &bits, &n, NULL));
    assert_false(der_bit_string(OCTETS(0x01), &bits, &n, NULL));

    alb_time t;
    char text[ALB_TIME_TEXT];
    assert_true(der_generalized_time(ALB_LIT("20240229235958Z"), &t));
    assert_string_equal(alb_time_text(t, text), "2024-02-29T23:59:58Z");
    assert_false(der_generalized_time(ALB_LIT("20230229235958Z"), &t));
    assert_false(der_generalized_time(ALB_LIT("2023022923595xZ"), &t));
    assert_true(der_utc_time(ALB_LIT("491231235959Z"), &t));
    assert_string_equal(alb_time_text(t, text), "2049-12-31T23:59:59Z");
}

static void named_bits_drop_trailing_zeros(void **state)
{
    (void)state;
    uint8_t buf[8];
    alb_wr w = alb_wr_init(buf, sizeof buf);
    der_wr_named_bits(&w, DER_BIT_STRING, 1u << 4);
    assert_true(alb_span_equal(alb_wr_span(&w), OCTETS(0x03, 0x02, 0x03, 0x08)));
    w = alb_wr_init(buf, sizeof buf);
    der_wr_named_bits(&w, DER_BIT_STRING, 0);
    assert_true(alb_span_equal(alb_wr_span(&w), OCTETS(0x03, 0x01, 0x00)));
}

static void big_unsigned_is_an_ecdsa_half(void **state)
{
    (void)state;
    uint8_t buf[8];
    alb_wr w = alb_wr_init(buf, sizeof buf);
    der_wr_big_unsigned(&w, OCTETS(0x00, 0x00, 0x80, 0x01));
    assert_true(alb_span_equal(alb_wr_span(&w), OCTETS(0x02, 0x03, 0x00, 0x80, 0x01)));
}

static void kept_forms_are_written_back(void **state)
{
    (void)state;
    uint8_t buf[8];
    alb_wr w = alb_wr_init(buf, sizeof buf);
    der_wr_header_form(&w, DER_SEQUENCE, 5, 3);
    assert_true(alb_span_equal(alb_wr_span(&w), OCTETS(0x30, 0x82, 0x00, 0x05)));
    w = alb_wr_init(buf, sizeof buf);
    der_wr_header_form(&w, DER_SEQUENCE, 200, 1);
    assert_true(alb_span_equal(alb_wr_span(&w), OCTETS(0x30, 0x81, 0xc8)));
}

static void strictness_names_octet_and_rule(void **state)
{
    (void)state;
    alb_err err = {0};
    assert_int_equal(der_strict(OCTETS(0x30, 0x03, 0x02, 0x01, 0x05), 0, &err), ALB_OK);
    assert_int_equal(der_strict(OCTETS(0x30, 0x05, 0x02, 0x82, 0x00, 0x01, 0x05), 10, &err), ALB_BAD_FORMAT);
    assert_int_equal(err.offset, 12);
    const alb_span bad[] = {OCTETS(0x02, 0x02, 0x00, 0x05), OCTETS(0x05, 0x01, 0x00),
                            OCTETS(0x03, 0x02, 0x03, 0x0f), OCTETS(0x01, 0x01, 0x01),
                            OCTETS(0x18, 0x01, 0x30),       OCTETS(0x0a, 0x00)};
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        assert_int_equal(der_strict(bad[i], 0, NULL), ALB_BAD_FORMAT);
    }
}

static void depth_is_bounded(void **state)
{
    (void)state;
    uint8_t deep[2 * (DER_MAX_DEPTH + 3)];
    for (size_t i = 0; i < sizeof deep; i += 2) {
        deep[i] = DER_SEQUENCE;
        deep[i + 1] = (uint8_t)(sizeof deep - i - 2);
    }
    assert_int_equal(der_strict(ALB_SPAN_OF(deep), 0, NULL), ALB_TOO_DEEP);
}

static void skips_the_outside_of_a_certificate(void **state)
{
    (void)state;
    alb_rd r = alb_rd_init(OCTETS(0x30, 0x08, 0x30, 0x00, 0x30, 0x00, 0x03, 0x02, 0x00, 0x01, 0x05, 0x00));
    der_element e;
    assert_true(der_next_signed(&r, &e));
    assert_int_equal(e.whole.len, 10);
    assert_int_equal(alb_rd_left(&r), 2);
    assert_false(der_next_signed(&r, &e));
}

static void object_identifiers_go_both_ways(void **state)
{
    (void)state;
    static const char *const dotted[] = {"1.2.840.10045.4.3.2", "2.5.29.15", "0.9", "2.999.4294967215",
                                         "1.2.826.0.1.8641679.1.2.1.4"};
    for (size_t i = 0; i < ALB_COUNT(dotted); i++) {
        uint8_t der[64];
        char text[64];
        alb_wr w = alb_wr_init(der, sizeof der);
        alb_wr t = alb_wr_init(text, sizeof text);
        der_wr_oid(&w, DER_OID, dotted[i]);
        assert_int_equal(w.st, ALB_OK);
        assert_int_equal(der[0], DER_OID);
        assert_int_equal(der[1], w.pos - 2);
        assert_true(der_oid(alb_span_sub(alb_wr_span(&w), 2, SIZE_MAX), &t));
        assert_true(alb_span_is(alb_wr_span(&t), dotted[i]));
    }
    uint8_t der[64];
    alb_wr w = alb_wr_init(der, sizeof der);
    der_wr_oid(&w, DER_OID, "1.2.840.113549");
    assert_true(alb_span_equal(alb_wr_span(&w), OCTETS(0x06, 0x06, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d)));
    static const char *const not_one[] = {
        "", "1", "1.", ".1", "1..2", "3.1", "1.40", "1.2.x", "1.2.4294967296"};
    for (size_t i = 0; i < ALB_COUNT(not_one); i++) {
        w = alb_wr_init(der, sizeof der);
        der_wr_oid(&w, DER_OID, not_one[i]);
        assert_int_equal(w.st, ALB_BAD_FORMAT);
    }
    w = alb_wr_init(der, sizeof der);
    assert_false(der_oid(OCTETS(0x2a, 0x86), &w));
    assert_false(der_oid(OCTETS(0x2a, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), &w));
    assert_false(der_oid((alb_span){0}, &w));
}

static void certificate_times_turn_general_in_2050(void **state)
{
    (void)state;
    static const struct {
        const char *text, *der;
        uint8_t tag;
    } cases[] = {{"2049-12-31T23:59:59Z", "491231235959Z", DER_UTC_TIME},
                 {"2050-01-01T00:00:00Z", "20500101000000Z", DER_GENERALIZED_TIME},
                 {"9999-12-31T23:59:59Z", "99991231235959Z", DER_GENERALIZED_TIME},
                 {"1950-01-01T00:00:00Z", "500101000000Z", DER_UTC_TIME}};
    for (size_t i = 0; i < ALB_COUNT(cases); i++) {
        uint8_t der[32];
        alb_time t;
        alb_wr w = alb_wr_init(der, sizeof der);
        assert_true(alb_time_parse(alb_span_str(cases[i].text), &t));
        der_wr_pkix_time(&w, t);
        assert_int_equal(der[0], cases[i].tag);
        assert_true(alb_span_is(alb_span_sub(alb_wr_span(&w), 2, SIZE_MAX), cases[i].der));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_elements_of_every_length_form),
        cmocka_unit_test(refuses_what_it_never_needs),
        cmocka_unit_test(integers_keep_sign_and_shortest_form),
        cmocka_unit_test(bit_strings_and_times),
        cmocka_unit_test(named_bits_drop_trailing_zeros),
        cmocka_unit_test(big_unsigned_is_an_ecdsa_half),
        cmocka_unit_test(kept_forms_are_written_back),
        cmocka_unit_test(strictness_names_octet_and_rule),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(skips_the_outside_of_a_certificate),
        cmocka_unit_test(object_identifiers_go_both_ways),
        cmocka_unit_test(certificate_times_turn_general_in_2050),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
