/* Layouts of records, and what one says once it is read. */
#ifndef ALB_REGISTRATION_LAYOUT_H
#define ALB_REGISTRATION_LAYOUT_H

#include "registration/file.h"

enum { LAYOUT_MAX_FIELDS = 32, LAYOUT_MAX_LINE = 2048, LAYOUT_VERSION = 1, LAYOUT_MAX_DETAILS = 1600 };

typedef enum layout_kind { LAYOUT_TEXT, LAYOUT_NUMBER, LAYOUT_DATE } layout_kind;

typedef struct layout_field {
    const char *name;
    layout_kind kind;
    uint8_t min, max; /* characters, where there are any */
    bool needed;
    uint8_t needed_with; /* position of the field that, when it is there, makes this one needed; 0: none */
    const char *letters; /* the only values, one letter each; NULL: any */
} layout_field;

/* Positions count from 1; 0: the layout has no such field. */
typedef struct layout {
    char fuel;
    const char *code; /* of detail records */
    const layout_field *fields;
    uint8_t n_fields;
    uint8_t mpxn, network, status, direction, supplier, from, to, state, objection, agent, agent_from,
        agent_to, postcode;
    uint8_t first_detail; /* this one and all behind it are kept as details */
    uint16_t supplier_roles, network_role;
    bool (*check_digits)(alb_span mpxn);
} layout;

const layout *layout_of(char fuel);

/* Splits a line at '|'; a last '|' at its end is none too many. False: more than max fields. */
bool layout_split(alb_span line, alb_span *fields, size_t max, size_t *n);

enum { RECORD_WARN_DIGITS = 1, RECORD_WARN_POSTCODE = 2, RECORD_WARN_EARLY = 4 };

typedef struct record {
    uint32_t instruction;
    bool deletes, objection;
    char mpxn[REGISTRATION_MPXN_MAX + 1];
    char network[REGISTRATION_MPID_MAX + 1], supplier[REGISTRATION_MPID_MAX + 1],
        agent[REGISTRATION_MPID_MAX + 1]; /* "": none */
    char state[2], status[4], direction[2];
    alb_time from, to, agent_from, agent_to; /* to: ALB_TIME_NONE: open */
    unsigned warnings;
    registration_fault fault; /* code "": the record can be used */
    char details[LAYOUT_MAX_DETAILS];
} record;

/* Reads a line; a fault is in out->fault then, and mpxn as far as that one field is good. now: for warnings
 * about dates. */
void record_read(const layout *l, alb_span line, alb_time now, record *out);
void record_fault(registration_fault *f, uint32_t instruction, const char *code, uint32_t field,
                  const char *detail);
/* CCYYMMDD -> London midnight of that day. */
bool record_date(alb_span text, alb_time *out);

#endif
