/* DLMS COSEM as GBCS messages hold it: data in A-XDR, the access service, data-notification (GBCS 7.2;
 * gbcs-messages.md 6).
 *
 * Pure encoding: which object means what is the catalogue's. Spans and readers borrow from the input. Readers
 * and writers are sticky: read on, ask once at the end. Lengths and counts must be in their shortest form, so
 * that whatever is read can be written again to the same octets.
 */
#ifndef ALB_DLMS_DLMS_H
#define ALB_DLMS_DLMS_H

#include "base/span.h"

typedef enum dlms_tag {
    DLMS_NULL = 0x00,
    DLMS_ARRAY = 0x01,
    DLMS_STRUCTURE = 0x02,
    DLMS_BOOLEAN = 0x03,
    DLMS_BIT_STRING = 0x04,
    DLMS_DOUBLE_LONG = 0x05,
    DLMS_DOUBLE_LONG_UNSIGNED = 0x06,
    DLMS_OCTET_STRING = 0x09,
    DLMS_VISIBLE_STRING = 0x0a,
    DLMS_UTF8_STRING = 0x0c,
    DLMS_BCD = 0x0d,
    DLMS_INTEGER = 0x0f,
    DLMS_LONG = 0x10,
    DLMS_UNSIGNED = 0x11,
    DLMS_LONG_UNSIGNED = 0x12,
    DLMS_COMPACT_ARRAY = 0x13,
    DLMS_LONG64 = 0x14,
    DLMS_LONG64_UNSIGNED = 0x15,
    DLMS_ENUM = 0x16,
    DLMS_FLOAT32 = 0x17,
    DLMS_FLOAT64 = 0x18,
    DLMS_DATE_TIME = 0x19,
    DLMS_DATE = 0x1a,
    DLMS_TIME = 0x1b,
    DLMS_DONT_CARE = 0xff
} dlms_tag;

/* Most levels of arrays and structures in one another. */
enum { DLMS_MAX_DEPTH = 16 };

/* Static name of a tag, "double-long-unsigned"; NULL: no such tag. */
const char *dlms_tag_name(uint8_t tag);

/* --- data --- */

/* One element: a value, or the head of an array or structure, whose elements follow. */
typedef struct dlms_data {
    dlms_tag tag;
    union {
        uint64_t u;
        int64_t i;
    } number; /* integers, enum, boolean (any octet); bits of a bit-string; elements of array, structure */
    alb_span bytes; /* content of strings, floats, dates, times; of a compact-array the rows, without tags */
    alb_span description; /* compact-array: the type of its rows */
} dlms_data;

size_t dlms_read_length(alb_rd *r);
/* The tag and what belongs to it; false when the reader failed. */
bool dlms_read(alb_rd *r, dlms_data *out);
/* The same where the tag is known already, as in the contents of a compact-array. */
bool dlms_read_value(alb_rd *r, dlms_tag tag, dlms_data *out);
/* Takes a whole element with all it holds, compact-arrays row by row. TOO_DEEP beyond DLMS_MAX_DEPTH. */
alb_rd dlms_take(alb_rd *r);

void dlms_write(alb_wr *w, const dlms_data *data);
void dlms_write_value(alb_wr *w, const dlms_data *data);

/* --- the access service: a list of specifications, the data of each, the result of each --- */

typedef enum dlms_choice {
    DLMS_GET = 1,
    DLMS_SET = 2,
    DLMS_ACTION = 3,
    DLMS_GET_SELECTIVE = 4 /* in requests; answered as a get */
} dlms_choice;

typedef struct dlms_specification {
    dlms_choice choice;
    uint16_t class_id;
    uint8_t obis[6];
    uint8_t id; /* attribute, or method for an action */
    uint8_t selector;
    alb_rd selection; /* the whole element; selective gets only */
    size_t offset;
} dlms_specification;

typedef struct dlms_result {
    dlms_choice choice;
    uint8_t code; /* 0: success */
} dlms_result;

typedef struct dlms_access {
    uint32_t long_invoke_id;
    size_t count;          /* of every list of the PDU */
    alb_rd specifications; /* requests: stands at the first */
} dlms_access;

/* What stands before the data: the reader is left at the first of count elements. */
ALB_MUST_USE bool dlms_read_request(alb_rd *r, dlms_access *out);
ALB_MUST_USE bool dlms_read_response(alb_rd *r, dlms_access *out);
bool dlms_next_specification(alb_rd *specifications, dlms_specification *out);
/* Behind the data of a response: the count before the results, then each. */
bool dlms_read_results(alb_rd *r, size_t count);
bool dlms_next_result(alb_rd *r, dlms_result *out);

/* Head, then each specification; dlms_write_count, then the data of each. A selection follows its
 * specification and is the caller's to write. */
void dlms_write_request(alb_wr *w, uint32_t long_invoke_id, size_t count);
void dlms_write_specification(alb_wr *w, const dlms_specification *specification);
/* Head, then the data of each; dlms_write_count, then each result. */
void dlms_write_response(alb_wr *w, uint32_t long_invoke_id, size_t count);
void dlms_write_count(alb_wr *w, size_t count);
void dlms_write_result(alb_wr *w, const dlms_result *result);

/* Head of a data-notification; its data follows. */
ALB_MUST_USE bool dlms_read_notification(alb_rd *r, uint32_t *long_invoke_id);
void dlms_write_notification(alb_wr *w, uint32_t long_invoke_id);

#endif
