#include "gbcs/json.h"

#include "content_internal.h"
#include "header_fields_internal.h"
#include "value_notes_internal.h"

#include "base/text.h"

/* --- header --- */

static void open_field(alb_json *j, const char *name)
{
    alb_json_object(j);
    alb_json_key(j, "name");
    alb_json_text(j, name);
}

static void write_place(alb_json *j, size_t offset, size_t length)
{
    alb_json_key(j, "offset");
    alb_json_u64(j, offset);
    alb_json_key(j, "length");
    alb_json_u64(j, length);
}

static void write_header_field(void *ctx, const char *name, const char *text, size_t offset, size_t length)
{
    alb_json *j = ctx;
    open_field(j, name);
    alb_json_key(j, "value");
    alb_json_text(j, text);
    if (length > 0) {
        write_place(j, offset, length);
    }
    alb_json_object_end(j);
}

/* A certificate is data that travels in the message: its octets stand as base64, its fields beside them for
 * people. */
static void write_certificate(alb_json *j, const gbcs_message *m)
{
    alb_span der = m->header.certificate;
    if (der.len == 0) {
        return;
    }
    alb_buf text;
    size_t len = (der.len + 2) / 3 * 4;
    alb_buf_init(&text, len);
    alb_wr w = alb_wr_init(alb_buf_extend(&text, len), len);
    if (w.buf) {
        alb_wr_base64(&w, der);
    }
    open_field(j, GBCS_NAME_CERTIFICATE);
    alb_json_key(j, "certificate");
    alb_json_string(j, alb_wr_span(&w));
    write_place(j, gbcs_offset_of(m, der), der.len);
    alb_json_key(j, "fields");
    alb_json_array(j);
    gbcs_certificate_visit(der, write_header_field, j);
    alb_json_array_end(j);
    alb_json_object_end(j);
    alb_buf_release(&text);
}

static void write_header(alb_json *j, const gbcs_message *m)
{
    alb_json_key(j, "header");
    alb_json_array(j);
    gbcs_header_visit(m, write_header_field, j);
    write_certificate(j, m);
    alb_json_array_end(j);
}

/* --- content --- */

static void write_item(alb_json *j, const cat_item *item)
{
    char obis[GBCS_OBIS_TEXT];
    gbcs_obis_text(item->object->obis, obis);
    alb_json_key(j, "operation");
    alb_json_text(j, gbcs_operation_name(item->operation));
    alb_json_key(j, "class");
    alb_json_u64(j, item->object->class_id);
    alb_json_key(j, "obis");
    alb_json_text(j, obis);
    alb_json_key(j, item->operation == CAT_ACTION ? "method" : "attribute");
    alb_json_u64(j, item->id);
}

static void write_component(alb_json *j, const cat_component *component)
{
    const char *cluster = cat_zcl_cluster_name(component->cluster);
    alb_json_key(j, "cluster");
    alb_json_printf(j, "%04x", component->cluster);
    if (cluster) {
        alb_json_key(j, "clusterName");
        alb_json_text(j, cluster);
    }
    if (component->command) {
        alb_json_key(j, "command");
        alb_json_printf(j, "%02x", component->command->id);
    }
}

static void write_result(alb_json *j, const gbcs_message *m, const cat_value *v)
{
    const char *name = gbcs_result_name(m, v);
    if (v->result < 0) {
        return;
    }
    alb_json_key(j, "result");
    alb_json_u64(j, (uint64_t)v->result);
    if (name) {
        alb_json_key(j, "resultName");
        alb_json_text(j, name);
    }
}

/* What cannot be seen in the value itself, but decides its octets. */
static void write_flags(alb_json *j, const cat_value *v)
{
    if (v->flags & CAT_VALUE_ABSENT) {
        alb_json_key(j, "absent");
        alb_json_bool(j, true);
    }
    if (v->flags & CAT_VALUE_LONG_LENGTH) {
        alb_json_key(j, "lengthOctets");
        alb_json_u64(j, v->form);
    } else if (v->form != 0) {
        alb_json_key(j, "form");
        alb_json_u64(j, v->form);
    }
}

static void write_leaf(alb_json *j, const cat_value *v, alb_arena *arena)
{
    alb_arena_mark mark = alb_arena_save(arena);
    size_t len = 0;
    const char *text = gbcs_value_string(v, arena, &len);
    alb_json_key(j, "value");
    alb_json_string(j, alb_span_of(text, text ? len : 0));
    if (v->field->type->unit) {
        alb_json_key(j, "unit");
        alb_json_text(j, v->field->type->unit);
    }
    alb_arena_restore(arena, mark);
}

static void write_value(alb_json *j, const gbcs_message *m, const cat_tree *tree, uint32_t index);

/* Which children: of an encrypted component, those that stand before the cipher text apart from what is in
 * it. */
typedef enum part { ALL, BEFORE_CIPHER, IN_CIPHER } part;

static bool is_in(part which, const cat_value *v)
{
    bool is_head = v->field == &gbcs_gbz_from_date_time || v->field == &gbcs_gbz_frame_control;
    return which == ALL || (which == BEFORE_CIPHER) == is_head;
}

static bool has_children(const cat_tree *tree, uint32_t index, part which)
{
    for (uint32_t i = cat_tree_child(tree, index); i != UINT32_MAX; i = cat_tree_sibling(tree, index, i)) {
        if (is_in(which, &tree->values[i])) {
            return true;
        }
    }
    return false;
}

static void write_children(alb_json *j, const gbcs_message *m, const cat_tree *tree, uint32_t index,
                           part which)
{
    alb_json_array(j);
    for (uint32_t i = cat_tree_child(tree, index); i != UINT32_MAX; i = cat_tree_sibling(tree, index, i)) {
        if (is_in(which, &tree->values[i])) {
            write_value(j, m, tree, i);
        }
    }
    alb_json_array_end(j);
}

/* Cipher text stays as it is: encoding needs no key. The plain text beside it is for reading. */
static void write_protected(alb_json *j, const gbcs_message *m, const cat_tree *tree, uint32_t index)
{
    if (has_children(tree, index, BEFORE_CIPHER)) {
        alb_json_key(j, "fields");
        write_children(j, m, tree, index, BEFORE_CIPHER);
    }
    alb_json_key(j, "cipher");
    alb_json_hex(j, tree->values[index].bytes);
    if (has_children(tree, index, IN_CIPHER)) {
        alb_json_key(j, "plain");
        write_children(j, m, tree, index, IN_CIPHER);
    }
}

static void write_body(alb_json *j, const gbcs_message *m, const cat_tree *tree, uint32_t index)
{
    const cat_value *v = &tree->values[index];
    cat_kind kind = v->field->type->kind;
    if (kind == CAT_D_PROTECTED || (v->flags & CAT_VALUE_CIPHER)) {
        write_protected(j, m, tree, index);
    } else if (gbcs_kind_is_container(kind) || cat_tree_child(tree, index) != UINT32_MAX) {
        alb_json_key(j, "fields");
        write_children(j, m, tree, index, ALL);
    } else if (kind != CAT_NOTHING && !(v->flags & CAT_VALUE_ABSENT)) {
        write_leaf(j, v, tree->arena);
    }
}

static void write_value(alb_json *j, const gbcs_message *m, const cat_tree *tree, uint32_t index)
{
    const cat_value *v = &tree->values[index];
    gbcs_value_record record = gbcs_record_of(m, v);
    open_field(j, v->field->name);
    if (record.item) {
        write_item(j, record.item);
    } else if (record.component) {
        write_component(j, record.component);
    }
    write_result(j, m, v);
    write_flags(j, v);
    write_body(j, m, tree, index);
    write_place(j, v->offset, v->length);
    alb_json_object_end(j);
}

/* A content that the catalogue does not know stays octets. */
static void write_content(alb_json *j, const gbcs_message *m, const cat_tree *tree)
{
    if (!tree) {
        alb_json_key(j, "octets");
        alb_json_hex(j, m->content);
        return;
    }
    if (m->use_case->format == CAT_FORMAT_DEVICE) {
        alb_json_key(j, "format");
        alb_json_text(j, gbcs_format_of(m->use_case, m->content) == CAT_FORMAT_GBZ ? GBCS_NAME_GBZ
                                                                                   : GBCS_NAME_DLMS);
    }
    alb_json_key(j, "content");
    alb_json_array(j);
    for (uint32_t i = 0; i < tree->count; i = tree->values[i].next) {
        write_value(j, m, tree, i);
    }
    alb_json_array_end(j);
}

/* --- the whole --- */

static const char *check_name(gbcs_check check)
{
    switch (check) {
    case GBCS_CHECK_ABSENT:
        return "absent";
    case GBCS_CHECK_OK:
        return "ok";
    case GBCS_CHECK_UNCHECKED:
        return "unchecked";
    case GBCS_CHECK_FAILED:
        return "FAIL";
    }
    return "?";
}

static void write_verdict(alb_json *j, const gbcs_verdict *v)
{
    alb_json_key(j, "verdict");
    alb_json_object(j);
    alb_json_key(j, "signature");
    alb_json_text(j, check_name(v->signature));
    alb_json_key(j, "mac");
    alb_json_text(j, check_name(v->mac));
    if (v->why) {
        alb_json_key(j, "why");
        alb_json_text(j, v->why);
    }
    alb_json_object_end(j);
}

void gbcs_json_write(alb_json *json, const gbcs_message *message, const cat_tree *content,
                     const gbcs_verdict *verdict)
{
    const gbcs_message *m = message;
    alb_json_object(json);
    alb_json_key(json, "form");
    alb_json_text(json, gbcs_form_name(m->form));
    if (m->use_case) {
        alb_json_key(json, "useCase");
        alb_json_text(json, m->use_case->name);
        alb_json_key(json, "title");
        alb_json_text(json, m->use_case->title);
    }
    write_header(json, m);
    write_content(json, m, content);
    /* The block behind a pre-command, if there is one, is empty; that of a MACed message says itself what it
     * is. */
    if (m->form != GBCS_PRE_COMMAND || m->inner.len > m->signed_part.len + 1) {
        alb_json_key(json, "signature");
        alb_json_hex(json, m->signature);
        alb_json_key(json, "signatureOffset");
        alb_json_u64(json, gbcs_offset_of(m, m->signature));
    }
    if (m->form == GBCS_MACED) {
        alb_json_key(json, "mac");
        alb_json_hex(json, m->mac);
        alb_json_key(json, "macOffset");
        alb_json_u64(json, gbcs_offset_of(m, m->mac));
    }
    if (verdict) {
        write_verdict(json, verdict);
    }
    alb_json_object_end(json);
}
