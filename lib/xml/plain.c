/* Documents that are their own canonical form, as whoever writes compactly with one prefix makes them: told
 * by looking along the text, so that they need not be read into a tree to be signed. */
#include "xml/xml.h"

enum { DEPTH = 64 };

typedef struct scan {
    alb_span text;
    size_t at;
    alb_span prefix; /* the one prefix, of the root */
    alb_span open[DEPTH];
    size_t depth;
} scan;

static bool is_letter(uint8_t c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_name_octet(uint8_t c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

/* An ASCII name without colon; empty: none stands here. */
static alb_span name(scan *s)
{
    size_t from = s->at;
    if (s->at < s->text.len && is_letter(s->text.ptr[s->at])) {
        while (s->at < s->text.len && is_name_octet(s->text.ptr[s->at])) {
            s->at++;
        }
    }
    return alb_span_sub(s->text, from, s->at - from);
}

static bool take(scan *s, const char *what)
{
    size_t n = strlen(what);
    bool is_there = s->text.len - s->at >= n && memcmp(s->text.ptr + s->at, what, n) == 0;
    s->at += is_there ? n : 0;
    return is_there;
}

/* ASCII that stands for itself in a value, up to the quote, which is taken. */
static bool value(scan *s, alb_span *out)
{
    size_t from = s->at;
    while (s->at < s->text.len && s->text.ptr[s->at] >= 0x20 && s->text.ptr[s->at] < 0x7f &&
           !strchr("<>&\"", s->text.ptr[s->at])) {
        s->at++;
    }
    *out = alb_span_sub(s->text, from, s->at - from);
    return take(s, "\"");
}

/* The rest of a namespace's name, of octets that need no look at the grammar of URIs. */
static bool plain_uri(scan *s)
{
    alb_span uri;
    bool good = value(s, &uri) && uri.len > 0 && is_letter(uri.ptr[0]);
    for (size_t i = 0; good && i < uri.len; i++) {
        good = is_name_octet(uri.ptr[i]) || uri.ptr[i] == '/';
    }
    return good;
}

/* prefix:local, with the prefix of all. */
static bool element(scan *s, alb_span *local)
{
    bool is_prefixed = alb_span_equal(name(s), s->prefix) && take(s, ":");
    *local = is_prefixed ? name(s) : alb_span_none();
    return local->len > 0;
}

static bool is_before(alb_span a, alb_span b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = memcmp(a.ptr, b.ptr, n);
    return order ? order < 0 : a.len < b.len;
}

/* The declaration of the prefix, then attributes without one, sorted (Canonical XML 1.0, 2.2). */
static bool root(scan *s)
{
    alb_span declared;
    alb_span unused;
    alb_span last = ALB_LIT("");
    if (!take(s, "<")) {
        return false;
    }
    s->prefix = name(s);
    /* xml and xmlns are bound to other things. */
    if (s->prefix.len == 0 || alb_span_is(alb_span_sub(s->prefix, 0, 3), "xml") || !take(s, ":")) {
        return false;
    }
    s->open[s->depth++] = name(s);
    if (s->open[0].len == 0 || !take(s, " xmlns:")) {
        return false;
    }
    declared = name(s);
    if (!alb_span_equal(declared, s->prefix) || !take(s, "=\"http://") || !plain_uri(s)) {
        return false;
    }
    while (take(s, " ")) {
        alb_span attribute = name(s);
        if (attribute.len == 0 || !is_before(last, attribute) || alb_span_is(attribute, "xmlns") ||
            !take(s, "=\"") || !value(s, &unused)) {
            return false;
        }
        last = attribute;
    }
    return take(s, ">");
}

static void skip_text(scan *s)
{
    while (s->at < s->text.len) {
        uint8_t c = s->text.ptr[s->at];
        if (c == '<' || c == '>' || c == '&' || c >= 0x7f || (c < 0x20 && c != '\n' && c != '\t')) {
            return;
        }
        s->at++;
    }
}

static bool tag(scan *s)
{
    alb_span local;
    if (take(s, "</")) {
        return element(s, &local) && alb_span_equal(local, s->open[--s->depth]) && take(s, ">");
    }
    if (s->depth == DEPTH || !take(s, "<") || !element(s, &local)) {
        return false;
    }
    s->open[s->depth++] = local;
    return take(s, ">");
}

bool xml_is_plainly_canonical(alb_span text, alb_span *canonical)
{
    scan s = {.text = text};
    (void)take(&s, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    size_t from = s.at;
    bool good = root(&s);
    while (good && s.depth > 0) {
        skip_text(&s);
        good = tag(&s);
    }
    *canonical = alb_span_sub(text, from, SIZE_MAX);
    return good && s.at == text.len;
}
