/* XML documents through libxml2: parse safely, walk, canonicalise.
 *
 * DTDs, entities, external access and XInclude are refused before anything else; size and depth are bounded.
 * A document belongs to its arena-independent handle; nodes are borrowed from it. One thread per document. No
 * libxml2 type appears here.
 */
#ifndef ALB_XML_XML_H
#define ALB_XML_XML_H

#include "base/buf.h"

typedef struct xml_document xml_document;
typedef struct xml_node xml_node;       /* an element */
typedef struct xml_context xml_context; /* parser context and dictionary, reused by one worker */

typedef struct xml_limits {
    size_t max_octets;
    uint16_t max_depth;
    uint32_t max_nodes;
} xml_limits;

xml_context *xml_context_new(void);
void xml_context_free(xml_context *ctx);

/* BAD_FORMAT (offset: line) for what is not well-formed or has a DOCTYPE; TOO_LARGE, TOO_DEEP beyond the
 * limits. */
ALB_MUST_USE alb_status xml_parse(xml_context *ctx, alb_span text, const xml_limits *limits,
                                  xml_document **out, alb_err *err);
void xml_free(xml_document *doc);

const xml_node *xml_root(const xml_document *doc);
/* First and next element children; NULL at the end. */
const xml_node *xml_child(const xml_node *node);
const xml_node *xml_next(const xml_node *node);
alb_span xml_name(const xml_node *node);      /* local name */
alb_span xml_namespace(const xml_node *node); /* empty: none */
uint32_t xml_line(const xml_node *node);
/* Text of an element without element children, entities and CDATA resolved; borrowed. mixed: text beside
 * elements or more than one text node could not be given as one span. */
alb_span xml_text(xml_document *doc, const xml_node *node, bool *mixed);
/* Attribute without namespace; false: absent. */
bool xml_attribute(xml_document *doc, const xml_node *node, const char *name, alb_span *value);
/* Every attribute, in no order that means anything; declarations of namespaces are none. at < count. */
size_t xml_attribute_count(const xml_node *node);
void xml_attribute_at(const xml_node *node, size_t at, alb_span *xml_namespace, alb_span *name,
                      alb_span *value);

/* Canonical XML 1.0 without comments (inclusive) of the whole document, leaving out the subtree `without`
 * (NULL: none). */
ALB_MUST_USE alb_status xml_canonical(xml_document *doc, const xml_node *without, alb_buf *out, alb_err *err);
/* Exclusive canonical XML 1.0 without comments of one subtree. */
ALB_MUST_USE alb_status xml_canonical_exclusive(xml_document *doc, const xml_node *subtree, alb_buf *out,
                                                alb_err *err);

/* Is the text, behind its XML declaration, its own canonical form, and seen to be without reading it into a
 * tree: one namespace, attributes at the root alone, ASCII without references? True of well-formed documents
 * only; false says nothing. *canonical: the text behind the declaration; borrowed. */
bool xml_is_plainly_canonical(alb_span text, alb_span *canonical);

/* --- writing: compact, no insignificant white space --- */
void xml_write_escaped(alb_buf *out, alb_span text);           /* element content */
void xml_write_escaped_attribute(alb_buf *out, alb_span text); /* attribute value */

#endif
