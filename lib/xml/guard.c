#include "xml_internal.h"

static alb_status refuse(alb_span text, size_t at, alb_err *err, alb_status code, const char *why)
{
    size_t line = 1;
    for (size_t i = 0; i < at; i++) {
        line += text.ptr[i] == '\n';
    }
    return alb_fail(err, code, "XML 1.0", line, "%s", why);
}

static size_t find(alb_span text, size_t from, const char *what)
{
    alb_span rest = alb_span_sub(text, from, SIZE_MAX);
    size_t n = strlen(what);
    const uint8_t *hit = rest.len ? memmem(rest.ptr, rest.len, what, n) : NULL;
    return hit ? (size_t)(hit - text.ptr) + n : text.len;
}

static bool starts(alb_span text, size_t at, const char *with)
{
    return alb_span_is(alb_span_sub(text, at, strlen(with)), with);
}

/* Behind the tag whose name starts at `at`; counts quoted values. */
static size_t skip_tag(alb_span text, size_t at, size_t *values)
{
    while (at < text.len && text.ptr[at] != '>') {
        uint8_t c = text.ptr[at++];
        if (c == '"' || c == '\'') {
            ++*values;
            at = find(text, at, c == '"' ? "\"" : "'");
        }
    }
    return at;
}

alb_status xml_guard(alb_span text, alb_err *err)
{
    if (text.len == 0) {
        return alb_fail(err, ALB_BAD_FORMAT, "XML 1.0", 1, "the document is empty");
    }
    const uint8_t *nul = memchr(text.ptr, 0, text.len);
    if (nul || text.ptr[0] >= 0xfe) {
        return refuse(text, nul ? (size_t)(nul - text.ptr) : 0, err, ALB_BAD_FORMAT, "not UTF-8 text");
    }
    for (size_t at = 0; (at = find(text, at, "<")) < text.len;) {
        size_t values = 0;
        if (text.ptr[at] == '?') {
            at = find(text, at, "?>");
        } else if (starts(text, at, "!--")) {
            at = find(text, at + 3, "-->");
        } else if (starts(text, at, "![CDATA[")) {
            at = find(text, at, "]]>");
        } else if (text.ptr[at] == '!') {
            return refuse(text, at, err, ALB_BAD_FORMAT, "document type declarations are refused");
        } else {
            size_t tag = at;
            at = skip_tag(text, at, &values);
            if (values > XML_MAX_ATTRIBUTES) {
                return refuse(text, tag, err, ALB_TOO_LARGE, "too many attributes in one tag");
            }
        }
    }
    return ALB_OK;
}
