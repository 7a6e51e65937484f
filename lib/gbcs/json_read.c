/* JSON of one message -> octets: header fields by name, the content through the catalogue's records. */
#include "gbcs/json.h"

#include "header_fields_internal.h"
#include "lookup_internal.h"
#include "value_notes_internal.h"

#include "base/text.h"

#include <jansson.h>

#define RULE "message as JSON"

enum { MAX_DEPTH = 32 };

#define FAIL(r, ...) alb_fail((r)->err, ALB_BAD_VALUE, RULE, 0, __VA_ARGS__)

typedef struct reader {
    alb_arena *arena;
    gbcs_header header;
    const cat_use_case *use_case;
    cat_format format; /* of the content: the use case's, or what the JSON says */
    cat_tree tree;
    alb_err *err;
} reader;

static alb_span text_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return alb_span_of(json_string_value(value), json_string_length(value));
}

static alb_status hex_of(reader *r, const json_t *object, const char *key, alb_span *out)
{
    alb_span text = text_of(object, key);
    uint8_t *octets = alb_arena_alloc(r->arena, text.len / 2 + 1);
    alb_wr w = alb_wr_init(octets, text.len / 2 + 1);
    if (!octets) {
        return FAIL(r, "out of memory for %s", key);
    }
    if (alb_hex_decode(text, &w) != ALB_OK) {
        return FAIL(r, "%s is not hexadecimal", key);
    }
    *out = alb_wr_span(&w);
    return ALB_OK;
}

/* --- header --- */

/* The header's field of that name, NULL when the message has none. */
static const json_t *header_field(const json_t *fields, const char *name)
{
    size_t i;
    json_t *field;
    json_array_foreach(fields, i, field)
    {
        if (alb_span_is(text_of(field, "name"), name)) {
            return field;
        }
    }
    return NULL;
}

static alb_status read_number(reader *r, const json_t *fields, const char *name, bool *there, uint64_t *out)
{
    const json_t *field = header_field(fields, name);
    *there = field != NULL;
    if (field && !alb_parse_u64(text_of(field, "value"), INT64_MAX, out)) {
        return FAIL(r, "header/%s is no counter", name);
    }
    return ALB_OK;
}

static alb_status read_entity(reader *r, const json_t *fields, const char *name, bool *there, alb_eui64 *out)
{
    const json_t *field = header_field(fields, name);
    *there = field != NULL;
    if (field && !alb_eui64_parse(text_of(field, "value"), out)) {
        return FAIL(r, "header/%s is no EUI-64", name);
    }
    return ALB_OK;
}

static alb_status read_cra(reader *r, const json_t *fields)
{
    alb_span text = text_of(header_field(fields, GBCS_NAME_CRA), "value");
    for (int cra = GBCS_COMMAND; cra <= GBCS_ALERT; cra++) {
        if (alb_span_is(text, gbcs_cra_name((gbcs_cra)cra))) {
            r->header.cra = (gbcs_cra)cra;
            return ALB_OK;
        }
    }
    return FAIL(r, "header/%s is not Command, Response or Alert", GBCS_NAME_CRA);
}

static alb_status read_code(reader *r, const json_t *fields)
{
    uint64_t code;
    if (!alb_parse_hex_u64(text_of(header_field(fields, GBCS_NAME_MESSAGE_CODE), "value"), UINT16_MAX,
                           &code)) {
        return FAIL(r, "header/%s is no message code", GBCS_NAME_MESSAGE_CODE);
    }
    r->header.message_code = (uint16_t)code;
    r->use_case = cat_use_case_find((uint16_t)code);
    return ALB_OK;
}

static alb_status read_date_time(reader *r, const json_t *fields)
{
    const json_t *field = header_field(fields, GBCS_NAME_DATE_TIME);
    if (field) {
        cat_value value = {.field = &gbcs_field_date_time, .result = -1};
        ALB_TRY(cat_value_set_text(&value, text_of(field, "value"), r->arena, r->err));
        r->header.date_time = value.bytes;
    }
    return ALB_OK;
}

static alb_status read_certificate(reader *r, const json_t *fields)
{
    const json_t *field = header_field(fields, GBCS_NAME_CERTIFICATE);
    if (field) {
        alb_span text = text_of(field, "certificate");
        alb_wr w = alb_wr_init(alb_arena_alloc(r->arena, text.len), text.len);
        if (!w.buf || alb_base64_decode(text, &w) != ALB_OK) {
            return FAIL(r, "header/%s is not base64", GBCS_NAME_CERTIFICATE);
        }
        r->header.certificate = alb_wr_span(&w);
    }
    return ALB_OK;
}

static alb_status read_header(reader *r, const json_t *fields)
{
    gbcs_header *h = &r->header;
    bool counter;
    bool originator;
    bool target;
    ALB_TRY(read_cra(r, fields));
    ALB_TRY(read_code(r, fields));
    ALB_TRY(read_number(r, fields, GBCS_NAME_COUNTER, &counter, &h->counter));
    ALB_TRY(read_entity(r, fields, GBCS_NAME_ORIGINATOR, &originator, &h->originator));
    ALB_TRY(read_entity(r, fields, GBCS_NAME_TARGET, &target, &h->target));
    if (!counter || !originator || !target) {
        return FAIL(r, "header lacks %s", "originator, target or counter");
    }
    ALB_TRY(read_date_time(r, fields));
    ALB_TRY(read_entity(r, fields, GBCS_NAME_PARTY, &h->has_supplementary_party, &h->supplementary_party));
    ALB_TRY(read_number(r, fields, GBCS_NAME_PARTY_COUNTER, &h->has_supplementary_counter,
                        &h->supplementary_counter));
    ALB_TRY(read_number(r, fields, GBCS_NAME_PARTY_ORIGINATOR_COUNTER,
                        &h->has_supplementary_originator_counter, &h->supplementary_originator_counter));
    return read_certificate(r, fields);
}

/* --- content --- */

static int integer_of(const json_t *node, const char *key, int otherwise)
{
    const json_t *value = json_object_get(node, key);
    return json_is_integer(value) ? (int)json_integer_value(value) : otherwise;
}

static alb_status read_leaf(reader *r, const json_t *node, uint32_t index)
{
    if (!json_object_get(node, "value")) {
        return ALB_OK;
    }
    return cat_value_set_text(&r->tree.values[index], text_of(node, "value"), r->arena, r->err);
}

static alb_status read_value(reader *r, const json_t *node, const gbcs_found *found, int depth);

static const cat_field *child_field(const reader *r, const gbcs_found *parent, const char *name,
                                    size_t *cursor)
{
    const cat_field *field = gbcs_lookup_child(parent->field->type, name, cursor);
    bool is_component = r->format == CAT_FORMAT_GBZ && parent->record;
    return field || !is_component ? field : gbcs_lookup_component_child(parent->record, name);
}

static alb_status read_children(reader *r, const json_t *nodes, const gbcs_found *parent, int depth)
{
    size_t cursor = 0;
    size_t i;
    json_t *node;
    json_array_foreach(nodes, i, node)
    {
        alb_span name = text_of(node, "name");
        gbcs_found child = {.field =
                                name.ptr ? child_field(r, parent, (const char *)name.ptr, &cursor) : NULL};
        if (!child.field) {
            return FAIL(r, "no field '%s' here", name.ptr ? (const char *)name.ptr : "(no name)");
        }
        alb_status st = read_value(r, node, &child, depth);
        if (st != ALB_OK) {
            alb_err_within(r->err, child.field->name);
            return st;
        }
    }
    return ALB_OK;
}

/* What the JSON says of the value beside its text: result, absence, length form. */
static void read_notes(reader *r, const json_t *node, uint32_t index)
{
    cat_value *v = &r->tree.values[index];
    int octets = integer_of(node, "lengthOctets", 0);
    v->result = (int16_t)integer_of(node, "result", -1);
    v->form = (uint8_t)(octets != 0 ? octets : integer_of(node, "form", 0));
    v->flags = (uint8_t)((octets != 0 ? CAT_VALUE_LONG_LENGTH : 0) |
                         (json_is_true(json_object_get(node, "absent")) ? CAT_VALUE_ABSENT : 0));
}

static alb_status read_value(reader *r, const json_t *node, const gbcs_found *found, int depth)
{
    if (depth > MAX_DEPTH) {
        return alb_fail(r->err, ALB_TOO_DEEP, RULE, 0, "more than %d levels", MAX_DEPTH);
    }
    uint32_t index = cat_tree_open(&r->tree, found->field);
    if (!cat_tree_ok(&r->tree)) {
        return alb_fail(r->err, r->tree.st, RULE, 0, "content has too many values");
    }
    r->tree.values[index].record = found->record;
    read_notes(r, node, index);
    const json_t *fields = json_object_get(node, "fields");
    if (json_object_get(node, "cipher")) {
        /* The plain text beside it is for reading only. */
        alb_span block;
        ALB_TRY(hex_of(r, node, "cipher", &block));
        r->tree.values[index].bytes = block;
        if (r->format == CAT_FORMAT_GBZ) {
            r->tree.values[index].flags |= CAT_VALUE_CIPHER;
            ALB_TRY(read_children(r, fields, found, depth + 1));
        }
    } else if (fields) {
        r->tree.values[index].number.u = json_array_size(fields);
        ALB_TRY(read_children(r, fields, found, depth + 1));
    } else {
        ALB_TRY(read_leaf(r, node, index));
    }
    cat_tree_close(&r->tree, index);
    return ALB_OK;
}

static alb_status describe_node(reader *r, const json_t *json, gbcs_node *node)
{
    uint64_t number = 0;
    *node = (gbcs_node){.name = json_string_value(json_object_get(json, "name")), .command = -1};
    if (!node->name) {
        return FAIL(r, "%s without a name", "value");
    }
    if (json_object_get(json, "class")) {
        node->has_object = true;
        node->class_id = (uint16_t)integer_of(json, "class", 0);
        node->is_method = json_object_get(json, "method") != NULL;
        node->id = (uint8_t)integer_of(json, node->is_method ? "method" : "attribute", 0);
        if (!gbcs_obis_parse(text_of(json, "obis"), node->obis)) {
            return FAIL(r, "%s: no OBIS code", node->name);
        }
    }
    if (json_object_get(json, "cluster")) {
        node->has_cluster = alb_parse_hex_u64(text_of(json, "cluster"), UINT16_MAX, &number);
        node->cluster = (uint16_t)number;
        if (json_object_get(json, "command") &&
            alb_parse_hex_u64(text_of(json, "command"), UINT8_MAX, &number)) {
            node->command = (int)number;
        }
    }
    return ALB_OK;
}

static alb_status read_tree(reader *r, const json_t *nodes)
{
    size_t cursor = 0;
    size_t i;
    json_t *json;
    cat_tree_init(&r->tree, r->arena, 64);
    json_array_foreach(nodes, i, json)
    {
        gbcs_node node;
        gbcs_found found;
        ALB_TRY(describe_node(r, json, &node));
        if (!gbcs_lookup_top(r->use_case, r->format, r->header.cra, &node, &cursor, &found)) {
            return FAIL(r, "the use case has no '%s'", node.name);
        }
        alb_status st = read_value(r, json, &found, 0);
        if (st != ALB_OK) {
            alb_err_within(r->err, node.name);
            return st;
        }
    }
    return ALB_OK;
}

/* Generic alerts say which of two formats they have. */
static alb_status read_format(reader *r, const json_t *root)
{
    alb_span text = text_of(root, "format");
    r->format = r->use_case->format;
    if (r->format != CAT_FORMAT_DEVICE) {
        return ALB_OK;
    }
    r->format = alb_span_is(text, GBCS_NAME_GBZ) ? CAT_FORMAT_GBZ : CAT_FORMAT_DLMS;
    return r->format == CAT_FORMAT_GBZ || alb_span_is(text, GBCS_NAME_DLMS)
               ? ALB_OK
               : FAIL(r, "format is not %s or %s", GBCS_NAME_DLMS, GBCS_NAME_GBZ);
}

static alb_status read_content(reader *r, const json_t *root, alb_span *out)
{
    if (json_object_get(root, "octets")) {
        return hex_of(r, root, "octets", out);
    }
    if (!r->use_case) {
        return FAIL(r, "no use case has this %s", "message code");
    }
    ALB_TRY(read_format(r, root));
    ALB_TRY(read_tree(r, json_object_get(root, "content")));
    uint8_t *octets = alb_arena_alloc(r->arena, GBCS_MAX_MESSAGE);
    alb_wr w = alb_wr_init(octets, GBCS_MAX_MESSAGE);
    if (!octets) {
        return alb_fail(r->err, ALB_NO_MEMORY, RULE, 0, "out of memory");
    }
    ALB_TRY(gbcs_content_encode(r->use_case, &r->header, &r->tree, NULL, &w, r->err));
    *out = alb_wr_span(&w);
    return w.st;
}

/* --- the whole --- */

static alb_status write_message(reader *r, const json_t *root, alb_span content, alb_wr *out)
{
    alb_span signature = {0};
    alb_span mac = {0};
    bool maced = json_object_get(root, "mac") != NULL;
    bool has_block = maced || json_object_get(root, "signature") != NULL;
    ALB_TRY(hex_of(r, root, "signature", &signature));
    ALB_TRY(hex_of(r, root, "mac", &mac));
    if (maced && mac.len != GBCS_MAC) {
        return FAIL(r, "%s is not 12 octets", "mac");
    }
    if (maced) {
        alb_wr inner = alb_wr_count();
        gbcs_write_grouping(&inner, &r->header, content);
        gbcs_write_signature(&inner, signature);
        gbcs_write_mac_header(out, inner.pos);
    }
    gbcs_write_grouping(out, &r->header, content);
    if (has_block) {
        gbcs_write_signature(out, signature);
    }
    alb_wr_bytes(out, mac);
    return out->st == ALB_OK ? ALB_OK
                             : alb_fail(r->err, out->st, RULE, 0, "header or signature cannot be written");
}

alb_status gbcs_json_read_next(alb_span *text, alb_arena *arena, alb_wr *out, alb_err *err)
{
    json_error_t why;
    reader r = {.arena = arena, .err = err};
    json_t *root =
        json_loadb((const char *)text->ptr, text->len, JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK, &why);
    if (!root) {
        return alb_fail(err, ALB_BAD_FORMAT, RULE, (size_t)why.line, "%s", why.text);
    }
    *text = alb_span_sub(*text, (size_t)why.position, text->len);
    alb_span content = {0};
    alb_status st = read_header(&r, json_object_get(root, "header"));
    if (st == ALB_OK) {
        st = read_content(&r, root, &content);
    }
    if (st == ALB_OK) {
        st = write_message(&r, root, content, out);
    }
    json_decref(root);
    return st;
}

alb_status gbcs_json_read(alb_span text, alb_arena *arena, alb_wr *out, alb_err *err)
{
    ALB_TRY(gbcs_json_read_next(&text, arena, out, err));
    return alb_trim(text).len == 0
               ? ALB_OK
               : alb_fail(err, ALB_TRAILING, RULE, 0, "more behind the message than white space");
}
