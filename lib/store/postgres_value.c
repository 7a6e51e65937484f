/* Our values in PostgreSQL's binary format, and back. */
#include "base/arena.h"
#include "postgres_internal.h"

#include "base/buf.h"

/* Types by their numbers, which never change (pg_type.dat). */
enum { BOOLEAN = 16, BYTES = 17, INT8 = 20, INT2 = 21, INT4 = 23, TEXT = 25, NUMERIC = 1700 };

static void put_number(uint8_t *to, int64_t value)
{
    uint64_t v = (uint64_t)value;
    for (int i = 7; i >= 0; i--) {
        to[i] = (uint8_t)v;
        v >>= 8;
    }
}

alb_status postgres_bind(postgres_params *p, const store_value *values, size_t n, alb_err *err)
{
    if (n > POSTGRES_MAX_PARAMS) {
        return alb_fail(err, ALB_USAGE, NULL, 0, "more than %d parameters", POSTGRES_MAX_PARAMS);
    }
    for (size_t i = 0; i < n; i++) {
        const store_value *v = &values[i];
        if (v->bytes.len > INT32_MAX) {
            return alb_fail(err, ALB_TOO_LARGE, NULL, 0, "a value of %zu octets", v->bytes.len);
        }
        p->types[i] = v->kind == STORE_INTEGER ? INT8
                      : v->kind == STORE_TEXT  ? TEXT
                      : v->kind == STORE_BLOB  ? BYTES
                                               : 0;
        p->formats[i] = 1;
        p->lengths[i] = (int)v->bytes.len;
        /* A span of no octets may have no address; libpq would take that for null. */
        p->values[i] = v->bytes.ptr ? (const char *)v->bytes.ptr : "";
        if (v->kind == STORE_INTEGER) {
            put_number(p->room[i], v->integer);
            p->values[i] = (const char *)p->room[i];
            p->lengths[i] = 8;
        } else if (v->kind == STORE_NULL) {
            p->values[i] = NULL;
        }
    }
    return ALB_OK;
}

static int64_t take_number(const uint8_t *from, int n)
{
    uint64_t v = n > 0 && from[0] & 0x80 ? UINT64_MAX : 0;
    for (int i = 0; i < n; i++) {
        v = v << 8 | from[i];
    }
    return (int64_t)v;
}

/* What sum() of INTEGER is: groups of four decimal digits, the first worth 10000 to the weight. A fraction is
 * cut off, what is too large comes out as the largest there is. */
static int64_t take_numeric(const uint8_t *from, int n)
{
    alb_rd r = alb_rd_init(alb_span_of(from, (size_t)n));
    uint16_t groups = alb_rd_be16(&r);
    int16_t weight = (int16_t)alb_rd_be16(&r);
    bool is_negative = alb_rd_be16(&r) == 0x4000;
    (void)alb_rd_be16(&r);
    int64_t v = 0;
    for (int i = 0; i <= weight && r.st == ALB_OK; i++) {
        int64_t digits = i < groups ? alb_rd_be16(&r) : 0;
        if (__builtin_mul_overflow(v, 10000, &v) || __builtin_add_overflow(v, digits, &v)) {
            return is_negative ? INT64_MIN : INT64_MAX;
        }
    }
    return is_negative ? -v : v;
}

store_value postgres_column(const store_rows *rows, size_t column)
{
    const postgres_rows *r = (const postgres_rows *)rows;
    int i = (int)column;
    int row = r->row - 1;
    if (row < 0 || row >= PQntuples(r->result) || i >= PQnfields(r->result) ||
        PQgetisnull(r->result, row, i)) {
        return store_null();
    }
    const uint8_t *octets = (const uint8_t *)PQgetvalue(r->result, row, i);
    int length = PQgetlength(r->result, row, i);
    switch (PQftype(r->result, i)) {
    case BOOLEAN:
        return store_int(octets[0] != 0);
    case INT2:
    case INT4:
    case INT8:
        return store_int(take_number(octets, length));
    case NUMERIC:
        return store_int(take_numeric(octets, length));
    case BYTES:
        return store_blob(alb_span_of(octets, (size_t)length));
    default:
        return store_text(alb_span_of(octets, (size_t)length));
    }
}
