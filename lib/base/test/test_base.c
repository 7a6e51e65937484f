#include "base/arena.h"
#include "base/eui64.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_lengths_there_and_back(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 127, 128, 255, 256, 65535, 65536, 0xffffff, 0x1000000};
    for (size_t i = 0; i < ALB_COUNT(lengths); i++) {
        uint8_t buf[8];
        alb_wr w = alb_wr_init(buf, sizeof buf);
        alb_wr_length(&w, lengths[i]);
        assert_int_equal(w.pos, alb_length_size(lengths[i]));
        alb_rd r = alb_rd_init(alb_wr_span(&w));
        assert_int_equal(alb_rd_length(&r), lengths[i]);
        assert_int_equal(alb_rd_end(&r), ALB_OK);
        for (size_t cut = 0; cut < w.pos; cut++) {
            r = alb_rd_init(alb_span_of(buf, cut));
            assert_int_equal(alb_rd_length(&r), 0);
            assert_int_not_equal(r.st, ALB_OK);
        }
    }
}

static void test_length_around_content(void **state)
{
    (void)state;
    uint8_t buf[400];
    for (size_t n = 0; n < 300; n++) {
        alb_wr w = alb_wr_init(buf, sizeof buf);
        size_t mark = alb_wr_length_begin(&w);
        for (size_t i = 0; i < n; i++) {
            alb_wr_u8(&w, (uint8_t)i);
        }
        alb_wr_length_end(&w, mark);
        alb_rd r = alb_rd_init(alb_wr_span(&w));
        assert_int_equal(alb_rd_length(&r), n);
        assert_int_equal(alb_rd_left(&r), n);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(alb_rd_u8(&r), (uint8_t)i);
        }
    }
}

static void check_decimal(int64_t value, int scale, const char *text)
{
    char buf[64] = {0};
    int64_t back;
    alb_wr w = alb_wr_init(buf, sizeof buf - 1);
    alb_wr_decimal(&w, value, scale);
    assert_string_equal(buf, text);
    assert_true(alb_parse_decimal(alb_span_str(text), scale, &back));
    assert_int_equal(back, value);
}

static void test_decimals(void **state)
{
    (void)state;
    check_decimal(12345, -3, "12.345");
    check_decimal(-5, -3, "-0.005");
    check_decimal(0, -3, "0.000");
    check_decimal(12, 2, "1200");
    check_decimal(INT64_MIN, 0, "-9223372036854775808");
    int64_t v;
    assert_true(alb_parse_decimal(ALB_LIT("1.5"), -3, &v) && v == 1500);
    assert_false(alb_parse_decimal(ALB_LIT("1.5555"), -3, &v));
    assert_false(alb_parse_decimal(ALB_LIT("1."), -3, &v));
    assert_false(alb_parse_decimal(ALB_LIT("150"), 2, &v));
    assert_false(alb_parse_decimal(ALB_LIT(""), 0, &v));
}

static void test_base64_and_hex(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    for (size_t n = 0; n < ALB_COUNT(texts); n++) {
        char text[16] = {0};
        uint8_t back[16];
        alb_wr w = alb_wr_init(text, sizeof text - 1);
        alb_wr_base64(&w, alb_span_of("foobar", n));
        assert_string_equal(text, texts[n]);
        alb_wr d = alb_wr_init(back, sizeof back);
        assert_int_equal(alb_base64_decode(alb_span_str(text), &d), ALB_OK);
        assert_true(alb_span_equal(alb_wr_span(&d), alb_span_of("foobar", n)));
    }
    uint8_t buf[4];
    alb_wr w = alb_wr_init(buf, sizeof buf);
    assert_int_equal(alb_hex_decode(ALB_LIT("0a fF\n"), &w), ALB_OK);
    assert_int_equal(w.pos, 2);
    assert_int_equal(alb_hex_decode(ALB_LIT("0"), &w), ALB_BAD_FORMAT);
    assert_int_equal(alb_hex_decode(ALB_LIT("0g"), &w), ALB_BAD_FORMAT);
}

static void test_times(void **state)
{
    (void)state;
    alb_time t;
    char buf[ALB_TIME_TEXT];
    assert_true(alb_time_parse(ALB_LIT("2016-02-29T23:59:59.25+01:00"), &t));
    assert_string_equal(alb_time_text(t, buf), "2016-02-29T22:59:59.250Z");
    assert_int_equal(alb_time_split(t).weekday, 1);
    assert_true(alb_time_parse(ALB_LIT("9999-12-31T23:59:59Z"), &t));
    assert_string_equal(alb_time_text(t, buf), "9999-12-31T23:59:59Z");
    assert_true(alb_time_parse(ALB_LIT("2000-01-01T00:00:00Z"), &t) && t == ALB_TIME_2000);
    assert_false(alb_time_parse(ALB_LIT("2015-02-29T00:00:00Z"), &t));
    assert_false(alb_time_parse(ALB_LIT("2015-02-28T00:00:00"), &t));
    assert_false(alb_time_parse(ALB_LIT("2015-02-28T00:00:00Z "), &t));
    assert_true(alb_time_parse(ALB_LIT("2026-03-29T01:00:00Z"), &t));
    assert_int_equal(alb_london_offset(t), ALB_HOURS(1));
    assert_int_equal(alb_london_offset(t - 1), 0);
    assert_true(alb_time_parse(ALB_LIT("2026-10-25T01:00:00Z"), &t));
    assert_int_equal(alb_london_offset(t), 0);
    assert_int_equal(alb_london_offset(t - 1), ALB_HOURS(1));
}

static void test_eui64_forms(void **state)
{
    (void)state;
    alb_eui64 e;
    char buf[ALB_EUI64_TEXT];
    assert_true(alb_eui64_parse(ALB_LIT("90-B3-D5-1F-30-01-00-00"), &e));
    assert_string_equal(alb_eui64_hex(e, buf), "90b3d51f30010000");
    assert_true(alb_eui64_parse(ALB_LIT("90b3d51f30010000"), &e));
    assert_string_equal(alb_eui64_dashed(e, buf), "90-B3-D5-1F-30-01-00-00");
    assert_false(alb_eui64_parse(ALB_LIT("90b3d51f3001000"), &e));
    assert_false(alb_eui64_parse(ALB_LIT("90b3d51f3001000x"), &e));
    assert_false(alb_eui64_parse(ALB_LIT("90b3d51f300100000"), &e));
}

static void test_json_text(void **state)
{
    (void)state;
    alb_buf out;
    alb_json j;
    alb_buf_init(&out, 1000);
    alb_json_init(&j, &out, 0);
    alb_json_object(&j);
    alb_json_key(&j, "a");
    alb_json_array(&j);
    alb_json_u64(&j, 1);
    alb_json_decimal(&j, 15, -1);
    alb_json_string(&j, ALB_LIT("\"\\\n\xc3\xa9\xff"));
    alb_json_array_end(&j);
    alb_json_key(&j, "b");
    alb_json_hex(&j, ALB_LIT("\x01\xab"));
    alb_json_object_end(&j);
    assert_true(
        alb_span_is(alb_buf_span(&out), "{\"a\":[1,1.5,\"\\\"\\\\\\u000a\xc3\xa9\\u00ff\"],\"b\":\"01ab\"}"));
    alb_buf_release(&out);
}

static void count_release(void *ptr)
{
    ++*(int *)ptr;
}

static void test_arena(void **state)
{
    (void)state;
    int released = 0;
    alb_arena *a = alb_arena_new(100000);
    assert_true(alb_arena_defer(a, count_release, &released));
    for (size_t i = 0; i < 50; i++) {
        uint8_t *p = alb_arena_alloc(a, 100);
        for (size_t k = 0; k < 100; k++) {
            assert_int_equal(p[k], 0);
        }
        memset(p, 0xff, 100);
    }
    alb_arena_mark mark = alb_arena_save(a);
    assert_non_null(alb_arena_alloc(a, 60000));
    assert_null(alb_arena_alloc(a, 60000));
    alb_arena_restore(a, mark);
    assert_non_null(alb_arena_alloc(a, 60000));
    assert_null(alb_arena_array(a, SIZE_MAX / 2, 4));
    alb_arena_reset(a);
    assert_int_equal(released, 1);
    assert_string_equal(alb_arena_printf(a, "%d", 42), "42");
    alb_arena_free(a);
    assert_int_equal(released, 1);
}

static void test_big_decimal(void **state)
{
    (void)state;
    static const uint8_t serial[] = {0x4f, 0xbc, 0x52, 0x52, 0x01, 0xa1, 0xd7, 0x58,
                                     0x6c, 0x1b, 0xc1, 0xc4, 0x73, 0x4d, 0xeb, 0x9f};
    static const uint8_t most[33] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    char text[80];
    alb_wr w = alb_wr_init(text, sizeof text);
    alb_wr_big_decimal(&w, ALB_SPAN_OF(serial));
    assert_true(alb_span_is(alb_wr_span(&w), "105986833131214866166891566273223584671"));
    w = alb_wr_init(text, sizeof text);
    alb_wr_big_decimal(&w, (alb_span){0});
    assert_true(alb_span_is(alb_wr_span(&w), "0"));
    w = alb_wr_init(text, sizeof text);
    alb_wr_big_decimal(&w, alb_span_of(most, 32));
    assert_true(alb_span_is(
        alb_wr_span(&w), "115792089237316195423570985008687907853269984665640564039457584007913129639935"));
    alb_wr_big_decimal(&w, ALB_SPAN_OF(most));
    assert_int_equal(w.st, ALB_TOO_LARGE);
}

static void a_steered_clock(void **state)
{
    (void)state;
    alb_clock_manual real;
    alb_clock_steered c;
    alb_clock_manual_init(&real, 1000000);
    alb_clock_steered_init(&c, &real.clock);
    assert_int_equal(alb_now(&c.clock), 1000000);
    alb_clock_manual_add(&real, 500);
    assert_int_equal(alb_now(&c.clock), 1000500);
    assert_true(alb_clock_steered_set(&c, 2000000));
    assert_false(alb_clock_steered_set(&c, 1999999)); /* never back */
    alb_clock_manual_add(&real, 10);
    assert_int_equal(alb_now(&c.clock), 2000010);
    assert_true(alb_clock_steered_set_rate(&c, 60 * 1000));
    assert_int_equal(alb_now(&c.clock), 2000010);
    alb_clock_manual_add(&real, 1000);
    assert_int_equal(alb_now(&c.clock), 2060010);
    assert_true(alb_clock_steered_set_rate(&c, 0));
    alb_clock_manual_add(&real, 1000);
    assert_int_equal(alb_now(&c.clock), 2060010);
    assert_false(alb_clock_steered_set_rate(&c, ALB_CLOCK_MAX_RATE + 1));
    assert_int_equal(alb_clock_steered_rate(&c), 0);
    alb_clock_steered_release(&c);
}

static const char *logged(alb_log_format format, const char *text)
{
    static char line[4096];
    alb_clock_manual clock;
    alb_clock_manual_init(&clock, 0);
    FILE *f = fmemopen(line, sizeof line, "w");
    assert_non_null(f);
    alb_log log = {.stream = f, .level = ALB_LOG_INFO, .format = format, .clock = &clock.clock};
    alb_log_event(&log, ALB_LOG_INFO, "test", "user=%s n=%llu code=%04X part=%.*s of=%d/%d why=\"%s\"", text,
                  7ULL, 0x18U, 3, "abcdef", 1, 2, text);
    alb_log_event(&log, ALB_LOG_DEBUG, "silent", "n=%d", 1);
    (void)fclose(f);
    return line;
}

static void an_event_is_one_line(void **state)
{
    (void)state;
    assert_string_equal(
        logged(ALB_LOG_TEXT, "abc"),
        "time=1970-01-01T00:00:00.000Z level=info event=test user=abc n=7 code=0018 part=abc of=1/2 "
        "why=abc\n");
    /* Whatever an argument holds. */
    assert_string_equal(
        logged(ALB_LOG_TEXT, "a\" code=I0\nlevel=error"),
        "time=1970-01-01T00:00:00.000Z level=info event=test user=\"a\\\" code=I0\\x0alevel=error\" n=7 "
        "code=0018 part=abc of=1/2 why=\"a\\\" code=I0\\x0alevel=error\"\n");
    assert_string_equal(
        logged(ALB_LOG_JSON, "a\"\n"),
        "{\"time\":\"1970-01-01T00:00:00.000Z\",\"level\":\"info\",\"event\":\"test\",\"user\":\"a\\\""
        "\\u000a\",\"n\":7,\"code\":\"0018\",\"part\":\"abc\",\"of\":\"1/2\",\"why\":\"a\\\"\\u000a\"}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths_there_and_back),
        cmocka_unit_test(test_length_around_content),
        cmocka_unit_test(test_decimals),
        cmocka_unit_test(test_base64_and_hex),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_eui64_forms),
        cmocka_unit_test(test_json_text),
        cmocka_unit_test(test_arena),
        cmocka_unit_test(an_event_is_one_line),
        cmocka_unit_test(a_steered_clock),
        cmocka_unit_test(test_big_decimal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
