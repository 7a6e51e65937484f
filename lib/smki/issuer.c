/* The issuer as X509IssuerName of an XML signature writes it (RFC 2253 and its older forms) against the
 * certificate's Name. Orders and string types differ between those who write it (duis.md 5.3): relative
 * names are compared one by one. */
#include "smki/certificate.h"

#include "base/text.h"
#include "smki/name.h"

#include <strings.h>

enum { MAX_RDNS = 16, MAX_VALUE = 256 };

static const struct attribute_type {
    const char *name;
    uint8_t last; /* of 2.5.4.x */
} types[] = {
    {"CN", 3}, {"SERIALNUMBER", 5}, {"C", 6},   {"L", 7},
    {"ST", 8}, {"O", 10},           {"OU", 11}, {"x500UniqueIdentifier", 45},
};

typedef struct rdn {
    uint8_t type; /* last arc; 0: not one of ours */
    size_t len;
    uint8_t value[MAX_VALUE];
} rdn;

static uint8_t type_named(alb_span name)
{
    for (size_t i = 0; i < ALB_COUNT(types); i++) {
        if (strlen(types[i].name) == name.len &&
            strncasecmp(types[i].name, (const char *)name.ptr, name.len) == 0) {
            return types[i].last;
        }
    }
    return 0;
}

/* Takes "TYPE=value" off the text, up to a comma or semicolon that is neither escaped nor quoted. */
static bool take_text(alb_span *text, rdn *out)
{
    const uint8_t *equals = text->len ? memchr(text->ptr, '=', text->len) : NULL;
    if (!equals) {
        return false;
    }
    size_t at = (size_t)(equals - text->ptr);
    out->type = type_named(alb_trim(alb_span_sub(*text, 0, at)));
    bool quoted = false;
    alb_wr w = alb_wr_init(out->value, sizeof out->value);
    for (at++; at < text->len; at++) {
        uint8_t c = text->ptr[at];
        if (!quoted && (c == ',' || c == ';')) {
            break;
        }
        if (c == '"') {
            quoted = !quoted;
        } else if (c == '\\' && at + 1 < text->len) {
            alb_wr_u8(&w, text->ptr[++at]);
        } else if (c != ' ' || quoted || w.pos > 0) {
            alb_wr_u8(&w, c);
        }
    }
    *text = alb_span_sub(*text, at + 1, SIZE_MAX);
    out->len = alb_trim(alb_wr_span(&w)).len;
    return w.st == ALB_OK && out->type != 0;
}

static bool from_name(const smki_attribute *a, rdn *out)
{
    static const uint8_t arc[] = {0x55, 0x04};
    if (a->oid.len != 3 || !alb_span_equal(alb_span_sub(a->oid, 0, 2), ALB_SPAN_OF(arc)) ||
        a->value.len > MAX_VALUE) {
        return false;
    }
    out->type = a->oid.ptr[2];
    out->len = a->value.len;
    memcpy(out->value, a->value.ptr, a->value.len);
    return true;
}

static bool same(const rdn *a, const rdn *b)
{
    return a->type == b->type && a->len == b->len &&
           strncasecmp((const char *)a->value, (const char *)b->value, a->len) == 0;
}

bool smki_certificate_issuer_is(const smki_certificate *c, alb_span text)
{
    rdn names[MAX_RDNS];
    size_t n = 0;
    smki_attribute a;
    alb_rd r = smki_name_open(smki_certificate_issuer(c));
    while (smki_name_next(&r, &a)) {
        if (n == MAX_RDNS || !from_name(&a, &names[n++])) {
            return false;
        }
    }
    size_t left = n;
    text = alb_trim(text);
    while (text.len > 0) {
        rdn want;
        size_t i = 0;
        if (!take_text(&text, &want)) {
            return false;
        }
        while (i < n && !same(&names[i], &want)) {
            i++;
        }
        if (i == n) {
            return false;
        }
        names[i].type = 0;
        left--;
    }
    return n > 0 && left == 0;
}
