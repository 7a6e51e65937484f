/* Values of content octets. */
#include "der/der.h"

bool der_integer(alb_span content, int64_t *out, bool *minimal)
{
    if (content.len == 0 || content.len > 8) {
        return false;
    }
    uint64_t v = (content.ptr[0] & 0x80) ? UINT64_MAX : 0;
    for (size_t i = 0; i < content.len; i++) {
        v = v << 8 | content.ptr[i];
    }
    *out = (int64_t)v;
    if (minimal) {
        *minimal = der_integer_size(*out) == content.len;
    }
    return true;
}

bool der_bit_string(alb_span content, alb_span *bits, size_t *n_bits, bool *canonical)
{
    if (content.len == 0 || content.ptr[0] > 7 || (content.len == 1 && content.ptr[0] != 0)) {
        return false;
    }
    unsigned unused = content.ptr[0];
    *bits = alb_span_sub(content, 1, content.len - 1);
    *n_bits = bits->len * 8 - unused;
    if (canonical) {
        unsigned last = bits->len ? bits->ptr[bits->len - 1] : 0;
        *canonical = (last & ((1u << unused) - 1)) == 0;
    }
    return true;
}

/* n decimal digits of text from `at` on; -1 where one is none. */
static int digits(alb_span text, size_t at, size_t n)
{
    int v = 0;
    for (size_t i = at; i < at + n; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            return -1;
        }
        v = v * 10 + (text.ptr[i] - '0');
    }
    return v;
}

/* MMDDhhmmssZ behind a year. */
static bool time_of_year(alb_span text, size_t at, int year, alb_time *out)
{
    alb_date_time d = {.year = year,
                       .month = digits(text, at, 2),
                       .day = digits(text, at + 2, 2),
                       .hour = digits(text, at + 4, 2),
                       .minute = digits(text, at + 6, 2),
                       .second = digits(text, at + 8, 2)};
    return year >= 0 && text.ptr[at + 10] == 'Z' && alb_time_join(&d, out);
}

bool der_generalized_time(alb_span content, alb_time *out)
{
    return content.len == 15 && time_of_year(content, 4, digits(content, 0, 4), out);
}

bool der_utc_time(alb_span content, alb_time *out)
{
    if (content.len != 13) {
        return false;
    }
    int year = digits(content, 0, 2);
    return time_of_year(content, 2, year < 0 ? year : year + (year < 50 ? 2000 : 1900), out);
}
