#include "rig.h"

#include "observed.h"

#include "base/file.h"
#include "base/text.h"
#include "duis/signature.h"
#include "smki/authority.h"

#include "fresh_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define EUI(...)                                                                                             \
    {                                                                                                        \
        {                                                                                                    \
            __VA_ARGS__                                                                                      \
        }                                                                                                    \
    }
const alb_eui64 rig_dcc = EUI(0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x00, 0x00, 0x02);
const alb_eui64 rig_cos = EUI(0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x00, 0x00, 0x04);
const alb_eui64 rig_supplier = EUI(0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x01, 0x00, 0x00);
const alb_eui64 rig_operator = EUI(0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x02, 0x00, 0x00);
const alb_eui64 rig_other = EUI(0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x00, 0x04);
const alb_eui64 rig_hub = EUI(0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xa2);
const alb_eui64 rig_esme = EUI(0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xa0);
const alb_eui64 rig_gsme = EUI(0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xa1);
const alb_eui64 rig_gpf = EUI(0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xa3);
const alb_eui64 rig_ppmid = EUI(0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xa4);
const alb_eui64 rig_hcalcs = EUI(0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x90, 0xa5);
const alb_eui64 rig_hub2 = EUI(0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x91, 0xa2);
const alb_eui64 rig_gpf2 = EUI(0x00, 0xdb, 0x12, 0x34, 0x56, 0x78, 0x91, 0xa3);
const alb_eui64 rig_second = EUI(0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x03, 0x00, 0x00);

static void must(alb_status st, const alb_err *err)
{
    if (st != ALB_OK) {
        fail_msg("%s: %s", alb_status_text(st), err->detail);
    }
}

/* --- what came out --- */

/* Empty: it is no DCC Alert. */
static alb_span dcc_alert_code(const duis_document *d)
{
    alb_span code = duis_text(d, d->body, "DCCAlertMessage/DCCAlertCode");
    return code.len > 0 ? code : duis_text(d, d->body, "DCCAlertCode");
}

static duis_document check_document_of(rig *r, alb_span xml, alb_time at)
{
    duis_document doc;
    alb_err err = {0};
    const smki_identity *signer = NULL;
    duis_signature_fault fault;
    alb_span copy = alb_arena_copy(r->arena, xml);
    must(duis_decode(r->xml, copy, r->arena, &doc, NULL, &err), &err);
    duis_verify_options o = {.store = r->all, .at = at, .response = true};
    must(duis_verify(gbcs_keys_crypto(r->keys), &doc, &o, &signer, &fault, &err), &err);
    assert_true(alb_eui64_equal(signer->entity, rig_dcc));
    assert_int_equal(doc.kind, DUIS_RESPONSE);
    observed_code(doc.response_code);
    alb_span alert = dcc_alert_code(&doc);
    if (alert.len > 0) {
        observed_code(alert);
    }
    return doc;
}

static alb_status read_deliveries(store_tx *tx, void *ctx, alb_err *err)
{
    rig *r = ctx;
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT document, created_at FROM delivery", NULL, 0, &rows, err));
    while (store_next(rows)) {
        (void)check_document_of(r, store_column(rows, 0).bytes, store_column(rows, 1).integer);
        alb_arena_reset(r->arena);
    }
    return store_rows_end(rows, err);
}

/* Every message to a User, whether or not its test looks at it, is good and has a code. */
static void observe_deliveries(rig *r)
{
    alb_err err = {0};
    if (r->dcc && !r->has_forgeries) {
        must(store_read(r->dcc->store, read_deliveries, r, &err), &err);
    }
    observed_write();
}

/* --- keys --- */

static void remove_dir(const char *dir)
{
    char command[160];
    (void)snprintf(command, sizeof command, "%s", dir);
    char *const argv[] = {(char[]){"rm"}, (char[]){"-rf"}, command, NULL};
    pid_t pid = fork();
    if (pid == 0) {
        (void)execvp("rm", argv);
        _exit(1);
    }
}

static void make_keys(rig *r)
{
    char pki[96];
    alb_err err = {0};
    static const struct {
        const alb_eui64 *id;
        smki_role role;
        const char *name;
    } entities[] = {
        {&rig_supplier, SMKI_ROLE_SUPPLIER, "Supplier"},
        {&rig_operator, SMKI_ROLE_NETWORK_OPERATOR, "Operator"},
        {&rig_other, SMKI_ROLE_OTHER, "Other"},
        {&rig_second, SMKI_ROLE_SUPPLIER, "Second"},
        {&rig_hub, SMKI_ROLE_NONE, NULL},
        {&rig_esme, SMKI_ROLE_NONE, NULL},
        {&rig_gsme, SMKI_ROLE_NONE, NULL},
        {&rig_gpf, SMKI_ROLE_NONE, NULL},
        {&rig_ppmid, SMKI_ROLE_NONE, NULL},
        {&rig_hcalcs, SMKI_ROLE_NONE, NULL},
        {&rig_hub2, SMKI_ROLE_NONE, NULL},
        {&rig_gpf2, SMKI_ROLE_NONE, NULL},
    };
    (void)snprintf(pki, sizeof pki, "%s/pki", r->dir);
    must(smki_pki_init(pki, RIG_START - ALB_DAYS(1), &err), &err);
    for (size_t i = 0; i < ALB_COUNT(entities); i++) {
        must(smki_pki_issue_entity(pki, *entities[i].id, entities[i].role, entities[i].name,
                                   RIG_START - ALB_DAYS(1), &err),
             &err);
    }
    r->all = smki_keystore_new();
    must(smki_keystore_load(r->all, pki, &err), &err);
}

/* All certificates but the devices', which come with their registration; private keys of the DCC alone. */
static smki_keystore *dcc_part(const smki_keystore *all)
{
    smki_keystore *ks = smki_keystore_new();
    alb_err err = {0};
    for (size_t i = 0; i < smki_keystore_count(all); i++) {
        const smki_identity *id = smki_keystore_at(all, i);
        bool is_dcc = alb_eui64_number(id->entity) >> 8 == alb_eui64_number(rig_dcc) >> 8;
        if (id->certificate && smki_certificate_kind(id->certificate) != SMKI_KIND_DEVICE) {
            must(smki_keystore_add(ks, (smki_certificate *)(uintptr_t)id->certificate,
                                   is_dcc ? (crypto_key *)(uintptr_t)id->key : NULL, NULL, &err),
                 &err);
        }
    }
    return ks;
}

void rig_open(rig *r)
{
    *r = (rig){.counter = 1000};
    (void)snprintf(r->dir, sizeof r->dir, "/tmp/albion-dcc-XXXXXX");
    assert_non_null(mkdtemp(r->dir));
    assert_true(fresh_store(r->store_url, sizeof r->store_url, r->dir));
    alb_clock_manual_init(&r->clock, RIG_START);
    make_keys(r);
    r->dcc_keys = dcc_part(r->all);
    r->keys = gbcs_keys_new(r->all, 0);
    r->xml = xml_context_new();
    r->arena = alb_arena_new(64U << 20);
    assert_true(r->keys && r->xml && r->arena);
}

void rig_close(rig *r)
{
    observe_deliveries(r);
    dcc_stop(r->dcc, 0);
    alb_arena_free(r->arena);
    xml_context_free(r->xml);
    gbcs_keys_free(r->keys);
    smki_keystore_free(r->dcc_keys);
    smki_keystore_free(r->all);
    remove_dir(r->dir);
}

/* --- the DCC --- */

static const smki_certificate *certificate_of(const rig *r, alb_eui64 id, smki_slot slot)
{
    const smki_identity *found = smki_keystore_find(r->all, id, slot);
    assert_non_null(found);
    return found->certificate;
}

void rig_register(rig *r)
{
    alb_err err = {0};
    const dcc_party parties[] = {
        {.user = rig_supplier, .role = CAT_USER_IS | CAT_USER_GS},
        {.user = rig_operator, .role = CAT_USER_ED},
        {.user = rig_other, .role = CAT_USER_OU},
    };
    for (size_t i = 0; i < ALB_COUNT(parties); i++) {
        must(dcc_register_party(r->dcc, &parties[i], &err), &err);
    }
    dcc_device d = {.id = rig_hub,
                    .hub = rig_hub,
                    .type = CAT_DEVICE_CHF,
                    .gbcs_version = 42,
                    .status = "Commissioned",
                    .manufacturer = "ALB1",
                    .model = "00000001",
                    .signing = certificate_of(r, rig_hub, SMKI_SLOT_DIGITAL_SIGNATURE),
                    .agreement = certificate_of(r, rig_hub, SMKI_SLOT_KEY_AGREEMENT)};
    must(dcc_register_device(r->dcc, &d, &err), &err);
    d.id = rig_esme;
    d.type = CAT_DEVICE_ESME;
    d.esme_variant = "A";
    d.firmware = "00000001";
    d.mpxn = RIG_MPAN;
    d.signing = certificate_of(r, rig_esme, SMKI_SLOT_DIGITAL_SIGNATURE);
    d.agreement = certificate_of(r, rig_esme, SMKI_SLOT_KEY_AGREEMENT);
    must(dcc_register_device(r->dcc, &d, &err), &err);
    const dcc_registration registrations[] = {
        {RIG_MPAN, rig_supplier, CAT_USER_IS, ALB_TIME_NONE, ALB_TIME_NONE},
        {RIG_MPAN, rig_operator, CAT_USER_ED, ALB_TIME_NONE, ALB_TIME_NONE},
    };
    for (size_t i = 0; i < ALB_COUNT(registrations); i++) {
        must(dcc_register_supply(r->dcc, &registrations[i], &err), &err);
    }
}

void rig_restart(rig *r, bool threads)
{
    alb_err err = {0};
    dcc_stop(r->dcc, 0);
    r->dcc = NULL;
    dcc_options o = r->options;
    o.store_url = r->store_url;
    o.clock = &r->clock.clock;
    o.keys = r->dcc_keys;
    must(threads ? dcc_start(&o, &r->dcc, &err) : dcc_open(&o, &r->dcc, &err), &err);
}

dcc *rig_another(rig *r, bool threads, smki_keystore **keys)
{
    alb_err err = {0};
    dcc *d = NULL;
    *keys = dcc_part(r->all);
    dcc_options o = {.store_url = r->store_url, .clock = &r->clock.clock, .keys = *keys};
    must(threads ? dcc_start(&o, &d, &err) : dcc_open(&o, &d, &err), &err);
    return d;
}

void rig_start(rig *r, bool threads)
{
    rig_restart(r, threads);
    rig_register(r);
}

/* --- as a User --- */

static const smki_identity *identity(const rig *r, alb_eui64 id, smki_slot slot)
{
    const smki_identity *found = smki_keystore_find(r->all, id, slot);
    assert_true(found && found->key);
    return found;
}

void rig_write(rig *r, const rig_ask *ask, alb_buf *out)
{
    char from[ALB_EUI64_TEXT];
    char to[ALB_EUI64_TEXT];
    alb_buf plain;
    alb_err err = {0};
    alb_buf_init(&plain, 13U << 20);
    alb_buf_printf(&plain,
                   "<sr:Request xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\""
                   " schemaVersion=\"5.4\"><sr:Header><sr:RequestID>%s:%s:%llu</sr:RequestID>"
                   "%s<sr:CommandVariant>%u</sr:CommandVariant><sr:ServiceReference>%s</sr:ServiceReference>"
                   "<sr:ServiceReferenceVariant>%s</sr:ServiceReferenceVariant></sr:Header><sr:Body>%s"
                   "</sr:Body></sr:Request>",
                   alb_eui64_dashed(ask->user, from), alb_eui64_dashed(ask->target, to),
                   (unsigned long long)(ask->counter ? ask->counter : ++r->counter),
                   ask->chain ? ask->chain : "", ask->variant, ask->reference, ask->srv, ask->body);
    must(duis_sign(gbcs_keys_crypto(r->keys), r->xml, alb_buf_span(&plain),
                   identity(r, ask->user, SMKI_SLOT_XML_SIGNING), out, &err),
         &err);
    alb_buf_release(&plain);
}

duis_document rig_check_document(rig *r, alb_span xml)
{
    return check_document_of(r, xml, alb_now(&r->clock.clock));
}

alb_span rig_payload(rig *r, const duis_document *doc, const char *path)
{
    alb_span text = duis_text(doc, doc->body, path);
    if (text.len == 0) {
        return (alb_span){0};
    }
    alb_wr w = alb_wr_init(alb_arena_alloc(r->arena, text.len), text.len);
    assert_int_equal(alb_base64_decode(text, &w), ALB_OK);
    return alb_wr_span(&w);
}

rig_answer rig_post(rig *r, dcc_service service, alb_span xml)
{
    rig_answer a = {0};
    http_request request = {.method = "POST",
                            .path = "",
                            .query = "",
                            .content_type = "application/xml",
                            .body = xml,
                            .client_name = r->client_name,
                            .peer = "test"};
    http_response response = {.status = 200};
    alb_buf_init(&response.body, 16U << 20);
    dcc_shards_turn(r->dcc->shards); /* where no thread keeps its hold on the devices */
    dcc_handle(r->dcc, 0, service, &request, &response);
    a.status = response.status;
    a.sent = response.sent;
    a.sent_ctx = response.sent_ctx;
    if (response.status == 200) {
        assert_string_equal(response.content_type, "application/xml");
        a.document = rig_check_document(r, alb_buf_span(&response.body));
        alb_wr code = alb_wr_init(a.code, sizeof a.code - 1);
        alb_wr_bytes(&code, a.document.response_code);
        a.gbcs = rig_payload(r, &a.document, "PreCommand/GBCSPayload");
        if (a.gbcs.len == 0) {
            a.gbcs = rig_payload(r, &a.document, "LocalCommand/GBCSPayload");
        }
    }
    alb_buf_release(&response.body);
    return a;
}

rig_answer rig_request(rig *r, dcc_service service, const rig_ask *ask)
{
    alb_buf xml;
    alb_buf_init(&xml, 14U << 20);
    rig_write(r, ask, &xml);
    rig_answer a = rig_post(r, service, alb_buf_span(&xml));
    alb_buf_release(&xml);
    if (a.sent) {
        a.sent(a.sent_ctx);
    }
    return a;
}

void rig_sign_pre_command(rig *r, alb_eui64 user, alb_span pre_command, alb_buf *body)
{
    uint8_t octets[GBCS_MAX_MESSAGE];
    alb_err err = {0};
    alb_wr w = alb_wr_init(octets, sizeof octets);
    must(gbcs_sign(gbcs_keys_crypto(r->keys), identity(r, user, SMKI_SLOT_DIGITAL_SIGNATURE)->key,
                   pre_command, &w, &err),
         &err);
    size_t room = 4 * w.pos;
    char *text = alb_arena_alloc(r->arena, room);
    alb_wr base64 = alb_wr_init(text, room);
    alb_wr_base64(&base64, alb_wr_span(&w));
    alb_buf_add_text(body, "<sr:SignedPreCommand><sr:GBCSPayload>");
    alb_buf_add(body, alb_wr_span(&base64));
    alb_buf_add_text(body, "</sr:GBCSPayload></sr:SignedPreCommand>");
}

/* --- as the meter --- */

alb_span rig_say(rig *r, const gbcs_header *h, alb_span content, bool is_signed)
{
    alb_err err = {0};
    uint8_t *inner = alb_arena_alloc(r->arena, GBCS_MAX_MESSAGE);
    uint8_t *room = alb_arena_alloc(r->arena, GBCS_MAX_MESSAGE);
    alb_wr w = alb_wr_init(inner, GBCS_MAX_MESSAGE);
    alb_wr out = alb_wr_init(room, GBCS_MAX_MESSAGE);
    gbcs_write_grouping(&w, h, content);
    if (is_signed) {
        must(gbcs_sign(gbcs_keys_crypto(r->keys),
                       identity(r, h->originator, SMKI_SLOT_DIGITAL_SIGNATURE)->key, alb_wr_span(&w), &out,
                       &err),
             &err);
        return alb_wr_span(&out);
    }
    crypto_secret z;
    gbcs_write_signature(&w, (alb_span){0});
    must(gbcs_pair_secret(r->keys, identity(r, h->originator, SMKI_SLOT_KEY_AGREEMENT)->key,
                          smki_keystore_find(r->all, h->target, SMKI_SLOT_KEY_AGREEMENT)->pub, &z, &err),
         &err);
    must(gbcs_write_maced(gbcs_keys_crypto(r->keys), &z, h, alb_wr_span(&w), &out), &err);
    return alb_wr_span(&out);
}

/* COSEM answers bear the counter of the command. */
static alb_span with_invoke_id(rig *r, alb_span content, uint64_t counter)
{
    enum { ACCESS_RESPONSE = 0xda };
    alb_span copy = alb_arena_copy(r->arena, content);
    if (copy.len > 5 && copy.ptr[0] == ACCESS_RESPONSE) {
        alb_wr w = alb_wr_init((uint8_t *)(uintptr_t)copy.ptr + 1, 4);
        alb_wr_be32(&w, (uint32_t)(0x20000000U | (counter & 0xffffffU)));
    }
    return copy;
}

static alb_span respond_with(rig *r, alb_span command, alb_span content)
{
    gbcs_message m;
    alb_err err = {0};
    must(gbcs_message_parse(alb_arena_copy(r->arena, command), &m, &err), &err);
    gbcs_header h = {.cra = GBCS_RESPONSE,
                     .counter = m.header.counter,
                     .originator = m.header.target,
                     .target = m.header.originator,
                     .message_code = m.header.message_code,
                     .has_supplementary_party = m.header.has_supplementary_party,
                     .supplementary_party = m.header.supplementary_party,
                     .has_supplementary_counter = m.header.has_supplementary_counter,
                     .supplementary_counter = m.header.supplementary_counter,
                     .date_time = m.use_case && m.use_case->response_date_time
                                      ? ALB_LIT("\x07\xea\x03\x02\xff\x0a\x00\x00\x00\x80\x00\xff")
                                      : alb_span_none()};
    return rig_say(r, &h, with_invoke_id(r, content, h.counter), m.use_case && m.use_case->critical);
}

alb_span rig_respond(rig *r, alb_span command)
{
    return respond_with(r, command, ALB_LIT("answer"));
}

alb_span rig_alert(rig *r, alb_eui64 recipient, uint64_t counter)
{
    /* The device log alert (8F12) has one code of its own: its content is not looked into. */
    gbcs_header h = {.cra = GBCS_ALERT,
                     .counter = counter,
                     .originator = rig_esme,
                     .target = recipient,
                     .message_code = 0x0018};
    return rig_say(r, &h, ALB_LIT("alert"), true);
}

/* --- without threads --- */

bool rig_hear(rig *r, alb_eui64 hub, alb_span octets)
{
    alb_err err = {0};
    dcc_worker *w = dcc_http_worker(r->dcc, 1);
    dcc_batch batch = {.n = 0};
    alb_status st = dcc_judge_device_message(w, hub, octets, &batch, &err);
    alb_arena_reset(w->arena);
    if (st != ALB_OK) {
        dcc_outcomes_release(batch.list, batch.n);
        print_message("dropped: %s\n", err.detail);
        return false;
    }
    must(dcc_outcomes_record(r->dcc, batch.list, batch.n, &err), &err);
    for (size_t i = 0; i < batch.n; i++) {
        if (batch.list[i].request != 0) {
            dcc_pipeline_finish(r->dcc->pipeline, batch.list[i].sequence);
        }
    }
    return true;
}

typedef struct last_command {
    rig *rig;
    alb_eui64 device;
    alb_span command;
    alb_eui64 hub;
} last_command;

static alb_status read_last(store_tx *tx, void *ctx, alb_err *err)
{
    last_command *l = ctx;
    store_value id = dcc_eui(l->device);
    store_rows *rows = NULL;
    ALB_TRY(store_query(
        tx, "SELECT command, hub FROM request WHERE target = $1 AND state = 'ready' ORDER BY id DESC", &id, 1,
        &rows, err));
    if (store_next(rows)) {
        l->command = dcc_column_blob(rows, 0, l->rig->arena);
        l->hub = dcc_column_eui(rows, 1);
    }
    return store_rows_end(rows, err);
}

static last_command find_last(rig *r, alb_eui64 device)
{
    last_command l = {.rig = r, .device = device};
    alb_err err = {0};
    must(store_read(r->dcc->store, read_last, &l, &err), &err);
    return l;
}

bool rig_answer_last(rig *r, alb_eui64 device, alb_span content)
{
    last_command l = find_last(r, device);
    return l.command.len > 0 && rig_hear(r, l.hub, respond_with(r, l.command, content));
}

uint64_t rig_last_counter(rig *r, alb_eui64 device)
{
    gbcs_message m;
    alb_err err = {0};
    must(gbcs_message_parse(find_last(r, device).command, &m, &err), &err);
    return m.header.counter;
}

void rig_turn(rig *r)
{
    dcc_worker *w = dcc_http_worker(r->dcc, 1);
    for (int i = 0; i < 100 && dcc_pipeline_turn(r->dcc->pipeline, w); i++) {
    }
}

/* --- looking in --- */

typedef struct device_query {
    rig *rig;
    alb_eui64 id;
    dcc_device_record *out;
} device_query;

static alb_status find_device(store_tx *tx, void *ctx, alb_err *err)
{
    const device_query *q = ctx;
    return dcc_device_read(tx, q->id, q->rig->arena, q->out, err);
}

void rig_device(rig *r, alb_eui64 id, dcc_device_record *out)
{
    device_query q = {r, id, out};
    alb_err err = {0};
    must(store_read(r->dcc->store, find_device, &q, &err), &err);
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

int64_t rig_count(rig *r, const char *sql)
{
    number n = {.sql = sql};
    alb_err err = {0};
    must(store_read(r->dcc->store, read_number, &n, &err), &err);
    return n.value;
}

static alb_status change(store_tx *tx, void *ctx, alb_err *err)
{
    return store_exec(tx, ctx, NULL, 0, err);
}

void rig_change(rig *r, const char *sql)
{
    alb_err err = {0};
    must(store_write(r->dcc->store, change, (void *)(uintptr_t)sql, &err), &err);
}

typedef struct alert_count {
    rig *r;
    alb_eui64 user;
    const char *code;
    unsigned n;
} alert_count;

static alb_status count_alerts(store_tx *tx, void *ctx, alb_err *err)
{
    alert_count *a = ctx;
    store_value user = dcc_eui(a->user);
    store_rows *rows = NULL;
    ALB_TRY(store_query(tx, "SELECT document FROM delivery WHERE kind = 'DCC alert' AND recipient = $1",
                        &user, 1, &rows, err));
    while (store_next(rows)) {
        duis_document d = rig_check_document(a->r, store_column(rows, 0).bytes);
        a->n += alb_span_is(dcc_alert_code(&d), a->code);
    }
    return store_rows_end(rows, err);
}

unsigned rig_alerts(rig *r, alb_eui64 user, const char *code)
{
    alert_count a = {.r = r, .user = user, .code = code};
    alb_err err = {0};
    must(store_read(r->dcc->store, count_alerts, &a, &err), &err);
    return a.n;
}
