/* Plain big-endian fields (CAT_B_). */
#include "content_internal.h"

#define RULE "GBCS 7"

/* --- reading --- */

static alb_status read_number(gbcs_decoding *d, alb_rd *r, const cat_field *field, uint32_t index)
{
    size_t start = alb_rd_offset(r);
    uint64_t number = alb_rd_be(r, field->type->size);
    if (r->st == ALB_OK && field->type->has_fixed_value && number != (uint64_t)field->type->fixed_value) {
        return alb_fail(d->err, ALB_BAD_VALUE, RULE, start, "%llu where %lld must stand",
                        (unsigned long long)number, (long long)field->type->fixed_value);
    }
    d->tree->values[index].number.u = number;
    return ALB_OK;
}

static alb_status read_raw(gbcs_decoding *d, alb_rd *r, const cat_field *field, uint32_t index)
{
    const cat_type *type = field->type;
    size_t start = alb_rd_offset(r);
    size_t len = type->max > 0 && type->max < alb_rd_left(r) ? type->max : alb_rd_left(r);
    alb_span bytes = alb_rd_bytes(r, len);
    if (r->st == ALB_OK &&
        (bytes.len < type->min || (type->fixed.ptr && !alb_span_equal(bytes, type->fixed)))) {
        return alb_fail(d->err, bytes.len < type->min ? ALB_TRUNCATED : ALB_BAD_VALUE, RULE, start,
                        "%zu octets, not those that must stand here", bytes.len);
    }
    d->tree->values[index].bytes = bytes;
    return ALB_OK;
}

static alb_status read_fields(gbcs_decoding *d, alb_rd *r, const cat_type *type)
{
    for (uint16_t i = 0; i < type->n_fields; i++) {
        if (type->fields[i].optional && alb_rd_left(r) == 0) {
            continue;
        }
        alb_status st = gbcs_plain_read(d, r, &type->fields[i]);
        if (st != ALB_OK) {
            alb_err_within(d->err, type->fields[i].name);
            return st;
        }
    }
    return ALB_OK;
}

alb_status gbcs_plain_read(gbcs_decoding *d, alb_rd *r, const cat_field *field)
{
    uint32_t index = gbcs_open_value(d, field, r);
    if (index == GBCS_NO_VALUE) {
        return d->tree->st;
    }
    if (field->type->kind == CAT_B_STRUCT) {
        ALB_TRY(read_fields(d, r, field->type));
    } else if (field->type->kind == CAT_B_RAW) {
        ALB_TRY(read_raw(d, r, field, index));
    } else {
        ALB_TRY(read_number(d, r, field, index));
    }
    if (r->st != ALB_OK) {
        return alb_fail(d->err, r->st, RULE, alb_rd_offset(r), "%s", alb_status_text(r->st));
    }
    gbcs_close_value(d, index, r);
    return ALB_OK;
}

/* --- writing --- */

static alb_status write_number(gbcs_encoding *e, alb_wr *w, const cat_type *type, uint32_t index)
{
    uint64_t number = index != GBCS_NO_VALUE ? e->tree->values[index].number.u : (uint64_t)type->fixed_value;
    if ((type->has_fixed_value && number != (uint64_t)type->fixed_value) ||
        (type->size < 8 && number >> (8 * type->size) != 0)) {
        return alb_fail(e->err, ALB_BAD_VALUE, RULE, 0, "%llu may not stand here",
                        (unsigned long long)number);
    }
    alb_wr_be(w, number, type->size);
    return ALB_OK;
}

static alb_status write_raw(gbcs_encoding *e, alb_wr *w, const cat_type *type, uint32_t index)
{
    alb_span bytes = index != GBCS_NO_VALUE ? e->tree->values[index].bytes : type->fixed;
    if (bytes.len < type->min || (type->max > 0 && bytes.len > type->max) ||
        (type->fixed.ptr && !alb_span_equal(bytes, type->fixed))) {
        return alb_fail(e->err, ALB_BAD_VALUE, RULE, 0, "%zu octets may not stand here", bytes.len);
    }
    alb_wr_bytes(w, bytes);
    return ALB_OK;
}

static alb_status write_fields(gbcs_encoding *e, alb_wr *w, const cat_type *type, uint32_t parent)
{
    gbcs_members m = gbcs_members_of(e->tree, type, parent);
    const cat_field *field;
    uint32_t index;
    while (gbcs_next_member(&m, &field, &index)) {
        alb_status st = gbcs_plain_write(e, w, field, index);
        if (st != ALB_OK) {
            alb_err_within(e->err, field->name);
            return st;
        }
    }
    if (m.at != GBCS_NO_VALUE) {
        return alb_fail(e->err, ALB_BAD_VALUE, RULE, 0, "%s does not stand here",
                        e->tree->values[m.at].field->name);
    }
    return ALB_OK;
}

alb_status gbcs_plain_write(gbcs_encoding *e, alb_wr *w, const cat_field *field, uint32_t index)
{
    if (field->type->kind == CAT_B_STRUCT) {
        return write_fields(e, w, field->type, index);
    }
    bool is_fixed =
        field->type->kind == CAT_B_RAW ? field->type->fixed.ptr != NULL : field->type->has_fixed_value;
    if (index == GBCS_NO_VALUE && !is_fixed) {
        return alb_fail(e->err, ALB_NOT_FOUND, RULE, 0, "no value is given");
    }
    return field->type->kind == CAT_B_RAW ? write_raw(e, w, field->type, index)
                                          : write_number(e, w, field->type, index);
}
