/* The document as XML. Each element is measured, then written in one go. */
#include "mmc/mmc.h"

#include "xml/xml.h"

#define DECLARATION " xmlns:ra=\"" MMC_NAMESPACE "\""

/* An element while it is written. */
typedef struct element {
    const mmc_document *doc;
    const mmc_node *node;
    bool is_root;
    bool is_empty; /* neither text nor children: <ra:Name/> */
} element;

static element element_at(const mmc_document *doc, uint32_t index)
{
    const mmc_node *node = &doc->nodes[index];
    return (element){.doc = doc,
                     .node = node,
                     .is_root = index == 0,
                     .is_empty = node->text.len == 0 && node->next == index + 1};
}

static size_t start_length(const element *e)
{
    size_t n = sizeof "<ra:>" - 1 + e->node->name.len + (e->is_root ? sizeof DECLARATION - 1 : 0) +
               (e->is_empty ? 1 : 0);
    const mmc_attribute *a;
    for (size_t i = 0; (a = mmc_attribute_of(e->doc, e->node, i)) != NULL; i++) {
        n += sizeof " =\"\"" - 1 + a->name_length + a->value.len;
    }
    return n;
}

/* Nothing in attributes needs to be escaped: names of the catalogue, numbers, codes. */
static void put_start(const element *e, alb_wr *w)
{
    alb_wr_bytes(w, ALB_LIT("<ra:"));
    alb_wr_bytes(w, e->node->name);
    if (e->is_root) {
        alb_wr_bytes(w, ALB_LIT(DECLARATION));
    }
    const mmc_attribute *a;
    for (size_t i = 0; (a = mmc_attribute_of(e->doc, e->node, i)) != NULL; i++) {
        alb_wr_u8(w, ' ');
        alb_wr_bytes(w, alb_span_of(a->name, a->name_length));
        alb_wr_bytes(w, ALB_LIT("=\""));
        alb_wr_bytes(w, a->value);
        alb_wr_u8(w, '"');
    }
    if (e->is_empty) {
        alb_wr_u8(w, '/');
    }
    alb_wr_u8(w, '>');
}

static size_t end_length(const element *e)
{
    return e->is_empty ? 0 : sizeof "</ra:>" - 1 + e->node->name.len;
}

static void put_end(const element *e, alb_wr *w)
{
    if (!e->is_empty) {
        alb_wr_bytes(w, ALB_LIT("</ra:"));
        alb_wr_bytes(w, e->node->name);
        alb_wr_u8(w, '>');
    }
}

static alb_wr room_for(alb_buf *out, size_t n)
{
    uint8_t *at = alb_buf_extend(out, n);
    return alb_wr_init(at, at ? n : 0);
}

static void write_start(const element *e, alb_buf *out)
{
    alb_wr w = room_for(out, start_length(e));
    put_start(e, &w);
}

static void write_end(const element *e, alb_buf *out)
{
    alb_wr w = room_for(out, end_length(e));
    put_end(e, &w);
}

/* Nearly all texts stand as they are. */
static bool is_plain(const mmc_node *node)
{
    bool plain = true;
    for (size_t i = 0; node->kind == MMC_TEXT && i < node->text.len; i++) {
        uint8_t c = node->text.ptr[i];
        plain = plain && c != '&' && c != '<' && c != '>' && c != '\r';
    }
    return plain;
}

static void write_leaf(const element *e, alb_buf *out)
{
    if (!is_plain(e->node)) {
        write_start(e, out);
        xml_write_escaped(out, e->node->text);
        write_end(e, out);
        return;
    }
    alb_wr w = room_for(out, start_length(e) + e->node->text.len + end_length(e));
    put_start(e, &w);
    alb_wr_bytes(&w, e->node->text);
    put_end(e, &w);
}

static void write_node(const mmc_document *doc, uint32_t index, alb_buf *out)
{
    element e = element_at(doc, index);
    uint32_t child = mmc_child(doc, index);
    if (child == UINT32_MAX) {
        write_leaf(&e, out);
        return;
    }
    write_start(&e, out);
    for (; child != UINT32_MAX; child = mmc_sibling(doc, index, child)) {
        write_node(doc, child, out);
    }
    write_end(&e, out);
}

void mmc_write_xml(const mmc_document *doc, alb_buf *out)
{
    if (doc->count > 0) {
        alb_buf_add(out, ALB_LIT("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
        write_node(doc, 0, out);
    }
}
