/* Random contents of GBZ use cases, as their records allow. */
#ifndef ALB_GBCS_TEST_GROW_GBZ_H
#define ALB_GBCS_TEST_GROW_GBZ_H

#include "grow.h"

#include "content_gbz_internal.h"

enum { GBZ_FAILED = 0x86 };

static inline uint64_t random_zcl_number(property *p, const cat_type *type)
{
    unsigned shift = 8U * (8U - type->size) & 63;
    uint64_t n = property_next(p) << shift;
    return type->kind == CAT_Z_INT ? (uint64_t)((int64_t)n >> shift) : n >> shift;
}

static inline void grow_zcl(property *p, cat_tree *tree, const cat_field *field, uint32_t parent);

/* Once an optional field is left out nothing follows. */
static inline void grow_zcl_fields(property *p, cat_tree *tree, const cat_type *type, uint32_t parent)
{
    for (uint16_t i = 0; i < type->n_fields; i++) {
        if (type->fields[i].optional && property_below(p, 2) == 0) {
            return;
        }
        grow_zcl(p, tree, &type->fields[i], parent);
    }
}

/* The sibling that counts the elements says what there is. */
static inline void grow_zcl_list(property *p, cat_tree *tree, const cat_type *type, uint32_t index,
                                 uint32_t parent)
{
    size_t n = (size_t)property_below(p, 4);
    if (type->count) {
        cat_tree_close(tree, parent);
        tree->values[cat_tree_find(tree, parent, type->count)].number.u = n;
    }
    tree->values[index].number.u = n;
    for (size_t i = 0; i < n; i++) {
        grow_zcl(p, tree, &type->fields[0], index);
    }
}

static inline void grow_zcl(property *p, cat_tree *tree, const cat_field *field, uint32_t parent)
{
    const cat_type *type = field->type;
    uint32_t index = cat_tree_open(tree, field);
    switch ((int)type->kind) {
    case CAT_Z_OCTETS:
    case CAT_Z_TEXT:
        tree->values[index].bytes = random_octets(p, tree->arena, random_size(p, type, 20));
        break;
    case CAT_Z_RAW:
        tree->values[index].bytes = random_octets(p, tree->arena, type->max > 0 ? type->max : type->min + 5);
        break;
    case CAT_Z_STRUCT:
        grow_zcl_fields(p, tree, type, index);
        break;
    case CAT_Z_LIST:
        grow_zcl_list(p, tree, type, index, parent);
        break;
    default:
        tree->values[index].number.u =
            type->has_fixed_value ? (uint64_t)type->fixed_value : random_zcl_number(p, type);
    }
    cat_tree_close(tree, index);
}

/* --- components --- */

static inline const cat_field *component_field(const cat_component *c, gbcs_cra cra)
{
    if (c->command) {
        return &c->command->payload;
    }
    return cra == GBCS_COMMAND ? &gbcs_gbz_read_attributes : &gbcs_gbz_read_attributes_response;
}

static inline void grow_attributes(property *p, cat_tree *tree, const cat_component *c, gbcs_cra cra,
                                   uint32_t parent)
{
    for (uint8_t i = 0; i < c->n_attributes; i++) {
        const cat_zcl_attribute *a = cat_zcl_attribute_find(c->cluster, c->attributes[i]);
        bool fails = property_below(p, 4) == 0;
        uint32_t index = tree->count;
        if (cra == GBCS_COMMAND || fails) {
            (void)cat_tree_leaf(tree, &a->value);
            tree->values[index].flags |= CAT_VALUE_ABSENT;
        } else {
            grow_zcl(p, tree, &a->value, parent);
        }
        if (cra != GBCS_COMMAND) {
            tree->values[index].result = fails ? GBZ_FAILED : 0;
        }
    }
}

static inline void set_constants(cat_tree *tree, uint32_t index, const cat_component *c, uint32_t times)
{
    for (uint32_t i = cat_tree_child(tree, index); i != UINT32_MAX; i = cat_tree_sibling(tree, index, i)) {
        const cat_constant *constant = gbcs_gbz_constant(c, tree->values[i].field->name);
        if (constant) {
            tree->values[i].number.i = gbcs_gbz_constant_value(constant, times);
        }
    }
}

static inline void grow_component(property *p, cat_tree *tree, const cat_component *c, gbcs_cra cra,
                                  uint32_t times)
{
    uint32_t index = cat_tree_open(tree, component_field(c, cra));
    tree->values[index].record = c;
    tree->values[index].form = cra == GBCS_COMMAND ? 0 : (uint8_t)property_next(p);
    if (c->from_date_time && cra == GBCS_COMMAND) {
        cat_tree_leaf(tree, &gbcs_gbz_from_date_time)->number.u = (uint32_t)property_next(p);
    }
    if (c->command) {
        grow_zcl_fields(p, tree, c->command->payload.type, index);
    } else {
        grow_attributes(p, tree, c, cra, index);
    }
    cat_tree_close(tree, index);
    set_constants(tree, index, c, times);
}

static inline void grow_components(property *p, cat_tree *tree, const cat_content *content, gbcs_cra cra)
{
    size_t left = 20;
    for (uint8_t i = 0; i < content->n_components; i++) {
        const cat_component *c = &content->components[i];
        size_t least = c->max == 0 ? 1 : c->min;
        size_t most = c->max == 0 ? 1 : c->max;
        size_t n = most > least + 3 ? least + (size_t)property_below(p, 4)
                                    : least + (size_t)property_below(p, most - least + 1);
        for (uint32_t times = 0; times < n && (left > 0 || times < least); times++) {
            grow_component(p, tree, c, cra, times);
            left -= left > 0;
        }
    }
}

/* The device's answer to a component that gets none of its own, or that failed. */
static inline void grow_default_response(property *p, cat_tree *tree, const cat_component *c)
{
    const cat_type *type = gbcs_gbz_default_response.type;
    uint8_t status = property_below(p, 2) == 0 ? 0 : GBZ_FAILED;
    uint32_t index = cat_tree_open(tree, &gbcs_gbz_default_response);
    tree->values[index].record = c;
    tree->values[index].form = (uint8_t)property_next(p);
    tree->values[index].result = status;
    cat_tree_leaf(tree, &type->fields[0])->number.u = c->command->id;
    cat_tree_leaf(tree, &type->fields[1])->number.u = status;
    cat_tree_close(tree, index);
}

/* The record that answers to that name: the first of several alike. */
static inline bool is_first_of_its_kind(const cat_content *command, uint8_t i)
{
    const cat_component *c = &command->components[i];
    for (uint8_t k = 0; k < i; k++) {
        const cat_component *other = &command->components[k];
        if (other->cluster == c->cluster && other->command && other->command->id == c->command->id) {
            return false;
        }
    }
    return true;
}

static inline void grow_gbz_response(property *p, cat_tree *tree, const cat_use_case *use_case)
{
    const cat_content *command = &use_case->command;
    grow_components(p, tree, &use_case->response, GBCS_RESPONSE);
    for (uint8_t i = 0; i < command->n_components && i < 5; i++) {
        const cat_component *c = &command->components[i];
        bool must = i == 0 && tree->count == 0;
        if (c->command && is_first_of_its_kind(command, i) && (must || property_below(p, 2) == 0)) {
            grow_default_response(p, tree, c);
        }
    }
}

/* --- alerts --- */

static inline void grow_plain_field(property *p, cat_tree *tree, const cat_field *field)
{
    const cat_type *type = field->type;
    uint32_t index = cat_tree_open(tree, field);
    if (type->kind == CAT_B_STRUCT) {
        for (uint16_t i = 0; i < type->n_fields; i++) {
            if (type->fields[i].optional && property_below(p, 2) == 0) {
                break;
            }
            grow_plain_field(p, tree, &type->fields[i]);
        }
    } else if (type->fixed.ptr) {
        tree->values[index].bytes = type->fixed;
    } else if (type->kind == CAT_B_RAW) {
        tree->values[index].bytes = random_octets(p, tree->arena, type->max > 0 ? type->max : type->min + 5);
    } else {
        tree->values[index].number.u =
            type->has_fixed_value ? (uint64_t)type->fixed_value : property_next(p) >> (64U - 8U * type->size);
    }
    cat_tree_close(tree, index);
}

static inline void grow_gbz_alert(property *p, cat_tree *tree, const cat_content *content)
{
    grow_plain_field(p, tree, &gbcs_field_gbz_alert_code);
    grow_plain_field(p, tree, &gbcs_field_gbz_alert_time);
    if (content->body) {
        grow_plain_field(p, tree, content->body);
    } else if (content->n_components > 0) {
        grow_component(p, tree, &content->components[property_below(p, content->n_components)], GBCS_ALERT,
                       0);
    }
}

#endif
