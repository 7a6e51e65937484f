/* Any octets as a list of homes: what is read is written, and read again to the same. */
#include "sim/list.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sim_list *list = NULL;
    sim_list *again = NULL;
    alb_buf first;
    alb_buf second;
    if (sim_list_read(alb_span_of(data, size), 1, NULL, &list, NULL) != ALB_OK) {
        return 0;
    }
    alb_buf_init(&first, 1 << 24);
    alb_buf_init(&second, 1 << 24);
    sim_list_write(list, &first);
    if (first.st == ALB_OK) {
        if (sim_list_read(alb_buf_span(&first), 1, NULL, &again, NULL) != ALB_OK) {
            abort();
        }
        sim_list_write(again, &second);
        if (!alb_span_equal(alb_buf_span(&first), alb_buf_span(&second))) {
            abort();
        }
    }
    sim_list_free(list);
    sim_list_free(again);
    alb_buf_release(&first);
    alb_buf_release(&second);
    return 0;
}
