#include "base/text.h"

static void hex(alb_wr *w, alb_span s, const char *digits)
{
    for (size_t i = 0; i < s.len; i++) {
        alb_wr_u8(w, (uint8_t)digits[s.ptr[i] >> 4]);
        alb_wr_u8(w, (uint8_t)digits[s.ptr[i] & 15]);
    }
}
void alb_wr_hex(alb_wr *w, alb_span s)
{
    hex(w, s, "0123456789abcdef");
}
void alb_wr_hex_upper(alb_wr *w, alb_span s)
{
    hex(w, s, "0123456789ABCDEF");
}
static int digit(uint8_t c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
static bool space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
alb_status alb_hex_decode(alb_span text, alb_wr *out)
{
    int high = -1;
    for (size_t i = 0; i < text.len; i++) {
        if (space(text.ptr[i])) {
            continue;
        }
        int d = digit(text.ptr[i]);
        if (d < 0) {
            return ALB_BAD_FORMAT;
        }
        if (high < 0) {
            high = d;
        } else {
            alb_wr_u8(out, (uint8_t)(high << 4 | d));
            high = -1;
        }
    }
    return high < 0 ? out->st : ALB_BAD_FORMAT;
}
static const char b64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
void alb_wr_base64(alb_wr *w, alb_span s)
{
    for (size_t i = 0; i < s.len; i += 3) {
        uint32_t v = 0;
        size_t n = s.len - i < 3 ? s.len - i : 3;
        for (size_t k = 0; k < 3; k++) {
            v = v << 8 | (k < n ? s.ptr[i + k] : 0);
        }
        for (size_t k = 0; k < 4; k++) {
            alb_wr_u8(w, k <= n ? (uint8_t)b64[v >> (18 - 6 * k) & 63] : '=');
        }
    }
}
/* The values of the digits of base64, each one more than it is; 0: no digit. */
static const uint8_t b64_digits[256] = {
    ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,  ['H'] = 8,
    ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
    ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
    ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
    ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,
    ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
    ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
    ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64,
};
alb_status alb_base64_decode(alb_span text, alb_wr *out)
{
    uint32_t v = 0;
    size_t n = 0, pad = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        if (space(c)) {
            continue;
        }
        if (c == '=') {
            pad++;
            continue;
        }
        if (b64_digits[c] == 0 || pad) {
            return ALB_BAD_FORMAT;
        }
        v = v << 6 | (b64_digits[c] - 1U);
        if (++n % 4 == 0) {
            alb_wr_be(out, v & 0xffffff, 3);
            v = 0;
        }
    }
    if (n % 4 == 1 || pad > 2) {
        return ALB_BAD_FORMAT;
    }
    if (n % 4 == 2) {
        alb_wr_u8(out, (uint8_t)(v >> 4));
    } else if (n % 4 == 3) {
        alb_wr_be16(out, (uint16_t)(v >> 2));
    }
    return out->st;
}
bool alb_parse_u64(alb_span t, uint64_t max, uint64_t *out)
{
    uint64_t v = 0;
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] < '0' || t.ptr[i] > '9' || __builtin_mul_overflow(v, 10U, &v) ||
            __builtin_add_overflow(v, (uint64_t)(t.ptr[i] - '0'), &v)) {
            return false;
        }
    }
    *out = v;
    return t.len > 0 && v <= max;
}
bool alb_parse_i64(alb_span t, int64_t min, int64_t max, int64_t *out)
{
    bool neg = t.len && t.ptr[0] == '-';
    uint64_t v;
    if (t.len && (neg || t.ptr[0] == '+')) {
        t = alb_span_sub(t, 1, SIZE_MAX);
    }
    if (!alb_parse_u64(t, (uint64_t)INT64_MAX + neg, &v)) {
        return false;
    }
    *out = neg ? (int64_t)(0 - v) : (int64_t)v;
    return *out >= min && *out <= max;
}
bool alb_parse_hex_u64(alb_span t, uint64_t max, uint64_t *out)
{
    uint64_t v = 0;
    for (size_t i = 0; i < t.len; i++) {
        int d = digit(t.ptr[i]);
        if (d < 0 || v >> 60) {
            return false;
        }
        v = v << 4 | (uint64_t)d;
    }
    *out = v;
    return t.len > 0 && v <= max;
}
alb_span alb_trim(alb_span t)
{
    while (t.len && space(t.ptr[0])) {
        t = alb_span_sub(t, 1, SIZE_MAX);
    }
    while (t.len && space(t.ptr[t.len - 1])) {
        t.len--;
    }
    return t;
}
void alb_wr_decimal(alb_wr *w, int64_t value, int scale)
{
    uint64_t u = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (value < 0) {
        alb_wr_u8(w, '-');
    }
    char d[64];
    size_t n = 0;
    do {
        d[n++] = (char)('0' + u % 10);
        u /= 10;
    } while (u);
    while (scale < 0 && n <= (size_t)-scale) {
        d[n++] = '0';
    }
    for (size_t i = n; i > 0; i--) {
        alb_wr_u8(w, (uint8_t)d[i - 1]);
        if (scale < 0 && i - 1 == (size_t)-scale) {
            alb_wr_u8(w, '.');
        }
    }
    for (int i = 0; i < scale && value != 0; i++) {
        alb_wr_u8(w, '0');
    }
}
bool alb_parse_decimal(alb_span t, int scale, int64_t *out)
{
    char d[64];
    size_t n = 0;
    int frac = -1;
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] == '.') {
            if (frac >= 0) {
                return false;
            }
            frac = 0;
            continue;
        }
        if (n >= 40) {
            return false;
        }
        d[n++] = (char)t.ptr[i];
        frac += frac >= 0;
    }
    if (frac == 0) {
        return false; /* a point with nothing behind it */
    }
    int shift = (frac > 0 ? -frac : 0) - scale;
    while (shift > 0 && n < 60) {
        d[n++] = '0';
        shift--;
    }
    while (shift < 0 && !(n == 1 && d[0] == '0')) {
        if (n == 0 || d[n - 1] != '0') {
            return false;
        }
        n--;
        shift++;
    }
    return alb_parse_i64(alb_span_of(d, n), INT64_MIN, INT64_MAX, out);
}

void alb_wr_big_decimal(alb_wr *w, alb_span number)
{
    enum { MAX_OCTETS = 32, GROUPS = 9, GROUP = 1000000000 };
    uint32_t groups[GROUPS] = {0}; /* of nine digits, least significant first */
    size_t n = GROUPS;
    if (number.len > MAX_OCTETS) {
        alb_wr_fail(w, ALB_TOO_LARGE);
        return;
    }
    for (size_t i = 0; i < number.len; i++) {
        uint64_t carry = number.ptr[i];
        for (size_t k = 0; k < GROUPS; k++) {
            carry += (uint64_t)groups[k] << 8;
            groups[k] = (uint32_t)(carry % GROUP);
            carry /= GROUP;
        }
    }
    while (n > 1 && groups[n - 1] == 0) {
        n--;
    }
    alb_wr_printf(w, "%u", groups[n - 1]);
    while (--n > 0) {
        alb_wr_printf(w, "%09u", groups[n - 1]);
    }
}
