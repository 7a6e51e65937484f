/* What a device trusts after recovery: a supplier's cells held by the broker until new certificates are
 * there, or the new ones at once; the old key opens nothing any more (smki.md 19.5, 19.6). */
#include "credentials.h"

#include "gbcs/recovery.h"
#include "smki/contingency.h"

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

/* A meter whose root holds a contingency key takes another root, vouched for by nobody else. */
static void the_contingency_key_replaces_the_root(void **state)
{
    fixture *f = *state;
    smki_authority *old_root = NULL;
    crypto_key128 symmetric = {.octets = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};
    crypto_key *held = fixture_key();
    crypto_key *root_key = fixture_key();
    smki_contingency contingency = {.key = crypto_key_public(held), .symmetric = &symmetric};
    assert_int_equal(smki_authority_create_root_with(f->crypto, "organisation-root", "OLD", root_key,
                                                     &contingency, alb_now(&f->clock.clock), &old_root, NULL),
                     ALB_OK);
    device *meter = NULL;
    device_options o = {.id = f->meter.id,
                        .type = CAT_DEVICE_ESME,
                        .elements = 1,
                        .phases = 1,
                        .clock = &f->clock.clock,
                        .signing = f->meter.signing_key,
                        .agreement = f->meter.agreement_key,
                        .root = smki_authority_certificate(old_root),
                        .supplier_signing = f->supplier.signing,
                        .acb_agreement = f->broker.agreement};
    assert_int_equal(device_new(&o, &meter, NULL), ALB_OK);
    const gbcs_replacement cells[] = {{CAT_CELL_SUPPLIER_SIGNING, f->stranger.signing},
                                      {CAT_CELL_ROOT, smki_authority_certificate(f->root)}};
    const smki_certificate *path[] = {smki_authority_certificate(f->issuing)};
    gbcs_recovery r = {.message_code = GBCS_BY_CONTINGENCY,
                       .originator = alb_eui64_of(GBCS_CUSTODIANS),
                       .device = f->meter.id,
                       .counter = 1,
                       .replacements = cells,
                       .n_replacements = 2,
                       .path = path,
                       .n_path = 1,
                       .symmetric_key = ALB_SPAN_OF(symmetric.octets)};
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, MESSAGE_ROOM), MESSAGE_ROOM);
    assert_int_equal(gbcs_recovery_write(f->crypto, &r, held, f->arena, &w, NULL), ALB_OK);
    fixture_send(f, meter, alb_wr_span(&w));
    assert_int_equal(f->n_sent, 1);
    assert_replaced(f, 2);
    const smki_certificate *root = meter->anchors.of[SMKI_ROLE_ROOT].signing;
    assert_true(alb_span_equal(smki_certificate_der(root),
                               smki_certificate_der(smki_authority_certificate(f->root))));
    device_free(meter);
    smki_authority_free(old_root);
    crypto_key_free(held);
    crypto_key_free(root_key);
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
        cmocka_unit_test_setup_teardown(the_contingency_key_replaces_the_root, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(what_does_not_belong_is_not_written, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
