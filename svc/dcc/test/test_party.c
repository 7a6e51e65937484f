/* Users enter role by role, are suspended and come back; who has not entered, or is suspended, is refused. */
#include "rig.h"

#include "dcc/party.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static rig shared;
static rig *the = &shared;

typedef struct change {
    alb_eui64 user;
    uint16_t role;
    dcc_entry_step step;
    bool suspends;
} change;

static alb_status add(store_tx *tx, void *ctx, alb_err *err)
{
    const change *c = ctx;
    return dcc_party_add(tx, c->user, "New Ltd", c->role, RIG_START, err);
}

static alb_status confirm(store_tx *tx, void *ctx, alb_err *err)
{
    const change *c = ctx;
    return dcc_party_confirm(tx, c->user, c->role, c->step, "desk", RIG_START, err);
}

static alb_status suspend(store_tx *tx, void *ctx, alb_err *err)
{
    const change *c = ctx;
    return dcc_party_suspend(tx, c->user, c->suspends, "Panel", RIG_START, err);
}

static alb_status forget(store_tx *tx, void *ctx, alb_err *err)
{
    const change *c = ctx;
    store_value id = dcc_eui(c->user);
    return store_exec(tx, "DELETE FROM party WHERE id = $1", &id, 1, err);
}

static alb_status make(store_fn fn, change c)
{
    return store_write(the->dcc->store, fn, &c, NULL);
}

static void expect(const char *code)
{
    rig_ask ask = {rig_supplier,       rig_esme,       .variant = 1,
                   .reference = "4.1", .srv = "4.1.1", .body = "<sr:ReadInstantaneousImportRegisters/>"};
    rig_answer a = rig_request(the, DCC_SEND_COMMAND, &ask);
    assert_int_equal(a.status, 200);
    assert_string_equal(a.code, code);
}

static void a_user_enters_role_by_role(void **state)
{
    (void)state;
    assert_int_equal(make(forget, (change){.user = rig_supplier}), ALB_OK);
    expect("E1");
    assert_int_equal(make(add, (change){.user = rig_supplier, .role = CAT_USER_IS | CAT_USER_GS}), ALB_OK);
    for (dcc_entry_step s = DCC_ENTRY_IDENTIFIER; s < DCC_ENTRY_STEPS; s++) {
        expect("E3");
        if (s == DCC_ENTRY_PRIVACY) {
            assert_false(dcc_entry_is_needed(s, CAT_USER_IS));
            assert_int_equal(make(confirm, (change){rig_supplier, CAT_USER_IS, s, false}), ALB_BAD_VALUE);
            continue;
        }
        assert_int_equal(make(confirm, (change){rig_supplier, CAT_USER_IS, s, false}), ALB_OK);
        /* The steps of one role are not those of another. */
        assert_int_equal(make(confirm, (change){rig_supplier, CAT_USER_ED, s, false}), ALB_NOT_FOUND);
    }
    expect("I99");
    assert_int_equal(rig_count(the, "SELECT entering FROM party WHERE name = 'New Ltd'"), CAT_USER_GS);
    /* More roles of one that has entered leave the open one open. */
    assert_int_equal(make(add, (change){.user = rig_supplier, .role = CAT_USER_IS | CAT_USER_ES}), ALB_OK);
    expect("I99");
    assert_int_equal(rig_count(the, "SELECT entering FROM party WHERE name = 'New Ltd'"),
                     CAT_USER_GS | CAT_USER_ES);
}

static void who_is_suspended_is_refused(void **state)
{
    (void)state;
    assert_int_equal(make(suspend, (change){.user = rig_supplier, .suspends = true}), ALB_OK);
    expect("E3");
    assert_int_equal(make(suspend, (change){.user = rig_supplier, .suspends = false}), ALB_OK);
    expect("I99");
    alb_eui64 nobody = {{1}};
    assert_int_equal(make(suspend, (change){.user = nobody, .suspends = true}), ALB_NOT_FOUND);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM audit_entry WHERE event IN ('party-suspended',"
                                    " 'party-resumed')"),
                     2);
}

static void an_other_user_needs_its_privacy_assessed(void **state)
{
    (void)state;
    assert_true(dcc_entry_is_needed(DCC_ENTRY_PRIVACY, CAT_USER_OU));
    for (dcc_entry_step s = DCC_ENTRY_IDENTIFIER; s < DCC_ENTRY_STEPS; s++) {
        assert_int_equal(dcc_entry_named(dcc_entry_name(s)), s);
    }
    assert_int_equal(dcc_entry_named("nothing"), DCC_ENTRY_STEPS);
    assert_null(dcc_entry_name(DCC_ENTRY_STEPS));
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
        cmocka_unit_test(a_user_enters_role_by_role),
        cmocka_unit_test(who_is_suspended_is_refused),
        cmocka_unit_test(an_other_user_needs_its_privacy_assessed),
    };
    return cmocka_run_group_tests(tests, open_rig, close_rig);
}
