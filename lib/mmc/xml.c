#include "mmc/mmc.h"

#include "xml/xml.h"

static bool needs_escape(alb_span text)
{
    bool needs = false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        needs = needs || c == '&' || c == '<' || c == '>' || c == '"' || c < ' ';
    }
    return needs;
}

/* Nearly all texts stand as they are: an element is measured, then written in one go. */
static bool is_plain(const mmc_document *doc, const mmc_node *node)
{
    bool plain = node->kind != MMC_TEXT || !needs_escape(node->text);
    const mmc_attribute *a;
    for (size_t i = 0; (a = mmc_attribute_of(doc, node, i)) != NULL; i++) {
        plain = plain && !needs_escape(a->value);
    }
    return plain;
}

static size_t start_length(const mmc_document *doc, const mmc_node *node)
{
    size_t n = sizeof "<ra:>" - 1 + node->name.len;
    const mmc_attribute *a;
    for (size_t i = 0; (a = mmc_attribute_of(doc, node, i)) != NULL; i++) {
        n += sizeof " =\"\"" - 1 + strlen(a->name) + a->value.len;
    }
    return n;
}

static void put_start(const mmc_document *doc, const mmc_node *node, alb_wr *w)
{
    alb_wr_bytes(w, ALB_LIT("<ra:"));
    alb_wr_bytes(w, node->name);
    const mmc_attribute *a;
    for (size_t i = 0; (a = mmc_attribute_of(doc, node, i)) != NULL; i++) {
        alb_wr_u8(w, ' ');
        alb_wr_text(w, a->name);
        alb_wr_bytes(w, ALB_LIT("=\""));
        alb_wr_bytes(w, a->value);
        alb_wr_u8(w, '"');
    }
    alb_wr_u8(w, '>');
}

static void put_end(const mmc_node *node, alb_wr *w)
{
    alb_wr_bytes(w, ALB_LIT("</ra:"));
    alb_wr_bytes(w, node->name);
    alb_wr_u8(w, '>');
}

static alb_wr room_for(alb_buf *out, size_t n)
{
    uint8_t *at = alb_buf_extend(out, n);
    return alb_wr_init(at, at ? n : 0);
}

/* --- any element, piece by piece --- */

static void write_start(const mmc_document *doc, const mmc_node *node, alb_buf *out)
{
    const mmc_attribute *a;
    alb_buf_add(out, ALB_LIT("<ra:"));
    alb_buf_add(out, node->name);
    if (node == doc->nodes) {
        alb_buf_add(out, ALB_LIT(" xmlns:ra=\"" MMC_NAMESPACE "\""));
    }
    for (size_t i = 0; (a = mmc_attribute_of(doc, node, i)) != NULL; i++) {
        alb_buf_add_u8(out, ' ');
        alb_buf_add_text(out, a->name);
        alb_buf_add(out, ALB_LIT("=\""));
        xml_write_escaped_attribute(out, a->value);
        alb_buf_add_u8(out, '"');
    }
}

static void write_end(const mmc_node *node, alb_buf *out)
{
    alb_wr w = room_for(out, sizeof "</ra:>" - 1 + node->name.len);
    put_end(node, &w);
}

static void write_empty(const mmc_document *doc, const mmc_node *node, alb_buf *out)
{
    write_start(doc, node, out);
    alb_buf_add(out, ALB_LIT("/>"));
}

static void write_leaf(const mmc_document *doc, const mmc_node *node, alb_buf *out)
{
    if (node->text.len == 0) {
        write_empty(doc, node, out);
    } else if (is_plain(doc, node)) {
        alb_wr w =
            room_for(out, start_length(doc, node) + node->text.len + sizeof "</ra:>" - 1 + node->name.len);
        put_start(doc, node, &w);
        alb_wr_bytes(&w, node->text);
        put_end(node, &w);
    } else {
        write_start(doc, node, out);
        alb_buf_add_u8(out, '>');
        xml_write_escaped(out, node->text);
        write_end(node, out);
    }
}

static void write_node(const mmc_document *doc, uint32_t index, alb_buf *out)
{
    const mmc_node *node = &doc->nodes[index];
    uint32_t child = mmc_child(doc, index);
    if (child == UINT32_MAX) {
        write_leaf(doc, node, out);
        return;
    }
    if (index > 0 && is_plain(doc, node)) {
        alb_wr w = room_for(out, start_length(doc, node));
        put_start(doc, node, &w);
    } else {
        write_start(doc, node, out);
        alb_buf_add_u8(out, '>');
    }
    for (; child != UINT32_MAX; child = mmc_sibling(doc, index, child)) {
        write_node(doc, child, out);
    }
    write_end(node, out);
}

void mmc_write_xml(const mmc_document *doc, alb_buf *out)
{
    if (doc->count > 0) {
        alb_buf_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        write_node(doc, 0, out);
    }
}
