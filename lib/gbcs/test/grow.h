/* What growing random contents of all three encodings shares. */
#ifndef ALB_GBCS_TEST_GROW_H
#define ALB_GBCS_TEST_GROW_H

#include "gbcs/content.h"

#include "property.h"

#include <stdio.h>

static inline alb_span random_octets(property *p, alb_arena *arena, size_t n)
{
    uint8_t *octets = alb_arena_alloc(arena, n);
    for (size_t i = 0; i < n; i++) {
        octets[i] = (uint8_t)property_next(p);
    }
    return alb_span_of(octets, n);
}

static inline size_t random_size(property *p, const cat_type *type, size_t usual)
{
    size_t most = type->max == 0 || type->max > type->min + usual ? type->min + usual : type->max;
    return type->min + (size_t)property_below(p, most - type->min + 1);
}

static inline bool same_value(const cat_value *a, const cat_value *b)
{
    const cat_type *type = a->field->type;
    bool is_container =
        type->n_fields > 0 || type->kind == CAT_Z_STRUCT || a->field->mirror != CAT_MIRROR_NONE;
    return a->field == b->field && a->record == b->record && a->next == b->next && a->result == b->result &&
           a->form == b->form && (b->flags & CAT_VALUE_ABSENT) == (a->flags & CAT_VALUE_ABSENT) &&
           (is_container || (a->number.u == b->number.u && alb_span_equal(a->bytes, b->bytes)));
}

static inline bool same_tree(const cat_tree *a, const cat_tree *b)
{
    for (uint32_t i = 0; i < a->count && i < b->count; i++) {
        if (!same_value(&a->values[i], &b->values[i])) {
            (void)printf("value %u, %s\n", i, a->values[i].field->name);
            return false;
        }
    }
    return a->count == b->count;
}

#endif
