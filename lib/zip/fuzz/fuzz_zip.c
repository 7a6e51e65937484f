/* Whatever the octets: no crash, no entry beyond what is allowed, and an end. */
#include "zip/zip.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { ENTRY_MAX = 4096 };
    zip_reader z;
    zip_entry e;
    bool more = true;
    if (zip_open(alb_span_of(data, size), &z, NULL) != ALB_OK) {
        return 0;
    }
    for (unsigned n = 0; zip_next(&z, &e, &more, NULL) == ALB_OK && more; n++) {
        alb_buf out;
        alb_buf_init(&out, ENTRY_MAX);
        if (zip_read(&z, &e, &out, NULL) == ALB_OK && out.len != e.size) {
            abort();
        }
        if (out.len > ENTRY_MAX || n > UINT16_MAX) {
            abort();
        }
        alb_buf_release(&out);
    }
    return 0;
}
