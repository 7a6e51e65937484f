/* Paths of mapping rows through a request (catalogue/service_request.h says their form). */
#include "mapping_internal.h"

#include "base/text.h"

/* One step: "Name", "Name[2]", "Name[index=2]", "Name[=text]". */
typedef struct step {
    alb_span name;
    alb_span key, value; /* of a predicate with '=' */
    bool has_value;
    bool has_index;
    uint64_t index;
} step;

static alb_span up_to(alb_span *text, uint8_t end)
{
    size_t n = 0;
    while (n < text->len && text->ptr[n] != end) {
        n++;
    }
    alb_span part = alb_span_sub(*text, 0, n);
    *text = alb_span_sub(*text, n + 1, SIZE_MAX);
    return part;
}

/* A '/' inside brackets belongs to a value: DUIS values in paths have none. */
static step take_step(alb_span *path)
{
    alb_span rest = up_to(path, '/');
    step s = {.name = up_to(&rest, '[')};
    alb_span predicate = up_to(&rest, ']');
    if (predicate.len == 0) {
        return s;
    }
    s.has_index = alb_parse_u64(predicate, UINT32_MAX, &s.index);
    if (!s.has_index) {
        s.value = predicate;
        s.key = up_to(&s.value, '=');
        s.has_value = true;
    }
    return s;
}

alb_span duis_attribute(const duis_document *doc, uint32_t node, const char *name)
{
    const duis_node *n = &doc->nodes[node];
    for (uint8_t i = 0; i < n->element->n_attributes && i < ALB_COUNT(n->attribute); i++) {
        if (strcmp(n->element->attributes[i].name, name) == 0) {
            return n->attribute[i];
        }
    }
    return (alb_span){0};
}

/* Numbers compare as numbers, an index may be written "01"; a boolean may be written as a number. */
static bool equal_values(alb_span a, alb_span b)
{
    uint64_t x;
    uint64_t y;
    if (alb_span_is(b, "true") || alb_span_is(b, "false")) {
        return alb_span_equal(a, b) || alb_span_is(a, b.ptr[0] == 't' ? "1" : "0");
    }
    if (alb_parse_u64(a, UINT64_MAX, &x) && alb_parse_u64(b, UINT64_MAX, &y)) {
        return x == y;
    }
    return alb_span_equal(a, b);
}

static bool satisfies(const duis_document *doc, uint32_t node, const step *s)
{
    const duis_node *n = &doc->nodes[node];
    if (!s->has_value) {
        return true;
    }
    if (s->key.len == 0) {
        return equal_values(alb_trim(n->text), s->value);
    }
    if (alb_span_is(s->key, "element")) {
        return alb_span_is(s->value, n->element->name);
    }
    for (uint8_t i = 0; i < n->element->n_attributes && i < ALB_COUNT(n->attribute); i++) {
        if (alb_span_is(s->key, n->element->attributes[i].name)) {
            return n->attribute[i].ptr && equal_values(n->attribute[i], s->value);
        }
    }
    for (uint32_t c = duis_child(doc, node); c != DUIS_NOWHERE; c = duis_sibling(doc, node, c)) {
        if (alb_span_is(s->key, doc->nodes[c].element->name) &&
            equal_values(alb_trim(doc->nodes[c].text), s->value)) {
            return true;
        }
    }
    return false;
}

static bool is_named(const duis_document *doc, uint32_t node, alb_span name)
{
    const char *own = doc->nodes[node].element->name;
    return (name.len > 0 && name.ptr[0] == (uint8_t)own[0] && alb_span_is(name, own)) ||
           (name.len == 1 && name.ptr[0] == '*');
}

/* The match with *left matches before it; *left counts down over all branches. */
static uint32_t walk(const duis_document *doc, uint32_t node, alb_span path, uint32_t *left)
{
    if (path.len == 0) {
        return (*left)-- == 0 ? node : DUIS_NOWHERE;
    }
    step s = take_step(&path);
    if (alb_span_is(s.name, ".")) {
        return satisfies(doc, node, &s) ? walk(doc, node, path, left) : DUIS_NOWHERE;
    }
    uint64_t seen = 0;
    for (uint32_t c = duis_child(doc, node); c != DUIS_NOWHERE; c = duis_sibling(doc, node, c)) {
        if (!is_named(doc, c, s.name) || !satisfies(doc, c, &s)) {
            continue;
        }
        if (s.has_index && seen++ != s.index) {
            continue;
        }
        uint32_t found = walk(doc, c, path, left);
        if (found != DUIS_NOWHERE) {
            return found;
        }
    }
    return DUIS_NOWHERE;
}

uint32_t duis_follow(const duis_document *doc, uint32_t from, const char *path, uint32_t nth)
{
    alb_span rest = alb_span_str(path);
    if (rest.len > 0 && rest.ptr[0] == '/') {
        rest = alb_span_sub(rest, 1, SIZE_MAX);
        from = doc->body;
    }
    return from < doc->count ? walk(doc, from, rest, &nth) : DUIS_NOWHERE;
}

uint32_t duis_count(const duis_document *doc, uint32_t from, const char *path)
{
    uint32_t n = 0;
    while (duis_follow(doc, from, path, n) != DUIS_NOWHERE) {
        n++;
    }
    return n;
}

uint32_t duis_index_of(const duis_document *doc, uint32_t node, uint32_t fallback)
{
    static const char *const names[] = {"index", "identifier", "auxiliaryControllerN"};
    for (size_t i = 0; i < ALB_COUNT(names); i++) {
        uint64_t index;
        if (alb_parse_u64(alb_trim(duis_attribute(doc, node, names[i])), UINT16_MAX, &index)) {
            return (uint32_t)index;
        }
    }
    return fallback;
}

bool duis_repetition(const duis_document *doc, uint32_t from, const char *path, alb_arena *arena,
                     duis_elements *out)
{
    *out = (duis_elements){.count = duis_count(doc, from, path)};
    out->nodes = alb_arena_array(arena, out->count, sizeof *out->nodes);
    for (uint32_t i = 0; out->nodes && i < out->count; i++) {
        uint32_t node = duis_follow(doc, from, path, i);
        uint32_t number = duis_index_of(doc, node, i);
        uint32_t at = i;
        for (; at > 0 && duis_index_of(doc, out->nodes[at - 1], at - 1) > number; at--) {
            out->nodes[at] = out->nodes[at - 1];
        }
        out->nodes[at] = node;
    }
    return out->nodes != NULL;
}

/* --- rows --- */

bool duis_row_applies(const duis_scope *scope, const cat_mapping *row)
{
    return !row->from || duis_follow(scope->job->doc, scope->node, row->from, 0) != DUIS_NOWHERE;
}

/* Steps compared one by one, "*" with any. How much of `to` is left behind the last step of path; NULL: they
 * differ, or `to` ends first. */
static const char *behind(const char *to, const char *path)
{
    while (*path != '\0') {
        if (to[0] == '*' && (to[1] == '/' || to[1] == '\0')) {
            to++;
            path += strcspn(path, "/");
        }
        for (; *path != '\0' && *path != '/'; path++, to++) {
            if (*to != *path) {
                return NULL;
            }
        }
        if (*to != '\0' && *to != '/') {
            return NULL;
        }
        to += *to == '/';
        path += *path == '/';
    }
    return to;
}

static bool names(const char *to, const char *path)
{
    if (!to || strcmp(to, path) == 0) {
        return to != NULL;
    }
    const char *rest = strchr(to, '*') ? behind(to, path) : NULL;
    return rest && *rest == '\0';
}

const cat_mapping *duis_row_for(const duis_scope *scope, const char *to)
{
    for (uint8_t i = 0; i < scope->n_rows; i++) {
        if (names(scope->rows[i].to, to) && duis_row_applies(scope, &scope->rows[i])) {
            return &scope->rows[i];
        }
    }
    return NULL;
}

duis_scope duis_rows_within(const duis_scope *scope, const char *to)
{
    duis_scope within = *scope;
    while (within.n_rows > 0 && !(within.rows->to && behind(within.rows->to, to))) {
        within.rows++;
        within.n_rows--;
    }
    for (; within.n_rows > 0; within.n_rows--) {
        const char *last = within.rows[within.n_rows - 1].to;
        if (last && behind(last, to)) {
            break;
        }
    }
    return within;
}

bool duis_row_touches(const duis_scope *scope, const char *to)
{
    for (uint8_t i = 0; i < scope->n_rows; i++) {
        const char *own = scope->rows[i].to;
        if (own && own[0] != '*' && behind(own, to) && duis_row_applies(scope, &scope->rows[i])) {
            return true;
        }
    }
    return false;
}

/* --- what a row asks for --- */

duis_asked duis_ask(const duis_scope *scope, const cat_mapping *row, const cat_type *type)
{
    uint32_t node = row->from ? duis_follow(scope->job->doc, scope->node, row->from, 0) : DUIS_NOWHERE;
    return (duis_asked){.scope = scope, .row = row, .type = type, .node = node};
}

alb_span duis_asked_text(const duis_asked *asked)
{
    if (asked->node == DUIS_NOWHERE) {
        return alb_span_str(asked->row->constant);
    }
    return alb_trim(asked->scope->job->doc->nodes[asked->node].text);
}

alb_span duis_asked_child(const duis_asked *asked, const char *path)
{
    const duis_document *doc = asked->scope->job->doc;
    uint32_t node = asked->node == DUIS_NOWHERE ? asked->scope->node : asked->node;
    uint32_t child = duis_follow(doc, node, path, 0);
    alb_span none = {0};
    return child == DUIS_NOWHERE ? none : alb_trim(doc->nodes[child].text);
}

void duis_err_at(alb_err *err, const duis_document *doc, uint32_t node)
{
    if (!err || node >= doc->count) {
        return;
    }
    err->offset = doc->nodes[node].line;
    alb_err_within(err, doc->nodes[node].element->name);
    for (uint32_t above = node; above > doc->body;) {
        above--;
        if (doc->nodes[above].next > node) {
            alb_err_within(err, doc->nodes[above].element->name);
        }
    }
}

alb_status duis_refuse(const duis_asked *asked, alb_err *err, const char *why)
{
    const duis_document *doc = asked->scope->job->doc;
    alb_span text = duis_asked_text(asked);
    uint32_t node = asked->node == DUIS_NOWHERE ? asked->scope->node : asked->node;
    (void)alb_fail(err, ALB_BAD_VALUE, "DUIS 3", 0, "'%.*s' cannot be carried by %s: %s",
                   text.len < 60 ? (int)text.len : 60, text.ptr ? (const char *)text.ptr : "",
                   asked->scope->job->use_case->name, why);
    duis_err_at(err, doc, node);
    return ALB_BAD_VALUE;
}
