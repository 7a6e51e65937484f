/* Commands in DLMS: one value for each item of the record. */
#include "content.h"

#include "catalogue/variant.h"

static void make_data(const content_maker *m, cat_tree *tree, const cat_field *field);

static void make_members(const content_maker *m, cat_tree *tree, const cat_type *type)
{
    for (uint16_t i = 0; i < type->n_fields; i++) {
        make_data(m, tree, &type->fields[i]);
    }
}

static size_t count_of(const cat_type *type)
{
    if (type->n_fields != 1) {
        return type->n_fields > 0; /* one of each field, or nothing */
    }
    return type->min > 0 ? type->min : 1;
}

static void make_array(const content_maker *m, cat_tree *tree, const cat_type *type, uint32_t index)
{
    size_t n = count_of(type);
    tree->values[index].number.u = n;
    for (size_t i = 0; i < n; i++) {
        make_members(m, tree, type);
    }
}

/* An octet-string whose content has fields of its own. */
static void make_plain(const content_maker *m, cat_tree *tree, const cat_type *type)
{
    for (uint16_t i = 0; i < type->n_fields; i++) {
        const cat_type *of = type->fields[i].type;
        cat_value *v = cat_tree_leaf(tree, &type->fields[i]);
        if (of->kind == CAT_B_RAW) {
            v->bytes = alb_span_of(alb_arena_alloc(tree->arena, of->max), of->max);
        } else {
            v->number.u = content_number(m, &type->fields[i]);
        }
    }
}

static void make_simple(const content_maker *m, cat_tree *tree, const cat_field *field, uint32_t index)
{
    const cat_type *type = field->type;
    cat_value *v = &tree->values[index];
    if (type->kind == CAT_D_BITS) {
        v->number.u = type->min > 0 ? type->min : 1;
        v->bytes =
            alb_span_of(alb_arena_alloc(tree->arena, (type->min + 8) / 8), ((size_t)v->number.u + 7) / 8);
    } else if (type->kind >= CAT_D_OCTETS && type->kind < CAT_D_BITS) {
        v->bytes = content_octets(m, field, tree->arena);
    } else if (type->kind == CAT_D_U32 && type->view == CAT_VIEW_DATE_TIME) {
        v->number.u = alb_time_to_2000(content_time(m, field->name));
    } else if (type->kind != CAT_D_NULL) {
        v->number.u = content_number(m, field);
    }
}

static void make_data(const content_maker *m, cat_tree *tree, const cat_field *field)
{
    const cat_type *type = field->type;
    uint32_t index = cat_tree_open(tree, field);
    if (!cat_tree_ok(tree)) {
        return;
    }
    switch ((int)type->kind) {
    case CAT_D_STRUCT:
        make_members(m, tree, type);
        break;
    case CAT_D_ARRAY:
    case CAT_D_COMPACT:
        make_array(m, tree, type, index);
        break;
    case CAT_D_CHOICE:
    case CAT_D_PROTECTED:
        make_data(m, tree, &type->fields[0]);
        break;
    default:
        if (type->n_fields > 0) {
            make_plain(m, tree, type);
        } else if (field->mirror == CAT_MIRROR_NONE) {
            make_simple(m, tree, field, index);
        }
    }
    cat_tree_close(tree, index);
}

/* Of an instruction: to be carried out at once. */
static void make_activation(cat_tree *tree, const cat_field *field)
{
    static const uint8_t at_once[12];
    cat_tree_leaf(tree, field)->bytes = ALB_SPAN_OF(at_once);
}

void content_make_items(const content_maker *m, const cat_use_case *use_case, cat_tree *tree)
{
    const cat_content *content = &use_case->command;
    for (size_t i = 0; i < content->n_items && cat_tree_ok(tree); i++) {
        const cat_item *item = &content->items[i];
        const cat_attribute *a = cat_object_attribute(item->object, item->id, item->operation == CAT_ACTION);
        const cat_field *field = item->argument ? item->argument : &a->value;
        uint32_t index = tree->count;
        if (item->optional && m->type == CAT_DEVICE_ESME &&
            (cat_object_variants(item->object) & ~m->variants)) {
            continue;
        }
        if (item->operation == CAT_GET) {
            cat_tree_leaf(tree, item->returns ? item->returns : field)->flags |= CAT_VALUE_ABSENT;
        } else if (item->activation) {
            make_activation(tree, field);
        } else {
            make_data(m, tree, field);
        }
        if (cat_tree_ok(tree)) {
            tree->values[index].record = item;
            tree->values[index].result = -1;
        }
    }
}
