/* Where a home lies: its region of the SM WAN, its address, and its weather. */
#include "sim/fleet.h"

#include <stdio.h>

/* The areas of the electricity distributors (their numbers at the Energy Networks Association, from 10 on),
 * the region of the SM WAN that each lies in, and a postcode area in it.
 *
 * The north is Scotland and the north of England, with the long-range radio of one provider; centre and south
 * have the cellular and mesh networks of the other: DCC, "Smart Meter Wide Area Network: DCC Assurance
 * Strategy", 2016, 5.1 and 5.2. That the north is the five areas below is read from the list of distributors
 * in schedule 2.1 of the contract of the central region (South Scotland, North West, Yorkshire stand there
 * together); where the centre ends and the south begins is from memory. Nothing but the name depends on that.
 * Regions do not end exactly where areas do. */
static const struct {
    sim_region region;
    const char *post_area;
} areas[14] = {
    {SIM_CENTRAL, "NR"}, /* 10 Eastern */
    {SIM_CENTRAL, "NG"}, /* 11 East Midlands */
    {SIM_SOUTH, "SE"},   /* 12 London */
    {SIM_CENTRAL, "CH"}, /* 13 Merseyside and North Wales */
    {SIM_CENTRAL, "B"},  /* 14 West Midlands */
    {SIM_NORTH, "NE"},   /* 15 North East */
    {SIM_NORTH, "M"},    /* 16 North West */
    {SIM_NORTH, "IV"},   /* 17 North Scotland */
    {SIM_NORTH, "EH"},   /* 18 South Scotland */
    {SIM_SOUTH, "BN"},   /* 19 South East */
    {SIM_SOUTH, "SO"},   /* 20 Southern */
    {SIM_CENTRAL, "CF"}, /* 21 South Wales */
    {SIM_SOUTH, "EX"},   /* 22 South West */
    {SIM_NORTH, "LS"},   /* 23 Yorkshire */
};
enum { FIRST_AREA = 10 };

static const char *const names[SIM_REGIONS] = {"north", "central", "south"};

static unsigned distributor_of(const sim_home *home)
{
    return (unsigned)(home->mpan[0] - '0') * 10 + (unsigned)(home->mpan[1] - '0');
}

/* The distributor's place in the table; of an MPAN that no distributor of these areas gave out, the first. */
static unsigned area_of(const sim_home *home)
{
    unsigned area = distributor_of(home) - FIRST_AREA; /* below the first: beyond the last */
    return area < ALB_COUNT(areas) ? area : 0;
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
    return areas[area_of(&home)].region;
}

bool sim_region_named(alb_span name, sim_region *out)
{
    for (int i = 0; i < SIM_REGIONS; i++) {
        if (alb_span_is(name, names[i])) {
            *out = (sim_region)i;
            return true;
        }
    }
    return false;
}

const char *sim_region_name(sim_region region)
{
    return names[region];
}

/* Twenty houses a postcode, then the next of the unit's letters (of those that units have), sector and
 * district. */
sim_address sim_address_of(uint64_t seed, uint32_t number)
{
    enum { HOUSES = 20, SECTORS = 10, DISTRICTS = 90 };
    static const char letters[] = "ABDEFGHJLNPQRSTUWXYZ";
    const unsigned n_letters = sizeof letters - 1;
    sim_address a;
    sim_home home = sim_home_of(seed, number);
    unsigned nth = number / (unsigned)ALB_COUNT(areas);
    unsigned post = nth / HOUSES;
    (void)snprintf(a.uprn, sizeof a.uprn, "9%02u%09u", (unsigned)(seed % 100), number % 1000000000);
    (void)snprintf(a.post_code, sizeof a.post_code, "%.2s%u %u%c%c", areas[area_of(&home)].post_area,
                   1 + post / (n_letters * n_letters * SECTORS) % DISTRICTS,
                   post / (n_letters * n_letters) % SECTORS, letters[post / n_letters % n_letters],
                   letters[post % n_letters]);
    (void)snprintf(a.identifier, sizeof a.identifier, "%u", 1 + nth % HOUSES);
    return a;
}
