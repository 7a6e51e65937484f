/* A database that an older program made is brought up to date, with what it holds; one of a newer program is
 * refused and stays as it is. */
#include "rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static rig shared;
static rig *the = &shared;

static alb_status fill(store_tx *tx, void *ctx, alb_err *err)
{
    static const char *const rows[] = {
        "INSERT INTO party (id, role, delivery_url) VALUES (77, 1, 'http://127.0.0.1:1/')",
        "INSERT INTO device (id, hub, type, gbcs_version, status, status_at, mpxn, manufacturer, model) "
        "VALUES"
        " (5, 5, 1, 42, 'Commissioned', 1000, '1012345678901', 'ALB1', '1')",
        "INSERT INTO registration (mpxn, role, user_id, valid_from, valid_to) VALUES ('1012345678901', 1, "
        "77, 0, 9000)",
        "INSERT INTO request (id, originator, target, counter, hub, srv, variant, version, state, "
        "received_at) VALUES"
        " (9, 77, 5, 3, 5, '4.1.1', 1, 54, 'done', 1000)",
        "INSERT INTO audit (at, event, detail) VALUES (1000, 'inventory-changed', 'from before')",
    };
    (void)ctx;
    for (size_t i = 0; i < ALB_COUNT(rows); i++) {
        ALB_TRY(store_exec(tx, rows[i], NULL, 0, err));
    }
    return ALB_OK;
}

static void make_old_store(size_t version)
{
    alb_err err = {.code = ALB_OK};
    store *s = NULL;
    const store_schema old = {dcc_schema.service, dcc_schema.migrations, version};
    assert_int_equal(store_open(the->store_url, &old, &s, &err), ALB_OK);
    if (store_write(s, fill, NULL, &err) != ALB_OK) {
        fail_msg("version %zu: %s", version, err.detail);
    }
    store_close(s);
}

static void an_older_store_is_brought_up_to_date(void **state)
{
    (void)state;
    static const size_t versions[] = {1, 4, 7, 8};
    for (size_t i = 0; i < ALB_COUNT(versions); i++) {
        rig_open(the);
        make_old_store(versions[i]);
        rig_start(the, false);
        assert_int_equal(rig_count(the, "SELECT role FROM party WHERE id = 77"), 1);
        assert_int_equal(
            rig_count(the, "SELECT count(*) FROM device WHERE id = 5 AND status = 'Commissioned'"), 1);
        assert_int_equal(
            rig_count(the, "SELECT count(*) FROM appointment WHERE mpxn = '1012345678901' AND user_id = 77"),
            1);
        assert_int_equal(rig_count(the, "SELECT count(*) FROM request WHERE id = 9 AND state = 'done'"), 1);
        assert_int_equal(rig_count(the, "SELECT count(*) FROM audit"), 1);
        /* And it works. */
        rig_ask ask = {rig_supplier,       rig_esme,       .variant = 1,
                       .reference = "4.1", .srv = "4.1.1", .body = "<sr:ReadInstantaneousImportRegisters/>"};
        assert_string_equal(rig_request(the, DCC_SEND_COMMAND, &ask).code, "I99");
        rig_close(the);
    }
}

static void a_newer_store_is_refused(void **state)
{
    (void)state;
    alb_err err = {.code = ALB_OK};
    store *s = NULL;
    rig_open(the);
    rig_start(the, false);
    const store_schema old = {dcc_schema.service, dcc_schema.migrations, dcc_schema.n_migrations - 1};
    assert_int_not_equal(store_open(the->store_url, &old, &s, &err), ALB_OK);
    assert_null(s);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM party WHERE id <> 0") > 0, 1);
    rig_close(the);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_older_store_is_brought_up_to_date),
        cmocka_unit_test(a_newer_store_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
