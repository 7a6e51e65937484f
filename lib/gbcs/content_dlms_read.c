/* COSEM data into the tree, as its type says (gbcs-messages.md 6.3). */
#include "content_dlms_internal.h"

#include <stdio.h>

static const uint8_t tags[CAT_D_PROTECTED + 1] = {
    [CAT_D_NULL] = DLMS_NULL,
    [CAT_D_BOOL] = DLMS_BOOLEAN,
    [CAT_D_I8] = DLMS_INTEGER,
    [CAT_D_I16] = DLMS_LONG,
    [CAT_D_I32] = DLMS_DOUBLE_LONG,
    [CAT_D_I64] = DLMS_LONG64,
    [CAT_D_U8] = DLMS_UNSIGNED,
    [CAT_D_U16] = DLMS_LONG_UNSIGNED,
    [CAT_D_U32] = DLMS_DOUBLE_LONG_UNSIGNED,
    [CAT_D_U64] = DLMS_LONG64_UNSIGNED,
    [CAT_D_ENUM] = DLMS_ENUM,
    [CAT_D_OCTETS] = DLMS_OCTET_STRING,
    [CAT_D_VISIBLE] = DLMS_VISIBLE_STRING,
    [CAT_D_UTF8] = DLMS_UTF8_STRING,
    [CAT_D_BITS] = DLMS_BIT_STRING,
    [CAT_D_ARRAY] = DLMS_ARRAY,
    [CAT_D_STRUCT] = DLMS_STRUCTURE,
    [CAT_D_COMPACT] = DLMS_COMPACT_ARRAY,
    [CAT_D_PROTECTED] = DLMS_OCTET_STRING,
};

dlms_tag gbcs_dlms_tag(cat_kind kind)
{
    bool is_data = kind >= CAT_D_NULL && kind <= CAT_D_PROTECTED && kind != CAT_D_CHOICE;
    return is_data ? (dlms_tag)tags[kind] : DLMS_DONT_CARE;
}

size_t gbcs_mandatory_fields(const cat_type *type)
{
    size_t n = 0;
    for (uint16_t i = 0; i < type->n_fields; i++) {
        n += !type->fields[i].optional;
    }
    return n;
}

static const char *name_of(uint8_t tag)
{
    const char *name = dlms_tag_name(tag);
    return name ? name : "no tag";
}

/* What the cursor did not like, where it stands. */
static alb_status broken(const gbcs_decoding *d, const alb_rd *r)
{
    return alb_fail(d->err, r->st, GBCS_DLMS_RULE, alb_rd_offset(r), "%s", alb_status_text(r->st));
}

static bool is_bounded(const cat_type *type, uint64_t n)
{
    return (type->min == 0 && type->max == 0) || (n >= type->min && n <= type->max);
}

/* --- simple values --- */

static alb_status check_number(const gbcs_decoding *d, const cat_type *type, int64_t number, size_t at)
{
    return !type->has_fixed_value || number == type->fixed_value
               ? ALB_OK
               : alb_fail(d->err, ALB_BAD_VALUE, GBCS_DLMS_RULE, at, "%lld where %lld must stand",
                          (long long)number, (long long)type->fixed_value);
}

static alb_status check_string(const gbcs_decoding *d, const cat_type *type, const dlms_data *data, size_t at)
{
    bool is_bits = type->kind == CAT_D_BITS;
    uint64_t n = is_bits ? data->number.u : data->bytes.len;
    if (type->fixed.ptr && !alb_span_equal(data->bytes, type->fixed)) {
        return alb_fail(d->err, ALB_BAD_VALUE, GBCS_DLMS_RULE, at, "other octets than must stand here");
    }
    if (!is_bounded(type, n)) {
        return alb_fail(d->err, ALB_BAD_LENGTH, GBCS_DLMS_RULE, at, "%llu %s where %u..%u may stand",
                        (unsigned long long)n, is_bits ? "bits" : "octets", type->min, type->max);
    }
    return ALB_OK;
}

static alb_status check_mirror(const gbcs_decoding *d, const cat_field *field, const dlms_data *data,
                               size_t at)
{
    if (field->mirror == CAT_MIRROR_NONE) {
        return ALB_OK;
    }
    uint8_t buf[9];
    alb_span want = gbcs_mirrored(d->header, field->mirror, buf);
    bool is_number = data->tag != DLMS_OCTET_STRING;
    bool same = is_number ? data->number.u == d->header->counter : alb_span_equal(data->bytes, want);
    return same ? ALB_OK
                : alb_fail(d->err, ALB_MISMATCH, GBCS_MIRROR_RULE, at, "not what the message's header says");
}

static alb_status read_simple(gbcs_decoding *d, const cat_field *field, uint32_t index, const dlms_data *data)
{
    const cat_type *type = field->type;
    cat_value *v = &d->tree->values[index];
    v->number.u = data->number.u;
    if (type->kind >= CAT_D_OCTETS) {
        v->bytes = data->bytes;
        ALB_TRY(check_string(d, type, data, v->offset));
    } else {
        ALB_TRY(check_number(d, type, data->number.i, v->offset));
    }
    return check_mirror(d, field, data, v->offset);
}

/* --- values inside octet-strings --- */

/* A reader over the content that was read last. */
static alb_rd reader_over(const alb_rd *r, alb_span content)
{
    return (alb_rd){.base = content.ptr, .len = content.len, .origin = alb_rd_offset(r) - content.len};
}

static alb_status read_to_end(const gbcs_decoding *d, const alb_rd *r)
{
    alb_status st = alb_rd_end(r);
    return st == ALB_OK ? ALB_OK
                        : alb_fail(d->err, st, GBCS_DLMS_RULE, alb_rd_offset(r), "%s", alb_status_text(st));
}

static alb_status read_plain_fields(gbcs_decoding *d, const alb_rd *r, const cat_type *type, alb_span content)
{
    alb_rd inner = reader_over(r, content);
    for (uint16_t i = 0; i < type->n_fields; i++) {
        alb_status st = gbcs_plain_read(d, &inner, &type->fields[i]);
        if (st != ALB_OK) {
            alb_err_within(d->err, type->fields[i].name);
            return st;
        }
    }
    return read_to_end(d, &inner);
}

/* Stays closed where there is no key. */
static alb_status read_protected(gbcs_decoding *d, const cat_type *type, alb_span block)
{
    alb_span plain;
    if (!d->opener || d->opener->open(d->opener->ctx, block, d->tree->arena, &plain) != ALB_OK) {
        return ALB_OK;
    }
    uint8_t flags = d->flags;
    alb_rd inner = alb_rd_init(plain);
    d->flags |= CAT_VALUE_PLAIN;
    alb_status st = gbcs_dlms_read(d, &inner, &type->fields[0]);
    d->flags = flags;
    return st == ALB_OK ? read_to_end(d, &inner) : st;
}

/* --- arrays and structures: with tags, or, in a compact-array, without --- */

static alb_status read_field(gbcs_decoding *d, alb_rd *r, const cat_field *field, bool tagged);

static alb_status read_element(gbcs_decoding *d, alb_rd *r, const cat_field *field, size_t i, bool tagged)
{
    alb_status st = read_field(d, r, field, tagged);
    if (st != ALB_OK && d->err) {
        char name[64];
        (void)snprintf(name, sizeof name, "%s[%zu]", field->name, i);
        alb_err_within(d->err, name);
    }
    return st;
}

static alb_status read_members(gbcs_decoding *d, alb_rd *r, const cat_type *type, size_t count, bool tagged)
{
    size_t mandatory = gbcs_mandatory_fields(type);
    if (count < mandatory || count > type->n_fields) {
        return alb_fail(d->err, ALB_BAD_LENGTH, GBCS_DLMS_RULE, alb_rd_offset(r),
                        "%zu elements where %zu..%u must stand", count, mandatory, type->n_fields);
    }
    size_t optional = count - mandatory;
    for (uint16_t i = 0; i < type->n_fields; i++) {
        const cat_field *field = &type->fields[i];
        if (field->optional && optional == 0) {
            continue;
        }
        optional -= field->optional;
        alb_status st = read_field(d, r, field, tagged);
        if (st != ALB_OK) {
            alb_err_within(d->err, field->name);
            return st;
        }
    }
    return ALB_OK;
}

alb_status gbcs_dlms_read_members(gbcs_decoding *d, alb_rd *r, const cat_type *type, size_t count)
{
    return read_members(d, r, type, count, true);
}

static alb_status read_array(gbcs_decoding *d, alb_rd *r, const cat_type *type, size_t count, bool tagged)
{
    if (type->n_fields != 1) {
        return read_members(d, r, type, count, tagged);
    }
    if (!is_bounded(type, count)) {
        return alb_fail(d->err, ALB_BAD_LENGTH, GBCS_DLMS_RULE, alb_rd_offset(r),
                        "%zu elements where %u..%u may stand", count, type->min, type->max);
    }
    for (size_t i = 0; i < count; i++) {
        ALB_TRY(read_element(d, r, &type->fields[0], i, tagged));
    }
    return ALB_OK;
}

/* --- compact-arrays --- */

/* The type description must be that of the rows; columns: how many elements a row has. */
static alb_status check_description(const gbcs_decoding *d, alb_rd *r, const cat_type *type, bool is_row,
                                    size_t *columns)
{
    size_t at = alb_rd_offset(r);
    uint8_t tag = alb_rd_u8(r);
    if (tag != gbcs_dlms_tag(type->kind)) {
        return alb_fail(d->err, ALB_BAD_TAG, GBCS_DLMS_RULE, at, "%s described where %s must be",
                        name_of(tag), name_of((uint8_t)gbcs_dlms_tag(type->kind)));
    }
    if (type->kind == CAT_D_ARRAY) {
        uint16_t count = alb_rd_be16(r);
        if (count != type->max) {
            return alb_fail(d->err, ALB_BAD_LENGTH, GBCS_DLMS_RULE, at, "array of %u where one of %u must be",
                            count, type->max);
        }
        return check_description(d, r, type->fields[0].type, false, NULL);
    }
    if (type->kind != CAT_D_STRUCT) {
        return ALB_OK;
    }
    size_t count = dlms_read_length(r);
    size_t mandatory = is_row ? gbcs_mandatory_fields(type) : type->n_fields;
    if (count < mandatory || count > type->n_fields) {
        return alb_fail(d->err, ALB_BAD_LENGTH, GBCS_DLMS_RULE, at,
                        "%zu elements described where %zu..%u must be", count, mandatory, type->n_fields);
    }
    if (is_row) {
        *columns = count;
    }
    size_t optional = count - mandatory;
    for (uint16_t i = 0; i < type->n_fields; i++) {
        const cat_field *field = &type->fields[i];
        if (is_row && field->optional) {
            if (optional == 0) {
                continue;
            }
            optional--;
        }
        alb_status st = check_description(d, r, field->type, false, NULL);
        if (st != ALB_OK) {
            alb_err_within(d->err, field->name);
            return st;
        }
    }
    return ALB_OK;
}

static alb_status read_row(gbcs_decoding *d, alb_rd *r, const cat_field *field, size_t columns)
{
    if (field->type->kind != CAT_D_STRUCT) {
        return read_field(d, r, field, false);
    }
    uint32_t index = gbcs_open_value(d, field, r);
    if (index == GBCS_NO_VALUE) {
        return d->tree->st;
    }
    ALB_TRY(read_members(d, r, field->type, columns, false));
    gbcs_close_value(d, index, r);
    return ALB_OK;
}

static alb_status read_compact(gbcs_decoding *d, alb_rd *r, const cat_type *type, uint32_t index,
                               const dlms_data *data)
{
    alb_rd contents = reader_over(r, data->bytes);
    alb_rd description = alb_rd_init(data->description);
    const cat_field *row = &type->fields[0];
    size_t columns = 0;
    size_t rows = 0;
    description.origin = d->tree->values[index].offset + 1U;
    ALB_TRY(check_description(d, &description, row->type, true, &columns));
    while (alb_rd_left(&contents) > 0) {
        alb_status st = read_row(d, &contents, row, columns);
        if (st != ALB_OK) {
            char name[64];
            (void)snprintf(name, sizeof name, "%s[%zu]", row->name, rows);
            alb_err_within(d->err, name);
            return st;
        }
        rows++;
    }
    if (!is_bounded(type, rows)) {
        return alb_fail(d->err, ALB_BAD_LENGTH, GBCS_DLMS_RULE, contents.origin,
                        "%zu rows where %u..%u may stand", rows, type->min, type->max);
    }
    d->tree->values[index].number.u = rows;
    if (rows == 0 && row->type->kind == CAT_D_STRUCT) {
        d->tree->values[index].form = (uint8_t)(columns - gbcs_mandatory_fields(row->type));
    }
    return ALB_OK;
}

/* --- choices --- */

static alb_status read_choice(gbcs_decoding *d, alb_rd *r, const cat_type *type)
{
    uint32_t count = d->tree->count;
    alb_rd start = *r;
    gbcs_decoding attempt = *d;
    attempt.err = NULL;
    for (uint16_t i = 0; i < type->n_fields; i++) {
        *r = start;
        d->tree->count = count;
        if (read_field(&attempt, r, &type->fields[i], true) == ALB_OK) {
            return ALB_OK;
        }
    }
    if (d->tree->st != ALB_OK) {
        return alb_fail(d->err, d->tree->st, GBCS_DLMS_RULE, alb_rd_offset(&start),
                        "more values than a message may have");
    }
    return alb_fail(d->err, ALB_BAD_TAG, GBCS_DLMS_RULE, alb_rd_offset(&start),
                    "none of the %u forms that may stand here", type->n_fields);
}

/* --- any --- */

static alb_status read_body(gbcs_decoding *d, alb_rd *r, const cat_field *field, uint32_t index,
                            dlms_data *data, bool tagged)
{
    const cat_type *type = field->type;
    d->tree->values[index].number.u = data->number.u;
    switch ((int)type->kind) {
    case CAT_D_ARRAY:
        return read_array(d, r, type, (size_t)data->number.u, tagged);
    case CAT_D_STRUCT:
        return read_members(d, r, type, (size_t)data->number.u, tagged);
    case CAT_D_COMPACT:
        return read_compact(d, r, type, index, data);
    default:
        break;
    }
    ALB_TRY(read_simple(d, field, index, data));
    if (type->kind == CAT_D_PROTECTED) {
        return read_protected(d, type, data->bytes);
    }
    return type->n_fields > 0 ? read_plain_fields(d, r, type, data->bytes) : ALB_OK;
}

/* What a compact-array's description says of an element, its contents do not. */
static bool read_untagged(alb_rd *r, const cat_type *type, dlms_data *data)
{
    *data = (dlms_data){.tag = gbcs_dlms_tag(type->kind)};
    if (type->kind == CAT_D_ARRAY) {
        data->number.u = type->max;
        return r->st == ALB_OK;
    }
    if (type->kind == CAT_D_STRUCT) {
        data->number.u = type->n_fields;
        return r->st == ALB_OK;
    }
    return dlms_read_value(r, data->tag, data);
}

static alb_status read_field(gbcs_decoding *d, alb_rd *r, const cat_field *field, bool tagged)
{
    const cat_type *type = field->type;
    dlms_tag want = gbcs_dlms_tag(type->kind);
    uint8_t tag = alb_rd_peek(r);
    dlms_data data;
    if (tagged && field->optional && tag == DLMS_NULL && want != DLMS_NULL && alb_rd_left(r) > 0) {
        return gbcs_dlms_read_absent(d, r, field);
    }
    uint32_t index = gbcs_open_value(d, field, r);
    if (index == GBCS_NO_VALUE) {
        return d->tree->st;
    }
    if (type->kind == CAT_D_CHOICE) {
        ALB_TRY(read_choice(d, r, type));
    } else {
        if (tagged && tag != want && alb_rd_left(r) > 0) {
            return alb_fail(d->err, ALB_BAD_TAG, GBCS_DLMS_RULE, alb_rd_offset(r),
                            "%s (tag %02x) where %s must stand", name_of(tag), tag, name_of((uint8_t)want));
        }
        if (!(tagged ? dlms_read(r, &data) : read_untagged(r, type, &data))) {
            return broken(d, r);
        }
        ALB_TRY(read_body(d, r, field, index, &data, tagged));
    }
    gbcs_close_value(d, index, r);
    return ALB_OK;
}

alb_status gbcs_dlms_read(gbcs_decoding *d, alb_rd *r, const cat_field *field)
{
    return read_field(d, r, field, true);
}

alb_status gbcs_dlms_read_absent(gbcs_decoding *d, alb_rd *r, const cat_field *field)
{
    dlms_data data;
    uint8_t tag = alb_rd_peek(r);
    size_t at = alb_rd_offset(r);
    uint32_t index = gbcs_open_value(d, field, r);
    if (index == GBCS_NO_VALUE) {
        return d->tree->st;
    }
    if (alb_rd_left(r) > 0 && tag != DLMS_NULL) {
        return alb_fail(d->err, ALB_BAD_TAG, GBCS_DLMS_RULE, at, "%s (tag %02x) where null-data must stand",
                        name_of(tag), tag);
    }
    if (!dlms_read(r, &data)) {
        return broken(d, r);
    }
    d->tree->values[index].flags |= CAT_VALUE_ABSENT;
    gbcs_close_value(d, index, r);
    return ALB_OK;
}
