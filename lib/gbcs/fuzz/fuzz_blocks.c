/* Any octets as a block, and any sequence of blocks to both ends of a transfer: no crash, what is read is
 * written back the same, neither end passes its bounds. */
#include "gbcs/blocks.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
    if (!ok) {
        abort();
    }
}

static void check_codec(alb_span in)
{
    uint8_t buf[GBCS_BLOCK_DATA + GBCS_BLOCK_OVERHEAD];
    gbcs_block block;
    alb_err err = {.code = ALB_OK};
    alb_status st = gbcs_block_parse(in, &block, &err);
    if (st != ALB_OK) {
        must(err.code == st && err.rule && err.offset <= in.len);
        return;
    }
    must(gbcs_block_is(in));
    alb_wr w = alb_wr_init(buf, sizeof buf);
    gbcs_block_write(&w, &block);
    must(w.st != ALB_OK || alb_span_equal(alb_wr_span(&w), in));
}

/* Four octets say what the other end sends next. */
static gbcs_block next_block(alb_rd *r, const gbcs_block_route *route, alb_span payload)
{
    uint8_t flags = alb_rd_u8(r);
    gbcs_block block = {
        .route = *route, .last = flags & 1, .streaming = (flags & 2) != 0, .window = flags >> 2};
    block.number = alb_rd_u8(r);
    block.acknowledged = alb_rd_u8(r);
    block.data = alb_span_sub(payload, 0, alb_rd_u8(r));
    return block;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t message[2000];
    uint8_t buf[1024];
    uint8_t out[GBCS_BLOCK_DATA + GBCS_BLOCK_OVERHEAD];
    gbcs_block_route route = {.cra = GBCS_COMMAND, .counter = 1};
    gbcs_block_sender sender;
    gbcs_block_receiver receiver;
    alb_rd r = alb_rd_init(alb_span_of(data, size));
    check_codec(alb_span_of(data, size));
    size_t block_size = 1U + alb_rd_u8(&r);
    must(gbcs_block_sender_init(&sender, &route, ALB_SPAN_OF(message), block_size, 3, NULL) == ALB_OK);
    gbcs_block_receiver_init(&receiver, &route, buf, sizeof buf, 3);
    while (alb_rd_left(&r) >= 4) {
        gbcs_block block = next_block(&r, &route, ALB_SPAN_OF(message));
        alb_wr w = alb_wr_init(out, sizeof out);
        if (gbcs_block_receiver_receive(&receiver, &block, &w, NULL) == ALB_OK) {
            must(gbcs_block_parse(alb_wr_span(&w), &(gbcs_block){.last = false}, NULL) == ALB_OK);
        }
        must(receiver.message.pos <= sizeof buf);
        w = alb_wr_init(out, sizeof out);
        (void)gbcs_block_sender_next(&sender, &w);
        must(gbcs_block_sender_receive(&sender, &block, NULL) == ALB_OK ||
             sender.acknowledged <= sender.sent);
        must(sender.acknowledged <= sender.sent && sender.sent <= sender.count);
    }
    return 0;
}
