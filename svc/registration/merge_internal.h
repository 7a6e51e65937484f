/* What the steps of a merge share. */
#ifndef ALB_REGISTRATION_MERGE_INTERNAL_H
#define ALB_REGISTRATION_MERGE_INTERNAL_H

#include "merge.h"
#include "registration_internal.h"

enum { MERGE_MAX_ROWS = 192 };

/* A period in which somebody holds a role. */
typedef struct merge_row {
    uint16_t role;
    char participant[REGISTRATION_MPID_MAX + 1];
    int64_t user;
    int64_t from, to; /* INT64_MIN, INT64_MAX: open */
    char state[2];
    int64_t file;
} merge_row;

typedef struct merge_rows {
    merge_row list[MERGE_MAX_ROWS];
    size_t n;
} merge_rows;

/* One meter point: what the file says, what is known, what is to be. */
typedef struct merge_point {
    merge *m;
    const record *records;
    size_t n;
    const char *mpxn;
    merge_rows known, wanted;
    merge_note *note;
    void *ctx;
    bool refused;
} merge_point;

/* Tells of a fault or a warning of a record. */
ALB_MUST_USE alb_status merge_say(store_tx *tx, merge_point *g, const record *r, const char *code,
                                  uint32_t field, const char *detail, alb_err *err);
/* Refuses the meter point for the fault of one of its records. */
ALB_MUST_USE alb_status merge_refuse(store_tx *tx, merge_point *g, const record *wrong, const char *code,
                                     uint32_t field, const char *detail, alb_err *err);

bool merge_is_pending(const merge_row *r);
bool merge_same_key(const merge_row *a, const merge_row *b);
bool merge_same(const merge_row *a, const merge_row *b);
bool merge_has(const merge_rows *list, const merge_row *r,
               bool (*equal)(const merge_row *a, const merge_row *b));

/* Fills g->wanted by what is known and what the file says. */
ALB_MUST_USE alb_status merge_want(store_tx *tx, merge_point *g, alb_err *err);
/* Writes what is wanted and not known, and marks what is known and not wanted. */
ALB_MUST_USE alb_status merge_write(store_tx *tx, const merge_point *g, bool deletes, alb_err *err);

#endif
