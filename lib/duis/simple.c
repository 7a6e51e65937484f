#include "simple_internal.h"

#include "base/text.h"

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* White space "collapse": runs become one space. Copies only where that changes something. */
static alb_span collapse(alb_span text, alb_arena *arena)
{
    text = alb_trim(text);
    bool changes = false;
    for (size_t i = 0; i < text.len && !changes; i++) {
        changes = is_space(text.ptr[i]) && (text.ptr[i] != ' ' || text.ptr[i + 1] == ' ');
    }
    uint8_t *room = changes ? alb_arena_alloc(arena, text.len) : NULL;
    if (!room) {
        return text;
    }
    alb_wr w = alb_wr_init(room, text.len);
    for (size_t i = 0; i < text.len; i++) {
        if (!is_space(text.ptr[i])) {
            alb_wr_u8(&w, text.ptr[i]);
        } else if (!is_space(text.ptr[i + 1])) {
            alb_wr_u8(&w, ' ');
        }
    }
    return alb_wr_span(&w);
}

static size_t characters(alb_span utf8)
{
    size_t n = 0;
    for (size_t i = 0; i < utf8.len; i++) {
        n += (utf8.ptr[i] & 0xc0) != 0x80;
    }
    return n;
}

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_hex(alb_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (hex_digit(text.ptr[i]) < 0) {
            return false;
        }
    }
    return text.len % 2 == 0;
}

static int base64_digit(uint8_t c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Whole groups of four, and no bits set that belong to no octet. */
static bool is_base64(alb_span text, size_t *octets)
{
    size_t digits = 0, padding = 0;
    int last = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        if (is_space(c)) {
            continue;
        }
        if (c == '=') {
            padding++;
            continue;
        }
        last = base64_digit(c);
        if (last < 0 || padding > 0) {
            return false;
        }
        digits++;
    }
    *octets = digits * 3 / 4;
    return padding <= 2 && (digits + padding) % 4 == 0 && (padding != 1 || (last & 3) == 0) &&
           (padding != 2 || (last & 15) == 0);
}

static bool is_boolean(alb_span text)
{
    return alb_span_is(text, "true") || alb_span_is(text, "false") || alb_span_is(text, "1") ||
           alb_span_is(text, "0");
}

static const char *check_length(const cat_simple *type, size_t length)
{
    if (length < type->min_length) {
        return "is too short";
    }
    return type->max_length != 0 && length > type->max_length ? "is too long" : NULL;
}

/* Hexadecimal digits have two cases but one value. */
static bool equal(const cat_simple *type, alb_span text, const char *value)
{
    if (type->kind != CAT_X_HEX) {
        return value[0] == (char)text.ptr[0] && alb_span_is(text, value);
    }
    for (size_t i = 0; i < text.len; i++) {
        if (value[i] == 0 || hex_digit(text.ptr[i]) != hex_digit((uint8_t)value[i])) {
            return false;
        }
    }
    return value[text.len] == 0;
}

static bool is_listed(const cat_simple *type, alb_span text)
{
    for (size_t i = 0; i < type->n_values && text.len > 0; i++) {
        if (equal(type, text, type->values[i])) {
            return true;
        }
    }
    return type->n_values == 0;
}

static const char *check_form(const cat_simple *type, alb_span text)
{
    size_t octets;
    switch (type->kind) {
    case CAT_X_ENUM:
        return NULL;
    case CAT_X_STRING:
    case CAT_X_TOKEN:
        return type->min_length || type->max_length ? check_length(type, characters(text)) : NULL;
    case CAT_X_BOOLEAN:
        return is_boolean(text) ? NULL : "is not true, false, 1 or 0";
    case CAT_X_INTEGER:
    case CAT_X_UNSIGNED:
    case CAT_X_DECIMAL:
        return duis_number_check(type, text);
    case CAT_X_DATE_TIME:
        return duis_is_date_time(text) ? NULL : "is not a date and time";
    case CAT_X_DATE:
        return duis_is_date(text) ? NULL : "is not a date";
    case CAT_X_TIME:
        return duis_is_time(text) ? NULL : "is not a time of day";
    case CAT_X_HEX:
        return is_hex(text) ? check_length(type, text.len / 2) : "is not pairs of hexadecimal digits";
    case CAT_X_BASE64:
        return is_base64(text, &octets) ? check_length(type, octets) : "is not base64";
    }
    return "is of a type that is not known";
}

const char *duis_simple_check(const cat_simple *type, alb_span *text, alb_arena *arena)
{
    for (size_t i = 0; i < type->n_unions; i++) {
        alb_span member = *text;
        if (!duis_simple_check(type->unions[i], &member, arena)) {
            *text = member;
            return NULL;
        }
    }
    if (type->n_unions > 0) {
        return "is of none of the types that may stand here";
    }
    if (type->kind != CAT_X_STRING && type->kind != CAT_X_ENUM) {
        *text = type->kind == CAT_X_TOKEN ? collapse(*text, arena) : alb_trim(*text);
    }
    const char *why = check_form(type, *text);
    if (why) {
        return why;
    }
    if (!is_listed(type, *text)) {
        return "is not one of the values that may stand here";
    }
    return type->pattern && !type->pattern(*text) ? "has not the form that it must have" : NULL;
}
