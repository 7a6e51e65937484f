/* Trust anchor cells read and replaced: who may, what becomes of each cell, counters, dates (GBCS 13.3). */
#include "credentials.h"

#include "smki/contingency.h"

static const cell_name supplier_signing = SUPPLIER_CELL(SIGNING_BITS, false);
static const cell_name supplier_agreement = SUPPLIER_CELL(AGREEMENT_BITS, false);
static const cell_name supplier_prepayment = SUPPLIER_CELL(AGREEMENT_BITS, true);
static const cell_name transitional_signing = {.role = SMKI_ROLE_TRANSITIONAL_COS, .bits = SIGNING_BITS};

static const cell_name operator_signing = {.role = SMKI_ROLE_NETWORK_OPERATOR, .bits = SIGNING_BITS};
static const cell_name broker_agreement = {.role = SMKI_ROLE_ACB, .bits = AGREEMENT_BITS};
static const cell_name recovery_signing = {.role = SMKI_ROLE_RECOVERY, .bits = SIGNING_BITS};
static const cell_name root_cell = {.role = SMKI_ROLE_ROOT, .bits = CERT_SIGN_BITS};
static const cell_name wan_signing = {.role = SMKI_ROLE_WAN_PROVIDER, .bits = SIGNING_BITS};

enum {
    SUPPLIER_BY_SUPPLIER = 0x0102,
    BROKER_BY_BROKER = 0x0104,
    SUPPLIER_BY_COS = 0x0107,
    BY_RECOVERY = 0x0108,
    BY_CONTINGENCY = 0x0109,
    LOAD_CONTROLLER_BY_SUPPLIER = 0x0126,
    PROVIDE = 0x0008
};

enum { SUCCESS = 0, BAD_CERTIFICATE = 5, NO_TRUST_ANCHOR = 10, NO_CELL = 25 };

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

/* --- each cell has its outcome --- */

static update by_supplier(const replacement *cells, size_t n)
{
    return (update){.mode = 2,
                    .authorising = supplier_signing,
                    .has_floor = true,
                    .floor = 50,
                    .has_top_up_floor = true,
                    .top_up_floor = 7ULL << 32,
                    .replacements = cells,
                    .n = n};
}

static void one_bad_certificate_spares_the_others(void **state)
{
    fixture *f = *state;
    replacement cells[] = {{f->stranger.signing, supplier_signing},
                           {f->stranger.signing, supplier_agreement}, /* of the wrong usage */
                           {f->meter.agreement, supplier_prepayment}, /* of a device */
                           {f->stranger.signing, operator_signing},   /* not for this mode */
                           {f->stranger.signing, wan_signing}};       /* no such cell on a meter */
    update u = by_supplier(cells, ALB_COUNT(cells));
    fixture_send(f, f->esme, update_message(f, &f->supplier, SUPPLIER_BY_SUPPLIER, 100, &u));
    answer a = fixture_read(f, 0);
    assert_int_equal(status_at(&a, 0), SUCCESS);
    assert_int_equal(status_at(&a, 1), BAD_CERTIFICATE);
    assert_int_equal(status_at(&a, 2), BAD_CERTIFICATE);
    assert_int_equal(status_at(&a, 3), NO_TRUST_ANCHOR);
    assert_int_equal(status_at(&a, 4), NO_CELL);
    const anchors *in_force = &f->esme->anchors;
    assert_true(
        alb_eui64_equal(smki_certificate_entity(in_force->of[SMKI_ROLE_SUPPLIER].signing), f->stranger.id));
    assert_ptr_equal(in_force->of[SMKI_ROLE_SUPPLIER].agreement, f->supplier.agreement);
    assert_ptr_equal(in_force->of[SMKI_ROLE_NETWORK_OPERATOR].signing, f->network_operator.signing);
    /* Floors are set all the same, and told. */
    assert_int_equal(f->esme->executed.by_role[SMKI_ROLE_SUPPLIER], 50);
    assert_int_equal(f->esme->executed.supplier_top_up, 7ULL << 32);
    /* The failed ones repeat what is there. */
    uint32_t existing = cat_tree_find(&a.tree, 0,
                                      "ExecutionOutcome/ReplacementOutcomes/ReplacementOutcome[1]/"
                                      "ExistingSubjectKeyIdentifier");
    uint32_t replacing = cat_tree_find(&a.tree, 0,
                                       "ExecutionOutcome/ReplacementOutcomes/ReplacementOutcome[1]/"
                                       "ReplacingSubjectKeyIdentifier");
    assert_true(alb_span_equal(a.tree.values[existing].bytes, a.tree.values[replacing].bytes));
    assert_int_equal(event_log_at(&f->esme->events, 0)->code, 0x8155);
}

static void a_certificate_needs_a_path_to_the_root(void **state)
{
    fixture *f = *state;
    replacement cells[3];
    supplier_cells(&f->stranger, cells);
    update u = by_supplier(cells, 3);
    u.issuer = smki_authority_certificate(f->device_issuing);
    fixture_send(f, f->esme, update_message(f, &f->supplier, SUPPLIER_BY_SUPPLIER, 100, &u));
    answer a = fixture_read(f, 0);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(status_at(&a, i), NO_TRUST_ANCHOR);
    }
    assert_ptr_equal(f->esme->anchors.of[SMKI_ROLE_SUPPLIER].signing, f->supplier.signing);
}

static void times_are_checked_unless_the_command_says_not(void **state)
{
    fixture *f = *state;
    replacement cells[] = {{f->stranger.signing, supplier_signing}};
    update u = by_supplier(cells, 1);
    alb_clock_manual_add(&f->clock, ALB_DAYS(40 * 365));
    fixture_send(f, f->esme, update_message(f, &f->supplier, SUPPLIER_BY_SUPPLIER, 100, &u));
    answer a = fixture_read(f, 0);
    assert_int_equal(status_at(&a, 0), BAD_CERTIFICATE);
    u.timeless = true;
    fixture_send(f, f->esme, update_message(f, &f->supplier, SUPPLIER_BY_SUPPLIER, 101, &u));
    a = fixture_read(f, 0);
    assert_int_equal(status_at(&a, 0), SUCCESS);
}

static void the_brokers_mac_is_enough_for_its_own_cell(void **state)
{
    fixture *f = *state;
    party next = fixture_party(f, 0x1000000000000003, SMKI_ROLE_ACB);
    replacement cells[] = {{next.agreement, broker_agreement}};
    update u = {.mode = 4, .without_cell = true, .replacements = cells, .n = 1};
    fixture_send(f, f->esme, update_message(f, &f->broker, BROKER_BY_BROKER, 100, &u));
    answer a = fixture_read(f, 0);
    assert_int_equal(status_at(&a, 0), SUCCESS);
    /* What comes under the old key is nothing any more. */
    uint16_t refused = f->esme->security.count;
    fixture_send(f, f->esme, disable_supply(f, &f->supplier, 200));
    assert_int_equal(event_log_at(&f->esme->security, refused)->code, 0x8f3d);
    fixture_party_free(&f->broker);
    f->broker = next;
    fixture_send(f, f->esme, disable_supply(f, &f->supplier, 200));
    assert_int_equal(f->esme->supply.state, SUPPLY_DISABLED);
}

static void suppliers_set_the_load_controller(void **state)
{
    fixture *f = *state;
    const cell_name cell = {.role = SMKI_ROLE_LOAD_CONTROLLER, .bits = SIGNING_BITS};
    replacement cells[] = {{f->stranger.signing, cell}, {f->network_operator.signing, cell}};
    update u = {.mode = 11,
                .authorising = supplier_signing,
                .other_role = SMKI_ROLE_LOAD_CONTROLLER,
                .other_floor = 12,
                .replacements = cells,
                .n = 2};
    fixture_send(f, f->esme, update_message(f, &f->supplier, LOAD_CONTROLLER_BY_SUPPLIER, 100, &u));
    answer a = fixture_read(f, 0);
    assert_int_equal(status_at(&a, 0), SUCCESS); /* a supplier's may stand there */
    assert_int_equal(status_at(&a, 1), BAD_CERTIFICATE);
    assert_int_equal(f->esme->executed.by_role[SMKI_ROLE_LOAD_CONTROLLER], 12);
    assert_int_equal(f->esme->executed.by_role[SMKI_ROLE_SUPPLIER], 100);
}

/* --- who may not --- */

static void assert_refused(fixture *f, alb_span message, uint16_t event)
{
    uint16_t count = f->esme->security.count;
    fixture_send(f, f->esme, message);
    assert_int_equal(f->esme->security.count, count + 1);
    assert_int_equal(event_log_at(&f->esme->security, count)->code, event);
    assert_ptr_equal(f->esme->anchors.of[SMKI_ROLE_SUPPLIER].signing, f->supplier.signing);
    assert_int_equal(f->esme->executed.by_role[SMKI_ROLE_SUPPLIER], 0);
}

static void others_may_not(void **state)
{
    fixture *f = *state;
    replacement cells[3];
    supplier_cells(&f->stranger, cells);
    update u = by_supplier(cells, 3);
    assert_refused(f, update_message(f, &f->stranger, SUPPLIER_BY_SUPPLIER, 100, &u), 0x8f30);
    assert_refused(f, update_message(f, &f->network_operator, SUPPLIER_BY_SUPPLIER, 100, &u), 0x8f30);
    assert_refused(f, update_message(f, &f->broker, SUPPLIER_BY_SUPPLIER, 100, &u), 0x8f3d);
    update other_mode = u;
    other_mode.mode = 3;
    assert_refused(f, update_message(f, &f->supplier, SUPPLIER_BY_SUPPLIER, 100, &other_mode), 0x8f1e);
    update other_cell = u;
    other_cell.authorising = operator_signing;
    assert_refused(f, update_message(f, &f->supplier, SUPPLIER_BY_SUPPLIER, 100, &other_cell), 0x8f30);
    update no_cell = u;
    no_cell.without_cell = true;
    assert_refused(f, update_message(f, &f->supplier, SUPPLIER_BY_SUPPLIER, 100, &no_cell), 0x8f30);
    update with_key = u;
    with_key.symmetric_key = ALB_LIT("0123456789abcdef");
    assert_refused(f, update_message(f, &f->supplier, SUPPLIER_BY_SUPPLIER, 100, &with_key), 0x8f1e);
    update other_counter = u;
    other_counter.other_role = SMKI_ROLE_NETWORK_OPERATOR;
    other_counter.other_floor = INT64_MAX;
    assert_refused(f, update_message(f, &f->supplier, SUPPLIER_BY_SUPPLIER, 100, &other_counter), 0x8f30);
    /* The counter inside is another than the header's. */
    command c = asn1_command(&f->supplier, &f->meter, SUPPLIER_BY_SUPPLIER, 100, update_content(f, &u, 101));
    assert_refused(f, fixture_command(f, &c), 0x8f1e);
}

static void no_command_is_taken_twice(void **state)
{
    fixture *f = *state;
    replacement cells[] = {{f->supplier.signing, supplier_signing}};
    update u = {.mode = 2, .authorising = supplier_signing, .replacements = cells, .n = 1};
    alb_span message = update_message(f, &f->supplier, SUPPLIER_BY_SUPPLIER, 100, &u);
    fixture_send(f, f->esme, message);
    assert_int_equal(f->n_sent, 1);
    uint16_t count = f->esme->security.count;
    fixture_send(f, f->esme, message);
    assert_int_equal(event_log_at(&f->esme->security, count)->code, 0x8f3e);
}

/* --- dated --- */

static void replace_later(fixture *f, uint64_t counter, const char *date)
{
    replacement cells[3];
    supplier_cells(&f->stranger, cells);
    update u = {.mode = 7,
                .authorising = transitional_signing,
                .other_role = SMKI_ROLE_SUPPLIER,
                .replacements = cells,
                .n = 3,
                .date = date};
    fixture_send(f, f->esme, update_message(f, &f->transitional, SUPPLIER_BY_COS, counter, &u));
    assert_int_equal(f->n_sent, 1);
    answer a = fixture_read(f, 0);
    assert_int_equal(cat_tree_find(&a.tree, 0, "ExecutionOutcome"), UINT32_MAX);
    assert_ptr_equal(f->esme->anchors.of[SMKI_ROLE_SUPPLIER].signing, f->supplier.signing);
}

static void a_dated_command_waits_and_tells(void **state)
{
    fixture *f = *state;
    replace_later(f, 100, "20260401000000Z");
    replace_later(f, 101, "20260501000000Z"); /* in place of the first */
    /* It outlives what a device forgets. */
    alb_buf saved;
    alb_buf_init(&saved, 1 << 20);
    assert_int_equal(device_save(f->esme, &saved, NULL), ALB_OK);
    device_free(f->esme);
    f->esme = fixture_device(f, &f->meter, CAT_DEVICE_ESME);
    assert_int_equal(device_restore(f->esme, alb_buf_span(&saved), NULL), ALB_OK);
    alb_buf_release(&saved);
    f->n_sent = 0;
    alb_time due = device_tick(f->esme, f->keys, &f->sink);
    alb_time date;
    assert_true(alb_time_parse(ALB_LIT("2026-05-01T00:00:00Z"), &date));
    assert_int_equal(due, date);
    alb_clock_manual_set(&f->clock, due);
    assert_int_equal(device_tick(f->esme, f->keys, &f->sink), INT64_MAX);
    assert_int_equal(f->n_sent, 1);
    answer a = fixture_read(f, 0);
    assert_int_equal(a.message.header.message_code, 0x00cb);
    assert_true(alb_eui64_equal(a.message.header.target, f->transitional.id));
    assert_int_equal(a.verdict.signature, GBCS_CHECK_OK);
    assert_int_equal(a.tree.values[fixture_find(&a, 0, "AlertCode")].number.u, 0x8f66);
    assert_int_equal(a.tree.values[fixture_find(&a, 0, "CommandSeqNumber")].number.u, 101);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(status_at(&a, i), SUCCESS);
    }
}

/* The old supplier has nothing to say any more, not even what it said before. */
static void a_change_of_supplier_voids_what_waits(void **state)
{
    fixture *f = *state;
    replacement cells[3];
    supplier_cells(&f->supplier, cells);
    update later = by_supplier(cells, 3);
    later.date = "20260401000000Z";
    fixture_send(f, f->esme, update_message(f, &f->supplier, SUPPLIER_BY_SUPPLIER, 100, &later));
    supplier_cells(&f->stranger, cells);
    update now = {.mode = 7, .authorising = transitional_signing, .replacements = cells, .n = 3};
    fixture_send(f, f->esme, update_message(f, &f->transitional, SUPPLIER_BY_COS, 100, &now));
    alb_clock_manual_add(&f->clock, ALB_DAYS(60));
    f->n_sent = 0;
    (void)device_tick(f->esme, f->keys, &f->sink);
    assert_int_equal(f->n_sent, 0);
    assert_true(alb_eui64_equal(smki_certificate_entity(f->esme->anchors.of[SMKI_ROLE_SUPPLIER].signing),
                                f->stranger.id));
    assert_int_equal(event_log_at(&f->esme->security, f->esme->security.count - 1U)->code, 0x8f30);
}

static void a_dated_command_is_cancelled(void **state)
{
    fixture *f = *state;
    replace_later(f, 100, "20260401000000Z");
    replace_later(f, 101, "99991231235959Z");
    assert_int_equal(device_tick(f->esme, f->keys, &f->sink), INT64_MAX);
    alb_clock_manual_add(&f->clock, ALB_DAYS(60));
    (void)device_tick(f->esme, f->keys, &f->sink);
    assert_ptr_equal(f->esme->anchors.of[SMKI_ROLE_SUPPLIER].signing, f->supplier.signing);
}

/* --- when keys are lost --- */

static void recovery_locks_the_old_supplier_out(void **state)
{
    fixture *f = *state;
    /* Method 2: the broker's certificates hold the cells until the supplier has new ones. */
    replacement cells[3];
    supplier_cells(&f->broker, cells);
    update u = {.mode = 8,
                .authorising = recovery_signing,
                .timeless = true,
                .other_role = SMKI_ROLE_SUPPLIER,
                .replacements = cells,
                .n = 3};
    fixture_send(f, f->esme, update_message(f, &f->recovery, BY_RECOVERY, 100, &u));
    answer a = fixture_read(f, 0);
    assert_true(alb_eui64_equal(a.message.header.target, f->recovery.id));
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(status_at(&a, i), SUCCESS);
    }
    fixture_send(f, f->esme, disable_supply(f, &f->supplier, 9999));
    assert_int_equal(f->esme->supply.state, SUPPLY_ENABLED);
    /* 6.21: the broker stands in for the supplier and hands over. */
    supplier_cells(&f->stranger, cells);
    update handover = by_supplier(cells, 3);
    fixture_send(f, f->esme, update_message(f, &f->broker, SUPPLIER_BY_SUPPLIER, 5, &handover));
    a = fixture_read(f, 0);
    assert_int_equal(status_at(&a, 2), SUCCESS);
    fixture_send(f, f->esme, disable_supply(f, &f->stranger, 51));
    assert_int_equal(f->esme->supply.state, SUPPLY_DISABLED);
}

/* Recovery may bring no root that the old one does not know. */
static void recovery_brings_no_other_root(void **state)
{
    fixture *f = *state;
    replacement cells[] = {{smki_authority_certificate(f->device_root), root_cell}};
    update u = {.mode = 8, .authorising = recovery_signing, .replacements = cells, .n = 1};
    fixture_send(f, f->esme, update_message(f, &f->recovery, BY_RECOVERY, 100, &u));
    answer a = fixture_read(f, 0);
    assert_int_not_equal(status_at(&a, 0), SUCCESS);
    assert_ptr_equal(f->esme->anchors.of[SMKI_ROLE_ROOT].signing, smki_authority_certificate(f->root));
}

/* Another infrastructure, and a root of the old one whose contingency key is known. */
typedef struct contingency {
    crypto_key *key;
    crypto_key128 symmetric;
    smki_authority *old_root, *new_root, *new_issuing;
    smki_certificate *signing; /* of the supplier, under the new root */
    device *meter;
} contingency;

static contingency contingency_open(fixture *f)
{
    contingency c = {.key = fixture_key()};
    memcpy(c.symmetric.octets, "a symmetric key!", sizeof c.symmetric.octets);
    alb_time now = alb_now(&f->clock.clock);
    crypto_key *keys[] = {fixture_key(), fixture_key(), fixture_key()};
    smki_contingency held = {.key = crypto_key_public(c.key), .symmetric = &c.symmetric};
    assert_int_equal(smki_authority_create_root_with(f->crypto, "organisation-root", "OLD", keys[0], &held,
                                                     now, &c.old_root, NULL),
                     ALB_OK);
    assert_int_equal(
        smki_authority_create_root(f->crypto, "organisation-root", "NEW", keys[1], now, &c.new_root, NULL),
        ALB_OK);
    assert_int_equal(smki_authority_create_issuing(f->crypto, c.new_root, "organisation-issuing", "NI",
                                                   keys[2], now, &c.new_issuing, NULL),
                     ALB_OK);
    smki_subject subject = {.profile = "organisation",
                            .entity = f->supplier.id,
                            .role = SMKI_ROLE_SUPPLIER,
                            .usage = SMKI_USAGE_DIGITAL_SIGNATURE,
                            .public_key = crypto_key_public(f->stranger.signing_key),
                            .not_before = ALB_TIME_NONE,
                            .not_after = ALB_TIME_NONE};
    assert_int_equal(smki_authority_issue(f->crypto, c.new_issuing, &subject, now, &c.signing, NULL), ALB_OK);
    device_options o = {.id = f->meter.id,
                        .type = CAT_DEVICE_ESME,
                        .elements = 1,
                        .phases = 1,
                        .clock = &f->clock.clock,
                        .signing = f->meter.signing_key,
                        .agreement = f->meter.agreement_key,
                        .root = smki_authority_certificate(c.old_root),
                        .supplier_signing = f->supplier.signing,
                        .acb_agreement = f->broker.agreement};
    assert_int_equal(device_new(&o, &c.meter, NULL), ALB_OK);
    for (size_t i = 0; i < ALB_COUNT(keys); i++) {
        crypto_key_free(keys[i]);
    }
    return c;
}

static void contingency_close(contingency *c)
{
    device_free(c->meter);
    smki_certificate_free(c->signing);
    smki_authority_free(c->old_root);
    smki_authority_free(c->new_root);
    smki_authority_free(c->new_issuing);
    crypto_key_free(c->key);
}

static void contingency_replaces_everything(void **state)
{
    fixture *f = *state;
    contingency c = contingency_open(f);
    party custodians = {.id = alb_eui64_of(0x70b3d51f300017ff), .signing_key = c.key};
    replacement cells[] = {{c.signing, supplier_signing},
                           {smki_authority_certificate(c.new_root), root_cell}};
    update u = {.mode = 9,
                .symmetric_key = ALB_LIT("not the right 16"),
                .without_cell = true,
                .other_role = SMKI_ROLE_SUPPLIER,
                .other_floor = 3,
                .replacements = cells,
                .n = 2,
                .issuer = smki_authority_certificate(c.new_issuing)};
    fixture_send(f, c.meter, update_message(f, &custodians, BY_CONTINGENCY, 1, &u));
    assert_int_equal(event_log_at(&c.meter->security, 0)->code, 0x8f3d);
    u.symmetric_key = ALB_SPAN_OF(c.symmetric.octets);
    /* The key alone is not enough: it must be signed. */
    party thief = {.id = custodians.id, .signing_key = f->stranger.signing_key};
    fixture_send(f, c.meter, update_message(f, &thief, BY_CONTINGENCY, 1, &u));
    assert_int_equal(event_log_at(&c.meter->security, 1)->code, 0x8f3d);
    fixture_send(f, c.meter, update_message(f, &custodians, BY_CONTINGENCY, 1, &u));
    assert_int_equal(f->n_sent, 1);
    answer a = fixture_read(f, 0);
    assert_true(alb_eui64_equal(a.message.header.target, custodians.id));
    assert_int_equal(status_at(&a, 0), SUCCESS);
    assert_int_equal(status_at(&a, 1), SUCCESS);
    const smki_certificate *root = c.meter->anchors.of[SMKI_ROLE_ROOT].signing;
    assert_true(alb_span_equal(smki_certificate_der(root),
                               smki_certificate_der(smki_authority_certificate(c.new_root))));
    /* The new root has no such key: that was it. */
    fixture_send(f, c.meter, update_message(f, &custodians, BY_CONTINGENCY, 2, &u));
    assert_ptr_equal(c.meter->anchors.of[SMKI_ROLE_ROOT].signing, root);
    contingency_close(&c);
}

/* --- what a device tells of it --- */

static void cells_are_told(void **state)
{
    fixture *f = *state;
    uint8_t content[64];
    alb_wr w = alb_wr_init(content, sizeof content);
    size_t whole = der_wr_begin(&w, DER_SEQUENCE);
    write_cell(&w, DER_SEQUENCE, broker_agreement);
    size_t roles = der_wr_begin(&w, DER_SEQUENCE);
    der_wr_integer(&w, DER_INTEGER, SMKI_ROLE_SUPPLIER);
    der_wr_integer(&w, DER_INTEGER, SMKI_ROLE_WAN_PROVIDER);
    der_wr_end(&w, roles);
    der_wr_end(&w, whole);
    command c = asn1_command(&f->broker, &f->meter, PROVIDE, 9, alb_wr_span(&w));
    f->esme->executed.by_role[SMKI_ROLE_SUPPLIER] = 77;
    fixture_send(f, f->esme, fixture_command(f, &c));
    answer a = fixture_read(f, 0);
    assert_int_equal(a.verdict.mac, GBCS_CHECK_OK);
    assert_int_equal(status_at(&a, 0), SUCCESS);
    assert_int_equal(a.tree.values[fixture_find(&a, 0, "CurrentSeqNumber")].number.u, 77);
    uint32_t cells = fixture_find(&a, 0, "TrustAnchorCellsDetails");
    assert_int_equal(a.tree.values[cells].number.u, 3);
    uint32_t key = cat_tree_find(&a.tree, cells, "TrustAnchorCellContents[1]/ExistingSubjectKeyIdentifier");
    assert_true(alb_span_equal(a.tree.values[key].bytes, smki_certificate_ski(f->supplier.agreement)));
    assert_int_equal(status_at(&a, 1), NO_CELL);
}

/* --- what is not authentic changes nothing --- */

static void one_bit_is_enough(void **state)
{
    enum { STEP = 29 };
    fixture *f = *state;
    replacement cells[3];
    supplier_cells(&f->stranger, cells);
    update u = by_supplier(cells, 3);
    alb_span message = update_message(f, &f->supplier, SUPPLIER_BY_SUPPLIER, 100, &u);
    uint8_t *octets = alb_arena_alloc(f->arena, message.len);
    uint64_t before = fixture_digest(f->crypto, f->esme);
    for (size_t bit = 0; bit < message.len * 8; bit += STEP) {
        memcpy(octets, message.ptr, message.len);
        octets[bit / 8] ^= (uint8_t)(1 << bit % 8);
        fixture_send(f, f->esme, alb_span_of(octets, message.len));
        if (fixture_digest(f->crypto, f->esme) != before) {
            fail_msg("bit %zu changes the device", bit);
        }
    }
    fixture_send(f, f->esme, message);
    assert_true(fixture_digest(f->crypto, f->esme) != before);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(change_of_supplier),
        TEST(one_bad_certificate_spares_the_others),
        TEST(a_certificate_needs_a_path_to_the_root),
        TEST(times_are_checked_unless_the_command_says_not),
        TEST(the_brokers_mac_is_enough_for_its_own_cell),
        TEST(suppliers_set_the_load_controller),
        TEST(others_may_not),
        TEST(no_command_is_taken_twice),
        TEST(a_dated_command_waits_and_tells),
        TEST(a_change_of_supplier_voids_what_waits),
        TEST(a_dated_command_is_cancelled),
        TEST(recovery_locks_the_old_supplier_out),
        TEST(recovery_brings_no_other_root),
        TEST(contingency_replaces_everything),
        TEST(cells_are_told),
        TEST(one_bit_is_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
