/* Building the tree of elements, and finding in it. */
#include "mmc_internal.h"

#include "base/text.h"

enum { FIRST_NODES = 128, MOST_NODES = 400000, TEXT_CHUNK = 2048 };

/* Twice the room, in place where the arena can. */
static void *more(mmc_document *doc, void *list, uint32_t *capacity, size_t size)
{
    uint32_t next = *capacity ? *capacity * 2 : FIRST_NODES;
    void *grown = alb_arena_resize(doc->arena, list, *capacity * size, next * size);
    if (!grown) {
        doc->st = ALB_NO_MEMORY;
        return NULL;
    }
    *capacity = next;
    return grown;
}

static bool grow(mmc_document *doc)
{
    if (doc->capacity >= MOST_NODES) {
        doc->st = ALB_TOO_LARGE;
        return false;
    }
    mmc_node *nodes = more(doc, doc->nodes, &doc->capacity, sizeof *nodes);
    doc->nodes = nodes ? nodes : doc->nodes;
    return nodes != NULL;
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

uint8_t *mmc_text_begin(mmc_document *doc, size_t most)
{
    if (most > doc->texts.cap - doc->texts.pos) {
        size_t chunk = most > TEXT_CHUNK ? most : TEXT_CHUNK;
        void *octets = alb_arena_raw(doc->arena, chunk);
        doc->texts = alb_wr_init(octets, octets ? chunk : 0);
        doc->st = octets ? doc->st : ALB_NO_MEMORY;
    }
    return doc->texts.buf ? alb_wr_extend(&doc->texts, most) : NULL;
}

alb_span mmc_text_end(mmc_document *doc, const uint8_t *text, size_t most, size_t used)
{
    doc->texts.pos -= most - used;
    return alb_span_of(text, used);
}

alb_span mmc_copy(mmc_document *doc, alb_span text)
{
    uint8_t *copy = text.len > 0 ? mmc_text_begin(doc, text.len) : NULL;
    if (!copy) {
        return (alb_span){0};
    }
    memcpy(copy, text.ptr, text.len);
    return mmc_text_end(doc, copy, text.len, text.len);
}

uint32_t mmc_leaf_of(mmc_document *doc, alb_span name, mmc_kind kind, alb_span text)
{
    uint32_t index = mmc_open(doc, name, kind);
    if (index != MMC_NOWHERE) {
        doc->nodes[index].text = text;
    }
    return index;
}

uint32_t mmc_leaf(mmc_document *doc, alb_span name, mmc_kind kind, alb_span text)
{
    return mmc_leaf_of(doc, name, kind, mmc_copy(doc, text));
}

uint32_t mmc_leaf_number(mmc_document *doc, const char *name, int64_t number)
{
    char text[24];
    alb_wr w = alb_wr_init(text, sizeof text);
    alb_wr_decimal(&w, number, 0);
    return mmc_leaf(doc, alb_span_str(name), MMC_NUMBER, alb_wr_span(&w));
}

void mmc_leaf_hex(mmc_document *doc, const char *name, uint16_t code, size_t octets)
{
    uint8_t number[2];
    char text[4];
    alb_wr n = alb_wr_init(number, sizeof number);
    alb_wr w = alb_wr_init(text, sizeof text);
    alb_wr_be(&n, code, octets);
    alb_wr_hex_upper(&w, alb_wr_span(&n));
    (void)mmc_leaf(doc, alb_span_str(name), MMC_CODE, alb_wr_span(&w));
}

static bool grow_attributes(mmc_document *doc)
{
    mmc_attribute *attributes = more(doc, doc->attributes, &doc->attribute_capacity, sizeof *attributes);
    doc->attributes = attributes ? attributes : doc->attributes;
    return attributes != NULL;
}

/* Those of one node stand side by side: they are added before those of any other. */
static void add_attribute(mmc_document *doc, uint32_t index, const char *name, alb_span value)
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
    doc->attributes[doc->n_attributes++] = (mmc_attribute){name, strlen(name), value};
}

void mmc_attribute_add(mmc_document *doc, uint32_t index, const char *name, alb_span value)
{
    add_attribute(doc, index, name, mmc_copy(doc, value));
}

void mmc_attribute_number(mmc_document *doc, uint32_t index, const char *name, int64_t value)
{
    /* Most attributes count up to 48. */
    static const char digits[] =
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
        "404142434445464748";
    if (value >= 0 && value < (int64_t)sizeof digits / 2) {
        alb_span two = alb_span_of(digits, sizeof digits - 1);
        bool one_digit = value < 10;
        add_attribute(doc, index, name, alb_span_sub(two, (size_t)value * 2 + one_digit, one_digit ? 1 : 2));
        return;
    }
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
