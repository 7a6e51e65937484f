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

void leaves_number(leaves *l, uint64_t number)
{
    add(l, (leaf){.number = number});
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

static void fill_leaf(filling *f, const cat_field *field)
{
    const cat_type *type = field->type;
    cat_value *v = cat_tree_leaf(f->tree, field);
    if (type->has_fixed_value) {
        v->number.i = type->fixed_value;
    } else if (type->fixed.ptr) {
        v->bytes = type->fixed;
    } else if (field->mirror == CAT_MIRROR_NONE && type->kind != CAT_NOTHING && type->kind != CAT_D_NULL) {
        leaf l = take(f);
        v->number.u = l.number;
        v->bytes = l.octets;
    }
}

static void fill(filling *f, const cat_field *field);

/* How many there are. */
static uint64_t fill_fields(filling *f, const cat_type *type)
{
    uint64_t count = 0;
    for (uint16_t i = 0; i < type->n_fields; i++) {
        if (!type->fields[i].optional || f->taken < f->from->count) {
            fill(f, &type->fields[i]);
            count++;
        }
    }
    return count;
}

/* As many elements as the type says, or else as the next leaf says. */
static uint64_t fill_elements(filling *f, const cat_type *type)
{
    if (type->n_fields != 1) {
        return fill_fields(f, type);
    }
    uint64_t count = type->min > 0 && type->min == type->max ? type->min : take(f).number;
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
    bool is_list = kind == CAT_D_ARRAY || kind == CAT_D_COMPACT;
    bool is_fields = kind == CAT_D_STRUCT || kind == CAT_D_PROTECTED;
    if (!is_list && !is_fields && kind != CAT_D_CHOICE) {
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
