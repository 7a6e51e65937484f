/* Documents bent in every way: values at, over and beside their bounds, elements taken away, repeated, moved,
 * renamed, made anew. */
#ifndef ALB_DUIS_TEST_MUTATE_H
#define ALB_DUIS_TEST_MUTATE_H

#include "base/text.h"
#include "instance.h"
#include "libxml2.h"

typedef struct mutator {
    property *random;
    alb_arena *arena;
    xmlDoc *const *sources; /* of which elements may be taken */
    size_t n_sources;
} mutator;

static inline size_t below(mutator *m, size_t n)
{
    return (size_t)property_below(m->random, n);
}

/* --- places in a document --- */

static inline size_t count_elements(const xmlNode *node)
{
    size_t n = 1;
    for (const xmlNode *child = node->children; child; child = child->next) {
        n += child->type == XML_ELEMENT_NODE ? count_elements(child) : 0;
    }
    return n;
}

static inline xmlNode *nth_element(xmlNode *node, size_t *n)
{
    if (*n == 0) {
        return node;
    }
    for (xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            --*n;
            xmlNode *found = nth_element(child, n);
            if (found) {
                return found;
            }
        }
    }
    return NULL;
}

/* Any element but those of a signature inside an alert, which we do not judge. */
static inline xmlNode *pick(mutator *m, xmlDoc *doc)
{
    for (;;) {
        size_t n = below(m, count_elements(xmlDocGetRootElement(doc)));
        xmlNode *node = nth_element(xmlDocGetRootElement(doc), &n);
        if (node && (!node->ns || !xmlStrEqual(node->ns->href, XC CAT_NS_SIGNATURE))) {
            return node;
        }
    }
}

static inline const cat_element *catalogue_element(const xmlNode *node)
{
    if (!node->parent || node->parent->type != XML_ELEMENT_NODE) {
        return xmlStrEqual(node->name, XC "Request")    ? &cat_duis_request
               : xmlStrEqual(node->name, XC "Response") ? &cat_duis_response
                                                        : NULL;
    }
    const cat_element *parent = catalogue_element(node->parent);
    return parent ? cat_element_child(parent, alb_span_str((const char *)node->name)) : NULL;
}

/* --- changes --- */

static inline void set_text(xmlNode *node, const char *text)
{
    for (xmlNode *child = node->children; child; child = node->children) {
        xmlUnlinkNode(child);
        xmlFreeNode(child);
    }
    if (text[0]) {
        xmlAddChild(node, xmlNewDocText(node->doc, XC text));
    }
}

/* A whole number beside a bound. */
static inline const char *beside(mutator *m, const char *bound)
{
    int64_t n;
    if (!bound || !alb_parse_i64(alb_span_str(bound), INT64_MIN + 2, INT64_MAX - 2, &n)) {
        return bound ? bound : "0";
    }
    return alb_arena_printf(m->arena, "%lld", (long long)n + (below(m, 2) ? 1 : -1));
}

static inline const char *decorated(mutator *m, const char *text)
{
    static const char *const forms[] = {
        " %s", "%s ", "\n\t%s\n", "+%s", "-%s", "0%s",  "00000000000000000000000000000%s", "%s0", "%s.0",
        "%s.", "%sZ", "%s z",     "%sA", "%s=", "%s,%s"};
    const char *form = forms[below(m, ALB_COUNT(forms))];
    alb_buf out;
    alb_buf_init(&out, 1 << 20);
    for (const char *p = form; *p; p++) {
        if (p[0] == '%') {
            alb_buf_add_text(&out, text);
            p++;
        } else {
            alb_buf_add_u8(&out, (uint8_t)*p);
        }
    }
    const char *copy = alb_arena_string(m->arena, alb_buf_span(&out));
    alb_buf_release(&out);
    return copy;
}

static const char *const odd_texts[] = {
    "",
    " ",
    "0",
    "-0",
    "+0",
    "1",
    "255",
    "256",
    "65535",
    "65536",
    "-1",
    "32768",
    "-32769",
    "2147483648",
    "4294967296",
    ".",
    ".5",
    "5.",
    "1e3",
    "NaN",
    "INF",
    "TRUE",
    "True",
    "x",
    "9.99",
    "0.00001",
    "-0.0",
    "2024-02-30",
    "2023-02-29",
    "2100-02-29",
    "2024-12-31Z",
    "24:00:00",
    "24:00:00.1",
    "23:59:60",
    "12:00",
    "9:00:00",
    "12:00:00+14:00",
    "12:00:00-14:01",
    "12:00:00+13:60",
    "2024-01-01T24:00:00Z",
    "2024-01-01T12:00:00",
    "0000-01-01",
    "-2024-01-01",
    "12024-01-01",
    "012024-01-01",
    "2024-01-01T12:00:00.",
    "2024-01-01t12:00:00Z",
    "AAA=",
    "AAAA",
    "AB==",
    "A",
    "AA",
    "AAA",
    "A A A A",
    "AA==AA==",
    "=AAA",
    "8f66",
    "8F6",
    "0x8F",
    "GG",
    "\xc3\xa9",
    "\xe2\x82\xac\xe2\x82\xac",
    "00-DB-12-34-56-78-90-A",
    "00-DB-12-34-56-78-90-A0-",
    "00:DB:12:34:56:78:90:A0",
    "a  b",
    "a\tb",
    "00-DB-12-34-56-78-90-A0:00-DB-12-34-56-78-90-A0:01",
    "00-DB-12-34-56-78-90-A0:00-DB-12-34-56-78-90-A0:18446744073709551616",
    "00-DB-12-34-56-78-90-A0, 00-DB-12-34-56-78-90-A1",
    "12345678901234567890123456789012345678901234567890",
};

static inline const char *new_text(mutator *m, const cat_simple *type, const char *old)
{
    switch (below(m, 8)) {
    case 0:
        return decorated(m, old);
    case 1:
        return odd_texts[below(m, ALB_COUNT(odd_texts))];
    case 2:
        return type ? beside(m, below(m, 2) ? type->min : type->max) : "?";
    case 3:
        return instance_texts[below(m, ALB_COUNT(instance_texts))];
    case 4:
        return type ? decorated(m, instance_value(type, m->random, m->arena)) : "?";
    case 5:
        /* As long as it may be, and one longer. */
        return type && type->max_length && type->max_length < 1000
                   ? alb_arena_printf(
                         m->arena, "%0*d",
                         (int)(type->max_length * (type->kind == CAT_X_HEX ? 2 : 1) + below(m, 2)), 7)
                   : old;
    default:
        return type ? instance_value(type, m->random, m->arena) : "?";
    }
}

static inline void change_text(mutator *m, xmlNode *node)
{
    const cat_element *element = catalogue_element(node);
    if (!element || !element->simple) {
        return;
    }
    xmlChar *old = xmlNodeGetContent(node);
    set_text(node, new_text(m, element->simple, (const char *)old));
    xmlFree(old);
}

static inline void change_attribute(mutator *m, xmlNode *node)
{
    const cat_element *element = catalogue_element(node);
    static const char *const names[] = {"index", "schemaVersion", "Index", "identifier",
                                        "auxiliaryControllerN"};
    if (node->properties && below(m, 4)) {
        xmlAttr *attribute = node->properties;
        if (below(m, 6) == 0) {
            xmlRemoveProp(attribute);
            return;
        }
        const cat_simple *type = element && element->n_attributes ? element->attributes[0].type : NULL;
        xmlChar *old = xmlNodeGetContent((xmlNode *)attribute);
        xmlSetProp(node, attribute->name, XC new_text(m, type, (const char *)old));
        xmlFree(old);
    } else if (below(m, 2)) {
        xmlSetProp(node, XC names[below(m, ALB_COUNT(names))], XC "1");
    } else {
        /* Of the schema processor, and of no one. */
        bool known = below(m, 2);
        xmlNs *ns = xmlNewNs(node, XC(known ? "http://www.w3.org/2001/XMLSchema-instance" : "urn:x"), XC "q");
        if (ns) {
            xmlSetNsProp(node, ns, XC(below(m, 2) ? "noNamespaceSchemaLocation" : "nil"), XC "false");
        }
    }
}

static inline bool is_root(const xmlNode *node)
{
    return !node->parent || node->parent->type != XML_ELEMENT_NODE;
}

static inline void remove_element(xmlNode *node)
{
    if (!is_root(node)) {
        xmlUnlinkNode(node);
        xmlFreeNode(node);
    }
}

static inline void repeat_element(xmlNode *node)
{
    if (!is_root(node)) {
        xmlAddNextSibling(node, xmlCopyNode(node, 1));
    }
}

static inline void swap_elements(xmlNode *node)
{
    xmlNode *next = is_root(node) ? NULL : xmlNextElementSibling(node);
    if (next) {
        xmlUnlinkNode(node);
        xmlAddNextSibling(next, node);
    }
}

static inline void rename_element(mutator *m, xmlNode *node, xmlDoc *doc)
{
    const xmlChar *name = pick(m, doc)->name;
    xmlNodeSetName(node, below(m, 4) ? name : XC "Other");
}

static inline void change_namespace(mutator *m, xmlNode *node)
{
    xmlNs *ns = below(m, 3) ? xmlNewNs(node, XC(below(m, 2) ? "urn:x" : CAT_NS_DUIS), XC "p") : NULL;
    xmlSetNs(node, ns);
}

/* An element of this or another document as a child of this one. */
static inline void graft(mutator *m, xmlNode *node)
{
    xmlDoc *from = below(m, 2) ? node->doc : m->sources[below(m, m->n_sources)];
    xmlNode *copy = xmlDocCopyNode(pick(m, from), node->doc, 1);
    if (below(m, 2) || is_root(node)) {
        xmlAddChild(node, copy);
    } else {
        xmlAddPrevSibling(node, copy);
    }
}

static inline void add_nothing(mutator *m, xmlNode *node)
{
    xmlNode *child = NULL;
    switch (below(m, 5)) {
    case 0:
        child = xmlNewDocComment(node->doc, XC " nothing ");
        break;
    case 1:
        child = xmlNewDocPI(node->doc, XC "nothing", XC "x");
        break;
    case 2:
        child = xmlNewDocText(node->doc, XC "\n  ");
        break;
    case 3:
        child = xmlNewCDataBlock(node->doc, XC "1", 1);
        break;
    default:
        child = xmlNewDocText(node->doc, XC "text");
        break;
    }
    if (node->children && below(m, 2)) {
        xmlAddPrevSibling(node->children, child);
    } else {
        xmlAddChild(node, child);
    }
}

/* Another element of the same kind in its place: a valid change, if anything. */
static inline void make_anew(mutator *m, xmlNode *node)
{
    const cat_element *element = catalogue_element(node);
    if (!element || is_root(node) || element->any) {
        return;
    }
    alb_buf text;
    alb_buf_init(&text, 1 << 20);
    instance in = {m->random, m->arena, &text, NULL};
    instance_element(&in, element, " xmlns:sr=\"" CAT_NS_DUIS "\"");
    xmlDoc *made = oracle_parse(alb_buf_span(&text));
    if (made) {
        xmlReplaceNode(node, xmlDocCopyNode(xmlDocGetRootElement(made), node->doc, 1));
        xmlFreeNode(node);
        xmlFreeDoc(made);
    }
    alb_buf_release(&text);
}

static inline void mutate(mutator *m, xmlDoc *doc)
{
    xmlNode *node = pick(m, doc);
    switch (below(m, 20)) {
    case 0:
        remove_element(node);
        break;
    case 1:
        repeat_element(node);
        break;
    case 2:
        swap_elements(node);
        break;
    case 3:
        rename_element(m, node, doc);
        break;
    case 4:
        change_namespace(m, node);
        break;
    case 5:
        graft(m, node);
        break;
    case 6:
    case 7:
        add_nothing(m, node);
        break;
    case 8:
    case 9:
        change_attribute(m, node);
        break;
    case 10:
    case 11:
    case 12:
        make_anew(m, node);
        break;
    default:
        change_text(m, node);
        break;
    }
}

#endif
