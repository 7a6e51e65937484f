/* Where a home lies: its region of the SM WAN, and its weather. */
#include "sim/fleet.h"

/* The communications service provider of each distributor's area, from 10 on (Energy Networks Association's
 * numbers); from memory, not verified. Areas do not end where distributors' do; the first that matters is
 * taken. */
static const uint8_t region_of[14] = {
    SIM_CENTRAL, /* 10 Eastern */
    SIM_CENTRAL, /* 11 East Midlands */
    SIM_SOUTH,   /* 12 London */
    SIM_CENTRAL, /* 13 Merseyside and North Wales */
    SIM_CENTRAL, /* 14 West Midlands */
    SIM_NORTH,   /* 15 North East */
    SIM_NORTH,   /* 16 North West */
    SIM_NORTH,   /* 17 North Scotland */
    SIM_NORTH,   /* 18 South Scotland */
    SIM_SOUTH,   /* 19 South East */
    SIM_SOUTH,   /* 20 Southern */
    SIM_CENTRAL, /* 21 South Wales */
    SIM_SOUTH,   /* 22 South West */
    SIM_NORTH,   /* 23 Yorkshire */
};

static unsigned distributor_of(const sim_home *home)
{
    return (unsigned)(home->mpan[0] - '0') * 10 + (unsigned)(home->mpan[1] - '0');
}

device_premises sim_premises_of(const sim_home *home, const sim_equipment *equipment, bool is_gas)
{
    return (device_premises){.meter = is_gas ? home->gsme : home->esme,
                             .profile_class = equipment->profile_class,
                             .area = (uint8_t)distributor_of(home),
                             .solar = equipment->solar,
                             .heat_pump = equipment->has_heat_pump,
                             .vehicle = equipment->has_vehicle};
}

sim_region sim_region_of(sim_home home)
{
    unsigned distributor = distributor_of(&home);
    return distributor >= 10 && distributor - 10 < ALB_COUNT(region_of)
               ? (sim_region)region_of[distributor - 10]
               : SIM_CENTRAL;
}

bool sim_region_named(alb_span name, sim_region *out)
{
    static const char *const names[SIM_REGIONS] = {"north", "central", "south"};
    for (int i = 0; i < SIM_REGIONS; i++) {
        if (alb_span_is(name, names[i])) {
            *out = (sim_region)i;
            return true;
        }
    }
    return false;
}
