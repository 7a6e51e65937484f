/* Canonical DER. */
#include "der/der.h"

void der_wr_header(alb_wr *w, uint8_t tag, size_t content_length)
{
    alb_wr_u8(w, tag);
    alb_wr_length(w, content_length);
}

void der_wr_header_form(alb_wr *w, uint8_t tag, size_t content_length, uint8_t octets)
{
    if (octets < 2 || octets > 5 || alb_length_size(content_length) >= octets) {
        der_wr_header(w, tag, content_length);
        return;
    }
    alb_wr_u8(w, tag);
    alb_wr_u8(w, (uint8_t)(0x80 | (octets - 1)));
    alb_wr_be(w, content_length, octets - 1u);
}

void der_wr_element(alb_wr *w, uint8_t tag, alb_span content)
{
    der_wr_header(w, tag, content.len);
    alb_wr_bytes(w, content);
}

size_t der_integer_size(int64_t value)
{
    size_t n = 1;
    while (n < 8 && (value < -(INT64_C(1) << (8 * n - 1)) || value >= INT64_C(1) << (8 * n - 1))) {
        n++;
    }
    return n;
}

void der_wr_integer(alb_wr *w, uint8_t tag, int64_t value)
{
    size_t n = der_integer_size(value);
    der_wr_header(w, tag, n);
    alb_wr_be(w, (uint64_t)value, n);
}

void der_wr_unsigned(alb_wr *w, uint8_t tag, uint64_t value)
{
    if (value <= INT64_MAX) {
        der_wr_integer(w, tag, (int64_t)value);
        return;
    }
    der_wr_header(w, tag, 9);
    alb_wr_u8(w, 0);
    alb_wr_be64(w, value);
}

void der_wr_big_unsigned(alb_wr *w, alb_span octets)
{
    while (octets.len > 1 && octets.ptr[0] == 0) {
        octets = alb_span_sub(octets, 1, octets.len - 1);
    }
    bool sign = octets.len == 0 || (octets.ptr[0] & 0x80) != 0;
    der_wr_header(w, DER_INTEGER, octets.len + sign);
    if (sign) {
        alb_wr_u8(w, 0);
    }
    alb_wr_bytes(w, octets);
}

void der_wr_bit_string(alb_wr *w, uint8_t tag, alb_span bits, size_t n_bits)
{
    der_wr_header(w, tag, bits.len + 1);
    alb_wr_u8(w, (uint8_t)(bits.len * 8 - n_bits));
    alb_wr_bytes(w, bits);
}

void der_wr_named_bits(alb_wr *w, uint8_t tag, uint32_t bits)
{
    uint8_t octets[4] = {0};
    size_t n_bits = 0;
    for (size_t i = 0; i < 32; i++) {
        if (bits >> i & 1) {
            octets[i / 8] |= (uint8_t)(0x80 >> i % 8);
            n_bits = i + 1;
        }
    }
    der_wr_bit_string(w, tag, alb_span_of(octets, (n_bits + 7) / 8), n_bits);
}

void der_wr_null(alb_wr *w, uint8_t tag)
{
    der_wr_header(w, tag, 0);
}

void der_wr_generalized_time(alb_wr *w, uint8_t tag, alb_time t)
{
    alb_date_time d = alb_time_split(t);
    der_wr_header(w, tag, 15);
    alb_wr_printf(w, "%04d%02d%02d%02d%02d%02dZ", d.year, d.month, d.day, d.hour, d.minute, d.second);
}

void der_wr_pkix_time(alb_wr *w, alb_time t)
{
    alb_date_time d = alb_time_split(t);
    if (d.year < 1950 || d.year > 2049) {
        der_wr_generalized_time(w, DER_GENERALIZED_TIME, t);
        return;
    }
    der_wr_header(w, DER_UTC_TIME, 13);
    alb_wr_printf(w, "%02d%02d%02d%02d%02d%02dZ", d.year % 100, d.month, d.day, d.hour, d.minute, d.second);
}

size_t der_wr_begin(alb_wr *w, uint8_t tag)
{
    alb_wr_u8(w, tag);
    return alb_wr_length_begin(w);
}

void der_wr_end(alb_wr *w, size_t mark)
{
    alb_wr_length_end(w, mark);
}
