/* Canonical XML 1.0 and Exclusive Canonical XML 1.0, without comments, of whole documents and whole subtrees.
 *
 * No node set but these two is needed, so a declaration is superfluous exactly if the nearest ancestor that
 * bears the prefix writes the same: inclusive, an ancestor that declares it; exclusive, an ancestor within
 * the subtree that uses it. */
#include "xml_internal.h"

typedef struct writer {
    alb_buf *out;
    const xml_node *without; /* not written */
    const xml_node *apex;    /* exclusive: root of the subtree; NULL: inclusive */
    bool relative;           /* a namespace that is not absolute was met */
} writer;

/* Canonical XML 1.0, 1.3: documents with relative namespace URIs have no canonical form. */
static bool absolute(alb_span uri)
{
    size_t i = 0;
    while (i < uri.len && (((uri.ptr[i] | 0x20) >= 'a' && (uri.ptr[i] | 0x20) <= 'z') ||
                           (i > 0 && ((uri.ptr[i] >= '0' && uri.ptr[i] <= '9') || uri.ptr[i] == '+' ||
                                      uri.ptr[i] == '-' || uri.ptr[i] == '.')))) {
        i++;
    }
    return uri.len == 0 || (i > 0 && i < uri.len && uri.ptr[i] == ':');
}

static void write_qname(alb_buf *out, const xml_qname *name)
{
    if (name->prefix.len) {
        alb_buf_add(out, name->prefix);
        alb_buf_add_u8(out, ':');
    }
    alb_buf_add(out, name->local);
}

static const alb_span *declared(const xml_node *node, alb_span prefix)
{
    for (size_t i = 0; i < node->n_declarations; i++) {
        if (alb_span_equal(node->declarations[i].prefix, prefix)) {
            return &node->declarations[i].uri;
        }
    }
    return NULL;
}

/* Visibly utilised (Exclusive XML Canonicalization 1.0, 1.1). */
static const alb_span *used(const xml_node *node, alb_span prefix)
{
    if (alb_span_equal(node->name.prefix, prefix)) {
        return &node->name.uri;
    }
    for (size_t i = 0; i < node->n_attributes; i++) {
        if (prefix.len && alb_span_equal(node->attributes[i].name.prefix, prefix)) {
            return &node->attributes[i].name.uri;
        }
    }
    return NULL;
}

/* Is the prefix already bound to that namespace by what was written around this element? */
static bool in_force(const writer *w, const xml_node *node, const xml_qname *d)
{
    if (alb_span_is(d->prefix, "xml")) {
        return true;
    }
    while (node != w->apex && node->parent->kind == XML_ELEMENT) {
        node = node->parent;
        const alb_span *uri = w->apex ? used(node, d->prefix) : declared(node, d->prefix);
        if (uri) {
            return alb_span_equal(*uri, d->uri);
        }
    }
    return d->prefix.len == 0 && d->uri.len == 0;
}

/* libxml2 gives namespace names with the ampersand as &#38; (parse.c keeps them as they are interned). */
static void write_uri(alb_buf *out, alb_span uri)
{
    for (const uint8_t *amp; uri.len && (amp = memchr(uri.ptr, '&', uri.len));) {
        size_t n = (size_t)(amp - uri.ptr) + 1;
        xml_write_escaped_attribute(out, alb_span_sub(uri, 0, n));
        uri = alb_span_sub(uri, n + strlen("#38;"), SIZE_MAX);
    }
    xml_write_escaped_attribute(out, uri);
}

static void write_declaration(writer *w, const xml_node *node, const xml_qname *d)
{
    if (in_force(w, node, d)) {
        return;
    }
    alb_buf_add_text(w->out, d->prefix.len ? " xmlns:" : " xmlns");
    alb_buf_add(w->out, d->prefix);
    alb_buf_add_text(w->out, "=\"");
    write_uri(w->out, d->uri);
    alb_buf_add_u8(w->out, '"');
    w->relative = w->relative || !absolute(d->uri);
}

/* The prefixes that the element uses, sorted, each once. */
static void write_used(writer *w, const xml_node *node)
{
    const xml_qname *sorted[XML_MAX_ATTRIBUTES + 1] = {NULL};
    size_t n = 0;
    for (size_t i = 0; i <= node->n_attributes; i++) {
        const xml_qname *name = i == 0 ? &node->name : &node->attributes[i - 1].name;
        if (i > 0 && name->prefix.len == 0) {
            continue;
        }
        size_t at = 0;
        while (at < n && xml_compare(sorted[at]->prefix, name->prefix) < 0) {
            at++;
        }
        if (at < n && alb_span_equal(sorted[at]->prefix, name->prefix)) {
            continue;
        }
        for (size_t k = n++; k > at; k--) {
            sorted[k] = sorted[k - 1];
        }
        sorted[at] = name;
    }
    for (size_t i = 0; i < n; i++) {
        write_declaration(w, node, sorted[i]);
    }
}

static void write_start_tag(writer *w, const xml_node *node)
{
    alb_buf_add_u8(w->out, '<');
    write_qname(w->out, &node->name);
    if (w->apex) {
        write_used(w, node);
    }
    for (size_t i = 0; !w->apex && i < node->n_declarations; i++) {
        write_declaration(w, node, &node->declarations[i]);
    }
    for (size_t i = 0; i < node->n_attributes; i++) {
        alb_buf_add_u8(w->out, ' ');
        write_qname(w->out, &node->attributes[i].name);
        alb_buf_add_text(w->out, "=\"");
        xml_write_escaped_attribute(w->out, node->attributes[i].value);
        alb_buf_add_u8(w->out, '"');
    }
    alb_buf_add_u8(w->out, '>');
}

static void write_instruction(alb_buf *out, const xml_node *node)
{
    alb_buf_add_text(out, "<?");
    alb_buf_add(out, node->name.local);
    if (node->text.len) {
        alb_buf_add_u8(out, ' ');
        for (size_t i = 0; i < node->text.len; i++) {
            if (node->text.ptr[i] == '\r') {
                alb_buf_add_text(out, "&#xD;");
            } else {
                alb_buf_add_u8(out, node->text.ptr[i]);
            }
        }
    }
    alb_buf_add_text(out, "?>");
}

/* Depth is bounded by the parser. */
static void write_node(writer *w, const xml_node *node) /* NOLINT(misc-no-recursion) */
{
    if (node == w->without) {
        return;
    }
    if (node->kind == XML_TEXT) {
        xml_write_escaped(w->out, node->text);
    } else if (node->kind == XML_INSTRUCTION) {
        write_instruction(w->out, node);
    } else {
        write_start_tag(w, node);
        for (const xml_node *n = node->first; n; n = n->next) {
            write_node(w, n);
        }
        alb_buf_add_text(w->out, "</");
        write_qname(w->out, &node->name);
        alb_buf_add_u8(w->out, '>');
    }
}

static alb_status finish(const writer *w, alb_err *err)
{
    if (w->relative) {
        return alb_fail(err, ALB_BAD_VALUE, "Canonical XML 1.0, 1.3", 0, "a namespace name is not absolute");
    }
    if (w->out->st != ALB_OK) {
        return alb_fail(err, w->out->st, NULL, 0, "no room for the canonical form");
    }
    return ALB_OK;
}

alb_status xml_canonical(xml_document *doc, const xml_node *without, alb_buf *out, alb_err *err)
{
    writer w = {.out = out, .without = without};
    bool behind = false;
    for (const xml_node *n = doc->top.first; n; n = n->next) {
        /* An instruction beside the root stands on its own line (Canonical XML 1.0, 2.3). */
        if (n->kind == XML_INSTRUCTION && behind) {
            alb_buf_add_u8(out, '\n');
        }
        write_node(&w, n);
        if (n->kind == XML_INSTRUCTION && !behind) {
            alb_buf_add_u8(out, '\n');
        }
        behind = behind || n->kind == XML_ELEMENT;
    }
    return finish(&w, err);
}

alb_status xml_canonical_exclusive(xml_document *doc, const xml_node *subtree, alb_buf *out, alb_err *err)
{
    (void)doc;
    writer w = {.out = out, .apex = subtree};
    write_node(&w, subtree);
    return finish(&w, err);
}
