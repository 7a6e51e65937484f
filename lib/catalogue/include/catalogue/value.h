/* A decoded payload: a tree of values, flat and in the order of the wire.
 *
 * values[i] is followed by its descendants; `next` is the index behind the last of them, so children of i run
 * from i + 1 in steps of next while below values[i].next. Octets are borrowed from the message. The same tree
 * is what an encoder takes: whoever builds one by hand (transform, device) pushes values in the order of the
 * type.
 */
#ifndef ALB_CATALOGUE_VALUE_H
#define ALB_CATALOGUE_VALUE_H

#include "base/arena.h"
#include "catalogue/type.h"

enum {
    CAT_VALUE_ABSENT =
        1, /* the data is null although the type has a value: a failed item, an omitted choice */
    CAT_VALUE_LONG_LENGTH = 2, /* DER length was not minimal; `form` keeps how many octets it took */
    CAT_VALUE_PLAIN = 4,       /* found by decryption: offset and length count within the plain text */
    CAT_VALUE_CIPHER = 8       /* an encrypted GBZ component: bytes is the cipher text of what is below */
};

typedef struct cat_value {
    const cat_field *field; /* name and type; never NULL */
    const void *record; /* item level: the cat_item, cat_component or cat_attribute it came from; else NULL */
    uint32_t offset;    /* of the value's first octet (its tag, if it has one) in the message */
    uint32_t length;    /* octets of the whole value */
    uint32_t next;
    int16_t result; /* item level: DLMS result or ZCL status; -1: none */
    uint8_t flags;
    uint8_t form; /* what else decides the octets: DER length octets; of a compact-array without rows, how
                     many optional columns are described */
    union {
        uint64_t u;
        int64_t i;
    } number; /* numbers, enumerations, booleans, times (seconds), element counts of arrays */
    alb_span
        bytes; /* content of strings, bit-strings (without the count octet), ANY; number.u: the bit count */
} cat_value;

typedef struct cat_tree {
    cat_value *values;
    uint32_t count;
    uint32_t capacity;
    alb_arena *arena; /* grows from here */
    alb_status st;    /* sticky: NO_MEMORY, TOO_LARGE */
} cat_tree;

/* Most values one message may have. */
enum { CAT_TREE_LIMIT = 200000 };

void cat_tree_init(cat_tree *tree, alb_arena *arena, uint32_t capacity);
/* Opens a value at the end; close it after its children. Returns its index. */
uint32_t cat_tree_open(cat_tree *tree, const cat_field *field);
void cat_tree_close(cat_tree *tree, uint32_t index);
/* A leaf. */
cat_value *cat_tree_leaf(cat_tree *tree, const cat_field *field);

static inline bool cat_tree_ok(const cat_tree *tree)
{
    return tree->st == ALB_OK;
}

/* First child of index, or UINT32_MAX. */
static inline uint32_t cat_tree_child(const cat_tree *tree, uint32_t index)
{
    return index + 1 < tree->values[index].next ? index + 1 : UINT32_MAX;
}

/* The sibling after index below parent, or UINT32_MAX. */
static inline uint32_t cat_tree_sibling(const cat_tree *tree, uint32_t parent, uint32_t index)
{
    uint32_t next = tree->values[index].next;
    return next < tree->values[parent].next ? next : UINT32_MAX;
}

/* Follows a path of names from a value: "Replacements[1]/Certificate"; [i] counts among children of that
 * name, from 0. UINT32_MAX when there is none. */
uint32_t cat_tree_find(const cat_tree *tree, uint32_t from, const char *path);

/* The value as text in engineering units ("12.345", "2015-01-01T00:00:00Z", "00db..", "On"); the unit is not
 * included. */
void cat_value_text(const cat_value *value, alb_wr *out);
/* The inverse of cat_value_text for a leaf of value->field->type: sets number or bytes (allocated in arena).
 */
ALB_MUST_USE alb_status cat_value_set_text(cat_value *value, alb_span text, alb_arena *arena, alb_err *err);

#endif
