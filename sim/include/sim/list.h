/* The homes of a fleet, one by one: made up from a seed and a number, or told by a file (docs/fleet.md has
 * its form). A list does not change once it is made, so that all threads may look into it.
 */
#ifndef ALB_SIM_LIST_H
#define ALB_SIM_LIST_H

#include "base/buf.h"
#include "base/eui64.h"
#include "sim/mix.h"
#include "sim/network.h"

/* One home's identities, derived from seed and number, or told. */
typedef struct sim_home {
    alb_eui64 hub, esme, gsme, gpf, ppmid;
    alb_eui64 hcalcs, sapc, ihd, cad; /* in the homes whose equipment has them (sim/mix.h) */
    alb_eui64 spare_hub, spare_gpf;   /* of sim_fleet_exchange_hub; all zero: there is none */
    char mpan[14], mprn[11];
} sim_home;
sim_home sim_home_of(uint64_t seed, uint32_t number);

/* Where a home stands, as the WAN matrix asks for it (12.1): made up from seed and number, in a postcode area
 * that its distributor serves. */
typedef struct sim_address {
    char uprn[13], post_code[9], identifier[31];
} sim_address;
sim_address sim_address_of(uint64_t seed, uint32_t number);

typedef struct sim_list sim_list;

typedef struct sim_listing {
    sim_home home;
    sim_equipment equipment;
    sim_address address; /* of a file: empty texts where it has none */
    sim_region region;
    uint64_t seed; /* of the keys of its devices */
} sim_listing;

/* That many homes from a seed. NULL: no memory. */
sim_list *sim_list_make(uint64_t seed, uint32_t homes, const sim_mix *mix);
void sim_list_free(sim_list *list);
uint32_t sim_list_count(const sim_list *list);
/* The home of that number, which there is. */
void sim_list_at(const sim_list *list, uint32_t number, sim_listing *out);

/* What a reading tells while it goes on; any may be NULL. */
typedef struct sim_list_told {
    /* A line that cannot be taken: the column, by its name, and the rule that its value breaks. */
    void (*fault)(void *ctx, uint32_t line, const char *column, const char *rule);
    /* Now and then: lines so far. */
    void (*progress)(void *ctx, uint32_t lines);
    void *ctx;
} sim_list_told;

enum { SIM_LIST_MOST = 1000000 };

/* Reads a file, whole or not at all: every fault in a value is told, the first in the form of the file ends
 * it. seed: of homes that have none of their own. BAD_FORMAT, BAD_VALUE (n faults), TOO_LARGE: more than
 * SIM_LIST_MOST homes. */
ALB_MUST_USE alb_status sim_list_read(alb_span csv, uint64_t seed, const sim_list_told *told, sim_list **out,
                                      alb_err *err);
/* The list as such a file. */
void sim_list_write(const sim_list *list, alb_buf *out);

#endif
