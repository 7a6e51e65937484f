/* Commands that are authentic, with any content: the first two octets are the message code, the third chooses
 * originator and device, the rest is the content. What the keys keep out is left to fuzz_message. */
#include "device/device.h"

#include "catalogue/use_case.h"
#include "smki/authority.h"

#include <stdlib.h>

enum { SUPPLIER, OPERATOR, BROKER, METER, PARTIES, ROOM = 70000 };

typedef struct world {
    crypto_ctx *crypto;
    gbcs_keys *keys;
    crypto_key *key[PARTIES];
    smki_certificate *signing[PARTIES], *agreement[PARTIES];
    crypto_secret broker_and_meter;
    smki_authority *root;
    alb_clock_manual clock;
} world;

static const smki_role roles[PARTIES] = {SMKI_ROLE_SUPPLIER, SMKI_ROLE_NETWORK_OPERATOR, SMKI_ROLE_ACB,
                                         SMKI_ROLE_NONE};

static void must(alb_status st)
{
    if (st != ALB_OK) {
        abort();
    }
}

static alb_eui64 id_of(int party)
{
    return alb_eui64_of(0x1000000000000000 + (uint64_t)party);
}

static smki_certificate *issue(world *w, smki_authority *ca, int party, smki_usage usage)
{
    smki_subject s = {.profile = party == METER ? "device" : "organisation",
                      .entity = id_of(party),
                      .role = roles[party],
                      .usage = usage,
                      .public_key = crypto_key_public(w->key[party]),
                      .not_before = ALB_TIME_NONE,
                      .not_after = ALB_TIME_NONE};
    smki_certificate *c = NULL;
    must(smki_authority_issue(w->crypto, ca, &s, alb_now(&w->clock.clock), &c, NULL));
    return c;
}

static void make_world(world *w)
{
    w->crypto = crypto_ctx_new();
    w->keys = gbcs_keys_new(NULL, 0);
    alb_clock_manual_init(&w->clock, ALB_TIME_2000 + ALB_DAYS(9000));
    smki_authority *issuing;
    crypto_key *ca_key;
    must(crypto_key_generate(&ca_key, NULL));
    must(smki_authority_create_root(w->crypto, "organisation-root", "R", ca_key, alb_now(&w->clock.clock),
                                    &w->root, NULL));
    must(smki_authority_create_issuing(w->crypto, w->root, "organisation-issuing", "I", ca_key,
                                       alb_now(&w->clock.clock), &issuing, NULL));
    for (int i = 0; i < PARTIES; i++) {
        uint8_t scalar[32] = {[31] = (uint8_t)(i + 1)};
        must(crypto_key_from_scalar(scalar, &w->key[i], NULL));
        if (i != METER) {
            w->signing[i] = issue(w, issuing, i, SMKI_USAGE_DIGITAL_SIGNATURE);
            w->agreement[i] = issue(w, issuing, i, SMKI_USAGE_KEY_AGREEMENT);
        }
    }
    must(
        crypto_ecdh(w->crypto, w->key[BROKER], crypto_key_public(w->key[METER]), &w->broker_and_meter, NULL));
    smki_authority_free(issuing);
    crypto_key_free(ca_key);
}

static device *make_device(const world *w, uint16_t type)
{
    device_options o = {
        .id = id_of(METER),
        .type = type,
        .meter = id_of(METER),
        .elements = 2,
        .phases = 3,
        .controllers = {DEVICE_CONTROLLER_SWITCH, DEVICE_CONTROLLER_HCALCS, DEVICE_CONTROLLER_PROPORTIONAL},
        .boost = true,
        .clock = &w->clock.clock,
        .signing = w->key[METER],
        .agreement = w->key[METER],
        .root = smki_authority_certificate(w->root),
        .supplier_signing = w->signing[SUPPLIER],
        .supplier_agreement = w->agreement[SUPPLIER],
        .supplier_prepayment = w->agreement[SUPPLIER],
        .operator_signing = w->signing[OPERATOR],
        .operator_agreement = w->agreement[OPERATOR],
        .load_controller_signing = w->signing[OPERATOR],
        .load_controller_agreement = w->agreement[OPERATOR],
        .acb_agreement = w->agreement[BROKER]};
    device *d;
    must(device_new(&o, &d, NULL));
    return d;
}

static void drop(void *ctx, alb_eui64 from, alb_span message)
{
    (void)ctx;
    (void)from;
    (void)message;
}

static void send_command(world *w, device *d, int from, uint16_t code, alb_span content)
{
    static uint8_t pre[ROOM];
    static uint8_t inner[ROOM];
    static uint8_t whole[ROOM];
    const cat_use_case *use_case = cat_use_case_find(code);
    gbcs_header h = {.cra = GBCS_COMMAND,
                     .counter = 0x10000,
                     .originator = id_of(from),
                     .target = id_of(METER),
                     .message_code = code};
    alb_wr p = alb_wr_init(pre, sizeof pre);
    alb_wr i = alb_wr_init(inner, sizeof inner);
    alb_wr o = alb_wr_init(whole, sizeof whole);
    gbcs_write_grouping(&p, &h, content);
    if (use_case && use_case->critical) {
        must(gbcs_sign(w->crypto, w->key[from], alb_wr_span(&p), &i, NULL));
    } else {
        alb_wr_bytes(&i, alb_wr_span(&p));
        gbcs_write_signature(&i, (alb_span){0});
    }
    must(gbcs_write_maced(w->crypto, &w->broker_and_meter, &h, alb_wr_span(&i), &o));
    device_sink sink = {.send = drop};
    device_receive(d, w->keys, alb_wr_span(&o), &sink);
    /* What it was told to do later as well. */
    alb_time due = device_tick(d, w->keys, &sink);
    if (due < INT64_MAX) {
        alb_time now = alb_now(&w->clock.clock);
        alb_clock_manual_set(&w->clock, due);
        (void)device_tick(d, w->keys, &sink);
        alb_clock_manual_set(&w->clock, now);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint16_t types[] = {CAT_DEVICE_ESME,  CAT_DEVICE_GSME,   CAT_DEVICE_GPF,
                                     CAT_DEVICE_PPMID, CAT_DEVICE_HCALCS, CAT_DEVICE_SAPC};
    static world w;
    alb_rd r = alb_rd_init(alb_span_of(data, size));
    uint16_t code = alb_rd_be16(&r);
    uint8_t choice = alb_rd_u8(&r);
    if (r.st != ALB_OK || size > 60000) {
        return 0;
    }
    if (!w.crypto) {
        make_world(&w);
    }
    alb_time start = alb_now(&w.clock.clock);
    device *d = make_device(&w, types[choice / METER % ALB_COUNT(types)]);
    send_command(&w, d, choice % METER, code, alb_rd_bytes(&r, alb_rd_left(&r)));
    alb_clock_manual_add(&w.clock, ALB_DAYS(40)); /* what waits comes due */
    device_sink sink = {.send = drop};
    (void)device_tick(d, w.keys, &sink);
    alb_clock_manual_set(&w.clock, start);
    device_free(d);
    return 0;
}
