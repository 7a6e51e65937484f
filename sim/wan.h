/* The SM WAN between the DCC's links and the hubs of the homes: what goes through it arrives at its time by
 * the fleet's clock, or not at all (sim/network.h). A network that is instant is not there: everything passes
 * at once. */
#ifndef ALB_SIM_WAN_H
#define ALB_SIM_WAN_H

#include "list_internal.h"
#include "outbox.h"

typedef struct wan wan;

typedef struct wan_options {
    uint32_t homes;
    const sim_list *list;
    uint64_t seed; /* of chance */
    const alb_clock *clock;
    sim_network network;
    outbox *out;
    /* A frame has come to the hub of that home: in the WAN's own thread. */
    void (*arrived)(void *ctx, uint32_t home, unsigned slot, const link_frame *frame);
    void *ctx;
} wan_options;

ALB_MUST_USE alb_status wan_new(const wan_options *options, wan **out, alb_err *err);
/* Nothing comes to a hub any more. */
void wan_stop(wan *w);
/* What was under way is lost. */
void wan_free(wan *w);

/* For what is sent from now on. */
void wan_set_network(wan *w, const sim_network *n);
void wan_network(wan *w, sim_network *out);
/* Is the home within the coverage? What it had to say meanwhile comes when it is again. */
void wan_set_coverage(wan *w, uint32_t home, bool covered);
bool wan_covers(wan *w, uint32_t home);

/* A frame for a home, come in by a link. NOW: the caller hands it to the home. LATER: it arrives by itself,
 * or is answered as one that was lost. NOWHERE: the WAN has no connection to that hub. */
typedef enum wan_way { WAN_NOW, WAN_LATER, WAN_NOWHERE } wan_way;
ALB_MUST_USE wan_way wan_send(wan *w, uint32_t home, unsigned slot, const link_frame *frame);
/* outbox_answer, outbox_report and outbox_power from a home. An answer that is lost becomes that of a hub
 * that cannot be reached; a message the hub repeats until it is through; a word of power it says once. */
void wan_answer(wan *w, uint32_t home, unsigned slot, uint64_t sequence, uint8_t reason);
void wan_report(wan *w, uint32_t home, alb_eui64 hub, alb_span message);
void wan_power(wan *w, uint32_t home, alb_eui64 hub, bool on);

/* Calls visit for every message of that home that is on its way, and then for those of the outbox; nothing
 * else may be done with either meanwhile. */
void wan_visit(wan *w, uint32_t home, alb_eui64 hub, void (*visit)(void *ctx, alb_span message), void *ctx);

void wan_clock_changed(wan *w);
/* Nothing is due; next: when something will be, INT64_MAX for never. */
bool wan_is_settled(wan *w, alb_time *next);

#endif
