/* Text forms of octets and numbers: hexadecimal, base64, decimal. */
#ifndef ALB_BASE_TEXT_H
#define ALB_BASE_TEXT_H

#include "base/arena.h"

/* Lower-case hexadecimal into w. */
void alb_wr_hex(alb_wr *w, alb_span s);
/* Upper-case. */
void alb_wr_hex_upper(alb_wr *w, alb_span s);
/* Hexadecimal to octets; white space between digits is skipped. BAD_FORMAT otherwise. */
ALB_MUST_USE alb_status alb_hex_decode(alb_span text, alb_wr *out);
/* Standard base64 with padding, no line breaks. */
void alb_wr_base64(alb_wr *w, alb_span s);
/* Skips white space; padding may be absent at the end. BAD_FORMAT otherwise. */
ALB_MUST_USE alb_status alb_base64_decode(alb_span text, alb_wr *out);

/* Decimal digits only, no sign, no white space, at most max. */
ALB_MUST_USE bool alb_parse_u64(alb_span text, uint64_t max, uint64_t *out);
/* Optional '-' or '+', then decimal digits, within [min, max]. */
ALB_MUST_USE bool alb_parse_i64(alb_span text, int64_t min, int64_t max, int64_t *out);
/* Hexadecimal digits only. */
ALB_MUST_USE bool alb_parse_hex_u64(alb_span text, uint64_t max, uint64_t *out);

/* Without leading and trailing space, tab, CR, LF. */
alb_span alb_trim(alb_span text);

/* A big-endian number of at most 32 octets in decimal: serial numbers of certificates. */
void alb_wr_big_decimal(alb_wr *w, alb_span number);

/* value * 10^scale exactly, without exponent: (12345, -3) is "12.345". */
void alb_wr_decimal(alb_wr *w, int64_t value, int scale);
/* The inverse: refuses text that is not a whole multiple of 10^scale or does not fit. */
ALB_MUST_USE bool alb_parse_decimal(alb_span text, int scale, int64_t *out);

#endif
