/* Building the tree of elements, and finding in it. */
#include "mmc_internal.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

enum { FIRST_NODES = 64, MOST_NODES = 400000 };

static bool grow(mmc_document *doc)
{
    if (doc->st != ALB_OK) {
        return false;
    }
    if (doc->capacity >= MOST_NODES) {
        doc->st = ALB_TOO_LARGE;
        return false;
    }
    uint32_t capacity = doc->capacity ? doc->capacity * 4 : FIRST_NODES;
    mmc_node *nodes = alb_arena_array(doc->arena, capacity, sizeof *nodes);
    if (!nodes) {
        doc->st = ALB_NO_MEMORY;
        return false;
    }
    if (doc->count > 0) {
        memcpy(nodes, doc->nodes, doc->count * sizeof *nodes);
    }
    doc->nodes = nodes;
    doc->capacity = capacity;
    return true;
}

uint32_t mmc_open(mmc_document *doc, alb_span name, mmc_kind kind)
{
    if (doc->st != ALB_OK || (doc->count == doc->capacity && !grow(doc))) {
        return MMC_NOWHERE;
    }
    uint32_t index = doc->count++;
    doc->nodes[index] = (mmc_node){.name = name, .next = doc->count, .kind = (uint8_t)kind};
    return index;
}

void mmc_close(mmc_document *doc, uint32_t index)
{
    if (index != MMC_NOWHERE) {
        doc->nodes[index].next = doc->count;
    }
}

alb_span mmc_copy(mmc_document *doc, alb_span text)
{
    alb_span copy = alb_arena_copy(doc->arena, text);
    if (text.len > 0 && !copy.ptr && doc->st == ALB_OK) {
        doc->st = ALB_NO_MEMORY;
    }
    return copy;
}

uint32_t mmc_leaf(mmc_document *doc, alb_span name, mmc_kind kind, alb_span text)
{
    uint32_t index = mmc_open(doc, name, kind);
    if (index != MMC_NOWHERE) {
        doc->nodes[index].text = mmc_copy(doc, text);
    }
    return index;
}

uint32_t mmc_leaf_printf(mmc_document *doc, const char *name, mmc_kind kind, const char *fmt, ...)
{
    char text[128];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    size_t len = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    return mmc_leaf(doc, alb_span_str(name), kind, alb_span_of(text, len));
}

static bool grow_attributes(mmc_document *doc)
{
    uint32_t capacity = doc->attribute_capacity ? doc->attribute_capacity * 2 : FIRST_NODES;
    mmc_attribute *attributes = alb_arena_array(doc->arena, capacity, sizeof *attributes);
    if (!attributes) {
        doc->st = ALB_NO_MEMORY;
        return false;
    }
    if (doc->n_attributes > 0) {
        memcpy(attributes, doc->attributes, doc->n_attributes * sizeof *attributes);
    }
    doc->attributes = attributes;
    doc->attribute_capacity = capacity;
    return true;
}

/* Those of one node stand side by side: they are added before those of any other. */
void mmc_attribute_add(mmc_document *doc, uint32_t index, const char *name, alb_span value)
{
    if (index == MMC_NOWHERE || (doc->n_attributes == doc->attribute_capacity && !grow_attributes(doc))) {
        return;
    }
    mmc_node *node = &doc->nodes[index];
    if (node->n_attributes == 0) {
        node->first_attribute = doc->n_attributes;
    }
    if (node->first_attribute + node->n_attributes != doc->n_attributes) {
        ALB_BUG("attributes of two elements at once");
    }
    node->n_attributes++;
    doc->attributes[doc->n_attributes++] = (mmc_attribute){name, mmc_copy(doc, value)};
}

void mmc_attribute_number(mmc_document *doc, uint32_t index, const char *name, int64_t value)
{
    char text[24];
    alb_wr w = alb_wr_init(text, sizeof text);
    alb_wr_decimal(&w, value, 0);
    mmc_attribute_add(doc, index, name, alb_wr_span(&w));
}

/* "Name", or "Name[1]", the second of that name. */
static uint32_t find_child(const mmc_document *doc, uint32_t parent, alb_span step)
{
    size_t bracket = 0;
    uint64_t skip = 0;
    while (bracket < step.len && step.ptr[bracket] != '[') {
        bracket++;
    }
    if (bracket < step.len &&
        !alb_parse_u64(alb_span_sub(step, bracket + 1, step.len - bracket - 2), UINT32_MAX, &skip)) {
        return MMC_NOWHERE;
    }
    alb_span name = alb_span_sub(step, 0, bracket);
    uint32_t at = mmc_child(doc, parent);
    while (at != MMC_NOWHERE && !(alb_span_equal(doc->nodes[at].name, name) && skip-- == 0)) {
        at = mmc_sibling(doc, parent, at);
    }
    return at;
}

uint32_t mmc_find(const mmc_document *doc, uint32_t from, const char *path)
{
    alb_span rest = alb_span_str(path);
    uint32_t at = from;
    while (rest.len > 0 && at < doc->count) {
        size_t end = 0;
        while (end < rest.len && rest.ptr[end] != '/') {
            end++;
        }
        at = find_child(doc, at, alb_span_sub(rest, 0, end));
        rest = alb_span_sub(rest, end + 1, SIZE_MAX);
    }
    return at < doc->count ? at : MMC_NOWHERE;
}
