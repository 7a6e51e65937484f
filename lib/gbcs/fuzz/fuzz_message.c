/* Any octets: the envelope parses or says why not; what parses is written again from its parts to the same
 * octets; a content that decodes, encodes to the same octets. Encrypted parts are tried closed, and open as
 * if they had been decrypted. (fuzz_print goes on from here to JSON and text.) */
#include "gbcs/strict.h"

#include "open_cipher.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
    if (!ok) {
        abort();
    }
}

static void check_envelope(const gbcs_message *m, alb_arena *arena)
{
    alb_wr w = alb_wr_init(alb_arena_raw(arena, m->whole.len), m->whole.len);
    must(w.buf != NULL);
    if (m->form == GBCS_MACED) {
        gbcs_write_mac_header(&w, m->inner.len);
    }
    gbcs_write_grouping(&w, &m->header, m->content);
    if (m->form != GBCS_PRE_COMMAND || w.pos < m->whole.len) {
        gbcs_write_signature(&w, m->signature);
    }
    alb_wr_bytes(&w, m->mac);
    must(alb_span_equal(alb_wr_span(&w), m->whole));
}

/* What was opened is sealed again, and that is read like the first. */
static void check_sealing(const gbcs_message *m, const cat_tree *tree, alb_arena *arena)
{
    alb_err err = {.code = ALB_OK};
    alb_wr w = alb_wr_init(alb_arena_raw(arena, m->content.len), m->content.len);
    cat_tree again;
    must(w.buf != NULL);
    must(gbcs_content_encode(m->use_case, &m->header, tree, &open_cipher_sealer, &w, &err) == ALB_OK);
    gbcs_message sealed = *m;
    sealed.content = sealed.whole = alb_wr_span(&w);
    cat_tree_init(&again, arena, 64);
    must(gbcs_content_decode(&sealed, &open_cipher_opener, &again, &err) == ALB_OK);
    must(again.count == tree->count);
}

/* Two values in each other's place, as the message's octets choose: refused, or written so that it is read.
 */
static void check_odd_tree(const gbcs_message *m, const cat_tree *tree, const gbcs_opener *opener,
                           alb_arena *arena)
{
    alb_span by = alb_span_sub(m->content, m->content.len / 2, 3);
    alb_err err = {.code = ALB_OK};
    alb_wr w = alb_wr_init(alb_arena_raw(arena, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
    cat_tree again;
    if (by.len < 3 || tree->count == 0 || !w.buf) {
        return;
    }
    cat_value *a = &tree->values[by.ptr[0] % tree->count];
    const cat_value *b = &tree->values[by.ptr[1] % tree->count];
    a->field = by.ptr[2] % 4 == 0 ? b->field : a->field;
    a->number = b->number;
    a->bytes = b->bytes;
    alb_status st = gbcs_content_encode(m->use_case, &m->header, tree, &open_cipher_sealer, &w, &err);
    if (st != ALB_OK) {
        must(err.code == st && err.rule && err.detail[0]);
        return;
    }
    gbcs_message odd = *m;
    odd.content = odd.whole = alb_wr_span(&w);
    cat_tree_init(&again, arena, 64);
    must(gbcs_content_decode(&odd, opener, &again, &err) == ALB_OK);
}

static bool has_opened_part(const cat_tree *tree)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        if (tree->values[i].flags & CAT_VALUE_PLAIN) {
            return true;
        }
    }
    return false;
}

static void check_content(const gbcs_message *m, const gbcs_opener *opener, alb_arena *arena)
{
    cat_tree tree;
    alb_err err = {.code = ALB_OK};
    cat_tree_init(&tree, arena, 64);
    alb_status st = gbcs_content_decode(m, opener, &tree, &err);
    if (st != ALB_OK) {
        must(err.code == st && err.rule && err.detail[0] && err.offset <= m->whole.len);
        return;
    }
    if (opener && !has_opened_part(&tree)) {
        return;
    }
    alb_wr w = alb_wr_init(alb_arena_raw(arena, m->content.len), m->content.len);
    must(w.buf != NULL);
    must(gbcs_content_encode(m->use_case, &m->header, &tree, NULL, &w, &err) == ALB_OK);
    must(alb_span_equal(alb_wr_span(&w), m->content));
    must(gbcs_strict(m, &tree, NULL, NULL) <= m->whole.len);
    if (opener) {
        check_sealing(m, &tree, arena);
    }
    check_odd_tree(m, &tree, opener, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static alb_arena *arena;
    gbcs_message m;
    alb_err err = {.code = ALB_OK};
    alb_status st = gbcs_message_parse(alb_span_of(data, size), &m, &err);
    if (st != ALB_OK) {
        must(err.code == st && err.rule && err.offset <= size);
        return 0;
    }
    if (!arena) {
        arena = alb_arena_new(16U << 20);
    }
    must(arena != NULL);
    check_envelope(&m, arena);
    if (m.use_case) {
        check_content(&m, NULL, arena);
        check_content(&m, &open_cipher_opener, arena);
    }
    alb_arena_reset(arena);
    return 0;
}
