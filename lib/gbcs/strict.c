#include "gbcs/strict.h"

#include "content_internal.h"
#include "header_fields_internal.h"

#include "der/der.h"

typedef struct checking {
    void (*visit)(void *ctx, const gbcs_deviation *deviation);
    void *ctx;
    size_t count;
} checking;

static void note(checking *c, size_t offset, const char *rule, const char *text)
{
    c->count++;
    if (c->visit) {
        c->visit(c->ctx, &(gbcs_deviation){.offset = offset, .rule = rule, .text = text});
    }
}

static bool check_element(void *ctx, const der_element *e, unsigned depth)
{
    (void)depth;
    der_deviation d = der_check(e);
    if (d != DER_OK) {
        note(ctx, e->offset, "X.690 10, 11 (DER)", der_deviation_text(d));
    }
    return true;
}

static void check_der(checking *c, const gbcs_message *m, alb_span der)
{
    /* What is not even BER, the decoder refuses; a certificate in the header nobody has looked at yet. */
    alb_err err = {.code = ALB_OK};
    if (der_walk(der, gbcs_offset_of(m, der), check_element, c, &err) != ALB_OK) {
        note(c, err.offset, "X.690 8.1", "no element can be read here");
    }
}

static void check_frame_controls(checking *c, const cat_tree *content)
{
    for (uint32_t i = 0; i < content->count; i++) {
        if (content->values[i].field == &gbcs_gbz_frame_control) {
            note(c, content->values[i].offset, "GBCS 7.3", "frame control is not that of the use case");
        }
    }
}

size_t gbcs_strict(const gbcs_message *message, const cat_tree *content,
                   void (*visit)(void *ctx, const gbcs_deviation *deviation), void *ctx)
{
    checking c = {.visit = visit, .ctx = ctx};
    const cat_use_case *use_case = message->use_case;
    if (message->header.certificate.len > 0) {
        check_der(&c, message, message->header.certificate);
    }
    if (use_case && gbcs_format_of(use_case, message->content) == CAT_FORMAT_ASN1) {
        check_der(&c, message, message->content);
    } else if (content) {
        check_frame_controls(&c, content);
    }
    if (message->form == GBCS_PRE_COMMAND && message->inner.len > message->signed_part.len + 1) {
        note(&c, message->whole.len - 1, "GBCS 7.2", "an empty signature block behind a pre-command");
    }
    return c.count;
}
