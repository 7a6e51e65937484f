/* The SM WAN as the homes of a fleet have it: how long a message takes to a hub or from it, and how many are
 * lost, region by region. The north has long-range radio, the two others cellular networks with mesh beyond
 * them (region.c has where that is from).
 *
 * All of it passes by the fleet's clock, never by waiting, and follows from the seed, the number of the home
 * and how many messages have gone its way before: the same street has the same weather again.
 */
#ifndef ALB_SIM_NETWORK_H
#define ALB_SIM_NETWORK_H

#include "base/buf.h"

/* Areas of the communications service providers. A home's follows from the distributor in its MPAN. */
typedef enum sim_region { SIM_NORTH, SIM_CENTRAL, SIM_SOUTH, SIM_REGIONS } sim_region;
enum { SIM_EVERYWHERE = -1 };
/* "north", "central", "south"; false: none of them. */
ALB_MUST_USE bool sim_region_named(alb_span name, sim_region *out);
/* The same back. */
const char *sim_region_name(sim_region region);

/* One way, to the hub or from it. All zero: messages are there at once, and none is lost. */
typedef struct sim_wan {
    uint32_t latency; /* ms that each takes at the least */
    uint32_t spread;  /* ms on top in the mean; few take much longer, none more than eight times that */
    uint32_t loss;    /* how many of 10,000 are lost */
} sim_wan;

typedef struct sim_network {
    sim_wan regions[SIM_REGIONS];
} sim_network;

enum { SIM_NETWORK_LONGEST = 3600000, SIM_NETWORK_WHOLE = 10000 };

/* Changes out by settings, separated by commas or blanks: "typical" (how the three regions are taken to be),
 * "instant" (all zero), or REGION.NAME=VALUE, NAME=VALUE for all regions: latency and spread in ms up to an
 * hour, loss in percent, with two decimals at most. BAD_VALUE, and out is as it was. */
ALB_MUST_USE alb_status sim_network_parse(alb_span text, sim_network *out, alb_err *err);
/* All of it as settings, a line a region. */
void sim_network_print(const sim_network *n, alb_buf *out);

#endif
