#include "xml_internal.h"

#include "base/text.h"

static const xml_node *element_from(const xml_node *node)
{
    while (node && node->kind != XML_ELEMENT) {
        node = node->next;
    }
    return node;
}

const xml_node *xml_root(const xml_document *doc)
{
    return element_from(doc->top.first);
}

const xml_node *xml_child(const xml_node *node)
{
    return element_from(node->first);
}

const xml_node *xml_next(const xml_node *node)
{
    return element_from(node->next);
}

alb_span xml_name(const xml_node *node)
{
    return node->name.local;
}

alb_span xml_namespace(const xml_node *node)
{
    return node->name.uri;
}

uint32_t xml_line(const xml_node *node)
{
    return node->line;
}

/* Text on both sides of instructions, in the document's arena. */
static alb_span joined(xml_document *doc, const xml_node *node, size_t len)
{
    uint8_t *room = alb_arena_alloc(doc->arena, len);
    alb_wr w = alb_wr_init(room, room ? len : 0);
    for (const xml_node *n = node->first; n; n = n->next) {
        if (n->kind == XML_TEXT) {
            alb_wr_bytes(&w, n->text);
        }
    }
    return alb_wr_span(&w);
}

alb_span xml_text(xml_document *doc, const xml_node *node, bool *mixed)
{
    alb_span text = {0};
    size_t texts = 0, len = 0;
    bool elements = false, words = false;
    for (const xml_node *n = node->first; n; n = n->next) {
        elements |= n->kind == XML_ELEMENT;
        if (n->kind == XML_TEXT) {
            text = n->text;
            texts++;
            len += text.len;
            words = words || alb_trim(text).len > 0;
        }
    }
    *mixed = elements && words;
    if (elements) {
        return (alb_span){0};
    }
    if (texts > 1) {
        text = joined(doc, node, len);
        *mixed = text.len != len;
    }
    return text;
}

bool xml_attribute(xml_document *doc, const xml_node *node, const char *name, alb_span *value)
{
    (void)doc;
    for (size_t i = 0; i < node->n_attributes; i++) {
        const xml_attribute_node *a = &node->attributes[i];
        if (a->name.uri.len == 0 && alb_span_is(a->name.local, name)) {
            *value = a->value;
            return true;
        }
    }
    *value = (alb_span){0};
    return false;
}

size_t xml_attribute_count(const xml_node *node)
{
    return node->n_attributes;
}

void xml_attribute_at(const xml_node *node, size_t at, alb_span *xml_namespace, alb_span *name,
                      alb_span *value)
{
    const xml_attribute_node *attribute = &node->attributes[at];
    *xml_namespace = attribute->name.uri;
    *name = attribute->name.local;
    *value = attribute->value;
}
