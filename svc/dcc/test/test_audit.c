/* The audit trail: each decision with its reason, found by User, device, request and time; what is altered,
 * taken out or cut off is seen; what retention takes is not missed. */
#include "rig.h"

#include "dcc/audit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static rig shared;
static rig *the = &shared;

#define READ_REGISTERS                                                                                       \
    .variant = 1, .reference = "4.1", .srv = "4.1.1", .body = "<sr:ReadInstantaneousImportRegisters/>"

typedef struct found {
    unsigned n;
    int64_t last_entry;
    char last_event[40], last_code[16], last_detail[300];
} found;

static void note(void *ctx, const dcc_audit_line *line)
{
    found *f = ctx;
    f->n++;
    assert_true(line->entry > f->last_entry);
    f->last_entry = line->entry;
    (void)snprintf(f->last_event, sizeof f->last_event, "%s", line->event);
    (void)snprintf(f->last_code, sizeof f->last_code, "%s", line->code ? line->code : "");
    (void)snprintf(f->last_detail, sizeof f->last_detail, "%s", line->detail);
}

static found search(dcc_audit_query q)
{
    found f = {.n = 0};
    if (q.from == 0 && q.to == 0) {
        q.from = q.to = ALB_TIME_NONE;
    }
    assert_int_equal(dcc_audit_search(the->dcc->store, &q, note, &f, NULL), ALB_OK);
    return f;
}

static alb_status verify(alb_span known, uint64_t *count, uint8_t head[static 32])
{
    return dcc_audit_verify(the->dcc->store, known, count, head, NULL);
}

static alb_status run_sql(store_tx *tx, void *ctx, alb_err *err)
{
    return store_exec(tx, ctx, NULL, 0, err);
}

static void tamper(const char *sql)
{
    assert_int_equal(store_write(the->dcc->store, run_sql, (void *)(uintptr_t)sql, NULL), ALB_OK);
}

static uint64_t ask(alb_eui64 user, const char *code)
{
    rig_ask a = {user, rig_esme, READ_REGISTERS};
    a.counter = ++the->counter;
    assert_string_equal(rig_request(the, DCC_SEND_COMMAND, &a).code, code);
    return a.counter;
}

static void decisions_are_found_with_their_reasons(void **state)
{
    (void)state;
    uint64_t counter = ask(rig_supplier, "I99");
    found f = search((dcc_audit_query){.party = &rig_supplier, .device = &rig_esme, .counter = &counter});
    assert_int_equal(f.n, 1);
    assert_string_equal(f.last_event, "request-accepted");
    assert_string_equal(f.last_detail, "4.1.1");
    /* The same counter again. */
    rig_ask again = {rig_supplier, rig_esme, READ_REGISTERS};
    again.counter = counter;
    assert_string_equal(rig_request(the, DCC_SEND_COMMAND, &again).code, "E49");
    f = search((dcc_audit_query){.device = &rig_esme, .code = "E49"});
    assert_int_equal(f.n, 1);
    assert_string_equal(f.last_event, "request-refused");
    assert_non_null(strstr(f.last_detail, "4.1.1: "));
    /* One that is served at once. */
    rig_ask transform = {rig_supplier,       rig_esme,     .variant = 4,
                         .reference = "7.2", .srv = "7.2", .body = "<sr:DisableSupply/>"};
    assert_string_equal(rig_request(the, DCC_TRANSFORM, &transform).code, "I0");
    f = search((dcc_audit_query){.party = &rig_supplier, .event = "request-served"});
    assert_int_equal(f.n, 1);
    assert_int_equal(search((dcc_audit_query){.party = &rig_operator}).n, 0);
    /* By time. */
    alb_clock_manual_add(&the->clock, ALB_HOURS(1));
    alb_time later = alb_now(&the->clock.clock);
    (void)ask(rig_supplier, "I99");
    assert_int_equal(search((dcc_audit_query){.from = later, .to = later}).n, 1);
    assert_int_equal(search((dcc_audit_query){.from = 1, .to = later - 1}).n, 3);
    assert_int_equal(search((dcc_audit_query){.limit = 2}).n, 2);
}

/* What is not authentic costs the store nothing. */
static void strangers_leave_no_entries(void **state)
{
    (void)state;
    alb_buf xml;
    rig_ask a = {rig_supplier, rig_esme, READ_REGISTERS};
    alb_buf_init(&xml, 1U << 20);
    rig_write(the, &a, &xml);
    alb_buf_add_u8(&xml, '\0');
    char *digit = strstr((char *)xml.ptr, "<sr:CommandVariant>1");
    assert_non_null(digit);
    digit[strlen("<sr:CommandVariant>")] = '3';
    assert_int_equal(rig_post(the, DCC_SEND_COMMAND, alb_span_of(xml.ptr, xml.len - 1)).status, 400);
    alb_buf_release(&xml);
    assert_int_equal(search((dcc_audit_query){.limit = 0}).n, 0);
}

static void what_is_changed_is_seen(void **state)
{
    (void)state;
    static const char *const changes[] = {
        "UPDATE audit_entry SET code = 'I0' WHERE entry = 2",
        "UPDATE audit_entry SET detail = 'nothing' WHERE entry = 4",
        "UPDATE audit_entry SET at = at + 1 WHERE entry = 1",
        "UPDATE audit_entry SET party = NULL WHERE entry = 3",
        "UPDATE audit_entry SET counter = counter + 1 WHERE entry = 3",
        "DELETE FROM audit_entry WHERE entry = 3",
        "DELETE FROM audit_entry WHERE entry = 1",
    };
    for (size_t i = 0; i < ALB_COUNT(changes); i++) {
        uint64_t count = 0;
        uint8_t head[32];
        tamper("DELETE FROM audit_entry");
        for (unsigned n = 0; n < 4; n++) {
            (void)ask(rig_supplier, "I99");
        }
        assert_int_equal(verify(alb_span_none(), &count, head), ALB_OK);
        assert_int_equal(count, 4);
        assert_int_equal(verify(ALB_SPAN_OF(head), &count, head), ALB_OK);
        tamper(changes[i]);
        uint8_t ignored[32];
        if (verify(alb_span_none(), &count, ignored) != ALB_MISMATCH) {
            fail_msg("not seen: %s", changes[i]);
        }
    }
    /* The end is seen by whoever has noted the head. */
    uint64_t count = 0;
    uint8_t head[32];
    uint8_t ignored[32];
    tamper("DELETE FROM audit_entry");
    (void)ask(rig_supplier, "I99");
    (void)ask(rig_supplier, "I99");
    assert_int_equal(verify(alb_span_none(), &count, head), ALB_OK);
    tamper("DELETE FROM audit_entry WHERE entry = 2");
    assert_int_equal(verify(alb_span_none(), &count, ignored), ALB_OK);
    assert_int_equal(verify(ALB_SPAN_OF(head), &count, ignored), ALB_MISMATCH);
}

typedef struct purging {
    alb_time before;
    int64_t n;
} purging;

static alb_status purge(store_tx *tx, void *ctx, alb_err *err)
{
    purging *p = ctx;
    return dcc_audit_purge(tx, p->before, 1000, &p->n, err);
}

static void what_is_over_goes_and_is_not_missed(void **state)
{
    (void)state;
    uint64_t count = 0;
    uint8_t head[32];
    (void)ask(rig_supplier, "I99");
    (void)ask(rig_supplier, "I99");
    alb_clock_manual_add(&the->clock, ALB_DAYS(10));
    (void)ask(rig_supplier, "I99");
    purging p = {.before = alb_now(&the->clock.clock) - ALB_DAYS(1)};
    assert_int_equal(store_write(the->dcc->store, purge, &p, NULL), ALB_OK);
    assert_int_equal(p.n, 2);
    assert_int_equal(verify(alb_span_none(), &count, head), ALB_OK);
    assert_int_equal(count, 1);
    (void)ask(rig_supplier, "I99");
    assert_int_equal(verify(alb_span_none(), &count, head), ALB_OK);
    assert_int_equal(count, 2);
}

static int open_rig(void **state)
{
    (void)state;
    rig_open(the);
    rig_start(the, false);
    return 0;
}

static int close_rig(void **state)
{
    (void)state;
    rig_close(the);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(decisions_are_found_with_their_reasons, open_rig, close_rig),
        cmocka_unit_test_setup_teardown(strangers_leave_no_entries, open_rig, close_rig),
        cmocka_unit_test_setup_teardown(what_is_changed_is_seen, open_rig, close_rig),
        cmocka_unit_test_setup_teardown(what_is_over_goes_and_is_not_missed, open_rig, close_rig),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
