/* A folder through which providers hand in their files (registration-and-supply.md 4.2): inbox/ is looked
 * into, what was worked on goes to processed/ or rejected/, answers to outbox/. Files are put into inbox/
 * whole, by renaming; names that begin with a dot, and folders, are passed over.
 */
#ifndef ALB_REGISTRATION_PICKUP_H
#define ALB_REGISTRATION_PICKUP_H

#include "registration/file.h"

typedef struct registration_pickup {
    const char *dir; /* made with its folders when it is not there */
    registration_taking taking;
    registration_sender sender; /* its dir is outbox/ */
    /* What became of a file; NULL: nobody is told. A file that is held stays, and is told of each time. */
    void (*told)(void *ctx, const char *name, const registration_result *result);
    void *ctx;
} registration_pickup;

/* Works on all that lies there, in the order of names, and once more on what was held while something came
 * in. A failure leaves the file at hand where it is. */
ALB_MUST_USE alb_status registration_pick_up(store *s, const registration_pickup *p, alb_err *err);

#endif
