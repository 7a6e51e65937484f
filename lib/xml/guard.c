#include "xml_internal.h"

#include "base/text.h"

#include <strings.h>

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

/* A declared encoding is UTF-8 or none: libxml2 converts others, and complains of their octets on standard
 * error. Of a declaration that is not well-formed only that much is asked. */
static bool is_utf8_declared(alb_span text)
{
    alb_span declaration = alb_span_sub(text, 0, find(text, 0, "?>"));
    size_t at = starts(text, 0, "<?xml") ? find(declaration, 0, "encoding") : declaration.len;
    if (at == declaration.len) {
        return true;
    }
    alb_span value = alb_trim(alb_span_sub(declaration, at, SIZE_MAX));
    value = starts(value, 0, "=") ? alb_trim(alb_span_sub(value, 1, SIZE_MAX)) : value;
    return value.len > 7 && (value.ptr[0] == '"' || value.ptr[0] == '\'') && value.ptr[6] == value.ptr[0] &&
           strncasecmp((const char *)value.ptr + 1, "UTF-8", 5) == 0;
}

/* Text in UTF-8 that begins as XML does; libxml2 would guess at anything else. */
static bool looks_like_xml(alb_span text)
{
    static const char mark[] = "\xef\xbb\xbf";
    text = starts(text, 0, mark) ? alb_span_sub(text, 3, SIZE_MAX) : text;
    return starts(alb_trim(text), 0, "<") && is_utf8_declared(text);
}

alb_status xml_guard(alb_span text, alb_err *err)
{
    if (text.len == 0) {
        return alb_fail(err, ALB_BAD_FORMAT, "XML 1.0", 1, "the document is empty");
    }
    const uint8_t *nul = memchr(text.ptr, 0, text.len);
    if (nul || !looks_like_xml(text)) {
        return refuse(text, nul ? (size_t)(nul - text.ptr) : 0, err, ALB_BAD_FORMAT, "not XML in UTF-8");
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
