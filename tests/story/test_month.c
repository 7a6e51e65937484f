/* A street through a month in seconds: bills every Monday, and logs that are read when it is over. What they
 * say agrees with each other, and with the registers. */
#include "world.h"

#include <time.h>

enum { BILLS = 4, DAYS = 30 };

static world w;
static actor supplier, network;
static alb_time from;

static int begin(void **state)
{
    static const char *const options[] = {"--homes", "16", "--mix", "solar=50", NULL};
    (void)state;
    world_open(&w, options);
    assert_int_equal(w.n_homes, WORLD_HOMES);
    actor_open(&supplier, &w, SUPPLIER);
    actor_open(&network, &w, NETWORK_OPERATOR);
    return 0;
}

static int end(void **state)
{
    (void)state;
    actor_close(&network);
    actor_close(&supplier);
    world_close(&w);
    return 0;
}

static double seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* A log's entries in a time that ends now: their energy, in order. */
static size_t read_log(actor *a, const char *srv, alb_eui64 device, alb_time begins, alb_time ends,
                       const char *what, int64_t *out, size_t most)
{
    user_result r = ACTOR_DOES(a, srv, device, {"ReadLogPeriod/StartDateTime", world_time(&w, begins)},
                               {"ReadLogPeriod/EndDateTime", world_time(&w, ends)});
    size_t n = 0;
    for (uint32_t i = 0; i < r.content.count && n < most; i++) {
        if (strcmp(r.content.values[i].field->name, what) == 0) {
            out[n++] = (int64_t)r.content.values[i].number.u;
        }
    }
    return n;
}

static void bills_are_ordered(void **state)
{
    (void)state;
    for (size_t i = 0; i < WORLD_HOMES; i++) {
        ACTOR_DOES(&supplier, "6.8", w.homes[i].esme,
                   {"ElectricityBillingCalendar/BillingTime", "00:00:00.00Z"},
                   {"ElectricityBillingCalendar/Weekly", "1"});
    }
}

/* From a Monday's midnight on: the bills of four Mondays come from every home. */
static void a_month_passes(void **state)
{
    (void)state;
    world_pass_to(&w,
                  (world_now(&w) - ALB_DAYS(4)) / ALB_DAYS(7) * ALB_DAYS(7) + ALB_DAYS(11) + ALB_MINUTES(1));
    from = world_now(&w) / ALB_DAYS(1) * ALB_DAYS(1);
    (void)actor_empties_inbox(&supplier);
    double start = seconds();
    world_pass(&w, "30d");
    for (size_t i = 0; i < BILLS * WORLD_HOMES; i++) {
        (void)actor_hears(&supplier, "8F0A");
    }
    double passed = seconds() - start;
    print_message("%d homes in %.2f s: %.1f ms a home and month\n", WORLD_HOMES, passed,
                  passed * 1000 / WORLD_HOMES);
    assert_int_equal(actor_empties_inbox(&supplier), 0);
}

/* Daily reads differ by what the half hours and the log of daily consumption say. */
static void the_logs_agree(void **state)
{
    (void)state;
    for (size_t i = 0; i < WORLD_HOMES; i++) {
        int64_t reads[DAYS + 1];
        int64_t days[DAYS + 1];
        int64_t half_hours[49];
        alb_eui64 meter = w.homes[i].esme;
        alb_time until = from + ALB_DAYS(DAYS);
        assert_int_equal(read_log(&supplier, "4.6.1", meter, from, until, "ActiveImport", reads, DAYS + 1),
                         DAYS + 1);
        assert_int_equal(
            read_log(&supplier, "4.17", meter, from + ALB_DAYS(1), until, "ActiveImport", days, DAYS + 1),
            DAYS);
        for (size_t d = 0; d < DAYS; d++) {
            assert_true(days[d] > 0);
            assert_int_equal(reads[d + 1] - reads[d], days[d]);
        }
        assert_int_equal(read_log(&supplier, "4.8.1", meter, from + ALB_DAYS(DAYS - 1) + ALB_MINUTES(30),
                                  until, "ActiveImport", half_hours, 49),
                         48);
        int64_t sum = 0;
        for (size_t k = 0; k < 48; k++) {
            sum += half_hours[k];
        }
        assert_int_equal(sum, days[DAYS - 1]);
        user_result r = actor_ask(&supplier, "4.1.1", meter, NULL, 0);
        assert_true(result_number(&r, "ActiveImportRegister") >= reads[DAYS]);
    }
}

/* What the meter logged can be had without it, from the number of the home alone. */
static void half_hours_can_be_recomputed(void **state)
{
    (void)state;
    for (size_t i = 0; i < WORLD_HOMES; i++) {
        int64_t half_hours[48];
        char number[8];
        alb_buf csv;
        alb_buf_init(&csv, 1 << 16);
        (void)snprintf(number, sizeof number, "%zu", i);
        const char *const run[] = {
            "fleet", "consumption", number, world_time(&w, from), world_time(&w, from + ALB_DAYS(1)),
            "--mix", "solar=50",    NULL};
        assert_int_equal(world_run(&w, &csv, run), 0);
        alb_buf_add_u8(&csv, 0);
        const char *line = (const char *)csv.ptr;
        assert_int_equal(read_log(&supplier, "4.8.1", w.homes[i].esme, from + ALB_MINUTES(30),
                                  from + ALB_DAYS(1), "ActiveImport", half_hours, 48),
                         48);
        for (size_t k = 0; k < 48; k++) {
            line = strchr(line, '\n');
            assert_non_null(line);
            line = strchr(line, ',');
            assert_non_null(line);
            uint64_t wh = 0;
            line++;
            assert_true(alb_parse_u64(alb_span_of(line, strcspn(line, ",")), UINT32_MAX, &wh));
            assert_int_equal(wh, half_hours[k]);
        }
        alb_buf_release(&csv);
    }
}

/* Each bill is the daily read of its Monday. */
static void bills_are_daily_reads(void **state)
{
    (void)state;
    for (size_t i = 0; i < WORLD_HOMES; i++) {
        int64_t reads[DAYS + 1];
        int64_t bills[BILLS + 1];
        alb_eui64 meter = w.homes[i].esme;
        alb_time until = from + ALB_DAYS(DAYS);
        (void)read_log(&supplier, "4.6.1", meter, from, until, "ActiveImport", reads, DAYS + 1);
        assert_int_equal(
            read_log(&supplier, "4.4.3", meter, from + 1000, until, "ActiveImport", bills, BILLS + 1), BILLS);
        for (size_t k = 0; k < BILLS; k++) {
            assert_int_equal(bills[k], reads[7 * (k + 1)]);
        }
    }
}

/* Half of the homes have panels, whose half hours of export sum to what the register gained. */
static void exports_are_read(void **state)
{
    (void)state;
    size_t exporting = 0;
    for (size_t i = 0; i < WORLD_HOMES; i++) {
        int64_t half_hours[48];
        alb_eui64 meter = w.homes[i].esme;
        user_result r = actor_ask(&network, "4.2", meter, NULL, 0);
        bool has_panels = result_number(&r, "ActiveExportRegister") > 0;
        assert_int_equal(read_log(&network, "4.8.3", meter, from + ALB_MINUTES(30), from + ALB_DAYS(1),
                                  "ActiveExport", half_hours, 48),
                         48);
        int64_t sum = 0;
        for (size_t k = 0; k < 48; k++) {
            sum += half_hours[k];
            assert_true((k >= 8 && k < 42) || half_hours[k] == 0); /* at night */
        }
        assert_int_equal(sum > 0, has_panels);
        r = actor_ask(&network, "4.12.2", meter, NULL, 0);
        assert_int_equal(result_number(&r, "MaximumDemandActivePowerExport") > 0, has_panels);
        exporting += has_panels;
    }
    assert_in_range(exporting, 3, WORLD_HOMES - 3);
}

/* The proxy tells what the gas meter took. */
static void gas_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < WORLD_HOMES; i++) {
        int64_t reads[DAYS + 1];
        size_t n = read_log(&supplier, "4.6.1", w.homes[i].gpf, from, from + ALB_DAYS(DAYS),
                            "CurrentSummation", reads, DAYS + 1);
        assert_in_range(n, DAYS - 1, DAYS + 1);
        for (size_t d = 1; d < n; d++) {
            assert_true(reads[d] > reads[d - 1]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bills_are_ordered),     cmocka_unit_test(a_month_passes),
        cmocka_unit_test(the_logs_agree),        cmocka_unit_test(half_hours_can_be_recomputed),
        cmocka_unit_test(bills_are_daily_reads), cmocka_unit_test(exports_are_read),
        cmocka_unit_test(gas_is_read),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
