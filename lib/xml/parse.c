/* libxml2 as tokeniser: its SAX events build our tree, so that limits hold while it reads and nothing of a
 * document type, an entity or an inclusion exists to be resolved. */
#include "xml_internal.h"

#include <libxml/parser.h> /* with dict.h, which does not stand alone */
#include <stdlib.h>
#include <strings.h>

enum {
    /* Names of hostile documents stay in the dictionary: beyond this a new one is begun. */
    DICTIONARY_MAX = 256 * 1024,
    /* libxml2's own limit without XML_PARSE_HUGE. */
    DEPTH_MAX = 256,
    OPTIONS = XML_PARSE_NONET | XML_PARSE_COMPACT,
};

struct xml_context {
    xmlParserCtxt *parser;
};

typedef struct builder {
    xmlParserCtxt *parser;
    const xml_limits *limits;
    xml_document *doc;
    xml_node *open; /* the element whose content is read */
    alb_wr text;    /* all text and values of the document, in order */
    uint32_t nodes;
    uint16_t depth;
    alb_status st;
    alb_err *err;
} builder;

/* Stops the parser; the first reason stands. */
static void stop(builder *b, alb_status st, const char *why)
{
    if (b->st == ALB_OK) {
        size_t line = b->parser->input && b->parser->input->line > 0 ? (size_t)b->parser->input->line : 1;
        b->st = alb_fail(b->err, st, "XML 1.0", line, "%.*s", (int)strcspn(why, "\n"), why);
        xmlStopParser(b->parser);
    }
}

static bool count(builder *b, uint32_t n)
{
    if (b->st != ALB_OK) {
        return false;
    }
    if (n > b->limits->max_nodes - b->nodes) {
        stop(b, ALB_TOO_LARGE, "more elements, attributes and texts than allowed");
        return false;
    }
    b->nodes += n;
    return true;
}

static xml_node *append(builder *b, xml_kind kind)
{
    if (!count(b, 1)) {
        return NULL;
    }
    xml_node *node = alb_arena_alloc(b->doc->arena, sizeof *node);
    if (!node) {
        stop(b, ALB_NO_MEMORY, "out of memory");
        return NULL;
    }
    int line = b->parser->input->line;
    *node = (xml_node){.kind = kind, .parent = b->open, .line = line > 0 ? (uint32_t)line : 0};
    if (b->open->last) {
        b->open->last->next = node;
    } else {
        b->open->first = node;
    }
    b->open->last = node;
    return node;
}

static alb_span span(const xmlChar *text)
{
    return alb_span_of(text, text ? strlen((const char *)text) : 0);
}

/* Octets into the document's text store. */
static alb_span keep(builder *b, alb_span s)
{
    size_t from = b->text.pos;
    alb_wr_bytes(&b->text, s);
    if (b->text.st != ALB_OK) {
        stop(b, ALB_TOO_LARGE, "text grows while it is read");
        return (alb_span){0};
    }
    return alb_span_of(b->text.buf + from, s.len);
}

/* libxml2 resolves references in a value but leaves the ampersand as &#38;. */
static alb_span keep_value(builder *b, alb_span raw)
{
    size_t from = b->text.pos;
    for (const uint8_t *amp; raw.len && (amp = memchr(raw.ptr, '&', raw.len));) {
        size_t n = (size_t)(amp - raw.ptr) + 1;
        alb_wr_bytes(&b->text, alb_span_sub(raw, 0, n));
        raw = alb_span_sub(raw, n, SIZE_MAX);
        if (alb_span_is(alb_span_sub(raw, 0, 4), "#38;")) {
            raw = alb_span_sub(raw, 4, SIZE_MAX);
        }
    }
    keep(b, raw);
    return b->st == ALB_OK ? alb_span_of(b->text.buf + from, b->text.pos - from) : alb_span_none();
}

static void add_declarations(xml_node *node, size_t n, const xmlChar **in)
{
    for (size_t i = 0; i < n; i++) {
        xml_qname d = {.prefix = span(in[2 * i]), .uri = span(in[2 * i + 1])};
        size_t at = i;
        for (; at > 0 && xml_compare(node->declarations[at - 1].prefix, d.prefix) > 0; at--) {
            node->declarations[at] = node->declarations[at - 1];
        }
        node->declarations[at] = d;
    }
    node->n_declarations = (uint16_t)n;
}

static void add_attributes(builder *b, xml_node *node, size_t n, const xmlChar **in)
{
    for (size_t i = 0; i < n; i++) {
        const xmlChar **a = &in[5 * i];
        xml_attribute_node new = {.name = {.local = span(a[0]), .prefix = span(a[1]), .uri = span(a[2])},
                                  .value = keep_value(b, alb_span_of(a[3], (size_t)(a[4] - a[3])))};
        size_t at = i;
        for (; at > 0; at--) {
            const xml_qname *before = &node->attributes[at - 1].name;
            int order = xml_compare(before->uri, new.name.uri);
            if ((order ? order : xml_compare(before->local, new.name.local)) < 0) {
                break;
            }
            node->attributes[at] = node->attributes[at - 1];
        }
        node->attributes[at] = new;
    }
    node->n_attributes = (uint16_t)n;
}

static void on_start_element(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                             int n_declarations, const xmlChar **declarations, int n_attributes,
                             int n_defaulted, const xmlChar **attributes)
{
    builder *b = ctx;
    (void)n_defaulted;
    if (b->depth >= b->limits->max_depth || b->depth >= DEPTH_MAX) {
        stop(b, ALB_TOO_DEEP, "elements are nested too deeply");
        return;
    }
    if (n_declarations > XML_MAX_ATTRIBUTES || n_attributes > XML_MAX_ATTRIBUTES) {
        stop(b, ALB_TOO_LARGE, "too many attributes in one tag");
        return;
    }
    size_t nd = (size_t)n_declarations, na = (size_t)n_attributes;
    xml_node *node = count(b, (uint32_t)(nd + na)) ? append(b, XML_ELEMENT) : NULL;
    if (!node) {
        return;
    }
    node->name = (xml_qname){.local = span(local), .prefix = span(prefix), .uri = span(uri)};
    if (nd + na > 0) {
        node->declarations = alb_arena_array(b->doc->arena, nd, sizeof *node->declarations);
        node->attributes = alb_arena_array(b->doc->arena, na, sizeof *node->attributes);
        if (!node->declarations || !node->attributes) {
            stop(b, ALB_NO_MEMORY, "out of memory");
            return;
        }
        add_declarations(node, nd, declarations);
        add_attributes(b, node, na, attributes);
    }
    b->open = node;
    b->depth++;
}

static void on_end_element(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    builder *b = ctx;
    (void)local;
    (void)prefix;
    (void)uri;
    if (b->st == ALB_OK && b->open->parent) {
        b->open = b->open->parent;
        b->depth--;
    }
}

/* Comes in pieces. A comment between two pieces does not part them, as in the canonical form without
 * comments. */
static void on_text(void *ctx, const xmlChar *text, int len)
{
    builder *b = ctx;
    if (b->st != ALB_OK || len <= 0 || b->open->kind == XML_TOP) {
        return;
    }
    alb_span piece = keep(b, alb_span_of(text, (size_t)len));
    xml_node *last = b->open->last;
    if (last && last->kind == XML_TEXT) {
        last->text.len += piece.len;
    } else if ((last = append(b, XML_TEXT))) {
        last->text = piece;
    }
}

static void on_instruction(void *ctx, const xmlChar *target, const xmlChar *data)
{
    builder *b = ctx;
    xml_node *node = append(b, XML_INSTRUCTION);
    if (node) {
        node->name.local = keep(b, span(target));
        node->text = keep(b, span(data));
    }
}

static void on_document_type(void *ctx, const xmlChar *name, const xmlChar *public, const xmlChar *system)
{
    (void)name;
    (void)public;
    (void)system;
    stop(ctx, ALB_BAD_FORMAT, "document type declarations are refused");
}

/* DUIS, MMC and the certificate services are UTF-8 (duis.md 2.1). */
static void on_start_document(void *ctx)
{
    builder *b = ctx;
    const char *encoding = (const char *)b->parser->encoding;
    const xmlParserInputBuffer *buf = b->parser->input->buf;
    if ((encoding && strcasecmp(encoding, "UTF-8") != 0) || (buf && buf->encoder)) {
        stop(b, ALB_BAD_FORMAT, "the encoding is not UTF-8");
    }
}

static void on_error(void *ctx, xmlError *error)
{
    if (error->level >= XML_ERR_ERROR) {
        stop(ctx, ALB_BAD_FORMAT, error->message ? error->message : "not well-formed");
    }
}

static bool new_parser(xml_context *ctx)
{
    xmlFreeParserCtxt(ctx->parser);
    ctx->parser = xmlNewParserCtxt();
    if (!ctx->parser) {
        return false;
    }
    *ctx->parser->sax = (xmlSAXHandler){.initialized = XML_SAX2_MAGIC,
                                        .startDocument = on_start_document,
                                        .internalSubset = on_document_type,
                                        .startElementNs = on_start_element,
                                        .endElementNs = on_end_element,
                                        .characters = on_text,
                                        .ignorableWhitespace = on_text,
                                        .cdataBlock = on_text,
                                        .processingInstruction = on_instruction,
                                        .serror = on_error};
    return true;
}

xml_context *xml_context_new(void)
{
    xmlInitParser();
    xml_context *ctx = calloc(1, sizeof *ctx);
    if (ctx && !new_parser(ctx)) {
        free(ctx);
        ctx = NULL;
    }
    return ctx;
}

void xml_context_free(xml_context *ctx)
{
    if (ctx) {
        xmlFreeParserCtxt(ctx->parser);
        free(ctx);
    }
}

static xml_document *new_document(xml_context *ctx)
{
    alb_arena *arena = alb_arena_new(SIZE_MAX / 2);
    xml_document *doc = arena ? alb_arena_alloc(arena, sizeof *doc) : NULL;
    if (!doc) {
        alb_arena_free(arena);
        return NULL;
    }
    xmlDictReference(ctx->parser->dict);
    *doc = (xml_document){.arena = arena, .dictionary = ctx->parser->dict};
    return doc;
}

void xml_free(xml_document *doc)
{
    if (doc) {
        xmlDictFree(doc->dictionary);
        alb_arena_free(doc->arena);
    }
}

alb_status xml_parse(xml_context *ctx, alb_span text, const xml_limits *limits, xml_document **out,
                     alb_err *err)
{
    *out = NULL;
    if (text.len > limits->max_octets || text.len > INT32_MAX) {
        return alb_fail(err, ALB_TOO_LARGE, NULL, 0, "the document has %zu octets, %zu are allowed", text.len,
                        limits->max_octets);
    }
    ALB_TRY(xml_guard(text, err));
    if (xmlDictGetUsage(ctx->parser->dict) > DICTIONARY_MAX && !new_parser(ctx)) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "out of memory");
    }
    xml_document *doc = new_document(ctx);
    builder b = {.parser = ctx->parser, .limits = limits, .doc = doc, .err = err};
    /* No text grows when references in it are resolved. */
    uint8_t *store = doc ? alb_arena_alloc(doc->arena, text.len) : NULL;
    if (!store) {
        xml_free(doc);
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "out of memory");
    }
    b.text = alb_wr_init(store, text.len);
    b.open = &doc->top;
    ctx->parser->userData = &b;
    xmlDoc *none = xmlCtxtReadMemory(ctx->parser, (const char *)text.ptr, (int)text.len, NULL, NULL, OPTIONS);
    if (none) {
        xmlFreeDoc(none);
    }
    if (b.st == ALB_OK && (!ctx->parser->wellFormed || !ctx->parser->nsWellFormed)) {
        stop(&b, ALB_BAD_FORMAT, "not well-formed");
    }
    if (b.st == ALB_OK && !xml_root(doc)) {
        stop(&b, ALB_BAD_FORMAT, "no root element");
    }
    ctx->parser->userData = NULL;
    if (b.st != ALB_OK) {
        xml_free(doc);
        return b.st;
    }
    *out = doc;
    return ALB_OK;
}
