/* Any octets as a snapshot of a fleet, and any behind a good beginning: nothing is taken that its digest does
 * not cover. */
#include "sim/snapshot.h"

#include "base/buf.h"
#include "crypto/crypto.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static alb_status count(void *ctx, const char *name, alb_span content, alb_err *err)
{
    size_t *octets = ctx;
    (void)err;
    *octets += 1 + strlen(name) + 8 + content.len;
    return ALB_OK;
}

/* What is read has no octet that no part accounts for. */
static void try_one(alb_span octets)
{
    enum { HEAD = 12, TAIL = 1 + CRYPTO_HASH };
    size_t accounted = HEAD + TAIL;
    FILE *in = octets.len > 0 ? fmemopen((void *)(uintptr_t)octets.ptr, octets.len, "rb") : NULL;
    if (!in) {
        return;
    }
    if (sim_snapshot_read(in, count, &accounted, NULL) == ALB_OK && accounted != octets.len) {
        abort();
    }
    (void)fclose(in);
}

/* As it is, and with a digest that fits, so that a fuzzer gets behind it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static crypto_ctx *crypto;
    alb_buf whole;
    uint8_t digest[CRYPTO_HASH];
    crypto = crypto ? crypto : crypto_ctx_new();
    try_one(alb_span_of(data, size));
    alb_buf_init(&whole, size + 64);
    alb_buf_add(&whole, ALB_LIT("ALBIONFLEET\x01"));
    alb_buf_add(&whole, alb_span_of(data, size));
    alb_buf_add_u8(&whole, 0);
    crypto_sha256(crypto, alb_buf_span(&whole), digest);
    alb_buf_add(&whole, ALB_SPAN_OF(digest));
    if (whole.st == ALB_OK) {
        try_one(alb_buf_span(&whole));
    }
    alb_buf_release(&whole);
    return 0;
}
