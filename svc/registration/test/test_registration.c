/* Files of registration data: what is taken in, refused and held, what counts on which day, and what is known
 * of it later. */
#include "registration/file.h"

#include "base/crc32.h"
#include "base/file.h"
#include "base/text.h"
#include "catalogue/service_request.h"
#include "layout.h"
#include "registration/pickup.h"
#include "registration/tables.h"
#include "smki/authority.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "fresh_store.h"

#define START ((alb_time)1772445600000) /* 2026-03-02T10:00:00Z */

static const alb_eui64 old_supplier = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x01, 0, 0}};
static const alb_eui64 new_supplier = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x03, 0, 0}};
static const alb_eui64 network = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x02, 0, 0}};
static const alb_eui64 agent = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x04, 0, 0}};

static char dir[64];
static store *the_store;
static alb_arena *arena;
static alb_time now;
static smki_keystore *keys;

static alb_status put_parties(store_tx *tx, void *ctx, alb_err *err)
{
    static const registration_participant participants[] = {
        {"OLDS",
         {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x01, 0, 0}},
         CAT_USER_IS | CAT_USER_ES,
         ALB_TIME_NONE,
         ALB_TIME_NONE},
        {"NEWS",
         {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x03, 0, 0}},
         CAT_USER_IS | CAT_USER_ES,
         ALB_TIME_NONE,
         ALB_TIME_NONE},
        {"GAS", {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x03, 0, 0}}, CAT_USER_GS, ALB_TIME_NONE, ALB_TIME_NONE},
        {"NETA", {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x02, 0, 0}}, CAT_USER_ED, ALB_TIME_NONE, ALB_TIME_NONE},
        {"GDN", {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x02, 0, 0}}, CAT_USER_GT, ALB_TIME_NONE, ALB_TIME_NONE},
        {"MOPS", {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x04, 0, 0}}, CAT_USER_RSA, ALB_TIME_NONE, ALB_TIME_NONE},
    };
    static const registration_provider providers[] = {
        {"RDP1", "E", "NETA;NETB", {{0}}},
        {"GRDP", "G", "GDN", {{0}}},
        {"RDP2", "E", "NETC", {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x02, 0, 0}}}};
    (void)ctx;
    for (size_t i = 0; i < ALB_COUNT(participants); i++) {
        ALB_TRY(registration_put_participant(tx, &participants[i], err));
    }
    for (size_t i = 0; i < ALB_COUNT(providers); i++) {
        ALB_TRY(registration_put_provider(tx, &providers[i], err));
    }
    return ALB_OK;
}

static int open_store(void **state)
{
    static const store_migration migrations[] = {{1, registration_tables}};
    static const store_schema schema = {"test", migrations, 1};
    char url[256];
    (void)state;
    (void)snprintf(dir, sizeof dir, "/tmp/albion-registration-XXXXXX");
    assert_non_null(mkdtemp(dir));
    assert_true(fresh_store(url, sizeof url, dir));
    arena = alb_arena_new(1 << 20);
    now = START;
    assert_int_equal(store_open(url, &schema, &the_store, NULL), ALB_OK);
    assert_int_equal(store_write(the_store, put_parties, NULL, NULL), ALB_OK);
    return 0;
}

static alb_status remove_file(void *ctx, const char *path, alb_err *err)
{
    (void)ctx;
    (void)err;
    return unlink(path) == 0 ? ALB_OK : ALB_IO;
}

static int close_store(void **state)
{
    (void)state;
    store_close(the_store);
    alb_arena_free(arena);
    smki_keystore_free(keys);
    keys = NULL;
    assert_int_equal(alb_file_walk(dir, remove_file, NULL, NULL), ALB_OK);
    static const char *const folders[] = {
        "pki", "folder/inbox", "folder/processed", "folder/rejected", "folder/outbox", "folder"};
    for (size_t i = 0; i < ALB_COUNT(folders); i++) {
        char path[96];
        (void)snprintf(path, sizeof path, "%s/%s", dir, folders[i]);
        (void)rmdir(path);
    }
    return rmdir(dir);
}

/* --- making files --- */

typedef struct draft {
    const char *sender, *kind, *networks, *test_flag, *receiver;
    char fuel;
    unsigned sequence;
    const char *body; /* detail lines; "@" stands for the next instruction number */
    long count;       /* of the trailer; -1: as it is */
    bool wrong_sum;
} draft;

static void write_body(alb_buf *out, const char *body, unsigned *lines)
{
    for (const char *at = body; *at; at++) {
        if (*at == '@') {
            alb_buf_printf(out, "%u", *lines + 1);
        } else {
            alb_buf_add_u8(out, (uint8_t)*at);
        }
        *lines += *at == '\n';
    }
}

static const char *write_draft(const draft *d)
{
    static char path[192];
    alb_buf text;
    unsigned lines = 0;
    alb_buf_init(&text, 64U << 20);
    alb_buf_printf(&text, "HDR|%s|%c|1|%s|%s|20260302060000|%08u|%s|%s|\n", d->kind, d->fuel, d->sender,
                   d->receiver, d->sequence, d->networks, d->test_flag);
    write_body(&text, d->body, &lines);
    uint32_t crc = alb_crc32(0, alb_buf_span(&text)) ^ d->wrong_sum;
    alb_buf_printf(&text, "TRL|%ld|%08x|\n", d->count < 0 ? (long)lines : d->count, crc);
    (void)snprintf(path, sizeof path, "%s/%s_%s_%c_%s_20260302060000_%08u.dat", dir, d->sender, d->receiver,
                   d->fuel, d->kind, d->sequence);
    assert_int_equal(alb_file_write(path, alb_buf_span(&text), 0600, NULL), ALB_OK);
    alb_buf_release(&text);
    return path;
}

static draft electricity(const char *kind, unsigned sequence, const char *body)
{
    return (draft){.sender = "RDP1",
                   .kind = kind,
                   .networks = "NETA;NETB",
                   .test_flag = "TR06",
                   .receiver = "DCC",
                   .fuel = 'E',
                   .sequence = sequence,
                   .body = body,
                   .count = -1};
}

static registration_result take_path(const char *path, bool release)
{
    registration_result r;
    alb_err err = {.code = ALB_OK};
    registration_taking t = {
        .path = path, .receiver = "DCC", .test_flag = "TR06", .keys = keys, .now = now, .release = release};
    if (registration_take(the_store, &t, &r, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    return r;
}

static registration_result take(draft d)
{
    return take_path(write_draft(&d), false);
}

/* --- asking --- */

typedef struct role_question {
    alb_eui64 user;
    const char *mpxn;
    bool is_export, has_import;
    alb_time at;
    uint16_t roles;
} role_question;

static alb_status ask_roles(store_tx *tx, void *ctx, alb_err *err)
{
    role_question *q = ctx;
    registration_link link = {q->mpxn, q->is_export, q->has_import};
    return registration_roles(tx, q->user, UINT16_MAX, &link, 1, q->at, q->at, &q->roles, err);
}

static uint16_t roles_as(alb_eui64 user, const char *mpxn, bool is_export, bool has_import, alb_time at)
{
    role_question q = {user, mpxn, is_export, has_import, at, 0};
    assert_int_equal(store_read(the_store, ask_roles, &q, NULL), ALB_OK);
    return q.roles;
}

static uint16_t roles(alb_eui64 user, const char *mpxn, const char *at)
{
    alb_time t;
    assert_true(alb_time_parse(alb_span_str(at), &t));
    return roles_as(user, mpxn, false, false, t);
}

typedef struct number {
    const char *sql;
    int64_t value;
} number;

static alb_status read_number(store_tx *tx, void *ctx, alb_err *err)
{
    number *n = ctx;
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, n->sql, NULL, 0, &rows, err));
    n->value = store_next(rows) ? store_column(rows, 0).integer : -1;
    return store_rows_end(rows, err);
}

static int64_t count(const char *sql)
{
    number n = {.sql = sql};
    assert_int_equal(store_read(the_store, read_number, &n, NULL), ALB_OK);
    return n.value;
}

#define MPAN "1000000000003"
#define ROW(action, mpan, network, supplier, from, to, state, mop, mop_from)                                 \
    "ERD|@|" action "|" mpan "|" network "|O|I|E|" supplier "|" from "|" to "|" state "|N|" mop "|" mop_from \
    "||01|T|W|1 High Street|||||||||M22 0RR|100012345678|\n"
#define POINT ROW("I", MPAN, "NETA", "OLDS", "20200101", "", "A", "MOPS", "20200101")

static void a_full_file_says_who_is_responsible(void **state)
{
    (void)state;
    registration_result r = take(electricity("INIT", 1, POINT));
    assert_int_equal(r.state, REGISTRATION_APPLIED);
    assert_int_equal(r.accepted, 1);
    assert_int_equal(r.rejected + r.warned, 0);
    assert_int_equal(roles(old_supplier, MPAN, "2026-03-02T10:00:00Z"), CAT_USER_IS);
    assert_int_equal(roles(old_supplier, MPAN, "2019-12-31T23:59:59Z"), 0);
    assert_int_equal(roles(old_supplier, MPAN, "2020-01-01T00:00:00Z"), CAT_USER_IS);
    assert_int_equal(roles(network, MPAN, "2026-03-02T10:00:00Z"), CAT_USER_ED);
    assert_int_equal(roles(agent, MPAN, "2026-03-02T10:00:00Z"), CAT_USER_RSA);
    assert_int_equal(roles(new_supplier, MPAN, "2026-03-02T10:00:00Z"), 0);
    /* As an export MPAN: beside an import MPAN it makes an Export Supplier, alone the Import Supplier. */
    assert_int_equal(roles_as(old_supplier, MPAN, true, true, now), CAT_USER_ES);
    assert_int_equal(roles_as(old_supplier, MPAN, true, false, now), CAT_USER_IS);
}

static void a_gas_file_is_its_own(void **state)
{
    (void)state;
    draft d = {.sender = "GRDP",
               .kind = "INIT",
               .networks = "GDN",
               .test_flag = "TR06",
               .receiver = "DCC",
               .fuel = 'G',
               .sequence = 1,
               .body = "GRD|@|I|0039384244|GDN|LI|GAS|SHP|20200101||A|N|GAS|20200101||D||||||||||||\n"
                       "GRD|@|I|3938424403|GDN|LI|GAS|SHP|20200101||A|||||||||||||||||\n",
               .count = -1};
    registration_result r = take(d);
    assert_int_equal(r.state, REGISTRATION_APPLIED);
    assert_int_equal(r.accepted, 2);
    /* Zeros in front say nothing. */
    assert_int_equal(roles(new_supplier, "39384244", "2026-03-02T10:00:00Z"), CAT_USER_GS);
    assert_int_equal(roles(new_supplier, "0039384244", "2026-03-02T10:00:00Z"), CAT_USER_GS);
    assert_int_equal(roles(network, "3938424403", "2026-03-02T10:00:00Z"), CAT_USER_GT);
}

/* The old supplier until midnight in London, the new one from then on. */
static void a_change_of_supplier_has_its_date(void **state)
{
    (void)state;
    assert_int_equal(take(electricity("INIT", 1, POINT)).state, REGISTRATION_APPLIED);
    assert_int_equal(count("SELECT count(*) FROM registration_due"), 0);
    registration_result r =
        take(electricity("UPD", 2, ROW("I", MPAN, "NETA", "NEWS", "20260701", "", "S", "", "")));
    assert_int_equal(r.accepted, 1);
    assert_int_equal(roles(old_supplier, MPAN, "2026-06-30T22:59:59Z"), CAT_USER_IS);
    assert_int_equal(roles(new_supplier, MPAN, "2026-06-30T22:59:59Z"), 0);
    assert_int_equal(roles(old_supplier, MPAN, "2026-06-30T23:00:00Z"), 0);
    assert_int_equal(roles(new_supplier, MPAN, "2026-06-30T23:00:00Z"), CAT_USER_IS);
    assert_int_equal(roles(agent, MPAN, "2026-07-30T23:00:00Z"), CAT_USER_RSA);
    /* Its effects are due at that instant. */
    assert_int_equal(count("SELECT count(*) FROM registration_due WHERE due_at = 1782860400000"), 1);
    /* What is pending gives nothing, and takes nothing. */
    r = take(electricity("UPD", 3, ROW("I", MPAN, "NETA", "OLDS", "20270101", "", "P", "", "")));
    assert_int_equal(r.accepted, 1);
    assert_int_equal(roles(new_supplier, MPAN, "2027-02-01T00:00:00Z"), CAT_USER_IS);
    assert_int_equal(roles(old_supplier, MPAN, "2027-02-01T00:00:00Z"), 0);
}

static void what_says_nothing_new_leaves_nothing(void **state)
{
    (void)state;
    assert_int_equal(take(electricity("INIT", 1, POINT)).state, REGISTRATION_APPLIED);
    int64_t rows = count("SELECT (SELECT count(*) FROM appointment) + (SELECT count(*) FROM meter_point)");
    assert_int_equal(take(electricity("REF", 2, POINT)).state, REGISTRATION_APPLIED);
    assert_int_equal(count("SELECT (SELECT count(*) FROM appointment) + (SELECT count(*) FROM meter_point)"),
                     rows);
    assert_int_equal(take(electricity("REF", 2, POINT)).state, REGISTRATION_REPEATED);
    assert_int_equal(take(electricity("UPD", 3, "")).state, REGISTRATION_APPLIED);
}

static void sequence_numbers_are_in_order(void **state)
{
    (void)state;
    registration_result r = take(electricity("UPD", 7, POINT));
    assert_string_equal(r.code, "E103");
    assert_int_equal(r.state, REGISTRATION_HELD);
    assert_int_equal(take(electricity("INIT", 41, POINT)).state, REGISTRATION_APPLIED);
    draft later = electricity("UPD", 43, ROW("I", MPAN, "NETA", "NEWS", "20260701", "", "A", "", ""));
    r = take(later);
    assert_int_equal(r.state, REGISTRATION_HELD);
    assert_string_equal(r.code, "E103");
    assert_int_equal(take(electricity("UPD", 42, "")).state, REGISTRATION_APPLIED);
    assert_int_equal(take(later).state, REGISTRATION_APPLIED);
    assert_int_equal(count("SELECT count(*) FROM registration_file WHERE state = 'held'"), 1);
    r = take(electricity("UPD", 42, ""));
    assert_string_equal(r.code, "E102");
    assert_int_equal(r.state, REGISTRATION_REJECTED);
    /* A full file may leap, if an operator says so. */
    draft leap = electricity("REF", 50, POINT);
    assert_int_equal(take(leap).state, REGISTRATION_HELD);
    assert_int_equal(take_path(write_draft(&leap), true).state, REGISTRATION_APPLIED);
    /* Behind the last number comes the first. */
    draft last = electricity("REF", 99999999, POINT);
    assert_string_equal(take_path(write_draft(&last), true).code, "E102");
}

static void numbers_go_round(void **state)
{
    (void)state;
    assert_int_equal(take(electricity("INIT", 99999999, POINT)).state, REGISTRATION_APPLIED);
    assert_int_equal(take(electricity("UPD", 1, "")).state, REGISTRATION_APPLIED);
    assert_string_equal(take(electricity("UPD", 99999999, "")).code, "E102");
}

static void a_bad_file_changes_nothing(void **state)
{
    (void)state;
    draft good = electricity("INIT", 1, POINT);
    struct {
        draft d;
        const char *code;
    } bad[12];
    size_t n = 0;
    good.receiver = "XYZ";
    bad[n].d = good;
    bad[n++].code = "E025";
    good.receiver = "DCC";
    good.test_flag = "OPER";
    bad[n].d = good;
    bad[n++].code = "E026";
    good.test_flag = "TR06";
    good.sender = "NOBODY";
    bad[n].d = good;
    bad[n++].code = "E020";
    good.sender = "GRDP";
    bad[n].d = good;
    bad[n++].code = "E020";
    good.sender = "RDP1";
    good.count = 7;
    bad[n].d = good;
    bad[n++].code = "E022";
    good.count = -1;
    good.wrong_sum = true;
    bad[n].d = good;
    bad[n++].code = "E023";
    good.wrong_sum = false;
    good.sender = "RDP2";
    good.networks = "NETC";
    bad[n].d = good;
    bad[n++].code = "E010";
    good.sender = "RDP1";
    good.kind = "RSP";
    bad[n].d = good;
    bad[n++].code = "E001";
    for (size_t i = 0; i < n; i++) {
        registration_result r = take(bad[i].d);
        assert_int_equal(r.state, REGISTRATION_REJECTED);
        assert_string_equal(r.code, bad[i].code);
    }
    assert_int_equal(count("SELECT count(*) FROM appointment"), 0);
    assert_int_equal(count("SELECT count(*) FROM registration_file WHERE state = 'applied' AND id > 0"), 0);
    /* The good one still comes in. */
    assert_int_equal(take(electricity("INIT", 1, POINT)).state, REGISTRATION_APPLIED);
}

static void records_are_refused_one_by_one(void **state)
{
    (void)state;
    static const struct {
        const char *line, *code;
        unsigned field;
    } lines[] = {
        {ROW("I", "1200000000011", "NETA", "OLDS", "20200101", "", "A", "", ""), "", 0},
        {"ERD|@|I|1412345678901\n", "R201", 0},
        {ROW("I", "1412345678901", "NETA", "OLDS", "", "", "A", "", ""), "R202", 10},
        {ROW("I", "14123456789X1", "NETA", "OLDS", "20200101", "", "A", "", ""), "R203", 4},
        {ROW("I", "141234567890", "NETA", "OLDS", "20200101", "", "A", "", ""), "R204", 4},
        {ROW("I", "1412345678901", "NETA", "OLDS", "20200101", "", "Z", "", ""), "R205", 12},
        {ROW("I", "1412345678901", "NETA", "OLDS", "20260230", "", "A", "", ""), "R206", 10},
        {ROW("I", "1799999999992", "NETZ", "OLDS", "20200101", "", "A", "", ""), "R301", 5},
        {ROW("I", "2000045123458", "NETA", "OLDS", "20200101", "20191231", "A", "", ""), "R302", 11},
        {ROW("D", "2200123456780", "NETA", "", "", "", "", "", ""), "R303", 4},
        {ROW("I", "2311223344554", "NETA", "OLDS", "20200101", "20261231", "A", "", ""), "R306", 0},
        {ROW("I", "2311223344554", "NETA", "NEWS", "20260701", "", "A", "", ""), "R304", 10},
        {ROW("I", "1200000000012", "NETA", "ELSE", "20200101", "", "A", "XMOP", "20200101"), "W", 0},
    };
    char body[8192] = "";
    for (size_t i = 0, at = 0; i < ALB_COUNT(lines); i++) {
        at += (size_t)snprintf(body + at, sizeof body - at, "%s", lines[i].line);
    }
    registration_result r = take(electricity("INIT", 1, body));
    assert_int_equal(r.state, REGISTRATION_APPLIED);
    assert_int_equal(r.accepted, 2);
    assert_int_equal(r.rejected, ALB_COUNT(lines) - 2);
    assert_int_equal(r.warned, 1);
    for (size_t i = 0; i < ALB_COUNT(lines); i++) {
        registration_fault f = {.code = ""};
        if (lines[i].code[0] == 'R' && strcmp(lines[i].code, "R3") < 0) {
            alb_span whole = alb_span_str(lines[i].line);
            char *line = alb_arena_string(arena, alb_span_sub(whole, 0, whole.len - 1));
            line[4] = '1'; /* for "@" */
            assert_false(registration_check_record('E', alb_span_str(line), &f));
            assert_string_equal(f.code, lines[i].code);
            assert_int_equal(f.field, lines[i].field);
        }
    }
    assert_int_equal(count("SELECT count(*) FROM registration_fault WHERE code = 'R306'"), 1);
    assert_int_equal(count("SELECT count(*) FROM registration_fault WHERE code IN ('R301', 'R302', 'R303',"
                           " 'R304')"),
                     4);
    assert_int_equal(count("SELECT count(*) FROM registration_fault WHERE code IN ('W01', 'W02', 'W03')"), 3);
    assert_int_equal(roles(old_supplier, "2311223344554", "2026-03-02T10:00:00Z"), 0);
    assert_int_equal(roles(old_supplier, "1200000000011", "2026-03-02T10:00:00Z"), CAT_USER_IS);
}

static void a_broken_extract_is_refused_whole(void **state)
{
    (void)state;
    assert_int_equal(take(electricity("INIT", 1, POINT)).state, REGISTRATION_APPLIED);
    char *body = calloc(1, 1 << 20);
    assert_non_null(body);
    size_t at = 0;
    for (unsigned i = 0; i < 1000; i++) {
        at += (size_t)snprintf(body + at, 256,
                               "ERD|@|I|10%011u|%s|O|I|E|NEWS|20260101||A|N||||||||||||||||||\n", i,
                               i % 4 == 0 ? "NETZ" : "NETA");
    }
    registration_result r = take(electricity("UPD", 2, body));
    assert_int_equal(r.state, REGISTRATION_REJECTED);
    assert_string_equal(r.code, "E110");
    assert_int_equal(r.rejected, 250);
    free(body);
    assert_int_equal(count("SELECT count(*) FROM appointment WHERE file > 1"), 0);
    assert_int_equal(roles(new_supplier, "1000000000001", "2026-03-02T10:00:00Z"), 0);
    assert_int_equal(take(electricity("UPD", 2, "")).state, REGISTRATION_APPLIED);
}

/* --- explaining --- */

typedef struct explanation {
    alb_time at, known;
    unsigned facts;
    alb_eui64 supplier;
} explanation;

static alb_status note_fact(void *ctx, const registration_fact *f, alb_err *err)
{
    explanation *e = ctx;
    (void)err;
    e->facts++;
    if (f->counts && f->role & CAT_USER_IS) {
        e->supplier = f->user;
    }
    return ALB_OK;
}

static alb_status explain(store_tx *tx, void *ctx, alb_err *err)
{
    explanation *e = ctx;
    return registration_explain(tx, MPAN, e->at, e->known, arena, note_fact, e, err);
}

static alb_eui64 supplier_at(alb_time at, alb_time known)
{
    explanation e = {.at = at, .known = known};
    assert_int_equal(store_read(the_store, explain, &e, NULL), ALB_OK);
    return e.supplier;
}

/* A correction that comes later does not hide what was known before. */
static void access_at_any_date_can_be_explained(void **state)
{
    (void)state;
    assert_int_equal(take(electricity("INIT", 1, POINT)).state, REGISTRATION_APPLIED);
    now = START + ALB_DAYS(10);
    assert_int_equal(
        take(electricity("UPD", 2, ROW("I", MPAN, "NETA", "NEWS", "20260306", "", "A", "", ""))).state,
        REGISTRATION_APPLIED);
    alb_time day = START + ALB_DAYS(5);
    assert_true(alb_eui64_equal(supplier_at(day, ALB_TIME_NONE), new_supplier));
    assert_true(alb_eui64_equal(supplier_at(day, START + ALB_DAYS(6)), old_supplier));
    assert_true(alb_eui64_equal(supplier_at(day, now), new_supplier));
    assert_true(alb_eui64_equal(supplier_at(START, ALB_TIME_NONE), old_supplier));
    alb_eui64 nobody = {{0}};
    assert_true(alb_eui64_equal(supplier_at(START - ALB_DAYS(4000), ALB_TIME_NONE), nobody));
    now = START;
}

/* --- signatures and responses --- */

static void make_keys(void)
{
    char pki[96];
    (void)snprintf(pki, sizeof pki, "%s/pki", dir);
    assert_int_equal(smki_pki_init(pki, START - ALB_DAYS(30), NULL), ALB_OK);
    assert_int_equal(
        smki_pki_issue_entity(pki, network, SMKI_ROLE_NETWORK_OPERATOR, "RDP", START - ALB_DAYS(30), NULL),
        ALB_OK);
    keys = smki_keystore_new();
    assert_int_equal(smki_keystore_load(keys, pki, NULL), ALB_OK);
}

static void files_are_signed_and_answered(void **state)
{
    (void)state;
    make_keys();
    const smki_identity *signer = smki_keystore_find(keys, network, SMKI_SLOT_DIGITAL_SIGNATURE);
    assert_non_null(signer);
    /* A Status File of ours is a signed file like any other: its body becomes that of a provider's. */
    registration_result r =
        take(electricity("INIT", 1, POINT ROW("I", "1", "NETA", "OLDS", "1", "", "A", "", "")));
    assert_int_equal(r.rejected, 1);
    registration_sender us = {
        .signifier = "DCC", .test_flag = "TR06", .signer = signer, .now = START, .dir = dir};
    char path[192];
    assert_int_equal(registration_respond(the_store, r.file, &us, path, sizeof path, NULL), ALB_OK);
    assert_non_null(strstr(path, "/DCC_RDP1_E_RSP_20260302100000_00000001.dat"));
    alb_buf text;
    alb_buf_init(&text, 1 << 20);
    assert_int_equal(alb_file_read(path, &text, NULL), ALB_OK);
    alb_buf_add_u8(&text, 0);
    assert_non_null(strstr((const char *)text.ptr, "\nERR|2|R204|4|mpan|\nSUM|1|1|0|\nTRL|2|"));
    assert_non_null(strstr((const char *)text.ptr, "\nSIG|"));
    alb_buf_release(&text);
}

static void sign_file(const char *path, alb_eui64 signer, bool forge)
{
    const smki_identity *id = smki_keystore_find(keys, signer, SMKI_SLOT_DIGITAL_SIGNATURE);
    uint8_t raw[CRYPTO_SIGNATURE];
    uint8_t der[CRYPTO_SIGNATURE_DER];
    char line[1024];
    alb_buf text;
    crypto_ctx *ctx = crypto_ctx_new();
    alb_buf_init(&text, 1 << 20);
    assert_int_equal(alb_file_read(path, &text, NULL), ALB_OK);
    assert_int_equal(crypto_sign(ctx, id->key, alb_buf_span(&text), raw, NULL), ALB_OK);
    raw[0] ^= forge;
    alb_wr w = alb_wr_init(line, sizeof line);
    alb_wr_text(&w, "SIG|");
    assert_int_equal(smki_certificate_issuer_text(id->certificate, &w), ALB_OK);
    alb_wr_u8(&w, '|');
    alb_wr_big_decimal(&w, smki_certificate_serial(id->certificate));
    alb_wr_u8(&w, '|');
    alb_wr_base64(&w, alb_span_of(der, crypto_signature_to_der(raw, der)));
    alb_buf_add(&text, alb_wr_span(&w));
    alb_buf_add_u8(&text, '\n');
    assert_int_equal(alb_file_write(path, alb_buf_span(&text), 0600, NULL), ALB_OK);
    alb_buf_release(&text);
    crypto_ctx_free(ctx);
}

static void only_the_sender_signs(void **state)
{
    (void)state;
    make_keys();
    static const alb_eui64 acb = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0, 0, 2}};
    draft d = electricity("INIT", 1, ROW("I", MPAN, "NETC", "OLDS", "20200101", "", "A", "", ""));
    d.sender = "RDP2";
    d.networks = "NETC";
    const char *path = write_draft(&d);
    sign_file(path, acb, false);
    assert_string_equal(take_path(path, false).code, "E012");
    (void)write_draft(&d);
    sign_file(path, network, true);
    assert_string_equal(take_path(path, false).code, "E011");
    (void)write_draft(&d);
    sign_file(path, network, false);
    assert_int_equal(take_path(path, false).state, REGISTRATION_APPLIED);
}

/* --- through a folder --- */

static alb_status count_file(void *ctx, const char *path, alb_err *err)
{
    (void)path;
    (void)err;
    ++*(unsigned *)ctx;
    return ALB_OK;
}

static void put_in_inbox(draft d)
{
    char to[256];
    const char *from = write_draft(&d);
    (void)snprintf(to, sizeof to, "%s/folder/inbox/%s", dir, strrchr(from, '/') + 1);
    assert_int_equal(rename(from, to), 0);
}

static unsigned files_in(const char *folder)
{
    char path[128];
    unsigned n = 0;
    (void)snprintf(path, sizeof path, "%s/folder/%s", dir, folder);
    assert_int_equal(alb_file_walk(path, count_file, &n, NULL), ALB_OK);
    return n;
}

static void files_are_picked_up_in_their_order(void **state)
{
    (void)state;
    char folder[96];
    (void)snprintf(folder, sizeof folder, "%s/folder", dir);
    registration_pickup p = {.dir = folder,
                             .taking = {.receiver = "DCC", .test_flag = "TR06", .now = START},
                             .sender = {.signifier = "DCC", .test_flag = "TR06", .now = START}};
    assert_int_equal(registration_pick_up(the_store, &p, NULL), ALB_OK);
    put_in_inbox(electricity("UPD", 3, ""));
    put_in_inbox(electricity("UPD", 2, ROW("I", MPAN, "NETA", "NEWS", "20260701", "", "A", "", "")));
    draft wrong = electricity("UPD", 4, "");
    wrong.wrong_sum = true;
    put_in_inbox(wrong);
    assert_int_equal(registration_pick_up(the_store, &p, NULL), ALB_OK);
    assert_int_equal(files_in("inbox"), 2);
    assert_int_equal(files_in("rejected"), 1);
    put_in_inbox(electricity("INIT", 1, POINT));
    assert_int_equal(registration_pick_up(the_store, &p, NULL), ALB_OK);
    assert_int_equal(files_in("inbox"), 0);
    assert_int_equal(files_in("processed"), 3);
    assert_int_equal(files_in("outbox"), 4);
    assert_int_equal(roles(new_supplier, MPAN, "2026-07-02T00:00:00Z"), CAT_USER_IS);
}

static void check_digits_are_those_of_the_market(void **state)
{
    (void)state;
    static const char *const mpans[] = {"1000000000003", "1200000000011", "1412345678901", "1799999999992",
                                        "2000045123458", "2200123456780", "2311223344554"};
    static const char *const mprns[] = {"3938424403", "1234567810", "7400000108", "456789004",
                                        "123409",     "7512345604", "9999999905"};
    for (size_t i = 0; i < ALB_COUNT(mpans); i++) {
        assert_true(registration_check_mpan(alb_span_str(mpans[i])));
        assert_true(registration_check_mprn(alb_span_str(mprns[i])));
    }
    assert_false(registration_check_mpan(ALB_LIT("1000000000004")));
    assert_false(registration_check_mprn(ALB_LIT("3938424404")));
    assert_false(registration_check_mprn(ALB_LIT("39384x4403")));
}

int main(void)
{
#define A_TEST(f) cmocka_unit_test_setup_teardown(f, open_store, close_store)
    const struct CMUnitTest tests[] = {
        A_TEST(a_full_file_says_who_is_responsible), A_TEST(a_gas_file_is_its_own),
        A_TEST(a_change_of_supplier_has_its_date),   A_TEST(what_says_nothing_new_leaves_nothing),
        A_TEST(sequence_numbers_are_in_order),       A_TEST(numbers_go_round),
        A_TEST(a_bad_file_changes_nothing),          A_TEST(records_are_refused_one_by_one),
        A_TEST(a_broken_extract_is_refused_whole),   A_TEST(access_at_any_date_can_be_explained),
        A_TEST(files_are_signed_and_answered),       A_TEST(only_the_sender_signs),
        A_TEST(files_are_picked_up_in_their_order),  cmocka_unit_test(check_digits_are_those_of_the_market),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
