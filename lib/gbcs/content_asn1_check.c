/* Is a tree what the type of its field allows? What a decoder made is; a tree from JSON or from a builder may
 * not be, and the encoder would write it all the same. */
#include "content_internal.h"

#include "der/der.h"

#define RULE "GBCS 7.4"

static alb_status refuse(alb_err *err, alb_status st, const cat_field *field, const char *what)
{
    return alb_fail(err, st, RULE, 0, "%s %s", field->name, what);
}

static bool is_one_element(alb_span octets)
{
    alb_rd r = alb_rd_init(octets);
    der_element e;
    return der_expect(&r, DER_SEQUENCE, &e) && alb_rd_end(&r) == ALB_OK;
}

/* As many octets as the bits need, and nothing in the bits that are not used. */
static bool is_bit_string(const cat_value *v)
{
    uint64_t bits = v->number.u;
    if (v->bytes.len != bits / 8 + (bits % 8 != 0)) {
        return false;
    }
    return bits % 8 == 0 || (v->bytes.ptr[v->bytes.len - 1] & (0xffU >> bits % 8)) == 0;
}

static alb_status check_leaf(const cat_value *v, alb_err *err)
{
    const cat_type *type = v->field->type;
    alb_time t;
    switch ((int)type->kind) {
    case CAT_A_BITS:
        return is_bit_string(v)
                   ? ALB_OK
                   : refuse(err, ALB_BAD_VALUE, v->field, "has octets that its number of bits does not fit");
    case CAT_A_TIME:
        return der_generalized_time(v->bytes, &t)
                   ? ALB_OK
                   : refuse(err, ALB_BAD_VALUE, v->field, "is not a GeneralizedTime YYYYMMDDhhmmssZ");
    case CAT_A_ANY:
        return is_one_element(v->bytes) ? ALB_OK
                                        : refuse(err, ALB_BAD_FORMAT, v->field, "is not one SEQUENCE");
    default:
        return type->has_fixed_value && v->number.i != type->fixed_value
                   ? refuse(err, ALB_BAD_VALUE, v->field, "has another value than the use case fixes")
                   : ALB_OK;
    }
}

static alb_status check_sequence(const cat_tree *tree, uint32_t index, alb_err *err)
{
    gbcs_members m = gbcs_members_of(tree, tree->values[index].field->type, index);
    const cat_field *field;
    uint32_t at;
    while (gbcs_next_member(&m, &field, &at)) {
        if (at != GBCS_NO_VALUE) {
            ALB_TRY(gbcs_asn1_check(tree, at, err));
        } else if (!field->type->has_default) {
            return refuse(err, ALB_NOT_FOUND, field, "is missing");
        }
    }
    return m.at == GBCS_NO_VALUE
               ? ALB_OK
               : refuse(err, ALB_BAD_VALUE, tree->values[m.at].field, "does not stand here");
}

static alb_status check_elements(const cat_tree *tree, uint32_t index, alb_err *err)
{
    const cat_field *element = &tree->values[index].field->type->fields[0];
    for (uint32_t i = cat_tree_child(tree, index); i != UINT32_MAX; i = cat_tree_sibling(tree, index, i)) {
        if (tree->values[i].field != element) {
            return refuse(err, ALB_BAD_VALUE, tree->values[i].field, "is not an element of this list");
        }
        ALB_TRY(gbcs_asn1_check(tree, i, err));
    }
    return ALB_OK;
}

static alb_status check_choice(const cat_tree *tree, uint32_t index, alb_err *err)
{
    const cat_field *field = tree->values[index].field;
    uint32_t chosen = cat_tree_child(tree, index);
    if (chosen == UINT32_MAX || cat_tree_sibling(tree, index, chosen) != UINT32_MAX) {
        return refuse(err, ALB_BAD_VALUE, field, "is one of its alternatives");
    }
    for (uint16_t i = 0; i < field->type->n_fields; i++) {
        if (tree->values[chosen].field == &field->type->fields[i]) {
            return gbcs_asn1_check(tree, chosen, err);
        }
    }
    return refuse(err, ALB_BAD_VALUE, tree->values[chosen].field, "does not stand here");
}

/* Nested as deeply as the record's types, which end. */
alb_status gbcs_asn1_check(const cat_tree *tree, uint32_t index, alb_err *err)
{
    switch ((int)tree->values[index].field->type->kind) {
    case CAT_A_SEQUENCE:
        return check_sequence(tree, index, err);
    case CAT_A_SEQUENCE_OF:
        return check_elements(tree, index, err);
    case CAT_A_CHOICE:
        return check_choice(tree, index, err);
    default:
        return check_leaf(&tree->values[index], err);
    }
}
