#include "leaves.h"

#include "date_time.h"

enum { FIRST_CAPACITY = 16 };

void leaves_init(leaves *l, alb_arena *arena)
{
    *l = (leaves){.arena = arena};
}

static void add(leaves *l, leaf item)
{
    if (l->count == l->capacity) {
        size_t capacity = l->capacity ? l->capacity * 2 : FIRST_CAPACITY;
        leaf *items = alb_arena_array(l->arena, capacity, sizeof *items);
        if (!items) {
            l->failed = true;
            return;
        }
        if (l->count > 0) {
            memcpy(items, l->items, l->count * sizeof *items);
        }
        l->items = items;
        l->capacity = capacity;
    }
    l->items[l->count++] = item;
}

void leaves_add(leaves *l, uint64_t number, alb_span octets)
{
    add(l, (leaf){.number = number, .octets = octets});
}

void leaves_number(leaves *l, uint64_t number)
{
    add(l, (leaf){.number = number});
}

void leaves_zeros(leaves *l, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        leaves_number(l, 0);
    }
}

void leaves_octets(leaves *l, alb_span octets)
{
    add(l, (leaf){.octets = octets});
}

void leaves_copy(leaves *l, alb_span octets)
{
    alb_span copy = alb_arena_copy(l->arena, octets);
    l->failed = l->failed || !copy.ptr;
    add(l, (leaf){.octets = copy});
}

void leaves_date_time(leaves *l, alb_time t)
{
    uint8_t octets[DATE_TIME];
    date_time_write(t, octets);
    leaves_copy(l, ALB_SPAN_OF(octets));
}

static bool is_list_kind(cat_kind kind)
{
    return kind == CAT_D_ARRAY || kind == CAT_D_COMPACT || kind == CAT_A_SEQUENCE_OF || kind == CAT_Z_LIST;
}

static bool is_struct_kind(cat_kind kind)
{
    return kind == CAT_D_STRUCT || kind == CAT_A_SEQUENCE || kind == CAT_Z_STRUCT || kind == CAT_B_STRUCT;
}

static bool is_choice_kind(cat_kind kind)
{
    return kind == CAT_D_CHOICE || kind == CAT_A_CHOICE;
}

/* --- the tree --- */

typedef struct filling {
    const leaves *from;
    size_t taken;
    cat_tree *tree;
    bool misfit;
} filling;

static leaf take(filling *f)
{
    if (f->taken == f->from->count) {
        f->misfit = true;
        return (leaf){0};
    }
    return f->from->items[f->taken++];
}

/* Does the type or the message's header decide the value? */
static bool is_decided(const cat_field *field)
{
    const cat_type *type = field->type;
    return type->has_fixed_value || type->fixed.ptr || field->mirror != CAT_MIRROR_NONE ||
           type->kind == CAT_NOTHING || type->kind == CAT_D_NULL || type->kind == CAT_A_NULL;
}

static void fill_leaf(filling *f, const cat_field *field)
{
    const cat_type *type = field->type;
    cat_value *v = cat_tree_leaf(f->tree, field);
    if (is_decided(field)) {
        v->number.i = type->fixed_value;
        v->bytes = type->fixed;
        return;
    }
    leaf l = take(f);
    v->number.u = l.number;
    v->bytes = l.octets;
}

static void fill(filling *f, const cat_field *field);

/* How many there are. */
static uint64_t fill_fields(filling *f, const cat_type *type)
{
    uint64_t count = 0;
    for (uint16_t i = 0; i < type->n_fields; i++) {
        if (!type->fields[i].optional || take(f).number != 0) {
            fill(f, &type->fields[i]);
            count++;
        }
    }
    return count;
}

static bool has_fixed_count(const cat_type *type)
{
    return type->n_fields == 1 && type->min > 0 && type->min == type->max;
}

/* As many elements as the type says, or else as the next leaf says. */
static uint64_t fill_elements(filling *f, const cat_type *type)
{
    if (type->n_fields != 1) {
        return fill_fields(f, type);
    }
    uint64_t count = has_fixed_count(type) ? type->min : take(f).number;
    for (uint64_t i = 0; i < count && !f->misfit && cat_tree_ok(f->tree); i++) {
        fill(f, &type->fields[0]);
    }
    return count;
}

static void fill_choice(filling *f, const cat_type *type)
{
    uint64_t which = take(f).number;
    if (which < type->n_fields) {
        fill(f, &type->fields[which]);
    } else {
        f->misfit = true;
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): types are const data of bounded depth */
static void fill(filling *f, const cat_field *field)
{
    cat_kind kind = field->type->kind;
    bool is_list = is_list_kind(kind);
    bool is_fields = is_struct_kind(kind) || kind == CAT_D_PROTECTED;
    if (!is_list && !is_fields && !is_choice_kind(kind)) {
        fill_leaf(f, field);
        return;
    }
    uint32_t index = cat_tree_open(f->tree, field);
    uint64_t count = 0;
    if (is_list) {
        count = fill_elements(f, field->type);
    } else if (is_fields) {
        count = fill_fields(f, field->type);
    } else {
        fill_choice(f, field->type);
    }
    f->tree->values[index].number.u = count;
    cat_tree_close(f->tree, index);
}

bool leaves_fill(const leaves *l, size_t *taken, const cat_field *field, cat_tree *tree)
{
    filling f = {.from = l, .taken = *taken, .tree = tree};
    fill(&f, field);
    *taken = f.taken;
    return !f.misfit && !l->failed && cat_tree_ok(tree);
}

/* --- and back --- */

static bool has_child(const cat_tree *tree, uint32_t parent, uint32_t at, const cat_field *field)
{
    return at != UINT32_MAX && at < tree->values[parent].next && tree->values[at].field == field;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the type */
static void collect_fields(leaves *l, const cat_tree *tree, uint32_t index)
{
    const cat_type *type = tree->values[index].field->type;
    uint32_t at = cat_tree_child(tree, index);
    for (uint16_t i = 0; i < type->n_fields; i++) {
        const cat_field *field = &type->fields[i];
        bool there = has_child(tree, index, at, field);
        if (field->optional) {
            leaves_number(l, there);
        }
        if (there) {
            leaves_collect(l, tree, at);
            at = cat_tree_sibling(tree, index, at);
        }
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the type */
static void collect_elements(leaves *l, const cat_tree *tree, uint32_t index)
{
    if (!has_fixed_count(tree->values[index].field->type)) {
        leaves_number(l, tree->values[index].number.u);
    }
    for (uint32_t i = cat_tree_child(tree, index); i != UINT32_MAX; i = cat_tree_sibling(tree, index, i)) {
        leaves_collect(l, tree, i);
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the type */
static void collect_choice(leaves *l, const cat_tree *tree, uint32_t index)
{
    const cat_type *type = tree->values[index].field->type;
    uint32_t child = cat_tree_child(tree, index);
    for (uint16_t i = 0; i < type->n_fields; i++) {
        if (has_child(tree, index, child, &type->fields[i])) {
            leaves_number(l, i);
            leaves_collect(l, tree, child);
        }
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the type */
void leaves_collect(leaves *l, const cat_tree *tree, uint32_t index)
{
    const cat_value *v = &tree->values[index];
    cat_kind kind = v->field->type->kind;
    if (is_list_kind(kind) && v->field->type->n_fields == 1) {
        collect_elements(l, tree, index);
    } else if (is_list_kind(kind) || is_struct_kind(kind)) {
        collect_fields(l, tree, index);
    } else if (is_choice_kind(kind)) {
        collect_choice(l, tree, index);
    } else if (!is_decided(v->field)) {
        add(l, (leaf){.number = v->number.u, .octets = v->bytes});
    }
}

/* --- of the factory --- */

static void add_factory_leaf(leaves *l, const cat_type *type, uint64_t number)
{
    /* "Not specified" in every field (gbcs-messages.md 6.4). */
    static const uint8_t never[DATE_TIME] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                             0xff, 0xff, 0xff, 0x80, 0,    0xff};
    leaf item = {.number = type->names.count > 0 ? type->names.names[0].value : number};
    size_t len = type->kind == CAT_D_BITS ? (type->min + 7) / 8 : type->min;
    if (type->kind == CAT_D_OCTETS && type->view == CAT_VIEW_DATE_TIME) {
        item.octets = ALB_SPAN_OF(never);
    } else if (len > 0) {
        item.octets = alb_span_of(alb_arena_alloc(l->arena, len), len);
        l->failed = l->failed || !item.octets.ptr;
    }
    if (type->kind == CAT_D_BITS) {
        item.number = type->min;
    }
    add(l, item);
}

/* NOLINTNEXTLINE(misc-no-recursion): types are const data of bounded depth */
static void add_factory_field(leaves *l, const cat_field *field, uint64_t number)
{
    if (field->optional) {
        leaves_number(l, 0);
    } else if (field->mirror == CAT_MIRROR_NONE) {
        leaves_factory(l, field->type, number);
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): types are const data of bounded depth */
void leaves_factory(leaves *l, const cat_type *type, uint64_t number)
{
    bool is_list = is_list_kind(type->kind) && type->n_fields == 1;
    if (is_list && !has_fixed_count(type)) {
        leaves_number(l, type->min);
    }
    if (is_list) {
        for (uint32_t i = 0; i < type->min; i++) {
            add_factory_field(l, &type->fields[0], number);
        }
    } else if (is_list_kind(type->kind) || is_struct_kind(type->kind)) {
        for (uint16_t i = 0; i < type->n_fields; i++) {
            add_factory_field(l, &type->fields[i], number);
        }
    } else if (is_choice_kind(type->kind)) {
        leaves_number(l, 0);
        add_factory_field(l, &type->fields[0], number);
    } else if (!is_decided(&(cat_field){.name = "", .type = type})) {
        add_factory_leaf(l, type, number);
    }
}
