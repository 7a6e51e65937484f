#include "gbcs/blocks.h"

#define RULE "GBCS 10.3 block transfer"

enum {
    TAG_GENERAL_CIPHERING = 0xdd,
    TAG_BLOCK = 0xe0,
    LEN_TRANSACTION_ID = 9,
    CONTROL_LAST = 0x80,
    CONTROL_STREAMING = 0x40,
    CONTROL_WINDOW = 0x3f,
    LEN_SECURITY_HEADER = 5,
    LEN_BLOCK_HEADER = 6 /* tag, control, number, acknowledged */
};

gbcs_block_route gbcs_block_route_of(const gbcs_header *header)
{
    return (gbcs_block_route){.cra = header->cra,
                              .counter = header->counter,
                              .originator = header->originator,
                              .target = header->target,
                              .message_code = header->message_code};
}

bool gbcs_block_route_equal(const gbcs_block_route *a, const gbcs_block_route *b)
{
    return a->cra == b->cra && a->counter == b->counter && a->message_code == b->message_code &&
           alb_eui64_equal(a->originator, b->originator) && alb_eui64_equal(a->target, b->target);
}

/* --- one block --- */

bool gbcs_block_is(alb_span in)
{
    return in.len > 1 && in.ptr[0] == TAG_GENERAL_CIPHERING && in.ptr[1] == LEN_TRANSACTION_ID;
}

static alb_status expect(alb_rd *r, uint8_t want, const char *what, alb_err *err)
{
    size_t at = alb_rd_offset(r);
    uint8_t got = alb_rd_u8(r);
    if (r->st != ALB_OK) {
        return alb_fail(err, r->st, RULE, at, "block ends before the %s", what);
    }
    if (got != want) {
        return alb_fail(err, ALB_BAD_VALUE, RULE, at, "%s is %02x, not %02x", what, got, want);
    }
    return ALB_OK;
}

static alb_status read_route(alb_rd *r, gbcs_block_route *route, alb_err *err)
{
    ALB_TRY(expect(r, TAG_GENERAL_CIPHERING, "general-ciphering tag", err));
    ALB_TRY(expect(r, LEN_TRANSACTION_ID, "length of the transaction-id", err));
    size_t at = alb_rd_offset(r);
    uint8_t cra = alb_rd_u8(r);
    if (r->st == ALB_OK && (cra < GBCS_COMMAND || cra > GBCS_ALERT)) {
        return alb_fail(err, ALB_BAD_VALUE, RULE, at, "CRA flag is %02x, not 01, 02 or 03", cra);
    }
    route->cra = (gbcs_cra)cra;
    route->counter = alb_rd_be64(r);
    ALB_TRY(expect(r, 8, "length of the originator", err));
    route->originator = alb_rd_eui64(r);
    ALB_TRY(expect(r, 8, "length of the target", err));
    route->target = alb_rd_eui64(r);
    ALB_TRY(expect(r, 0, "length of the date-time", err));
    ALB_TRY(expect(r, 2, "length of other-information", err));
    route->message_code = alb_rd_be16(r);
    return expect(r, 0, "key-info", err);
}

alb_status gbcs_block_parse(alb_span in, gbcs_block *out, alb_err *err)
{
    gbcs_block b = {.number = 0};
    alb_rd r = alb_rd_init(in);
    ALB_TRY(read_route(&r, &b.route, err));
    size_t at = alb_rd_offset(&r);
    size_t len = alb_rd_length(&r);
    if (r.st != ALB_OK || len != alb_rd_left(&r)) {
        return alb_fail(err, ALB_BAD_LENGTH, RULE, at, "length is %zu, %zu octets follow", len,
                        alb_rd_left(&r));
    }
    ALB_TRY(expect(&r, 0x11, "security control", err));
    for (size_t i = 1; i < LEN_SECURITY_HEADER; i++) {
        ALB_TRY(expect(&r, 0, "invocation counter", err));
    }
    ALB_TRY(expect(&r, TAG_BLOCK, "general-block-transfer tag", err));
    uint8_t control = alb_rd_u8(&r);
    b.last = (control & CONTROL_LAST) != 0;
    b.streaming = (control & CONTROL_STREAMING) != 0;
    b.window = control & CONTROL_WINDOW;
    b.number = alb_rd_be16(&r);
    b.acknowledged = alb_rd_be16(&r);
    at = alb_rd_offset(&r);
    len = alb_rd_length(&r);
    b.data = alb_rd_bytes(&r, len);
    if (alb_rd_end(&r) != ALB_OK) {
        return alb_fail(err, ALB_BAD_LENGTH, RULE, at, "length of the block's data does not fit the block");
    }
    *out = b;
    return ALB_OK;
}

void gbcs_block_write(alb_wr *w, const gbcs_block *block)
{
    static const uint8_t security_header[LEN_SECURITY_HEADER] = {0x11};
    const gbcs_block_route *route = &block->route;
    alb_wr_u8(w, TAG_GENERAL_CIPHERING);
    alb_wr_u8(w, LEN_TRANSACTION_ID);
    alb_wr_u8(w, (uint8_t)route->cra);
    alb_wr_be64(w, route->counter);
    alb_wr_u8(w, 8);
    alb_wr_bytes(w, alb_eui64_span(&route->originator));
    alb_wr_u8(w, 8);
    alb_wr_bytes(w, alb_eui64_span(&route->target));
    alb_wr_u8(w, 0);
    alb_wr_u8(w, 2);
    alb_wr_be16(w, route->message_code);
    alb_wr_u8(w, 0);
    alb_wr_length(w, LEN_SECURITY_HEADER + LEN_BLOCK_HEADER + alb_length_size(block->data.len) +
                         block->data.len);
    alb_wr_bytes(w, ALB_SPAN_OF(security_header));
    alb_wr_u8(w, TAG_BLOCK);
    alb_wr_u8(w, (uint8_t)((block->last ? CONTROL_LAST : 0) | (block->streaming ? CONTROL_STREAMING : 0) |
                           (block->window & CONTROL_WINDOW)));
    alb_wr_be16(w, block->number);
    alb_wr_be16(w, block->acknowledged);
    alb_wr_length(w, block->data.len);
    alb_wr_bytes(w, block->data);
}

/* --- sending --- */

alb_status gbcs_block_sender_init(gbcs_block_sender *s, const gbcs_block_route *route, alb_span message,
                                  size_t block_size, uint8_t window, alb_err *err)
{
    if (message.len == 0 || message.len > GBCS_MAX_MESSAGE) {
        return alb_fail(err, ALB_BAD_LENGTH, RULE, 0, "message of %zu octets", message.len);
    }
    if (block_size == 0 || block_size > GBCS_BLOCK_DATA || window == 0 || window > GBCS_BLOCK_WINDOW_MAX) {
        return alb_fail(err, ALB_BAD_VALUE, RULE, 0, "blocks of %zu octets in a window of %u", block_size,
                        window);
    }
    *s = (gbcs_block_sender){.route = *route,
                             .message = message,
                             .block_size = block_size,
                             .count = (uint16_t)((message.len + block_size - 1) / block_size),
                             .next = 1,
                             .window = window};
    return ALB_OK;
}

bool gbcs_block_sender_next(gbcs_block_sender *s, alb_wr *out)
{
    uint32_t window_end = (uint32_t)s->acknowledged + s->window;
    uint32_t number = s->next;
    if (number == 0 || number > s->count || number > window_end) {
        return false;
    }
    gbcs_block block = {.route = s->route,
                        .last = number == s->count,
                        .streaming = number < s->count && number < window_end,
                        .window = s->window,
                        .number = (uint16_t)number,
                        .data = alb_span_sub(s->message, (number - 1) * s->block_size, s->block_size)};
    gbcs_block_write(out, &block);
    s->next++; /* 0 behind block 65535, which is the last there can be */
    if (number > s->sent) {
        s->sent = (uint16_t)number;
    }
    return out->st == ALB_OK;
}

alb_status gbcs_block_sender_receive(gbcs_block_sender *s, const gbcs_block *block, alb_err *err)
{
    if (!gbcs_block_route_equal(&s->route, &block->route)) {
        return alb_fail(err, ALB_MISMATCH, RULE, 0, "acknowledgement of another transfer");
    }
    if (block->acknowledged > s->sent) {
        return alb_fail(err, ALB_MISMATCH, RULE, 0, "block %u is acknowledged, %u were sent",
                        block->acknowledged, s->sent);
    }
    if (block->acknowledged > s->acknowledged) {
        s->acknowledged = block->acknowledged;
        s->retries = 0;
        if (s->next != 0 && s->next <= s->acknowledged) {
            /* Went back after a timeout, and the answer to the first round came after all. */
            s->next = (uint16_t)(s->acknowledged + 1);
        }
    } else if (block->acknowledged == s->acknowledged && s->resent_after != s->acknowledged + 1) {
        s->resent_after = (uint16_t)(s->acknowledged + 1);
        s->next = (uint16_t)(s->acknowledged + 1);
    }
    return ALB_OK;
}

alb_status gbcs_block_sender_timeout(gbcs_block_sender *s, alb_err *err)
{
    if (++s->retries > GBCS_BLOCK_RETRIES) {
        return alb_fail(err, ALB_TIMEOUT, RULE, 0, "no progress behind block %u of %u", s->acknowledged,
                        s->count);
    }
    s->next = (uint16_t)(s->acknowledged + 1);
    return ALB_OK;
}

bool gbcs_block_sender_done(const gbcs_block_sender *s)
{
    return s->acknowledged == s->count;
}

/* --- receiving --- */

void gbcs_block_receiver_init(gbcs_block_receiver *r, const gbcs_block_route *route, void *buffer,
                              size_t size, uint8_t window)
{
    *r = (gbcs_block_receiver){.route = *route, .message = alb_wr_init(buffer, size), .window = window};
}

alb_status gbcs_block_receiver_receive(gbcs_block_receiver *r, const gbcs_block *block, alb_wr *answer,
                                       alb_err *err)
{
    if (!gbcs_block_route_equal(&r->route, &block->route)) {
        return alb_fail(err, ALB_MISMATCH, RULE, 0, "block of another transfer");
    }
    if (block->number == 0 || block->data.len == 0) {
        return alb_fail(err, ALB_BAD_VALUE, RULE, 0, "block %u with %zu octets", block->number,
                        block->data.len);
    }
    if (!r->done && block->number == r->received + 1) {
        alb_wr_bytes(&r->message, block->data);
        if (r->message.st != ALB_OK) {
            return alb_fail(err, ALB_TOO_LARGE, RULE, 0, "message of more than %zu octets", r->message.cap);
        }
        r->received = block->number;
        r->done = block->last;
    }
    gbcs_block acknowledgement = {
        .route = r->route, .last = r->done, .window = r->window, .acknowledged = r->received};
    gbcs_block_write(answer, &acknowledgement);
    return answer->st == ALB_OK ? ALB_OK
                                : alb_fail(err, answer->st, RULE, 0, "no room for the acknowledgement");
}

alb_span gbcs_block_receiver_message(const gbcs_block_receiver *r)
{
    return r->done ? alb_wr_span(&r->message) : alb_span_none();
}
