/* COSEM data out of the tree: the inverse of content_dlms_read.c. What the record fixes or the header gives
 * is written whether the tree has it or not. */
#include "content_dlms_internal.h"

#include <stdio.h>

static alb_status write_field(gbcs_encoding *e, alb_wr *w, const cat_field *field, uint32_t index,
                              bool tagged);

static alb_status refuse(const gbcs_encoding *e, alb_status st, const char *why)
{
    return alb_fail(e->err, st, GBCS_DLMS_RULE, 0, "%s", why);
}

static bool is_bounded(const cat_type *type, uint64_t n)
{
    return (type->min == 0 && type->max == 0) || (n >= type->min && n <= type->max);
}

static alb_status write_within(gbcs_encoding *e, alb_wr *w, const cat_field *field, uint32_t index,
                               bool tagged)
{
    alb_status st = write_field(e, w, field, index, tagged);
    if (st != ALB_OK) {
        alb_err_within(e->err, field->name);
    }
    return st;
}

/* --- simple values --- */

static bool fits(cat_kind kind, const dlms_data *data)
{
    switch ((int)kind) {
    case CAT_D_I8:
        return data->number.i >= INT8_MIN && data->number.i <= INT8_MAX;
    case CAT_D_I16:
        return data->number.i >= INT16_MIN && data->number.i <= INT16_MAX;
    case CAT_D_I32:
        return data->number.i >= INT32_MIN && data->number.i <= INT32_MAX;
    case CAT_D_BOOL:
    case CAT_D_U8:
    case CAT_D_ENUM:
        return data->number.u <= UINT8_MAX;
    case CAT_D_U16:
        return data->number.u <= UINT16_MAX;
    case CAT_D_U32:
        return data->number.u <= UINT32_MAX;
    default:
        return true;
    }
}

static alb_status check_simple(const gbcs_encoding *e, const cat_type *type, const dlms_data *data)
{
    bool is_bits = type->kind == CAT_D_BITS;
    bool is_string = type->kind >= CAT_D_OCTETS && type->kind <= CAT_D_BITS;
    uint64_t n = is_bits ? data->number.u : data->bytes.len;
    if (!fits(type->kind, data)) {
        return refuse(e, ALB_BAD_VALUE, "the number does not fit its type");
    }
    if (type->has_fixed_value && data->number.i != type->fixed_value) {
        return alb_fail(e->err, ALB_BAD_VALUE, GBCS_DLMS_RULE, 0, "%lld where %lld must stand",
                        (long long)data->number.i, (long long)type->fixed_value);
    }
    if (type->fixed.ptr && !alb_span_equal(data->bytes, type->fixed)) {
        return refuse(e, ALB_BAD_VALUE, "other octets than must stand here");
    }
    if (is_string && !is_bounded(type, n)) {
        return alb_fail(e->err, ALB_BAD_LENGTH, GBCS_DLMS_RULE, 0, "%llu %s where %u..%u may stand",
                        (unsigned long long)n, is_bits ? "bits" : "octets", type->min, type->max);
    }
    if (is_bits && data->bytes.len != (n + 7) / 8) {
        return refuse(e, ALB_BAD_LENGTH, "number of bits and octets do not agree");
    }
    return ALB_OK;
}

static alb_status write_simple(gbcs_encoding *e, alb_wr *w, const cat_field *field, uint32_t index,
                               bool tagged)
{
    uint8_t buf[9];
    const cat_type *type = field->type;
    dlms_data data = {.tag = gbcs_dlms_tag(type->kind), .number.i = type->fixed_value, .bytes = type->fixed};
    if (field->mirror != CAT_MIRROR_NONE) {
        data.number.u = e->header->counter;
        data.bytes = gbcs_mirrored(e->header, field->mirror, buf);
    } else if (index != GBCS_NO_VALUE) {
        data.number.u = e->tree->values[index].number.u;
        data.bytes = e->tree->values[index].bytes;
    } else if (!gbcs_is_determined(field)) {
        return refuse(e, ALB_NOT_FOUND, "no value is given");
    }
    ALB_TRY(check_simple(e, type, &data));
    if (tagged) {
        dlms_write(w, &data);
    } else {
        dlms_write_value(w, &data);
    }
    return ALB_OK;
}

/* --- values inside octet-strings --- */

static alb_status write_plain_fields(gbcs_encoding *e, alb_wr *w, const cat_type *type, uint32_t parent,
                                     bool tagged)
{
    gbcs_members m = gbcs_members_of(e->tree, type, parent);
    const cat_field *field;
    uint32_t index;
    if (tagged) {
        alb_wr_u8(w, DLMS_OCTET_STRING);
    }
    size_t mark = alb_wr_length_begin(w);
    while (gbcs_next_member(&m, &field, &index)) {
        alb_status st = gbcs_plain_write(e, w, field, index);
        if (st != ALB_OK) {
            alb_err_within(e->err, field->name);
            return st;
        }
    }
    alb_wr_length_end(w, mark);
    return ALB_OK;
}

/* Plain text in the arena: counted first, then written. */
static alb_status write_plain_text(gbcs_encoding *e, const cat_field *field, uint32_t index, alb_span *out)
{
    alb_wr count = alb_wr_count();
    ALB_TRY(write_within(e, &count, field, index, true));
    alb_wr w = alb_wr_init(alb_arena_alloc(e->tree->arena, count.pos), count.pos);
    if (!w.buf) {
        return refuse(e, ALB_NO_MEMORY, "no memory for the plain text");
    }
    ALB_TRY(write_within(e, &w, field, index, true));
    *out = alb_wr_span(&w);
    return w.st;
}

/* An opened part is sealed again where there is a sealer; else it stays what it was. */
static alb_status write_protected(gbcs_encoding *e, alb_wr *w, const cat_field *field, uint32_t index)
{
    const cat_value *v = index != GBCS_NO_VALUE ? &e->tree->values[index] : NULL;
    uint32_t child = v ? cat_tree_child(e->tree, index) : GBCS_NO_VALUE;
    if (v && v->bytes.len > 0 && (!e->sealer || child == GBCS_NO_VALUE)) {
        return write_simple(e, w, field, index, true);
    }
    if (child == GBCS_NO_VALUE || !e->sealer) {
        return refuse(e, ALB_NO_KEY,
                      child == GBCS_NO_VALUE ? "neither plain nor cipher text is given"
                                             : "no key to encrypt it with");
    }
    if (e->tree->values[child].field != &field->type->fields[0]) {
        return refuse(e, ALB_BAD_VALUE, "the plain text is of another type");
    }
    alb_span plain;
    ALB_TRY(write_plain_text(e, &field->type->fields[0], child, &plain));
    alb_wr_u8(w, DLMS_OCTET_STRING);
    size_t mark = alb_wr_length_begin(w);
    alb_status st = e->sealer->seal(e->sealer->ctx, plain, w);
    alb_wr_length_end(w, mark);
    return st == ALB_OK ? ALB_OK : refuse(e, st, "encryption failed");
}

/* --- arrays and structures --- */

static void write_head(alb_wr *w, dlms_tag tag, size_t count, bool tagged)
{
    if (tagged) {
        dlms_write(w, &(dlms_data){.tag = tag, .number.u = count});
    }
}

static alb_status write_members(gbcs_encoding *e, alb_wr *w, const cat_type *type, uint32_t parent,
                                bool tagged)
{
    gbcs_members m = gbcs_members_of(e->tree, type, parent);
    const cat_field *field;
    uint32_t index;
    while (gbcs_next_member(&m, &field, &index)) {
        /* The number of elements alone says which are there. */
        if (field->optional && m.has_gap) {
            return alb_fail(e->err, ALB_BAD_VALUE, GBCS_DLMS_RULE, 0, "%s without an optional one before it",
                            field->name);
        }
        ALB_TRY(write_within(e, w, field, index, tagged));
    }
    if (m.at != GBCS_NO_VALUE) {
        return alb_fail(e->err, ALB_BAD_VALUE, GBCS_DLMS_RULE, 0, "%s does not stand here",
                        e->tree->values[m.at].field->name);
    }
    return ALB_OK;
}

static size_t count_children(const cat_tree *tree, uint32_t parent)
{
    size_t n = 0;
    if (parent != GBCS_NO_VALUE) {
        for (uint32_t i = cat_tree_child(tree, parent); i != GBCS_NO_VALUE;
             i = cat_tree_sibling(tree, parent, i)) {
            n++;
        }
    }
    return n;
}

/* Each child must be an element; those that the record determines need not be there. */
static alb_status write_elements(gbcs_encoding *e, alb_wr *w, const cat_type *type, uint32_t parent,
                                 size_t count, bool tagged)
{
    const cat_field *field = &type->fields[0];
    bool is_given = count_children(e->tree, parent) > 0;
    uint32_t at = is_given ? cat_tree_child(e->tree, parent) : GBCS_NO_VALUE;
    for (size_t i = 0; i < count; i++) {
        alb_status st = at != GBCS_NO_VALUE && e->tree->values[at].field != field
                            ? refuse(e, ALB_BAD_VALUE, "not an element of this array")
                            : write_field(e, w, field, at, tagged);
        if (st != ALB_OK) {
            char name[64];
            (void)snprintf(name, sizeof name, "%s[%zu]", field->name, i);
            alb_err_within(e->err, name);
            return st;
        }
        at = at != GBCS_NO_VALUE ? cat_tree_sibling(e->tree, parent, at) : GBCS_NO_VALUE;
    }
    return ALB_OK;
}

static alb_status write_array(gbcs_encoding *e, alb_wr *w, const cat_field *field, uint32_t index,
                              bool tagged)
{
    const cat_type *type = field->type;
    if (type->n_fields != 1) {
        write_head(w, DLMS_ARRAY, gbcs_count_members(e->tree, type, index), tagged);
        return write_members(e, w, type, index, tagged);
    }
    size_t count = count_children(e->tree, index);
    if (count == 0 && gbcs_is_determined(field)) {
        count = type->min;
    } else if (index == GBCS_NO_VALUE) {
        return refuse(e, ALB_NOT_FOUND, "no value is given");
    }
    if (!is_bounded(type, count) || (!tagged && count != type->max)) {
        return alb_fail(e->err, ALB_BAD_LENGTH, GBCS_DLMS_RULE, 0, "%zu elements where %u..%u may stand",
                        count, type->min, type->max);
    }
    write_head(w, DLMS_ARRAY, count, tagged);
    return write_elements(e, w, type, index, count, tagged);
}

/* --- compact-arrays --- */

/* optional: how many of the row's optional columns are described. */
static void write_description(alb_wr *w, const cat_type *type, bool is_row, size_t optional)
{
    alb_wr_u8(w, (uint8_t)gbcs_dlms_tag(type->kind));
    if (type->kind == CAT_D_ARRAY) {
        alb_wr_be16(w, (uint16_t)type->max);
        write_description(w, type->fields[0].type, false, 0);
    } else if (type->kind == CAT_D_STRUCT) {
        alb_wr_length(w, is_row ? gbcs_mandatory_fields(type) + optional : type->n_fields);
        for (uint16_t i = 0; i < type->n_fields; i++) {
            if (is_row && type->fields[i].optional) {
                if (optional == 0) {
                    continue;
                }
                optional--;
            }
            write_description(w, type->fields[i].type, false, 0);
        }
    }
}

/* Rows of one array have the same columns. */
static alb_status check_columns(gbcs_encoding *e, const cat_type *row, uint32_t index, size_t *optional)
{
    size_t mandatory = gbcs_mandatory_fields(row);
    uint32_t first = cat_tree_child(e->tree, index);
    *optional = e->tree->values[index].form;
    if (first != GBCS_NO_VALUE) {
        *optional = gbcs_count_members(e->tree, row, first) - mandatory;
    }
    for (uint32_t i = first; i != GBCS_NO_VALUE; i = cat_tree_sibling(e->tree, index, i)) {
        if (gbcs_count_members(e->tree, row, i) != mandatory + *optional) {
            return refuse(e, ALB_BAD_VALUE, "rows with different columns");
        }
    }
    return mandatory + *optional <= row->n_fields ? ALB_OK
                                                  : refuse(e, ALB_BAD_VALUE, "more columns than there are");
}

static alb_status write_compact(gbcs_encoding *e, alb_wr *w, const cat_type *type, uint32_t index)
{
    const cat_type *row = type->fields[0].type;
    size_t optional = 0;
    if (index == GBCS_NO_VALUE) {
        return refuse(e, ALB_NOT_FOUND, "no value is given");
    }
    size_t rows = count_children(e->tree, index);
    if (!is_bounded(type, rows)) {
        return alb_fail(e->err, ALB_BAD_LENGTH, GBCS_DLMS_RULE, 0, "%zu rows where %u..%u may stand", rows,
                        type->min, type->max);
    }
    if (row->kind == CAT_D_STRUCT) {
        ALB_TRY(check_columns(e, row, index, &optional));
    }
    alb_wr_u8(w, DLMS_COMPACT_ARRAY);
    write_description(w, row, true, optional);
    size_t mark = alb_wr_length_begin(w);
    ALB_TRY(write_elements(e, w, type, index, rows, false));
    alb_wr_length_end(w, mark);
    return ALB_OK;
}

/* --- any --- */

static alb_status write_choice(gbcs_encoding *e, alb_wr *w, const cat_type *type, uint32_t index)
{
    uint32_t child = index != GBCS_NO_VALUE ? cat_tree_child(e->tree, index) : GBCS_NO_VALUE;
    if (child == GBCS_NO_VALUE) {
        return refuse(e, ALB_NOT_FOUND, "no form of it is given");
    }
    for (uint16_t i = 0; i < type->n_fields; i++) {
        if (e->tree->values[child].field == &type->fields[i]) {
            return write_within(e, w, &type->fields[i], child, true);
        }
    }
    return alb_fail(e->err, ALB_BAD_VALUE, GBCS_DLMS_RULE, 0, "%s does not stand here",
                    e->tree->values[child].field->name);
}

static bool has_children(const gbcs_encoding *e, uint32_t index)
{
    return index != GBCS_NO_VALUE && cat_tree_child(e->tree, index) != GBCS_NO_VALUE;
}

static alb_status write_field(gbcs_encoding *e, alb_wr *w, const cat_field *field, uint32_t index,
                              bool tagged)
{
    const cat_type *type = field->type;
    if (index != GBCS_NO_VALUE && e->tree->values[index].flags & CAT_VALUE_ABSENT) {
        dlms_write(w, &(dlms_data){.tag = DLMS_NULL});
        return field->optional && tagged ? ALB_OK : refuse(e, ALB_BAD_VALUE, "the value may not be absent");
    }
    switch ((int)type->kind) {
    case CAT_D_ARRAY:
        return write_array(e, w, field, index, tagged);
    case CAT_D_STRUCT:
        write_head(w, DLMS_STRUCTURE, gbcs_count_members(e->tree, type, index), tagged);
        return write_members(e, w, type, index, tagged);
    case CAT_D_COMPACT:
        return write_compact(e, w, type, index);
    case CAT_D_CHOICE:
        return write_choice(e, w, type, index);
    case CAT_D_PROTECTED:
        return write_protected(e, w, field, index);
    default:
        break;
    }
    if (type->n_fields > 0 && (has_children(e, index) || index == GBCS_NO_VALUE)) {
        return write_plain_fields(e, w, type, index, tagged);
    }
    return write_simple(e, w, field, index, tagged);
}

alb_status gbcs_dlms_write(gbcs_encoding *e, alb_wr *w, const cat_field *field, uint32_t index)
{
    return write_field(e, w, field, index, true);
}

alb_status gbcs_dlms_write_members(gbcs_encoding *e, alb_wr *w, const cat_field *field, uint32_t index)
{
    alb_status st = write_members(e, w, field->type, index, true);
    if (st != ALB_OK) {
        alb_err_within(e->err, field->name);
    }
    return st;
}
