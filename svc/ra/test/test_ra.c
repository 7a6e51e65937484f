/* The Registration Authority: who is let in, what is issued and what is refused, batches that are stopped and
 * gone on with, and a log and a store that show when they were altered. */
#include "ra/archive.h"

#include "base/file.h"
#include "catalogue/subscriber.h"
#include "catalogue/use_case.h"
#include "smki/request.h"
#include "zip/zip.h"

#include "fresh_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { MAX_ITEMS = 300 };

typedef struct fixture {
    char dir[64], pki[80], url[256];
    alb_clock_manual clock;
    ra *r;
    crypto_ctx *ctx;
    crypto_key *key; /* of the credential */
    smki_certificate *credential;
    ra_device device;
    ra_officer officer;
} fixture;

typedef struct items {
    struct {
        char id[32];
        uint8_t octets[SMKI_REQUEST_MAX];
        size_t len;
    } list[MAX_ITEMS];
    size_t n, next;
} items;

static ra_device inventory(void *ctx, alb_eui64 eui)
{
    const fixture *f = ctx;
    (void)eui;
    return f->device;
}

static void open_ra(fixture *f)
{
    alb_err err = {.code = ALB_OK};
    ra_options o = {
        .store_url = f->url, .pki = f->pki, .clock = &f->clock.clock, .device = inventory, .device_ctx = f};
    if (ra_open(&o, &f->r, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
}

static alb_status admit(fixture *f, alb_err *err)
{
    return ra_authenticate(f->r, smki_certificate_der(f->credential), &f->officer, err);
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    alb_time now;
    assert_true(alb_time_parse(ALB_LIT("2026-01-01T00:00:00Z"), &now));
    alb_clock_manual_init(&f->clock, now);
    f->ctx = crypto_ctx_new();
    (void)snprintf(f->dir, sizeof f->dir, "/tmp/albion-ra-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    (void)snprintf(f->pki, sizeof f->pki, "%s/pki", f->dir);
    assert_true(fresh_store(f->url, sizeof f->url, f->dir));
    assert_int_equal(smki_pki_init(f->pki, now, NULL), ALB_OK);
    open_ra(f);
    /* The credential: any certificate that ends in ten years. */
    smki_authority *root = NULL;
    assert_int_equal(crypto_key_generate(&f->key, NULL), ALB_OK);
    assert_int_equal(smki_authority_create_root(f->ctx, "device-root", "C", f->key, now, &root, NULL),
                     ALB_OK);
    assert_int_equal(
        smki_certificate_parse(smki_certificate_der(smki_authority_certificate(root)), &f->credential, NULL),
        ALB_OK);
    smki_authority_free(root);
    assert_int_equal(ra_subscriber_add(f->r, "S", CAT_USER_IS | CAT_USER_OU, NULL), ALB_OK);
    assert_int_equal(ra_identifier_add(f->r, "S", alb_eui64_of(0x1122334455660000), CAT_USER_IS, NULL),
                     ALB_OK);
    assert_int_equal(ra_credential_add(f->r, "S", "Ann", smki_certificate_der(f->credential),
                                       RA_ALLOW_DEVICE | RA_ALLOW_ORGANISATION | RA_ALLOW_AD_HOC, NULL),
                     ALB_OK);
    assert_int_equal(admit(f, NULL), ALB_OK);
    *state = f;
    return 0;
}

static alb_status remove_file(void *ctx, const char *path, alb_err *err)
{
    (void)ctx;
    (void)err;
    return unlink(path) == 0 ? ALB_OK : ALB_IO;
}

static int teardown(void **state)
{
    fixture *f = *state;
    ra_close(f->r);
    smki_certificate_free(f->credential);
    crypto_key_free(f->key);
    crypto_ctx_free(f->ctx);
    assert_int_equal(alb_file_walk(f->dir, remove_file, NULL, NULL), ALB_OK);
    (void)rmdir(f->pki);
    (void)rmdir(f->dir);
    free(f);
    return 0;
}

/* --- requests --- */

static smki_subject device_of(uint64_t eui)
{
    return (smki_subject){.profile = "device",
                          .entity = alb_eui64_of(eui),
                          .usage = SMKI_USAGE_DIGITAL_SIGNATURE,
                          .not_before = ALB_TIME_NONE,
                          .not_after = ALB_TIME_NONE};
}

static void add(fixture *f, items *all, const smki_subject *s, const crypto_key *key)
{
    crypto_key *own = NULL;
    alb_wr w = alb_wr_init(all->list[all->n].octets, SMKI_REQUEST_MAX);
    if (!key) {
        assert_int_equal(crypto_key_generate(&own, NULL), ALB_OK);
    }
    assert_int_equal(smki_request_write(f->ctx, s, key ? key : own, &w, NULL), ALB_OK);
    crypto_key_free(own);
    (void)snprintf(all->list[all->n].id, sizeof all->list[0].id, "r%zu", all->n);
    all->list[all->n++].len = w.pos;
}

static alb_status next_item(void *ctx, alb_span *id, alb_span *request, bool *more, alb_err *err)
{
    items *all = ctx;
    (void)err;
    *more = all->next < all->n;
    if (*more) {
        *id = alb_span_str(all->list[all->next].id);
        *request = alb_span_of(all->list[all->next].octets, all->list[all->next].len);
        all->next++;
    }
    return ALB_OK;
}

static uint64_t submit(fixture *f, items *all, ra_channel channel)
{
    uint64_t number = 0;
    alb_err err = {.code = ALB_OK};
    all->next = 0;
    if (ra_submit(f->r, &f->officer, channel, ALB_LIT("test"), next_item, all, &number, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    return number;
}

typedef struct tally {
    size_t n, issued;
    ra_verdict last;
    char code[16];
} tally;

static alb_status count(void *ctx, const ra_result *r, alb_err *err)
{
    tally *t = ctx;
    (void)err;
    t->n++;
    t->issued += r->verdict == RA_SUCCESS;
    assert_int_equal(r->verdict == RA_SUCCESS, r->certificate.len > 0);
    t->last = r->verdict;
    assert_true(r->code.len < sizeof t->code);
    memset(t->code, 0, sizeof t->code);
    alb_wr w = alb_wr_init(t->code, sizeof t->code);
    alb_wr_bytes(&w, r->code);
    return ALB_OK;
}

static tally results(fixture *f, uint64_t number)
{
    tally t = {.n = 0};
    assert_int_equal(ra_results(f->r, number, count, &t, NULL), ALB_OK);
    return t;
}

/* One request through its life. */
static void expect(fixture *f, const smki_subject *s, const crypto_key *key, ra_channel channel,
                   ra_verdict verdict, const char *code)
{
    items *all = calloc(1, sizeof *all);
    add(f, all, s, key);
    uint64_t number = submit(f, all, channel);
    assert_int_equal(ra_work(f->r, number, NULL, NULL, NULL), ALB_OK);
    tally t = results(f, number);
    if (t.last != verdict || strcmp(t.code, code) != 0) {
        fail_msg("%s %s, not %s %s", ra_verdict_name(t.last), t.code, ra_verdict_name(verdict), code);
    }
    free(all);
}

/* --- tests --- */

static void test_credentials(void **state)
{
    fixture *f = *state;
    alb_err err = {.code = ALB_OK};
    alb_time now = alb_now(&f->clock.clock);
    alb_clock_manual_set(&f->clock, now + ALB_DAYS(365 * 60));
    assert_int_equal(admit(f, &err), ALB_NOT_AUTHORISED);
    assert_non_null(strstr(err.detail, "expired"));
    alb_clock_manual_set(&f->clock, now - ALB_DAYS(1));
    assert_int_equal(admit(f, NULL), ALB_NOT_AUTHORISED);
    alb_clock_manual_set(&f->clock, now);
    assert_int_equal(ra_subscriber_suspend(f->r, "S", true, NULL), ALB_OK);
    assert_int_equal(admit(f, NULL), ALB_NOT_AUTHORISED);
    assert_int_equal(ra_subscriber_suspend(f->r, "S", false, NULL), ALB_OK);
    assert_int_equal(admit(f, NULL), ALB_OK);
    assert_int_equal(ra_credential_revoke(f->r, smki_certificate_der(f->credential), NULL), ALB_OK);
    assert_int_equal(admit(f, NULL), ALB_NOT_AUTHORISED);
    assert_int_equal(ra_authenticate(f->r, ALB_LIT("none"), &f->officer, NULL), ALB_NOT_AUTHORISED);
}

static void test_register_refuses(void **state)
{
    fixture *f = *state;
    assert_int_equal(ra_subscriber_add(f->r, "S", CAT_USER_IS, NULL), ALB_EXISTS);
    assert_int_equal(ra_subscriber_add(f->r, "", CAT_USER_IS, NULL), ALB_BAD_VALUE);
    assert_int_equal(ra_subscriber_add(f->r, "N", 0, NULL), ALB_BAD_VALUE);
    assert_int_equal(ra_subscriber_add(f->r, "T", CAT_USER_IS, NULL), ALB_OK);
    /* Another's identifier; a role that it has not. */
    assert_int_equal(ra_identifier_add(f->r, "T", alb_eui64_of(0x1122334455660000), CAT_USER_IS, NULL),
                     ALB_EXISTS);
    assert_int_equal(ra_identifier_add(f->r, "T", alb_eui64_of(0x1122334455660009), CAT_USER_ED, NULL),
                     ALB_EXISTS);
    assert_int_equal(
        ra_credential_add(f->r, "T", "Ann", smki_certificate_der(f->credential), RA_ALLOW_DEVICE, NULL),
        ALB_EXISTS);
}

static void test_devices(void **state)
{
    fixture *f = *state;
    smki_subject meter = device_of(0x00db000000000001);
    expect(f, &meter, NULL, RA_BY_FILE, RA_SUCCESS, "");
    /* A key is for one usage of one device. */
    expect(f, &meter, f->key, RA_BY_FILE, RA_SUCCESS, "");
    expect(f, &meter, f->key, RA_BY_FILE, RA_SUCCESS, "");
    meter.usage = SMKI_USAGE_KEY_AGREEMENT;
    expect(f, &meter, f->key, RA_BY_FILE, RA_CSR_ERROR, "CR:K1");
    smki_subject other = device_of(0x00db000000000002);
    expect(f, &other, f->key, RA_BY_FILE, RA_CSR_ERROR, "CR:K1");
    /* Ad hoc is for devices that have certificates. */
    expect(f, &other, NULL, RA_BY_AD_HOC_SERVICE, RA_UNKNOWN_DEVICE, "UD:E4");
    expect(f, &meter, NULL, RA_BY_AD_HOC_SERVICE, RA_SUCCESS, "");
    /* What is commissioned is for its own suppliers. */
    f->device = (ra_device){.type = CAT_DEVICE_GSME, .commissioned = true};
    expect(f, &meter, NULL, RA_BY_FILE, RA_INELIGIBLE, "IN:E2");
    f->device.type = CAT_DEVICE_ESME;
    expect(f, &meter, NULL, RA_BY_FILE, RA_SUCCESS, "");
    /* An organisation is no device. */
    smki_subject broker = device_of(0x90b3d51f30000002);
    expect(f, &broker, NULL, RA_BY_FILE, RA_INELIGIBLE, "IN:ID");
    for (int i = 0; i < CAT_DEVICE_CERTIFICATES - 5; i++) {
        expect(f, &meter, NULL, RA_BY_FILE, RA_SUCCESS, "");
    }
    expect(f, &meter, NULL, RA_BY_FILE, RA_ISSUANCE_ANOMALY, "CA:E3");
}

static void test_organisations(void **state)
{
    fixture *f = *state;
    smki_subject s = device_of(0x1122334455660000);
    s.profile = "organisation";
    s.role = SMKI_ROLE_SUPPLIER;
    expect(f, &s, NULL, RA_BY_FILE, RA_SUCCESS, "");
    expect(f, &s, NULL, RA_BY_AD_HOC_SERVICE, RA_WORKFLOW_ERROR, "WF:E1");
    s.role = SMKI_ROLE_OTHER; /* the Subscriber is one, but not with this identifier */
    expect(f, &s, NULL, RA_BY_FILE, RA_INELIGIBLE, "IN:E5");
    s.role = SMKI_ROLE_ACB;
    expect(f, &s, NULL, RA_BY_FILE, RA_INELIGIBLE, "IN:E2");
    s.role = SMKI_ROLE_SUPPLIER;
    s.entity = alb_eui64_of(0x1122334455660001);
    expect(f, &s, NULL, RA_BY_FILE, RA_INELIGIBLE, "IN:E5");
}

static bool stop_at(void *ctx, const ra_batch *b)
{
    const uint32_t *limit = ctx;
    return b->done < *limit;
}

static void test_a_batch_that_is_stopped(void **state)
{
    fixture *f = *state;
    items *all = calloc(1, sizeof *all);
    uint64_t number, waiting, entries, before;
    uint8_t head[CRYPTO_HASH];
    ra_batch b;
    for (uint64_t i = 0; i < MAX_ITEMS; i++) {
        smki_subject s = device_of(0x00db000000010000 + i);
        add(f, all, &s, NULL);
    }
    assert_int_equal(ra_audit_verify(f->r, alb_span_none(), &before, head, NULL), ALB_OK);
    number = submit(f, all, RA_BY_FILE);
    for (uint32_t limit = 50; limit < MAX_ITEMS; limit += 90) {
        assert_int_equal(ra_work(f->r, number, stop_at, &limit, NULL), ALB_OK);
        ra_close(f->r);
        open_ra(f);
        assert_int_equal(ra_batch_find(f->r, number, &b, NULL), ALB_OK);
        assert_int_equal(results(f, number).issued, b.done);
        assert_int_equal(ra_next_batch(f->r, &waiting, NULL), ALB_OK);
        assert_int_equal(waiting, number);
    }
    assert_int_equal(ra_work(f->r, number, NULL, NULL, NULL), ALB_OK);
    assert_int_equal(ra_work(f->r, number, NULL, NULL, NULL), ALB_OK); /* nothing is left to do */
    assert_int_equal(ra_next_batch(f->r, &waiting, NULL), ALB_NOT_FOUND);
    assert_int_equal(results(f, number).issued, MAX_ITEMS);
    assert_int_equal(ra_audit_verify(f->r, ALB_SPAN_OF(head), &entries, head, NULL), ALB_OK);
    assert_int_equal(entries, before + MAX_ITEMS + 2);
    free(all);
}

static void test_results_are_kept_for_thirty_days(void **state)
{
    fixture *f = *state;
    items *all = calloc(1, sizeof *all);
    ra_batch b;
    uint64_t count, next;
    uint8_t head[CRYPTO_HASH];
    smki_subject s = device_of(0x00db000000010000);
    add(f, all, &s, NULL);
    uint64_t number = submit(f, all, RA_BY_FILE);
    assert_int_equal(ra_work(f->r, number, NULL, NULL, NULL), ALB_OK);
    alb_clock_manual_add(&f->clock, ALB_DAYS(30));
    ra_close(f->r);
    open_ra(f);
    assert_int_equal(ra_batch_find(f->r, number, &b, NULL), ALB_OK);
    assert_int_equal(results(f, number).issued, 1);
    alb_clock_manual_add(&f->clock, ALB_DAYS(1));
    ra_close(f->r);
    open_ra(f);
    assert_int_equal(ra_batch_find(f->r, number, &b, NULL), ALB_NOT_FOUND);
    /* The log is whole, the number is not given again, the device is not asked for as if it were new. */
    assert_int_equal(ra_audit_verify(f->r, alb_span_none(), &count, head, NULL), ALB_OK);
    all->next = 0;
    next = submit(f, all, RA_BY_AD_HOC_SERVICE);
    assert_true(next > number);
    assert_int_equal(ra_work(f->r, next, NULL, NULL, NULL), ALB_OK);
    assert_int_equal(results(f, next).issued, 1);
    free(all);
}

static void put_entry(zip_writer *z, const char *name, fixture *f, uint64_t eui)
{
    items one = {.n = 0};
    smki_subject s = device_of(eui);
    add(f, &one, &s, NULL);
    zip_add(z, name, alb_span_of(one.list[0].octets, one.list[0].len));
}

static alb_status submit_entries(fixture *f, const char *const *names, size_t n, uint64_t *number)
{
    zip_writer z;
    alb_buf archive;
    alb_err err = {.code = ALB_OK};
    alb_buf_init(&archive, 1 << 20);
    zip_begin(&z, &archive);
    for (size_t i = 0; i < n; i++) {
        put_entry(&z, names[i], f, 0x00db000000020000 + i);
    }
    zip_end(&z);
    alb_status st =
        ra_submit_archive(f->r, &f->officer, ALB_LIT("night"), alb_buf_span(&archive), number, &err);
    alb_buf_release(&archive);
    return st;
}

static void test_archives(void **state)
{
    fixture *f = *state;
    static const char *const good[] = {"meter-1.csr", "METER 2.CSR"};
    static const char *const bad[] = {"folder/meter.csr", "../meter.csr", "meter.pem", ".csr",
                                      "a,b.csr",          "a\\b.csr",     "meter"};
    static const char *const twice[] = {"meter.csr", "meter.csr"};
    uint64_t number, waiting;
    alb_buf out;
    zip_reader z;
    alb_buf_init(&out, 1 << 20);
    for (size_t i = 0; i < ALB_COUNT(bad); i++) {
        assert_int_equal(submit_entries(f, &bad[i], 1, &number), ALB_BAD_FORMAT);
    }
    assert_int_equal(submit_entries(f, twice, 2, &number), ALB_EXISTS);
    assert_int_equal(submit_entries(f, twice, 0, &number), ALB_BAD_VALUE);
    assert_int_equal(ra_next_batch(f->r, &waiting, NULL), ALB_NOT_FOUND); /* nothing was left behind */
    assert_int_equal(submit_entries(f, good, 2, &number), ALB_OK);
    assert_int_equal(ra_response_archive(f->r, number, &out, NULL), ALB_BUSY);
    assert_int_equal(ra_work(f->r, number, NULL, NULL, NULL), ALB_OK);
    assert_int_equal(ra_response_archive(f->r, number, &out, NULL), ALB_OK);
    assert_int_equal(zip_open(alb_buf_span(&out), &z, NULL), ALB_OK);
    assert_int_equal(z.left, 2);
    alb_buf_clear(&out);
    assert_int_equal(ra_response_report(f->r, number, &out, NULL), ALB_OK);
    assert_true(alb_span_is(alb_buf_span(&out), "1,meter-1.csr,success,\r\n2,METER 2.csr,success,\r\n"));
    assert_int_equal(ra_response_report(f->r, 9999, &out, NULL), ALB_NOT_FOUND);
    alb_buf_release(&out);
}

static void test_batches_that_are_refused(void **state)
{
    fixture *f = *state;
    items *all = calloc(1, sizeof *all);
    uint64_t number;
    ra_batch b;
    assert_int_equal(ra_submit(f->r, &f->officer, RA_BY_FILE, ALB_LIT("x"), next_item, all, &number, NULL),
                     ALB_BAD_VALUE); /* empty */
    smki_subject s = device_of(0x00db000000000001);
    add(f, all, &s, NULL);
    add(f, all, &s, NULL);
    assert_int_equal(
        ra_submit(f->r, &f->officer, RA_BY_BATCH_SERVICE, ALB_LIT("x"), next_item, all, &number, NULL),
        ALB_NOT_AUTHORISED);
    memcpy(all->list[1].id, all->list[0].id, sizeof all->list[0].id);
    assert_int_equal(ra_submit(f->r, &f->officer, RA_BY_FILE, ALB_LIT("x"), next_item, all, &number, NULL),
                     ALB_EXISTS);
    assert_int_equal(ra_batch_find(f->r, number, &b, NULL), ALB_NOT_FOUND);
    /* The same device twice under two names. */
    all->list[1].id[0] = 'q';
    number = submit(f, all, RA_BY_FILE);
    assert_int_equal(ra_work(f->r, number, NULL, NULL, NULL), ALB_OK);
    tally t = results(f, number);
    assert_int_equal(t.issued, 1);
    assert_string_equal(t.code, "CA:ID");
    free(all);
}

/* --- what was altered behind its back --- */

typedef struct alteration {
    const char *sql;
} alteration;

static alb_status alter(store_tx *tx, void *ctx, alb_err *err)
{
    const alteration *a = ctx;
    return store_exec(tx, a->sql, NULL, 0, err);
}

static void alter_store(fixture *f, const char *sql)
{
    static const store_migration same[] = {{1, "SELECT 1"}};
    static const store_schema schema = {"ra", same, 1};
    store *s = NULL;
    alteration a = {.sql = sql};
    ra_close(f->r);
    f->r = NULL;
    assert_int_equal(store_open(f->url, &schema, &s, NULL), ALB_OK);
    assert_int_equal(store_write(s, alter, &a, NULL), ALB_OK);
    store_close(s);
    open_ra(f);
}

static void test_an_altered_store_is_seen(void **state)
{
    fixture *f = *state;
    items *all = calloc(1, sizeof *all);
    uint64_t number, entries;
    uint8_t head[CRYPTO_HASH], kept[CRYPTO_HASH];
    ra_batch b;
    smki_subject s = device_of(0x00db000000000001);
    add(f, all, &s, NULL);
    number = submit(f, all, RA_BY_FILE);
    alter_store(f, "UPDATE request SET id = 'another'");
    assert_int_equal(ra_work(f->r, number, NULL, NULL, NULL), ALB_MISMATCH);
    assert_int_equal(ra_batch_find(f->r, number, &b, NULL), ALB_OK);
    assert_int_equal(b.state, RA_TAMPERED);
    assert_int_equal(ra_audit_verify(f->r, alb_span_none(), &entries, kept, NULL), ALB_OK);
    assert_int_equal(entries, 5); /* Subscriber, identifier, credential, batch, and that it was altered */

    alter_store(f, "DELETE FROM audit WHERE entry = 5");
    assert_int_equal(ra_audit_verify(f->r, alb_span_none(), &entries, head, NULL), ALB_OK);
    assert_int_equal(ra_audit_verify(f->r, ALB_SPAN_OF(kept), &entries, head, NULL), ALB_MISMATCH);
    alter_store(f, "UPDATE audit SET result = 'done' WHERE entry = 2");
    assert_int_equal(ra_audit_verify(f->r, alb_span_none(), &entries, head, NULL), ALB_MISMATCH);
    alter_store(f, "DELETE FROM audit WHERE entry = 2");
    assert_int_equal(ra_audit_verify(f->r, alb_span_none(), &entries, head, NULL), ALB_MISMATCH);
    free(all);
}

typedef struct sight {
    size_t n;
} sight;

static void see(void *ctx, const smki_certificate *c, bool revoked)
{
    sight *s = ctx;
    s->n += c != NULL && !revoked;
}

static void test_what_is_issued_is_lodged(void **state)
{
    fixture *f = *state;
    sight seen = {.n = 0};
    smki_subject s = device_of(0x00db000000000001);
    expect(f, &s, NULL, RA_BY_FILE, RA_SUCCESS, "");
    smki_repository repository = ra_repository(f->r);
    assert_int_equal(repository.by_entity(repository.ctx, s.entity, see, &seen), ALB_OK);
    assert_int_equal(seen.n, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_credentials, setup, teardown),
        cmocka_unit_test_setup_teardown(test_register_refuses, setup, teardown),
        cmocka_unit_test_setup_teardown(test_devices, setup, teardown),
        cmocka_unit_test_setup_teardown(test_organisations, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_batch_that_is_stopped, setup, teardown),
        cmocka_unit_test_setup_teardown(test_results_are_kept_for_thirty_days, setup, teardown),
        cmocka_unit_test_setup_teardown(test_archives, setup, teardown),
        cmocka_unit_test_setup_teardown(test_batches_that_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_altered_store_is_seen, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_is_issued_is_lodged, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
