/* Service Requests: text to validated document, beside libxml2's parser and schema validator with the
 * official schema on the same documents. Needs the reference data beside the checkout. */
#include "bench.h"

#include "duis/document.h"

#include "vectors.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

enum { REQUESTS_MAX = 512 };

typedef struct group {
    alb_arena *texts, *arena;
    alb_span requests[REQUESTS_MAX];
    size_t count, next;
    xml_context *xml;
    xmlSchemaParserCtxt *parser;
    xmlSchema *schema;
    xmlSchemaValidCtxt *validator;
} group;

static void must(bool ok, const char *what)
{
    if (!ok) {
        (void)fprintf(stderr, "bench: %s failed\n", what);
        exit(2);
    }
}

static alb_span next_request(group *g)
{
    alb_span text = g->requests[g->next];
    g->next = g->next + 1 < g->count ? g->next + 1 : 0;
    return text;
}

static void run_decode(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        duis_document doc;
        must(duis_decode(g->xml, next_request(g), g->arena, &doc, NULL, NULL) == ALB_OK, "decode");
        alb_arena_reset(g->arena);
    }
}

static void raw_libxml2(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        alb_span text = next_request(g);
        xmlDoc *doc = xmlReadMemory((const char *)text.ptr, (int)text.len, NULL, NULL, XML_PARSE_NONET);
        must(doc && xmlSchemaValidateDoc(g->validator, doc) == 0, "libxml2");
        xmlFreeDoc(doc);
    }
}

/* The parser alone: what no validator on libxml2 can go below. */
static void raw_parse(void *ctx, size_t n)
{
    group *g = ctx;
    for (size_t i = 0; i < n; i++) {
        alb_span text = next_request(g);
        xmlFreeDoc(xmlReadMemory((const char *)text.ptr, (int)text.len, NULL, NULL, XML_PARSE_NONET));
    }
}

static alb_status add(void *ctx, const char *path, alb_err *err)
{
    group *g = ctx;
    alb_buf text;
    alb_buf_init(&text, 1 << 20);
    alb_status st = alb_file_read(path, &text, err);
    if (st == ALB_OK && g->count < REQUESTS_MAX) {
        g->requests[g->count++] = alb_arena_copy(g->texts, alb_buf_span(&text));
    }
    alb_buf_release(&text);
    return st;
}

void bench_duis(bench *b)
{
    static group g;
    g.texts = alb_arena_new(64 << 20);
    g.arena = alb_arena_new(ALB_ARENA_DEFAULT_LIMIT);
    g.xml = xml_context_new();
    const char *dir = vectors_path(g.texts, "duis");
    const char *schema = vectors_path(g.texts, "xsd/duis-5.4.xsd");
    if (dir && schema && alb_file_walk(dir, add, &g, NULL) == ALB_OK && g.count > 0) {
        g.parser = xmlSchemaNewParserCtxt(schema);
        g.schema = xmlSchemaParse(g.parser);
        g.validator = xmlSchemaNewValidCtxt(g.schema);
        must(g.validator != NULL, "schema");
        bench_case_run(b, &(bench_case){"duis decode and validate a request", run_decode,
                                        "libxml2 parse, validate", raw_libxml2, &g, 1.5});
        bench_case_run(b, &(bench_case){"duis decode and validate a request", run_decode,
                                        "libxml2 parse only", raw_parse, &g, 0});
        xmlSchemaFreeValidCtxt(g.validator);
        xmlSchemaFree(g.schema);
        xmlSchemaFreeParserCtxt(g.parser);
    }
    xml_context_free(g.xml);
    alb_arena_free(g.arena);
    alb_arena_free(g.texts);
}
