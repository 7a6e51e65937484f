#include "der/der.h"

enum { LONG_FORM = 0x80, HIGH_TAG_NUMBER = 0x1f, MAX_LENGTH_OCTETS = 4 };

/* The length octets behind a tag. X.690 8.1.3: indefinite (80) and more than 4 octets are refused. */
static size_t read_length(alb_rd *r, uint8_t *octets, bool *is_long)
{
    uint8_t first = alb_rd_u8(r);
    *octets = 1;
    *is_long = false;
    if (first < LONG_FORM) {
        return first;
    }
    size_t n = first & ~(unsigned)LONG_FORM;
    if (n == 0 || n > MAX_LENGTH_OCTETS) {
        alb_rd_fail(r, ALB_BAD_LENGTH);
        return 0;
    }
    size_t length = (size_t)alb_rd_be(r, n);
    *octets = (uint8_t)(n + 1);
    *is_long = alb_length_size(length) < *octets;
    return length;
}

bool der_next(alb_rd *r, der_element *out)
{
    *out = (der_element){0};
    alb_rd at = *r;
    size_t offset = alb_rd_offset(&at);
    uint8_t tag = alb_rd_u8(&at);
    if (at.st == ALB_OK && (tag & HIGH_TAG_NUMBER) == HIGH_TAG_NUMBER) {
        alb_rd_fail(&at, ALB_BAD_TAG);
    }
    uint8_t octets = 0;
    bool is_long = false;
    size_t length = read_length(&at, &octets, &is_long);
    alb_span content = alb_rd_bytes(&at, length);
    if (at.st != ALB_OK) {
        alb_rd_fail(r, at.st);
        return false;
    }
    size_t size = 1 + (size_t)octets + length;
    *out = (der_element){.tag = tag,
                         .length_octets = octets,
                         .long_length = is_long,
                         .offset = offset,
                         .whole = alb_rd_bytes(r, size),
                         .content = content};
    return true;
}

bool der_expect(alb_rd *r, uint8_t tag, der_element *out)
{
    if (r->st == ALB_OK && r->pos < r->len && alb_rd_peek(r) != tag) {
        *out = (der_element){0};
        alb_rd_fail(r, ALB_BAD_TAG);
        return false;
    }
    return der_next(r, out);
}

alb_rd der_inside(const der_element *e)
{
    return (alb_rd){
        .base = e->content.ptr, .len = e->content.len, .origin = e->offset + (e->whole.len - e->content.len)};
}

bool der_next_signed(alb_rd *r, der_element *out)
{
    if (!der_expect(r, DER_SEQUENCE, out)) {
        return false;
    }
    alb_rd in = der_inside(out);
    der_element body;
    der_element algorithm;
    der_element signature;
    if (!der_expect(&in, DER_SEQUENCE, &body) || !der_expect(&in, DER_SEQUENCE, &algorithm) ||
        !der_expect(&in, DER_BIT_STRING, &signature) || alb_rd_end(&in) != ALB_OK) {
        alb_rd_fail(r, in.st != ALB_OK ? in.st : ALB_TRAILING);
        *out = (der_element){0};
        return false;
    }
    return true;
}
