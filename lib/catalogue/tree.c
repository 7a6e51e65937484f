/* The flat tree of values: building it, and finding a value by its path. */
#include "base/text.h"
#include "catalogue/value.h"

void cat_tree_init(cat_tree *tree, alb_arena *arena, uint32_t capacity)
{
    *tree = (cat_tree){.arena = arena, .capacity = capacity > 0 ? capacity : 16};
    tree->values = alb_arena_raw(arena, tree->capacity * sizeof *tree->values);
    if (!tree->values) {
        tree->st = ALB_NO_MEMORY;
        tree->capacity = 0;
    }
}

/* Twice the room. Where the arena has to move the values the old ones stay in it until it is reset: doubling
 * bounds that to the size of the tree. */
static bool grow(cat_tree *tree)
{
    if (tree->st != ALB_OK) {
        return false;
    }
    if (tree->capacity >= CAT_TREE_LIMIT) {
        tree->st = ALB_TOO_LARGE;
        return false;
    }
    uint32_t capacity = tree->capacity * 2 < CAT_TREE_LIMIT ? tree->capacity * 2 : CAT_TREE_LIMIT;
    cat_value *values = alb_arena_resize(tree->arena, tree->values, tree->capacity * sizeof *values,
                                         capacity * sizeof *values);
    if (!values) {
        tree->st = ALB_NO_MEMORY;
        return false;
    }
    tree->values = values;
    tree->capacity = capacity;
    return true;
}

/* After a failure everything goes to one place, so that builders need not look after each value. */
static uint32_t overflow(cat_tree *tree)
{
    static const cat_type nothing = {.kind = CAT_NOTHING};
    static const cat_field field = {.name = "", .type = &nothing};
    if (tree->capacity == 0) {
        static _Thread_local cat_value spare;
        tree->values = &spare;
        tree->capacity = 1;
    }
    tree->count = 1;
    tree->values[0] = (cat_value){.field = &field, .next = 1, .result = -1};
    return 0;
}

uint32_t cat_tree_open(cat_tree *tree, const cat_field *field)
{
    if (tree->st != ALB_OK || (tree->count == tree->capacity && !grow(tree))) {
        return overflow(tree);
    }
    uint32_t index = tree->count++;
    tree->values[index] = (cat_value){.field = field, .next = tree->count, .result = -1};
    return index;
}

void cat_tree_close(cat_tree *tree, uint32_t index)
{
    tree->values[index].next = tree->count;
}

cat_value *cat_tree_leaf(cat_tree *tree, const cat_field *field)
{
    uint32_t index = cat_tree_open(tree, field); /* which may move the values */
    return &tree->values[index];
}

/* --- paths: "Name/Name[2]/Name" --- */

typedef struct step {
    alb_span name;
    uint64_t index;
} step;

static bool next_step(alb_span *path, step *out)
{
    size_t end = 0;
    while (end < path->len && path->ptr[end] != '/') {
        end++;
    }
    alb_span part = alb_span_sub(*path, 0, end);
    *path = alb_span_sub(*path, end + 1, SIZE_MAX);
    size_t bracket = 0;
    while (bracket < part.len && part.ptr[bracket] != '[') {
        bracket++;
    }
    *out = (step){.name = alb_span_sub(part, 0, bracket)};
    if (bracket == part.len) {
        return part.len > 0;
    }
    alb_span number = alb_span_sub(part, bracket + 1, part.len - bracket - 2);
    return part.ptr[part.len - 1] == ']' && part.len > bracket + 2 &&
           alb_parse_u64(number, UINT32_MAX, &out->index);
}

/* Among the siblings that begin at `at` and end before `end`. */
static uint32_t find_sibling(const cat_tree *tree, uint32_t at, uint32_t end, const step *s)
{
    uint64_t left = s->index;
    for (; at < end; at = tree->values[at].next) {
        if (alb_span_is(s->name, tree->values[at].field->name) && left-- == 0) {
            return at;
        }
    }
    return UINT32_MAX;
}

uint32_t cat_tree_find(const cat_tree *tree, uint32_t from, const char *path)
{
    alb_span rest = alb_span_str(path);
    uint32_t at = from;
    while (rest.len > 0) {
        step s;
        if (at >= tree->count || !next_step(&rest, &s)) {
            return UINT32_MAX;
        }
        at = find_sibling(tree, at + 1, tree->values[at].next, &s);
    }
    return at < tree->count ? at : UINT32_MAX;
}
