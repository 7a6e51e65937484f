#include "duis/document.h"

static void write_start(const duis_node *node, bool root, alb_buf *out)
{
    alb_buf_printf(out, "<sr:%s", node->element->name);
    if (root) {
        alb_buf_add_text(out, " xmlns:sr=\"" CAT_NS_DUIS "\"");
    }
    for (size_t i = 0; i < node->element->n_attributes; i++) {
        if (node->attribute[i].ptr) {
            alb_buf_printf(out, " %s=\"", node->element->attributes[i].name);
            xml_write_escaped_attribute(out, node->attribute[i]);
            alb_buf_add_u8(out, '"');
        }
    }
}

static void write_element(const duis_document *doc, uint32_t index, alb_buf *out)
{
    const duis_node *node = &doc->nodes[index];
    if (node->element->any) {
        alb_buf_add(out, node->text);
        return;
    }
    write_start(node, index == 0, out);
    uint32_t child = duis_child(doc, index);
    if (child == UINT32_MAX && node->text.len == 0) {
        alb_buf_add_text(out, "/>");
        return;
    }
    alb_buf_add_u8(out, '>');
    xml_write_escaped(out, node->text);
    for (; child != UINT32_MAX; child = duis_sibling(doc, index, child)) {
        write_element(doc, child, out);
    }
    alb_buf_printf(out, "</sr:%s>", node->element->name);
}

alb_status duis_write(const duis_document *doc, alb_buf *out, alb_err *err)
{
    if (doc->count == 0) {
        return alb_fail(err, ALB_USAGE, NULL, 0, "the document is empty");
    }
    alb_buf_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    write_element(doc, 0, out);
    return out->st == ALB_OK ? ALB_OK : alb_fail(err, out->st, NULL, 0, "the document does not fit");
}
