/* Values of an answer in the order of their type, and the tree that they make.
 *
 * Whoever knows a value (a register, a log) says the leaves alone; what the type fixes, such as scaler and
 * unit, is put between them, and what mirrors the header is left to who encodes the tree.
 */
#ifndef ALB_DEVICE_LEAVES_H
#define ALB_DEVICE_LEAVES_H

#include "base/time.h"
#include "catalogue/value.h"

typedef struct leaf {
    uint64_t number;
    alb_span octets;
} leaf;

/* A list of leaves. Before an optional field stands a leaf of 1 or 0: it is there, or not. */
typedef struct leaves {
    alb_arena *arena;
    leaf *items;
    size_t count, capacity;
    bool failed; /* out of memory */
} leaves;

void leaves_init(leaves *l, alb_arena *arena);
void leaves_add(leaves *l, uint64_t number, alb_span octets);
/* A number, an enumeration, a boolean; of an array, how many elements follow; of a choice, which one. */
void leaves_number(leaves *l, uint64_t number);
void leaves_zeros(leaves *l, size_t count);
/* Octets, which must live as long as the tree; leaves_copy: a copy of them. */
void leaves_octets(leaves *l, alb_span octets);
void leaves_copy(leaves *l, alb_span octets);
void leaves_date_time(leaves *l, alb_time t);

/* Adds the value of a field to the tree, made from the leaves from *taken on. False: they do not fit the
 * type.
 */
ALB_MUST_USE bool leaves_fill(const leaves *l, size_t *taken, const cat_field *field, cat_tree *tree);

/* The inverse: the leaves of a value. Octets are borrowed from the tree. */
void leaves_collect(leaves *l, const cat_tree *tree, uint32_t index);

/* Leaves of a type as a device has them before anybody sets them: numbers are `number`, enumerations their
 * first value, lists and strings as short as they may be, times not specified, optional fields absent. */
void leaves_factory(leaves *l, const cat_type *type, uint64_t number);

#endif
