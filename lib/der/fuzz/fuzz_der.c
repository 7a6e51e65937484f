/* Whatever the octets: no crash, and what the walk accepts strictly is written back the same. */
#include "der/der.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool rewrite(void *ctx, const der_element *e, unsigned depth)
{
    (void)ctx;
    (void)depth;
    int64_t number;
    bool minimal = false;
    uint8_t out[16];
    alb_wr w = alb_wr_init(out, sizeof out);
    if (e->tag == DER_INTEGER && !e->long_length && der_integer(e->content, &number, &minimal) && minimal) {
        der_wr_integer(&w, DER_INTEGER, number);
        if (!alb_span_equal(alb_wr_span(&w), e->whole)) {
            abort();
        }
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    alb_err err = {0};
    alb_span in = alb_span_of(data, size);
    if (der_walk(in, 0, rewrite, NULL, &err) != ALB_OK && der_strict(in, 0, NULL) == ALB_OK) {
        abort();
    }
    alb_rd r = alb_rd_init(in);
    der_element e;
    (void)der_next_signed(&r, &e); /* only that it returns */
    return 0;
}
