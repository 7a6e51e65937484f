/* Any octets as a sequence of frames: what reads is written back to the same octets. */
#include "net/link.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    alb_rd r = alb_rd_init(alb_span_of(data, size));
    while (alb_rd_left(&r) > 0) {
        size_t start = alb_rd_offset(&r);
        link_frame frame;
        if (link_frame_read(&r, &frame) != ALB_OK) {
            return 0;
        }
        size_t len = alb_rd_offset(&r) - start;
        uint8_t *again = malloc(len);
        if (!again) {
            return 0;
        }
        alb_wr w = alb_wr_init(again, len);
        link_frame_write(&w, &frame);
        if (!alb_span_equal(alb_wr_span(&w), alb_span_of(data + start, len))) {
            abort();
        }
        free(again);
    }
    return 0;
}
