/* The SM WAN of a fleet, as people set it. */
#include "draw.h"
#include "fleet_internal.h"

void sim_fleet_set_network(sim_fleet *f, const sim_network *network)
{
    wan_set_network(f->wan, network);
}

void sim_fleet_network(sim_fleet *f, sim_network *out)
{
    wan_network(f->wan, out);
}

alb_status sim_fleet_set_coverage(sim_fleet *f, uint32_t number, bool covered, alb_err *err)
{
    if (number >= f->options.homes) {
        return alb_fail(err, ALB_NOT_FOUND, NULL, 0, "the fleet has %u homes, no home %u", f->options.homes,
                        number);
    }
    wan_set_coverage(f->wan, number, covered);
    return ALB_OK;
}

bool sim_fleet_covers(sim_fleet *f, uint32_t number)
{
    return number < f->options.homes && wan_covers(f->wan, number);
}

bool sim_is_among(uint64_t seed, uint32_t number, uint32_t share)
{
    return sim_draw(seed + SIM_NETWORK_WHOLE, number) % SIM_NETWORK_WHOLE < share;
}
