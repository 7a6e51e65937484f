/* ZCL values, little-endian and without tags, by their type (gbcs-messages.md 7, Appendix C). */
#include "content_gbz_internal.h"

const cat_constant *gbcs_gbz_constant(const cat_component *component, const char *field)
{
    for (uint8_t i = 0; i < component->n_constants; i++) {
        if (strcmp(component->constants[i].field, field) == 0) {
            return &component->constants[i];
        }
    }
    return NULL;
}

/* --- reading --- */

static int64_t sign_extended(uint64_t number, uint8_t octets)
{
    unsigned shift = 8u * (8u - octets) & 63;
    return (int64_t)(number << shift) >> shift;
}

static alb_status read_number(gbcs_decoding *d, alb_rd *r, const cat_type *type, uint32_t index)
{
    size_t start = alb_rd_offset(r);
    uint64_t number = alb_rd_le(r, type->size);
    cat_value *v = &d->tree->values[index];
    if (type->kind == CAT_Z_INT && r->st == ALB_OK) {
        v->number.i = sign_extended(number, type->size);
    } else {
        v->number.u = number;
    }
    if (r->st == ALB_OK && type->has_fixed_value && v->number.i != type->fixed_value) {
        return alb_fail(d->err, ALB_BAD_VALUE, GBCS_GBZ_RULE, start, "%lld where %lld must stand",
                        (long long)v->number.i, (long long)type->fixed_value);
    }
    return ALB_OK;
}

static bool length_fits(const cat_type *type, size_t length)
{
    return length >= type->min && (type->max == 0 || length <= type->max);
}

static alb_status read_octets(gbcs_decoding *d, alb_rd *r, const cat_type *type, uint32_t index)
{
    size_t start = alb_rd_offset(r);
    size_t left = alb_rd_left(r);
    size_t raw = type->max > 0 && type->max < left ? type->max : left;
    alb_span bytes = alb_rd_bytes(r, type->kind == CAT_Z_RAW ? raw : alb_rd_u8(r));
    if (r->st == ALB_OK && !length_fits(type, bytes.len)) {
        return alb_fail(d->err, ALB_BAD_LENGTH, GBCS_GBZ_RULE, start, "%zu octets are not allowed here",
                        bytes.len);
    }
    d->tree->values[index].bytes = bytes;
    return ALB_OK;
}

/* How many elements, as the sibling says that the type names; all that is left where it names none. */
static alb_status element_count(const gbcs_decoding *d, const cat_type *type, uint32_t parent,
                                uint64_t *count)
{
    *count = UINT64_MAX;
    if (type->count) {
        cat_tree_close(d->tree, parent); /* so far */
        uint32_t sibling = cat_tree_find(d->tree, parent, type->count);
        if (sibling == UINT32_MAX) {
            return alb_fail(d->err, ALB_BAD_FORMAT, GBCS_GBZ_RULE, 0, "no %s before the list", type->count);
        }
        *count = d->tree->values[sibling].number.u;
    }
    return ALB_OK;
}

static alb_status read_list(gbcs_decoding *d, alb_rd *r, const cat_type *type, uint32_t index,
                            uint32_t parent)
{
    uint64_t count = 0;
    uint64_t n = 0;
    ALB_TRY(element_count(d, type, parent, &count));
    for (; n < count && (type->count || alb_rd_left(r) > 0); n++) {
        ALB_TRY(gbcs_zcl_read(d, r, &type->fields[0], index));
    }
    d->tree->values[index].number.u = n;
    return ALB_OK;
}

alb_status gbcs_zcl_read_fields(gbcs_decoding *d, alb_rd *r, const cat_type *type, uint32_t parent)
{
    for (uint16_t i = 0; i < type->n_fields; i++) {
        if (type->fields[i].optional && alb_rd_left(r) == 0) {
            continue;
        }
        ALB_TRY(gbcs_zcl_read(d, r, &type->fields[i], parent));
    }
    return ALB_OK;
}

static alb_status read_by_kind(gbcs_decoding *d, alb_rd *r, const cat_type *type, uint32_t index,
                               uint32_t parent)
{
    switch ((int)type->kind) {
    case CAT_Z_OCTETS:
    case CAT_Z_TEXT:
    case CAT_Z_RAW:
        return read_octets(d, r, type, index);
    case CAT_Z_STRUCT:
        return gbcs_zcl_read_fields(d, r, type, index);
    case CAT_Z_LIST:
        return read_list(d, r, type, index, parent);
    default:
        return read_number(d, r, type, index);
    }
}

/* Nested as deeply as the record's types, which end. */
alb_status gbcs_zcl_read(gbcs_decoding *d, alb_rd *r, const cat_field *field, uint32_t parent)
{
    uint32_t index = gbcs_open_value(d, field, r);
    if (index == GBCS_NO_VALUE) {
        return d->tree->st;
    }
    alb_status st = read_by_kind(d, r, field->type, index, parent);
    if (st == ALB_OK && r->st != ALB_OK) {
        st = alb_fail(d->err, r->st, GBCS_GBZ_RULE, alb_rd_offset(r), "%s", alb_status_text(r->st));
    }
    if (st != ALB_OK) {
        if (d->err) {
            alb_err_within(d->err, field->name);
        }
        return st;
    }
    gbcs_close_value(d, index, r);
    return ALB_OK;
}

/* --- writing --- */

static bool number_fits(const cat_type *type, const cat_value *v)
{
    if (type->has_fixed_value && v->number.i != type->fixed_value) {
        return false;
    }
    if (type->size >= 8) {
        return true;
    }
    return type->kind == CAT_Z_INT ? sign_extended(v->number.u, type->size) == v->number.i
                                   : v->number.u >> (8u * type->size) == 0;
}

static alb_status write_octets(gbcs_encoding *e, alb_wr *w, const cat_type *type, alb_span bytes)
{
    bool counted = type->kind != CAT_Z_RAW;
    if (!length_fits(type, bytes.len) || (counted && bytes.len > UINT8_MAX)) {
        return alb_fail(e->err, ALB_BAD_LENGTH, GBCS_GBZ_RULE, 0, "%zu octets are not allowed here",
                        bytes.len);
    }
    if (counted) {
        alb_wr_u8(w, (uint8_t)bytes.len);
    }
    alb_wr_bytes(w, bytes);
    return ALB_OK;
}

static uint64_t count_elements(const cat_tree *tree, uint32_t list)
{
    uint64_t n = 0;
    for (uint32_t i = cat_tree_child(tree, list); i != UINT32_MAX; i = cat_tree_sibling(tree, list, i)) {
        n++;
    }
    return n;
}

alb_status gbcs_zcl_check_counts(const gbcs_encoding *e, uint32_t parent)
{
    const cat_tree *t = e->tree;
    for (uint32_t i = cat_tree_child(t, parent); i != UINT32_MAX; i = cat_tree_sibling(t, parent, i)) {
        const cat_type *type = t->values[i].field->type;
        uint32_t counter =
            type->kind == CAT_Z_LIST && type->count ? cat_tree_find(t, parent, type->count) : UINT32_MAX;
        if (counter != UINT32_MAX && t->values[counter].number.u != count_elements(t, i)) {
            return alb_fail(e->err, ALB_MISMATCH, GBCS_GBZ_RULE, 0, "%s is %llu, %s has %llu", type->count,
                            (unsigned long long)t->values[counter].number.u, t->values[i].field->name,
                            (unsigned long long)count_elements(t, i));
        }
    }
    return ALB_OK;
}

static alb_status write_struct(gbcs_encoding *e, alb_wr *w, const cat_type *type, uint32_t index)
{
    gbcs_members m = gbcs_members_of(e->tree, type, index);
    const cat_field *field;
    uint32_t at;
    ALB_TRY(gbcs_zcl_check_counts(e, index));
    while (gbcs_next_member(&m, &field, &at)) {
        ALB_TRY(gbcs_zcl_write(e, w, field, at));
    }
    return m.at == GBCS_NO_VALUE ? ALB_OK
                                 : alb_fail(e->err, ALB_BAD_VALUE, GBCS_GBZ_RULE, 0, "%s does not stand here",
                                            e->tree->values[m.at].field->name);
}

static alb_status write_list(gbcs_encoding *e, alb_wr *w, const cat_type *type, uint32_t index)
{
    for (uint32_t i = cat_tree_child(e->tree, index); i != UINT32_MAX;
         i = cat_tree_sibling(e->tree, index, i)) {
        ALB_TRY(gbcs_zcl_write(e, w, &type->fields[0], i));
    }
    return ALB_OK;
}

static alb_status write_by_kind(gbcs_encoding *e, alb_wr *w, const cat_type *type, uint32_t index)
{
    const cat_value *v = &e->tree->values[index];
    switch ((int)type->kind) {
    case CAT_Z_OCTETS:
    case CAT_Z_TEXT:
    case CAT_Z_RAW:
        return write_octets(e, w, type, v->bytes);
    case CAT_Z_STRUCT:
        return write_struct(e, w, type, index);
    case CAT_Z_LIST:
        return write_list(e, w, type, index);
    default:
        alb_wr_le(w, v->number.u, type->size);
        return number_fits(type, v) ? ALB_OK
                                    : alb_fail(e->err, ALB_BAD_VALUE, GBCS_GBZ_RULE, 0,
                                               "%lld may not stand here", (long long)v->number.i);
    }
}

alb_status gbcs_zcl_write(gbcs_encoding *e, alb_wr *w, const cat_field *field, uint32_t index)
{
    alb_status st = ALB_OK;
    if (index == GBCS_NO_VALUE) {
        st = field->type->has_fixed_value
                 ? ALB_OK
                 : alb_fail(e->err, ALB_NOT_FOUND, GBCS_GBZ_RULE, 0, "no value is given");
        alb_wr_le(w, (uint64_t)field->type->fixed_value, field->type->size);
    } else if (e->tree->values[index].field != field) {
        st = alb_fail(e->err, ALB_BAD_VALUE, GBCS_GBZ_RULE, 0, "%s does not stand here",
                      e->tree->values[index].field->name);
    } else {
        st = write_by_kind(e, w, field->type, index);
    }
    if (st != ALB_OK && e->err) {
        alb_err_within(e->err, field->name);
    }
    return st;
}
