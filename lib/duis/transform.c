/* Service Request -> pre-command: choose the use case, build its tree, encode it, put the grouping header
 * before it (duis.md 2.4; gbcs-messages.md 2). */
#include "mapping_internal.h"

#include "base/text.h"
#include "der/der.h"
#include "gbcs/content.h"

enum { TREE_START = 64 };

/* One complete element: what else it must be is for the rules. */
static bool is_der(alb_span octets)
{
    der_element e;
    alb_rd r = alb_rd_init(octets);
    return der_expect(&r, DER_SEQUENCE, &e) && alb_rd_left(&r) == 0;
}

/* The certificate that an encrypted answer is for (GBCS 7.2.7; duis.md 9.1). */
static alb_status read_certificate(const duis_document *doc, alb_arena *arena, alb_span *out, alb_err *err)
{
    uint32_t node = duis_follow(doc, doc->body, "KAPublicSecurityCredentials", 0);
    *out = (alb_span){0};
    if (node == DUIS_NOWHERE) {
        return ALB_OK;
    }
    alb_span text = doc->nodes[node].text;
    alb_wr w = alb_wr_init(alb_arena_alloc(arena, text.len), text.len);
    bool is_base64 = w.buf && alb_base64_decode(text, &w) == ALB_OK;
    if (!is_base64 || !is_der(alb_wr_span(&w))) {
        (void)alb_fail(err, ALB_BAD_FORMAT, "DUIS 9.1", 0, "the certificate is not %s",
                       is_base64 ? "one" : "base64");
        duis_err_at(err, doc, node);
        return ALB_BAD_FORMAT;
    }
    *out = alb_wr_span(&w);
    return ALB_OK;
}

/* Who the header names: the User, or whoever sends for it with the User as supplementary party. */
static alb_status fill_header(const duis_document *doc, const duis_context *context, const cat_target *target,
                              alb_arena *arena, gbcs_header *out, alb_err *err)
{
    *out = (gbcs_header){.cra = GBCS_COMMAND,
                         .counter = doc->request_id.counter,
                         .originator = doc->request_id.originator,
                         .target = doc->request_id.target,
                         .message_code = target->use_case->message_code};
    if (!context->has_originator) {
        return ALB_OK;
    }
    out->originator = context->originator;
    out->counter = context->originator_counter;
    if (!context->supplementary || doc->srv->originator != CAT_ORIGINATOR_USER) {
        return ALB_OK;
    }
    out->has_supplementary_party = true;
    out->has_supplementary_counter = true;
    out->supplementary_party =
        context->has_supplementary_party ? context->supplementary_party : doc->request_id.originator;
    out->supplementary_counter =
        context->has_supplementary_party ? context->supplementary_counter : doc->request_id.counter;
    return read_certificate(doc, arena, &out->certificate, err);
}

/* The content is written where it will stand: in place of the empty one behind the header. */
static alb_status write_message(const cat_use_case *use_case, const gbcs_header *header, const cat_tree *tree,
                                alb_wr *out, alb_err *err)
{
    gbcs_write_grouping(out, header, (alb_span){0});
    size_t content = out->pos;
    if (out->st == ALB_OK) {
        ALB_TRY(gbcs_content_encode(use_case, header, tree, NULL, out, err));
        alb_wr_length_end(out, content);
    }
    return out->st == ALB_OK ? ALB_OK
                             : alb_fail(err, out->st, NULL, 0, "the command does not fit its buffer");
}

alb_status duis_transform(const duis_document *request, const duis_context *context, alb_arena *arena,
                          alb_wr *out, alb_err *err)
{
    const cat_target *target;
    gbcs_header header;
    cat_tree tree;
    ALB_TRY(duis_choose_target(request, context, &target, err));
    ALB_TRY(fill_header(request, context, target, arena, &header, err));
    duis_job job = {.doc = request, .context = context, .use_case = target->use_case};
    duis_scope scope = {
        .job = &job, .rows = target->mapping, .n_rows = target->n_mapping, .node = request->body};
    cat_tree_init(&tree, arena, TREE_START);
    ALB_TRY(duis_build_tree(&scope, &tree, err));
    return write_message(target->use_case, &header, &tree, out, err);
}
