/* Finding PEM blocks (RFC 7468) in text. */
#include "base/text.h"
#include "crypto/crypto.h"

/* Where needle begins in s at or after `from`; s.len when it does not. */
static size_t find(alb_span s, size_t from, alb_span needle)
{
    if (from > s.len || needle.len > s.len) {
        return s.len;
    }
    const uint8_t *hit = memmem(alb_span_sub(s, from, s.len).ptr, s.len - from, needle.ptr, needle.len);
    return hit ? (size_t)(hit - s.ptr) : s.len;
}

bool crypto_pem_next(alb_span *text, alb_span *label, alb_span *base64)
{
    static const char begin[] = "-----BEGIN ", end[] = "-----END ", dashes[] = "-----";
    if (text->len == 0) {
        return false;
    }
    size_t name = find(*text, 0, ALB_LIT(begin)) + sizeof begin - 1;
    size_t name_end = find(*text, name, ALB_LIT(dashes));
    size_t body = name_end + sizeof dashes - 1;
    size_t body_end = find(*text, body, ALB_LIT(end));
    if (body_end >= text->len) {
        return false;
    }
    *label = alb_span_sub(*text, name, name_end - name);
    *base64 = alb_span_sub(*text, body, body_end - body);
    *text = alb_span_sub(*text, body_end + sizeof end - 1, text->len);
    return true;
}

void crypto_pem_write(const char *label, alb_span der, alb_wr *out)
{
    enum { LINE_OCTETS = 48 }; /* 64 characters */
    alb_wr_printf(out, "-----BEGIN %s-----\n", label);
    for (size_t at = 0; at < der.len; at += LINE_OCTETS) {
        alb_wr_base64(out, alb_span_sub(der, at, LINE_OCTETS));
        alb_wr_u8(out, '\n');
    }
    alb_wr_printf(out, "-----END %s-----\n", label);
}
