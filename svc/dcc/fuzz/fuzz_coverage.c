/* Whatever a file of coverage says (12.1): its records are what an answer may hold, or it is refused with a
 * line. */
#include "wan_matrix.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The number of records so far. */
static alb_status count(void *ctx, int64_t id, const alb_span *fields, alb_err *err)
{
    int64_t *n = ctx;
    (void)err;
    for (size_t i = 0; i < DCC_COVERAGE_COLUMNS; i++) {
        for (size_t k = 0; k < fields[i].len; k++) {
            if (fields[i].ptr[k] < ' ' || fields[i].ptr[k] > '~') {
                abort(); /* it would stand in XML */
            }
        }
    }
    if (id != ++*n) {
        abort();
    }
    return ALB_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int64_t n = 0;
    alb_err err = {.code = ALB_OK};
    alb_arena *arena = alb_arena_new(32U << 20);
    if (!arena) {
        abort();
    }
    alb_status st = dcc_coverage_read(alb_span_of(data, size), arena, count, &n, &err);
    if (st != ALB_OK && err.offset == 0) {
        abort();
    }
    alb_arena_free(arena);
    return 0;
}
