/* Any request that the schema takes, for any device: rules say the same with all faults asked for as with the
 * first; what is transformed correlates with its request, and not with another octet in it. */
#include "duis/rules.h"

#include "request_choices.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_rules(const choices *c)
{
    const duis_rule_context context = {.now = c->context.time,
                                       .device = c->context.device,
                                       .phases = c->context.phases,
                                       .users = c->context.user};
    const cat_request_rule *first, *again;
    alb_buf more;
    alb_buf_init(&more, 1 << 16);
    alb_status st = duis_check_rules(&c->request, &context, NULL, &first, NULL);
    must(duis_check_rules(&c->request, &context, &more, &again, NULL) == st && first == again);
    must((st == ALB_OK) == (more.len == 0));
    alb_buf_release(&more);
}

/* Says which request it is that breaks what must hold. */
static void must_hold(bool holds, const choices *c, const alb_err *err)
{
    if (!holds) {
        char text[400];
        alb_buf xml;
        alb_buf_init(&xml, CHOICES_REQUEST_MAX);
        (void)duis_write(&c->request, &xml, NULL);
        (void)fprintf(stderr, "not: %s\ndevice %x: %.*s\n", alb_err_text(err, text, sizeof text),
                      c->context.device, (int)xml.len, (const char *)xml.ptr);
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static choices *c;
    c = c ? c : choices_new();
    choices_take(c, alb_span_of(data, size));
    check_rules(c);
    uint8_t out[GBCS_MAX_MESSAGE];
    alb_wr w = alb_wr_init(out, sizeof out);
    alb_err err = {.code = ALB_OK};
    alb_status st = duis_transform(&c->request, &c->context, c->arena, &w, &err);
    must_hold(err.code == st, c, &err);
    if (st == ALB_OK) {
        duis_difference difference;
        st = duis_correlate(&c->request, &c->context, alb_wr_span(&w), c->arena, &difference, &err);
        must_hold(st == ALB_OK, c, &err);
        out[property_below(&c->input, w.pos)] ^= (uint8_t)(1U << property_below(&c->input, 8));
        (void)duis_correlate(&c->request, &c->context, alb_wr_span(&w), c->arena, &difference, NULL);
    }
    alb_arena_reset(c->arena);
    return 0;
}
