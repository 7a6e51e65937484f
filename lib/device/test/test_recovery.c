/* What a device trusts after recovery: a supplier's cells held by the broker until new certificates are
 * there, or the new ones at once; the old key opens nothing any more (smki.md 19.5, 19.6). */
#include "credentials.h"

#include "gbcs/recovery.h"

static alb_span recover(fixture *f, const party *by, uint64_t counter, const gbcs_replacement *cells,
                        size_t n)
{
    const smki_certificate *path[] = {smki_authority_certificate(f->issuing)};
    gbcs_recovery r = {.message_code = GBCS_BY_RECOVERY,
                       .originator = by->id,
                       .device = f->meter.id,
                       .counter = counter,
                       .replacements = cells,
                       .n_replacements = n,
                       .path = path,
                       .n_path = 1};
    alb_err err = {.code = ALB_OK};
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, MESSAGE_ROOM), MESSAGE_ROOM);
    if (gbcs_recovery_write(f->crypto, &r, by->signing_key, f->arena, &w, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    return alb_wr_span(&w);
}

static void disable(fixture *f, const party *from, uint64_t counter)
{
    const cat_use_case *use_case = cat_use_case_named(ALB_LIT("ECS43"));
    command c = {.from = from,
                 .to = &f->meter,
                 .code = use_case->message_code,
                 .counter = counter,
                 .content = RUN_DISABLE,
                 .is_signed = true};
    fixture_send(f, f->esme, fixture_command(f, &c));
}

static void supplier_cells_of(const party *p, gbcs_replacement out[static 3])
{
    out[0] = (gbcs_replacement){CAT_CELL_SUPPLIER_SIGNING, p->signing};
    out[1] = (gbcs_replacement){CAT_CELL_SUPPLIER_AGREEMENT, p->agreement};
    out[2] = (gbcs_replacement){CAT_CELL_SUPPLIER_PREPAYMENT, p->agreement};
}

static void assert_replaced(fixture *f, size_t n)
{
    answer a = fixture_read(f, f->n_sent - 1);
    assert_int_equal(a.verdict.signature, GBCS_CHECK_OK);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(status_at(&a, i), 0);
    }
    assert_int_equal(status_at(&a, n), UINT8_MAX);
}

static void new_certificates_at_once(void **state)
{
    fixture *f = *state;
    gbcs_replacement cells[3];
    supplier_cells_of(&f->stranger, cells);
    fixture_send(f, f->esme, recover(f, &f->recovery, 5000, cells, 3));
    assert_int_equal(f->n_sent, 1);
    assert_replaced(f, 3);
    disable(f, &f->supplier, 9999); /* who has the lost key */
    assert_int_equal(f->esme->supply.state, SUPPLY_ENABLED);
    disable(f, &f->stranger, 1); /* the new key counts from the beginning */
    assert_int_equal(f->esme->supply.state, SUPPLY_DISABLED);
}

static void the_broker_stands_in_first(void **state)
{
    fixture *f = *state;
    gbcs_replacement cells[3];
    supplier_cells_of(&f->broker, cells);
    fixture_send(f, f->esme, recover(f, &f->recovery, 5000, cells, 3));
    assert_replaced(f, 3);
    disable(f, &f->supplier, 9999);
    assert_int_equal(f->esme->supply.state, SUPPLY_ENABLED);
    assert_true(f->esme->anchors.of[SMKI_ROLE_SUPPLIER].signing != f->supplier.signing);
    /* Another recovery brings the new certificates. */
    supplier_cells_of(&f->stranger, cells);
    fixture_send(f, f->esme, recover(f, &f->recovery, 5001, cells, 3));
    disable(f, &f->stranger, 1);
    assert_int_equal(f->esme->supply.state, SUPPLY_DISABLED);
}

static void only_the_recovery_key_recovers(void **state)
{
    fixture *f = *state;
    gbcs_replacement cells[3];
    supplier_cells_of(&f->stranger, cells);
    fixture_send(f, f->esme, recover(f, &f->supplier, 5000, cells, 3));
    fixture_send(f, f->esme, recover(f, &f->stranger, 5000, cells, 3));
    disable(f, &f->stranger, 9999);
    assert_int_equal(f->esme->supply.state, SUPPLY_ENABLED);
}

static void what_does_not_belong_is_not_written(void **state)
{
    fixture *f = *state;
    gbcs_replacement cells[] = {{CAT_CELL_SUPPLIER_SIGNING, f->stranger.agreement},
                                {CAT_CELL_OPERATOR_SIGNING, f->stranger.signing},
                                {CAT_CELL_ROOT, smki_authority_certificate(f->root)}};
    for (size_t i = 0; i < ALB_COUNT(cells); i++) {
        gbcs_recovery r = {.message_code = GBCS_BY_RECOVERY, .replacements = &cells[i], .n_replacements = 1};
        alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, MESSAGE_ROOM), MESSAGE_ROOM);
        assert_int_equal(gbcs_recovery_write(f->crypto, &r, f->recovery.signing_key, f->arena, &w, NULL),
                         ALB_BAD_VALUE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(new_certificates_at_once, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(the_broker_stands_in_first, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(only_the_recovery_key_recovers, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_does_not_belong_is_not_written, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
