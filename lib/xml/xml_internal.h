/* The tree that parse.c builds and canonical.c writes. Only parse.c knows libxml2. */
#ifndef ALB_XML_INTERNAL_H
#define ALB_XML_INTERNAL_H

#include "base/arena.h"
#include "xml/xml.h"

/* Attributes and namespace declarations that one tag may have. libxml2 looks for duplicates with quadratic
 * effort, so this is checked before it reads anything. */
enum { XML_MAX_ATTRIBUTES = 64 };

typedef struct xml_qname {
    alb_span prefix, local, uri; /* interned by the context's dictionary, which the document holds */
} xml_qname;

typedef struct xml_attribute_node {
    xml_qname name;
    alb_span value;
} xml_attribute_node;

typedef enum xml_kind { XML_TOP, XML_ELEMENT, XML_TEXT, XML_INSTRUCTION } xml_kind;

struct xml_node {
    xml_kind kind;
    uint32_t line;
    xml_node *parent, *first, *last, *next;
    xml_qname name; /* local: target of an instruction */
    alb_span text;  /* of XML_TEXT and XML_INSTRUCTION */
    /* In canonical order: by namespace and name; declarations by prefix (Canonical XML 1.0, 2.2). In a
     * declaration the prefix is name.prefix and the namespace name.uri. */
    xml_attribute_node *attributes;
    xml_qname *declarations;
    uint16_t n_attributes, n_declarations;
};

struct xml_document {
    alb_arena *arena; /* the document lies in it */
    void *dictionary;
    xml_node top; /* instructions and the root element */
};

/* Order of code points. */
static inline int xml_compare(alb_span a, alb_span b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* Refuses what shall not reach the parser: octets that are not UTF-8 text by their look, document type
 * declarations, tags with too many attributes. For well-formed documents the answer is exact. */
alb_status xml_guard(alb_span text, alb_err *err);

#endif
