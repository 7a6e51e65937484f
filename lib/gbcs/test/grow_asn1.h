/* Random contents of ASN.1 use cases, as their types allow. */
#ifndef ALB_GBCS_TEST_GROW_ASN1_H
#define ALB_GBCS_TEST_GROW_ASN1_H

#include "grow.h"

/* Of any size from one octet to eight. */
static inline int64_t random_integer(property *p)
{
    return (int64_t)property_next(p) >> property_below(p, 64);
}

static inline void grow_asn1(property *p, cat_tree *tree, const cat_field *field);

/* What may be left out is, half of the time; a default always. */
static inline void grow_sequence(property *p, cat_tree *tree, const cat_type *type)
{
    for (uint16_t i = 0; i < type->n_fields; i++) {
        const cat_field *field = &type->fields[i];
        if (!field->type->has_default && !(field->optional && property_below(p, 2) == 0)) {
            grow_asn1(p, tree, field);
        }
    }
}

static inline void grow_bits(property *p, cat_tree *tree, const cat_type *type, uint32_t index)
{
    size_t n = random_size(p, type, 20);
    size_t len = (n + 7) / 8;
    uint8_t *octets = alb_arena_alloc(tree->arena, len);
    for (size_t i = 0; i < n; i++) {
        octets[i / 8] |= (uint8_t)((property_next(p) & 1) << (7 - i % 8));
    }
    tree->values[index].number.u = n;
    tree->values[index].bytes = alb_span_of(octets, len);
}

static inline void grow_asn1_leaf(property *p, cat_tree *tree, const cat_type *type, uint32_t index)
{
    static const uint8_t any[] = {0x30, 3, 2, 1, 5};
    cat_value *v = &tree->values[index];
    switch ((int)type->kind) {
    case CAT_A_INTEGER:
    case CAT_A_ENUMERATED:
        v->number.i = type->has_fixed_value ? type->fixed_value : random_integer(p);
        break;
    case CAT_A_OCTETS:
        v->bytes = random_octets(p, tree->arena, random_size(p, type, 300));
        break;
    case CAT_A_BITS:
        grow_bits(p, tree, type, index);
        break;
    case CAT_A_TIME:
        v->bytes = ALB_LIT("20300228235959Z");
        break;
    case CAT_A_ANY:
        v->bytes = ALB_SPAN_OF(any);
        break;
    default:
        break;
    }
}

static inline void grow_asn1(property *p, cat_tree *tree, const cat_field *field)
{
    const cat_type *type = field->type;
    uint32_t index = cat_tree_open(tree, field);
    switch ((int)type->kind) {
    case CAT_A_SEQUENCE:
        grow_sequence(p, tree, type);
        break;
    case CAT_A_SEQUENCE_OF:
        for (size_t n = random_size(p, type, 3); n > 0; n--) {
            grow_asn1(p, tree, &type->fields[0]);
        }
        break;
    case CAT_A_CHOICE:
        grow_asn1(p, tree, &type->fields[property_below(p, type->n_fields)]);
        break;
    default:
        grow_asn1_leaf(p, tree, type, index);
    }
    cat_tree_close(tree, index);
}

#endif
