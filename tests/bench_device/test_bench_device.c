/* The device test bench against our own devices, which pass it; and against devices with a fault, which fail
 * where they should. The rooms meet over a link and nowhere else. */
#include "bench_device/bench_device.h"
#include "sim/fleet.h"
#include "smki/authority.h"

#include "base/file.h"
#include "catalogue/variant.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { SEED = 9, HOMES = 1, TIMEOUT_MS = 3000, SPEED = 20 };

static const uint64_t supplier_id = 0x90b3d51f30aa0000;
static const uint64_t operator_id = 0x90b3d51f30bb0000;

typedef struct fixture {
    char dir[64];
    alb_clock_steered clock;
    smki_keystore *keys;
    sim_fleet *fleet;
    link_socket *link;
    sim_home home;
} fixture;

static void learn(fixture *f, alb_eui64 id)
{
    smki_certificate *signing;
    smki_certificate *agreement;
    assert_int_equal(sim_fleet_certificates(f->fleet, id, &signing, &agreement, NULL), ALB_OK);
    assert_int_equal(smki_keystore_add(f->keys, signing, NULL, NULL, NULL), ALB_OK);
    assert_int_equal(smki_keystore_add(f->keys, agreement, NULL, NULL, NULL), ALB_OK);
    smki_certificate_free(signing);
    smki_certificate_free(agreement);
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    alb_err err = {.code = ALB_OK};
    alb_time now = alb_now(alb_clock_system());
    alb_clock_steered_init(&f->clock, alb_clock_system());
    assert_true(alb_clock_steered_set_rate(&f->clock, SPEED * 1000));
    (void)snprintf(f->dir, sizeof f->dir, "/tmp/albion-bench-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    assert_int_equal(smki_pki_init(f->dir, now - ALB_DAYS(1), &err), ALB_OK);
    assert_int_equal(smki_pki_issue_entity(f->dir, alb_eui64_of(supplier_id), SMKI_ROLE_SUPPLIER, "S",
                                           now - ALB_DAYS(1), &err),
                     ALB_OK);
    assert_int_equal(smki_pki_issue_entity(f->dir, alb_eui64_of(operator_id), SMKI_ROLE_NETWORK_OPERATOR, "N",
                                           now - ALB_DAYS(1), &err),
                     ALB_OK);
    sim_fleet_options o = {.homes = HOMES,
                           .seed = SEED,
                           .clock = &f->clock.clock,
                           .pki = f->dir,
                           .mix = {.control = 100, .sapc = 100},
                           .gas_wake = 1,
                           .supplier = alb_eui64_of(supplier_id),
                           .network_operator = alb_eui64_of(operator_id)};
    assert_int_equal(sim_fleet_start(&o, &f->fleet, &err), ALB_OK);
    f->home = sim_home_of(SEED, 0);
    f->keys = smki_keystore_new();
    assert_int_equal(smki_keystore_load(f->keys, f->dir, &err), ALB_OK);
    learn(f, f->home.hub);
    learn(f, f->home.esme);
    learn(f, f->home.gsme);
    learn(f, f->home.gpf);
    learn(f, f->home.ppmid);
    learn(f, f->home.hcalcs);
    learn(f, f->home.sapc);
    link_socket *other;
    assert_int_equal(link_pair(&f->link, &other, NULL), ALB_OK);
    assert_int_equal(sim_fleet_attach(f->fleet, other, NULL), ALB_OK);
    *state = f;
    return 0;
}

static alb_status remove_file(void *ctx, const char *path, alb_err *err)
{
    (void)ctx;
    (void)err;
    return unlink(path) == 0 ? ALB_OK : ALB_IO;
}

static int teardown(void **state)
{
    fixture *f = *state;
    sim_fleet_stop(f->fleet);
    link_free(f->link);
    smki_keystore_free(f->keys);
    alb_clock_steered_release(&f->clock);
    assert_int_equal(alb_file_walk(f->dir, remove_file, NULL, NULL), ALB_OK);
    assert_int_equal(rmdir(f->dir), 0);
    free(f);
    return 0;
}

static bench_device_report *run(fixture *f, alb_eui64 id, uint16_t type, const char *only)
{
    alb_err err = {.code = ALB_OK};
    bench_device_report *report = NULL;
    bench_device_options o = {.keys = f->keys,
                              .link = f->link,
                              .hub = f->home.hub,
                              .device = id,
                              .type = type,
                              .variants =
                                  CAT_VARIANT_CONTROLLERS | CAT_VARIANT_BOOST | CAT_VARIANT_PROPORTIONAL,
                              .clock = &f->clock.clock,
                              .timeout_ms = TIMEOUT_MS,
                              .only = only};
    if (bench_device_run(&o, NULL, &report, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    return report;
}

static void print_failures(const bench_device_report *report)
{
    alb_buf text;
    alb_buf_init(&text, 1 << 20);
    for (size_t i = 0; i < bench_device_report_count(report); i++) {
        const bench_device_case *c = bench_device_report_at(report, i);
        if (c->outcome != BENCH_DEVICE_PASS) {
            bench_device_write_case(c, false, &text);
        }
    }
    bench_device_write_totals(report, &text);
    (void)printf("%.*s", (int)text.len, (const char *)text.ptr);
    alb_buf_release(&text);
}

static void expect_pass(fixture *f, alb_eui64 id, uint16_t type, size_t least)
{
    bench_device_report *report = run(f, id, type, NULL);
    if (bench_device_report_total(report, BENCH_DEVICE_FAIL) > 0) {
        print_failures(report);
    }
    assert_int_equal(bench_device_report_total(report, BENCH_DEVICE_FAIL), 0);
    assert_true(bench_device_report_total(report, BENCH_DEVICE_PASS) >= least);
    bench_device_report_free(report);
}

static void an_electricity_meter_passes(void **state)
{
    fixture *f = *state;
    expect_pass(f, f->home.esme, CAT_DEVICE_ESME, 100);
}

static void a_hub_passes(void **state)
{
    fixture *f = *state;
    expect_pass(f, f->home.hub, CAT_DEVICE_CHF, 15);
}

static void a_gas_meter_passes(void **state)
{
    fixture *f = *state;
    expect_pass(f, f->home.gsme, CAT_DEVICE_GSME, 50);
}

static void a_gas_proxy_passes(void **state)
{
    fixture *f = *state;
    expect_pass(f, f->home.gpf, CAT_DEVICE_GPF, 25);
}

static void the_smaller_devices_pass(void **state)
{
    fixture *f = *state;
    expect_pass(f, f->home.ppmid, CAT_DEVICE_PPMID, 15);
    expect_pass(f, f->home.hcalcs, CAT_DEVICE_HCALCS, 15);
    expect_pass(f, f->home.sapc, CAT_DEVICE_SAPC, 25);
}

/* --- planted faults --- */

static const bench_device_case *find(const bench_device_report *report, const char *name)
{
    for (size_t i = 0; i < bench_device_report_count(report); i++) {
        const bench_device_case *c = bench_device_report_at(report, i);
        if (strcmp(c->name, name) == 0) {
            return c;
        }
    }
    fail_msg("no case %s", name);
    abort(); /* not reached */
}

/* The field that failed first. */
static const bench_device_field *failed(const bench_device_case *c)
{
    for (size_t i = 0; i < c->n_fields; i++) {
        if (!c->fields[i].passed) {
            return &c->fields[i];
        }
    }
    fail_msg("%s passed", c->name);
    abort(); /* not reached */
}

static void expect_failure(fixture *f, device_fault fault, const char *field_name, const char *actual)
{
    assert_int_equal(sim_fleet_order_fault(f->fleet, f->home.esme, fault, NULL), ALB_OK);
    bench_device_report *report = run(f, f->home.esme, CAT_DEVICE_ESME, "ECS17a");
    const bench_device_field *field = failed(find(report, "ECS17a"));
    assert_string_equal(field->name, field_name);
    assert_string_equal(field->actual, actual);
    bench_device_report_free(report);
    report = run(f, f->home.esme, CAT_DEVICE_ESME, "ECS17a");
    assert_int_equal(find(report, "ECS17a")->outcome, BENCH_DEVICE_PASS);
    bench_device_report_free(report);
}

/* A device that once does something wrong fails there, with what came beside what was expected. */
static void a_planted_fault_is_found(void **state)
{
    fixture *f = *state;
    expect_failure(f, (device_fault){.kind = DEVICE_FAULT_RESULT, .item = 1, .result = 3},
                   "item 1 (ActiveExportRegisterScalerUnit) result", "3");
    expect_failure(f, (device_fault){.kind = DEVICE_FAULT_NEVER}, "answer", "no answer");
}

/* An answer that comes twice belongs to the next command's time, or to the end of the run. */
static void a_second_answer_is_found(void **state)
{
    fixture *f = *state;
    device_fault twice = {.kind = DEVICE_FAULT_TWICE};
    assert_int_equal(sim_fleet_order_fault(f->fleet, f->home.esme, twice, NULL), ALB_OK);
    bench_device_report *report = run(f, f->home.esme, CAT_DEVICE_ESME, "ECS17a");
    assert_string_equal(failed(find(report, "ECS17a"))->name, "answers");
    bench_device_report_free(report);
}

/* --- a device that is not ours: it sits in between and spoils what the real one says --- */

typedef struct spoiler {
    link_socket *bench, *fleet;
    size_t from_end; /* which octet of its answers is turned */
} spoiler;

static void *spoil(void *arg)
{
    spoiler *s = arg;
    link_frame frame;
    while (link_receive(s->fleet, -1, &frame, NULL) == ALB_OK) {
        uint8_t copy[65536];
        if (frame.type == LINK_RECEIVED && frame.message.len <= sizeof copy) {
            memcpy(copy, frame.message.ptr, frame.message.len);
            copy[frame.message.len - 1 - s->from_end] ^= 1;
            frame.message.ptr = copy;
        }
        if (link_send(s->bench, &frame, NULL) != ALB_OK) {
            break;
        }
    }
    return NULL;
}

static void *pass_on(void *arg)
{
    spoiler *s = arg;
    link_frame frame;
    while (link_receive(s->bench, -1, &frame, NULL) == ALB_OK &&
           link_send(s->fleet, &frame, NULL) == ALB_OK) {
    }
    return NULL;
}

static const char *fails_at(fixture *f, size_t from_end, char *name, size_t room)
{
    spoiler s = {.from_end = from_end};
    link_socket *outer;
    link_socket *theirs;
    pthread_t threads[2];
    assert_int_equal(link_pair(&s.fleet, &theirs, NULL), ALB_OK);
    assert_int_equal(link_pair(&outer, &s.bench, NULL), ALB_OK);
    assert_int_equal(sim_fleet_attach(f->fleet, theirs, NULL), ALB_OK);
    link_free(f->link);
    f->link = outer;
    assert_int_equal(pthread_create(&threads[0], NULL, spoil, &s), 0);
    assert_int_equal(pthread_create(&threads[1], NULL, pass_on, &s), 0);
    bench_device_report *report = run(f, f->home.esme, CAT_DEVICE_ESME, "ECS17a");
    (void)snprintf(name, room, "%s", failed(find(report, "ECS17a"))->name);
    bench_device_report_free(report);
    link_close(s.bench);
    link_close(s.fleet);
    for (size_t i = 0; i < ALB_COUNT(threads); i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    link_free(s.bench);
    link_free(s.fleet);
    return name;
}

static void an_answer_that_is_not_authentic_is_found(void **state)
{
    fixture *f = *state;
    char name[64];
    assert_string_equal(fails_at(f, 0, name, sizeof name), "authenticity");  /* the MAC */
    assert_string_equal(fails_at(f, 20, name, sizeof name), "authenticity"); /* the content */
}

/* --- reports --- */

static void reports_hold_every_case(void **state)
{
    fixture *f = *state;
    alb_buf text;
    alb_buf_init(&text, 1 << 20);
    device_fault fault = {.kind = DEVICE_FAULT_RESULT, .item = 0, .result = 1};
    assert_int_equal(sim_fleet_order_fault(f->fleet, f->home.esme, fault, NULL), ALB_OK);
    bench_device_report *report = run(f, f->home.esme, CAT_DEVICE_ESME, "ECS45");
    bench_device_write_junit(report, &text);
    alb_buf_add_u8(&text, '\0');
    assert_non_null(strstr((const char *)text.ptr, "tests=\"1\" failures=\"1\" skipped=\"0\""));
    assert_non_null(strstr((const char *)text.ptr, "result: expected 0, got 1"));
    alb_buf_clear(&text);
    bench_device_write_json(report, &text);
    alb_buf_add_u8(&text, '\0');
    assert_non_null(strstr((const char *)text.ptr, "\"outcome\": \"fail\""));
    alb_buf_release(&text);
    bench_device_report_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_electricity_meter_passes, setup, teardown),
        cmocka_unit_test_setup_teardown(a_hub_passes, setup, teardown),
        cmocka_unit_test_setup_teardown(a_gas_meter_passes, setup, teardown),
        cmocka_unit_test_setup_teardown(a_gas_proxy_passes, setup, teardown),
        cmocka_unit_test_setup_teardown(the_smaller_devices_pass, setup, teardown),
        cmocka_unit_test_setup_teardown(a_planted_fault_is_found, setup, teardown),
        cmocka_unit_test_setup_teardown(a_second_answer_is_found, setup, teardown),
        cmocka_unit_test_setup_teardown(an_answer_that_is_not_authentic_is_found, setup, teardown),
        cmocka_unit_test_setup_teardown(reports_hold_every_case, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
