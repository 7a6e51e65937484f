#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const uint8_t content[] = {1, 2, 3, 4, 5};

static void assert_refused(alb_span in, alb_status st, size_t offset)
{
    gbcs_message m;
    alb_err err = {0};
    assert_int_equal(gbcs_message_parse(in, &m, &err), st);
    assert_int_equal(err.code, st);
    assert_int_equal(err.offset, offset);
    assert_non_null(err.rule);
    assert_true(err.detail[0] != '\0');
}

static void test_forms_are_told_apart(void **state)
{
    (void)state;
    uint8_t buf[SAMPLE_MAX];
    gbcs_message m;
    gbcs_header h = sample_header(GBCS_COMMAND);
    alb_span in = sample_message(buf, &h, GBCS_PRE_COMMAND, false, ALB_SPAN_OF(content));
    assert_int_equal(gbcs_message_parse(in, &m, NULL), ALB_OK);
    assert_int_equal(m.form, GBCS_PRE_COMMAND);
    assert_int_equal(m.signed_part.len, in.len - 1);
    assert_int_equal(m.inner.len, in.len);
    in = sample_message(buf, &h, GBCS_SIGNED, true, ALB_SPAN_OF(content));
    assert_int_equal(gbcs_message_parse(in, &m, NULL), ALB_OK);
    assert_int_equal(m.form, GBCS_SIGNED);
    assert_int_equal(m.signature.len, GBCS_SIGNATURE);
    assert_int_equal(m.signed_part.len, in.len - 66);
    in = sample_message(buf, &h, GBCS_MACED, true, ALB_SPAN_OF(content));
    assert_int_equal(gbcs_message_parse(in, &m, NULL), ALB_OK);
    assert_int_equal(m.form, GBCS_MACED);
    assert_int_equal(m.mac.len, GBCS_MAC);
    assert_int_equal(m.inner.ptr[0], 0xdf);
    assert_true(alb_span_equal(m.content, ALB_SPAN_OF(content)));
    assert_int_equal(m.header.counter, h.counter);
    assert_true(alb_eui64_equal(m.header.originator, h.originator));
    assert_true(alb_eui64_equal(m.header.target, h.target));
}

static void test_empty_signature_behind_pre_command_is_accepted(void **state)
{
    (void)state;
    uint8_t buf[SAMPLE_MAX];
    gbcs_message m;
    gbcs_header h = sample_header(GBCS_COMMAND);
    alb_span in = sample_message(buf, &h, GBCS_SIGNED, false, ALB_SPAN_OF(content));
    assert_int_equal(gbcs_message_parse(in, &m, NULL), ALB_OK);
    assert_int_equal(m.form, GBCS_PRE_COMMAND);
    assert_int_equal(m.whole.len, in.len);
    h.cra = GBCS_RESPONSE;
    in = sample_message(buf, &h, GBCS_SIGNED, false, ALB_SPAN_OF(content));
    assert_refused(in, ALB_BAD_FORMAT, in.len - 1);
}

static void test_other_information_forms(void **state)
{
    (void)state;
    static const uint8_t certificate[] = {0x30, 0x03, 1, 2, 3};
    uint8_t buf[SAMPLE_MAX];
    gbcs_message m;
    gbcs_header h = sample_header(GBCS_RESPONSE);
    h.has_supplementary_party = true;
    h.supplementary_party = alb_eui64_of(0x3333333333333333);
    alb_span in = sample_message(buf, &h, GBCS_MACED, false, ALB_SPAN_OF(content));
    assert_int_equal(gbcs_message_parse(in, &m, NULL), ALB_OK);
    assert_true(m.header.has_supplementary_party && !m.header.has_supplementary_counter);
    h.has_supplementary_counter = true;
    h.supplementary_counter = 7;
    in = sample_message(buf, &h, GBCS_MACED, false, ALB_SPAN_OF(content));
    assert_int_equal(gbcs_message_parse(in, &m, NULL), ALB_OK);
    assert_int_equal(m.header.supplementary_counter, 7);
    h.has_supplementary_originator_counter = true;
    h.supplementary_originator_counter = 9;
    in = sample_message(buf, &h, GBCS_MACED, false, ALB_SPAN_OF(content));
    assert_int_equal(gbcs_message_parse(in, &m, NULL), ALB_OK);
    assert_int_equal(m.header.supplementary_originator_counter, 9);
    h.has_supplementary_originator_counter = false;
    h.certificate = ALB_SPAN_OF(certificate);
    h.cra = GBCS_COMMAND;
    in = sample_message(buf, &h, GBCS_MACED, false, ALB_SPAN_OF(content));
    assert_int_equal(gbcs_message_parse(in, &m, NULL), ALB_OK);
    assert_true(alb_span_equal(m.header.certificate, ALB_SPAN_OF(certificate)));
}

static void test_writer_refuses_headers_with_gaps(void **state)
{
    (void)state;
    gbcs_header h = sample_header(GBCS_COMMAND);
    h.has_supplementary_counter = true;
    alb_wr w = alb_wr_count();
    gbcs_write_grouping(&w, &h, ALB_SPAN_OF(content));
    assert_int_equal(w.st, ALB_BAD_VALUE);
    h = sample_header(GBCS_COMMAND);
    h.counter = UINT64_MAX;
    w = alb_wr_count();
    gbcs_write_grouping(&w, &h, ALB_SPAN_OF(content));
    assert_int_equal(w.st, ALB_BAD_VALUE);
}

/* A prefix is never a message, but where it is the pre-command inside a signed message. */
static void test_truncation_is_refused_at_every_octet(void **state)
{
    (void)state;
    uint8_t buf[SAMPLE_MAX];
    gbcs_message m;
    gbcs_header h = sample_header(GBCS_COMMAND);
    static const uint8_t date_time[12] = {0x07, 0xe0};
    for (int form = GBCS_PRE_COMMAND; form <= GBCS_MACED; form++) {
        h.date_time = form == GBCS_SIGNED ? ALB_SPAN_OF(date_time) : alb_span_none();
        alb_span in =
            sample_message(buf, &h, (gbcs_form)form, form != GBCS_PRE_COMMAND, ALB_SPAN_OF(content));
        assert_int_equal(gbcs_message_parse(in, &m, NULL), ALB_OK);
        size_t whole_pre_command = form == GBCS_SIGNED ? in.len - 65 : SIZE_MAX;
        for (size_t len = 0; len < in.len; len++) {
            alb_err err = {0};
            alb_status st = gbcs_message_parse(alb_span_sub(in, 0, len), &m, &err);
            if (len == whole_pre_command) {
                assert_int_equal(st, ALB_OK);
            } else {
                assert_int_not_equal(st, ALB_OK);
                assert_true(err.offset <= len);
            }
        }
    }
}

/* One octet of a plain message changed; the offset is where the change is. */
static void test_wrong_octets_are_refused_where_they_are(void **state)
{
    (void)state;
    uint8_t buf[SAMPLE_MAX];
    static const struct {
        size_t at;
        uint8_t value;
        alb_status st;
    } changes[] = {
        {0, 0xde, ALB_BAD_TAG},   {1, 1, ALB_BAD_LENGTH},     {6, 1, ALB_BAD_LENGTH},
        {7, 0x20, ALB_TRAILING},  {8, 0x31, ALB_BAD_VALUE},   {12, 1, ALB_BAD_VALUE},
        {13, 0xdd, ALB_BAD_TAG},  {14, 8, ALB_BAD_LENGTH},    {15, 0, ALB_BAD_VALUE},
        {15, 4, ALB_BAD_VALUE},   {24, 7, ALB_BAD_LENGTH},    {33, 9, ALB_BAD_LENGTH},
        {42, 11, ALB_BAD_LENGTH}, {43, 3, ALB_BAD_LENGTH},    {46, 0x7f, ALB_TRUNCATED},
        {46, 4, ALB_BAD_LENGTH},  {52, 0x3f, ALB_BAD_LENGTH}, {52, 0x40, ALB_TRUNCATED},
    };
    gbcs_header h = sample_header(GBCS_COMMAND);
    for (size_t i = 0; i < ALB_COUNT(changes); i++) {
        alb_span in = sample_message(buf, &h, GBCS_MACED, false, ALB_SPAN_OF(content));
        buf[changes[i].at] = changes[i].value;
        size_t at = changes[i].at;
        at +=
            changes[i].value == 4 && at == 46; /* content one shorter: its last octet is taken for a length */
        at += (at == 47) ? 4 : 0;
        at += changes[i].value == 0x40 && at == 52; /* a signature begins and ends in the MAC */
        assert_refused(in, changes[i].st, at);
    }
}

static void test_counter_above_63_bits_is_refused(void **state)
{
    (void)state;
    uint8_t buf[SAMPLE_MAX];
    gbcs_header h = sample_header(GBCS_COMMAND);
    alb_span in = sample_message(buf, &h, GBCS_PRE_COMMAND, false, ALB_SPAN_OF(content));
    buf[3] |= 0x80;
    assert_refused(in, ALB_BAD_VALUE, 3);
}

static void test_non_minimal_lengths_are_refused(void **state)
{
    (void)state;
    static const uint8_t head[] = {0xdf, 9, 1, 0, 0, 0, 0, 0, 0, 0, 1, 8, 1, 1, 1,
                                   1,    1, 1, 1, 1, 8, 2, 2, 2, 2, 2, 2, 2, 2, 0};
    static const uint8_t long_information[] = {0x81, 2, 0, 0x69, 1, 7};
    static const uint8_t long_content[] = {2, 0, 0x69, 0x82, 0, 1, 7};
    uint8_t buf[64];
    alb_wr w = alb_wr_init(buf, sizeof buf);
    alb_wr_bytes(&w, ALB_SPAN_OF(head));
    alb_wr_bytes(&w, ALB_SPAN_OF(long_information));
    assert_refused(alb_wr_span(&w), ALB_BAD_LENGTH, sizeof head);
    w = alb_wr_init(buf, sizeof buf);
    alb_wr_bytes(&w, ALB_SPAN_OF(head));
    alb_wr_bytes(&w, ALB_SPAN_OF(long_content));
    assert_refused(alb_wr_span(&w), ALB_BAD_LENGTH, sizeof head + 3);
}

static void test_octets_behind_are_refused(void **state)
{
    (void)state;
    uint8_t buf[SAMPLE_MAX];
    gbcs_header h = sample_header(GBCS_COMMAND);
    for (int form = GBCS_SIGNED; form <= GBCS_MACED; form++) {
        alb_span in = sample_message(buf, &h, (gbcs_form)form, true, ALB_SPAN_OF(content));
        buf[in.len] = 0;
        assert_refused(alb_span_of(buf, in.len + 1), ALB_TRAILING, form == GBCS_MACED ? 7 : in.len);
    }
}

static void test_too_large_is_refused(void **state)
{
    (void)state;
    static uint8_t big[GBCS_MAX_MESSAGE + 1];
    assert_refused(ALB_SPAN_OF(big), ALB_TOO_LARGE, GBCS_MAX_MESSAGE);
    assert_refused((alb_span){0}, ALB_TRUNCATED, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms_are_told_apart),
        cmocka_unit_test(test_empty_signature_behind_pre_command_is_accepted),
        cmocka_unit_test(test_other_information_forms),
        cmocka_unit_test(test_writer_refuses_headers_with_gaps),
        cmocka_unit_test(test_truncation_is_refused_at_every_octet),
        cmocka_unit_test(test_wrong_octets_are_refused_where_they_are),
        cmocka_unit_test(test_counter_above_63_bits_is_refused),
        cmocka_unit_test(test_non_minimal_lengths_are_refused),
        cmocka_unit_test(test_octets_behind_are_refused),
        cmocka_unit_test(test_too_large_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
