/* A whole street: the DCC, simulated homes behind its link, and a User that talks to it over HTTP. The rooms
 * meet here and nowhere else. */
#include "base/text.h"
#include "catalogue/use_case.h"
#include "dcc/dcc.h"
#include "device/device.h"
#include "gbcs/content.h"
#include "gbcs/opener.h"
#include "sim/fleet.h"
#include "smki/authority.h"
#include "user/user.h"

#include "fresh_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { HOMES = 2, SEED = 7, PATIENCE_MS = 30000 };

static const alb_eui64 supplier = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x01, 0x00, 0x00}};
static const alb_eui64 new_supplier = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x03, 0x00, 0x00}};
static const alb_eui64 network_operator = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x02, 0x00, 0x00}};
static const alb_eui64 other = {{0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x00, 0x04}};
static const alb_eui64 the_dcc = {{0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x00, 0x00, 0x02}};

typedef struct street {
    char dir[64], pki[96], store[256];
    smki_keystore *dcc_keys, *all;
    dcc *dcc;
    sim_fleet *fleet;
    http_server *http;
    char url[64];
    user_client *user;
    user_listener *listener;
    alb_arena *arena;
} street;

static street s;

static void must(alb_status st, const alb_err *err)
{
    if (st != ALB_OK) {
        fail_msg("%s: %s (%s)", alb_status_text(st), err->detail, err->path);
    }
}

/* --- building it --- */

static smki_keystore *load(const char *dir)
{
    alb_err err = {0};
    smki_keystore *ks = smki_keystore_new();
    must(smki_keystore_load(ks, dir, &err), &err);
    return ks;
}

static void make_keys(void)
{
    alb_err err = {0};
    alb_time now = alb_now(alb_clock_system());
    must(smki_pki_init(s.pki, now, &err), &err);
    must(smki_pki_issue_entity(s.pki, supplier, SMKI_ROLE_SUPPLIER, "Supplier", now, &err), &err);
    must(smki_pki_issue_entity(s.pki, new_supplier, SMKI_ROLE_SUPPLIER, "Other supplier", now, &err), &err);
    must(smki_pki_issue_entity(s.pki, network_operator, SMKI_ROLE_NETWORK_OPERATOR, "Operator", now, &err),
         &err);
    must(smki_pki_issue_entity(s.pki, other, SMKI_ROLE_OTHER, "Other", now, &err), &err);
}

static void register_device(dcc_device entry)
{
    alb_err err = {0};
    smki_certificate *signing = NULL;
    smki_certificate *agreement = NULL;
    must(sim_fleet_certificates(s.fleet, entry.id, &signing, &agreement, &err), &err);
    entry.signing = signing;
    entry.agreement = agreement;
    must(dcc_register_device(s.dcc, &entry, &err), &err);
    /* The User has them from the repository. */
    must(smki_keystore_add(s.all, signing, NULL, NULL, &err), &err);
    must(smki_keystore_add(s.all, agreement, NULL, NULL, &err), &err);
    smki_certificate_free(signing);
    smki_certificate_free(agreement);
}

static void register_homes(void)
{
    alb_err err = {0};
    for (uint32_t i = 0; i < HOMES; i++) {
        sim_home home = sim_home_of(SEED, i);
        dcc_device d = {.id = home.hub,
                        .hub = home.hub,
                        .type = CAT_DEVICE_CHF,
                        .gbcs_version = 42,
                        .status = "Commissioned",
                        .manufacturer = "ALB1",
                        .model = "1"};
        register_device(d);
        d.id = home.esme;
        d.type = CAT_DEVICE_ESME;
        d.esme_variant = "ADEF";
        d.mpxn = home.mpan;
        d.status = i == 0 ? "Commissioned" : "InstalledNotCommissioned";
        register_device(d);
        d.esme_variant = NULL;
        d.mpxn = home.mprn;
        d.status = "Commissioned";
        d.id = home.gsme;
        d.type = CAT_DEVICE_GSME;
        register_device(d);
        d.id = home.gpf;
        d.type = CAT_DEVICE_GPF;
        register_device(d);
        d.id = home.sapc;
        d.type = CAT_DEVICE_ESME; /* DUIS has no type for it */
        d.esme_variant = "AF";
        d.mpxn = home.mpan;
        register_device(d);
        d.esme_variant = d.mpxn = NULL;
        d.status = "Whitelisted";
        d.id = home.ppmid;
        d.type = CAT_DEVICE_PPMID;
        register_device(d);
        d.id = home.hcalcs;
        d.type = CAT_DEVICE_HCALCS;
        register_device(d);
        const dcc_registration registered[] = {
            {home.mpan, supplier, CAT_USER_IS, ALB_TIME_NONE, ALB_TIME_NONE},
            {home.mpan, network_operator, CAT_USER_ED, ALB_TIME_NONE, ALB_TIME_NONE},
            {home.mprn, supplier, CAT_USER_GS, ALB_TIME_NONE, ALB_TIME_NONE},
            {home.mprn, network_operator, CAT_USER_GT, ALB_TIME_NONE, ALB_TIME_NONE}};
        for (size_t k = 0; k < ALB_COUNT(registered); k++) {
            must(dcc_register_supply(s.dcc, &registered[k], &err), &err);
        }
    }
}

static void register_parties(void)
{
    alb_err err = {0};
    const dcc_party parties[] = {{supplier, CAT_USER_IS | CAT_USER_GS, NULL},
                                 {network_operator, CAT_USER_ED | CAT_USER_GT, NULL},
                                 {new_supplier, CAT_USER_IS | CAT_USER_GS, NULL},
                                 {other, CAT_USER_OU, NULL}};
    for (size_t i = 0; i < ALB_COUNT(parties); i++) {
        must(dcc_register_party(s.dcc, &parties[i], &err), &err);
    }
}

static void start_services(void)
{
    alb_err err = {0};
    link_socket *ours = NULL;
    link_socket *theirs = NULL;
    dcc_options dcc_o = {.store_url = s.store, .keys = s.dcc_keys};
    must(dcc_start(&dcc_o, &s.dcc, &err), &err);
    sim_fleet_options fleet_o = {.homes = HOMES,
                                 .seed = SEED,
                                 .mix = {.control = 100, .sapc = 100},
                                 .clock = alb_clock_system(),
                                 .pki = s.pki,
                                 .supplier = supplier,
                                 .network_operator = network_operator,
                                 .gas_wake = 1};
    must(sim_fleet_start(&fleet_o, &s.fleet, &err), &err);
    register_parties();
    register_homes();
    must(link_pair(&ours, &theirs, &err), &err);
    must(sim_fleet_attach(s.fleet, theirs, &err), &err);
    must(dcc_attach_link(s.dcc, ours, &err), &err);
    http_server_options http_o = {
        .listen = "127.0.0.1:0", .workers = 4, .max_body = 1 << 20, .handler = dcc_http, .ctx = s.dcc};
    must(http_server_start(&http_o, &s.http, &err), &err);
    (void)snprintf(s.url, sizeof s.url, "http://%s", http_server_address(s.http));
}

/* A User comes: its client, its listener, and the place where its messages go. */
static void enter(alb_eui64 id)
{
    alb_err err = {0};
    user_options o = {.id = id, .keys = s.all, .server = s.url, .clock = alb_clock_system()};
    must(user_client_new(&o, &s.user, &err), &err);
    must(user_listen(s.user, "127.0.0.1:0", &s.listener, &err), &err);
    must(dcc_set_delivery_url(s.dcc, id, user_listener_url(s.listener), &err), &err);
}

static void leave(void)
{
    user_listener_stop(s.listener);
    user_client_free(s.user);
    s.listener = NULL;
    s.user = NULL;
}

static int build(void **state)
{
    (void)state;
    (void)snprintf(s.dir, sizeof s.dir, "/tmp/albion-street-XXXXXX");
    assert_non_null(mkdtemp(s.dir));
    (void)snprintf(s.pki, sizeof s.pki, "%s/pki", s.dir);
    assert_true(fresh_store(s.store, sizeof s.store, s.dir));
    s.arena = alb_arena_new(64U << 20);
    make_keys();
    s.dcc_keys = load(s.pki);
    s.all = load(s.pki);
    start_services();
    return 0;
}

static int pull_down(void **state)
{
    (void)state;
    http_server_stop(s.http, 5000);
    dcc_stop(s.dcc, 1000);
    sim_fleet_stop(s.fleet);
    smki_keystore_free(s.dcc_keys);
    smki_keystore_free(s.all);
    alb_arena_free(s.arena);
    return 0;
}

/* --- asking --- */

static user_result wait_for(const duis_request_id *id)
{
    alb_err err = {0};
    user_result r;
    alb_buf xml;
    alb_buf_init(&xml, 16U << 20);
    must(user_wait(s.listener, id, PATIENCE_MS, &xml, &err), &err);
    alb_span copy = alb_arena_copy(s.arena, alb_buf_span(&xml));
    alb_buf_release(&xml);
    must(user_read(s.user, copy, s.arena, &r, &err), &err);
    return r;
}

/* The next message of a device, past what the DCC tells of its own accord. */
static user_result wait_for_device(void)
{
    user_result r = wait_for(NULL);
    while (r.gbcs.len == 0) {
        r = wait_for(NULL);
    }
    return r;
}

/* Sends a request and gives its last synchronous answer; id: for what follows. */
static user_result send(const char *srv, alb_eui64 target, const user_setting *settings, size_t n,
                        duis_request_id *id)
{
    alb_err err = {0};
    user_result r;
    alb_buf xml;
    const cat_service_request *record = cat_service_request_find(alb_span_str(srv));
    assert_non_null(record);
    alb_buf_init(&xml, 1U << 20);
    must(user_build(s.user, record, target,
                    !record->device    ? 8
                    : record->critical ? 4
                                       : 1,
                    settings, n, &xml, id, &err),
         &err);
    must(user_send(s.user, alb_buf_span(&xml), s.arena, &r, &err), &err);
    alb_buf_release(&xml);
    return r;
}

static user_result ask_with(const char *srv, alb_eui64 target, const user_setting *settings, size_t n)
{
    duis_request_id id = {.counter = 0};
    user_result r = send(srv, target, settings, n, &id);
    assert_string_equal(r.code, "I99");
    r = wait_for(&id);
    assert_string_equal(r.code, "I0");
    assert_true(r.gbcs.len > 0);
    return r;
}

static user_result ask(const char *srv, alb_eui64 target)
{
    return ask_with(srv, target, NULL, 0);
}

static char *text_at(const user_result *r, const char *name)
{
    for (uint32_t i = 0; i < r->content.count; i++) {
        const cat_value *v = &r->content.values[i];
        if (strcmp(v->field->name, name) == 0) {
            char *text = alb_arena_alloc(s.arena, 256);
            alb_wr w = alb_wr_init(text, 255);
            cat_value_text(v, &w);
            return text;
        }
    }
    return NULL;
}

/* --- stories --- */

/* What the plain home of that number is. */
static device_premises premises_of(uint32_t number, bool is_gas)
{
    sim_home home = sim_home_of(SEED, number);
    sim_equipment plain = {.profile_class = 1};
    return sim_premises_of(&home, &plain, is_gas);
}

static void a_meter_is_read(void **state)
{
    (void)state;
    alb_eui64 esme = sim_home_of(SEED, 0).esme;
    enter(supplier);
    /* The meter counts by whole seconds of its own clock. */
    device_premises home = premises_of(0, false);
    uint64_t before = device_import_register(&home, alb_now(alb_clock_system()) - ALB_SECONDS(2));
    user_result r = ask("4.1.1", esme);
    assert_int_equal(r.verdict.mac, GBCS_CHECK_OK);
    assert_true(r.decrypted);
    uint64_t after = device_import_register(&home, alb_now(alb_clock_system()));
    for (uint32_t i = 0; i < r.content.count; i++) {
        const cat_value *v = &r.content.values[i];
        if (v->field->type->unit && strcmp(v->field->type->unit, "Wh") == 0) {
            assert_in_range(v->number.u, before, after);
            leave();
            return;
        }
    }
    fail_msg("no register in the answer");
}

static void supply_is_disabled_and_enabled(void **state)
{
    (void)state;
    alb_eui64 esme = sim_home_of(SEED, 0).esme;
    enter(supplier);
    user_result r = ask("7.2", esme);
    assert_int_equal(r.verdict.signature, GBCS_CHECK_OK);
    r = ask("7.4", esme);
    char *disabled = text_at(&r, "SupplyState");
    r = ask("7.1", esme);
    assert_int_equal(r.verdict.signature, GBCS_CHECK_OK);
    r = ask("7.4", esme);
    char *enabled = text_at(&r, "SupplyState");
    assert_true(disabled && enabled);
    assert_string_not_equal(disabled, enabled);
    leave();
}

/* A meter that is installed answers to its supplier once it has set its clock for it. */
static void a_meter_is_commissioned(void **state)
{
    (void)state;
    alb_eui64 esme = sim_home_of(SEED, 1).esme;
    char now[ALB_TIME_TEXT];
    duis_request_id id = {.counter = 0};
    enter(supplier);
    assert_string_equal(send("7.4", esme, NULL, 0, &id).code, "E5");
    const user_setting settings[] = {
        {"CurrentDateTime", alb_time_text(alb_now(alb_clock_system()) / 1000 * 1000, now)},
        {"TolerancePeriod", "10"}};
    user_result r = ask_with("8.1.1", esme, settings, ALB_COUNT(settings));
    assert_int_equal(r.verdict.signature, GBCS_CHECK_OK);
    r = ask("7.4", esme);
    assert_string_equal(text_at(&r, "SupplyState"), "Enabled");
    leave();
}

/* N16: the network operator of the meter point learns whose meter stands there (duis.md 10). */
static void the_commissioning_is_told(void **state)
{
    (void)state;
    char id[ALB_EUI64_TEXT];
    sim_home home = sim_home_of(SEED, 1);
    enter(network_operator);
    user_result r = wait_for(NULL);
    const duis_document *d = &r.document;
    assert_true(alb_span_is(duis_text(d, d->body, "DCCAlertCode"), "N16"));
    uint32_t event = duis_find(d, d->body, "DCCAlert/DeviceStatusChangeEvent");
    assert_true(alb_span_is(duis_text(d, event, "DeviceID"), alb_eui64_dashed(home.esme, id)));
    assert_true(alb_span_is(duis_text(d, event, "DeviceStatusChange/MeterIdentity/MeterMPxNs/ImportMPxN"),
                            home.mpan));
    leave();
}

/* The device answers at once that it keeps the command, and tells later what became of it (duis.md 13). */
static void a_dated_command_has_its_outcome(void **state)
{
    (void)state;
    char when[ALB_TIME_TEXT];
    duis_request_id id = {.counter = 0};
    enter(supplier);
    const user_setting settings[] = {
        {"ExecutionDateTime",
         alb_time_text(alb_now(alb_clock_system()) / 1000 * 1000 + ALB_SECONDS(3), when)},
        {"Credit", ""}};
    user_result r = send("1.6", sim_home_of(SEED, 0).esme, settings, ALB_COUNT(settings), &id);
    assert_string_equal(r.code, "I99");
    r = wait_for(&id);
    assert_string_equal(r.code, "I0");
    assert_int_equal(r.message.header.cra, GBCS_RESPONSE);
    r = wait_for(&id);
    const duis_document *d = &r.document;
    uint32_t outcome = duis_find(d, d->body, "FutureDatedDeviceAlertMessage");
    assert_true(alb_span_is(duis_text(d, outcome, "FutureDatedAlertCode"), "8F66"));
    assert_true(alb_span_is(duis_text(d, outcome, "InstructionNumber"), "1"));
    assert_true(alb_span_is(duis_text(d, outcome, "TotalCommandInstructions"), "1"));
    assert_int_equal(r.message.header.cra, GBCS_ALERT);
    assert_int_not_equal(d->response_id.counter, id.counter);
    leave();
}

/* Builds a read and puts `chain` behind its RequestID. */
static void send_chained(alb_eui64 esme, const char *chain, duis_request_id *id)
{
    alb_err err = {0};
    user_result r;
    alb_buf plain, xml;
    alb_buf_init(&plain, 1U << 20);
    alb_buf_init(&xml, 1U << 20);
    must(user_build(s.user, cat_service_request_find(ALB_LIT("7.4")), esme, 1, NULL, 0, &plain, id, &err),
         &err);
    static const char end[] = "</sr:RequestID>";
    const uint8_t *at = memmem(plain.ptr, plain.len, end, sizeof end - 1);
    assert_non_null(at);
    size_t head = (size_t)(at - plain.ptr) + sizeof end - 1;
    alb_buf_add(&xml, alb_span_of(plain.ptr, head));
    alb_buf_add_text(&xml, chain);
    alb_buf_add(&xml, alb_span_sub(alb_buf_span(&plain), head, plain.len));
    must(user_send(s.user, alb_buf_span(&xml), s.arena, &r, &err), &err);
    assert_string_equal(r.code, "I99");
    alb_buf_release(&plain);
    alb_buf_release(&xml);
}

/* Three reads in a chain: each leaves when the one before it has succeeded (duis.md 11). */
static void a_chain_is_carried_out_in_order(void **state)
{
    (void)state;
    alb_eui64 esme = sim_home_of(SEED, 0).esme;
    duis_request_id ids[3] = {{.counter = 0}};
    char chain[3][200] = {"<sr:FirstInSequence>true</sr:FirstInSequence>"};
    enter(supplier);
    for (size_t i = 0; i < 3; i++) {
        if (i > 0) {
            alb_wr w = alb_wr_init(chain[i], sizeof chain[i] - 1);
            alb_wr_text(&w, "<sr:PrecedingServiceRequestID>");
            duis_request_id_text(&ids[i - 1], &w);
            alb_wr_text(&w, "</sr:PrecedingServiceRequestID>");
        }
        send_chained(esme, chain[i], &ids[i]);
    }
    for (size_t i = 0; i < 3; i++) {
        user_result r = wait_for(NULL);
        assert_string_equal(r.code, "I0");
        assert_int_equal(r.request_id.counter, ids[i].counter);
    }
    leave();
}

static void an_unknown_party_reads_the_firmware_version(void **state)
{
    (void)state;
    enter(other);
    user_result r = ask("11.2", sim_home_of(SEED, 0).esme);
    assert_true(alb_eui64_equal(r.message.header.target, the_dcc));
    char *version = text_at(&r, "FirmwareVersion");
    assert_non_null(version);
    leave();
    /* The inventory has it now. */
    char id[ALB_EUI64_TEXT];
    enter(supplier);
    user_setting which = {"DeviceID", alb_eui64_dashed(sim_home_of(SEED, 0).esme, id)};
    duis_request_id request = {.counter = 0};
    r = send("8.2", the_dcc, &which, 1, &request);
    alb_span known = duis_text(&r.document, r.document.body, "DSPInventory/Device/DeviceFirmwareVersion");
    print_message("firmware %s, inventory %.*s\n", version, (int)known.len, (const char *)known.ptr);
    assert_int_equal(known.len, 8);
    leave();
}

/* All certificates, and the private keys of the DCC's own identities. */
static smki_keystore *keys_of_dcc(void)
{
    smki_keystore *ks = smki_keystore_new();
    alb_err err = {0};
    for (size_t i = 0; i < smki_keystore_count(s.all); i++) {
        const smki_identity *id = smki_keystore_at(s.all, i);
        bool is_dcc = alb_eui64_number(id->entity) >> 8 == alb_eui64_number(the_dcc) >> 8;
        if (id->certificate) {
            must(smki_keystore_add(ks, (smki_certificate *)(uintptr_t)id->certificate,
                                   is_dcc ? (crypto_key *)(uintptr_t)id->key : NULL, NULL, &err),
                 &err);
        }
    }
    return ks;
}

/* Half hours of a day for a User that the meter does not know: encrypted for the certificate in the request.
 */
static void an_other_user_reads_a_profile(void **state)
{
    (void)state;
    char from[ALB_TIME_TEXT];
    char to[ALB_TIME_TEXT];
    char certificate[2048] = "";
    const smki_identity *key = smki_keystore_find(s.all, other, SMKI_SLOT_KEY_AGREEMENT);
    alb_wr w = alb_wr_init(certificate, sizeof certificate - 1);
    alb_wr_base64(&w, smki_certificate_der(key->certificate));
    alb_time today = alb_now(alb_clock_system()) / ALB_DAYS(1) * ALB_DAYS(1);
    const user_setting settings[] = {
        {"ReadLogPeriod/StartDateTime", alb_time_text(today - ALB_DAYS(2), from)},
        {"ReadLogPeriod/EndDateTime", alb_time_text(today - ALB_DAYS(1), to)},
        {"KAPublicSecurityCredentials", certificate}};
    enter(other);
    user_result r = ask_with("4.8.1", sim_home_of(SEED, 0).esme, settings, ALB_COUNT(settings));
    assert_true(r.decrypted);
    size_t rows = 0;
    for (uint32_t i = 0; i < r.content.count; i++) {
        rows +=
            r.content.values[i].field->type->unit && strcmp(r.content.values[i].field->type->unit, "Wh") == 0;
    }
    assert_in_range(rows, 47, 50);
    /* The DCC, with every key that it has, cannot read them. */
    smki_keystore *own = keys_of_dcc();
    gbcs_keys *of_dcc = gbcs_keys_new(own, 0);
    gbcs_opening opening;
    gbcs_opener opener = gbcs_opening_init(&opening, of_dcc, &r.message);
    cat_tree closed;
    cat_tree_init(&closed, s.arena, 64);
    alb_status ignored = gbcs_content_decode(&r.message, &opener, &closed, NULL);
    (void)ignored;
    assert_int_equal(opening.opened, 0);
    assert_true(opening.found != ALB_UNKNOWN && opening.found != ALB_OK); /* it looked for a key, in vain */
    for (uint32_t i = 0; i < closed.count; i++) {
        assert_false(closed.values[i].field->type->unit &&
                     strcmp(closed.values[i].field->type->unit, "Wh") == 0);
    }
    gbcs_opening_release(&opening);
    gbcs_keys_free(of_dcc);
    smki_keystore_free(own);
    leave();
}

static void the_inventory_says_what_is_there(void **state)
{
    (void)state;
    char id[ALB_EUI64_TEXT];
    alb_eui64 esme = sim_home_of(SEED, 0).esme;
    enter(supplier);
    user_setting which = {"DeviceID", alb_eui64_dashed(esme, id)};
    duis_request_id request = {.counter = 0};
    user_result r = send("8.2", the_dcc, &which, 1, &request);
    assert_string_equal(r.code, "I0");
    alb_span found = duis_text(&r.document, r.document.body, "DSPInventory/Device/DeviceID");
    assert_true(alb_span_is(found, id));
    leave();
}

/* --- gas --- */

static uint64_t number_at(const user_result *r, const char *name)
{
    for (uint32_t i = 0; i < r->content.count; i++) {
        if (strcmp(r->content.values[i].field->name, name) == 0) {
            return r->content.values[i].number.u;
        }
    }
    fail_msg("no %s in the answer", name);
    return 0;
}

/* The meter tells what it stands at when it wakes, its proxy what it stood at on the half hour. */
static void a_gas_meter_is_read(void **state)
{
    (void)state;
    sim_home home = sim_home_of(SEED, 0);
    enter(supplier);
    device_premises premises = premises_of(0, true);
    alb_time from = alb_now(alb_clock_system()) - ALB_SECONDS(2);
    user_result r = ask("4.1.1", home.gsme);
    assert_int_equal(r.verdict.mac, GBCS_CHECK_OK);
    assert_true(r.decrypted);
    uint64_t meter = number_at(&r, "CurrentSummationDelivered");
    r = ask("4.1.1", home.gpf);
    uint64_t proxy = number_at(&r, "CurrentSummationDelivered");
    alb_time to = alb_now(alb_clock_system());
    assert_in_range(meter, device_gas_register(&premises, from), device_gas_register(&premises, to));
    assert_in_range(proxy, device_gas_register(&premises, from - from % ALB_MINUTES(30)),
                    device_gas_register(&premises, to - to % ALB_MINUTES(30)));
    leave();
}

static void a_gas_valve_is_closed_and_armed(void **state)
{
    (void)state;
    sim_home home = sim_home_of(SEED, 1);
    enter(supplier);
    user_result r = ask("7.2", home.gsme);
    assert_int_equal(r.verdict.signature, GBCS_CHECK_OK);
    r = ask("7.4", home.gsme);
    assert_string_equal(text_at(&r, "SupplyStatus"), "Off");
    r = ask("7.3", home.gsme);
    r = ask("7.4", home.gpf); /* the meter has told its proxy */
    assert_string_equal(text_at(&r, "SupplyStatus"), "Armed");
    leave();
}

static void a_dated_gas_command_has_its_outcome(void **state)
{
    (void)state;
    char when[ALB_TIME_TEXT];
    duis_request_id id = {.counter = 0};
    sim_home home = sim_home_of(SEED, 0);
    enter(supplier);
    const user_setting settings[] = {
        {"ExecutionDateTime",
         alb_time_text(alb_now(alb_clock_system()) / 1000 * 1000 + ALB_SECONDS(4), when)},
        {"Prepayment/SuspendDebtDisabled", "false"},
        {"Prepayment/SuspendDebtEmergency", "false"},
        {"Prepayment/DisablementThreshold", "-100000"}};
    user_result r = send("1.6", home.gsme, settings, ALB_COUNT(settings), &id);
    assert_string_equal(r.code, "I99");
    r = wait_for(&id);
    assert_string_equal(r.code, "I0");
    assert_int_equal(r.message.header.cra, GBCS_RESPONSE);
    r = wait_for(&id);
    const duis_document *d = &r.document;
    uint32_t outcome = duis_find(d, d->body, "FutureDatedDeviceAlertMessage");
    assert_true(alb_span_is(duis_text(d, outcome, "FutureDatedAlertCode"), "8F66"));
    assert_int_equal(r.message.header.message_code, 0x00cd);
    r = ask("6.2.9", home.gsme);
    assert_int_equal(number_at(&r, "PaymentControlConfiguration") & 2, 2);
    leave();
}

static void an_outage_is_told(void **state)
{
    (void)state;
    alb_err err = {0};
    enter(network_operator);
    must(sim_fleet_power(s.fleet, 0, false, &err), &err);
    must(sim_fleet_power(s.fleet, 0, true, &err), &err);
    user_result r = wait_for_device();
    assert_false(r.has_request_id);
    assert_int_equal(r.message.header.cra, GBCS_ALERT);
    assert_true(alb_eui64_equal(r.message.header.originator, sim_home_of(SEED, 0).esme));
    leave();
}

/* --- credentials --- */

static const char *base64_of(const smki_certificate *c)
{
    enum { ROOM = 2048 };
    char *text = alb_arena_alloc(s.arena, ROOM);
    alb_wr w = alb_wr_init(text, ROOM - 1);
    alb_wr_base64(&w, smki_certificate_der(c));
    assert_int_equal(w.st, ALB_OK);
    return text;
}

static const smki_certificate *certificate_of(alb_eui64 id, smki_slot slot)
{
    const smki_identity *identity = smki_keystore_find(s.all, id, slot);
    assert_non_null(identity);
    return identity->certificate;
}

/* Every cell took its certificate. */
static void assert_all_replaced(const user_result *r, size_t cells)
{
    size_t found = 0;
    for (uint32_t i = 0; i < r->content.count; i++) {
        if (strcmp(r->content.values[i].field->name, "StatusCode") == 0) {
            assert_int_equal(r->content.values[i].number.u, 0);
            found++;
        }
    }
    assert_int_equal(found, cells);
}

/* The new supplier takes the meter over with a Service Request that the transitional party signs for it; from
 * then on the old one is nobody to the meter (6.23; SEC S6). */
static void a_home_changes_its_supplier(void **state)
{
    (void)state;
    sim_home home = sim_home_of(SEED, 1);
    alb_err err = {0};
    dcc_registration r = {home.mpan, new_supplier, CAT_USER_IS, ALB_TIME_NONE, ALB_TIME_NONE};
    must(dcc_register_supply(s.dcc, &r, &err), &err);
    const smki_certificate *signing = certificate_of(new_supplier, SMKI_SLOT_DIGITAL_SIGNATURE);
    const user_setting settings[] = {
        {"SupplierFloorSeqNumber", "0"},
        {"SupplierPrepaymentTopUpFloorSeqNumber", "0"},
        {"SupplierReplacementCertificates/DigitalSigningCertificate", base64_of(signing)},
        {"SupplierReplacementCertificates/KeyAgreementCertificate",
         base64_of(certificate_of(new_supplier, SMKI_SLOT_KEY_AGREEMENT))},
        {"SupplierReplacementCertificates/KeyAgreementTopUpCertificate",
         base64_of(certificate_of(new_supplier, SMKI_SLOT_PREPAYMENT))},
        {"CertificationPathCertificates/Certificate",
         base64_of(smki_keystore_find_ski(s.all, smki_certificate_aki(signing))->certificate)},
        {"ApplyTimeBasedCPVChecks", "true"},
        {"ImportMPxN", home.mpan}};
    enter(new_supplier);
    user_result answer = ask_with("6.23", home.esme, settings, ALB_COUNT(settings));
    assert_all_replaced(&answer, 3);
    answer = ask("7.4", home.esme);
    assert_true(alb_eui64_equal(answer.message.header.target, new_supplier));
    /* N42: whose certificates the meter holds now (duis.md 10). */
    answer = wait_for(NULL);
    assert_true(alb_span_is(duis_text(&answer.document, answer.document.body, "DCCAlertCode"), "N42"));
    leave();
    /* The old one may still ask: the meter does not hear it, and its new supplier is told. */
    duis_request_id late = {.counter = 0};
    enter(supplier);
    assert_string_equal(send("3.5", home.esme, NULL, 0, &late).code, "I99");
    leave();
    enter(new_supplier);
    answer = wait_for(NULL);
    assert_int_equal(answer.message.header.cra, GBCS_ALERT);
    assert_int_equal(answer.verdict.signature, GBCS_CHECK_OK);
    assert_string_equal(text_at(&answer, "AlertCode"), "8f30");
    leave();
}

/* --- the other devices of a home --- */

static user_result join(const char *srv, alb_eui64 who, alb_eui64 with)
{
    char id[ALB_EUI64_TEXT];
    const user_setting settings[] = {{"OtherDeviceID", alb_eui64_dashed(with, id)}};
    return ask_with(srv, who, settings, ALB_COUNT(settings));
}

static user_result switch_load(alb_eui64 meter, const char *number, const char *level)
{
    char from[ALB_TIME_TEXT];
    char to[ALB_TIME_TEXT];
    alb_time now = alb_now(alb_clock_system()) / 1000 * 1000;
    const user_setting settings[] = {{"@auxiliaryControllerN", number},
                                     {"StartDateTime", alb_time_text(now - ALB_MINUTES(1), from)},
                                     {"EndDateTime", alb_time_text(now + ALB_HOURS(1), to)},
                                     {"CommandedStateLevel", level}};
    return ask_with("7.13", meter, settings, ALB_COUNT(settings));
}

/* A load beside the meter: its switch is joined to it, and obeys it. */
static void a_load_is_switched(void **state)
{
    (void)state;
    sim_home home = sim_home_of(SEED, 0);
    alb_err err = {0};
    uint8_t percent = 0;
    enter(supplier);
    user_result r = join("8.7.1", home.hcalcs, home.esme);
    assert_string_equal(text_at(&r, "JoinResponseCode"), "success");
    r = join("8.7.1", home.esme, home.hcalcs);
    assert_string_equal(text_at(&r, "JoinResponseCode"), "success");
    r = switch_load(home.esme, "2", "100");
    assert_int_equal(r.verdict.signature, GBCS_CHECK_OK);
    must(sim_fleet_output(s.fleet, home.hcalcs, 1, &percent, &err), &err);
    assert_int_equal(percent, 100);
    r = wait_for_device(); /* the meter tells it */
    assert_string_equal(text_at(&r, "AlertCode"), "8f88");
    r = ask("7.15", home.esme);
    char *text = text_at(&r, "AuxiliaryController2State");
    assert_non_null(text);
    assert_non_null(strstr(text, "100"));
    leave();
}

/* A controller that stands alone is asked like a meter. */
static void a_standalone_controller_is_set(void **state)
{
    (void)state;
    sim_home home = sim_home_of(SEED, 0);
    alb_err err = {0};
    uint8_t percent = 0;
    enter(supplier);
    user_result r = switch_load(home.sapc, "1", "40");
    assert_int_equal(r.verdict.signature, GBCS_CHECK_OK);
    must(sim_fleet_output(s.fleet, home.sapc, 1, &percent, &err), &err);
    assert_int_equal(percent, 40);
    r = wait_for_device();
    assert_string_equal(text_at(&r, "AlertCode"), "8f88");
    leave();
}

/* A PPMID is commissioned by its joining; then a token that is typed into it reaches the meter. */
static void a_ppmid_joins(void **state)
{
    (void)state;
    sim_home home = sim_home_of(SEED, 0);
    alb_err err = {0};
    bool done = true;
    device_han asked = {.kind = DEVICE_HAN_TOP_UP, .token = ALB_LIT("73941656880950804485")};
    enter(supplier);
    must(sim_fleet_ask(s.fleet, home.ppmid, home.gsme, &asked, &done, &err), &err);
    assert_false(done);
    user_result r = join("8.7.2", home.ppmid, home.gsme);
    assert_string_equal(text_at(&r, "JoinResponseCode"), "success");
    r = join("8.7.1", home.gsme, home.ppmid);
    assert_string_equal(text_at(&r, "JoinResponseCode"), "success");
    must(sim_fleet_ask(s.fleet, home.ppmid, home.gsme, &asked, &done, &err), &err);
    assert_true(done);
    r = ask("8.9", home.ppmid);
    assert_string_equal(text_at(&r, "DeviceType"), "GSME");
    r = ask("11.2", home.ppmid);
    assert_non_null(text_at(&r, "FirmwareVersion"));
    leave();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_meter_is_read),
        cmocka_unit_test(supply_is_disabled_and_enabled),
        cmocka_unit_test(a_meter_is_commissioned),
        cmocka_unit_test(the_commissioning_is_told),
        cmocka_unit_test(a_dated_command_has_its_outcome),
        cmocka_unit_test(a_chain_is_carried_out_in_order),
        cmocka_unit_test(an_unknown_party_reads_the_firmware_version),
        cmocka_unit_test(an_other_user_reads_a_profile),
        cmocka_unit_test(the_inventory_says_what_is_there),
        cmocka_unit_test(a_gas_meter_is_read),
        cmocka_unit_test(a_gas_valve_is_closed_and_armed),
        cmocka_unit_test(a_dated_gas_command_has_its_outcome),
        cmocka_unit_test(a_load_is_switched),
        cmocka_unit_test(a_standalone_controller_is_set),
        cmocka_unit_test(a_ppmid_joins),
        cmocka_unit_test(a_home_changes_its_supplier),
        cmocka_unit_test(an_outage_is_told),
    };
    return cmocka_run_group_tests(tests, build, pull_down);
}
