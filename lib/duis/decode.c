#include "decode_internal.h"

#include "simple_internal.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

static const char rule[] = "DUIS schema";
static const char instance_namespace[] = "http://www.w3.org/2001/XMLSchema-instance";

static void write_path(const duis_decoder *d, alb_wr *out)
{
    for (uint32_t i = 0; i < d->depth; i++) {
        alb_wr_printf(out, i > 0 ? "/%s" : "%s", d->places[i].name);
        if (d->places[i].number > 0) {
            alb_wr_printf(out, "[%u]", d->places[i].number);
        }
    }
}

bool duis_fault(duis_decoder *d, alb_status st, uint32_t line, const char *fmt, ...)
{
    alb_err fault = {.code = st, .offset = line, .rule = rule};
    alb_wr path = alb_wr_init(fault.path, sizeof fault.path - 1);
    write_path(d, &path);
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(fault.detail, sizeof fault.detail, fmt, args);
    va_end(args);
    if (d->st == ALB_OK) {
        d->st = st;
        if (d->err && d->err->code == ALB_OK) {
            *d->err = fault;
        }
    }
    if (d->more) {
        alb_buf_printf(d->more, "line %u: %s: %s\n", line, fault.path, fault.detail);
    }
    return d->more && d->more->st == ALB_OK;
}

bool duis_is_element(duis_decoder *d, const cat_element *element, const xml_node *xml)
{
    alb_span name = xml_name(xml);
    if (name.len != element->name_length || memcmp(name.ptr, element->name, name.len) != 0) {
        return false;
    }
    alb_span space = xml_namespace(xml);
    if (element->xml_namespace) {
        return alb_span_is(space, element->xml_namespace);
    }
    if (d->namespace && space.ptr == d->namespace) {
        return true;
    }
    bool same = alb_span_is(space, CAT_NS_DUIS);
    d->namespace = same ? space.ptr : d->namespace;
    return same;
}

static bool value_fault(duis_decoder *d, uint32_t line, alb_span text, const char *what, const char *why)
{
    enum { SHOWN = 60 };
    return duis_fault(d, ALB_BAD_VALUE, line, "%s%s'%.*s%s' %s", what, *what ? " " : "",
                      (int)(text.len > SHOWN ? SHOWN : text.len), (const char *)text.ptr,
                      text.len > SHOWN ? "..." : "", why);
}

/* Attributes of the schema processor may stand anywhere. Those that would change an element's type or its
 * emptiness may not: no element of the interface can be nil, and types are not substituted. */
static bool is_schema_location(alb_span space, alb_span name)
{
    return alb_span_is(space, instance_namespace) &&
           (alb_span_is(name, "schemaLocation") || alb_span_is(name, "noNamespaceSchemaLocation"));
}

static bool decode_attribute(duis_decoder *d, duis_node *node, const xml_node *xml, size_t at)
{
    const cat_element *element = node->element;
    alb_span space, name, value;
    xml_attribute_at(xml, at, &space, &name, &value);
    for (size_t i = 0; space.len == 0 && i < element->n_attributes; i++) {
        if (alb_span_is(name, element->attributes[i].name)) {
            const char *why = duis_simple_check(element->attributes[i].type, &value, d->arena);
            node->attribute[i] = value;
            return !why || value_fault(d, node->line, value, element->attributes[i].name, why);
        }
    }
    return is_schema_location(space, name) ||
           duis_fault(d, ALB_BAD_FORMAT, node->line, "attribute %.*s may not stand here", (int)name.len,
                      (const char *)name.ptr);
}

static bool decode_attributes(duis_decoder *d, duis_node *node, const xml_node *xml)
{
    size_t n = xml_attribute_count(xml);
    for (size_t i = 0; i < n; i++) {
        if (!decode_attribute(d, node, xml, i)) {
            return false;
        }
    }
    for (size_t i = 0; i < node->element->n_attributes; i++) {
        if (node->element->attributes[i].required && !node->attribute[i].ptr &&
            !duis_fault(d, ALB_BAD_FORMAT, node->line, "attribute %s is missing",
                        node->element->attributes[i].name)) {
            return false;
        }
    }
    return true;
}

static bool decode_simple(duis_decoder *d, duis_node *node, const xml_node *xml)
{
    if (xml_child(xml)) {
        return duis_fault(d, ALB_BAD_FORMAT, node->line, "elements stand where only text may");
    }
    bool mixed;
    node->text = xml_text(d->doc->xml, xml, &mixed);
    const char *why = duis_simple_check(node->element->simple, &node->text, d->arena);
    return !why || value_fault(d, node->line, node->text, "", why);
}

/* What is not judged is kept as it is, so that it can be written again. */
static bool decode_any(duis_decoder *d, duis_node *node, const xml_node *xml)
{
    alb_buf text;
    alb_buf_init(&text, DUIS_MAX_FIRMWARE_REQUEST);
    alb_status st = xml_canonical_exclusive(d->doc->xml, xml, &text, NULL);
    node->text = alb_arena_copy(d->arena, alb_buf_span(&text));
    alb_buf_release(&text);
    return (st == ALB_OK && node->text.ptr) ||
           duis_fault(d, st != ALB_OK ? st : ALB_NO_MEMORY, node->line, "the content cannot be kept");
}

static bool decode_content(duis_decoder *d, duis_node *node, const xml_node *xml)
{
    if (node->element->any) {
        return decode_any(d, node, xml);
    }
    if (!decode_attributes(d, node, xml)) {
        return false;
    }
    if (node->element->simple) {
        return decode_simple(d, node, xml);
    }
    bool mixed;
    alb_span text = xml_text(d->doc->xml, xml, &mixed);
    if (!node->element->children) {
        return (text.len == 0 && !xml_child(xml)) ||
               duis_fault(d, ALB_BAD_FORMAT, node->line, "the element must be empty");
    }
    if ((mixed || alb_trim(text).len > 0) &&
        !duis_fault(d, ALB_BAD_FORMAT, node->line, "text stands where only elements may")) {
        return false;
    }
    return duis_match_children(d, node->element->children, xml);
}

bool duis_decode_element(duis_decoder *d, const cat_element *element, const xml_node *xml, uint32_t number)
{
    duis_document *doc = d->doc;
    /* The document's own signature is not part of what it says. */
    if (d->depth == 1 && element->xml_namespace) {
        doc->has_signature = true;
        return true;
    }
    if (doc->count == d->capacity || d->depth > DUIS_MAX_DEPTH) {
        (void)duis_fault(d, ALB_TOO_LARGE, xml_line(xml), "more elements than were counted");
        return false;
    }
    uint32_t index = doc->count++;
    doc->nodes[index] = (duis_node){.element = element, .line = xml_line(xml)};
    d->places[d->depth++] = (duis_place){element->name, number};
    bool go_on = decode_content(d, &doc->nodes[index], xml);
    d->depth--;
    doc->nodes[index].next = doc->count;
    return go_on;
}

static uint32_t count_elements(const xml_node *xml)
{
    uint32_t n = 1;
    for (const xml_node *child = xml_child(xml); child; child = xml_next(child)) {
        n += count_elements(child);
    }
    return n;
}

static bool is_firmware_request(const duis_document *doc)
{
    return doc->body != UINT32_MAX &&
           (strcmp(doc->nodes[doc->body].element->name, "UpdateFirmware") == 0 ||
            strcmp(doc->nodes[doc->body].element->name, "UpdatePPMIDFirmware") == 0);
}

/* What is there of the header, also in a document with faults: an error is answered under its RequestID. */
static void decode_header(duis_document *doc)
{
    int64_t version = 0;
    uint64_t variant = 0;
    if (alb_parse_decimal(doc->nodes[0].attribute[0], -1, &version) && version > 0 && version < UINT32_MAX) {
        doc->version = (uint32_t)version;
    }
    uint32_t header = duis_find(doc, 0, "Header");
    if (header != UINT32_MAX) {
        doc->has_request_id = duis_request_id_parse(duis_text(doc, header, "RequestID"), &doc->request_id);
        doc->has_response_id = duis_request_id_parse(duis_text(doc, header, "ResponseID"), &doc->response_id);
        if (alb_parse_u64(duis_text(doc, header, "CommandVariant"), UINT8_MAX, &variant)) {
            doc->command_variant = (uint8_t)variant;
        }
        doc->response_code = duis_text(doc, header, "ResponseCode");
        if (!alb_time_parse(duis_text(doc, header, "ResponseDateTime"), &doc->response_time)) {
            doc->response_time = ALB_TIME_NONE;
        }
    }
    uint32_t body = duis_find(doc, 0, "Body");
    doc->body = body != UINT32_MAX ? duis_child(doc, body) : UINT32_MAX;
    uint32_t references = doc->kind == DUIS_REQUEST ? header : doc->body;
    if (references != UINT32_MAX) {
        doc->service_reference = duis_text(doc, references, "ServiceReference");
        doc->service_reference_variant = duis_text(doc, references, "ServiceReferenceVariant");
        doc->srv = cat_service_request_find(doc->service_reference_variant);
    }
}

static alb_status decode_root(duis_decoder *d)
{
    const xml_node *root = xml_root(d->doc->xml);
    const cat_element *element = NULL;
    if (duis_is_element(d, &cat_duis_request, root)) {
        element = &cat_duis_request;
    } else if (duis_is_element(d, &cat_duis_response, root)) {
        element = &cat_duis_response;
        d->doc->kind = DUIS_RESPONSE;
    } else {
        alb_span name = xml_name(root);
        (void)duis_fault(d, ALB_BAD_FORMAT, xml_line(root), "%.*s is neither Request nor Response",
                         (int)name.len, (const char *)name.ptr);
        return d->st;
    }
    d->capacity = count_elements(root);
    d->doc->nodes = alb_arena_array(d->arena, d->capacity, sizeof *d->doc->nodes);
    if (!d->doc->nodes) {
        return alb_fail(d->err, ALB_NO_MEMORY, NULL, 0, "%u elements do not fit", d->capacity);
    }
    (void)duis_decode_element(d, element, root, 0);
    decode_header(d->doc);
    return d->st;
}

static void release_xml(void *xml)
{
    xml_free(xml);
}

alb_status duis_decode(xml_context *ctx, alb_span xml, alb_arena *arena, duis_document *out, alb_buf *more,
                       alb_err *err)
{
    static const xml_limits limits = {
        .max_octets = DUIS_MAX_FIRMWARE_REQUEST, .max_depth = DUIS_MAX_DEPTH, .max_nodes = DUIS_MAX_NODES};
    *out = (duis_document){.body = UINT32_MAX, .response_time = ALB_TIME_NONE};
    alb_err own = {0};
    err = err ? err : &own;
    alb_status st = xml_parse(ctx, xml, &limits, &out->xml, err);
    if (st != ALB_OK) {
        if (more) {
            alb_buf_printf(more, "line %zu: %s\n", err->offset, err->detail);
        }
        return st;
    }
    if (!alb_arena_defer(arena, release_xml, out->xml)) {
        xml_free(out->xml);
        out->xml = NULL;
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "out of memory");
    }
    duis_decoder d = {.doc = out, .arena = arena, .more = more, .err = err};
    ALB_TRY(decode_root(&d));
    if (xml.len > DUIS_MAX_REQUEST && !is_firmware_request(out)) {
        return alb_fail(err, ALB_TOO_LARGE, "DUIS limits", 0,
                        "%zu octets, of which only firmware may have more than %d", xml.len,
                        DUIS_MAX_REQUEST);
    }
    return ALB_OK;
}
