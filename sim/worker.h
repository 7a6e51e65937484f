/* A thread of the fleet with its homes: what is asked of one home is done in order, by one thread. */
#ifndef ALB_SIM_WORKER_H
#define ALB_SIM_WORKER_H

#include "home.h"
#include "wan.h"

typedef struct worker worker;

typedef struct worker_options {
    uint32_t homes;         /* of the whole fleet */
    unsigned stride, first; /* this worker's are first, first + stride, ... */
    const sim_parties *parties;
    const alb_clock *clock;
    const sim_list *list;
    bool as_delivered;
    alb_time gas_wake;
    uint8_t billing_day;
    alb_time started;
    wan *wan;
    outbox *out; /* behind it */
    /* Told of a message that was taken and could not be delivered, before that is answered. */
    void (*failed)(void *ctx, uint64_t sequence, alb_span message);
    void *ctx;
    uint32_t awake;    /* homes at a time (houses.h) */
    const char *state; /* directory of the homes' files; NULL: none */
} worker_options;

ALB_MUST_USE alb_status worker_new(const worker_options *options, worker **out, alb_err *err);
/* Finishes what is under way, drops what is waiting. */
void worker_free(worker *w);

/* A message for a home, which is answered through the WAN, to the link it came by, once done. False: too
 * much is waiting. */
ALB_MUST_USE bool worker_deliver(worker *w, uint32_t home, const link_frame *frame, unsigned slot);
/* Firmware for the devices of a home, in the same way. */
ALB_MUST_USE bool worker_image(worker *w, uint32_t home, const link_frame *frame, unsigned slot);
/* These wait until they are done. wake: makes the home, as its file has it. */
ALB_MUST_USE alb_status worker_wake(worker *w, uint32_t home, alb_err *err);
ALB_MUST_USE alb_status worker_power(worker *w, uint32_t home, bool on, alb_err *err);
ALB_MUST_USE alb_status worker_exchange_hub(worker *w, uint32_t home, alb_err *err);
/* Of all homes of a region, or SIM_EVERYWHERE. */
ALB_MUST_USE alb_status worker_cut(worker *w, int area, bool on, alb_err *err);
ALB_MUST_USE alb_status worker_certificates(worker *w, uint32_t home, sim_kind kind,
                                            smki_certificate **signing, smki_certificate **agreement,
                                            alb_err *err);

/* In the worker's thread. */
ALB_MUST_USE alb_status worker_visit(worker *w, uint32_t home, sim_kind kind, home_visitor visit, void *ctx,
                                     alb_err *err);

/* The clock was set: it is looked at now. */
void worker_clock_changed(worker *w);
/* No job waits or is being done, no home is due; next: when one will be. */
bool worker_is_settled(worker *w, alb_time *next);

#endif
