/* Trust anchor cells read and replaced: who may, what becomes of each cell, counters, dates (GBCS 13.3). */
#include "credentials.h"

static const cell_name supplier_signing = SUPPLIER_CELL(SIGNING_BITS, false);
static const cell_name supplier_agreement = SUPPLIER_CELL(AGREEMENT_BITS, false);
static const cell_name supplier_prepayment = SUPPLIER_CELL(AGREEMENT_BITS, true);
static const cell_name transitional_signing = {.role = SMKI_ROLE_TRANSITIONAL_COS, .bits = SIGNING_BITS};

enum { SUPPLIER_BY_COS = 0x0107 };

static void supplier_cells(const party *p, replacement out[static 3])
{
    out[0] = (replacement){p->signing, supplier_signing};
    out[1] = (replacement){p->agreement, supplier_agreement};
    out[2] = (replacement){p->agreement, supplier_prepayment};
}

static alb_span disable_supply(fixture *f, const party *from, uint64_t counter)
{
    const cat_use_case *use_case = cat_use_case_named(ALB_LIT("ECS43"));
    command c = {.from = from,
                 .to = &f->meter,
                 .code = use_case->message_code,
                 .counter = counter,
                 .content = RUN_DISABLE,
                 .is_signed = true};
    return fixture_command(f, &c);
}

static void change_of_supplier(void **state)
{
    fixture *f = *state;
    replacement cells[3];
    supplier_cells(&f->stranger, cells);
    update u = {.mode = 7,
                .authorising = transitional_signing,
                .other_role = SMKI_ROLE_SUPPLIER,
                .other_floor = 4711,
                .replacements = cells,
                .n = 3};
    fixture_send(f, f->esme, update_message(f, &f->transitional, SUPPLIER_BY_COS, 100, &u));
    assert_int_equal(f->n_sent, 1);
    answer a = fixture_read(f, 0);
    assert_int_equal(a.verdict.signature, GBCS_CHECK_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(status_at(&a, i), 0);
    }
    assert_int_equal(f->esme->executed.by_role[SMKI_ROLE_SUPPLIER], 4711);
    assert_int_equal(f->esme->executed.by_role[SMKI_ROLE_TRANSITIONAL_COS], 100);
    assert_int_equal(event_log_at(&f->esme->security, 0)->code, 0x8f70);
    assert_true(f->esme->anchors.of[SMKI_ROLE_SUPPLIER].signing != f->supplier.signing);
    /* The old supplier is nobody here now; the new one counts from its floor. */
    uint32_t refused = f->esme->security.count;
    fixture_send(f, f->esme, disable_supply(f, &f->supplier, 9999));
    assert_int_equal(f->esme->security.count, refused + 1);
    assert_int_equal(event_log_at(&f->esme->security, refused)->code, 0x8f30);
    assert_int_equal(f->esme->supply.state, SUPPLY_ENABLED);
    fixture_send(f, f->esme, disable_supply(f, &f->stranger, 4711));
    assert_int_equal(f->esme->supply.state, SUPPLY_ENABLED);
    fixture_send(f, f->esme, disable_supply(f, &f->stranger, 4712));
    assert_int_equal(f->esme->supply.state, SUPPLY_DISABLED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(change_of_supplier, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
