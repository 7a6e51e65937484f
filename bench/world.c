#include "world.h"

#include "gbcs/content.h"
#include "smki/authority.h"

#include "raw.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const smki_identity *find(const world *w, smki_role role, smki_usage usage)
{
    for (size_t i = 0; i < smki_keystore_count(w->store); i++) {
        const smki_identity *id = smki_keystore_at(w->store, i);
        if (id->certificate && smki_certificate_role(id->certificate) == role &&
            smki_certificate_usage(id->certificate) == usage && id->slot != SMKI_SLOT_XML_SIGNING &&
            id->slot != SMKI_SLOT_PREPAYMENT) {
            return id;
        }
    }
    return NULL;
}

const smki_certificate *world_certificate(const world *w, smki_role role, smki_usage usage)
{
    const smki_identity *id = find(w, role, usage);
    const smki_certificate *c = id ? id->certificate : NULL;
    bench_must(c != NULL, "finding a certificate");
    return c;
}

void world_open(world *w)
{
    alb_time now = alb_now(alb_clock_system());
    *w = (world){.supplier = alb_eui64_of(0x90b3d51f30aa0000),
                 .network_operator = alb_eui64_of(0x90b3d51f30bb0000)};
    (void)snprintf(w->dir, sizeof w->dir, "/tmp/albion-bench-XXXXXX");
    bench_must(mkdtemp(w->dir) != NULL && smki_pki_init(w->dir, now, NULL) == ALB_OK &&
                   smki_pki_issue_entity(w->dir, w->supplier, SMKI_ROLE_SUPPLIER, "S", now, NULL) == ALB_OK &&
                   smki_pki_issue_entity(w->dir, w->network_operator, SMKI_ROLE_NETWORK_OPERATOR, "N", now,
                                         NULL) == ALB_OK,
               "making a key infrastructure");
    alb_clock_manual_init(&w->clock, now);
    w->store = smki_keystore_new();
    bench_must(w->store && smki_keystore_load(w->store, w->dir, NULL) == ALB_OK, "loading keys");
    w->keys = gbcs_keys_new(w->store, 0);
    w->broker = find(w, SMKI_ROLE_ACB, SMKI_USAGE_KEY_AGREEMENT);
    w->signer = find(w, SMKI_ROLE_SUPPLIER, SMKI_USAGE_DIGITAL_SIGNATURE);
    bench_must(w->keys && w->broker && w->broker->key && w->signer && w->signer->key, "the parties' keys");
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

void world_close(world *w)
{
    enum { DEPTH = 16 };
    gbcs_keys_free(w->keys);
    smki_keystore_free(w->store);
    (void)nftw(w->dir, remove_entry, DEPTH, FTW_DEPTH | FTW_PHYS);
}

/* Reads have no value; what a command sets is a number of the record's, or one. */
static void fill(const cat_use_case *u, cat_tree *tree)
{
    for (uint8_t i = 0; i < u->command.n_items; i++) {
        const cat_item *item = &u->command.items[i];
        const cat_attribute *a = cat_object_attribute(item->object, item->id, item->operation == CAT_ACTION);
        static const uint8_t at_once[12];
        cat_value *v = cat_tree_leaf(tree, &a->value);
        v->record = item;
        v->flags = item->operation == CAT_GET ? CAT_VALUE_ABSENT : 0;
        v->number.u = 1;
        v->bytes = item->activation ? ALB_SPAN_OF(at_once) : alb_span_none();
    }
    for (uint8_t i = 0; i < u->command.n_components; i++) {
        const cat_component *c = &u->command.components[i];
        uint32_t index = cat_tree_open(tree, &gbcs_gbz_read_attributes);
        tree->values[index].record = c;
        for (uint8_t k = 0; k < c->n_attributes; k++) {
            cat_tree_leaf(tree, &cat_zcl_attribute_find(c->cluster, c->attributes[k])->value)->flags |=
                CAT_VALUE_ABSENT;
        }
        cat_tree_close(tree, index);
    }
}

alb_span world_command(world *w, const char *name, alb_eui64 to, const crypto_pub *agreement,
                       uint64_t counter, uint8_t *out, size_t room)
{
    enum { ROOM = 2048 };
    const cat_use_case *u = cat_use_case_named(alb_span_str(name));
    crypto_ctx *crypto = gbcs_keys_crypto(w->keys);
    gbcs_header h = {.cra = GBCS_COMMAND,
                     .counter = counter,
                     .originator = w->supplier,
                     .target = to,
                     .message_code = u->message_code};
    uint8_t octets[3][ROOM];
    alb_wr content = alb_wr_init(octets[0], ROOM);
    alb_wr grouping = alb_wr_init(octets[1], ROOM);
    alb_wr inner = alb_wr_init(octets[2], ROOM);
    alb_wr whole = alb_wr_init(out, room);
    alb_arena *arena = alb_arena_new(1 << 20);
    cat_tree tree;
    crypto_secret z;
    bench_must(arena != NULL, "memory");
    cat_tree_init(&tree, arena, 0);
    fill(u, &tree);
    bench_must(gbcs_content_encode(u, &h, &tree, NULL, &content, NULL) == ALB_OK, name);
    gbcs_write_grouping(&grouping, &h, alb_wr_span(&content));
    if (u->critical) {
        bench_must(gbcs_sign(crypto, w->signer->key, alb_wr_span(&grouping), &inner, NULL) == ALB_OK,
                   "signing");
    } else {
        alb_wr_bytes(&inner, alb_wr_span(&grouping));
        gbcs_write_signature(&inner, (alb_span){0});
    }
    bench_must(gbcs_pair_secret(w->keys, w->broker->key, agreement, &z, NULL) == ALB_OK &&
                   gbcs_write_maced(crypto, &z, &h, alb_wr_span(&inner), &whole) == ALB_OK,
               "protecting");
    alb_arena_free(arena);
    return alb_wr_span(&whole);
}
