/* Commands in GBZ: the components of the record, each as often as it must come. */
#include "content.h"

#include <string.h>

static void make_zcl(const content_maker *m, cat_tree *tree, const cat_field *field, uint32_t parent,
                     bool at_once);

static void make_list(const content_maker *m, cat_tree *tree, const cat_type *type, uint32_t index,
                      uint32_t parent)
{
    size_t n = type->min > 0 ? type->min : 1;
    if (type->count) {
        cat_tree_close(tree, parent); /* what is there so far can be found */
        uint32_t count = cat_tree_find(tree, parent, type->count);
        if (count != UINT32_MAX) {
            tree->values[count].number.u = n;
        }
    }
    tree->values[index].number.u = n;
    for (size_t i = 0; i < n; i++) {
        make_zcl(m, tree, &type->fields[0], index, false);
    }
}

static uint64_t number_of(const content_maker *m, const cat_field *field, bool at_once)
{
    bool is_time = field->type->kind == CAT_Z_UTC;
    if (!is_time) {
        return content_number(m, field);
    }
    return at_once ? 0 : alb_time_to_2000(content_time(m, field->name));
}

static void make_zcl(const content_maker *m, cat_tree *tree, const cat_field *field, uint32_t parent,
                     bool at_once)
{
    const cat_type *type = field->type;
    uint32_t index = cat_tree_open(tree, field);
    if (!cat_tree_ok(tree)) {
        return;
    }
    switch ((int)type->kind) {
    case CAT_Z_OCTETS:
    case CAT_Z_TEXT:
    case CAT_Z_RAW:
        tree->values[index].bytes = content_octets(m, field, tree->arena);
        break;
    case CAT_Z_STRUCT:
        for (uint16_t i = 0; i < type->n_fields; i++) {
            make_zcl(m, tree, &type->fields[i], index, at_once);
        }
        break;
    case CAT_Z_LIST:
        make_list(m, tree, type, index, parent);
        break;
    default:
        tree->values[index].number.u = number_of(m, field, at_once);
    }
    cat_tree_close(tree, index);
}

/* What the record fixes; a step counts the repetitions. */
static void set_constants(cat_tree *tree, uint32_t index, const cat_component *c, uint32_t times)
{
    for (uint8_t k = 0; k < c->n_constants; k++) {
        uint32_t at = cat_tree_find(tree, index, c->constants[k].field);
        if (at != UINT32_MAX) {
            tree->values[at].number.i = c->constants[k].value + (int64_t)c->constants[k].step * times;
        }
    }
}

static void make_component(const content_maker *m, cat_tree *tree, const cat_component *c, uint32_t times)
{
    uint32_t index = cat_tree_open(tree, c->command ? &c->command->payload : &gbcs_gbz_read_attributes);
    if (!cat_tree_ok(tree)) {
        return;
    }
    tree->values[index].record = c;
    if (c->from_date_time) {
        /* Of an instruction it is when it takes force, of a read where the log begins. */
        cat_tree_leaf(tree, &gbcs_gbz_from_date_time)->number.u =
            c->activation ? 0 : alb_time_to_2000(m->now - ALB_DAYS(1));
    }
    for (uint16_t i = 0; c->command && i < c->command->payload.type->n_fields; i++) {
        make_zcl(m, tree, &c->command->payload.type->fields[i], index, c->activation);
    }
    for (uint8_t i = 0; !c->command && i < c->n_attributes; i++) {
        const cat_zcl_attribute *a = cat_zcl_attribute_find(c->cluster, c->attributes[i]);
        cat_tree_leaf(tree, &a->value)->flags |= CAT_VALUE_ABSENT;
    }
    cat_tree_close(tree, index);
    set_constants(tree, index, c, times);
}

void content_make_components(const content_maker *m, const cat_use_case *use_case, cat_tree *tree)
{
    const cat_content *content = &use_case->command;
    uint8_t form = 0;
    for (uint8_t i = 0; i < content->n_components && cat_tree_ok(tree); i++) {
        const cat_component *c = &content->components[i];
        uint32_t least = c->max == 0 ? 1 : c->min > 0 ? c->min : 1;
        /* Of forms that exclude each other the first is sent. */
        form = form == 0 ? c->alternative : form;
        if (c->alternative != 0 && c->alternative != form) {
            continue;
        }
        for (uint32_t times = 0; times < least; times++) {
            make_component(m, tree, c, times);
        }
    }
}
