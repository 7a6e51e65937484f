/* The reference command of recovery, built again from the certificates in it: every octet but those of the
 * signature. */
#include "gbcs/recovery.h"

#include "gbcs/content.h"
#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MAX_CELLS = 16, MAX_PATH = 4 };

typedef struct parts {
    smki_certificate *certificates[MAX_CELLS + MAX_PATH];
    gbcs_replacement replacements[MAX_CELLS];
    const smki_certificate *path[MAX_PATH];
    size_t n, n_path, n_certificates;
} parts;

static smki_certificate *take(parts *p, const cat_value *v)
{
    smki_certificate *c = NULL;
    assert_int_equal(smki_certificate_parse(v->bytes, &c, NULL), ALB_OK);
    assert_true(p->n_certificates < ALB_COUNT(p->certificates));
    p->certificates[p->n_certificates++] = c;
    return c;
}

static uint16_t usage_of(const cat_value *v)
{
    return v->bytes.ptr[0] == 0x80   ? CAT_KEY_USAGE_DIGITAL_SIGNATURE
           : v->bytes.ptr[0] == 0x08 ? CAT_KEY_USAGE_KEY_AGREEMENT
                                     : CAT_KEY_USAGE_CERT_SIGN;
}

static void read_parts(const cat_tree *t, parts *p)
{
    uint32_t list = cat_tree_find(t, 0, "Replacements");
    for (uint32_t at = cat_tree_child(t, list); at != UINT32_MAX; at = cat_tree_sibling(t, list, at)) {
        uint32_t cell = cat_tree_find(t, at, "TargetTrustAnchorCell");
        uint32_t use = cat_tree_find(t, cell, "TrustAnchorCellUsage");
        uint64_t cell_usage = use != UINT32_MAX ? t->values[use].number.u : 0;
        uint64_t role = t->values[cat_tree_find(t, cell, "TrustAnchorCellRemotePartyRole")].number.u;
        uint16_t usage = usage_of(&t->values[cat_tree_find(t, cell, "TrustAnchorCellKeyUsage")]);
        assert_true(p->n < MAX_CELLS);
        p->replacements[p->n++] =
            (gbcs_replacement){cat_trust_anchor_find((uint8_t)role, usage, (uint8_t)cell_usage),
                               take(p, &t->values[cat_tree_find(t, at, "ReplacementCertificate")])};
    }
    uint32_t path = cat_tree_find(t, 0, "CertificationPathCertificates");
    for (uint32_t at = cat_tree_child(t, path); at != UINT32_MAX; at = cat_tree_sibling(t, path, at)) {
        assert_true(p->n_path < MAX_PATH);
        p->path[p->n_path++] = take(p, &t->values[at]);
    }
}

static void rebuild(alb_span command)
{
    gbcs_message m;
    cat_tree tree;
    parts p = {.n = 0};
    crypto_key *key = NULL;
    crypto_ctx *ctx = crypto_ctx_new();
    alb_arena *arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    alb_err err = {.code = ALB_OK};
    uint8_t *octets = malloc(GBCS_MAX_MESSAGE);
    alb_wr w = alb_wr_init(octets, GBCS_MAX_MESSAGE);
    assert_int_equal(crypto_key_generate(&key, NULL), ALB_OK);
    assert_int_equal(gbcs_message_parse(command, &m, NULL), ALB_OK);
    cat_tree_init(&tree, arena, 256);
    assert_int_equal(gbcs_content_decode(&m, NULL, &tree, NULL), ALB_OK);
    read_parts(&tree, &p);
    gbcs_recovery r = {.message_code = m.header.message_code,
                       .originator = m.header.originator,
                       .device = m.header.target,
                       .counter = m.header.counter,
                       .replacements = p.replacements,
                       .n_replacements = p.n,
                       .path = p.path,
                       .n_path = p.n_path};
    if (gbcs_recovery_write(ctx, &r, key, arena, &w, &err) != ALB_OK) {
        fail_msg("%s", err.detail);
    }
    assert_int_equal(w.pos, command.len);
    assert_memory_equal(octets, command.ptr, command.len - GBCS_SIGNATURE);
    for (size_t i = 0; i < p.n_certificates; i++) {
        smki_certificate_free(p.certificates[i]);
    }
    free(octets);
    alb_arena_free(arena);
    crypto_key_free(key);
    crypto_ctx_free(ctx);
}

static void the_reference_command(void **state)
{
    (void)state;
    vectors v;
    size_t n = 0;
    assert_true(vectors_load(&v));
    for (size_t i = 0; i < v.count; i++) {
        if (strstr(v.items[i].name, "ByRecovery") && strstr(v.items[i].name, "SUCCESS_COMMAND")) {
            rebuild(v.items[i].message);
            n++;
        }
    }
    assert_true(n > 0);
    vectors_free(&v);
}

int main(void)
{
    vectors v;
    if (!vectors_load(&v)) {
        vectors_free(&v);
        return vectors_skip("rtds");
    }
    vectors_free(&v);
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_reference_command)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
