/* Random contents of DLMS use cases, as their records allow. */
#ifndef ALB_GBCS_TEST_GROW_DLMS_H
#define ALB_GBCS_TEST_GROW_DLMS_H

#include "grow.h"

static inline uint64_t random_number(property *p, cat_kind kind)
{
    uint64_t n = property_next(p);
    switch ((int)kind) {
    case CAT_D_I8:
        return (uint64_t)(int8_t)n;
    case CAT_D_I16:
        return (uint64_t)(int16_t)n;
    case CAT_D_I32:
        return (uint64_t)(int32_t)n;
    case CAT_D_BOOL:
    case CAT_D_ENUM:
    case CAT_D_U8:
        return (uint8_t)n;
    case CAT_D_U16:
        return (uint16_t)n;
    case CAT_D_U32:
        return (uint32_t)n;
    default:
        return n;
    }
}

static inline void grow_data(property *p, cat_tree *tree, const cat_field *field, bool tagged);

/* The first few of the optional ones: which they are is said by their number. */
static inline void grow_members(property *p, cat_tree *tree, const cat_type *type, size_t optional,
                                bool tagged)
{
    for (uint16_t i = 0; i < type->n_fields; i++) {
        const cat_field *field = &type->fields[i];
        if (!field->optional || optional > 0) {
            optional -= field->optional;
            grow_data(p, tree, field, tagged);
        }
    }
}

static inline size_t random_optional(property *p, const cat_type *type)
{
    size_t n = 0;
    for (uint16_t i = 0; i < type->n_fields; i++) {
        n += type->fields[i].optional;
    }
    return (size_t)property_below(p, n + 1);
}

static inline void grow_rows(property *p, cat_tree *tree, const cat_type *type, uint32_t index)
{
    const cat_field *row = &type->fields[0];
    size_t columns = random_optional(p, row->type);
    size_t rows = random_size(p, type, 3);
    tree->values[index].number.u = rows;
    tree->values[index].form = (uint8_t)(rows == 0 ? columns : 0);
    for (size_t i = 0; i < rows; i++) {
        uint32_t at = cat_tree_open(tree, row);
        grow_members(p, tree, row->type, columns, false);
        cat_tree_close(tree, at);
    }
}

static inline void grow_plain(property *p, cat_tree *tree, const cat_type *type)
{
    for (uint16_t i = 0; i < type->n_fields; i++) {
        const cat_type *of = type->fields[i].type;
        cat_value *v = cat_tree_leaf(tree, &type->fields[i]);
        if (of->kind == CAT_B_RAW) {
            v->bytes = random_octets(p, tree->arena, of->max);
        } else {
            v->number.u = property_next(p) >> (64 - 8 * of->size);
        }
    }
}

static inline void grow_simple(property *p, alb_arena *arena, cat_value *v)
{
    const cat_type *type = v->field->type;
    if (type->has_fixed_value) {
        v->number.i = type->fixed_value;
    } else if (type->fixed.ptr) {
        v->bytes = type->fixed;
    } else if (type->kind == CAT_D_BITS) {
        v->number.u = random_size(p, type, 40);
        v->bytes = random_octets(p, arena, (size_t)(v->number.u + 7) / 8);
    } else if (type->kind >= CAT_D_OCTETS && type->kind < CAT_D_BITS) {
        v->bytes = random_octets(p, arena, random_size(p, type, 200));
    } else if (type->kind != CAT_D_NULL) {
        v->number.u = random_number(p, type->kind);
    }
}

static inline void grow_data(property *p, cat_tree *tree, const cat_field *field, bool tagged)
{
    const cat_type *type = field->type;
    uint32_t index = cat_tree_open(tree, field);
    if (type->kind == CAT_D_STRUCT) {
        grow_members(p, tree, type, tagged ? random_optional(p, type) : type->n_fields, tagged);
    } else if (type->kind == CAT_D_ARRAY) {
        size_t n = type->n_fields == 1 ? random_size(p, type, 3) : 1;
        for (size_t i = 0; i < n && type->n_fields > 0; i++) {
            grow_members(p, tree, type, 0, tagged);
        }
    } else if (type->kind == CAT_D_COMPACT) {
        grow_rows(p, tree, type, index);
    } else if (type->kind == CAT_D_PROTECTED) {
        grow_data(p, tree, &type->fields[0], true);
    } else if (type->n_fields > 0) {
        grow_plain(p, tree, type);
    } else if (field->mirror == CAT_MIRROR_NONE) {
        grow_simple(p, tree->arena, &tree->values[index]);
    }
    cat_tree_close(tree, index);
}

static inline const cat_field *answer_field(const cat_item *item)
{
    const cat_attribute *a = cat_object_attribute(item->object, item->id, item->operation == CAT_ACTION);
    bool is_get = item->operation == CAT_GET || item->operation == CAT_GET_WITH_LIST;
    if (item->returns) {
        return item->returns;
    }
    if (is_get) {
        return &a->value;
    }
    return a->returns.type ? &a->returns : NULL;
}

static inline const cat_field *command_field(const cat_item *item)
{
    const cat_attribute *a = cat_object_attribute(item->object, item->id, item->operation == CAT_ACTION);
    return item->argument ? item->argument : &a->value;
}

static inline void grow_absent(cat_tree *tree, const cat_field *field, int result)
{
    cat_value *v = cat_tree_leaf(tree, field);
    v->flags = CAT_VALUE_ABSENT;
    v->result = (int16_t)result;
}

/* From some item on, each fails. */
static inline void grow_answers(property *p, cat_tree *tree, const cat_content *content)
{
    size_t failing = (size_t)property_below(p, content->n_items * 3U + 1);
    for (size_t i = 0; i < content->n_items; i++) {
        const cat_item *item = &content->items[i];
        const cat_field *field = answer_field(item);
        uint32_t index = tree->count;
        if (!field || i >= failing) {
            grow_absent(tree, field ? field : command_field(item), i < failing ? 0 : 250);
        } else {
            grow_data(p, tree, field, true);
            tree->values[index].result = 0;
        }
        tree->values[index].record = item;
    }
}

static inline void grow_command(property *p, cat_tree *tree, const cat_content *content)
{
    for (size_t i = 0; i < content->n_items; i++) {
        const cat_item *item = &content->items[i];
        uint32_t index = tree->count;
        if (item->optional && property_below(p, 2) == 0) {
            continue;
        }
        if (item->operation == CAT_GET) {
            grow_absent(tree, item->returns ? item->returns : command_field(item), -1);
        } else {
            grow_data(p, tree, command_field(item), true);
        }
        tree->values[index].record = item;
    }
}

static inline void grow_alert(property *p, cat_tree *tree, const cat_content *content)
{
    grow_data(p, tree, &gbcs_field_alert_code, true);
    grow_data(p, tree, &gbcs_field_alert_time, true);
    if (content->body) {
        grow_data(p, tree, content->body, true);
    }
}

static inline bool is_dlms_alert(const cat_use_case *use_case)
{
    return use_case->alert_protection != 0 &&
           (use_case->format == CAT_FORMAT_DLMS || use_case->format == CAT_FORMAT_DEVICE);
}

#endif
