/* Lexical forms and facets of XML Schema 1.0, value by value. */
#include "simple_internal.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct example {
    const char *text;
    const char *value; /* after white space; NULL: not a value */
} example;

static void check(const cat_simple *type, const example *examples, size_t count)
{
    alb_arena *arena = alb_arena_new(1 << 16);
    for (size_t i = 0; i < count; i++) {
        alb_span text = alb_span_str(examples[i].text);
        const char *why = duis_simple_check(type, &text, arena);
        if ((why == NULL) != (examples[i].value != NULL)) {
            fail_msg("'%s' as %s: %s", examples[i].text, type->name, why ? why : "accepted");
        }
        if (!why && !alb_span_is(text, examples[i].value)) {
            fail_msg("'%s' as %s: '%.*s'", examples[i].text, type->name, (int)text.len,
                     (const char *)text.ptr);
        }
    }
    alb_arena_free(arena);
}

#define CHECK(type, ...)                                                                                     \
    check(&(const cat_simple)type, (const example[]){__VA_ARGS__},                                           \
          ALB_COUNT(((const example[]){__VA_ARGS__})))
#define KIND(kind_)                                                                                          \
    {                                                                                                        \
        .name = #kind_, .kind = (kind_), .total_digits = 255, .fraction_digits = 255                         \
    }

static void test_numbers(void **state)
{
    (void)state;
    const cat_simple integer = {
        .name = "1..48", .kind = CAT_X_INTEGER, .min = "1", .max = "48", .total_digits = 255};
    const example integers[] = {{"1", "1"},   {"48", "48"}, {"49", NULL},      {"0", NULL},
                                {"-1", NULL}, {"+7", "+7"}, {" 007\n", "007"}, {"1.0", NULL},
                                {"", NULL},   {"+", NULL},  {"1 2", NULL}};
    check(&integer, integers, ALB_COUNT(integers));

    const cat_simple big = {.name = "u64",
                            .kind = CAT_X_UNSIGNED,
                            .min = "0",
                            .max = "18446744073709551615",
                            .total_digits = 255};
    const example bigs[] = {{"18446744073709551615", "18446744073709551615"},
                            {"18446744073709551616", NULL},
                            {"99999999999999999999999", NULL},
                            {"0000000000000000000000000000001", "0000000000000000000000000000001"},
                            {"+1", NULL},
                            {"-0", NULL}};
    check(&big, bigs, ALB_COUNT(bigs));

    const cat_simple decimal = {.name = "0.5..2.0",
                                .kind = CAT_X_DECIMAL,
                                .min = "0.5",
                                .max = "2.0",
                                .max_exclusive = true,
                                .total_digits = 255,
                                .fraction_digits = 1};
    const example decimals[] = {{"0.5", "0.5"}, {".5", ".5"},  {"1.", "1."},  {"1.90", "1.90"},
                                {"1.91", NULL}, {"2", NULL},   {"0.4", NULL}, {".", NULL},
                                {"-1", NULL},   {"1e0", NULL}, {"+1", "+1"},  {"01.5", "01.5"},
                                {"1,5", NULL},  {"INF", NULL}};
    check(&decimal, decimals, ALB_COUNT(decimals));

    const cat_simple year = {
        .name = "year", .kind = CAT_X_INTEGER, .min = "2014", .total_digits = 4, .fraction_digits = 0};
    const example years[] = {
        {"2014", "2014"}, {"9999", "9999"}, {"02014", "02014"}, {"10000", NULL}, {"2013", NULL}};
    check(&year, years, ALB_COUNT(years));
}

static void test_negative_bounds(void **state)
{
    (void)state;
    const cat_simple offset = {
        .name = "-400..0", .kind = CAT_X_INTEGER, .min = "-400", .max = "0", .total_digits = 255};
    const example offsets[] = {{"-400", "-400"}, {"-401", NULL}, {"-0", "-0"},
                               {"0", "0"},       {"1", NULL},    {"-39", "-39"}};
    check(&offset, offsets, ALB_COUNT(offsets));
}

static void test_dates(void **state)
{
    (void)state;
    CHECK(KIND(CAT_X_DATE), {"2024-02-29", "2024-02-29"}, {"2023-02-29", NULL}, {"1900-02-29", NULL},
          {"2000-02-29", "2000-02-29"}, {" 2024-01-01Z ", "2024-01-01Z"}, {"2024-1-01", NULL},
          {"24-01-01", NULL}, {"65535-04-29Z", "65535-04-29Z"}, {"02024-01-01", NULL}, {"0000-01-01", NULL},
          {"-0044-03-15", "-0044-03-15"}, {"2024-04-31", NULL}, {"2024-00-10", NULL}, {"2024-13-10", NULL},
          {"2024-01-01+14:00", "2024-01-01+14:00"}, {"2024-01-01+14:01", NULL}, {"2024-01-01z", NULL},
          {"2024-01-01Z1", NULL}, {"", NULL});
    CHECK(KIND(CAT_X_TIME), {"00:00:00", "00:00:00"}, {"24:00:00", "24:00:00"},
          {"24:00:00.000Z", "24:00:00.000Z"}, {"24:00:01", NULL}, {"23:59:59.999", "23:59:59.999"},
          {"23:59:60", NULL}, {"23:60:00", NULL}, {"1:00:00", NULL}, {"01:00", NULL}, {"01:00:00.", NULL},
          {"01:00:00-00:30", "01:00:00-00:30"}, {"25:00:00", NULL});
    CHECK(KIND(CAT_X_DATE_TIME), {"2015-01-15T09:00:00.00Z", "2015-01-15T09:00:00.00Z"},
          {"3000-12-31T00:00:00Z", "3000-12-31T00:00:00Z"}, {"2015-01-15 09:00:00Z", NULL},
          {"2015-01-15", NULL}, {"2015-01-15T09:00:00", "2015-01-15T09:00:00"}, {"2015-01-15T", NULL},
          {"2015-02-30T09:00:00Z", NULL});
}

static void test_octets(void **state)
{
    (void)state;
    CHECK(KIND(CAT_X_BASE64), {"", ""}, {"AAAA", "AAAA"}, {"AA==", "AA=="}, {"AAA=", "AAA="}, {"AAA", NULL},
          {"AB==", NULL}, {"AAB=", NULL}, {"A===", NULL}, {"====", NULL}, {"AA=A", NULL},
          {" AA AA\n", "AA AA"}, {"AA-A", NULL}, {"AA = =", "AA = ="}, {"+/+/", "+/+/"});
    CHECK(KIND(CAT_X_HEX), {"", ""}, {"8f66", "8f66"}, {"8F6", NULL}, {"8G", NULL}, {" 00 ", "00"},
          {"00 00", NULL});
    const cat_simple hash = {.name = "hash", .kind = CAT_X_HEX, .min_length = 2, .max_length = 3};
    const example hashes[] = {{"00", NULL}, {"0001", "0001"}, {"000102", "000102"}, {"00010203", NULL}};
    check(&hash, hashes, ALB_COUNT(hashes));
}

static void test_texts(void **state)
{
    (void)state;
    const cat_simple text = {.name = "text", .kind = CAT_X_STRING, .min_length = 1, .max_length = 3};
    const example texts[] = {
        {"", NULL}, {" a ", " a "}, {"\xc3\xa9\xc3\xa9\xc3\xa9", "\xc3\xa9\xc3\xa9\xc3\xa9"}, {"abcd", NULL}};
    check(&text, texts, ALB_COUNT(texts));
    CHECK(KIND(CAT_X_TOKEN), {" a \n\t b ", "a b"}, {"a b", "a b"}, {"a\tb", "a b"}, {"", ""});
    CHECK(KIND(CAT_X_BOOLEAN), {"true", "true"}, {" 0 ", "0"}, {"TRUE", NULL}, {"", NULL}, {"01", NULL});
    static const char *const values[] = {"GBP", "8F66"};
    const cat_simple list = {.name = "list", .kind = CAT_X_ENUM, .values = values, .n_values = 2};
    const example listed[] = {{"GBP", "GBP"}, {"GBP ", NULL}, {"gbp", NULL}, {"", NULL}, {"8F66", "8F66"}};
    check(&list, listed, ALB_COUNT(listed));
    const cat_simple codes = {.name = "codes", .kind = CAT_X_HEX, .values = values + 1, .n_values = 1};
    const example coded[] = {{"8f66", "8f66"}, {" 8F66", "8F66"}, {"8F67", NULL},
                             {"8F", NULL},     {"8F6600", NULL},  {"", NULL}};
    check(&codes, coded, ALB_COUNT(coded));
}

static void test_unions(void **state)
{
    (void)state;
    static const cat_simple number = {.name = "number", .kind = CAT_X_UNSIGNED, .total_digits = 255};
    static const cat_simple flag = KIND(CAT_X_BOOLEAN);
    static const cat_simple *const members[] = {&number, &flag};
    const cat_simple either = {.name = "either", .unions = members, .n_unions = 2};
    const example examples[] = {{" 12 ", "12"}, {"true", "true"}, {"none", NULL}};
    check(&either, examples, ALB_COUNT(examples));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_negative_bounds), cmocka_unit_test(test_dates),
        cmocka_unit_test(test_octets),  cmocka_unit_test(test_texts),           cmocka_unit_test(test_unions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
