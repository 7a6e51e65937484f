/* Contents in ASN.1 DER: one element, walked by its type (GBCS 7.4; gbcs-messages.md 8).
 *
 * Context tags are IMPLICIT. Lengths that are longer than needed are accepted and kept in the value, for the
 * reference messages have some; whoever wants strict DER asks der_strict. */
#include "content_internal.h"

#include "der/der.h"

#define RULE "GBCS 7.4"

enum { MAX_DEPTH = 24 };

static bool is_constructed(cat_kind kind)
{
    return kind == CAT_A_SEQUENCE || kind == CAT_A_SEQUENCE_OF;
}

/* The universal tag; 0 for a choice, whose alternatives have their own. */
static uint8_t universal_tag(cat_kind kind)
{
    static const uint8_t tags[CAT_B_STRUCT + 1] = {[CAT_A_NULL] = DER_NULL,
                                                   [CAT_A_INTEGER] = DER_INTEGER,
                                                   [CAT_A_ENUMERATED] = DER_ENUMERATED,
                                                   [CAT_A_OCTETS] = DER_OCTET_STRING,
                                                   [CAT_A_BITS] = DER_BIT_STRING,
                                                   [CAT_A_TIME] = DER_GENERALIZED_TIME,
                                                   [CAT_A_SEQUENCE] = DER_SEQUENCE,
                                                   [CAT_A_SEQUENCE_OF] = DER_SEQUENCE,
                                                   [CAT_A_ANY] = DER_SEQUENCE};
    return tags[kind];
}

static uint8_t tag_of(const cat_field *field)
{
    cat_kind kind = field->type->kind;
    if (field->tag == 0) {
        return universal_tag(kind);
    }
    return (uint8_t)(DER_CONTEXT | (is_constructed(kind) ? DER_CONSTRUCTED : 0) | (field->tag - 1));
}

static const cat_field *alternative(const cat_type *choice, uint8_t tag)
{
    for (uint16_t i = 0; i < choice->n_fields; i++) {
        if (tag_of(&choice->fields[i]) == tag) {
            return &choice->fields[i];
        }
    }
    return NULL;
}

/* --- decoding --- */

typedef struct decoder {
    const gbcs_header *header;
    cat_tree *tree;
    alb_err *err;
} decoder;

static alb_status fail(const decoder *d, alb_status st, size_t offset, const cat_field *field,
                       const char *what)
{
    (void)alb_fail(d->err, st, RULE, offset, "%s %s", field->name, what);
    return st;
}

static bool length_fits(const cat_type *type, size_t length)
{
    return (type->min == 0 && type->max == 0) ||
           (length >= type->min && (type->max == 0 || length <= type->max));
}

static alb_status read_number(const decoder *d, const cat_field *field, const der_element *e, cat_value *v)
{
    bool minimal = false;
    if (!der_integer(e->content, &v->number.i, &minimal) || !minimal) {
        return fail(d, ALB_BAD_VALUE, e->offset, field,
                    "is not an INTEGER of at most 8 octets in its shortest form");
    }
    if (field->type->has_fixed_value && v->number.i != field->type->fixed_value) {
        return fail(d, ALB_BAD_VALUE, e->offset, field, "has another value than the use case fixes");
    }
    if (field->type->has_default && v->number.i == field->type->default_value) {
        return fail(d, ALB_BAD_VALUE, e->offset, field,
                    "has its default value, which is left out (X.690 11.5)");
    }
    if (field->mirror == CAT_MIRROR_COUNTER && v->number.u != d->header->counter) {
        return fail(d, ALB_MISMATCH, e->offset, field, "is not the header's counter");
    }
    return ALB_OK;
}

static alb_status read_octets(const decoder *d, const cat_field *field, const der_element *e, cat_value *v)
{
    v->bytes = e->content;
    if (!length_fits(field->type, e->content.len)) {
        return fail(d, ALB_BAD_LENGTH, e->offset, field, "has a length that its type does not allow");
    }
    return ALB_OK;
}

static alb_status read_leaf(const decoder *d, const cat_field *field, const der_element *e, cat_value *v)
{
    size_t bits = 0;
    alb_time t;
    bool canonical = false;
    switch ((int)field->type->kind) {
    case CAT_A_NULL:
        return e->content.len == 0 ? ALB_OK
                                   : fail(d, ALB_BAD_LENGTH, e->offset, field, "is a NULL with content");
    case CAT_A_INTEGER:
    case CAT_A_ENUMERATED:
        return read_number(d, field, e, v);
    case CAT_A_OCTETS:
        return read_octets(d, field, e, v);
    case CAT_A_BITS:
        if (!der_bit_string(e->content, &v->bytes, &bits, &canonical) || !canonical) {
            return fail(d, ALB_BAD_VALUE, e->offset, field, "is not a canonical BIT STRING");
        }
        v->number.u = bits;
        return ALB_OK;
    case CAT_A_TIME:
        v->bytes = e->content;
        return der_generalized_time(e->content, &t)
                   ? ALB_OK
                   : fail(d, ALB_BAD_VALUE, e->offset, field, "is not a GeneralizedTime YYYYMMDDhhmmssZ");
    case CAT_A_ANY:
        v->bytes = e->whole;
        return ALB_OK;
    default:
        return fail(d, ALB_UNSUPPORTED, e->offset, field, "has a type that is not ASN.1");
    }
}

static alb_status read_field(const decoder *d, const cat_field *field, alb_rd *r, int depth);

static alb_status read_sequence(const decoder *d, const cat_type *type, alb_rd *in, int depth)
{
    for (uint16_t i = 0; i < type->n_fields; i++) {
        const cat_field *field = &type->fields[i];
        bool may_lack = field->optional || field->type->has_default;
        if (may_lack && (alb_rd_left(in) == 0 || alb_rd_peek(in) != tag_of(field))) {
            continue;
        }
        ALB_TRY(read_field(d, field, in, depth));
    }
    return ALB_OK;
}

static alb_status read_elements(const decoder *d, const cat_type *type, alb_rd *in, int depth,
                                uint64_t *count)
{
    for (*count = 0; alb_rd_left(in) > 0; (*count)++) {
        ALB_TRY(read_field(d, &type->fields[0], in, depth));
    }
    return ALB_OK;
}

static alb_status read_inside(const decoder *d, const cat_field *field, const der_element *e, uint32_t index,
                              int depth)
{
    alb_rd in = der_inside(e);
    uint64_t count = 0;
    if (field->type->kind == CAT_A_SEQUENCE_OF) {
        ALB_TRY(read_elements(d, field->type, &in, depth, &count));
    } else {
        ALB_TRY(read_sequence(d, field->type, &in, depth));
        count = field->type->n_fields;
    }
    if (alb_rd_end(&in) != ALB_OK) {
        return fail(d, alb_rd_end(&in), alb_rd_offset(&in), field, "holds more than its type");
    }
    d->tree->values[index].number.u = count;
    return ALB_OK;
}

static alb_status read_choice(const decoder *d, const cat_field *field, alb_rd *r, int depth)
{
    size_t offset = alb_rd_offset(r);
    const cat_field *chosen = alternative(field->type, alb_rd_peek(r));
    if (!chosen) {
        return fail(d, ALB_BAD_TAG, offset, field, "is none of the alternatives");
    }
    uint32_t index = cat_tree_open(d->tree, field);
    ALB_TRY(read_field(d, chosen, r, depth + 1));
    cat_tree_close(d->tree, index);
    d->tree->values[index].offset = (uint32_t)offset;
    d->tree->values[index].length = (uint32_t)(alb_rd_offset(r) - offset);
    return ALB_OK;
}

static alb_status read_field(const decoder *d, const cat_field *field, alb_rd *r, int depth)
{
    der_element e;
    size_t offset = alb_rd_offset(r);
    if (depth > MAX_DEPTH) {
        return fail(d, ALB_TOO_DEEP, offset, field, "is nested too deeply");
    }
    if (field->type->kind == CAT_A_CHOICE) {
        return read_choice(d, field, r, depth);
    }
    if (!der_expect(r, tag_of(field), &e)) {
        return fail(d, r->st, offset, field, alb_status_text(r->st));
    }
    uint32_t index = cat_tree_open(d->tree, field);
    cat_value *v = &d->tree->values[index];
    v->offset = (uint32_t)e.offset;
    v->length = (uint32_t)e.whole.len;
    if (e.long_length) {
        v->flags = CAT_VALUE_LONG_LENGTH;
        v->form = e.length_octets;
    }
    alb_status st = is_constructed(field->type->kind) ? read_inside(d, field, &e, index, depth + 1)
                                                      : read_leaf(d, field, &e, v);
    if (st != ALB_OK) {
        if (d->err) {
            alb_err_within(d->err, field->name);
        }
        return st;
    }
    cat_tree_close(d->tree, index);
    return cat_tree_ok(d->tree) ? ALB_OK : fail(d, d->tree->st, offset, field, "is one value too many");
}

static const cat_field *body_of(const cat_use_case *use_case, gbcs_cra cra)
{
    switch (cra) {
    case GBCS_COMMAND:
        return use_case->command.body;
    case GBCS_RESPONSE:
        return use_case->response.body;
    case GBCS_ALERT:
        return use_case->alert.body;
    }
    return NULL;
}

static alb_status no_such(const cat_use_case *use_case, gbcs_cra cra, alb_err *err)
{
    return alb_fail(err, ALB_UNKNOWN, RULE, 0, "%s has no %s", use_case->name, gbcs_cra_name(cra));
}

alb_status gbcs_decode_asn1(const gbcs_message *message, const gbcs_opener *opener, cat_tree *out,
                            alb_err *err)
{
    (void)opener; /* nothing in ASN.1 contents is encrypted */
    const cat_field *body = body_of(message->use_case, message->header.cra);
    if (!body) {
        return no_such(message->use_case, message->header.cra, err);
    }
    decoder d = {.header = &message->header, .tree = out, .err = err};
    alb_rd r = alb_rd_init(message->content);
    r.origin = (size_t)(message->content.ptr - message->whole.ptr);
    ALB_TRY(read_field(&d, body, &r, 0));
    return alb_rd_end(&r) == ALB_OK
               ? ALB_OK
               : fail(&d, ALB_TRAILING, alb_rd_offset(&r), body, "is followed by more octets");
}

/* --- encoding: sizes from the inside out, so that each header is written once --- */

typedef struct encoder {
    const gbcs_header *header;
    const cat_tree *tree;
    alb_wr *out;
    alb_err *err;
} encoder;

static int64_t number_of(const encoder *en, const cat_value *v)
{
    return v->field->mirror == CAT_MIRROR_COUNTER ? (int64_t)en->header->counter : v->number.i;
}

static bool is_default(const encoder *en, const cat_value *v)
{
    return v->field->type->has_default && number_of(en, v) == v->field->type->default_value;
}

static size_t length_octets(const cat_value *v, size_t content)
{
    size_t shortest = alb_length_size(content);
    bool keeps = (v->flags & CAT_VALUE_LONG_LENGTH) && v->form > shortest && v->form <= 5;
    return keeps ? v->form : shortest;
}

static size_t size_of(const encoder *en, uint32_t index);

static size_t size_inside(const encoder *en, uint32_t index)
{
    size_t size = 0;
    for (uint32_t i = cat_tree_child(en->tree, index); i != UINT32_MAX;
         i = cat_tree_sibling(en->tree, index, i)) {
        size += size_of(en, i);
    }
    return size;
}

static size_t content_size(const encoder *en, uint32_t index)
{
    const cat_value *v = &en->tree->values[index];
    switch ((int)v->field->type->kind) {
    case CAT_A_INTEGER:
    case CAT_A_ENUMERATED:
        return der_integer_size(number_of(en, v));
    case CAT_A_BITS:
        return 1 + (v->number.u + 7) / 8;
    case CAT_A_OCTETS:
    case CAT_A_TIME:
        return v->bytes.len;
    case CAT_A_NULL:
        return 0;
    default:
        return size_inside(en, index);
    }
}

static size_t size_of(const encoder *en, uint32_t index)
{
    const cat_value *v = &en->tree->values[index];
    if (v->field->type->kind == CAT_A_CHOICE) {
        return size_inside(en, index);
    }
    if (v->field->type->kind == CAT_A_ANY) {
        return v->bytes.len;
    }
    if (is_default(en, v)) {
        return 0;
    }
    size_t content = content_size(en, index);
    return 1 + length_octets(v, content) + content;
}

static alb_status write_value(const encoder *en, uint32_t index);

static alb_status write_inside(const encoder *en, uint32_t index)
{
    for (uint32_t i = cat_tree_child(en->tree, index); i != UINT32_MAX;
         i = cat_tree_sibling(en->tree, index, i)) {
        ALB_TRY(write_value(en, i));
    }
    return ALB_OK;
}

static alb_status write_leaf(const encoder *en, const cat_value *v, uint8_t tag)
{
    switch ((int)v->field->type->kind) {
    case CAT_A_INTEGER:
    case CAT_A_ENUMERATED:
        der_wr_integer(en->out, tag, number_of(en, v));
        return ALB_OK;
    case CAT_A_BITS:
        der_wr_bit_string(en->out, tag, v->bytes, v->number.u);
        return ALB_OK;
    case CAT_A_OCTETS:
        if (!length_fits(v->field->type, v->bytes.len)) {
            return alb_fail(en->err, ALB_BAD_LENGTH, RULE, 0, "%s has a length that its type does not allow",
                            v->field->name);
        }
        der_wr_element(en->out, tag, v->bytes);
        return ALB_OK;
    case CAT_A_TIME:
        der_wr_element(en->out, tag, v->bytes);
        return ALB_OK;
    case CAT_A_NULL:
        der_wr_null(en->out, tag);
        return ALB_OK;
    default:
        return alb_fail(en->err, ALB_UNSUPPORTED, RULE, 0, "%s has a type that is not ASN.1", v->field->name);
    }
}

/* One complete element, as it will be asked for when it is read. */
static alb_status write_any(const encoder *en, const cat_value *v)
{
    der_element e;
    alb_rd r = alb_rd_init(v->bytes);
    if (!der_expect(&r, tag_of(v->field), &e) || alb_rd_left(&r) > 0) {
        return alb_fail(en->err, ALB_BAD_FORMAT, RULE, 0, "%s is not one DER element", v->field->name);
    }
    alb_wr_bytes(en->out, v->bytes);
    return ALB_OK;
}

static alb_status write_value(const encoder *en, uint32_t index)
{
    const cat_value *v = &en->tree->values[index];
    cat_kind kind = v->field->type->kind;
    if (kind == CAT_A_CHOICE) {
        return write_inside(en, index);
    }
    if (kind == CAT_A_ANY) {
        return write_any(en, v);
    }
    if (is_constructed(kind)) {
        size_t content = size_inside(en, index);
        der_wr_header_form(en->out, tag_of(v->field), content, (uint8_t)length_octets(v, content));
        return write_inside(en, index);
    }
    return is_default(en, v) ? ALB_OK : write_leaf(en, v, tag_of(v->field));
}

alb_status gbcs_encode_asn1(const cat_use_case *use_case, const gbcs_header *header, const cat_tree *tree,
                            const gbcs_sealer *sealer, alb_wr *out, alb_err *err)
{
    (void)sealer;
    const cat_field *body = body_of(use_case, header->cra);
    if (!body) {
        return no_such(use_case, header->cra, err);
    }
    if (tree->count == 0 || tree->values[0].field != body || tree->values[0].next != tree->count) {
        return alb_fail(err, ALB_BAD_VALUE, RULE, 0, "the content of %s is one %s", use_case->name,
                        body->name);
    }
    ALB_TRY(gbcs_asn1_check(tree, 0, err));
    encoder en = {.header = header, .tree = tree, .out = out, .err = err};
    ALB_TRY(write_value(&en, 0));
    return out->st == ALB_OK ? ALB_OK : alb_fail(err, out->st, RULE, 0, "no room for the content");
}
