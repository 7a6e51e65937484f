/* What a revocation list does to a DCC that runs: from the next request on, what the certificate signed is
 * refused; lists of others, older ones and overdue ones are told apart. And certificates that requests bring:
 * they chain to a root that is trusted, and are in use. */
#include "rig.h"

#include "base/file.h"
#include "base/text.h"
#include "smki/authority.h"
#include "smki/crl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

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
    static char dir[640];
    (void)snprintf(dir, sizeof dir, "%s/pki", the->dir);
    return dir;
}

static void put_on_list(const smki_certificate *c)
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
    put_on_list(certificate(rig_supplier, SMKI_SLOT_XML_SIGNING));
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
    put_on_list(certificate(rig_supplier, SMKI_SLOT_DIGITAL_SIGNATURE));
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
    put_on_list(issuing);
    assert_int_equal(ask(rig_operator), 200);
    assert_int_equal(offer(pki(), "organisation-root"), ALB_OK);
    assert_int_equal(ask(rig_operator), 400);
}

static void lists_of_others_and_older_ones_change_nothing(void **state)
{
    (void)state;
    char other[640];
    smki_crl *old = NULL;
    (void)snprintf(other, sizeof other, "%s/other", the->dir);
    assert_int_equal(smki_pki_init(other, RIG_START, NULL), ALB_OK);
    assert_int_equal(smki_pki_issue_lists(other, RIG_START, NULL), ALB_OK);
    assert_int_equal(offer(other, "organisation-issuing"), ALB_AUTH_FAILED);
    assert_int_equal(smki_pki_issue_lists(pki(), RIG_START, NULL), ALB_OK);
    old = list_of(pki(), "organisation-issuing");
    put_on_list(certificate(rig_operator, SMKI_SLOT_XML_SIGNING));
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

/* --- certificates that a request brings --- */

static void put_certificate(alb_buf *body, const char *element, const smki_certificate *c)
{
    alb_span der = smki_certificate_der(c);
    alb_buf_printf(body, "<sr:%s>", element);
    size_t len = (der.len + 2) / 3 * 4;
    alb_wr w = alb_wr_init(alb_buf_extend(body, len), len);
    alb_wr_base64(&w, der);
    alb_buf_printf(body, "</sr:%s>", element);
}

/* 6.15.1 with that pair of certificates; the answer's code. */
static void expect_replacement(const smki_certificate *signing, const smki_certificate *agreement,
                               const smki_certificate *path, bool by_time, const char *code)
{
    alb_buf body;
    rig_ask request = {rig_supplier, rig_esme, .variant = 4, .reference = "6.15", .srv = "6.15.1"};
    alb_buf_init(&body, 1 << 16);
    alb_buf_add_text(&body,
                     "<sr:UpdateSecurityCredentialsKRP><sr:RemotePartyRole>Supplier</sr:RemotePartyRole>"
                     "<sr:RemotePartyFloorSeqNumber>0</sr:RemotePartyFloorSeqNumber>"
                     "<sr:ReplacementCertificates><sr:SupplierOrNetworkOperatorCertificates>");
    put_certificate(&body, "DigitalSigningCertificate", signing);
    put_certificate(&body, "KeyAgreementCertificate", agreement);
    alb_buf_add_text(&body, "</sr:SupplierOrNetworkOperatorCertificates></sr:ReplacementCertificates>"
                            "<sr:CertificationPathCertificates>");
    put_certificate(&body, "Certificate", path);
    alb_buf_printf(&body,
                   "</sr:CertificationPathCertificates><sr:ApplyTimeBasedCPVChecks>%s"
                   "</sr:ApplyTimeBasedCPVChecks></sr:UpdateSecurityCredentialsKRP>",
                   by_time ? "true" : "false");
    alb_buf_add_u8(&body, 0);
    request.body = (const char *)body.ptr;
    rig_answer a = rig_request(the, DCC_TRANSFORM, &request);
    assert_int_equal(a.status, 200);
    assert_string_equal(a.code, code);
    alb_buf_release(&body);
}

typedef struct issued {
    smki_keystore *all;
    const smki_certificate *signing, *agreement, *authority;
} issued;

/* The supplier's certificates by the authority of that directory. */
static issued issue_in(const char *dir, alb_time at)
{
    char path[160];
    issued i = {.all = smki_keystore_new()};
    smki_certificate *authority = NULL;
    alb_buf file;
    assert_int_equal(smki_pki_issue_entity(dir, rig_supplier, SMKI_ROLE_SUPPLIER, NULL, at, NULL), ALB_OK);
    assert_int_equal(smki_keystore_load(i.all, dir, NULL), ALB_OK);
    i.signing = smki_keystore_find(i.all, rig_supplier, SMKI_SLOT_DIGITAL_SIGNATURE)->certificate;
    i.agreement = smki_keystore_find(i.all, rig_supplier, SMKI_SLOT_KEY_AGREEMENT)->certificate;
    (void)snprintf(path, sizeof path, "%s/organisation-issuing.pem", dir);
    alb_buf_init(&file, 1 << 16);
    assert_int_equal(alb_file_read(path, &file, NULL), ALB_OK);
    assert_int_equal(smki_certificate_parse(alb_buf_span(&file), &authority, NULL), ALB_OK);
    i.authority = smki_keystore_find_public(i.all, smki_certificate_public(authority))->certificate;
    smki_certificate_free(authority);
    alb_buf_release(&file);
    return i;
}

static void remove_old(alb_eui64 entity)
{
    static const char *const suffixes[] = {"ds", "ka", "pp-ka", "xml"};
    char eui[ALB_EUI64_TEXT], path[720];
    for (size_t i = 0; i < ALB_COUNT(suffixes); i++) {
        (void)snprintf(path, sizeof path, "%s/%s-%s.pem", pki(), alb_eui64_hex(entity, eui), suffixes[i]);
        (void)unlink(path);
        (void)snprintf(path, sizeof path, "%s/%s-%s.key", pki(), eui, suffixes[i]);
        (void)unlink(path);
    }
}

static void replacements_chain_to_a_root_that_is_trusted(void **state)
{
    (void)state;
    static const char profile[] = "organisation-issuing";
    char other[640];
    alb_buf csr, crt;
    const smki_certificate *signing = certificate(rig_supplier, SMKI_SLOT_DIGITAL_SIGNATURE);
    const smki_certificate *agreement = certificate(rig_supplier, SMKI_SLOT_KEY_AGREEMENT);
    /* Of an infrastructure that nobody here trusts, though it comes with its path. */
    (void)snprintf(other, sizeof other, "%s/foreign", the->dir);
    assert_int_equal(smki_pki_init(other, RIG_START, NULL), ALB_OK);
    issued foreign = issue_in(other, RIG_START);
    expect_replacement(foreign.signing, foreign.agreement, foreign.authority, true, "E061505");
    expect_replacement(signing, foreign.agreement, foreign.authority, false, "E061505");
    smki_keystore_free(foreign.all);
    /* Of a new issuing authority below the root: its certificate is in the request. */
    alb_buf_init(&csr, 1 << 16);
    alb_buf_init(&crt, 1 << 16);
    assert_int_equal(smki_pki_request_authority(pki(), profile, NULL, NULL, &csr, NULL), ALB_OK);
    assert_int_equal(smki_pki_certify_authority(pki(), alb_buf_span(&csr), RIG_START, &crt, NULL), ALB_OK);
    assert_int_equal(smki_pki_install_authority(pki(), profile, alb_buf_span(&crt), NULL), ALB_OK);
    remove_old(rig_supplier);
    issued renewed = issue_in(pki(), RIG_START);
    expect_replacement(renewed.signing, renewed.agreement, renewed.authority, true, "I0");
    smki_keystore_free(renewed.all);
    alb_buf_release(&csr);
    alb_buf_release(&crt);
    /* Of the one that is known. */
    const smki_certificate *authority =
        smki_keystore_find_ski(the->dcc_keys, smki_certificate_aki(signing))->certificate;
    expect_replacement(signing, agreement, authority, true, "I0");
}

static void replacements_are_in_use(void **state)
{
    (void)state;
    const smki_certificate *signing = certificate(rig_supplier, SMKI_SLOT_DIGITAL_SIGNATURE);
    const smki_certificate *agreement = certificate(rig_supplier, SMKI_SLOT_KEY_AGREEMENT);
    const smki_certificate *authority =
        smki_keystore_find_ski(the->dcc_keys, smki_certificate_aki(signing))->certificate;
    remove_old(rig_supplier);
    issued old = issue_in(pki(), RIG_START - ALB_DAYS(4000)); /* ended eleven months ago */
    expect_replacement(old.signing, old.agreement, authority, true, "E061505");
    expect_replacement(old.signing, old.agreement, authority, false, "I0");
    smki_keystore_free(old.all);
    put_on_list(agreement);
    expect_replacement(signing, agreement, authority, true, "I0");
    assert_int_equal(offer(pki(), "organisation-issuing"), ALB_OK);
    expect_replacement(signing, agreement, authority, true, "E061505");
    expect_replacement(signing, agreement, authority, false, "E061505");
}

static alb_status take_new(const smki_certificate *c)
{
    return dcc_take_certificate(the->dcc, (smki_certificate *)(uintptr_t)c, NULL, NULL);
}

/* Issued while the DCC runs: under the authorities that it trusts, and no others, whatever is revoked. */
static void certificates_come_while_it_runs(void **state)
{
    (void)state;
    static const alb_eui64 comer = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x09, 0x00, 0x00}};
    char other[640];
    smki_keystore *all = smki_keystore_new();
    (void)snprintf(other, sizeof other, "%s/other", the->dir);
    assert_int_equal(smki_pki_issue_entity(pki(), comer, SMKI_ROLE_SUPPLIER, NULL, RIG_START, NULL), ALB_OK);
    assert_int_equal(smki_keystore_load(all, pki(), NULL), ALB_OK);
    const smki_certificate *signing =
        smki_keystore_find(all, comer, SMKI_SLOT_DIGITAL_SIGNATURE)->certificate;
    const smki_certificate *agreement = smki_keystore_find(all, comer, SMKI_SLOT_KEY_AGREEMENT)->certificate;
    assert_null(smki_keystore_find(the->dcc_keys, comer, SMKI_SLOT_DIGITAL_SIGNATURE));
    assert_int_equal(take_new(signing), ALB_OK);
    assert_int_equal(take_new(signing), ALB_EXISTS);
    assert_non_null(smki_keystore_find(the->dcc_keys, comer, SMKI_SLOT_DIGITAL_SIGNATURE));
    put_on_list(agreement);
    assert_int_equal(offer(pki(), "organisation-issuing"), ALB_OK);
    assert_int_equal(take_new(agreement), ALB_AUTH_FAILED);
    smki_keystore_free(all);
    assert_int_equal(smki_pki_init(other, RIG_START, NULL), ALB_OK);
    issued foreign = issue_in(other, RIG_START);
    assert_int_equal(take_new(foreign.signing), ALB_NO_KEY);
    assert_int_not_equal(take_new(foreign.authority), ALB_OK);
    smki_keystore_free(foreign.all);
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
        EACH(replacements_chain_to_a_root_that_is_trusted),
        EACH(replacements_are_in_use),
        EACH(certificates_come_while_it_runs),
        EACH(an_overdue_list_stops_requests_where_that_is_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
