/* Any octets: the envelope parses or says why not; what parses is written again from its parts to the same
 * octets; a content that decodes, encodes to the same octets, and as JSON comes back to the whole message. */
#include "gbcs/json.h"

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
    alb_wr w = alb_wr_init(alb_arena_alloc(arena, m->whole.len), m->whole.len);
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

static void check_json(const gbcs_message *m, const cat_tree *tree, alb_arena *arena)
{
    alb_buf text;
    alb_json json;
    alb_err err = {.code = ALB_OK};
    alb_wr out = alb_wr_init(alb_arena_alloc(arena, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
    alb_buf_init(&text, 16U << 20);
    alb_json_init(&json, &text, 0);
    gbcs_json_write(&json, m, tree, NULL);
    if (text.st == ALB_OK && out.buf) {
        must(gbcs_json_read(alb_buf_span(&text), arena, &out, &err) == ALB_OK);
        must(alb_span_equal(alb_wr_span(&out), m->whole));
    }
    alb_buf_clear(&text);
    gbcs_tree_write(&text, m, tree, NULL, true);
    alb_buf_release(&text);
}

static void check_content(const gbcs_message *m, alb_arena *arena)
{
    cat_tree tree;
    alb_err err = {.code = ALB_OK};
    cat_tree_init(&tree, arena, 64);
    if (!m->use_case || gbcs_content_decode(m, NULL, &tree, &err) != ALB_OK) {
        return;
    }
    alb_wr w = alb_wr_init(alb_arena_alloc(arena, m->content.len), m->content.len);
    must(w.buf != NULL);
    must(gbcs_content_encode(m->use_case, &m->header, &tree, NULL, &w, &err) == ALB_OK);
    must(alb_span_equal(alb_wr_span(&w), m->content));
    check_json(m, &tree, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gbcs_message m;
    alb_err err = {.code = ALB_OK};
    alb_status st = gbcs_message_parse(alb_span_of(data, size), &m, &err);
    if (st != ALB_OK) {
        must(err.code == st && err.rule && err.offset <= size);
        return 0;
    }
    alb_arena *arena = alb_arena_new(16U << 20);
    must(arena != NULL);
    check_envelope(&m, arena);
    check_content(&m, arena);
    alb_arena_free(arena);
    return 0;
}
