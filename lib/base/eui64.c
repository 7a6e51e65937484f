#include "base/eui64.h"
#include "base/text.h"

bool alb_eui64_parse(alb_span text, alb_eui64 *out)
{
    char plain[16];
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = (char)text.ptr[i];
        if ((c == '-' || c == ':') && i % 3 == 2 && text.len == 23) {
            continue;
        }
        if (n == 16) {
            return false;
        }
        plain[n++] = c;
    }
    uint64_t v;
    if (n != 16 || !alb_parse_hex_u64(alb_span_of(plain, 16), UINT64_MAX, &v)) {
        return false;
    }
    *out = alb_eui64_of(v);
    return true;
}
const char *alb_eui64_hex(alb_eui64 e, char buf[static ALB_EUI64_TEXT])
{
    alb_wr w = alb_wr_init(buf, ALB_EUI64_TEXT);
    alb_wr_hex(&w, alb_eui64_span(&e));
    alb_wr_u8(&w, 0);
    return buf;
}
const char *alb_eui64_dashed(alb_eui64 e, char buf[static ALB_EUI64_TEXT])
{
    alb_wr w = alb_wr_init(buf, ALB_EUI64_TEXT);
    for (size_t i = 0; i < 8; i++) {
        if (i) {
            alb_wr_u8(&w, '-');
        }
        alb_wr_hex_upper(&w, alb_span_sub(alb_eui64_span(&e), i, 1));
    }
    alb_wr_u8(&w, 0);
    return buf;
}
