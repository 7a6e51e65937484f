#include "codec.h"

#include "date_time.h"

static void number(codec *c, uint64_t *v, unsigned octets)
{
    if (c->out) {
        uint8_t room[8];
        alb_wr w = alb_wr_init(room, sizeof room);
        alb_wr_be64(&w, *v);
        alb_buf_add(c->out, alb_span_of(&room[8 - octets], octets));
        return;
    }
    *v = 0;
    for (unsigned i = 0; i < octets; i++) {
        *v = *v << 8 | alb_rd_u8(c->in);
    }
}

void codec_u64(codec *c, uint64_t *v)
{
    number(c, v, 8);
}

void codec_u32(codec *c, uint32_t *v)
{
    uint64_t n = *v;
    number(c, &n, 4);
    *v = (uint32_t)n;
}

void codec_i32(codec *c, int32_t *v)
{
    uint32_t n = (uint32_t)*v;
    codec_u32(c, &n);
    *v = (int32_t)n;
}

void codec_u16(codec *c, uint16_t *v)
{
    uint64_t n = *v;
    number(c, &n, 2);
    *v = (uint16_t)n;
}

void codec_u8(codec *c, uint8_t *v)
{
    uint64_t n = *v;
    number(c, &n, 1);
    *v = (uint8_t)n;
}

void codec_fail(codec *c)
{
    if (c->in) {
        alb_rd_fail(c->in, ALB_BAD_VALUE);
    }
}

void codec_flag(codec *c, bool *v)
{
    uint8_t n = *v;
    codec_u8(c, &n);
    if (n > 1) {
        codec_fail(c);
    }
    *v = n == 1;
}

void codec_count(codec *c, uint8_t *v, uint8_t most)
{
    codec_u8(c, v);
    if (*v > most) {
        codec_fail(c);
        *v = 0;
    }
}

void codec_moment(codec *c, alb_time *v)
{
    if (c->out) {
        uint64_t n = (uint64_t)*v;
        codec_u64(c, &n);
    } else {
        *v = date_time_restore(c->in);
    }
}

void codec_octets(codec *c, void *v, size_t len)
{
    if (c->out) {
        alb_buf_add(c->out, alb_span_of(v, len));
        return;
    }
    alb_span read = alb_rd_bytes(c->in, len);
    if (len > 0 && read.len == len) {
        memcpy(v, read.ptr, len);
    }
}

void codec_u64s(codec *c, uint64_t *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        codec_u64(c, &v[i]);
    }
}

/* Most of them are nothing: a bit for each tells which are not. */
void codec_sparse(codec *c, uint32_t *v, size_t n)
{
    for (size_t i = 0; i < n; i += 8) {
        uint8_t bits = 0;
        for (size_t k = 0; c->out && k < 8 && i + k < n; k++) {
            bits |= (uint8_t)((v[i + k] != 0) << k);
        }
        codec_u8(c, &bits);
        for (size_t k = 0; k < 8 && i + k < n; k++) {
            if (bits >> k & 1) {
                codec_u32(c, &v[i + k]);
            } else {
                v[i + k] = 0;
            }
        }
    }
}
