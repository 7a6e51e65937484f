/* Responses from their octets to the XML of the Message Mapping Catalogue, against the one primitive that
 * each stands on: key derivation and GMAC for those with a MAC, an ECDSA verification for signed ones. On the
 * reference messages where they lie beside the checkout.
 */
#include "bench.h"

#include "mmc/mmc.h"

#include "raw.h"
#include "vectors.h"

typedef struct group {
    vectors all;
    gbcs_message *messages; /* of the case at hand */
    size_t count, next;
    alb_arena *arena;
    smki_keystore *store;
    gbcs_keys *keys;
    alb_buf xml;
    raw *raw;
} group;

static const gbcs_message *next_message(group *g)
{
    const gbcs_message *m = &g->messages[g->next];
    g->next = g->next + 1 < g->count ? g->next + 1 : 0;
    return m;
}

/* Parse, verify, decrypt, decode, map, write. */
static void run_map(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        mmc_reading r;
        bench_must(mmc_read(g->keys, next_message(g)->whole, NULL, g->arena, &r, NULL) == ALB_OK &&
                       r.document.outcome == MMC_WHOLE,
                   "MMC");
        mmc_write_xml(&r.document, &g->xml);
        alb_buf_clear(&g->xml);
        alb_arena_reset(g->arena);
    }
}

static void run_kdf_gmac(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        raw_kdf_gmac(g->raw, next_message(g)->inner);
    }
}

static void run_ecdsa(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        raw_verify(g->raw, g->messages[0].signed_part);
    }
}

/* What verifies and has a form; is_signed: by a signature alone, else by a MAC alone. */
static bool chosen(group *g, const gbcs_message *m, bool is_signed)
{
    mmc_reading r;
    bool ours = m->header.cra != GBCS_COMMAND && (m->form == GBCS_MACED) != is_signed &&
                (m->signature.len > 0) == is_signed;
    bool good = ours && mmc_read(g->keys, m->whole, NULL, g->arena, &r, NULL) == ALB_OK &&
                r.document.outcome == MMC_WHOLE &&
                (is_signed ? r.verdict.signature : r.verdict.mac) == GBCS_CHECK_OK;
    alb_arena_reset(g->arena);
    return good;
}

static bool choose(group *g, bool is_signed)
{
    size_t octets = 0;
    g->count = g->next = 0;
    for (size_t i = 0; i < g->all.count; i++) {
        gbcs_message m;
        bench_must(gbcs_message_parse(g->all.items[i].message, &m, NULL) == ALB_OK, "parse");
        if (chosen(g, &m, is_signed)) {
            g->messages[g->count++] = m;
            octets += m.whole.len;
        }
    }
    if (g->count > 0) {
        bench_note("%zu %s responses and alerts with an MMC form, %zu octets on average", g->count,
                   is_signed ? "signed" : "MACed", octets / g->count);
    }
    return g->count > 0;
}

void bench_mmc(bench *b)
{
    static group g;
    bool reference = vectors_load(&g.all);
    const char *dir = reference ? vectors_path(g.all.arena, "keystore/rtds") : NULL;
    if (dir) {
        g.messages = alb_arena_array(g.all.arena, VECTORS_MAX, sizeof *g.messages);
        g.arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
        g.store = smki_keystore_new();
        g.raw = raw_new();
        bench_must(g.messages && g.arena && g.store && g.raw &&
                       smki_keystore_load(g.store, dir, NULL) == ALB_OK,
                   "set-up");
        g.keys = gbcs_keys_new(g.store, 0);
        alb_buf_init(&g.xml, 16 << 20);
        bench_must(g.keys != NULL, "keys");
        if (choose(&g, false)) {
            bench_case_run(b, &(bench_case){"mmc from octets to XML, MAC, cached", run_map, "KDF + GMAC",
                                            run_kdf_gmac, &g, 0.1});
        }
        if (choose(&g, true)) {
            raw_sign(g.raw, g.messages[0].signed_part);
            bench_case_run(b, &(bench_case){"mmc from octets to XML, signed", run_map, "SHA-256 + ECDSA",
                                            run_ecdsa, &g, 0.85});
        }
        alb_buf_release(&g.xml);
        gbcs_keys_free(g.keys);
        smki_keystore_free(g.store);
        raw_free(g.raw);
        alb_arena_free(g.arena);
    }
    vectors_free(&g.all);
}
