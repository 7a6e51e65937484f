/* A signed document edited by the input: whatever still verifies has the canonical form that was signed. The
 * input is a list of edits: offset (2 octets), octets to take out, octets to put in, and these. */
#include "../test/signature_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void canonical(const signature_fixture *f, alb_span text, alb_buf *out)
{
    static const xml_limits limits = {.max_octets = 1 << 20, .max_depth = 100, .max_nodes = 10000};
    xml_document *doc;
    const xml_node *last = NULL;
    alb_buf_init(out, 1 << 20);
    if (xml_parse(f->xml, text, &limits, &doc, NULL) != ALB_OK) {
        abort();
    }
    for (const xml_node *n = xml_child(xml_root(doc)); n; n = xml_next(n)) {
        last = n;
    }
    if (xml_canonical(doc, last, out, NULL) != ALB_OK) {
        abort();
    }
    xml_free(doc);
}

static void edit(alb_span edits, alb_span text, alb_buf *out)
{
    alb_rd r = alb_rd_init(edits);
    alb_buf_add(out, text);
    while (alb_rd_left(&r) > 4) {
        size_t at = alb_rd_be16(&r) % (out->len + 1);
        size_t taken = alb_rd_u8(&r), put = alb_rd_u8(&r);
        alb_span in = alb_rd_bytes(&r, put < alb_rd_left(&r) ? put : alb_rd_left(&r));
        alb_buf next;
        alb_buf_init(&next, 1 << 20);
        alb_buf_add(&next, alb_span_sub(alb_buf_span(out), 0, at));
        alb_buf_add(&next, in);
        alb_buf_add(&next, alb_span_sub(alb_buf_span(out), at + taken, SIZE_MAX));
        alb_buf_release(out);
        *out = next;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static signature_fixture *f;
    static alb_buf original, form;
    if (!f) {
        f = fixture_new();
        alb_buf_init(&original, 1 << 20);
        if (!f ||
            duis_sign(f->crypto, f->xml, ALB_LIT(FIXTURE_REQUEST), f->user, &original, NULL) != ALB_OK) {
            abort();
        }
        canonical(f, alb_buf_span(&original), &form);
    }
    const duis_verify_options options = {.store = f->store, .at = f->now};
    alb_buf edited, edited_form;
    alb_status st;
    alb_buf_init(&edited, 1 << 20);
    edit(alb_span_of(data, size), alb_buf_span(&original), &edited);
    if (fixture_verdict(f, alb_buf_span(&edited), &options, &st) == DUIS_SIGNATURE_OK) {
        canonical(f, alb_buf_span(&edited), &edited_form);
        if (!alb_span_equal(alb_buf_span(&form), alb_buf_span(&edited_form))) {
            abort();
        }
        alb_buf_release(&edited_form);
    }
    alb_buf_release(&edited);
    return 0;
}
