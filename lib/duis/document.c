#include "duis/document.h"

#include "base/text.h"

static bool is_named(const duis_node *node, alb_span name)
{
    return node->element->name_length == name.len && memcmp(node->element->name, name.ptr, name.len) == 0;
}

/* Takes "Name" or "Name[3]" from the front of a path. False: malformed. */
static bool take_step(alb_span *path, alb_span *name, uint64_t *number)
{
    size_t n = 0;
    while (n < path->len && path->ptr[n] != '/') {
        n++;
    }
    alb_span step = alb_span_sub(*path, 0, n);
    *path = alb_span_sub(*path, n + 1, SIZE_MAX);
    *number = 1;
    const uint8_t *bracket = step.len > 0 ? memchr(step.ptr, '[', step.len) : NULL;
    *name = bracket ? alb_span_sub(step, 0, (size_t)(bracket - step.ptr)) : step;
    if (!bracket) {
        return step.len > 0;
    }
    alb_span digits = alb_span_sub(step, name->len + 1, step.len - name->len - 2);
    return step.ptr[step.len - 1] == ']' && alb_parse_u64(digits, UINT32_MAX, number) && *number > 0;
}

static uint32_t find_child(const duis_document *doc, uint32_t parent, alb_span name, uint64_t number)
{
    uint32_t child = duis_child(doc, parent);
    while (child != UINT32_MAX && (!is_named(&doc->nodes[child], name) || --number > 0)) {
        child = duis_sibling(doc, parent, child);
    }
    return child;
}

uint32_t duis_find(const duis_document *doc, uint32_t from, const char *path)
{
    alb_span rest = alb_span_str(path);
    while (rest.len > 0 && from < doc->count) {
        alb_span name;
        uint64_t number;
        if (!take_step(&rest, &name, &number)) {
            return UINT32_MAX;
        }
        from = find_child(doc, from, name, number);
    }
    return from < doc->count ? from : UINT32_MAX;
}

alb_span duis_text(const duis_document *doc, uint32_t from, const char *path)
{
    uint32_t at = duis_find(doc, from, path);
    return at != UINT32_MAX ? doc->nodes[at].text : alb_span_none();
}

static void write_step(const duis_document *doc, uint32_t parent, uint32_t child, alb_wr *out)
{
    uint32_t number = 0, of = 0;
    for (uint32_t i = duis_child(doc, parent); i != UINT32_MAX; i = duis_sibling(doc, parent, i)) {
        of += doc->nodes[i].element == doc->nodes[child].element;
        number = i == child ? of : number;
    }
    alb_wr_printf(out, "/%s", doc->nodes[child].element->name);
    if (of > 1) {
        alb_wr_printf(out, "[%u]", number);
    }
}

void duis_path(const duis_document *doc, uint32_t index, alb_wr *out)
{
    alb_wr_text(out, doc->nodes[0].element->name);
    for (uint32_t parent = 0; parent != index;) {
        uint32_t child = duis_child(doc, parent);
        while (child != UINT32_MAX && doc->nodes[child].next <= index) {
            child = duis_sibling(doc, parent, child);
        }
        if (child == UINT32_MAX) {
            return;
        }
        write_step(doc, parent, child, out);
        parent = child;
    }
}

bool duis_request_id_parse(alb_span text, duis_request_id *out)
{
    enum { EUI = 23, COUNTER = 2 * (EUI + 1) };
    return text.len > COUNTER && text.ptr[EUI] == ':' && text.ptr[2 * EUI + 1] == ':' &&
           alb_eui64_parse(alb_span_sub(text, 0, EUI), &out->originator) &&
           alb_eui64_parse(alb_span_sub(text, EUI + 1, EUI), &out->target) &&
           alb_parse_u64(alb_span_sub(text, COUNTER, SIZE_MAX), UINT64_MAX, &out->counter);
}

static void eui_text(alb_eui64 id, alb_wr *out)
{
    for (size_t i = 0; i < sizeof id.octets; i++) {
        alb_wr_printf(out, i > 0 ? "-%02X" : "%02X", id.octets[i]);
    }
}

void duis_request_id_text(const duis_request_id *id, alb_wr *out)
{
    eui_text(id->originator, out);
    alb_wr_u8(out, ':');
    eui_text(id->target, out);
    alb_wr_printf(out, ":%llu", (unsigned long long)id->counter);
}
