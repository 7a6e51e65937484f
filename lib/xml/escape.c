/* Octets that canonical XML replaces (Canonical XML 1.0, 2.3); nothing else needs it in what we write. */
#include "xml/xml.h"

enum { IN_TEXT = 1, IN_ATTRIBUTE = 2 };

static const struct replacement {
    uint8_t where;
    char by[7];
} replacements[256] = {
    ['&'] = {IN_TEXT | IN_ATTRIBUTE, "&amp;"},
    ['<'] = {IN_TEXT | IN_ATTRIBUTE, "&lt;"},
    ['>'] = {IN_TEXT, "&gt;"},
    ['"'] = {IN_ATTRIBUTE, "&quot;"},
    ['\t'] = {IN_ATTRIBUTE, "&#x9;"},
    ['\n'] = {IN_ATTRIBUTE, "&#xA;"},
    ['\r'] = {IN_TEXT | IN_ATTRIBUTE, "&#xD;"},
};

static void escape(alb_buf *out, alb_span text, uint8_t where)
{
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        const struct replacement *r = &replacements[text.ptr[i]];
        if (r->where & where) {
            alb_buf_add(out, alb_span_sub(text, from, i - from));
            alb_buf_add_text(out, r->by);
            from = i + 1;
        }
    }
    alb_buf_add(out, alb_span_sub(text, from, SIZE_MAX));
}

void xml_write_escaped(alb_buf *out, alb_span text)
{
    escape(out, text, IN_TEXT);
}

void xml_write_escaped_attribute(alb_buf *out, alb_span text)
{
    escape(out, text, IN_ATTRIBUTE);
}
