/* Object identifiers in dotted form (X.690 8.19). Arcs up to 32 bits: longer ones are not met. */
#include "base/text.h"
#include "der/der.h"

bool der_oid(alb_span content, alb_wr *out)
{
    alb_rd r = alb_rd_init(content);
    for (bool first = true; alb_rd_left(&r) > 0; first = false) {
        uint64_t arc = 0;
        uint8_t octet;
        do {
            octet = alb_rd_u8(&r);
            arc = arc << 7 | (octet & 0x7f);
        } while (octet & 0x80 && arc <= UINT32_MAX);
        if (r.st != ALB_OK || arc > UINT32_MAX) {
            return false;
        }
        if (first) {
            uint64_t top = arc < 80 ? arc / 40 : 2;
            alb_wr_printf(out, "%u.%u", (unsigned)top, (unsigned)(arc - top * 40));
        } else {
            alb_wr_printf(out, ".%u", (unsigned)arc);
        }
    }
    return content.len > 0 && out->st == ALB_OK;
}

/* Base 128, the top bit on all octets but the last. */
static void wr_arc(alb_wr *w, uint64_t arc)
{
    unsigned shift = 0;
    while (shift < 57 && arc >> (shift + 7) != 0) {
        shift += 7;
    }
    for (; shift > 0; shift -= 7) {
        alb_wr_u8(w, (uint8_t)(0x80 | arc >> shift));
    }
    alb_wr_u8(w, (uint8_t)(arc & 0x7f));
}

void der_wr_oid(alb_wr *w, uint8_t tag, const char *dotted)
{
    alb_span rest = alb_span_str(dotted);
    uint64_t first = 0;
    size_t n = 0;
    size_t mark = der_wr_begin(w, tag);
    for (; rest.len > 0; n++) {
        const uint8_t *dot = memchr(rest.ptr, '.', rest.len);
        size_t len = dot ? (size_t)(dot - rest.ptr) : rest.len;
        uint64_t arc;
        if (!alb_parse_u64(alb_span_sub(rest, 0, len), UINT32_MAX, &arc) || (n == 0 && arc > 2) ||
            (n == 1 && first < 2 && arc > 39) || len + 1 == rest.len) {
            alb_wr_fail(w, ALB_BAD_FORMAT);
            return;
        }
        rest = alb_span_sub(rest, len + 1, SIZE_MAX);
        if (n == 0) {
            first = arc;
        } else {
            wr_arc(w, n == 1 ? first * 40 + arc : arc);
        }
    }
    if (n < 2) {
        alb_wr_fail(w, ALB_BAD_FORMAT);
    }
    der_wr_end(w, mark);
}
