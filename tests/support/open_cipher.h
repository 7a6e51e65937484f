/* A cipher that hides nothing: the block has the form of an encrypted part, its text is the plain text and
 * its tag is zero. Whatever is behind encryption can be reached with it, by tests and by a fuzzer. */
#ifndef ALB_TEST_OPEN_CIPHER_H
#define ALB_TEST_OPEN_CIPHER_H

#include "gbcs/content.h"

enum { OPEN_CIPHER_HEADER = 5, OPEN_CIPHER_TAG = 12 };

static inline alb_status open_cipher_seal(void *ctx, alb_span plain, alb_wr *block)
{
    static const uint8_t header[OPEN_CIPHER_HEADER] = {0x31};
    static const uint8_t tag[OPEN_CIPHER_TAG];
    (void)ctx;
    alb_wr_bytes(block, ALB_SPAN_OF(header));
    alb_wr_bytes(block, plain);
    alb_wr_bytes(block, ALB_SPAN_OF(tag));
    return block->st;
}

static inline alb_status open_cipher_open(void *ctx, alb_span block, alb_arena *arena, alb_span *plain)
{
    (void)ctx;
    (void)arena;
    if (block.len < OPEN_CIPHER_HEADER + OPEN_CIPHER_TAG) {
        return ALB_TRUNCATED;
    }
    *plain = alb_span_sub(block, OPEN_CIPHER_HEADER, block.len - OPEN_CIPHER_HEADER - OPEN_CIPHER_TAG);
    return ALB_OK;
}

static const gbcs_sealer open_cipher_sealer = {.seal = open_cipher_seal};
static const gbcs_opener open_cipher_opener = {.open = open_cipher_open};

#endif
