/* Whatever a file of settings says: each line is taken or has a fault with its number; what holds is written
 * as a file that says the same. */
#include "serve_options.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t take(serve_options *o, alb_span text)
{
    alb_buf faults;
    serve_options_default(o);
    alb_buf_init(&faults, 64U << 20);
    alb_buf_add(&o->text, text);
    size_t n = serve_options_take_text(o, &faults);
    size_t lines = 0;
    for (size_t i = 0; i < faults.len; i++) {
        lines += faults.ptr[i] == '\n';
    }
    if (lines < n) {
        abort();
    }
    alb_buf_release(&faults);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { MOST = 1 << 16 };
    serve_options first, second;
    alb_buf texts[2];
    if (size > MOST) {
        return 0;
    }
    alb_buf_init(&texts[0], 64U << 20);
    alb_buf_init(&texts[1], 64U << 20);
    (void)take(&first, alb_span_of(data, size));
    serve_options_write(&first, &texts[0]);
    if (take(&second, alb_buf_span(&texts[0])) != 0) {
        abort();
    }
    serve_options_write(&second, &texts[1]);
    if (!alb_span_equal(alb_buf_span(&texts[0]), alb_buf_span(&texts[1]))) {
        abort();
    }
    alb_buf_release(&texts[0]);
    alb_buf_release(&texts[1]);
    serve_options_release(&first);
    serve_options_release(&second);
    return 0;
}
