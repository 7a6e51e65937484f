/* The oracle: libxml2 with the official schema. */
#ifndef ALB_MMC_TEST_ORACLE_H
#define ALB_MMC_TEST_ORACLE_H

#include "base/buf.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <stdio.h>

typedef struct oracle {
    xmlSchemaParserCtxt *parser;
    xmlSchema *schema;
    xmlSchemaValidCtxt *context;
    char fault[512]; /* the first of the last document */
} oracle;

static inline void oracle_keep_fault(void *ctx, xmlError *error)
{
    oracle *o = ctx;
    if (o && o->fault[0] == '\0') {
        (void)snprintf(o->fault, sizeof o->fault, "%s", error->message);
    }
}

static inline bool oracle_open(oracle *o, const char *schema_path)
{
    *o = (oracle){.parser = xmlSchemaNewParserCtxt(schema_path)};
    o->schema = o->parser ? xmlSchemaParse(o->parser) : NULL;
    o->context = o->schema ? xmlSchemaNewValidCtxt(o->schema) : NULL;
    if (o->context) {
        xmlSchemaSetValidStructuredErrors(o->context, oracle_keep_fault, o);
    }
    return o->context != NULL;
}

static inline void oracle_close(oracle *o)
{
    xmlSchemaFreeValidCtxt(o->context);
    xmlSchemaFree(o->schema);
    xmlSchemaFreeParserCtxt(o->parser);
    xmlCleanupParser();
}

static inline xmlDoc *oracle_parse(alb_span text)
{
    return xmlReadMemory((const char *)text.ptr, (int)text.len, NULL, NULL,
                         XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

static inline bool oracle_is_valid(oracle *o, xmlDoc *doc)
{
    o->fault[0] = '\0';
    return doc && xmlSchemaValidateDoc(o->context, doc) == 0;
}

#endif
