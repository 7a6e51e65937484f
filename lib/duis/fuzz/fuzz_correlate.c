/* Any octets as the pre-command of any request: it does what was asked, or a person is told what differs. */
#include "request_choices.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static choices *c;
    c = c ? c : choices_new();
    alb_rd r = alb_rd_init(alb_span_of(data, size));
    size_t n = size > 0 ? alb_rd_u8(&r) : 0;
    choices_take(c, alb_rd_bytes(&r, n < alb_rd_left(&r) ? n : alb_rd_left(&r)));
    duis_difference difference = {.item = ""};
    alb_err err = {.code = ALB_OK};
    alb_status st = duis_correlate(&c->request, &c->context, alb_rd_bytes(&r, alb_rd_left(&r)), c->arena,
                                   &difference, &err);
    must(err.code == st && (st != ALB_MISMATCH || difference.item[0]));
    alb_arena_reset(c->arena);
    return 0;
}
