/* Any text as the JSON of a message: octets or a reason why not; what comes out is a message that reads as
 * the same again. */
#include "gbcs/json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
    if (!ok) {
        abort();
    }
}

static void check_again(alb_span octets, alb_arena *arena)
{
    gbcs_message m;
    cat_tree tree;
    cat_tree_init(&tree, arena, 64);
    if (gbcs_message_parse(octets, &m, NULL) != ALB_OK || !m.use_case ||
        gbcs_content_decode(&m, NULL, &tree, NULL) != ALB_OK) {
        return;
    }
    alb_wr w = alb_wr_init(alb_arena_alloc(arena, m.content.len), m.content.len);
    must(w.buf && gbcs_content_encode(m.use_case, &m.header, &tree, NULL, &w, NULL) == ALB_OK);
    must(alb_span_equal(alb_wr_span(&w), m.content));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    alb_arena *arena = alb_arena_new(16U << 20);
    alb_err err = {.code = ALB_OK};
    must(arena != NULL);
    alb_wr out = alb_wr_init(alb_arena_alloc(arena, GBCS_MAX_MESSAGE), GBCS_MAX_MESSAGE);
    alb_status st = gbcs_json_read(alb_span_of(data, size), arena, &out, &err);
    must(st == ALB_OK || err.code == st);
    if (st == ALB_OK) {
        check_again(alb_wr_span(&out), arena);
    }
    alb_arena_free(arena);
    return 0;
}
