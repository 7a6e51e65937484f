/* One meter point's records of a file, merged with what was known of it. */
#ifndef ALB_REGISTRATION_MERGE_H
#define ALB_REGISTRATION_MERGE_H

#include "layout.h"

enum { MERGE_MAX_GROUP = 64, MERGE_KNOWN_PARTICIPANTS = 64 };

/* What the groups of a file have in common. */
typedef struct merge {
    const layout *layout;
    int64_t file;
    alb_time created_at, now;
    /* Participants that were looked up: most records name the same few. */
    struct {
        char mpid[REGISTRATION_MPID_MAX + 1];
        bool is_known;
    } participants[MERGE_KNOWN_PARTICIPANTS];
    size_t n_participants;
} merge;

/* Takes a fault or a warning ("W.."). */
typedef alb_status merge_note(store_tx *tx, void *ctx, const registration_fault *fault, alb_err *err);

/* Brings in the records of one meter point. *taken: false when they were refused, which was noted then. */
ALB_MUST_USE alb_status merge_group(store_tx *tx, merge *m, const record *group, size_t n, merge_note *note,
                                    void *ctx, bool *taken, alb_err *err);

#endif
