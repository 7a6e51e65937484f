#include "mmc/mmc.h"

#include "xml/xml.h"

static void write_node(const mmc_document *doc, uint32_t index, alb_buf *out)
{
    const mmc_node *node = &doc->nodes[index];
    alb_buf_add_text(out, "<ra:");
    alb_buf_add(out, node->name);
    if (index == 0) {
        alb_buf_add_text(out, " xmlns:ra=\"" MMC_NAMESPACE "\"");
    }
    for (size_t i = 0; i < MMC_ATTRIBUTES && node->attributes[i].name; i++) {
        alb_buf_add_u8(out, ' ');
        alb_buf_add_text(out, node->attributes[i].name);
        alb_buf_add_text(out, "=\"");
        xml_write_escaped_attribute(out, node->attributes[i].value);
        alb_buf_add_u8(out, '"');
    }
    uint32_t child = mmc_child(doc, index);
    if (child == UINT32_MAX && node->text.len == 0) {
        alb_buf_add_text(out, "/>");
        return;
    }
    alb_buf_add_u8(out, '>');
    xml_write_escaped(out, node->text);
    for (; child != UINT32_MAX; child = mmc_sibling(doc, index, child)) {
        write_node(doc, child, out);
    }
    alb_buf_add_text(out, "</ra:");
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
