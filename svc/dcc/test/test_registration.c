/* Registration data at work: each role at its date, by files and by hand; what a change of supplier ends. */
#include "rig.h"

#include "base/crc32.h"
#include "base/file.h"
#include "dcc/service_flag.h"
#include "registration/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static rig shared;
static rig *the = &shared;
static dcc_worker *worker;

/* Users of the test: the rig's three have keys. */
#define SUPPLIER rig_supplier
#define OPERATOR rig_operator
#define OTHER    rig_other

#define MPAN "1200000000011"

static alb_status put_participant(store_tx *tx, void *ctx, alb_err *err)
{
    return registration_put_participant(tx, ctx, err);
}

static alb_status put_provider(store_tx *tx, void *ctx, alb_err *err)
{
    return registration_put_provider(tx, ctx, err);
}

static void write_row(store_fn fn, const void *what)
{
    assert_int_equal(store_write(the->dcc->store, fn, (void *)(uintptr_t)what, NULL), ALB_OK);
}

static void acts_for(const char *mpid, alb_eui64 user, uint16_t roles)
{
    registration_participant p = {mpid, user, roles, ALB_TIME_NONE, ALB_TIME_NONE};
    write_row(put_participant, &p);
}

static void take(unsigned sequence, const char *body)
{
    char path[640];
    alb_buf text;
    unsigned lines = 0;
    alb_buf_init(&text, 1 << 20);
    alb_buf_printf(&text, "HDR|%s|E|1|RDP|DCC|20260302060000|%08u|NETA|TR06|\n",
                   sequence == 1 ? "INIT" : "UPD", sequence);
    for (const char *at = body; *at; at++) {
        if (*at == '@') {
            alb_buf_printf(&text, "%u", lines + 1);
        } else {
            alb_buf_add_u8(&text, (uint8_t)*at);
        }
        lines += *at == '\n';
    }
    uint32_t crc = alb_crc32(0, alb_buf_span(&text));
    alb_buf_printf(&text, "TRL|%u|%08x|\n", lines, crc);
    (void)snprintf(path, sizeof path, "%s/RDP_DCC_E_%s_20260302060000_%08u.dat", the->dir,
                   sequence == 1 ? "INIT" : "UPD", sequence);
    assert_int_equal(alb_file_write(path, alb_buf_span(&text), 0600, NULL), ALB_OK);
    alb_buf_release(&text);
    registration_taking t = {
        .path = path, .receiver = "DCC", .test_flag = "TR06", .now = alb_now(&the->clock.clock)};
    registration_result r;
    assert_int_equal(registration_take(the->dcc->store, &t, &r, NULL), ALB_OK);
    if (r.state != REGISTRATION_APPLIED || r.rejected > 0) {
        fail_msg("%s %s", r.code, r.detail);
    }
}

#define ROW(mpan, direction, supplier, from, to, agent)                                                      \
    "ERD|@|I|" mpan "|NETA|O|" direction "|E|" supplier "|" from "|" to "|A|N|" agent                        \
    "|20260101||01|T|W|1 High Street|||||||||M22 0RR||\n"

static void expect(alb_eui64 user, alb_eui64 target, unsigned variant, const char *srv, const char *reference,
                   const char *body, const char *code)
{
    rig_ask ask = {user, target, .variant = variant, .reference = reference, .srv = srv, .body = body};
    rig_answer a = rig_request(the, variant == 8 ? DCC_NON_DEVICE : DCC_SEND_COMMAND, &ask);
    assert_int_equal(a.status, 200);
    if (strcmp(a.code, code) != 0) {
        fail_msg("%s: %s where %s was expected", srv, a.code, code);
    }
}

/* --- each role, at its date --- */

typedef struct role_case {
    const char *what;
    uint16_t role; /* that the User holds as a party */
    uint16_t device;
    const char *mpxn, *export_mpan;
    bool
        registered; /* from 2026-03-02 until 2026-07-01, by hand, in that role, for mpxn or the export MPAN */
    uint16_t expected_within;
} role_case;

static const role_case role_cases[] = {
    {"import supplier", CAT_USER_IS, CAT_DEVICE_ESME, "11", NULL, true, CAT_USER_IS},
    {"no import supplier", CAT_USER_IS, CAT_DEVICE_ESME, "12", NULL, false, 0},
    {"export supplier", CAT_USER_ES, CAT_DEVICE_ESME, "13", "14", true, CAT_USER_ES},
    {"export MPAN alone: its supplier is the Import Supplier", CAT_USER_IS, CAT_DEVICE_ESME, NULL, "15", true,
     CAT_USER_IS},
    {"export MPAN alone has no Export Supplier", CAT_USER_ES, CAT_DEVICE_ESME, NULL, "16", true, 0},
    {"gas supplier", CAT_USER_GS, CAT_DEVICE_GSME, "17", NULL, true, CAT_USER_GS},
    {"distributor", CAT_USER_ED, CAT_DEVICE_ESME, "18", NULL, true, CAT_USER_ED},
    {"transporter", CAT_USER_GT, CAT_DEVICE_GPF, "19", NULL, true, CAT_USER_GT},
    {"agent", CAT_USER_RSA, CAT_DEVICE_ESME, "20", NULL, true, CAT_USER_RSA},
    {"load controller", CAT_USER_LC, CAT_DEVICE_ESME, "21", NULL, true, CAT_USER_LC},
    {"meter data retriever", CAT_USER_MDR, CAT_DEVICE_ESME, "22", NULL, true, CAT_USER_MDR},
    {"Other Users are registered for nothing", CAT_USER_OU, CAT_DEVICE_ESME, "23", NULL, false, 0},
};

typedef struct role_question {
    const role_case *c;
    alb_time at;
    uint16_t roles;
} role_question;

static alb_status ask_roles(store_tx *tx, void *ctx, alb_err *err)
{
    role_question *q = ctx;
    dcc_device_record d = {.id = rig_esme,
                           .hub = rig_hub,
                           .type = q->c->device,
                           .mpxn = q->c->mpxn,
                           .export_mpan = q->c->export_mpan};
    return dcc_registered_roles(tx, SUPPLIER, q->c->role, &d, q->at, false, &q->roles, err);
}

static void each_role_has_its_date(void **state)
{
    (void)state;
    alb_time from, to;
    assert_true(alb_time_parse(ALB_LIT("2026-03-02T00:00:00Z"), &from));
    assert_true(alb_time_parse(ALB_LIT("2026-06-30T23:00:00Z"), &to));
    for (size_t i = 0; i < ALB_COUNT(role_cases); i++) {
        const role_case *c = &role_cases[i];
        dcc_registration r = {c->export_mpan ? c->export_mpan : c->mpxn, SUPPLIER, c->role, from, to};
        if (c->registered) {
            assert_int_equal(dcc_register_supply(the->dcc, &r, NULL), ALB_OK);
        }
        const alb_time times[] = {from - 1, from, to - 1, to};
        for (size_t k = 0; k < ALB_COUNT(times); k++) {
            role_question q = {c, times[k], 0};
            bool within = k == 1 || k == 2;
            assert_int_equal(store_read(the->dcc->store, ask_roles, &q, NULL), ALB_OK);
            if (q.roles != (within ? c->expected_within : 0)) {
                fail_msg("%s, time %zu: roles %x", c->what, k, q.roles);
            }
        }
    }
}

/* --- by file, through the interface --- */

#define READ "<sr:ReadInstantaneousImportRegisters/>"

static void files_decide_who_may(void **state)
{
    (void)state;
    const registration_provider provider = {"RDP", "E", "NETA", {{0}}};
    write_row(put_provider, &provider);
    acts_for("OLDS", SUPPLIER, CAT_USER_IS | CAT_USER_ES);
    acts_for("NETA", OPERATOR, CAT_USER_ED);
    rig_change(the, "UPDATE device SET mpxn = '" MPAN "' WHERE type = 1");
    expect(SUPPLIER, rig_esme, 1, "4.1.1", "4.1", READ, "E4");
    take(1, ROW(MPAN, "I", "OLDS", "20200101", "", "MOPS"));
    expect(SUPPLIER, rig_esme, 1, "4.1.1", "4.1", READ, "I99");
    expect(OPERATOR, rig_esme, 1, "4.1.1", "4.1", READ, "I99");
    /* An Other User needs none; the service must be one of its own. */
    expect(OTHER, rig_esme, 1, "4.1.1", "4.1", READ, "E2");
    expect(OTHER, rig_esme, 1, "4.17", "4.17",
           "<sr:RetrieveDailyConsumptionLog><sr:ReadLogPeriod><sr:StartDateTime>2026-02-01T00:00:00Z"
           "</sr:StartDateTime><sr:EndDateTime>2026-02-02T00:00:00Z</sr:EndDateTime></sr:ReadLogPeriod>"
           "</sr:RetrieveDailyConsumptionLog>",
           "E53");
    /* An agent that nobody acts for is not a User; once one does, its rights are those of the role. */
    assert_int_equal(dcc_register_party(the->dcc, &(dcc_party){.user = OTHER, .role = CAT_USER_RSA}, NULL),
                     ALB_OK);
    expect(OTHER, rig_esme, 1, "6.2.1", "6.2", "<sr:ReadDeviceConfigurationVoltage/>", "E4");
    acts_for("MOPS", OTHER, CAT_USER_RSA);
    expect(OTHER, rig_esme, 1, "6.2.1", "6.2", "<sr:ReadDeviceConfigurationVoltage/>", "I99");
    expect(OTHER, rig_esme, 1, "4.1.1", "4.1", READ, "E2");
    /* No services are offered to meter data retrievers of these devices. */
    assert_int_equal(dcc_register_party(the->dcc, &(dcc_party){.user = OTHER, .role = CAT_USER_MDR}, NULL),
                     ALB_OK);
    expect(OTHER, rig_esme, 1, "4.1.1", "4.1", READ, "E2");
    assert_int_equal(dcc_register_party(the->dcc, &(dcc_party){.user = OTHER, .role = CAT_USER_OU}, NULL),
                     ALB_OK);
}

#define SCHEDULE                                                                                             \
    "<sr:CreateSchedule><sr:ScheduleFrequency>Daily</sr:ScheduleFrequency><sr:ScheduleStartDate>2026-12-04"  \
    "</sr:ScheduleStartDate><sr:DSPScheduledServiceReference>4.12</sr:DSPScheduledServiceReference>"         \
    "<sr:DSPScheduledServiceReferenceVariant>4.12.1</sr:DSPScheduledServiceReferenceVariant><sr:DeviceID>"   \
    "00-DB-12-34-56-78-90-A0</sr:DeviceID><sr:DSPReadMaximumDemandImportRegisters/></sr:CreateSchedule>"
#define DAILY                                                                                                \
    "<sr:RetrieveImportDailyReadLog><sr:ReadLogPeriod><sr:StartDateTime>2026-03-02T00:00:00Z"                \
    "</sr:StartDateTime><sr:EndDateTime>2026-03-03T00:00:00Z</sr:EndDateTime></sr:ReadLogPeriod>"            \
    "</sr:RetrieveImportDailyReadLog>"
#define DAILY_SCHEDULE                                                                                       \
    "<sr:CreateSchedule><sr:ScheduleFrequency>Daily</sr:ScheduleFrequency><sr:ScheduleStartDate>2026-12-04"  \
    "</sr:ScheduleStartDate><sr:DSPScheduledServiceReference>4.6</sr:DSPScheduledServiceReference>"          \
    "<sr:DSPScheduledServiceReferenceVariant>4.6.1</sr:DSPScheduledServiceReferenceVariant><sr:DeviceID>"    \
    "00-DB-12-34-56-78-90-A0</sr:DeviceID><sr:DSPRetrieveImportDailyReadLog><sr:StartDateOffset>-1"          \
    "</sr:StartDateOffset><sr:StartTime>00:00:00Z</sr:StartTime><sr:EndDateOffset>0</sr:EndDateOffset>"      \
    "<sr:EndTime>00:00:00Z</sr:EndTime></sr:DSPRetrieveImportDailyReadLog></sr:CreateSchedule>"
#define DATED(date)                                                                                          \
    "<sr:ReadInstantaneousImportRegisters><sr:ExecutionDateTime>" date                                       \
    "</sr:ExecutionDateTime></sr:ReadInstantaneousImportRegisters>"

/* The registered supplier changes on 3 March 2026; until then nothing is different. */
static void a_change_of_supplier_ends_what_was_arranged(void **state)
{
    (void)state;
    expect(SUPPLIER, rig_dcc, 8, "5.1", "5.1", SCHEDULE, "I0");
    expect(SUPPLIER, rig_dcc, 8, "5.1", "5.1", DAILY_SCHEDULE, "I0");
    expect(OPERATOR, rig_dcc, 8, "5.1", "5.1", SCHEDULE, "I0");
    expect(SUPPLIER, rig_esme, 1, "4.1.1", "4.1", DATED("2026-03-05T00:00:00Z"), "I99");
    expect(OPERATOR, rig_esme, 1, "4.1.1", "4.1", DATED("2026-03-05T00:00:00Z"), "I99");
    take(2, ROW(MPAN, "I", "NEWS", "20260303", "", "MOPS"));
    while (dcc_apply_registration(worker)) {
    }
    assert_int_equal(rig_count(the, "SELECT count(*) FROM schedule"), 3);
    /* What lies behind the date is refused at once, what lies before it is not. */
    expect(SUPPLIER, rig_esme, 1, "4.1.1", "4.1", DATED("2026-03-04T00:00:00Z"), "E4");
    expect(SUPPLIER, rig_esme, 1, "4.1.1", "4.1", READ, "I99");

    alb_clock_manual_set(&the->clock, RIG_START + ALB_HOURS(14));
    while (dcc_apply_registration(worker)) {
    }
    expect(SUPPLIER, rig_esme, 1, "4.1.1", "4.1", READ, "E4");
    /* The log of the day of the change is the old supplier's, too, that day and its schedule. */
    expect(SUPPLIER, rig_esme, 1, "4.6.1", "4.6", DAILY, "I99");
    assert_int_equal(rig_count(the, "SELECT count(*) FROM schedule WHERE srv = '4.6.1'"), 1);
    alb_clock_manual_set(&the->clock, RIG_START + ALB_HOURS(39));
    while (dcc_apply_registration(worker)) {
    }
    expect(SUPPLIER, rig_esme, 1, "4.6.1", "4.6", DAILY, "E4");
    assert_int_equal(rig_alerts(the, SUPPLIER, "N5"), 2);
    assert_int_equal(rig_alerts(the, SUPPLIER, "N8"), 1);
    /* The network operator's stay. */
    assert_int_equal(rig_alerts(the, OPERATOR, "N5") + rig_alerts(the, OPERATOR, "N8"), 0);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM schedule"), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE state = 'held'"), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE outcome = 'E4'"), 1);
    /* Once: nothing is due any more, nothing is told again. */
    assert_false(dcc_apply_registration(worker));
    assert_int_equal(rig_alerts(the, SUPPLIER, "N5"), 2);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM registration_due WHERE due_at <= 1772600000000"),
                     0);
}

/* --- what is told --- */

/* The old supplier hears of it once its device has the new one's credentials. */
static void the_old_supplier_is_told(void **state)
{
    (void)state;
    dcc_device_message m = {.worker = worker,
                            .device = {.id = rig_esme, .hub = rig_hub, .type = CAT_DEVICE_ESME, .mpxn = MPAN},
                            .request = {.request_id = {.originator = rig_other, .target = rig_esme}}};
    dcc_batch batch = {.n = 0};
    alb_clock_manual_set(&the->clock, RIG_START + ALB_DAYS(2));
    assert_int_equal(dcc_tell_old_supplier(&m, &batch, NULL), ALB_OK);
    assert_int_equal(batch.n, 1);
    assert_true(alb_eui64_equal(batch.list[0].recipient, SUPPLIER));
    assert_int_equal(dcc_outcomes_record(the->dcc, batch.list, batch.n, NULL), ALB_OK);
    assert_int_equal(rig_alerts(the, SUPPLIER, "N27"), 1);
    /* Whoever supplied it before and does again hears nothing of it. */
    m.request.request_id.originator = SUPPLIER;
    batch.n = 0;
    assert_int_equal(dcc_tell_old_supplier(&m, &batch, NULL), ALB_OK);
    assert_int_equal(batch.n, 0);
    alb_clock_manual_set(&the->clock, RIG_START);
}

static unsigned tell_flags(bool all)
{
    char path[640];
    uint32_t n = 0;
    registration_sender sender = {
        .signifier = "DCC", .test_flag = "TR06", .now = alb_now(&the->clock.clock), .dir = the->dir};
    dcc_flag_report report = {.provider = "RDP", .fuel = 'E', .all = all, .sender = &sender};
    alb_err err = {.code = ALB_OK};
    if (dcc_write_flags(the->dcc->store, &report, path, sizeof path, &n, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    return n;
}

/* A flag is told when it changes, and once. */
static void the_service_flag_is_told_when_it_changes(void **state)
{
    (void)state;
    assert_int_equal(tell_flags(false), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM service_flag WHERE flag = 'A'"), 1);
    assert_int_equal(tell_flags(false), 0);
    assert_int_equal(tell_flags(true), 1);
    rig_change(the, "UPDATE device SET status = 'Suspended' WHERE type = 1");
    assert_int_equal(tell_flags(false), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM service_flag WHERE flag = 'S'"), 1);
    /* The best of its meters is what counts. */
    rig_change(the,
               "UPDATE device SET export_mpan = mpxn, status = 'InstalledNotCommissioned' WHERE type = 1");
    assert_int_equal(tell_flags(false), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM service_flag WHERE flag = 'I'"), 1);
    rig_change(the, "UPDATE device SET export_mpan = NULL, status = 'Commissioned' WHERE type = 1");
    assert_int_equal(tell_flags(false), 1);
}

static int open_rig(void **state)
{
    (void)state;
    rig_open(the);
    rig_start(the, false);
    worker = dcc_worker_new(the->dcc);
    return worker ? 0 : -1;
}

static int close_rig(void **state)
{
    (void)state;
    dcc_worker_free(worker);
    rig_close(the);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_role_has_its_date),
        cmocka_unit_test(files_decide_who_may),
        cmocka_unit_test(a_change_of_supplier_ends_what_was_arranged),
        cmocka_unit_test(the_old_supplier_is_told),
        cmocka_unit_test(the_service_flag_is_told_when_it_changes),
    };
    return cmocka_run_group_tests(tests, open_rig, close_rig);
}
