/* What the parts of a fleet share. */
#ifndef ALB_SIM_FLEET_INTERNAL_H
#define ALB_SIM_FLEET_INTERNAL_H

#include "seen.h"
#include "worker.h"

#include <pthread.h>

enum { MOST_WORKERS = 64 };

struct sim_fleet {
    sim_fleet_options options;
    char *state; /* directory of the homes' files; NULL: none */
    sim_parties parties;
    outbox *out;
    worker *workers[MOST_WORKERS];
    unsigned n_workers;
    pthread_mutex_t attaching; /* one attach or stop at a time */
    link_socket *link;
    pthread_t reader;
    seen *seen; /* of the reader */
};

worker *fleet_worker_of(const sim_fleet *f, uint32_t home);
/* Which home's device that is, and which of its devices. NOT_FOUND: none of this fleet's. */
ALB_MUST_USE alb_status fleet_find_device(const sim_fleet *f, alb_eui64 id, uint32_t *number, sim_kind *kind,
                                          alb_err *err);

#endif
