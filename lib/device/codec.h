/* A meter's memory as octets and back: one description of it serves both directions. */
#ifndef ALB_DEVICE_CODEC_H
#define ALB_DEVICE_CODEC_H

#include "base/buf.h"
#include "base/time.h"

/* out: writing; in: reading. The other one is NULL. What is read and cannot be fails the reader. */
typedef struct codec {
    alb_buf *out;
    alb_rd *in;
} codec;

void codec_u64(codec *c, uint64_t *v);
void codec_u32(codec *c, uint32_t *v);
void codec_i32(codec *c, int32_t *v);
void codec_u16(codec *c, uint16_t *v);
void codec_u8(codec *c, uint8_t *v);
void codec_flag(codec *c, bool *v);
/* A number of elements up to `most`; read, 0 where there are more. */
void codec_count(codec *c, uint8_t *v, uint8_t most);
void codec_moment(codec *c, alb_time *v);
void codec_octets(codec *c, void *v, size_t len);
void codec_u64s(codec *c, uint64_t *v, size_t n);
/* Numbers of which most are 0. */
void codec_sparse(codec *c, uint32_t *v, size_t n);
/* What was read makes no sense. */
void codec_fail(codec *c);

#endif
