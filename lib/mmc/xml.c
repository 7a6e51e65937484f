#include "mmc/mmc.h"

#include "xml/xml.h"

static bool needs_no_escape(alb_span text)
{
    bool plain = true;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        plain = plain && c != '&' && c != '<' && c != '>' && c != '\r';
    }
    return plain;
}

/* Most elements: a name and a short text, written in one go. */
static bool write_plain_leaf(const mmc_node *node, alb_buf *out)
{
    if (node->n_attributes > 0 || node->text.len == 0 ||
        (node->kind == MMC_TEXT && !needs_no_escape(node->text))) {
        return false;
    }
    size_t room = 2 * node->name.len + node->text.len + sizeof "<ra:></ra:>" - 1;
    uint8_t *at = alb_buf_extend(out, room);
    alb_wr w = alb_wr_init(at, at ? room : 0);
    alb_wr_bytes(&w, ALB_LIT("<ra:"));
    alb_wr_bytes(&w, node->name);
    alb_wr_u8(&w, '>');
    alb_wr_bytes(&w, node->text);
    alb_wr_bytes(&w, ALB_LIT("</ra:"));
    alb_wr_bytes(&w, node->name);
    alb_wr_u8(&w, '>');
    return true;
}

static void write_attributes(const mmc_document *doc, const mmc_node *node, alb_buf *out)
{
    const mmc_attribute *a;
    for (size_t i = 0; (a = mmc_attribute_of(doc, node, i)) != NULL; i++) {
        alb_buf_add_u8(out, ' ');
        alb_buf_add_text(out, a->name);
        alb_buf_add(out, ALB_LIT("=\""));
        xml_write_escaped_attribute(out, a->value);
        alb_buf_add_u8(out, '"');
    }
}

static void write_node(const mmc_document *doc, uint32_t index, alb_buf *out)
{
    const mmc_node *node = &doc->nodes[index];
    if (write_plain_leaf(node, out)) {
        return;
    }
    alb_buf_add(out, ALB_LIT("<ra:"));
    alb_buf_add(out, node->name);
    if (index == 0) {
        alb_buf_add(out, ALB_LIT(" xmlns:ra=\"" MMC_NAMESPACE "\""));
    }
    write_attributes(doc, node, out);
    uint32_t child = mmc_child(doc, index);
    if (child == UINT32_MAX && node->text.len == 0) {
        alb_buf_add(out, ALB_LIT("/>"));
        return;
    }
    alb_buf_add_u8(out, '>');
    xml_write_escaped(out, node->text);
    for (; child != UINT32_MAX; child = mmc_sibling(doc, index, child)) {
        write_node(doc, child, out);
    }
    alb_buf_add(out, ALB_LIT("</ra:"));
    alb_buf_add(out, node->name);
    alb_buf_add_u8(out, '>');
}

void mmc_write_xml(const mmc_document *doc, alb_buf *out)
{
    if (doc->count > 0) {
        alb_buf_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        write_node(doc, 0, out);
    }
}
