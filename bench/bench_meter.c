/* What a simulated meter needs to answer a command, beside the cryptography that the standard demands of it:
 * one derivation and MAC to check a command that is not critical, one verification of a critical one. */
#include "bench.h"

#include "raw.h"
#include "world.h"

#include "gbcs/message.h"

#include <stdlib.h>

enum { MESSAGES = 4096, ROOM = 1024 };

typedef struct meter {
    world world;
    crypto_key *signing, *agreement;
    device *device;
    uint16_t type;
    gbcs_keys *worker; /* with the pairs' secrets */
    raw *raw;
    alb_span messages[MESSAGES];
    alb_span inner, signed_part; /* of the first */
    uint8_t (*octets)[ROOM];
    size_t count, next, answers;
} meter;

static const alb_eui64 id = {{0x00, 0xdb, 0, 0, 0, 0, 0, 1}};

static void new_device(meter *m)
{
    const world *w = &m->world;
    device_options o = {
        .id = id,
        .type = m->type,
        .elements = 1,
        .phases = 1,
        .clock = &w->clock.clock,
        .signing = m->signing,
        .agreement = m->agreement,
        .supplier_signing = world_certificate(w, SMKI_ROLE_SUPPLIER, SMKI_USAGE_DIGITAL_SIGNATURE),
        .supplier_agreement = world_certificate(w, SMKI_ROLE_SUPPLIER, SMKI_USAGE_KEY_AGREEMENT),
        .operator_signing = world_certificate(w, SMKI_ROLE_NETWORK_OPERATOR, SMKI_USAGE_DIGITAL_SIGNATURE),
        .operator_agreement = world_certificate(w, SMKI_ROLE_NETWORK_OPERATOR, SMKI_USAGE_KEY_AGREEMENT),
        .acb_agreement = world_certificate(w, SMKI_ROLE_ACB, SMKI_USAGE_KEY_AGREEMENT),
    };
    device_free(m->device);
    bench_must(device_new(&o, &m->device, NULL) == ALB_OK, "making a meter");
}

static void count_answer(void *ctx, alb_eui64 from, alb_span message)
{
    meter *m = ctx;
    (void)from;
    (void)message;
    m->answers++;
}

/* Commands whose counter must rise are used up: then the meter starts anew. */
static void run_commands(void *ctx, size_t n)
{
    meter *m = ctx;
    device_sink sink = {.send = count_answer, .ctx = m};
    m->answers = 0;
    for (size_t i = 0; i < n; i++) {
        if (m->next == m->count) {
            m->next = 0;
            if (m->count > 1) {
                new_device(m);
            }
        }
        device_receive(m->device, m->worker, m->messages[m->next++], &sink);
    }
    bench_must(m->answers == n, "an answer to every command");
}

static void run_raw_kdf_gmac(void *ctx, size_t n)
{
    meter *m = ctx;
    for (size_t i = 0; i < n; i++) {
        raw_kdf_gmac(m->raw, m->inner);
    }
}

static void run_raw_verify(void *ctx, size_t n)
{
    meter *m = ctx;
    for (size_t i = 0; i < n; i++) {
        raw_verify(m->raw, m->signed_part);
    }
}

static void prepare(meter *m, uint16_t type, const char *use_case, size_t count)
{
    gbcs_message parsed;
    m->type = type;
    m->count = count;
    m->next = 0;
    new_device(m);
    for (size_t i = 0; i < count; i++) {
        m->messages[i] = world_command(&m->world, use_case, id, crypto_key_public(m->agreement), 1000 + i,
                                       m->octets[i], ROOM);
    }
    bench_must(gbcs_message_parse(m->messages[0], &parsed, NULL) == ALB_OK, "a command");
    m->inner = parsed.inner;
    m->signed_part = parsed.signed_part;
}

static void measure(bench *b, meter *m)
{
    static const struct {
        const char *name;
        uint16_t type;
        const char *use_case;
        bool is_signed;
    } cases[] = {
        {"meter answers a read (ECS45), MACed", CAT_DEVICE_ESME, "ECS45", false},
        {"meter answers a read (ECS52), MACed", CAT_DEVICE_ESME, "ECS52", false},
        {"meter answers a read (GCS38), MACed", CAT_DEVICE_GSME, "GCS38", false},
        {"meter carries out a command (ECS28a), signed", CAT_DEVICE_ESME, "ECS28a", true},
    };
    for (size_t i = 0; i < ALB_COUNT(cases); i++) {
        bool is_signed = cases[i].is_signed;
        prepare(m, cases[i].type, cases[i].use_case, is_signed ? MESSAGES : 1);
        raw_sign(m->raw, m->signed_part);
        bench_case_run(
            b, &(bench_case){cases[i].name, run_commands, is_signed ? "SHA-256 + ECDSA verify" : "KDF + GMAC",
                             is_signed ? run_raw_verify : run_raw_kdf_gmac, m, is_signed ? 0.8 : 0.08});
    }
}

void bench_meter(bench *b)
{
    if (!bench_wants(b, "meter")) {
        return;
    }
    static const uint8_t scalars[2][32] = {{[31] = 5}, {[31] = 6}};
    meter *m = calloc(1, sizeof *m);
    bench_must(m != NULL, "memory");
    m->octets = calloc(MESSAGES, sizeof *m->octets);
    m->worker = gbcs_keys_new(NULL, 0);
    m->raw = raw_new();
    bench_must(m->octets && m->worker && crypto_key_from_scalar(scalars[0], &m->signing, NULL) == ALB_OK &&
                   crypto_key_from_scalar(scalars[1], &m->agreement, NULL) == ALB_OK,
               "keys");
    world_open(&m->world);
    crypto_pub_expect_many(smki_certificate_public(m->world.signer->certificate));
    measure(b, m);
    device_free(m->device);
    world_close(&m->world);
    crypto_key_free(m->signing);
    crypto_key_free(m->agreement);
    gbcs_keys_free(m->worker);
    raw_free(m->raw);
    free(m->octets);
    free(m);
}
