/* What a revocation list does to a DCC that runs: from the next request on, what the certificate signed is
 * refused; lists of others, older ones and overdue ones are told apart. */
#include "rig.h"

#include "base/file.h"
#include "smki/authority.h"
#include "smki/crl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static rig shared;
static rig *the = &shared;

#define READ_REGISTERS                                                                                       \
    .variant = 1, .reference = "4.1", .srv = "4.1.1", .body = "<sr:ReadInstantaneousImportRegisters/>"
#define ENABLE_SUPPLY .reference = "7.1", .srv = "7.1"

static const smki_certificate *certificate(alb_eui64 id, smki_slot slot)
{
    return smki_keystore_find(the->all, id, slot)->certificate;
}

static smki_crl *list_of(const char *dir, const char *authority)
{
    char path[160];
    alb_buf file;
    smki_crl *list = NULL;
    (void)snprintf(path, sizeof path, "%s/%s.crl", dir, authority);
    alb_buf_init(&file, 1 << 20);
    assert_int_equal(alb_file_read(path, &file, NULL), ALB_OK);
    assert_int_equal(smki_crl_parse(alb_buf_span(&file), &list, NULL), ALB_OK);
    alb_buf_release(&file);
    return list;
}

/* The DCC's store takes the list over when it takes it. */
static alb_status offer(const char *dir, const char *authority)
{
    smki_crl *list = list_of(dir, authority);
    alb_status st = dcc_take_revocation_list(the->dcc, list, NULL);
    if (st != ALB_OK) {
        smki_crl_free(list);
    }
    return st;
}

static const char *pki(void)
{
    static char dir[96];
    (void)snprintf(dir, sizeof dir, "%s/pki", the->dir);
    return dir;
}

static void revoke(const smki_certificate *c)
{
    assert_int_equal(smki_pki_revoke(pki(), c, 1, alb_now(&the->clock.clock), NULL), ALB_OK);
}

static int ask(alb_eui64 user)
{
    rig_ask request = {user, rig_esme, READ_REGISTERS};
    return rig_request(the, DCC_SEND_COMMAND, &request).status;
}

static void a_users_requests_end_with_its_certificate(void **state)
{
    (void)state;
    assert_int_equal(ask(rig_supplier), 200);
    assert_int_equal(ask(rig_operator), 200);
    int64_t before = rig_count(the, "SELECT count(*) FROM request");
    revoke(certificate(rig_supplier, SMKI_SLOT_XML_SIGNING));
    assert_int_equal(ask(rig_supplier), 200); /* the DCC does not know yet */
    assert_int_equal(offer(pki(), "organisation-issuing"), ALB_OK);
    before++;
    assert_int_equal(ask(rig_supplier), 400);
    assert_int_equal(rig_count(the, "SELECT count(*) FROM request"), before);
    assert_int_equal(ask(rig_operator), 200);
    assert_true(rig_count(the, "SELECT count(*) FROM audit_entry WHERE event = 'revocation-list'") >= 1);
}

static void a_commands_signature_ends_with_its_certificate(void **state)
{
    (void)state;
    rig_ask request = {rig_supplier, rig_esme, ENABLE_SUPPLY, .variant = 4, .body = "<sr:EnableSupply/>"};
    request.counter = the->counter += 1;
    rig_answer a = rig_request(the, DCC_TRANSFORM, &request);
    assert_string_equal(a.code, "I0");
    alb_buf body;
    alb_buf_init(&body, 1 << 16);
    rig_sign_pre_command(the, rig_supplier, a.gbcs, &body);
    alb_buf_add_u8(&body, 0);
    revoke(certificate(rig_supplier, SMKI_SLOT_DIGITAL_SIGNATURE));
    assert_int_equal(offer(pki(), "organisation-issuing"), ALB_OK);
    request.variant = 5;
    request.body = (const char *)body.ptr;
    assert_string_equal(rig_request(the, DCC_SEND_COMMAND, &request).code, "E45");
    alb_buf_release(&body);
}

static void with_an_authority_all_below_it_ends(void **state)
{
    (void)state;
    const smki_certificate *issuing = NULL;
    for (size_t i = 0; i < smki_keystore_count(the->all); i++) {
        const smki_certificate *c = smki_keystore_at(the->all, i)->certificate;
        if (c && smki_certificate_role(c) == SMKI_ROLE_ISSUING_AUTHORITY) {
            issuing = c;
        }
    }
    assert_non_null(issuing);
    revoke(issuing);
    assert_int_equal(ask(rig_operator), 200);
    assert_int_equal(offer(pki(), "organisation-root"), ALB_OK);
    assert_int_equal(ask(rig_operator), 400);
}

static void lists_of_others_and_older_ones_change_nothing(void **state)
{
    (void)state;
    char other[96];
    smki_crl *old = NULL;
    (void)snprintf(other, sizeof other, "%s/other", the->dir);
    assert_int_equal(smki_pki_init(other, RIG_START, NULL), ALB_OK);
    assert_int_equal(smki_pki_issue_lists(other, RIG_START, NULL), ALB_OK);
    assert_int_equal(offer(other, "organisation-issuing"), ALB_AUTH_FAILED);
    assert_int_equal(smki_pki_issue_lists(pki(), RIG_START, NULL), ALB_OK);
    old = list_of(pki(), "organisation-issuing");
    revoke(certificate(rig_operator, SMKI_SLOT_XML_SIGNING));
    assert_int_equal(offer(pki(), "organisation-issuing"), ALB_OK);
    assert_int_equal(offer(pki(), "organisation-issuing"), ALB_EXISTS);
    assert_int_equal(dcc_take_revocation_list(the->dcc, old, NULL), ALB_EXISTS);
    smki_crl_free(old);
    assert_int_equal(ask(rig_operator), 400);
}

static void an_overdue_list_stops_requests_where_that_is_wanted(void **state)
{
    (void)state;
    alb_err err = {0};
    assert_int_equal(smki_pki_issue_lists(pki(), RIG_START, NULL), ALB_OK);
    assert_int_equal(offer(pki(), "organisation-issuing"), ALB_OK);
    alb_clock_manual_set(&the->clock, RIG_START + ALB_HOURS(49));
    assert_int_equal(ask(rig_supplier), 200);
    dcc_stop(the->dcc, 0);
    dcc_options o = {.store_url = the->store_url,
                     .clock = &the->clock.clock,
                     .keys = the->dcc_keys,
                     .refuse_stale_lists = true};
    assert_int_equal(dcc_open(&o, &the->dcc, &err), ALB_OK);
    assert_int_equal(ask(rig_supplier), 503);
    assert_int_equal(smki_pki_issue_lists(pki(), RIG_START + ALB_HOURS(49), NULL), ALB_OK);
    assert_int_equal(offer(pki(), "organisation-issuing"), ALB_OK);
    assert_int_equal(ask(rig_supplier), 200);
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

#define EACH(test) cmocka_unit_test_setup_teardown(test, open_rig, close_rig)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(a_users_requests_end_with_its_certificate),
        EACH(a_commands_signature_ends_with_its_certificate),
        EACH(with_an_authority_all_below_it_ends),
        EACH(lists_of_others_and_older_ones_change_nothing),
        EACH(an_overdue_list_stops_requests_where_that_is_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
