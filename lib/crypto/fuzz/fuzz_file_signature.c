/* Whatever the octets: no crash, and never a signature of the file, since no authority is trusted. */
#include "crypto/file_signature.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    crypto_file_signer signer;
    if (crypto_file_verify(alb_span_of(data, size), ALB_LIT("file"), alb_span_none(), ALB_TIME_2000, &signer,
                           NULL) == ALB_OK) {
        abort();
    }
    return 0;
}
