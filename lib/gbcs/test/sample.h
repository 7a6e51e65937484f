/* Messages of our own for tests, and keys from fixed scalars. */
#ifndef ALB_GBCS_TEST_SAMPLE_H
#define ALB_GBCS_TEST_SAMPLE_H

#include "gbcs/message.h"

enum { SAMPLE_MAX = 1024 };

static inline gbcs_header sample_header(gbcs_cra cra)
{
    return (gbcs_header){.cra = cra,
                         .counter = 0x0102030405060708,
                         .originator = alb_eui64_of(0x1111111111111111),
                         .target = alb_eui64_of(0x2222222222222222),
                         .message_code = 0x0069};
}

/* grouping header, content, and what the form asks for, with made-up signature and MAC octets. */
static inline alb_span sample_message(uint8_t out[static SAMPLE_MAX], const gbcs_header *h, gbcs_form form,
                                      bool with_signature, alb_span content)
{
    uint8_t inner[SAMPLE_MAX];
    uint8_t fill[GBCS_SIGNATURE];
    memset(fill, 0xa5, sizeof fill);
    alb_wr w = alb_wr_init(inner, sizeof inner);
    gbcs_write_grouping(&w, h, content);
    if (form != GBCS_PRE_COMMAND) {
        gbcs_write_signature(&w, alb_span_of(fill, with_signature ? sizeof fill : 0));
    }
    alb_wr o = alb_wr_init(out, SAMPLE_MAX);
    if (form == GBCS_MACED) {
        gbcs_write_mac_header(&o, w.pos);
    }
    alb_wr_bytes(&o, alb_wr_span(&w));
    if (form == GBCS_MACED) {
        alb_wr_bytes(&o, alb_span_of(fill, GBCS_MAC));
    }
    return alb_wr_span(&o);
}

#endif
