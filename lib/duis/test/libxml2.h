/* The oracle: libxml2 with the official schema, and documents as it holds them. */
#ifndef ALB_DUIS_TEST_LIBXML2_H
#define ALB_DUIS_TEST_LIBXML2_H

#include "base/span.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

/* libxml2's BAD_CAST takes the const away. */
#define XC (const xmlChar *)

static inline bool oracle_is_blank(const xmlNode *text)
{
    return xmlIsBlankNode(text) == 1;
}

static inline bool oracle_has_elements(const xmlNode *node)
{
    return xmlChildElementCount((xmlNode *)(uintptr_t)node) > 0;
}

/* Takes away what is not content: comments, blank text between elements, and the document's signature. */
static inline void oracle_strip(xmlNode *node, int depth)
{
    bool elements = oracle_has_elements(node);
    for (xmlNode *next, *child = node->children; child; child = next) {
        next = child->next;
        bool signature =
            depth == 0 && child->type == XML_ELEMENT_NODE && xmlStrEqual(child->name, XC "Signature");
        bool blank = elements && child->type == XML_TEXT_NODE && oracle_is_blank(child);
        if (signature || blank || child->type == XML_COMMENT_NODE) {
            xmlUnlinkNode(child);
            xmlFreeNode(child);
        } else if (child->type == XML_ELEMENT_NODE) {
            oracle_strip(child, depth + 1);
        }
    }
}

static inline void oracle_silent(void *ctx, xmlError *error)
{
    (void)ctx;
    (void)error;
}

static inline xmlDoc *oracle_parse(alb_span text)
{
    return xmlReadMemory((const char *)text.ptr, (int)text.len, NULL, NULL,
                         XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

/* Exclusive canonical form; free with xmlFree. */
static inline char *oracle_canonical(xmlDoc *doc)
{
    xmlChar *text = NULL;
    return xmlC14NDocDumpMemory(doc, NULL, XML_C14N_EXCLUSIVE_1_0, NULL, 0, &text) >= 0 ? (char *)text : NULL;
}

typedef struct oracle {
    xmlSchemaParserCtxt *parser;
    xmlSchema *schema;
    xmlSchemaValidCtxt *context;
} oracle;

static inline bool oracle_open(oracle *o, const char *schema_path)
{
    xmlSetStructuredErrorFunc(NULL, oracle_silent);
    o->parser = xmlSchemaNewParserCtxt(schema_path);
    o->schema = o->parser ? xmlSchemaParse(o->parser) : NULL;
    o->context = o->schema ? xmlSchemaNewValidCtxt(o->schema) : NULL;
    return o->context != NULL;
}

static inline void oracle_close(oracle *o)
{
    xmlSchemaFreeValidCtxt(o->context);
    xmlSchemaFree(o->schema);
    xmlSchemaFreeParserCtxt(o->parser);
    xmlCleanupParser();
}

static inline bool oracle_is_valid(oracle *o, xmlDoc *doc)
{
    return xmlSchemaValidateDoc(o->context, doc) == 0;
}

#endif
