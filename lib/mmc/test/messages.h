/* Messages of our own: content octets in an envelope with made-up signature and MAC. */
#ifndef ALB_MMC_TEST_MESSAGES_H
#define ALB_MMC_TEST_MESSAGES_H

#include "mmc/mmc.h"

enum { MESSAGE_MAX = 65536 };

typedef struct message_maker {
    alb_arena *arena;
    uint8_t inner[MESSAGE_MAX];
    uint8_t whole[MESSAGE_MAX];
} message_maker;

static inline gbcs_header message_header(gbcs_cra cra, uint16_t code)
{
    return (gbcs_header){.cra = cra,
                         .counter = 7,
                         .originator = alb_eui64_of(0x00db000000000001),
                         .target = alb_eui64_of(0x90b3000000000002),
                         .message_code = code};
}

/* False: the octets are no message. */
static inline bool message_make(message_maker *m, const gbcs_header *header, bool is_signed, alb_span content,
                                gbcs_message *out)
{
    uint8_t fill[GBCS_SIGNATURE];
    alb_err err = {.code = ALB_OK};
    memset(fill, 0xa5, sizeof fill);
    alb_wr inner = alb_wr_init(m->inner, sizeof m->inner);
    alb_wr whole = alb_wr_init(m->whole, sizeof m->whole);
    gbcs_write_grouping(&inner, header, content);
    gbcs_write_signature(&inner, alb_span_of(fill, is_signed ? sizeof fill : 0));
    if (!is_signed) {
        gbcs_write_mac_header(&whole, inner.pos);
    }
    alb_wr_bytes(&whole, alb_wr_span(&inner));
    if (!is_signed) {
        alb_wr_bytes(&whole, alb_span_of(fill, GBCS_MAC));
    }
    return inner.st == ALB_OK && whole.st == ALB_OK &&
           gbcs_message_parse(alb_wr_span(&whole), out, &err) == ALB_OK;
}

/* Message, tree and document of a content. */
static inline alb_status message_map(message_maker *m, gbcs_cra cra, uint16_t code, alb_span content,
                                     const gbcs_opener *opener, mmc_document *out, alb_err *err)
{
    gbcs_header header = message_header(cra, code);
    gbcs_message message;
    cat_tree tree;
    cat_tree_init(&tree, m->arena, 64);
    if (!message_make(m, &header, cra == GBCS_ALERT, content, &message)) {
        return alb_fail(err, ALB_BAD_FORMAT, NULL, 0, "no message");
    }
    if (message.use_case) {
        ALB_TRY(gbcs_content_decode(&message, opener, &tree, err));
    }
    return mmc_map(&message, &tree, NULL, NULL, m->arena, out, err);
}

#endif
