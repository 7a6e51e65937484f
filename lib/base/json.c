/* Commas and indentation come from one bit per level: was something written there? */
#include "base/json.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

void alb_json_init(alb_json *j, alb_buf *out, int indent)
{
    *j = (alb_json){.out = out, .indent = indent};
}
static void newline(alb_json *j)
{
    if (j->indent) {
        alb_buf_printf(j->out, "\n%*s", j->indent * j->depth, "");
    }
}
static void before(alb_json *j)
{
    if (j->after_key) {
        j->after_key = false;
        return;
    }
    if (j->has_items >> j->depth & 1) {
        alb_buf_add_text(j->out, ",");
    }
    j->has_items |= UINT64_C(1) << j->depth;
    if (j->depth) {
        newline(j);
    }
}
static void open_level(alb_json *j, const char *c)
{
    before(j);
    alb_buf_add_text(j->out, c);
    if (++j->depth > 63) {
        ALB_BUG("JSON nested too deeply");
    }
    j->has_items &= ~(UINT64_C(1) << j->depth);
}
static void close_level(alb_json *j, const char *c)
{
    bool any = (j->has_items >> j->depth & 1) != 0;
    j->depth--;
    if (any) {
        newline(j);
    }
    alb_buf_add_text(j->out, c);
}
void alb_json_object(alb_json *j)
{
    open_level(j, "{");
}
void alb_json_object_end(alb_json *j)
{
    close_level(j, "}");
}
void alb_json_array(alb_json *j)
{
    open_level(j, "[");
}
void alb_json_array_end(alb_json *j)
{
    close_level(j, "]");
}
/* Octets of the UTF-8 sequence at the start of t; 0 when there is none. */
static size_t utf8_length(alb_span t)
{
    static const struct {
        uint8_t mask, lead;
        uint32_t least;
    } forms[] = {{0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
    for (size_t n = 0; n < ALB_COUNT(forms); n++) {
        if ((t.ptr[0] & forms[n].mask) != forms[n].lead || n >= t.len) {
            continue;
        }
        uint32_t code = t.ptr[0] & (uint8_t)~forms[n].mask;
        for (size_t i = 1; i <= n; i++) {
            if ((t.ptr[i] & 0xc0) != 0x80) {
                return 0;
            }
            code = code << 6 | (t.ptr[i] & 0x3f);
        }
        bool surrogate = code >= 0xd800 && code < 0xe000;
        return code < forms[n].least || code > 0x10ffff || surrogate ? 0 : n + 1;
    }
    return 0;
}

static void quoted(alb_json *j, alb_span t)
{
    alb_buf_add_u8(j->out, '"');
    while (t.len > 0) {
        uint8_t c = t.ptr[0];
        size_t n = utf8_length(t);
        if (c == '"' || c == '\\') {
            alb_buf_add_u8(j->out, '\\');
            alb_buf_add_u8(j->out, c);
        } else if (c < 0x20 || c == 0x7f || n == 0) {
            alb_buf_printf(j->out, "\\u%04x", c);
            n = 1;
        } else {
            alb_buf_add(j->out, alb_span_sub(t, 0, n));
        }
        t = alb_span_sub(t, n, SIZE_MAX);
    }
    alb_buf_add_u8(j->out, '"');
}
void alb_json_key(alb_json *j, const char *key)
{
    before(j);
    quoted(j, alb_span_str(key));
    alb_buf_add_text(j->out, j->indent ? ": " : ":");
    j->after_key = true;
}
void alb_json_string(alb_json *j, alb_span t)
{
    before(j);
    quoted(j, t);
}
void alb_json_text(alb_json *j, const char *t)
{
    alb_json_string(j, alb_span_str(t));
}
void alb_json_printf(alb_json *j, const char *fmt, ...)
{
    char b[2048];
    va_list a;
    va_start(a, fmt);
    int n = vsnprintf(b, sizeof b, fmt, a);
    va_end(a);
    alb_json_string(j, alb_span_of(b, n < 0 ? 0 : (size_t)n));
}
void alb_json_u64(alb_json *j, uint64_t v)
{
    before(j);
    alb_buf_printf(j->out, "%llu", (unsigned long long)v);
}
void alb_json_i64(alb_json *j, int64_t v)
{
    before(j);
    alb_buf_printf(j->out, "%lld", (long long)v);
}
void alb_json_bool(alb_json *j, bool v)
{
    before(j);
    alb_buf_add_text(j->out, v ? "true" : "false");
}
void alb_json_null(alb_json *j)
{
    before(j);
    alb_buf_add_text(j->out, "null");
}
void alb_json_hex(alb_json *j, alb_span o)
{
    before(j);
    alb_buf_add_u8(j->out, '"');
    alb_wr w = alb_wr_init(alb_buf_extend(j->out, o.len * 2), o.len * 2);
    if (w.buf) {
        alb_wr_hex(&w, o);
    }
    alb_buf_add_u8(j->out, '"');
}

void alb_json_decimal(alb_json *j, int64_t value, int scale)
{
    uint8_t text[64];
    alb_wr w = alb_wr_init(text, sizeof text);
    alb_wr_decimal(&w, value, scale);
    before(j);
    alb_buf_add(j->out, alb_wr_span(&w));
}
