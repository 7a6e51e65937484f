/* The content of a command carried out, item by item (GBCS 7.2.8; gbcs-messages.md 6.2; devices.md 2.4). */
#ifndef ALB_DEVICE_EXECUTION_H
#define ALB_DEVICE_EXECUTION_H

#include "voice.h"

/* Results of access-response items. */
typedef enum access_result {
    ACCESS_SUCCESS = 0,
    ACCESS_HARDWARE_FAULT = 1,
    ACCESS_READ_WRITE_DENIED = 3,
    ACCESS_OBJECT_UNDEFINED = 4,
    ACCESS_TYPE_UNMATCHED = 12,
    ACCESS_OTHER_REASON = 250
} access_result;

enum { EXECUTION_MAX_EVENTS = 16 };

typedef struct execution {
    device *device;
    gbcs_keys *keys;
    const gbcs_message *message;
    alb_arena *arena;
    alb_time now;
    alb_time received; /* of a dated command, before now */
    const cat_tree *command;
    cat_tree answer;
    smki_role role;       /* of who sent the command */
    size_t item;          /* that is at work, from 0 */
    access_result failed; /* ACCESS_SUCCESS, or of the item that failed */
    /* Values that do not take force by being set, and when they do. */
    pending_command pending;
    alb_span activation; /* date-time as the command has it */
    /* A clock setting of several items: the window in which the present time must lie. */
    bool has_window;
    alb_time window_from, window_to;
    /* Events that the command brought about, raised once it is answered. */
    uint16_t events[EXECUTION_MAX_EVENTS];
    size_t n_events;
} execution;

/* Carries out the command's items in order and builds x->answer. False: the answer could not be built, for
 * lack of memory or because a handler does not fit the catalogue. */
ALB_MUST_USE bool execution_run(execution *x);

/* For handlers of actions: an event to raise. */
void execution_event(execution *x, uint16_t code);

#endif
