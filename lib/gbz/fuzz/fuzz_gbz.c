/* Whatever the octets: no crash, and what is read is written back the same. */
#include "gbz/gbz.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t out[1 << 16];
    alb_rd r = alb_rd_init(alb_span_of(data, size));
    gbz_component c;
    (void)gbz_read_profile(&r);
    while (r.st == ALB_OK && alb_rd_left(&r) > 0 && gbz_next(&r, &c)) {
        alb_wr w = alb_wr_init(out, sizeof out);
        gbz_write(&w, &c);
        if (w.st == ALB_OK && !alb_span_equal(alb_wr_span(&w), alb_span_of(data + c.offset, c.length))) {
            abort();
        }
        alb_rd values = alb_rd_init(c.payload);
        while (alb_rd_left(&values) > 0) {
            (void)zcl_read_value(&values, alb_rd_u8(&values));
        }
    }
    return 0;
}
