/* Places that a rule names, and values as they are compared. */
#include "rules_internal.h"

#include "base/text.h"

static alb_span without_attribute(const char *path)
{
    const char *at = strchr(path, '@');
    return alb_span_of(path, at ? (size_t)(at - path) : strlen(path));
}

static alb_span take_name(alb_span *path)
{
    size_t n = 0;
    while (n < path->len && path->ptr[n] != '/') {
        n++;
    }
    alb_span name = alb_span_sub(*path, 0, n);
    *path = alb_span_sub(*path, n + 1, SIZE_MAX);
    return name;
}

static bool is_called(const duis_document *doc, uint32_t at, alb_span name)
{
    const cat_element *element = doc->nodes[at].element;
    return element->name_length == name.len && memcmp(element->name, name.ptr, name.len) == 0;
}

/* The first behind `after` below `parent`. */
static uint32_t find_below(const duis_document *doc, uint32_t parent, alb_span path, uint32_t after)
{
    alb_span name = take_name(&path);
    for (uint32_t at = duis_child(doc, parent); at != UINT32_MAX; at = duis_sibling(doc, parent, at)) {
        if (doc->nodes[at].next <= after + 1 || !is_called(doc, at, name)) {
            continue;
        }
        uint32_t found = path.len > 0 ? find_below(doc, at, path, after) : at > after ? at : UINT32_MAX;
        if (found != UINT32_MAX) {
            return found;
        }
    }
    return UINT32_MAX;
}

/* The same at any depth. */
static uint32_t find_anywhere(const duis_document *doc, uint32_t from, alb_span path, uint32_t after)
{
    alb_span name = take_name(&path);
    for (uint32_t at = path.len > 0 ? from + 1 : after + 1; at < doc->nodes[from].next; at++) {
        if (!is_called(doc, at, name)) {
            continue;
        }
        uint32_t found = path.len > 0 ? find_below(doc, at, path, after) : at;
        if (found != UINT32_MAX) {
            return found;
        }
    }
    return UINT32_MAX;
}

uint32_t duis_place_first(const duis_document *doc, uint32_t from, const char *path)
{
    return strcmp(path, ".") == 0 ? from : duis_place_next(doc, from, path, from);
}

uint32_t duis_place_next(const duis_document *doc, uint32_t from, const char *path, uint32_t at)
{
    if (strcmp(path, ".") == 0) {
        return UINT32_MAX;
    }
    alb_span steps = without_attribute(path);
    static const char anywhere[] = "**/";
    size_t n = sizeof anywhere - 1;
    return steps.len > n && memcmp(steps.ptr, anywhere, n) == 0
               ? find_anywhere(doc, from, alb_span_sub(steps, n, SIZE_MAX), at)
               : find_below(doc, from, steps, at);
}

alb_span duis_place_value(const duis_document *doc, uint32_t at, const char *path)
{
    const duis_node *node = &doc->nodes[at];
    const char *attribute = strchr(path, '@');
    if (!attribute) {
        return node->text;
    }
    for (size_t i = 0; i < node->element->n_attributes; i++) {
        if (strcmp(node->element->attributes[i].name, attribute + 1) == 0) {
            return node->attribute[i];
        }
    }
    return (alb_span){0};
}

uint32_t duis_parent(const duis_document *doc, uint32_t index)
{
    uint32_t parent = 0;
    for (uint32_t at = 0; at != index;) {
        if (doc->nodes[at].next > index) {
            parent = at++;
        } else {
            at = doc->nodes[at].next;
        }
    }
    return parent;
}

/* Dates and times of day of one form compare as text. */
static bool compare_text(alb_span a, alb_span b, size_t length, int *order)
{
    if (a.len < length || b.len < length) {
        return false;
    }
    *order = memcmp(a.ptr, b.ptr, length);
    return true;
}

bool duis_compare(const duis_document *doc, uint32_t a, uint32_t b, int *order)
{
    enum { DATE_LENGTH = 10, TIME_LENGTH = 8, FRACTION_DIGITS = 5 };
    alb_span x = doc->nodes[a].text, y = doc->nodes[b].text;
    const cat_simple *type = doc->nodes[a].element->simple;
    if (type && (type->kind == CAT_X_DATE || type->kind == CAT_X_TIME)) {
        return compare_text(x, y, type->kind == CAT_X_DATE ? DATE_LENGTH : TIME_LENGTH, order);
    }
    int64_t m = 0, n = 0;
    bool comparable = type && type->kind == CAT_X_DATE_TIME ? alb_time_parse(x, &m) && alb_time_parse(y, &n)
                                                            : alb_parse_decimal(x, -FRACTION_DIGITS, &m) &&
                                                                  alb_parse_decimal(y, -FRACTION_DIGITS, &n);
    if (comparable) {
        *order = m < n ? -1 : m > n;
    }
    return comparable;
}

bool duis_is_one_of(const char *values, alb_span value)
{
    alb_span rest = alb_span_str(values);
    while (rest.len > 0) {
        size_t n = 0;
        while (n < rest.len && rest.ptr[n] != ' ') {
            n++;
        }
        if (alb_span_equal(alb_span_sub(rest, 0, n), value)) {
            return true;
        }
        rest = alb_span_sub(rest, n + 1, SIZE_MAX);
    }
    return false;
}
