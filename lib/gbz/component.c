#include "gbz/gbz.h"

enum { ZCL_HEADER = 3 };

uint8_t gbz_read_profile(alb_rd *r)
{
    uint16_t profile = alb_rd_be16(r);
    if (r->st == ALB_OK && profile != GBZ_PROFILE) {
        alb_rd_fail(r, ALB_BAD_VALUE);
    }
    return alb_rd_u8(r);
}

/* Payload of an encrypted component: its own length, which must be all that is left. */
static alb_span read_protected(alb_rd *in)
{
    size_t length = alb_rd_be16(in);
    if (in->st == ALB_OK && length != alb_rd_left(in)) {
        alb_rd_fail(in, ALB_BAD_LENGTH);
    }
    return alb_rd_bytes(in, length);
}

bool gbz_next(alb_rd *r, gbz_component *out)
{
    *out = (gbz_component){.offset = alb_rd_offset(r)};
    out->control = alb_rd_u8(r);
    if ((out->control & ~(unsigned)(GBZ_LAST | GBZ_ENCRYPTED | GBZ_FROM_DATE_TIME)) != 0) {
        alb_rd_fail(r, ALB_BAD_VALUE);
    }
    out->cluster = alb_rd_be16(r);
    alb_rd in = alb_rd_sub(r, alb_rd_be16(r));
    if (gbz_is(out, GBZ_ENCRYPTED)) {
        out->additional_header_control = alb_rd_u8(&in);
        out->frame_counter = alb_rd_u8(&in);
    }
    if (gbz_is(out, GBZ_FROM_DATE_TIME)) {
        out->from_date_time = alb_rd_be32(&in);
    }
    out->zcl.frame_control = alb_rd_u8(&in);
    out->zcl.sequence = alb_rd_u8(&in);
    out->zcl.command = alb_rd_u8(&in);
    if (gbz_is(out, GBZ_ENCRYPTED)) {
        out->payload = read_protected(&in);
    } else {
        out->payload = alb_rd_bytes(&in, alb_rd_left(&in));
    }
    out->payload_offset = alb_rd_offset(&in) - out->payload.len;
    if (in.st != ALB_OK) {
        alb_rd_fail(r, in.st);
    }
    out->length = alb_rd_offset(r) - out->offset;
    return r->st == ALB_OK;
}

void gbz_write_profile(alb_wr *w, uint8_t count)
{
    alb_wr_be16(w, GBZ_PROFILE);
    alb_wr_u8(w, count);
}

void gbz_write(alb_wr *w, const gbz_component *c)
{
    bool encrypted = gbz_is(c, GBZ_ENCRYPTED);
    bool dated = gbz_is(c, GBZ_FROM_DATE_TIME);
    size_t length = ZCL_HEADER + c->payload.len + (encrypted ? 4u : 0u) + (dated ? 4u : 0u);
    if (length > UINT16_MAX) {
        alb_wr_fail(w, ALB_TOO_LARGE);
        return;
    }
    alb_wr_u8(w, c->control);
    alb_wr_be16(w, c->cluster);
    alb_wr_be16(w, (uint16_t)length);
    if (encrypted) {
        alb_wr_u8(w, c->additional_header_control);
        alb_wr_u8(w, c->frame_counter);
    }
    if (dated) {
        alb_wr_be32(w, c->from_date_time);
    }
    alb_wr_u8(w, c->zcl.frame_control);
    alb_wr_u8(w, c->zcl.sequence);
    alb_wr_u8(w, c->zcl.command);
    if (encrypted) {
        alb_wr_be16(w, (uint16_t)c->payload.len);
    }
    alb_wr_bytes(w, c->payload);
}
