/* What not every home has: other variants of the electricity meter, more devices than the four of each home,
 * and what takes and gives electricity. Which homes have what follows from the seed, the number of the home
 * and the shares (devices.md 1.1, 1.3).
 *
 * Every home has a PPMID: until a message is for it, it costs nothing.
 */
#ifndef ALB_SIM_MIX_H
#define ALB_SIM_MIX_H

#include "base/span.h"
#include "base/status.h"

/* Shares of the homes in percent. All zero: homes of profile class 1 with gas heating whose
 * meter has a single element, and there is nothing more. */
typedef struct sim_mix {
    uint8_t twin, polyphase; /* electricity meters with two elements, or three phases */
    uint8_t control;         /* with auxiliary controllers, a boost button, and a HCALCS beside the meter */
    uint8_t sapc;            /* standalone auxiliary proportional controllers */
    uint8_t ihd, cad;        /* displays and access devices, on the home's network alone */
    /* What premises are (device_premises). */
    uint8_t economy7;          /* two rates and storage heaters: profile class 2, of businesses 4 */
    uint8_t business;          /* profile class 3 */
    uint8_t solar;             /* panels, of 2 to 6 kW */
    uint8_t heatpump, vehicle; /* in place of a gas boiler; charged at home */
} sim_mix;

/* Great Britain's homes of 2024: solar as certified up to the end of 2023 (MCS: more than 5 % of households),
 * the others as an assumption. */
#define SIM_MIX_GB "economy7=13,solar=5,heatpump=1,vehicle=4"

typedef struct sim_equipment {
    bool is_twin, is_polyphase, has_control, has_sapc, has_ihd, has_cad;
    char variant[8];              /* of the electricity meter, as DUIS writes it: "A", "BDEF" */
    uint8_t profile_class, solar; /* as device_premises has them */
    bool has_heat_pump, has_vehicle;
} sim_equipment;

/* "twin=5,control=10": shares by the names of the fields; what is not named is 0. */
ALB_MUST_USE alb_status sim_mix_parse(alb_span text, sim_mix *out, alb_err *err);
sim_equipment sim_equipment_of(const sim_mix *mix, uint64_t seed, uint32_t number);

#endif
