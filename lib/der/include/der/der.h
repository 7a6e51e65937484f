/* ASN.1 DER: reading elements, writing them canonically, naming what is not DER (X.690 8, 10, 11).
 *
 * One reader serves both temperaments: it accepts any definite length and says in the element whether it was
 * the shortest, so that a tolerant caller can keep the form and a strict one refuse it. Indefinite lengths
 * and tag numbers above 30 are always refused: nothing that smart metering exchanges has them. The reader is
 * sticky like alb_rd. Elements borrow from the input. No recursion on the reading side but in der_walk, which
 * is bounded.
 *
 *     der_element certificate, body;
 *     alb_rd rd = alb_rd_init(octets);
 *     if (der_expect(&rd, DER_SEQUENCE, &certificate)) { alb_rd inside = der_inside(&certificate); ... }
 *     if (alb_rd_end(&rd) != ALB_OK) ...
 */
#ifndef ALB_DER_DER_H
#define ALB_DER_DER_H

#include "base/span.h"
#include "base/time.h"

enum {
    DER_BOOLEAN = 0x01,
    DER_INTEGER = 0x02,
    DER_BIT_STRING = 0x03,
    DER_OCTET_STRING = 0x04,
    DER_NULL = 0x05,
    DER_OID = 0x06,
    DER_ENUMERATED = 0x0a,
    DER_UTF8_STRING = 0x0c,
    DER_PRINTABLE_STRING = 0x13,
    DER_UTC_TIME = 0x17,
    DER_GENERALIZED_TIME = 0x18,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
    DER_CONTEXT = 0x80,     /* | number: primitive context tag */
    DER_CONSTRUCTED = 0x20, /* | into a context tag */
    DER_MAX_DEPTH = 32
};

typedef struct der_element {
    uint8_t tag;
    uint8_t length_octets; /* octets that the length took: 1, or 2..5 in long form */
    bool long_length;      /* a shorter length form exists */
    size_t offset;         /* of the tag in the whole input */
    alb_span whole;        /* tag, length, content */
    alb_span content;
} der_element;

/* --- reading --- */

/* The next element; its content is not looked into. On failure the reader is failed and out zeroed. */
bool der_next(alb_rd *r, der_element *out);
/* The next element, which must carry that tag (BAD_TAG). */
bool der_expect(alb_rd *r, uint8_t tag, der_element *out);
/* A reader over the content, with offsets of the whole input. */
alb_rd der_inside(const der_element *e);

/* Values of content octets. False: not a value of that type. */
/* Two's complement of at most 8 octets. *minimal (may be NULL) false: a shorter form exists. */
ALB_MUST_USE bool der_integer(alb_span content, int64_t *out, bool *minimal);
/* *bits octets without the count octet, *n_bits how many count. *canonical (may be NULL): the unused ones are
 * zero. */
ALB_MUST_USE bool der_bit_string(alb_span content, alb_span *bits, size_t *n_bits, bool *canonical);
/* YYYYMMDDhhmmssZ only, the one form that GBCS and RFC 5280 allow. */
ALB_MUST_USE bool der_generalized_time(alb_span content, alb_time *out);
/* YYMMDDhhmmssZ; years 50..99 are 19xx (RFC 5280 4.1.2.5.1). */
ALB_MUST_USE bool der_utc_time(alb_span content, alb_time *out);
/* An object identifier in dotted form into out ("1.2.840.10045.2.1"). */
ALB_MUST_USE bool der_oid(alb_span content, alb_wr *out);

/* --- the outside of PKIX structures --- */

/* The next element if it has the outside of an X.509 certificate or PKCS#10 request: SEQUENCE { SEQUENCE,
 * SEQUENCE (algorithm), BIT STRING }, nothing more. The inside is not looked at. */
bool der_next_signed(alb_rd *r, der_element *out);

/* --- writing, always canonical --- */

void der_wr_header(alb_wr *w, uint8_t tag, size_t content_length);
/* As der_wr_header, but with a length of `octets` octets (as der_element.length_octets), to keep what was
 * read. Falls back to the shortest where it does not fit. */
void der_wr_header_form(alb_wr *w, uint8_t tag, size_t content_length, uint8_t octets);
void der_wr_element(alb_wr *w, uint8_t tag, alb_span content);
void der_wr_integer(alb_wr *w, uint8_t tag, int64_t value);
void der_wr_unsigned(alb_wr *w, uint8_t tag, uint64_t value);
/* An INTEGER from unsigned big-endian octets (an ECDSA r or s): leading zeros go, a sign octet comes where
 * needed. */
void der_wr_big_unsigned(alb_wr *w, alb_span octets);
void der_wr_bit_string(alb_wr *w, uint8_t tag, alb_span bits, size_t n_bits);
/* A BIT STRING of named bits (X.690 11.2.2: trailing zero bits go); bit 0 is the first on the wire. */
void der_wr_named_bits(alb_wr *w, uint8_t tag, uint32_t bits);
void der_wr_null(alb_wr *w, uint8_t tag);
void der_wr_generalized_time(alb_wr *w, uint8_t tag, alb_time t);
/* Time of a certificate: UTCTime from 1950 to 2049, else GeneralizedTime (RFC 5280 4.1.2.5). */
void der_wr_pkix_time(alb_wr *w, alb_time t);
/* From the dotted form; BAD_FORMAT in the writer when it is none. */
void der_wr_oid(alb_wr *w, uint8_t tag, const char *dotted);

/* Constructed elements: begin gives a mark, end closes with the shortest length. */
size_t der_wr_begin(alb_wr *w, uint8_t tag);
void der_wr_end(alb_wr *w, size_t mark);

/* Octets of content that der_wr_integer would write. */
size_t der_integer_size(int64_t value);

/* --- strictness --- */

typedef enum der_deviation {
    DER_OK,
    DER_LONG_LENGTH,   /* length not in the shortest form */
    DER_LONG_INTEGER,  /* INTEGER or ENUMERATED with a surplus leading octet */
    DER_EMPTY_INTEGER, /* without content */
    DER_BAD_BOOLEAN,   /* not one octet 00 or FF */
    DER_UNUSED_BITS,   /* BIT STRING: unused bits not zero, or their count wrong */
    DER_BAD_NULL,      /* NULL with content */
    DER_BAD_TIME       /* GeneralizedTime in another form */
} der_deviation;

/* Text of a deviation for people; never NULL. */
const char *der_deviation_text(der_deviation d);

/* What is not DER about one element itself (not what is inside it). */
der_deviation der_check(const der_element *e);

/* Every element of in, outermost first, those inside SEQUENCE, SET and constructed context tags too. visit
 * returns false to stop. Fails where in is not well-formed, or nested deeper than DER_MAX_DEPTH; origin is
 * the offset of in in the whole input. */
ALB_MUST_USE alb_status der_walk(alb_span in, size_t origin,
                                 bool (*visit)(void *ctx, const der_element *e, unsigned depth), void *ctx,
                                 alb_err *err);
/* Fails at the first deviation, naming octet and rule. */
ALB_MUST_USE alb_status der_strict(alb_span in, size_t origin, alb_err *err);

#endif
