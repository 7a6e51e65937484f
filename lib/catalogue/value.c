/* Values as text, and back: every text that cat_value_text writes, cat_value_set_text takes back to the same
 * value. What has no nicer form (wildcards in odd places, octets that are no text) is written in hexadecimal
 * behind "0x". */
#include "catalogue/value.h"

#include "base/eui64.h"
#include "base/text.h"
#include "base/time.h"

#define RULE "catalogue value"

static bool is_signed(cat_kind kind)
{
    return kind == CAT_D_I8 || kind == CAT_D_I16 || kind == CAT_D_I32 || kind == CAT_D_I64 ||
           kind == CAT_Z_INT || kind == CAT_A_INTEGER;
}

typedef enum shape {
    SHAPE_NONE,
    SHAPE_BOOL,
    SHAPE_NUMBER,
    SHAPE_FLAGS,
    SHAPE_SECONDS,
    SHAPE_OCTETS,
    SHAPE_BITS
} shape;

static shape shape_of(cat_kind kind)
{
    static const uint8_t shapes[CAT_B_STRUCT + 1] = {
        [CAT_D_BOOL] = SHAPE_BOOL,     [CAT_D_I8] = SHAPE_NUMBER,      [CAT_D_I16] = SHAPE_NUMBER,
        [CAT_D_I32] = SHAPE_NUMBER,    [CAT_D_I64] = SHAPE_NUMBER,     [CAT_D_U8] = SHAPE_NUMBER,
        [CAT_D_U16] = SHAPE_NUMBER,    [CAT_D_U32] = SHAPE_NUMBER,     [CAT_D_U64] = SHAPE_NUMBER,
        [CAT_D_ENUM] = SHAPE_NUMBER,   [CAT_D_OCTETS] = SHAPE_OCTETS,  [CAT_D_VISIBLE] = SHAPE_OCTETS,
        [CAT_D_UTF8] = SHAPE_OCTETS,   [CAT_D_BITS] = SHAPE_BITS,      [CAT_Z_UINT] = SHAPE_NUMBER,
        [CAT_Z_INT] = SHAPE_NUMBER,    [CAT_Z_ENUM] = SHAPE_NUMBER,    [CAT_Z_BITMAP] = SHAPE_FLAGS,
        [CAT_Z_UTC] = SHAPE_SECONDS,   [CAT_Z_OCTETS] = SHAPE_OCTETS,  [CAT_Z_TEXT] = SHAPE_OCTETS,
        [CAT_Z_RAW] = SHAPE_OCTETS,    [CAT_A_INTEGER] = SHAPE_NUMBER, [CAT_A_ENUMERATED] = SHAPE_NUMBER,
        [CAT_A_OCTETS] = SHAPE_OCTETS, [CAT_A_BITS] = SHAPE_BITS,      [CAT_A_TIME] = SHAPE_OCTETS,
        [CAT_A_ANY] = SHAPE_OCTETS,    [CAT_B_UINT] = SHAPE_NUMBER,    [CAT_B_TIME] = SHAPE_SECONDS,
        [CAT_B_RAW] = SHAPE_OCTETS,
    };
    return (size_t)kind < ALB_COUNT(shapes) ? (shape)shapes[kind] : SHAPE_NONE;
}

static cat_view view_of(const cat_type *type)
{
    bool text = type->kind == CAT_D_VISIBLE || type->kind == CAT_D_UTF8 || type->kind == CAT_Z_TEXT ||
                type->kind == CAT_A_TIME;
    return text && type->view == CAT_VIEW_PLAIN ? CAT_VIEW_TEXT : type->view;
}

static void write_hex(alb_wr *out, alb_span bytes)
{
    alb_wr_text(out, "0x");
    alb_wr_hex(out, bytes);
}

/* "0x.." into arena memory; false: it is not that. */
static bool read_hex(alb_span text, alb_arena *arena, alb_span *out)
{
    if (text.len < 2 || text.len % 2 != 0 || !alb_span_is(alb_span_sub(text, 0, 2), "0x")) {
        return false;
    }
    alb_wr w = alb_wr_init(alb_arena_alloc(arena, text.len / 2), text.len / 2);
    if (!w.buf || alb_hex_decode(alb_span_sub(text, 2, SIZE_MAX), &w) != ALB_OK) {
        return false;
    }
    *out = alb_wr_span(&w);
    return true;
}

/* --- names --- */

static const char *name_of(const cat_names *names, uint64_t value)
{
    for (uint16_t i = 0; i < names->count; i++) {
        if (names->names[i].value == value) {
            return names->names[i].name;
        }
    }
    return NULL;
}

static bool value_of(const cat_names *names, alb_span name, uint64_t *out)
{
    for (uint16_t i = 0; i < names->count; i++) {
        if (alb_span_is(name, names->names[i].name)) {
            *out = names->names[i].value;
            return true;
        }
    }
    return false;
}

/* Set bits by name, joined by '|'; those without a name together in hexadecimal. */
static void write_flags(alb_wr *out, const cat_type *type, uint64_t bits)
{
    const char *separator = "";
    for (uint16_t i = 0; i < type->names.count; i++) {
        uint64_t bit = type->names.names[i].value;
        if (bit != 0 && (bits & bit) == bit) {
            alb_wr_printf(out, "%s%s", separator, type->names.names[i].name);
            separator = "|";
            bits &= ~bit;
        }
    }
    if (bits != 0 || separator[0] == '\0') {
        alb_wr_printf(out, "%s0x%llx", separator, (unsigned long long)bits);
    }
}

static bool read_flags(const cat_type *type, alb_span text, uint64_t *out)
{
    *out = 0;
    while (text.len > 0) {
        size_t end = 0;
        while (end < text.len && text.ptr[end] != '|') {
            end++;
        }
        alb_span part = alb_span_sub(text, 0, end);
        uint64_t bits = 0;
        bool hex = part.len > 2 && alb_span_is(alb_span_sub(part, 0, 2), "0x") &&
                   alb_parse_hex_u64(alb_span_sub(part, 2, SIZE_MAX), UINT64_MAX, &bits);
        if (!hex && !value_of(&type->names, part, &bits) && !alb_parse_u64(part, UINT64_MAX, &bits)) {
            return false;
        }
        *out |= bits;
        text = alb_span_sub(text, end + 1, SIZE_MAX);
    }
    return true;
}

/* --- numbers --- */

static void write_seconds(alb_wr *out, uint64_t seconds)
{
    char buf[ALB_TIME_TEXT];
    if (seconds >= UINT32_MAX) {
        alb_wr_text(out, "unspecified"); /* ZCL's invalid UTCTime: never, or for ever */
    } else {
        alb_wr_text(out, alb_time_text(alb_time_from_2000((uint32_t)seconds), buf));
    }
}

static bool read_seconds(alb_span text, uint64_t *out)
{
    alb_time t;
    if (alb_span_is(text, "unspecified")) {
        *out = UINT32_MAX;
        return true;
    }
    if (!alb_time_parse(text, &t) || t % 1000 != 0 || t < ALB_TIME_2000 ||
        (t - ALB_TIME_2000) / 1000 >= UINT32_MAX) {
        return false;
    }
    *out = (uint64_t)((t - ALB_TIME_2000) / 1000);
    return true;
}

/* Octets of a number on the wire; 0: any. */
static unsigned octets_of(const cat_type *type)
{
    static const uint8_t octets[CAT_B_STRUCT + 1] = {
        [CAT_D_I8] = 1,  [CAT_D_I16] = 2, [CAT_D_I32] = 4, [CAT_D_I64] = 8,  [CAT_D_U8] = 1,
        [CAT_D_U16] = 2, [CAT_D_U32] = 4, [CAT_D_U64] = 8, [CAT_D_ENUM] = 1,
    };
    return octets[type->kind] > 0 ? octets[type->kind] : type->size;
}

static bool shown_in_hex(cat_view view)
{
    return view == CAT_VIEW_HEX || view == CAT_VIEW_MESSAGE_CODE || view == CAT_VIEW_ALERT_CODE ||
           view == CAT_VIEW_FIRMWARE || view == CAT_VIEW_EUI64;
}

static void write_number(const cat_value *v, alb_wr *out)
{
    const cat_type *type = v->field->type;
    const char *name = name_of(&type->names, v->number.u);
    if (name) {
        alb_wr_text(out, name);
    } else if (type->view == CAT_VIEW_DATE_TIME) {
        write_seconds(out, v->number.u);
    } else if (shown_in_hex(type->view)) {
        alb_wr_printf(out, "%0*llx", (int)(2 * octets_of(type)), (unsigned long long)v->number.u);
    } else if (!is_signed(type->kind) && v->number.u > INT64_MAX) {
        alb_wr_printf(out, "%llu", (unsigned long long)v->number.u); /* beyond what scales; nothing real is */
    } else {
        alb_wr_decimal(out, v->number.i, type->scale);
    }
}

static bool read_number(cat_value *v, alb_span text)
{
    const cat_type *type = v->field->type;
    if (value_of(&type->names, text, &v->number.u)) {
        return true;
    }
    if (type->view == CAT_VIEW_DATE_TIME) {
        return read_seconds(text, &v->number.u);
    }
    if (shown_in_hex(type->view)) {
        return alb_parse_hex_u64(text, UINT64_MAX, &v->number.u);
    }
    if (is_signed(type->kind)) {
        return alb_parse_decimal(text, type->scale, &v->number.i);
    }
    return (alb_parse_decimal(text, type->scale, &v->number.i) && v->number.i >= 0) ||
           alb_parse_u64(text, UINT64_MAX, &v->number.u);
}

/* Does the number fit the octets of its kind? */
static bool fits(const cat_value *v)
{
    const cat_type *type = v->field->type;
    unsigned n = octets_of(type) * 8;
    if (n == 0 || n >= 64) {
        return true;
    }
    if (is_signed(type->kind)) {
        int64_t limit = INT64_C(1) << (n - 1);
        return v->number.i >= -limit && v->number.i < limit;
    }
    return v->number.u >> n == 0;
}

/* --- octets --- */

static bool is_printable(alb_span bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        if (bytes.ptr[i] < 0x20 || bytes.ptr[i] > 0x7e) {
            return false;
        }
    }
    /* What looks like the hexadecimal fallback is written as one. */
    return bytes.len < 2 || !alb_span_is(alb_span_sub(bytes, 0, 2), "0x");
}

/* Two digits, or '*' where the octet says "not specified". */
static void write_part(alb_wr *out, uint8_t octet)
{
    if (octet == 0xff) {
        alb_wr_text(out, "*");
    } else {
        alb_wr_printf(out, "%02u", octet);
    }
}

static void write_date(alb_wr *out, alb_span d)
{
    uint16_t year = (uint16_t)(d.ptr[0] << 8 | d.ptr[1]);
    if (year == 0xffff) {
        alb_wr_text(out, "*");
    } else {
        alb_wr_printf(out, "%04u", year);
    }
    alb_wr_text(out, "-");
    write_part(out, d.ptr[2]);
    alb_wr_text(out, "-");
    write_part(out, d.ptr[3]);
}

static void write_clock(alb_wr *out, alb_span t)
{
    write_part(out, t.ptr[0]);
    alb_wr_text(out, ":");
    write_part(out, t.ptr[1]);
    alb_wr_text(out, ":");
    write_part(out, t.ptr[2]);
}

/* A note behind the time, for what is seldom other than `usual`. */
static void write_unusual(alb_wr *out, const char *name, uint32_t value, uint32_t usual, int digits)
{
    if (value != usual) {
        alb_wr_printf(out, " %s=%0*x", name, digits, value);
    }
}

static void write_date_time(alb_wr *out, alb_span b)
{
    write_date(out, b);
    alb_wr_text(out, "T");
    write_clock(out, alb_span_sub(b, 5, 3));
    alb_wr_text(out, "Z");
    write_unusual(out, "weekday", b.ptr[4], 0xff, 2);
    write_unusual(out, "hundredths", b.ptr[8], 0x00, 2);
    write_unusual(out, "deviation", (uint32_t)b.ptr[9] << 8 | b.ptr[10], 0x8000, 4);
    write_unusual(out, "status", b.ptr[11], 0xff, 2);
}

/* Takes text up to `end` (or the rest) off the front. */
static alb_span take(alb_span *text, char end)
{
    size_t n = 0;
    while (n < text->len && text->ptr[n] != (uint8_t)end) {
        n++;
    }
    alb_span part = alb_span_sub(*text, 0, n);
    *text = alb_span_sub(*text, n + 1, SIZE_MAX);
    return part;
}

static bool read_part(alb_span text, uint64_t any, uint64_t *out)
{
    if (alb_span_is(text, "*")) {
        *out = any;
        return true;
    }
    return alb_parse_u64(text, any - 1, out);
}

static bool read_date(alb_span text, alb_wr *w)
{
    uint64_t year;
    uint64_t month = 0;
    uint64_t day = 0;
    bool ok = read_part(take(&text, '-'), 0xffff, &year) && read_part(take(&text, '-'), 0xff, &month) &&
              read_part(text, 0xff, &day);
    if (ok) {
        alb_wr_be16(w, (uint16_t)year);
        alb_wr_u8(w, (uint8_t)month);
        alb_wr_u8(w, (uint8_t)day);
    }
    return ok;
}

static bool read_clock(alb_span text, alb_wr *w)
{
    uint64_t hour;
    uint64_t minute = 0;
    uint64_t second = 0;
    bool ok = read_part(take(&text, ':'), 0xff, &hour) && read_part(take(&text, ':'), 0xff, &minute) &&
              read_part(text, 0xff, &second);
    if (ok) {
        alb_wr_u8(w, (uint8_t)hour);
        alb_wr_u8(w, (uint8_t)minute);
        alb_wr_u8(w, (uint8_t)second);
    }
    return ok;
}

/* The note of that name among those at the front of notes, in the order they are written in. */
static bool read_unusual(alb_span *notes, const char *name, uint64_t usual, uint64_t max, uint64_t *out)
{
    alb_span rest = *notes;
    alb_span note = take(&rest, ' ');
    alb_span key = take(&note, '=');
    *out = usual;
    if (!alb_span_is(key, name)) {
        return true;
    }
    *notes = rest;
    return alb_parse_hex_u64(note, max, out);
}

static bool read_date_time(alb_span text, alb_wr *w)
{
    alb_span notes = text;
    alb_span stamp = take(&notes, ' ');
    uint64_t weekday = 0;
    uint64_t hundredths = 0;
    uint64_t deviation = 0;
    uint64_t status = 0;
    if (stamp.len == 0 || stamp.ptr[stamp.len - 1] != 'Z') {
        return false;
    }
    stamp.len--;
    alb_span date = take(&stamp, 'T');
    bool ok = read_unusual(&notes, "weekday", 0xff, 0xff, &weekday) &&
              read_unusual(&notes, "hundredths", 0, 0xff, &hundredths) &&
              read_unusual(&notes, "deviation", 0x8000, 0xffff, &deviation) &&
              read_unusual(&notes, "status", 0xff, 0xff, &status) && notes.len == 0 && read_date(date, w);
    if (!ok) {
        return false;
    }
    alb_wr_u8(w, (uint8_t)weekday);
    ok = read_clock(stamp, w);
    alb_wr_u8(w, (uint8_t)hundredths);
    alb_wr_be16(w, (uint16_t)deviation);
    alb_wr_u8(w, (uint8_t)status);
    return ok;
}

static bool read_obis(alb_span text, alb_wr *w)
{
    static const char ends[6] = {'-', ':', '.', '.', '.', '\0'};
    for (size_t i = 0; i < sizeof ends; i++) {
        uint64_t part;
        if (!alb_parse_u64(take(&text, ends[i]), 0xff, &part)) {
            return false;
        }
        alb_wr_u8(w, (uint8_t)part);
    }
    return text.len == 0;
}

/* True when the view has a form for these octets, which then is in out. */
static bool write_viewed(cat_view view, alb_span b, alb_wr *out)
{
    if (view == CAT_VIEW_TEXT && is_printable(b)) {
        alb_wr_bytes(out, b);
    } else if (view == CAT_VIEW_DATE_TIME && b.len == 12) {
        write_date_time(out, b);
    } else if (view == CAT_VIEW_DATE && b.len == 5) {
        write_date(out, b);
        write_unusual(out, "weekday", b.ptr[4], 0xff, 2);
    } else if (view == CAT_VIEW_TIME && b.len == 4) {
        write_clock(out, b);
        write_unusual(out, "hundredths", b.ptr[3], 0x00, 2);
    } else if (view == CAT_VIEW_OBIS && b.len == 6) {
        alb_wr_printf(out, "%u-%u:%u.%u.%u.%u", b.ptr[0], b.ptr[1], b.ptr[2], b.ptr[3], b.ptr[4], b.ptr[5]);
    } else if (view == CAT_VIEW_CERTIFICATE) {
        alb_wr_base64(out, b);
    } else {
        return false;
    }
    return true;
}

static bool read_viewed(cat_view view, alb_span text, alb_wr *w)
{
    alb_span notes = text;
    uint64_t note;
    alb_span first = take(&notes, ' ');
    switch (view) {
    case CAT_VIEW_TEXT:
        alb_wr_bytes(w, text);
        return true;
    case CAT_VIEW_DATE_TIME:
        return read_date_time(text, w);
    case CAT_VIEW_DATE:
        if (!read_date(first, w) || !read_unusual(&notes, "weekday", 0xff, 0xff, &note) || notes.len > 0) {
            return false;
        }
        alb_wr_u8(w, (uint8_t)note);
        return true;
    case CAT_VIEW_TIME:
        if (!read_clock(first, w) || !read_unusual(&notes, "hundredths", 0, 0xff, &note) || notes.len > 0) {
            return false;
        }
        alb_wr_u8(w, (uint8_t)note);
        return true;
    case CAT_VIEW_OBIS:
        return read_obis(text, w);
    case CAT_VIEW_CERTIFICATE:
        return alb_base64_decode(text, w) == ALB_OK;
    case CAT_VIEW_PLAIN:
    case CAT_VIEW_HEX:
    case CAT_VIEW_EUI64:
    case CAT_VIEW_MESSAGE_CODE:
    case CAT_VIEW_ALERT_CODE:
    case CAT_VIEW_FIRMWARE:
        break;
    }
    return false;
}

/* Views that are hexadecimal anyway go without the "0x" of the fallback. */
static bool is_hex_view(cat_view view)
{
    return view == CAT_VIEW_PLAIN || shown_in_hex(view);
}

static void write_octets(const cat_value *v, alb_wr *out)
{
    cat_view view = view_of(v->field->type);
    if (is_hex_view(view)) {
        alb_wr_hex(out, v->bytes);
    } else if (!write_viewed(view, v->bytes, out)) {
        write_hex(out, v->bytes);
    }
}

static bool read_octets(cat_value *v, alb_span text, alb_arena *arena)
{
    cat_view view = view_of(v->field->type);
    if (!is_hex_view(view) && read_hex(text, arena, &v->bytes)) {
        return true;
    }
    size_t room = text.len + 16;
    alb_wr w = alb_wr_init(alb_arena_alloc(arena, room), room);
    if (!w.buf || !(is_hex_view(view) ? alb_hex_decode(text, &w) == ALB_OK : read_viewed(view, text, &w))) {
        return false;
    }
    v->bytes = alb_wr_span(&w);
    return w.st == ALB_OK;
}

/* --- bit-strings: one digit a bit, the first bit first; with bits set behind the last, hexadecimal and the
 * count --- */

static bool bit_at(alb_span bytes, uint64_t i)
{
    return (bytes.ptr[i / 8] >> (7 - i % 8) & 1) != 0;
}

static void write_bits(const cat_value *v, alb_wr *out)
{
    bool clean = v->number.u <= v->bytes.len * 8;
    for (uint64_t i = v->number.u; clean && i < v->bytes.len * 8; i++) {
        clean = !bit_at(v->bytes, i);
    }
    clean = clean && v->bytes.len == (v->number.u + 7) / 8;
    if (!clean) {
        write_hex(out, v->bytes);
        alb_wr_printf(out, "/%llu", (unsigned long long)v->number.u);
        return;
    }
    for (uint64_t i = 0; i < v->number.u; i++) {
        alb_wr_u8(out, bit_at(v->bytes, i) ? '1' : '0');
    }
}

static bool read_bits(cat_value *v, alb_span text, alb_arena *arena)
{
    alb_span count = text;
    alb_span octets = take(&count, '/');
    if (count.len > 0) {
        return read_hex(octets, arena, &v->bytes) && alb_parse_u64(count, v->bytes.len * 8, &v->number.u);
    }
    size_t len = (text.len + 7) / 8;
    uint8_t *bytes = alb_arena_alloc(arena, len);
    for (size_t i = 0; bytes && i < text.len; i++) {
        if (text.ptr[i] != '0' && text.ptr[i] != '1') {
            return false;
        }
        bytes[i / 8] = (uint8_t)(bytes[i / 8] | (text.ptr[i] - '0') << (7 - i % 8));
    }
    v->bytes = alb_span_of(bytes, bytes ? len : 0);
    v->number.u = text.len;
    return bytes != NULL;
}

/* --- the two --- */

void cat_value_text(const cat_value *value, alb_wr *out)
{
    switch (shape_of(value->field->type->kind)) {
    case SHAPE_NONE:
        break;
    case SHAPE_BOOL:
        /* Any octet but 0 is true on the wire; what is not 1 stays visible. */
        if (value->number.u > 1) {
            alb_wr_printf(out, "%llu", (unsigned long long)value->number.u);
        } else {
            alb_wr_text(out, value->number.u ? "true" : "false");
        }
        break;
    case SHAPE_NUMBER:
        write_number(value, out);
        break;
    case SHAPE_FLAGS:
        write_flags(out, value->field->type, value->number.u);
        break;
    case SHAPE_SECONDS:
        write_seconds(out, value->number.u);
        break;
    case SHAPE_OCTETS:
        write_octets(value, out);
        break;
    case SHAPE_BITS:
        write_bits(value, out);
        break;
    }
}

static bool set_text(cat_value *v, alb_span text, alb_arena *arena)
{
    switch (shape_of(v->field->type->kind)) {
    case SHAPE_NONE:
        return text.len == 0;
    case SHAPE_BOOL:
        if (alb_span_is(text, "true") || alb_span_is(text, "false")) {
            v->number.u = text.ptr[0] == 't';
            return true;
        }
        return alb_parse_u64(text, 0xff, &v->number.u);
    case SHAPE_NUMBER:
        return read_number(v, text) && fits(v);
    case SHAPE_FLAGS:
        return read_flags(v->field->type, text, &v->number.u) && fits(v);
    case SHAPE_SECONDS:
        return read_seconds(text, &v->number.u);
    case SHAPE_OCTETS:
        return read_octets(v, text, arena);
    case SHAPE_BITS:
        return read_bits(v, text, arena);
    }
    return false;
}

alb_status cat_value_set_text(cat_value *value, alb_span text, alb_arena *arena, alb_err *err)
{
    if (set_text(value, text, arena)) {
        return ALB_OK;
    }
    return alb_fail(err, ALB_BAD_VALUE, RULE, 0, "'%.*s' is no value of %s",
                    text.len < 80 ? (int)text.len : 80, text.ptr ? (const char *)text.ptr : "",
                    value->field->name);
}
