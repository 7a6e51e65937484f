/* The document as JSON: elements are members, those that may repeat are arrays; an element with attributes is
 * an object that has them beside its content, and its text as "value". */
#include "mmc/mmc.h"

#include "base/json.h"
#include "base/text.h"

enum { NAME = 128 };

static const char *member_name(const mmc_node *node, char buf[static NAME])
{
    alb_wr w = alb_wr_init(buf, NAME - 1);
    alb_wr_bytes(&w, node->name);
    buf[w.pos] = '\0';
    return buf;
}

/* Digits as they are in the XML: a number of JSON. */
static void write_number(alb_json *json, alb_span text)
{
    int64_t value;
    size_t point = 0;
    while (point < text.len && text.ptr[point] != '.') {
        point++;
    }
    int decimals = point < text.len ? (int)(text.len - point - 1) : 0;
    if (alb_parse_decimal(text, -decimals, &value)) {
        alb_json_decimal(json, value, -decimals);
    } else {
        alb_json_string(json, text);
    }
}

static void write_text(alb_json *json, const mmc_node *node)
{
    switch ((mmc_kind)node->kind) {
    case MMC_NUMBER:
        write_number(json, node->text);
        break;
    case MMC_BOOLEAN:
        alb_json_bool(json, alb_span_is(node->text, "true"));
        break;
    case MMC_EMPTY:
        alb_json_bool(json, true);
        break;
    case MMC_TEXT:
    case MMC_CODE:
    case MMC_PARENT:
        alb_json_string(json, node->text);
        break;
    }
}

/* Attributes that count are numbers, those that say yes or no booleans; codes stay text. */
static void write_attributes(alb_json *json, const mmc_document *doc, const mmc_node *node)
{
    const mmc_attribute *a;
    for (size_t i = 0; (a = mmc_attribute_of(doc, node, i)) != NULL; i++) {
        alb_json_key(json, a->name);
        if (alb_span_is(a->value, "true") || alb_span_is(a->value, "false")) {
            alb_json_bool(json, alb_span_is(a->value, "true"));
        } else if (strcmp(a->name, "ResponseCode") != 0 && strcmp(a->name, "id") != 0 && a->value.len > 0 &&
                   a->value.ptr[0] >= '0' && a->value.ptr[0] <= '9') {
            write_number(json, a->value);
        } else {
            alb_json_string(json, a->value);
        }
    }
}

static void write_node(alb_json *json, const mmc_document *doc, uint32_t index);

static void write_children(alb_json *json, const mmc_document *doc, uint32_t parent)
{
    char name[NAME];
    uint32_t child = mmc_child(doc, parent);
    while (child != UINT32_MAX) {
        const mmc_node *node = &doc->nodes[child];
        alb_json_key(json, member_name(node, name));
        if (!node->repeated) {
            write_node(json, doc, child);
            child = mmc_sibling(doc, parent, child);
            continue;
        }
        alb_span like = node->name;
        alb_json_array(json);
        while (child != UINT32_MAX && alb_span_equal(doc->nodes[child].name, like)) {
            write_node(json, doc, child);
            child = mmc_sibling(doc, parent, child);
        }
        alb_json_array_end(json);
    }
}

static void write_node(alb_json *json, const mmc_document *doc, uint32_t index)
{
    const mmc_node *node = &doc->nodes[index];
    bool is_parent = node->kind == MMC_PARENT;
    if (!is_parent && node->n_attributes == 0) {
        write_text(json, node);
        return;
    }
    alb_json_object(json);
    write_attributes(json, doc, node);
    if (is_parent) {
        write_children(json, doc, index);
    } else if (node->kind != MMC_EMPTY) {
        alb_json_key(json, "value");
        write_text(json, node);
    }
    alb_json_object_end(json);
}

void mmc_write_json(const mmc_document *doc, int indent, alb_buf *out)
{
    if (doc->count == 0) {
        return;
    }
    alb_json json;
    alb_json_init(&json, out, indent);
    alb_json_object(&json);
    alb_json_key(&json, "GBCSResponse");
    write_node(&json, doc, 0);
    alb_json_object_end(&json);
}
