/* Whatever the octets: no crash, and what is accepted is a request that an authority can be asked with. */
#include "smki/request.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static crypto_ctx *ctx;
    smki_request *r = NULL;
    alb_err err = {.code = ALB_OK};
    if (!ctx && !(ctx = crypto_ctx_new())) {
        abort();
    }
    if (smki_request_parse(ctx, alb_span_of(data, size), &r, &err) != ALB_OK) {
        if (err.code == ALB_OK) {
            abort();
        }
        return 0;
    }
    smki_subject s = smki_request_subject(r);
    if (!s.public_key || (s.usage != SMKI_USAGE_DIGITAL_SIGNATURE && s.usage != SMKI_USAGE_KEY_AGREEMENT)) {
        abort();
    }
    smki_request_free(r);
    return 0;
}
