/* What the parts of a fleet share. */
#ifndef ALB_SIM_FLEET_INTERNAL_H
#define ALB_SIM_FLEET_INTERNAL_H

#include "seen.h"
#include "worker.h"

#include <pthread.h>
#include <stdatomic.h>

enum { MOST_WORKERS = 64 };

/* One link: to a DCC, or to one of its servers. */
typedef struct reader {
    sim_fleet *fleet;
    link_socket *link; /* NULL: none */
    pthread_t thread;
    atomic_bool has_ended;
    unsigned slot; /* in the outbox */
} reader;

struct sim_fleet {
    sim_fleet_options options; /* list: always one */
    sim_list *own;             /* that list, where it is made up */
    char *state;               /* directory of the homes' files; NULL: none */
    int lock;                  /* of that directory; -1: none */
    sim_parties parties;
    outbox *out;
    wan *wan; /* between the two */
    worker *workers[MOST_WORKERS];
    unsigned n_workers;
    pthread_mutex_t attaching; /* one attach or stop at a time */
    reader readers[OUTBOX_LINKS];
    pthread_mutex_t seeing; /* of seen */
    seen *seen;
};

worker *fleet_worker_of(const sim_fleet *f, uint32_t number);
/* Which home's device that is, and which of its devices. NOT_FOUND: none of this fleet's. */
ALB_MUST_USE alb_status fleet_find_device(const sim_fleet *f, alb_eui64 id, uint32_t *number, sim_kind *kind,
                                          alb_err *err);

#endif
