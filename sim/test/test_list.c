/* Lists of homes: made up, written, read again; what is wrong in a file is named; a fleet lives by one. */
#include "list_internal.h"

#include "sim/fleet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { SEED = 1, MANY = 100000 };

static const sim_mix all_of_it = {.twin = 20,
                                  .polyphase = 20,
                                  .control = 30,
                                  .sapc = 30,
                                  .ihd = 50,
                                  .cad = 50,
                                  .economy7 = 40,
                                  .business = 20,
                                  .solar = 30,
                                  .heatpump = 30,
                                  .vehicle = 30};

static alb_buf write_list(uint32_t homes)
{
    alb_buf text;
    sim_list *made = sim_list_make(SEED, homes, &all_of_it);
    alb_buf_init(&text, 1 << 28);
    sim_list_write(made, &text);
    assert_int_equal(text.st, ALB_OK);
    sim_list_free(made);
    return text;
}

static void a_list_goes_round(void **state)
{
    (void)state;
    enum { HOMES = 300 };
    alb_buf text = write_list(HOMES);
    alb_buf again;
    sim_list *made = sim_list_make(SEED, HOMES, &all_of_it);
    sim_list *list = NULL;
    alb_buf_init(&again, 1 << 28);
    assert_int_equal(sim_list_read(alb_buf_span(&text), 7, NULL, &list, NULL), ALB_OK);
    assert_int_equal(sim_list_count(list), HOMES);
    sim_list_write(list, &again);
    assert_true(alb_span_equal(alb_buf_span(&text), alb_buf_span(&again)));
    for (uint32_t n = 0; n < HOMES; n++) {
        sim_listing a;
        sim_listing b;
        uint32_t number = UINT32_MAX;
        sim_kind kind = SIM_CAD;
        sim_list_at(made, n, &a);
        sim_list_at(list, n, &b);
        assert_string_equal(a.home.mpan, b.home.mpan);
        assert_string_equal(a.equipment.variant, b.equipment.variant);
        assert_int_equal(a.equipment.is_twin, b.equipment.is_twin);
        assert_int_equal(a.equipment.has_sapc, b.equipment.has_sapc);
        assert_int_equal(a.equipment.solar, b.equipment.solar);
        assert_string_equal(a.address.post_code, b.address.post_code);
        assert_int_equal(a.region, b.region);
        assert_int_equal(b.seed, SEED); /* written with each home */
        assert_true(sim_list_find(list, a.home.gsme, &number, &kind));
        assert_true(number == n && kind == SIM_GSME);
        assert_true(sim_list_find(list, a.home.spare_gpf, &number, &kind));
        assert_int_equal(kind, SIM_SPARE_GPF);
        assert_int_equal(sim_list_find(list, a.home.sapc, &number, &kind), a.equipment.has_sapc);
        assert_false(sim_list_find(list, a.home.ihd, &number, &kind)); /* it has no messages */
    }
    sim_list_free(made);
    sim_list_free(list);
    alb_buf_release(&text);
    alb_buf_release(&again);
}

typedef struct fault {
    unsigned n;
    uint32_t line;
    char column[16], rule[96];
} fault;

static void note(void *ctx, uint32_t line, const char *column, const char *rule)
{
    fault *f = ctx;
    f->n++;
    f->line = line;
    (void)snprintf(f->column, sizeof f->column, "%.15s", column);
    (void)snprintf(f->rule, sizeof f->rule, "%.95s", rule);
}

#define HEAD                                                                                                 \
    "hub,esme,gsme,gpf,ppmid,hcalcs,sapc,ihd,cad,spare_hub,spare_gpf,variant,mpan,mprn,uprn,postcode,"       \
    "address,region,class,solar,heatpump,vehicle,seed\r\n"
#define FIRST "00db001000000101,00db001000000102,00db001000000103,00db001000000104,00db001000000105,"

static alb_status read(const char *text, fault *f)
{
    sim_list *list = NULL;
    sim_list_told told = {.fault = note, .ctx = f};
    *f = (fault){.n = 0};
    alb_status st = sim_list_read(alb_span_str(text), SEED, &told, &list, NULL);
    assert_int_equal(list != NULL, st == ALB_OK);
    sim_list_free(list);
    return st;
}

/* Each value by itself: what stands in the file, and the column that is blamed; NULL: none. */
static void each_value_has_its_rule(void **state)
{
    (void)state;
    static const struct {
        const char *rest, *column;
    } cases[] = {
        {",,,,,,A,1001000000005,1000000008,,,,,1,0,no,no,", NULL},
        {",,,,,,A,1001000000005,1000000008,100,AB1 2CD,\"Flat 1, Mill \"\"A\"\"\",north,4,250,yes,yes,99",
         NULL},
        {"00db001000000106,,,,,,ADEF,1001000000005,1000000008,,,,,1,0,no,no,", NULL},
        {"00db001000000106,,,,,,A,1001000000005,1000000008,,,,,1,0,no,no,", "variant"},
        {",,,,,,ADEF,1001000000005,1000000008,,,,,1,0,no,no,", "variant"},
        {",,,,,,D,1001000000005,1000000008,,,,,1,0,no,no,", "variant"},
        {",,,,,,A,1001000000003,1000000008,,,,,1,0,no,no,", "mpan"},
        {",,,,,,A,100100000000,1000000008,,,,,1,0,no,no,", "mpan"},
        {",,,,,,A,1001000000005,1000000009,,,,,1,0,no,no,", "mprn"},
        {",,,,,,A,1001000000005,1000000008,12x,,,,1,0,no,no,", "uprn"},
        {",,,,,,A,1001000000005,1000000008,1234567890123,,,,1,0,no,no,", "uprn"},
        {",,,,,,A,1001000000005,1000000008,,AB12CD,,,1,0,no,no,", "postcode"},
        {",,,,,,A,1001000000005,1000000008,,ABC1 2CD,,,1,0,no,no,", "postcode"},
        {",,,,,,A,1001000000005,1000000008,,,0123456789012345678901234567890,,1,0,no,no,", "address"},
        {",,,,,,A,1001000000005,1000000008,,,,west,1,0,no,no,", "region"},
        {",,,,,,A,1001000000005,1000000008,,,,,5,0,no,no,", "class"},
        {",,,,,,A,1001000000005,1000000008,,,,,1,251,no,no,", "solar"},
        {",,,,,,A,1001000000005,1000000008,,,,,1,0,maybe,no,", "heatpump"},
        {",,,,,,A,1001000000005,1000000008,,,,,1,0,no,,", "vehicle"},
        {",,,,,,A,1001000000005,1000000008,,,,,1,0,no,no,-1", "seed"},
        {",x,,,,,A,1001000000005,1000000008,,,,,1,0,no,no,", "sapc"},
        {"00db001000000103,,,,,,ADEF,1001000000005,1000000008,,,,,1,0,no,no,", "hcalcs"},
        {",,,,,A,1001000000005,1000000008,,,,,1,0,no,no,", "all"},
    };
    fault f;
    for (size_t i = 0; i < ALB_COUNT(cases); i++) {
        char text[1024];
        (void)snprintf(text, sizeof text, HEAD FIRST "%s\r\n", cases[i].rest);
        alb_status st = read(text, &f);
        if (!cases[i].column) {
            if (st != ALB_OK) {
                fail_msg("%s: %s: %s", cases[i].rest, f.column, f.rule);
            }
            continue;
        }
        assert_int_equal(st, ALB_BAD_VALUE);
        assert_int_equal(f.n, 1);
        assert_int_equal(f.line, 2);
        assert_string_equal(f.column, cases[i].column);
        assert_true(f.rule[0]);
    }
}

static void what_is_no_list_is_refused(void **state)
{
    (void)state;
    fault f;
    assert_int_equal(read("", &f), ALB_BAD_FORMAT);
    assert_int_equal(read("hub,esme\r\n", &f), ALB_BAD_FORMAT);
    assert_int_equal(read(HEAD "\"", &f), ALB_TRUNCATED);
    assert_int_equal(read(HEAD, &f), ALB_OK); /* nobody lives there */
    /* Two homes with one meter point, or one device: the second is blamed. */
    assert_int_equal(read(HEAD FIRST ",,,,,,A,1001000000005,1000000008,,,,,1,0,no,no,\r\n"
                                     "1,2,3,4,5,,,,,,,A,1001000000005,1000000008,,,,,1,0,no,no,\r\n",
                          &f),
                     ALB_BAD_VALUE);
    assert_int_equal(f.n, 5); /* these are no EUI-64s */
    assert_int_equal(read(HEAD FIRST ",,,,,,A,1001000000005,1000000008,,,,,1,0,no,no,\r\n" FIRST
                                     ",,,,,,A,1001000000005,1000000008,,,,,1,0,no,no,\r\n",
                          &f),
                     ALB_BAD_VALUE);
    assert_int_equal(f.n, 3); /* hub, mpan, mprn */
    assert_int_equal(f.line, 3);
}

static void count(void *ctx, uint32_t lines)
{
    unsigned *n = ctx;
    assert_int_equal(lines % 10000, 0);
    ++*n;
}

/* The middle of a hundred thousand is wrong in two places: both are named, in seconds, and nothing is taken.
 */
static void many_lines_are_read_in_seconds(void **state)
{
    (void)state;
    alb_buf text = write_list(MANY);
    unsigned told = 0;
    sim_list *list = NULL;
    int64_t began = alb_monotonic_ns();
    sim_list_told t = {.progress = count, .ctx = &told};
    assert_int_equal(sim_list_read(alb_buf_span(&text), SEED, &t, &list, NULL), ALB_OK);
    print_message("%d lines in %d ms\n", MANY, (int)((alb_monotonic_ns() - began) / 1000000));
    assert_int_equal(sim_list_count(list), MANY);
    assert_int_equal(told, MANY / 10000);
    sim_list_free(list);
    size_t at = text.len / 2;
    while (text.ptr[at] != '\n') {
        at++;
    }
    text.ptr[at + 1] = 'x';  /* in the hub */
    text.ptr[at + 18] = 'x'; /* in the meter */
    fault f = {.n = 0};
    sim_list_told faults = {.fault = note, .ctx = &f};
    assert_int_equal(sim_list_read(alb_buf_span(&text), SEED, &faults, &list, NULL), ALB_BAD_VALUE);
    assert_null(list);
    assert_int_equal(f.n, 2);
    assert_string_equal(f.column, "esme");
    alb_buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_goes_round),
        cmocka_unit_test(each_value_has_its_rule),
        cmocka_unit_test(what_is_no_list_is_refused),
        cmocka_unit_test(many_lines_are_read_in_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
