/* What is not DER in otherwise readable BER (X.690 10, 11). */
#include "der/der.h"

const char *der_deviation_text(der_deviation d)
{
    static const char *const text[] = {
        [DER_OK] = "canonical",
        [DER_LONG_LENGTH] = "length is not in its shortest form",
        [DER_LONG_INTEGER] = "integer has a surplus leading octet",
        [DER_EMPTY_INTEGER] = "integer without content",
        [DER_BAD_BOOLEAN] = "boolean is not one octet 00 or FF",
        [DER_UNUSED_BITS] = "unused bits of a bit string are not zero or miscounted",
        [DER_BAD_NULL] = "NULL has content",
        [DER_BAD_TIME] = "time is not YYYYMMDDhhmmssZ",
    };
    return (size_t)d < ALB_COUNT(text) ? text[d] : "?";
}

static der_deviation check_integer(alb_span content)
{
    if (content.len == 0) {
        return DER_EMPTY_INTEGER;
    }
    bool surplus = content.len > 1 && ((content.ptr[0] == 0x00 && !(content.ptr[1] & 0x80)) ||
                                       (content.ptr[0] == 0xff && (content.ptr[1] & 0x80)));
    return surplus ? DER_LONG_INTEGER : DER_OK;
}

static der_deviation check_bits(alb_span content)
{
    alb_span bits;
    size_t n_bits;
    bool canonical = false;
    return der_bit_string(content, &bits, &n_bits, &canonical) && canonical ? DER_OK : DER_UNUSED_BITS;
}

der_deviation der_check(const der_element *e)
{
    if (e->long_length) {
        return DER_LONG_LENGTH;
    }
    alb_time t;
    switch (e->tag) {
    case DER_INTEGER:
    case DER_ENUMERATED:
        return check_integer(e->content);
    case DER_BOOLEAN:
        return e->content.len == 1 && (e->content.ptr[0] == 0 || e->content.ptr[0] == 0xff) ? DER_OK
                                                                                            : DER_BAD_BOOLEAN;
    case DER_BIT_STRING:
        return check_bits(e->content);
    case DER_NULL:
        return e->content.len == 0 ? DER_OK : DER_BAD_NULL;
    case DER_GENERALIZED_TIME:
        return der_generalized_time(e->content, &t) ? DER_OK : DER_BAD_TIME;
    default:
        return DER_OK;
    }
}

typedef struct walk {
    bool (*visit)(void *ctx, const der_element *e, unsigned depth);
    void *ctx;
    bool stopped;
} walk;

/* Recursion is bounded by DER_MAX_DEPTH. NOLINTNEXTLINE(misc-no-recursion) */
static alb_status walk_level(walk *w, alb_rd *r, unsigned depth, alb_err *err)
{
    if (depth > DER_MAX_DEPTH) {
        return alb_fail(err, ALB_TOO_DEEP, "X.690 8.1", alb_rd_offset(r), "nested deeper than %d",
                        DER_MAX_DEPTH);
    }
    der_element e;
    while (alb_rd_left(r) > 0 && !w->stopped) {
        size_t offset = alb_rd_offset(r);
        if (!der_next(r, &e)) {
            return alb_fail(err, r->st, "X.690 8.1", offset, "no element can be read here: %s",
                            alb_status_text(r->st));
        }
        w->stopped = !w->visit(w->ctx, &e, depth);
        if ((e.tag & DER_CONSTRUCTED) && !w->stopped) {
            alb_rd inside = der_inside(&e);
            ALB_TRY(walk_level(w, &inside, depth + 1, err));
        }
    }
    return ALB_OK;
}

alb_status der_walk(alb_span in, size_t origin,
                    bool (*visit)(void *ctx, const der_element *e, unsigned depth), void *ctx, alb_err *err)
{
    alb_rd r = alb_rd_init(in);
    r.origin = origin;
    walk w = {.visit = visit, .ctx = ctx};
    return walk_level(&w, &r, 0, err);
}

typedef struct first_deviation {
    der_deviation what;
    der_element where;
} first_deviation;

static bool note_first(void *ctx, const der_element *e, unsigned depth)
{
    (void)depth;
    first_deviation *first = ctx;
    first->what = der_check(e);
    first->where = *e;
    return first->what == DER_OK;
}

alb_status der_strict(alb_span in, size_t origin, alb_err *err)
{
    first_deviation first = {.what = DER_OK};
    ALB_TRY(der_walk(in, origin, note_first, &first, err));
    if (first.what == DER_OK) {
        return ALB_OK;
    }
    return alb_fail(err, ALB_BAD_FORMAT, "X.690 10, 11 (DER)", first.where.offset, "tag %02x: %s",
                    first.where.tag, der_deviation_text(first.what));
}
