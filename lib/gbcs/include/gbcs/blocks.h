/* General block transfer: a message in blocks over a link that loses, repeats and reorders them
 * (gbcs-messages.md 10).
 *
 * Sans I/O and without a clock: the caller carries blocks both ways and says when it has waited long enough.
 * Each block names the message it is part of (parties, counter, code), so two transfers do not mix. The
 * sender may have a window of blocks under way; the receiver acknowledges the last block that it holds in
 * order, and asks for a lost one by acknowledging its predecessor again. Block numbers start at 1. There is
 * no MAC per block: the message has its own.
 */
#ifndef ALB_GBCS_BLOCKS_H
#define ALB_GBCS_BLOCKS_H

#include "gbcs/message.h"

enum {
    GBCS_BLOCK_DATA = 1200,     /* most octets of the message in a block */
    GBCS_BLOCK_WINDOW_MAX = 63, /* six bits */
    GBCS_BLOCK_OVERHEAD = 64,   /* routing header and block header, rounded up */
    GBCS_BLOCK_RETRIES = 5      /* times in a row without progress before the transfer is given up */
};

/* Which message the blocks belong to. */
typedef struct gbcs_block_route {
    gbcs_cra cra;
    uint64_t counter;
    alb_eui64 originator, target;
    uint16_t message_code;
} gbcs_block_route;

typedef struct gbcs_block {
    gbcs_block_route route;
    bool last;
    bool streaming; /* more blocks follow without an acknowledgement between them */
    uint8_t window;
    uint16_t number, acknowledged;
    alb_span data; /* borrowed; empty: an acknowledgement */
} gbcs_block;

gbcs_block_route gbcs_block_route_of(const gbcs_header *header);
bool gbcs_block_route_equal(const gbcs_block_route *a, const gbcs_block_route *b);
/* True when the octets begin like a block (and not like a message); gbcs_block_parse decides. */
bool gbcs_block_is(alb_span in);
ALB_MUST_USE alb_status gbcs_block_parse(alb_span in, gbcs_block *out, alb_err *err);
void gbcs_block_write(alb_wr *w, const gbcs_block *block);

/* --- sending --- */

typedef struct gbcs_block_sender {
    gbcs_block_route route;
    alb_span message; /* borrowed until done */
    size_t block_size;
    uint16_t count;        /* blocks of the message */
    uint16_t next;         /* next to send */
    uint16_t sent;         /* highest that was ever sent */
    uint16_t acknowledged; /* all up to this one have arrived */
    uint16_t resent_after; /* acknowledged when a repeated acknowledgement last made it go back, plus 1 */
    uint8_t window;
    uint8_t retries;
} gbcs_block_sender;

/* block_size 1 .. GBCS_BLOCK_DATA and window 1 .. GBCS_BLOCK_WINDOW_MAX. */
ALB_MUST_USE alb_status gbcs_block_sender_init(gbcs_block_sender *s, const gbcs_block_route *route,
                                               alb_span message, size_t block_size, uint8_t window,
                                               alb_err *err);
/* The next block the window allows into out; false when there is nothing to send before an answer or a
 * timeout. */
ALB_MUST_USE bool gbcs_block_sender_next(gbcs_block_sender *s, alb_wr *out);
/* An acknowledgement that arrived; those of another transfer or beyond what was sent are MISMATCH and change
 * nothing. One that says nothing new asks for the block behind it: the sender goes back to that once. */
ALB_MUST_USE alb_status gbcs_block_sender_receive(gbcs_block_sender *s, const gbcs_block *block,
                                                  alb_err *err);
/* Nothing arrived in time: go back to the first block that is not acknowledged. TIMEOUT after too many in a
 * row. */
ALB_MUST_USE alb_status gbcs_block_sender_timeout(gbcs_block_sender *s, alb_err *err);
bool gbcs_block_sender_done(const gbcs_block_sender *s);

/* --- receiving --- */

typedef struct gbcs_block_receiver {
    gbcs_block_route route;
    alb_wr message;    /* into the caller's buffer, which bounds it */
    uint16_t received; /* last block in order; 0: none */
    uint8_t window;
    bool done;
} gbcs_block_receiver;

/* buffer holds the message while it grows. */
void gbcs_block_receiver_init(gbcs_block_receiver *r, const gbcs_block_route *route, void *buffer,
                              size_t size, uint8_t window);
/* A block that arrived: taken when it is the next one; a repeated one or one behind a gap is passed over and
 * answered so that the sender goes on at the right place. TOO_LARGE when the message outgrows the buffer;
 * MISMATCH for another transfer. With OK an acknowledgement is in answer. */
ALB_MUST_USE alb_status gbcs_block_receiver_receive(gbcs_block_receiver *r, const gbcs_block *block,
                                                    alb_wr *answer, alb_err *err);
/* The whole message once done; empty before. */
alb_span gbcs_block_receiver_message(const gbcs_block_receiver *r);

#endif
