/* Any message that decodes, as JSON comes back to the same octets; as text it is written at all. */
#include "gbcs/json.h"

#include "open_cipher.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
    if (!ok) {
        abort();
    }
}

static void check_json(const gbcs_message *m, const cat_tree *tree, alb_arena *arena, alb_buf *text)
{
    alb_json json;
    alb_err err = {.code = ALB_OK};
    alb_wr out = alb_wr_init(alb_arena_raw(arena, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
    alb_buf_clear(text);
    alb_json_init(&json, text, 0);
    gbcs_json_write(&json, m, tree, NULL);
    if (text->st == ALB_OK && out.buf) {
        must(gbcs_json_read(alb_buf_span(text), arena, &out, &err) == ALB_OK);
        must(alb_span_equal(alb_wr_span(&out), m->whole));
    }
    alb_buf_clear(text);
    gbcs_tree_write(text, m, tree, NULL, true);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static alb_arena *arena;
    static alb_buf text;
    gbcs_message m;
    cat_tree tree;
    if (gbcs_message_parse(alb_span_of(data, size), &m, NULL) != ALB_OK || !m.use_case) {
        return 0;
    }
    if (!arena) {
        arena = alb_arena_new(16U << 20);
        alb_buf_init(&text, 16U << 20);
    }
    must(arena != NULL);
    const gbcs_opener *openers[] = {NULL, &open_cipher_opener};
    for (size_t i = 0; i < ALB_COUNT(openers); i++) {
        cat_tree_init(&tree, arena, 64);
        if (gbcs_content_decode(&m, openers[i], &tree, NULL) == ALB_OK) {
            check_json(&m, &tree, arena, &text);
        }
    }
    alb_arena_reset(arena);
    return 0;
}
