#include "simple_internal.h"

/* Of cat_simple's total_digits and fraction_digits: not limited. */
enum { ANY_DIGITS = UINT8_MAX };

/* A number without what does not change its value. */
typedef struct number {
    bool negative;
    alb_span whole;    /* no leading zeros */
    alb_span fraction; /* no trailing zeros */
} number;

static size_t digits_from(alb_span text, size_t at)
{
    size_t end = at;
    while (end < text.len && text.ptr[end] >= '0' && text.ptr[end] <= '9') {
        end++;
    }
    return end - at;
}

/* "+12.50", ".5", "5."; at least one digit. */
static bool parse(alb_span text, bool sign, bool point, number *out)
{
    size_t at = 0;
    *out = (number){0};
    if (sign && text.len > 0 && (text.ptr[0] == '+' || text.ptr[0] == '-')) {
        out->negative = text.ptr[0] == '-';
        at = 1;
    }
    out->whole = alb_span_sub(text, at, digits_from(text, at));
    at += out->whole.len;
    size_t n = out->whole.len;
    if (point && at < text.len && text.ptr[at] == '.') {
        at++;
        out->fraction = alb_span_sub(text, at, digits_from(text, at));
        at += out->fraction.len;
        n += out->fraction.len;
    }
    while (out->whole.len > 0 && out->whole.ptr[0] == '0') {
        out->whole = alb_span_sub(out->whole, 1, SIZE_MAX);
    }
    while (out->fraction.len > 0 && out->fraction.ptr[out->fraction.len - 1] == '0') {
        out->fraction.len--;
    }
    if (out->whole.len == 0 && out->fraction.len == 0) {
        out->negative = false;
    }
    return n > 0 && at == text.len;
}

static int compare_fractions(alb_span a, alb_span b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n > 0 ? memcmp(a.ptr, b.ptr, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare(const number *a, const number *b)
{
    if (a->negative != b->negative) {
        return a->negative ? -1 : 1;
    }
    int order = (a->whole.len > b->whole.len) - (a->whole.len < b->whole.len);
    if (order == 0 && a->whole.len > 0) {
        order = memcmp(a->whole.ptr, b->whole.ptr, a->whole.len);
    }
    if (order == 0) {
        order = compare_fractions(a->fraction, b->fraction);
    }
    return a->negative ? -order : order;
}

const char *duis_number_check(const cat_simple *type, alb_span text)
{
    number value, bound;
    bool decimal = type->kind == CAT_X_DECIMAL;
    if (!parse(text, type->kind != CAT_X_UNSIGNED, decimal, &value)) {
        return decimal ? "is not a decimal number" : "is not a whole number";
    }
    if (type->min && parse(alb_span_str(type->min), true, true, &bound)) {
        int order = compare(&value, &bound);
        if (order < 0 || (order == 0 && type->min_exclusive)) {
            return "is below the least value";
        }
    }
    if (type->max && parse(alb_span_str(type->max), true, true, &bound)) {
        int order = compare(&value, &bound);
        if (order > 0 || (order == 0 && type->max_exclusive)) {
            return "is above the greatest value";
        }
    }
    if (type->total_digits != ANY_DIGITS && value.whole.len + value.fraction.len > type->total_digits) {
        return "has too many digits";
    }
    return type->fraction_digits != ANY_DIGITS && value.fraction.len > type->fraction_digits
               ? "has too many decimals"
               : NULL;
}
