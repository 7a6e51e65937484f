/* Reading of comma separated values (RFC 4180) as the Code's lists and files have them: one record at a time
 * out of a text in memory. Fields are borrowed from the text, or from the arena where quotes were doubled.
 */
#ifndef ALB_BASE_CSV_H
#define ALB_BASE_CSV_H

#include "base/arena.h"
#include "base/time.h"

typedef struct alb_csv {
    alb_span text;
    size_t at;
    uint32_t line; /* of the record that was read last, from 1 */
    uint32_t next_line;
    alb_arena *arena;
} alb_csv;

alb_csv alb_csv_init(alb_span text, alb_arena *arena);
/* The next record; *n is 0 at the end. Lines end with LF or CRLF; an empty line is one empty field.
 * TOO_LARGE for more than max fields, BAD_FORMAT for a quote where none may stand, or an octet that is not
 * printable. Offsets of errors are lines. */
ALB_MUST_USE alb_status alb_csv_next(alb_csv *r, alb_span *fields, size_t max, size_t *n, alb_err *err);
/* Reads the first record, which must name exactly these columns in this order. */
ALB_MUST_USE alb_status alb_csv_header(alb_csv *r, const char *const *columns, size_t n, alb_err *err);

/* "2026-07-01" -> its midnight UTC; empty text: ALB_TIME_NONE. False: no such date. */
ALB_MUST_USE bool alb_csv_date(alb_span text, alb_time *out);

#endif
