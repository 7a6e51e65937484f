/* Our values as columns of the store, and back. */
#include "dcc_internal.h"

store_value dcc_eui(alb_eui64 e)
{
    return store_int((int64_t)alb_eui64_number(e));
}

/* The top bit turned: unsigned order becomes signed order. */
store_value dcc_u64(uint64_t v)
{
    return store_int((int64_t)(v ^ UINT64_C(1) << 63));
}

store_value dcc_text_or_null(const char *text)
{
    return text ? store_text(alb_span_str(text)) : store_null();
}

store_value dcc_time_or_null(alb_time t)
{
    return t == ALB_TIME_NONE ? store_null() : store_int(t);
}

alb_eui64 dcc_column_eui(const store_rows *rows, size_t column)
{
    return alb_eui64_of((uint64_t)store_column(rows, column).integer);
}

uint64_t dcc_column_u64(const store_rows *rows, size_t column)
{
    return (uint64_t)store_column(rows, column).integer ^ UINT64_C(1) << 63;
}

const char *dcc_column_text(const store_rows *rows, size_t column, alb_arena *arena)
{
    store_value v = store_column(rows, column);
    return v.kind == STORE_NULL ? NULL : alb_arena_string(arena, v.bytes);
}

alb_span dcc_column_blob(const store_rows *rows, size_t column, alb_arena *arena)
{
    store_value v = store_column(rows, column);
    return v.kind == STORE_NULL ? alb_span_none() : alb_arena_copy(arena, v.bytes);
}
