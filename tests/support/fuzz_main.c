/* Runs a fuzz target over the files it is given: seeds and findings, under any compiler. */
#include "base/file.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        alb_buf in;
        alb_err err = {.code = ALB_OK};
        alb_buf_init(&in, 64U << 20);
        if (alb_file_read(argv[i], &in, &err) != ALB_OK) {
            fprintf(stderr, "%s: %s\n", argv[i], err.detail);
            alb_buf_release(&in);
            return 1;
        }
        (void)LLVMFuzzerTestOneInput(in.ptr, in.len);
        alb_buf_release(&in);
    }
    printf("%d inputs\n", argc - 1);
    return 0;
}
