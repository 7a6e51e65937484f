/* A meter and a hub with parties of their own key infrastructure, and the commands to send to them. The
 * octets of contents stand here as gbcs-messages.md 6 gives them, so that the device is not tested with what
 * it uses itself. */
#ifndef ALB_DEVICE_TEST_FIXTURE_H
#define ALB_DEVICE_TEST_FIXTURE_H

#include "device_internal.h"
#include "leaves.h"

#include "gbcs/content.h"
#include "gbcs/opener.h"
#include "smki/authority.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MAX_SENT = 64, MESSAGE_ROOM = 4096 };

/* The plain home behind a meter. */
#define PLAIN(id) (&(const device_premises){.meter = (id)})

typedef struct party {
    alb_eui64 id;
    crypto_key *signing_key, *agreement_key;
    smki_certificate *signing, *agreement;
} party;

typedef struct fixture {
    crypto_ctx *crypto;
    smki_authority *root, *issuing, *device_root, *device_issuing;
    party supplier, network_operator, broker, stranger, user, meter, hub;
    party recovery, transitional, controller;
    alb_clock_manual clock;
    gbcs_keys *keys;      /* of the worker that runs the devices: knows nobody */
    smki_keystore *store; /* everybody's certificates, and the parties' private keys */
    gbcs_keys *reader;    /* over that store */
    device *esme, *chf;
    device_sink sink;
    alb_arena *arena;
    alb_span sent[MAX_SENT]; /* what the devices sent, in arena */
    size_t n_sent;
    void *han; /* what a test has its HAN carried by */
} fixture;

static inline crypto_key *fixture_key(void)
{
    static uint16_t n;
    n++;
    uint8_t scalar[32] = {[30] = (uint8_t)(n >> 8), [31] = (uint8_t)n};
    crypto_key *key = NULL;
    assert_int_equal(crypto_key_from_scalar(scalar, &key, NULL), ALB_OK);
    return key;
}

static inline smki_certificate *fixture_certificate(fixture *f, alb_eui64 id, smki_role role,
                                                    smki_usage usage, const crypto_key *key)
{
    bool is_device = role == SMKI_ROLE_NONE;
    smki_subject subject = {.profile = is_device ? "device" : "organisation",
                            .entity = id,
                            .role = role,
                            .usage = usage,
                            .public_key = crypto_key_public(key),
                            .not_before = ALB_TIME_NONE,
                            .not_after = ALB_TIME_NONE};
    smki_certificate *c = NULL;
    alb_err err = {.code = ALB_OK};
    assert_int_equal(smki_authority_issue(f->crypto, is_device ? f->device_issuing : f->issuing, &subject,
                                          alb_now(&f->clock.clock), &c, &err),
                     ALB_OK);
    return c;
}

static inline party fixture_party(fixture *f, uint64_t id, smki_role role)
{
    party p = {.id = alb_eui64_of(id), .signing_key = fixture_key(), .agreement_key = fixture_key()};
    p.signing = fixture_certificate(f, p.id, role, SMKI_USAGE_DIGITAL_SIGNATURE, p.signing_key);
    p.agreement = fixture_certificate(f, p.id, role, SMKI_USAGE_KEY_AGREEMENT, p.agreement_key);
    bool knows_key = role != SMKI_ROLE_NONE;
    assert_int_equal(smki_keystore_add(f->store, p.signing, knows_key ? p.signing_key : NULL, NULL, NULL),
                     ALB_OK);
    assert_int_equal(smki_keystore_add(f->store, p.agreement, knows_key ? p.agreement_key : NULL, NULL, NULL),
                     ALB_OK);
    return p;
}

static inline void fixture_party_free(party *p)
{
    smki_certificate_free(p->signing);
    smki_certificate_free(p->agreement);
    crypto_key_free(p->signing_key);
    crypto_key_free(p->agreement_key);
}

static inline void fixture_sent(void *ctx, alb_eui64 from, alb_span message)
{
    fixture *f = ctx;
    (void)from;
    assert_true(f->n_sent < MAX_SENT);
    f->sent[f->n_sent++] = alb_arena_copy(f->arena, message);
}

static inline device_options fixture_options(const fixture *f, const party *self, uint16_t type)
{
    device_options o = {.id = self->id,
                        .type = type,
                        .elements = 1,
                        .phases = 1,
                        .clock = &f->clock.clock,
                        .signing = self->signing_key,
                        .agreement = self->agreement_key,
                        .root = smki_authority_certificate(f->root),
                        .recovery = f->recovery.signing,
                        .acb_agreement = f->broker.agreement,
                        .transitional_cos = f->transitional.signing,
                        .mpxn = ALB_LIT("1200012345678")};
    if (type != CAT_DEVICE_CHF) {
        o.supplier_signing = f->supplier.signing;
        o.supplier_agreement = f->supplier.agreement;
        o.supplier_prepayment = f->supplier.agreement;
    }
    if (type & (CAT_DEVICE_PPMID | CAT_DEVICE_HCALCS)) {
        o.acb_signing = f->broker.signing;
    }
    if (type & (CAT_DEVICE_ESME | CAT_DEVICE_SAPC)) {
        o.operator_signing = f->network_operator.signing;
        o.operator_agreement = f->network_operator.agreement;
        o.load_controller_signing = f->controller.signing;
        o.load_controller_agreement = f->controller.agreement;
    }
    return o;
}

static inline device *fixture_device(const fixture *f, const party *self, uint16_t type)
{
    device_options o = fixture_options(f, self, type);
    device *d = NULL;
    assert_int_equal(device_new(&o, &d, NULL), ALB_OK);
    return d;
}

static inline int fixture_setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    alb_time now;
    assert_true(alb_time_parse(ALB_LIT("2026-03-04T10:11:12Z"), &now));
    alb_clock_manual_init(&f->clock, now);
    f->crypto = crypto_ctx_new();
    f->store = smki_keystore_new();
    f->arena = alb_arena_new(8 << 20);
    crypto_key *keys[4] = {fixture_key(), fixture_key(), fixture_key(), fixture_key()};
    assert_int_equal(
        smki_authority_create_root(f->crypto, "organisation-root", "R", keys[0], now, &f->root, NULL),
        ALB_OK);
    assert_int_equal(smki_authority_create_issuing(f->crypto, f->root, "organisation-issuing", "I", keys[1],
                                                   now, &f->issuing, NULL),
                     ALB_OK);
    assert_int_equal(
        smki_authority_create_root(f->crypto, "device-root", "DR", keys[2], now, &f->device_root, NULL),
        ALB_OK);
    assert_int_equal(smki_authority_create_issuing(f->crypto, f->device_root, "device-issuing", "DI", keys[3],
                                                   now, &f->device_issuing, NULL),
                     ALB_OK);
    for (size_t i = 0; i < ALB_COUNT(keys); i++) {
        crypto_key_free(keys[i]);
    }
    f->supplier = fixture_party(f, 0x1000000000000001, SMKI_ROLE_SUPPLIER);
    f->network_operator = fixture_party(f, 0x1000000000000002, SMKI_ROLE_NETWORK_OPERATOR);
    f->broker = fixture_party(f, 0x1000000000000003, SMKI_ROLE_ACB);
    f->stranger = fixture_party(f, 0x1000000000000004, SMKI_ROLE_SUPPLIER);
    f->user = fixture_party(f, 0x1000000000000005, SMKI_ROLE_OTHER);
    f->meter = fixture_party(f, 0x2000000000000001, SMKI_ROLE_NONE);
    f->hub = fixture_party(f, 0x2000000000000002, SMKI_ROLE_NONE);
    f->recovery = fixture_party(f, 0x1000000000000006, SMKI_ROLE_RECOVERY);
    f->transitional = fixture_party(f, 0x1000000000000007, SMKI_ROLE_TRANSITIONAL_COS);
    f->controller = fixture_party(f, 0x1000000000000008, SMKI_ROLE_LOAD_CONTROLLER);
    f->keys = gbcs_keys_new(NULL, 0);
    f->reader = gbcs_keys_new(f->store, 0);
    f->esme = fixture_device(f, &f->meter, CAT_DEVICE_ESME);
    f->chf = fixture_device(f, &f->hub, CAT_DEVICE_CHF);
    f->sink = (device_sink){.send = fixture_sent, .ctx = f};
    *state = f;
    return 0;
}

static inline int fixture_teardown(void **state)
{
    fixture *f = *state;
    device_free(f->esme);
    device_free(f->chf);
    gbcs_keys_free(f->keys);
    gbcs_keys_free(f->reader);
    party *all[] = {&f->supplier, &f->network_operator, &f->broker,       &f->stranger,  &f->user, &f->meter,
                    &f->hub,      &f->recovery,         &f->transitional, &f->controller};
    for (size_t i = 0; i < ALB_COUNT(all); i++) {
        fixture_party_free(all[i]);
    }
    smki_keystore_free(f->store);
    smki_authority_free(f->root);
    smki_authority_free(f->issuing);
    smki_authority_free(f->device_root);
    smki_authority_free(f->device_issuing);
    alb_arena_free(f->arena);
    crypto_ctx_free(f->crypto);
    free(f);
    return 0;
}

/* --- commands --- */

typedef struct command {
    const party *from, *to;
    uint16_t code;
    uint64_t counter;
    alb_span content; /* behind the long-invoke-id */
    bool asn1;        /* without one: of ASN.1 or ZigBee */
    bool is_signed;
    const party *signer; /* NULL: from */
    bool without_mac;
    const party *user;     /* behind the broker, with its own counter; NULL: none */
    bool with_certificate; /* of the user, so that the answer is encrypted for it */
} command;

static inline gbcs_header fixture_header(const command *c)
{
    gbcs_header h = {.cra = GBCS_COMMAND,
                     .counter = c->counter,
                     .originator = c->from->id,
                     .target = c->to->id,
                     .message_code = c->code};
    if (c->user) {
        h.has_supplementary_party = true;
        h.supplementary_party = c->user->id;
        h.has_supplementary_counter = true;
        h.supplementary_counter = 0x5555;
        h.certificate = c->with_certificate ? smki_certificate_der(c->user->agreement) : alb_span_none();
    }
    return h;
}

static inline alb_span fixture_sign(fixture *f, const command *c, alb_span pre_command)
{
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, MESSAGE_ROOM), MESSAGE_ROOM);
    if (c->is_signed) {
        const party *signer = c->signer ? c->signer : c->from;
        assert_int_equal(gbcs_sign(f->crypto, signer->signing_key, pre_command, &w, NULL), ALB_OK);
    } else {
        alb_wr_bytes(&w, pre_command);
        gbcs_write_signature(&w, (alb_span){0});
    }
    return alb_wr_span(&w);
}

/* The command as the Access Control Broker sends it. */
static inline alb_span fixture_command(fixture *f, const command *c)
{
    gbcs_header h = fixture_header(c);
    uint8_t content[MESSAGE_ROOM];
    alb_wr w = alb_wr_init(content, sizeof content);
    if (!c->asn1) {
        alb_wr_u8(&w, 0xd9);
        alb_wr_be32(&w, 0x20000000U | (uint32_t)(c->counter & 0xffffff));
    }
    alb_wr_bytes(&w, c->content);
    alb_wr pre = alb_wr_init(alb_arena_alloc(f->arena, MESSAGE_ROOM), MESSAGE_ROOM);
    gbcs_write_grouping(&pre, &h, alb_wr_span(&w));
    alb_span inner = fixture_sign(f, c, alb_wr_span(&pre));
    if (c->without_mac) {
        return inner;
    }
    crypto_secret z;
    alb_wr out = alb_wr_init(alb_arena_alloc(f->arena, MESSAGE_ROOM), MESSAGE_ROOM);
    assert_int_equal(
        crypto_ecdh(f->crypto, f->broker.agreement_key, smki_certificate_public(c->to->agreement), &z, NULL),
        ALB_OK);
    assert_int_equal(gbcs_write_maced(f->crypto, &z, &h, inner, &out), ALB_OK);
    return alb_wr_span(&out);
}

/* Access requests of one item. */
#define READ_SUPPLY   ALB_LIT("\x00\x01\x01\x00\x46\x00\x00\x60\x03\x0a\xff\x03\x01\x00")
#define READ_FIRMWARE ALB_LIT("\x00\x01\x01\x00\x01\x00\x00\x00\x02\x01\xff\x02\x01\x00")
#define RUN_ENABLE    ALB_LIT("\x00\x01\x03\x00\x09\x00\x00\x0a\x00\x6a\xff\x01\x01\x12\x00\x33")
#define RUN_DISABLE   ALB_LIT("\x00\x01\x03\x00\x09\x00\x00\x0a\x00\x6a\xff\x01\x01\x12\x00\x34")

/* The protected read of the import registers (gbcs-messages.md 6.7). */
static inline alb_span fixture_read_import(fixture *f, const command *c)
{
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, 256), 256);
    alb_wr_bytes(&w, ALB_LIT("\x00\x01\x03\x00\x1e\x00\x00\x2b\x02\x08\xff\x01\x01"
                             "\x02\x02\x01\x01\x02\x05\x12\x00\x01\x09\x06\x00\x00\x5e\x2c\x22\x0a\x0f\x02"
                             "\x12\x00\x00\x02\x02\x16\x00\x00\x01\x01\x02\x02\x16\x02\x02\x05\x09\x09\x04"));
    alb_wr_be64(&w, c->counter);
    alb_wr_bytes(&w, ALB_LIT("\x09\x08"));
    alb_wr_bytes(&w, alb_eui64_span(&c->from->id));
    alb_wr_bytes(&w, ALB_LIT("\x09\x08"));
    alb_wr_bytes(&w, alb_eui64_span(&c->to->id));
    alb_wr_bytes(&w, ALB_LIT("\x09\x00\x02\x02\x16\x02\x02\x02\x09\x01\x02\x09\x00"));
    return alb_wr_span(&w);
}

/* The content of a command by its record: every item that takes a value gets the next leaves. c's code,
 * counter and parties are used; the header's own fields need no leaves. */
static inline void fixture_fill(fixture *f, command *c, const char *use_case_name, const leaves *values)
{
    const cat_use_case *use_case = cat_use_case_named(alb_span_str(use_case_name));
    assert_non_null(use_case);
    c->code = use_case->message_code;
    c->is_signed = use_case->critical;
    gbcs_header h = fixture_header(c);
    cat_tree tree;
    size_t taken = 0;
    cat_tree_init(&tree, f->arena, 0);
    for (uint8_t i = 0; i < use_case->command.n_items; i++) {
        const cat_item *item = &use_case->command.items[i];
        const cat_attribute *a = cat_object_attribute(item->object, item->id, item->operation == CAT_ACTION);
        if (item->operation != CAT_GET) {
            uint32_t at = tree.count;
            assert_true(leaves_fill(values, &taken, item->argument ? item->argument : &a->value, &tree));
            tree.values[at].record = item;
        }
    }
    assert_int_equal(taken, values->count);
    alb_wr w = alb_wr_init(alb_arena_alloc(f->arena, MESSAGE_ROOM), MESSAGE_ROOM);
    assert_int_equal(gbcs_content_encode(use_case, &h, &tree, NULL, &w, NULL), ALB_OK);
    c->content = alb_span_sub(alb_wr_span(&w), 5, SIZE_MAX);
}

/* --- what a device keeps --- */

/* All of it but its security log, its own counter, and what counts refusals: what a message that is not
 * authentic may change. */
static inline uint64_t fixture_digest(crypto_ctx *crypto, const device *d)
{
    device all_but = *d;
    all_but.security = (event_log){0};
    all_but.counter = 0;
    all_but.refusals = 0;
    all_but.refusals_since = ALB_TIME_NONE;
    alb_buf octets;
    alb_buf_init(&octets, 1 << 20);
    assert_int_equal(device_save(&all_but, &octets, NULL), ALB_OK);
    uint8_t hash[CRYPTO_HASH];
    crypto_sha256(crypto, alb_buf_span(&octets), hash);
    alb_buf_release(&octets);
    alb_rd r = alb_rd_init(ALB_SPAN_OF(hash));
    return alb_rd_be64(&r);
}

/* --- what came back --- */

typedef struct answer {
    gbcs_message message;
    gbcs_verdict verdict;
    cat_tree tree;
} answer;

/* Sends the command and forgets what was sent before. */
static inline void fixture_send(fixture *f, device *d, alb_span message)
{
    f->n_sent = 0;
    device_receive(d, f->keys, message, &f->sink);
}

static inline answer fixture_read(fixture *f, size_t index)
{
    answer a = {.verdict = {.signature = GBCS_CHECK_ABSENT}};
    alb_err err = {.code = ALB_OK};
    assert_true(index < f->n_sent);
    assert_int_equal(gbcs_message_parse(f->sent[index], &a.message, &err), ALB_OK);
    assert_int_equal(gbcs_verify(f->reader, &a.message, alb_now(&f->clock.clock), &a.verdict, &err), ALB_OK);
    assert_non_null(a.message.use_case);
    gbcs_opening opening;
    gbcs_opener opener = gbcs_opening_init(&opening, f->reader, &a.message);
    cat_tree_init(&a.tree, f->arena, 0);
    alb_status st = gbcs_content_decode(&a.message, &opener, &a.tree, &err);
    if (st != ALB_OK) {
        char text[512];
        print_error("%s\n", alb_err_text(&err, text, sizeof text));
    }
    assert_int_equal(st, ALB_OK);
    gbcs_opening_release(&opening);
    return a;
}

/* The first value of that name from `from` on. */
static inline uint32_t fixture_find(const answer *a, uint32_t from, const char *name)
{
    for (uint32_t at = from; at < a->tree.count; at++) {
        if (strcmp(a->tree.values[at].field->name, name) == 0) {
            return at;
        }
    }
    return UINT32_MAX;
}

/* Alert code of a DLMS alert, from its octets. */
static inline uint16_t fixture_alert_code(const fixture *f, size_t index)
{
    gbcs_message m;
    assert_true(index < f->n_sent);
    assert_int_equal(gbcs_message_parse(f->sent[index], &m, NULL), ALB_OK);
    assert_int_equal(m.header.cra, GBCS_ALERT);
    alb_rd r = alb_rd_init(alb_span_sub(m.content, 9, 2));
    return alb_rd_be16(&r);
}

#endif
