/* A file of registration data as a whole: its name, its header, and what stands behind its records. */
#ifndef ALB_REGISTRATION_ENVELOPE_H
#define ALB_REGISTRATION_ENVELOPE_H

#include "layout.h"

#include <stdio.h>

enum { ENVELOPE_TEXT = 16, ENVELOPE_NETWORKS = 4000, ENVELOPE_LAST_SEQUENCE = 99999999 };

typedef struct envelope {
    char sender[ENVELOPE_TEXT], receiver[ENVELOPE_TEXT], kind[ENVELOPE_TEXT], test_flag[ENVELOPE_TEXT];
    char fuel;
    alb_time created_at;
    uint32_t sequence;
    char networks[ENVELOPE_NETWORKS + 3]; /* ";A;B;" */
    uint32_t version;
    bool is_full; /* INIT, REF */
} envelope;

/* "SENDER_RECEIVER_E_UPD_20260302060000_00000042.dat" */
bool envelope_read_name(const char *name, envelope *out);
void envelope_write_name(const envelope *e, char *out, size_t size);
/* The header must say what the name says. */
bool envelope_read_header(alb_span line, const envelope *name, envelope *out);

/* What one reading of all octets shows, before a record is looked at. */
typedef struct survey {
    uint8_t hash[CRYPTO_HASH];        /* of the whole file */
    uint8_t signed_hash[CRYPTO_HASH]; /* of what stands before SIG */
    uint32_t details, crc;            /* lines between header and trailer; sum of what stands before TRL */
    char header[LAYOUT_MAX_LINE + 1], trailer[LAYOUT_MAX_LINE + 1], signature[LAYOUT_MAX_LINE + 1];
    bool has_long_line;
} survey;
ALB_MUST_USE alb_status survey_read(FILE *in, survey *out, alb_err *err);

/* One line after the other; CR and LF are taken off. NULL in ptr at the end. */
typedef struct line_reader {
    FILE *in;
    uint8_t buf[65536];
    size_t at, end;
    bool failed, too_long;
    crypto_hasher *hasher; /* NULL, or is given every octet */
} line_reader;
/* The next line with its end ("raw"); a line that is too long comes in pieces and sets too_long. */
alb_span line_next(line_reader *r);
alb_span line_content(alb_span raw);

#endif
