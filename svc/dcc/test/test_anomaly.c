/* Anomaly detection from threshold to outcome: what is too much is held, told, let go or deleted, each
 * request with one outcome. */
#include "rig.h"

#include "base/file.h"
#include "crypto/file_signature.h"
#include "dcc/anomaly.h"
#include "dcc/party.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static rig shared;
static rig *the = &shared;
static dcc_worker *worker;

#define SUPPLIER "90-B3-D5-1F-30-01-00-00"
#define DCC_ID   "90-B3-D5-1F-30-00-00-02"
#define READ     "<sr:ReadInstantaneousImportRegisters/>"
#define DATED                                                                                                \
    "<sr:ReadInstantaneousImportRegisters><sr:ExecutionDateTime>2026-03-02T12:00:00Z</sr:ExecutionDateTime>" \
    "</sr:ReadInstantaneousImportRegisters>"

/* --- signed files --- */

static alb_span read_pem(const char *name)
{
    char path[640];
    alb_buf text;
    (void)snprintf(path, sizeof path, "%s/pki/%s", the->dir, name);
    alb_buf_init(&text, 1 << 16);
    assert_int_equal(alb_file_read(path, &text, NULL), ALB_OK);
    alb_span copy = alb_arena_copy(the->arena, alb_buf_span(&text));
    alb_buf_release(&text);
    return copy;
}

typedef struct credential {
    alb_eui64 user;
    alb_span certificate, trusted;
} credential;

static alb_status put_credential(store_tx *tx, void *ctx, alb_err *err)
{
    const credential *c = ctx;
    return dcc_credential_add(tx, c->user, c->certificate, c->trusted, RIG_START, err);
}

static alb_status drop_credential(store_tx *tx, void *ctx, alb_err *err)
{
    const credential *c = ctx;
    return dcc_credential_revoke(tx, c->user, c->certificate, RIG_START, err);
}

static alb_span authorities(void)
{
    static const char *const names[] = {"organisation-root.pem", "organisation-issuing.pem"};
    alb_buf all;
    alb_buf_init(&all, 1 << 16);
    for (size_t i = 0; i < ALB_COUNT(names); i++) {
        alb_buf_add(&all, read_pem(names[i]));
        alb_buf_add_u8(&all, '\n');
    }
    alb_span copy = alb_arena_copy(the->arena, alb_buf_span(&all));
    alb_buf_release(&all);
    return copy;
}

static credential credential_of(alb_eui64 user)
{
    const smki_identity *id = smki_keystore_find(the->all, user, SMKI_SLOT_DIGITAL_SIGNATURE);
    assert_non_null(id);
    return (credential){user, smki_certificate_der(id->certificate), authorities()};
}

static alb_span sign(alb_eui64 user, alb_span file)
{
    char name[64];
    char eui[ALB_EUI64_TEXT];
    alb_buf out;
    alb_err err = {.code = ALB_OK};
    (void)snprintf(name, sizeof name, "%s-ds.pem", alb_eui64_hex(user, eui));
    alb_span certificate = read_pem(name);
    (void)snprintf(name, sizeof name, "%s-ds.key", eui);
    alb_buf_init(&out, 1 << 16);
    if (crypto_file_sign(certificate, read_pem(name), file, RIG_START, &out, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    alb_span copy = alb_arena_copy(the->arena, alb_buf_span(&out));
    alb_buf_release(&out);
    return copy;
}

typedef alb_status take_fn(store *s, const anomaly_file *file, anomaly_report *out, alb_err *err);

static anomaly_report take_signed(take_fn *take, alb_eui64 signer, const char *name, const char *text)
{
    anomaly_report r;
    alb_err err = {.code = ALB_OK};
    anomaly_file f = {.name = name,
                      .csv = alb_span_str(text),
                      .signature = sign(signer, alb_span_str(text)),
                      .now = alb_now(&the->clock.clock)};
    if (take(the->dcc->store, &f, &r, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    return r;
}

static void take(take_fn *fn, alb_eui64 signer, const char *name, const char *text, const char *code)
{
    anomaly_report r = take_signed(fn, signer, name, text);
    if (strcmp(r.code, code) != 0) {
        fail_msg("%s: '%s' (%s, line %u) where '%s' was expected", name, r.code, r.detail, r.line, code);
    }
}

#define ADT(user, n) "ADT_" user "_SMSR000471" n "_20260302T090000Z.csv"
#define HEADER                                                                                               \
    "UserID,SMSRReference,Scope,Type,WarningThreshold,QuarantineThreshold,PeriodUnit,PeriodLength,"          \
    "EffectiveFrom,ExceptionFrom,ExceptionTo,ExceptionThreshold\r\n"
#define ROW(user, n, scope, type, warning, quarantine, more)                                                 \
    user ",SMSR000471" n "," scope "," type "," warning "," quarantine ",DAY,1,2026-03-01T00:00:00Z," more   \
         "\r\n"
#define GROUPS(n)                                                                                            \
    ROW(SUPPLIER, n, "GROUP", "CRIT-E", "1000", "2000", ",,")                                                \
    ROW(SUPPLIER, n, "GROUP", "CRIT-G", "1000", "2000", ",,")                                                \
    ROW(SUPPLIER, n, "GROUP", "SENS-E", "1000", "2000", ",,")                                                \
    ROW(SUPPLIER, n, "GROUP", "SENS-G", "1000", "2000", ",,")

static void files_are_judged(void **state)
{
    (void)state;
    credential ours = credential_of(rig_supplier);
    const char *good = HEADER GROUPS("1") ROW(SUPPLIER, "1", "SRV", "4.1.1", "1", "3", ",,");
    take(anomaly_take_thresholds, rig_supplier, ADT(SUPPLIER, "1"), good, "F02");
    assert_int_equal(store_write(the->dcc->store, put_credential, &ours, NULL), ALB_OK);
    /* Somebody else's signature, and a file that was changed. */
    take(anomaly_take_thresholds, rig_operator, ADT(SUPPLIER, "1"), good, "F02");
    anomaly_report r;
    anomaly_file changed = {.name = ADT(SUPPLIER, "1"),
                            .csv = ALB_LIT(HEADER),
                            .signature = sign(rig_supplier, alb_span_str(good)),
                            .now = RIG_START};
    assert_int_equal(anomaly_take_thresholds(the->dcc->store, &changed, &r, NULL), ALB_OK);
    assert_string_equal(r.code, "F01");
    static const struct {
        const char *text, *code;
    } bad[] = {
        {"UserID\r\n", "F04"},
        {HEADER ROW(DCC_ID, "1", "GROUP", "CRIT-E", "1", "2", ",,"), "F02"},
        {HEADER ROW(SUPPLIER, "9", "GROUP", "CRIT-E", "1", "2", ",,"), "F03"},
        {HEADER ROW(SUPPLIER, "1", "GROUP", "CRIT-X", "1", "2", ",,"), "F05"},
        {HEADER ROW(SUPPLIER, "1", "SRV", "6.5", "1", "2", ",,"), "F05"},
        {HEADER ROW(SUPPLIER, "1", "ATTR", "2.2/UTRN", "1", "2", ",,"), "F04"},
        {HEADER ROW(SUPPLIER, "1", "GROUP", "CRIT-E", "3", "2", ",,"), "F06"},
        {HEADER ROW(SUPPLIER, "1", "GROUP", "CRIT-E", "1", "", ",,"), "F04"},
        {HEADER GROUPS("1") ROW(SUPPLIER, "1", "GROUP", "CRIT-E", "1", "2", ",,"), "F07"},
        {HEADER ROW(SUPPLIER, "1", "GROUP", "CRIT-E", "1", "2", ",,"), "F08"},
        {HEADER ROW(SUPPLIER, "1", "GROUP", "CRIT-E", "1", "2", "2026-03-02T00:00:00Z,,"), "F09"},
    };
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        take(anomaly_take_thresholds, rig_supplier, ADT(SUPPLIER, "1"), bad[i].text, bad[i].code);
    }
    assert_int_equal(rig_count(the, "SELECT count(*) FROM anomaly_threshold"), 0);
    take(anomaly_take_thresholds, rig_supplier, ADT(SUPPLIER, "1"), good, "");
    assert_int_equal(rig_count(the, "SELECT count(*) FROM anomaly_threshold"), 5);
    assert_true(take_signed(anomaly_take_thresholds, rig_supplier, ADT(SUPPLIER, "1"), good).repeated);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM anomaly_threshold"), 5);
    credential theirs = credential_of(rig_dcc);
    assert_int_equal(store_write(the->dcc->store, put_credential, &theirs, NULL), ALB_OK);
}

/* --- what is sent --- */

static void ask(const char *body, const char *code)
{
    rig_ask a = {rig_supplier, rig_esme, .variant = 1, .reference = "4.1", .srv = "4.1.1", .body = body};
    rig_answer answer = rig_request(the, DCC_SEND_COMMAND, &a);
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.code, code);
}

static void turn(void)
{
    while (dcc_tell_anomalies(worker)) {
    }
    (void)dcc_release_held(worker);
}

#define IN_STATE(state) "SELECT count(*) FROM request WHERE state = '" state "'"

/* A warning at two, three pass, the rest is held; and nothing of it is sent. */
static void what_is_too_much_is_held_and_told(void **state)
{
    (void)state;
    for (int i = 0; i < 6; i++) {
        ask(READ, "I99");
    }
    assert_int_equal(rig_count(the, IN_STATE("ready")), 3);
    assert_int_equal(rig_count(the, IN_STATE("quarantined")), 3);
    assert_int_equal(dcc_pipeline_count(the->dcc->pipeline), 3);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM audit_entry WHERE event = 'threshold-warning'"), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM anomaly_event"), 1);
    /* The DCC goes down before it has told of it. */
    dcc_worker_free(worker);
    rig_restart(the, false);
    worker = dcc_worker_new(the->dcc);
    assert_non_null(worker);
    assert_int_equal(dcc_pipeline_count(the->dcc->pipeline), 3);
    turn();
    turn();
    assert_int_equal(rig_alerts(the, rig_supplier, "N44"), 3);
    /* Another User is not counted with it. */
    rig_ask other = {rig_operator, rig_esme, .variant = 1, .reference = "4.1", .srv = "4.1.1", .body = READ};
    assert_string_equal(rig_request(the, DCC_SEND_COMMAND, &other).code, "I99");
    assert_int_equal(rig_count(the, IN_STATE("quarantined")), 3);
}

#define QCA(user, n) "QCA_" user "_" n "_20260302T101500Z.csv"
#define ACTIONS      "QuarantineEventRef,RequestID,Action,Reason,AuthorisedBy\r\n"

static void file_action(alb_eui64 signer, const char *name, const char *event, uint64_t counter,
                        const char *what, const char *code)
{
    char text[400];
    (void)snprintf(text, sizeof text,
                   ACTIONS "%s," SUPPLIER
                           ":00-DB-12-34-56-78-90-A0:%llu,%s,\"planned, and known\",contact.2\r\n",
                   event, (unsigned long long)counter, what);
    take(anomaly_take_actions, signer, name, text, code);
}

static void it_is_let_go_or_deleted_by_signed_file(void **state)
{
    (void)state;
    uint64_t last = the->counter - 1; /* the operator's came after */
    assert_int_equal(rig_count(the, IN_STATE("quarantined")), 3);
    /* Whose it is not decides nothing: another event, a request that is not held, another User. */
    file_action(rig_supplier, QCA(SUPPLIER, "9"), "9", last, "PROCESS", "F05");
    file_action(rig_supplier, QCA(SUPPLIER, "1"), "1", 4, "PROCESS", "F05");
    file_action(rig_supplier, QCA(SUPPLIER, "2"), "1", last, "PROCESS", "F04");
    assert_int_equal(rig_count(the, IN_STATE("quarantined")), 3);

    file_action(rig_supplier, QCA(SUPPLIER, "1"), "1", last, "PROCESS", "");
    turn();
    assert_int_equal(rig_count(the, IN_STATE("ready")), 5);
    assert_int_equal(rig_count(the, IN_STATE("quarantined")), 2);
    file_action(rig_supplier, QCA(SUPPLIER, "1"), "1", last, "PROCESS", "");

    file_action(rig_supplier, QCA(SUPPLIER, "1"), "1", last - 1, "DELETE", "");
    turn();
    turn();
    assert_int_equal(rig_alerts(the, rig_supplier, "N48"), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE outcome = 'deleted'"), 1);
    assert_int_equal(rig_count(the, IN_STATE("quarantined")), 1);
    /* Decided once, it cannot be decided otherwise. */
    file_action(rig_supplier, QCA(SUPPLIER, "1"), "1", last - 1, "PROCESS", "F05");

    /* Nobody decides about the last one: it ends by itself. */
    alb_clock_manual_set(&the->clock, RIG_START + ALB_DAYS(8));
    turn();
    turn();
    assert_int_equal(rig_alerts(the, rig_supplier, "N47"), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE outcome = 'expired'"), 1);
    assert_int_equal(rig_count(the, IN_STATE("quarantined")), 0);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE state = 'done'"), 2);
    alb_clock_manual_set(&the->clock, RIG_START);
}

/* An exception raises the level while it lasts. */
static void an_exception_has_its_time(void **state)
{
    (void)state;
    take(anomaly_take_thresholds, rig_supplier, ADT(SUPPLIER, "2"),
         HEADER ROW(SUPPLIER, "2", "SRV", "4.1.1", "", "0", "2026-03-02T00:00:00Z,2026-03-03T00:00:00Z,100"),
         "");
    ask(READ, "I99");
    assert_int_equal(rig_count(the, IN_STATE("quarantined")), 0);
    alb_clock_manual_set(&the->clock, RIG_START + ALB_DAYS(1));
    ask(READ, "I99");
    assert_int_equal(rig_count(the, IN_STATE("quarantined")), 1);
    rig_change(the, "UPDATE request SET state = 'done' WHERE state = 'quarantined'");
    alb_clock_manual_set(&the->clock, RIG_START);
    take(anomaly_take_thresholds, rig_supplier, ADT(SUPPLIER, "3"),
         HEADER ROW(SUPPLIER, "3", "SRV", "4.1.1", "", "1000", ",,"), "");
}

/* What the DCC counts is counted over all Users, dated requests when their date comes; it is let go when both
 * agree. */
static void the_dcc_has_levels_of_its_own(void **state)
{
    (void)state;
    take(anomaly_take_thresholds, rig_dcc, ADT(DCC_ID, "4"),
         HEADER ROW(DCC_ID, "4", "SRV", "4.1.1", "", "1", ",,"), "");
    ask(DATED, "I99");
    ask(READ, "I99");
    assert_int_equal(rig_count(the, IN_STATE("quarantined")), 0);
    rig_ask other = {rig_operator, rig_esme, .variant = 1, .reference = "4.1", .srv = "4.1.1", .body = READ};
    assert_string_equal(rig_request(the, DCC_SEND_COMMAND, &other).code, "I99");
    assert_int_equal(rig_count(the, IN_STATE("quarantined")), 1);
    alb_clock_manual_set(&the->clock, RIG_START + ALB_HOURS(3));
    turn();
    assert_int_equal(rig_count(the, IN_STATE("quarantined")), 2);
    turn();
    assert_int_equal(rig_alerts(the, rig_supplier, "N45"), 1);
    assert_int_equal(rig_alerts(the, rig_operator, "N45"), 1);
    char name[80];
    char text[200];
    int64_t event = rig_count(the, "SELECT id FROM anomaly_event WHERE kind = 'DCC'");
    (void)snprintf(name, sizeof name, "QCA_" SUPPLIER "_%lld_20260302T101500Z.csv", (long long)event);
    (void)snprintf(text, sizeof text, ACTIONS "%lld,*,PROCESS,,contact.2\r\n", (long long)event);
    take(anomaly_take_actions, rig_supplier, name, text, "");
    turn();
    assert_int_equal(rig_count(the, IN_STATE("quarantined")), 2);
    (void)snprintf(name, sizeof name, "QCA_" DCC_ID "_%lld_20260302T101500Z.csv", (long long)event);
    take(anomaly_take_actions, rig_dcc, name, text, "");
    turn();
    turn();
    /* The operator's waits for the operator. */
    assert_int_equal(rig_count(the, IN_STATE("quarantined")), 1);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM quarantine WHERE state = 'RELEASED'"), 2);
    alb_clock_manual_set(&the->clock, RIG_START);
}

#define MESSAGE(text)                                                                                        \
    "<sr:DisplayMessage><sr:SupplierMessage>" text "</sr:SupplierMessage></sr:DisplayMessage>"

/* A value that is beyond its limits is held whatever the count. */
static void values_have_limits(void **state)
{
    (void)state;
    take(anomaly_take_thresholds, rig_dcc, ADT(DCC_ID, "5"),
         HEADER ROW(DCC_ID, "5", "ATTR", "3.1/SupplierMessage", "10", "100", ",,"), "");
    rig_ask a = {rig_supplier,       rig_esme,     .variant = 1,
                 .reference = "3.1", .srv = "3.1", .body = MESSAGE("50")};
    int64_t before = rig_count(the, IN_STATE("quarantined"));
    assert_string_equal(rig_request(the, DCC_SEND_COMMAND, &a).code, "I99");
    assert_int_equal(rig_count(the, IN_STATE("quarantined")), before);
    static const char *const beyond[] = {MESSAGE("101"), MESSAGE("9.99")};
    for (size_t i = 0; i < ALB_COUNT(beyond); i++) {
        a.body = beyond[i];
        assert_string_equal(rig_request(the, DCC_SEND_COMMAND, &a).code, "I99");
    }
    assert_int_equal(rig_count(the, IN_STATE("quarantined")), before + 2);
    turn();
    assert_int_equal(rig_alerts(the, rig_supplier, "N46"), 2);
}

static void who_lost_a_credential_signs_nothing(void **state)
{
    (void)state;
    credential ours = credential_of(rig_supplier);
    assert_int_equal(store_write(the->dcc->store, drop_credential, &ours, NULL), ALB_OK);
    take(anomaly_take_thresholds, rig_supplier, ADT(SUPPLIER, "6"), HEADER GROUPS("6"), "F02");
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
        cmocka_unit_test(files_are_judged),
        cmocka_unit_test(what_is_too_much_is_held_and_told),
        cmocka_unit_test(it_is_let_go_or_deleted_by_signed_file),
        cmocka_unit_test(an_exception_has_its_time),
        cmocka_unit_test(the_dcc_has_levels_of_its_own),
        cmocka_unit_test(values_have_limits),
        cmocka_unit_test(who_lost_a_credential_signs_nothing),
    };
    return cmocka_run_group_tests(tests, open_rig, close_rig);
}
