/* Commands that wait for their time: values that were set beside those in force, and take their place then
 * (GBCS 9.2; gbcs-messages.md 9; devices.md 2.7). */
#ifndef ALB_DEVICE_PENDING_H
#define ALB_DEVICE_PENDING_H

#include "settings.h"

enum { PENDING_MOST_KEYS = 64, PENDING_MOST = 64 };

typedef struct pending_command {
    alb_time at;
    uint16_t message_code;
    uint64_t counter;
    uint8_t role; /* smki_role of who sent it */
    /* Values that wait, then the activation attributes: each of these is an instruction of its own. */
    setting_key values[PENDING_MOST_KEYS];
    setting_key instructions[PENDING_MOST_KEYS];
    uint8_t n_values, n_instructions;
} pending_command;

/* All zero: none. */
typedef struct pendings {
    pending_command *items; /* by time */
    size_t count;
} pendings;

void pendings_release(pendings *p);
/* Adds a command; instructions of it that wait already are replaced. False: no room. */
ALB_MUST_USE bool pendings_add(pendings *p, const pending_command *command);
/* Forgets those instructions, and what they would have put in force. */
void pendings_cancel(pendings *p, const pending_command *command);
/* Takes the first that is due; false: none. */
ALB_MUST_USE bool pendings_next(pendings *p, alb_time now, pending_command *out);
/* When the next is due; INT64_MAX: none. */
alb_time pendings_due(const pendings *p);

void pendings_save(const pendings *p, alb_buf *out);
void pendings_restore(pendings *p, alb_rd *in);

#endif
