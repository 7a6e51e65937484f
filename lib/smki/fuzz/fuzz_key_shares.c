/* Whatever the octets of two shares: no crash, and a key only where the public key's hash agrees. */
#include "smki/key_shares.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    crypto_key *key = NULL;
    crypto_ctx *ctx = crypto_ctx_new();
    alb_span in = alb_span_of(data, size);
    const alb_span shares[] = {alb_span_sub(in, 0, size / 2), alb_span_sub(in, size / 2, SIZE_MAX)};
    if (ctx && smki_key_join(ctx, shares, 2, &key, NULL) == ALB_OK) {
        crypto_key_free(key);
    }
    crypto_ctx_free(ctx);
    return 0;
}
