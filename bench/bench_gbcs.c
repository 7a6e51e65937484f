/* GBCS messages against the primitives below them: AES-GCM, SHA-256, ECDH and ECDSA of OpenSSL, called the
 * straightforward fast way (algorithms fetched once, contexts reused).
 *
 * The reference messages are used where they lie beside the checkout; without them, messages of our own.
 */
#include "bench.h"

#include "gbcs/content.h"
#include "gbcs/keys.h"
#include "gbcs/opener.h"
#include "gbcs/verify.h"

#include "raw.h"
#include "vectors.h"

typedef struct group {
    vectors all;
    gbcs_message *messages; /* of the case at hand */
    size_t count;
    size_t next;
    alb_arena *arena;
    smki_keystore *store;
    gbcs_keys *keys;
    uint8_t out[GBCS_MAX_MESSAGE];
    /* ECDH and ECDSA */
    crypto_key *own;
    crypto_pub *peers[RAW_PEERS];
    gbcs_keys *small_cache;
    raw *raw;
} group;

static const gbcs_message *next_message(group *g)
{
    const gbcs_message *m = &g->messages[g->next];
    g->next = g->next + 1 < g->count ? g->next + 1 : 0;
    return m;
}

/* --- raw primitives --- */

static void run_raw_kdf_gmac(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        raw_kdf_gmac(g->raw, next_message(g)->inner);
    }
}

static void run_raw_ecdh(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        raw_ecdh(g->raw, i);
    }
}

static void run_raw_verify(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        raw_verify(g->raw, g->messages[0].signed_part);
    }
}

/* --- ours --- */

/* Envelope and every leaf of the content, named and with its place. */
static void run_parse(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        gbcs_message m;
        cat_tree tree;
        bench_must(gbcs_message_parse(next_message(g)->whole, &m, NULL) == ALB_OK, "parse");
        cat_tree_init(&tree, g->arena, 128);
        bench_must(gbcs_content_decode(&m, NULL, &tree, NULL) == ALB_OK, "decode");
        alb_arena_reset(g->arena);
    }
}

static void run_envelope(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        gbcs_message m;
        bench_must(gbcs_message_parse(next_message(g)->whole, &m, NULL) == ALB_OK, "parse");
    }
}

static void run_mac(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        gbcs_verdict v;
        bench_must(gbcs_verify(g->keys, next_message(g), ALB_TIME_NONE, &v, NULL) == ALB_OK &&
                       v.mac == GBCS_CHECK_OK,
                   "verify");
    }
}

static void run_parse_open_verify(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        gbcs_message m;
        cat_tree tree;
        gbcs_verdict v;
        gbcs_opening opening;
        bench_must(gbcs_message_parse(next_message(g)->whole, &m, NULL) == ALB_OK, "parse");
        bench_must(gbcs_verify(g->keys, &m, ALB_TIME_NONE, &v, NULL) == ALB_OK && v.mac == GBCS_CHECK_OK,
                   "verify");
        gbcs_opener opener = gbcs_opening_init(&opening, g->keys, &m);
        cat_tree_init(&tree, g->arena, 128);
        bench_must(gbcs_content_decode(&m, &opener, &tree, NULL) == ALB_OK && opening.failed == 0, "decode");
        gbcs_opening_release(&opening);
        alb_arena_reset(g->arena);
    }
}

/* The same without decryption: where the time goes. */
static void run_parse_verify(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        gbcs_message m;
        cat_tree tree;
        gbcs_verdict v;
        bench_must(gbcs_message_parse(next_message(g)->whole, &m, NULL) == ALB_OK, "parse");
        bench_must(gbcs_verify(g->keys, &m, ALB_TIME_NONE, &v, NULL) == ALB_OK && v.mac == GBCS_CHECK_OK,
                   "verify");
        cat_tree_init(&tree, g->arena, 128);
        bench_must(gbcs_content_decode(&m, NULL, &tree, NULL) == ALB_OK, "decode");
        alb_arena_reset(g->arena);
    }
}

/* The cache is smaller than the number of peers, which come round in order: no pair is ever found. */
static void run_uncached(void *ctx, size_t n)
{
    group *g = ctx;
    const gbcs_message *m = &g->messages[0];
    for (size_t i = 0; i < n; i++) {
        crypto_secret z;
        uint8_t mac[GBCS_MAC];
        bench_must(gbcs_pair_secret(g->small_cache, g->own, g->peers[i % RAW_PEERS], &z, NULL) == ALB_OK &&
                       gbcs_mac(gbcs_keys_crypto(g->small_cache), &z, &m->header, m->inner, mac) == ALB_OK,
                   "pair secret");
    }
}

static void run_signature(void *ctx, size_t n)
{
    group *g = ctx;
    const gbcs_message *m = &g->messages[0];
    for (size_t i = 0; i < n; i++) {
        bench_must(crypto_verify(gbcs_keys_crypto(g->small_cache), crypto_key_public(g->own), m->signed_part,
                                 m->signature.ptr) == ALB_OK,
                   "verify");
    }
}

/* Derivation and MAC alone, the secret being there. */
static void run_mac_only(void *ctx, size_t n)
{
    group *g = ctx;
    static const crypto_secret z = {{1}};
    for (size_t i = 0; i < n; i++) {
        const gbcs_message *m = next_message(g);
        uint8_t mac[GBCS_MAC];
        bench_must(gbcs_mac(gbcs_keys_crypto(g->small_cache), &z, &m->header, m->inner, mac) == ALB_OK,
                   "MAC");
    }
}

static void run_build(void *ctx, size_t n)
{
    group *g = ctx;
    static const crypto_secret z = {{1}};
    for (size_t i = 0; i < n; i++) {
        const gbcs_message *m = next_message(g);
        uint8_t inner[8192];
        alb_wr w = alb_wr_init(inner, sizeof inner);
        alb_wr out = alb_wr_init(g->out, sizeof g->out);
        gbcs_write_grouping(&w, &m->header, m->content);
        gbcs_write_signature(&w, m->signature);
        bench_must(gbcs_write_maced(gbcs_keys_crypto(g->small_cache), &z, &m->header, alb_wr_span(&w),
                                    &out) == ALB_OK,
                   "build");
    }
}

/* --- setting up --- */

static void set_up_pairs(group *g)
{
    uint8_t scalar[32] = {0};
    scalar[31] = 7;
    bench_must(crypto_key_from_scalar(scalar, &g->own, NULL) == ALB_OK, "key");
    for (size_t i = 0; i < RAW_PEERS; i++) {
        crypto_key *peer;
        scalar[0] = (uint8_t)(i + 1);
        bench_must(crypto_key_from_scalar(scalar, &peer, NULL) == ALB_OK &&
                       crypto_pub_load(alb_span_of(crypto_pub_point(crypto_key_public(peer)), CRYPTO_POINT),
                                       &g->peers[i], NULL) == ALB_OK,
                   "peer");
        crypto_key_free(peer);
    }
    g->small_cache = gbcs_keys_new(NULL, 16);
    bench_must(g->small_cache != NULL, "keys");
}

/* A read of our own, for machines without the reference messages. */
static gbcs_message own_message(group *g)
{
    static const uint8_t content[] = {0xd9, 0x20, 0,    0,    9, 0,    1, 1, 0, 0x70,
                                      0,    0,    0x13, 0x0a, 0, 0xff, 2, 1, 0};
    static uint8_t inner[128];
    static uint8_t whole[256];
    static const crypto_secret z = {{1}};
    gbcs_header h = {.cra = GBCS_COMMAND,
                     .counter = 9,
                     .originator = alb_eui64_of(1),
                     .target = alb_eui64_of(2),
                     .message_code = 0x0069};
    alb_wr w = alb_wr_init(inner, sizeof inner);
    alb_wr out = alb_wr_init(whole, sizeof whole);
    gbcs_message m = {.form = GBCS_PRE_COMMAND};
    gbcs_write_grouping(&w, &h, ALB_SPAN_OF(content));
    gbcs_write_signature(&w, (alb_span){0});
    bench_must(gbcs_write_maced(gbcs_keys_crypto(g->small_cache), &z, &h, alb_wr_span(&w), &out) == ALB_OK &&
                   gbcs_message_parse(alb_wr_span(&out), &m, NULL) == ALB_OK,
               "own message");
    return m;
}

static gbcs_message own_signed(group *g)
{
    static uint8_t whole[512];
    gbcs_message plain = own_message(g);
    gbcs_message m = {.form = GBCS_PRE_COMMAND};
    alb_wr out = alb_wr_init(whole, sizeof whole);
    alb_span pre_command = alb_span_sub(plain.inner, 0, plain.inner.len - 1);
    bench_must(gbcs_sign(gbcs_keys_crypto(g->small_cache), g->own, pre_command, &out, NULL) == ALB_OK &&
                   gbcs_message_parse(alb_wr_span(&out), &m, NULL) == ALB_OK,
               "own message");
    return m;
}

typedef enum choice { DECODABLE, MACED, MACED_DECODABLE, COMMANDS } choice;

static bool chosen(group *g, const gbcs_message *m, choice which)
{
    cat_tree tree;
    gbcs_verdict v;
    bool decodable = false;
    if (m->use_case) {
        cat_tree_init(&tree, g->arena, 128);
        decodable = gbcs_content_decode(m, NULL, &tree, NULL) == ALB_OK;
        alb_arena_reset(g->arena);
    }
    bool maced = m->form == GBCS_MACED && m->signature.len == 0 &&
                 gbcs_verify(g->keys, m, ALB_TIME_NONE, &v, NULL) == ALB_OK && v.mac == GBCS_CHECK_OK;
    switch (which) {
    case DECODABLE:
        return decodable;
    case MACED:
        return maced;
    case MACED_DECODABLE:
        return maced && decodable;
    case COMMANDS:
        return m->form == GBCS_MACED && m->header.cra == GBCS_COMMAND;
    }
    return false;
}

static bool choose(group *g, choice which)
{
    g->count = g->next = 0;
    for (size_t i = 0; i < g->all.count; i++) {
        gbcs_message m;
        bench_must(gbcs_message_parse(g->all.items[i].message, &m, NULL) == ALB_OK, "parse");
        if (chosen(g, &m, which)) {
            g->messages[g->count++] = m;
        }
    }
    return g->count > 0;
}

static void run_on_reference_messages(bench *b, group *g)
{
    if (choose(g, DECODABLE)) {
        bench_note("%zu of %zu reference messages have a content in the catalogue", g->count, g->all.count);
        bench_case_run(b, &(bench_case){"gbcs parse, every leaf named", run_parse, "KDF + GMAC",
                                        run_raw_kdf_gmac, g, 0.8});
    }
    if (choose(g, MACED)) {
        bench_case_run(b, &(bench_case){"gbcs envelope", run_envelope, "KDF + GMAC", run_raw_kdf_gmac, g, 0});
        bench_case_run(
            b, &(bench_case){"gbcs derive and MAC", run_mac_only, "KDF + GMAC", run_raw_kdf_gmac, g, 0});
        bench_case_run(
            b, &(bench_case){"gbcs verify MAC, pair cached", run_mac, "KDF + GMAC", run_raw_kdf_gmac, g, 0});
    }
    if (choose(g, MACED_DECODABLE)) {
        bench_case_run(
            b, &(bench_case){"gbcs parse, of MACed ones", run_parse, "KDF + GMAC", run_raw_kdf_gmac, g, 0});
        bench_case_run(b, &(bench_case){"gbcs parse, verify MAC, cached", run_parse_verify, "KDF + GMAC",
                                        run_raw_kdf_gmac, g, 0});
        bench_case_run(b, &(bench_case){"gbcs parse, decrypt, verify MAC, cached", run_parse_open_verify,
                                        "KDF + GMAC", run_raw_kdf_gmac, g, 0.5});
    }
    if (choose(g, COMMANDS)) {
        bench_case_run(b, &(bench_case){"gbcs build and MAC a command", run_build, "KDF + GMAC",
                                        run_raw_kdf_gmac, g, 0.5});
    }
}

static void run_on_own_messages(bench *b, group *g)
{
    g->messages[0] = own_message(g);
    g->count = 1;
    g->next = 0;
    bench_case_run(b, &(bench_case){"gbcs build and MAC, small read", run_build, "KDF + GMAC",
                                    run_raw_kdf_gmac, g, 0.5});
    bench_case_run(b, &(bench_case){"gbcs MAC, pair not cached", run_uncached, "ECDH", run_raw_ecdh, g, 0.9});
    g->messages[0] = own_signed(g);
    raw_sign(g->raw, g->messages[0].signed_part);
    bench_case_run(
        b, &(bench_case){"gbcs verify signature", run_signature, "SHA-256 + ECDSA", run_raw_verify, g, 0.9});
}

static void tear_down(group *g)
{
    for (size_t i = 0; i < RAW_PEERS; i++) {
        crypto_pub_free(g->peers[i]);
    }
    crypto_key_free(g->own);
    gbcs_keys_free(g->small_cache);
    gbcs_keys_free(g->keys);
    smki_keystore_free(g->store);
    raw_free(g->raw);
    alb_arena_free(g->arena);
    vectors_free(&g->all);
}

void bench_gbcs(bench *b)
{
    static group g;
    bool reference = vectors_load(&g.all);
    const char *dir = reference ? vectors_path(g.all.arena, "keystore/rtds") : NULL;
    g.messages = alb_arena_array(g.all.arena, VECTORS_MAX, sizeof *g.messages);
    g.arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    g.store = smki_keystore_new();
    bench_must(g.messages && g.arena && g.store && (!dir || smki_keystore_load(g.store, dir, NULL) == ALB_OK),
               "set-up");
    g.keys = gbcs_keys_new(g.store, 0);
    bench_must(g.keys != NULL, "keys");
    g.raw = raw_new();
    set_up_pairs(&g);
    if (reference) {
        run_on_reference_messages(b, &g);
    }
    run_on_own_messages(b, &g);
    tear_down(&g);
}
