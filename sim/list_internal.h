/* A list of homes as the parts of a fleet use it, and as it is made. */
#ifndef ALB_SIM_LIST_INTERNAL_H
#define ALB_SIM_LIST_INTERNAL_H

#include "identity.h"
#include "sim/list.h"

struct sim_list {
    uint64_t seed;
    uint32_t homes;
    sim_mix mix;
    sim_listing *listed; /* NULL: made up */
    /* Which device that is: open addressing, by identifier. */
    struct sim_list_place {
        uint64_t key; /* 0: free */
        uint32_t number;
        uint8_t kind;
    } * places;
    size_t room; /* a power of two */
};

/* Which home and which of its devices, of those that have messages; false: none of this list's. */
ALB_MUST_USE bool sim_list_find(const sim_list *l, alb_eui64 id, uint32_t *number, sim_kind *kind);
/* Of the keys of that device. */
uint64_t sim_list_seed(const sim_list *l, alb_eui64 id);
/* sim_list_at without the rest. */
void sim_list_devices(const sim_list *l, uint32_t number, sim_home *devices, sim_equipment *equipment);
alb_eui64 sim_list_hub(const sim_list *l, uint32_t number);
sim_region sim_list_region(const sim_list *l, uint32_t number);

/* Makes the places for all devices of listed. kind: of the device that stands there twice, *number: the
 * second home that has it. EXISTS, NO_MEMORY. */
ALB_MUST_USE alb_status sim_list_index(sim_list *l, uint32_t *number, sim_kind *kind);
/* The identifier of a home's device of that kind; all zero: it has none. */
alb_eui64 sim_device_of(const sim_home *home, sim_kind kind);

#endif
