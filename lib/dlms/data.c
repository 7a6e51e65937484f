/* Data in A-XDR: a tag, then a value of fixed size, or a length and content, or a count and elements. */
#include "dlms/dlms.h"

/* What follows the tag. */
typedef enum layout {
    NOT_A_TAG,
    NOTHING,
    UNSIGNED_NUMBER,
    SIGNED_NUMBER,
    OCTETS, /* as many as size says */
    STRING, /* length, octets */
    BITS,   /* count of bits, octets */
    ELEMENTS,
    COMPACT
} layout;

typedef struct shape {
    const char *name;
    uint8_t layout;
    uint8_t size;
} shape;

static const shape shapes[256] = {
    [DLMS_NULL] = {"null-data", NOTHING, 0},
    [DLMS_ARRAY] = {"array", ELEMENTS, 0},
    [DLMS_STRUCTURE] = {"structure", ELEMENTS, 0},
    [DLMS_BOOLEAN] = {"boolean", UNSIGNED_NUMBER, 1},
    [DLMS_BIT_STRING] = {"bit-string", BITS, 0},
    [DLMS_DOUBLE_LONG] = {"double-long", SIGNED_NUMBER, 4},
    [DLMS_DOUBLE_LONG_UNSIGNED] = {"double-long-unsigned", UNSIGNED_NUMBER, 4},
    [DLMS_OCTET_STRING] = {"octet-string", STRING, 0},
    [DLMS_VISIBLE_STRING] = {"visible-string", STRING, 0},
    [DLMS_UTF8_STRING] = {"utf8-string", STRING, 0},
    [DLMS_BCD] = {"bcd", UNSIGNED_NUMBER, 1},
    [DLMS_INTEGER] = {"integer", SIGNED_NUMBER, 1},
    [DLMS_LONG] = {"long", SIGNED_NUMBER, 2},
    [DLMS_UNSIGNED] = {"unsigned", UNSIGNED_NUMBER, 1},
    [DLMS_LONG_UNSIGNED] = {"long-unsigned", UNSIGNED_NUMBER, 2},
    [DLMS_COMPACT_ARRAY] = {"compact-array", COMPACT, 0},
    [DLMS_LONG64] = {"long64", SIGNED_NUMBER, 8},
    [DLMS_LONG64_UNSIGNED] = {"long64-unsigned", UNSIGNED_NUMBER, 8},
    [DLMS_ENUM] = {"enum", UNSIGNED_NUMBER, 1},
    [DLMS_FLOAT32] = {"float32", OCTETS, 4},
    [DLMS_FLOAT64] = {"float64", OCTETS, 8},
    [DLMS_DATE_TIME] = {"date-time", OCTETS, 12},
    [DLMS_DATE] = {"date", OCTETS, 5},
    [DLMS_TIME] = {"time", OCTETS, 4},
    [DLMS_DONT_CARE] = {"dont-care", NOTHING, 0},
};

const char *dlms_tag_name(uint8_t tag)
{
    return shapes[tag].name;
}

static bool is_tag(uint8_t tag)
{
    return dlms_tag_name(tag) != NULL;
}

size_t dlms_read_length(alb_rd *r)
{
    size_t start = r->pos;
    size_t length = alb_rd_length(r);
    if (r->st == ALB_OK && r->pos - start != alb_length_size(length)) {
        r->pos = start;
        alb_rd_fail(r, ALB_BAD_LENGTH);
    }
    return r->st == ALB_OK ? length : 0;
}

/* Of constant size each, which is one load. */
static uint64_t read_number(alb_rd *r, uint8_t size)
{
    switch (size) {
    case 1:
        return alb_rd_u8(r);
    case 2:
        return alb_rd_be16(r);
    case 4:
        return alb_rd_be32(r);
    default:
        return alb_rd_be64(r);
    }
}

static int64_t extended(uint64_t number, uint8_t size)
{
    uint64_t sign = UINT64_C(1) << (8 * size - 1);
    return (int64_t)((number ^ sign) - sign);
}

static bool is_good(const alb_rd *r)
{
    return r->st == ALB_OK;
}

/* --- type descriptions of compact-arrays --- */

/* What takes no octets in the contents has no place in a description: it could stand there without end. */
static void skip_description(alb_rd *r, int depth)
{
    uint8_t tag = alb_rd_peek(r);
    if (depth > DLMS_MAX_DEPTH) {
        alb_rd_fail(r, ALB_TOO_DEEP);
    } else if (!is_tag(tag) || shapes[tag].layout == NOTHING || shapes[tag].layout == COMPACT) {
        alb_rd_fail(r, ALB_BAD_TAG);
    }
    (void)alb_rd_u8(r);
    if (tag == DLMS_ARRAY) {
        if (alb_rd_be16(r) == 0) {
            alb_rd_fail(r, ALB_BAD_LENGTH);
        }
        skip_description(r, depth + 1);
    } else if (tag == DLMS_STRUCTURE) {
        size_t count = dlms_read_length(r);
        if (count == 0) {
            alb_rd_fail(r, ALB_BAD_LENGTH);
        }
        for (size_t i = 0; i < count && is_good(r); i++) {
            skip_description(r, depth + 1);
        }
    }
}

/* A reader over what `from` stepped over to stand where `to` stands. */
static alb_rd between(const alb_rd *from, const alb_rd *to)
{
    alb_rd start = *from;
    return alb_rd_sub(&start, to->pos - from->pos);
}

static alb_span window(alb_rd r)
{
    return alb_span_of(r.base, r.len);
}

static alb_rd take_description(alb_rd *r)
{
    alb_rd start = *r;
    if (is_good(r)) {
        skip_description(r, 0);
    }
    return is_good(r) ? between(&start, r) : *r;
}

/* One value without tags, as the description at d says. */
static void skip_described(alb_rd *d, alb_rd *contents)
{
    dlms_data value;
    uint8_t tag = alb_rd_u8(d);
    if (tag == DLMS_ARRAY) {
        uint16_t count = alb_rd_be16(d);
        alb_rd element = take_description(d);
        for (uint16_t i = 0; i < count && is_good(contents); i++) {
            alb_rd again = element;
            skip_described(&again, contents);
        }
    } else if (tag == DLMS_STRUCTURE) {
        size_t count = dlms_read_length(d);
        for (size_t i = 0; i < count && is_good(contents); i++) {
            skip_described(d, contents);
        }
    } else {
        (void)dlms_read_value(contents, (dlms_tag)tag, &value);
    }
}

static void skip_rows(const dlms_data *compact, alb_rd *r)
{
    alb_rd contents = alb_rd_init(compact->bytes);
    while (alb_rd_left(&contents) > 0) {
        alb_rd description = alb_rd_init(compact->description);
        skip_described(&description, &contents);
    }
    if (!is_good(&contents)) {
        r->pos -= contents.len - contents.pos;
        alb_rd_fail(r, contents.st);
    }
}

/* --- reading --- */

bool dlms_read_value(alb_rd *r, dlms_tag tag, dlms_data *out)
{
    const shape *s = is_tag((uint8_t)tag) ? &shapes[tag] : &shapes[DLMS_NULL];
    *out = (dlms_data){.tag = tag};
    switch ((layout)s->layout) {
    case UNSIGNED_NUMBER:
        out->number.u = read_number(r, s->size);
        break;
    case SIGNED_NUMBER:
        out->number.i = extended(read_number(r, s->size), s->size);
        break;
    case OCTETS:
        out->bytes = alb_rd_bytes(r, s->size);
        break;
    case STRING:
        out->bytes = alb_rd_bytes(r, dlms_read_length(r));
        break;
    case BITS:
        out->number.u = dlms_read_length(r);
        out->bytes = alb_rd_bytes(r, ((size_t)out->number.u + 7) / 8);
        break;
    case ELEMENTS:
        out->number.u = dlms_read_length(r);
        break;
    case COMPACT:
        out->description = window(take_description(r));
        out->bytes = alb_rd_bytes(r, dlms_read_length(r));
        break;
    case NOTHING:
    case NOT_A_TAG:
        break;
    }
    return is_good(r);
}

bool dlms_read(alb_rd *r, dlms_data *out)
{
    uint8_t tag = alb_rd_peek(r);
    *out = (dlms_data){.tag = DLMS_NULL};
    if (alb_rd_left(r) == 0) {
        alb_rd_fail(r, ALB_TRUNCATED);
    } else if (!is_tag(tag)) {
        alb_rd_fail(r, ALB_BAD_TAG);
    }
    (void)alb_rd_u8(r);
    return is_good(r) && dlms_read_value(r, (dlms_tag)tag, out);
}

static void skip(alb_rd *r, int depth)
{
    dlms_data data;
    if (depth > DLMS_MAX_DEPTH) {
        alb_rd_fail(r, ALB_TOO_DEEP);
    } else if (!dlms_read(r, &data)) {
        return;
    } else if (data.tag == DLMS_COMPACT_ARRAY) {
        skip_rows(&data, r);
    } else if (data.tag == DLMS_ARRAY || data.tag == DLMS_STRUCTURE) {
        for (uint64_t i = 0; i < data.number.u && is_good(r); i++) {
            skip(r, depth + 1);
        }
    }
}

alb_rd dlms_take(alb_rd *r)
{
    alb_rd start = *r;
    skip(r, 0);
    return is_good(r) ? between(&start, r) : *r;
}

/* --- writing --- */

void dlms_write_value(alb_wr *w, const dlms_data *data)
{
    const shape *s = is_tag((uint8_t)data->tag) ? &shapes[data->tag] : &shapes[DLMS_NULL];
    switch ((layout)s->layout) {
    case UNSIGNED_NUMBER:
    case SIGNED_NUMBER:
        alb_wr_be(w, data->number.u, s->size);
        break;
    case OCTETS:
        if (data->bytes.len != s->size) {
            alb_wr_fail(w, ALB_BAD_LENGTH);
        }
        alb_wr_bytes(w, data->bytes);
        break;
    case STRING:
        alb_wr_length(w, data->bytes.len);
        alb_wr_bytes(w, data->bytes);
        break;
    case BITS:
        if (data->bytes.len != (data->number.u + 7) / 8) {
            alb_wr_fail(w, ALB_BAD_LENGTH);
        }
        alb_wr_length(w, (size_t)data->number.u);
        alb_wr_bytes(w, data->bytes);
        break;
    case ELEMENTS:
        alb_wr_length(w, (size_t)data->number.u);
        break;
    case COMPACT:
        alb_wr_bytes(w, data->description);
        alb_wr_length(w, data->bytes.len);
        alb_wr_bytes(w, data->bytes);
        break;
    case NOTHING:
        break;
    case NOT_A_TAG:
        alb_wr_fail(w, ALB_BAD_TAG);
        break;
    }
}

void dlms_write(alb_wr *w, const dlms_data *data)
{
    alb_wr_u8(w, (uint8_t)data->tag);
    dlms_write_value(w, data);
}
