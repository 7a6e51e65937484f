/* The parties whose certificates devices hold at installation, and the authority that issues the devices'
 * own: from the directory of a key infrastructure. */
#ifndef ALB_SIM_PARTIES_H
#define ALB_SIM_PARTIES_H

#include "sim/fleet.h"
#include "smki/authority.h"

typedef struct sim_parties {
    smki_keystore *store;      /* owns the certificates */
    smki_authority *authority; /* of devices */
    device_options anchors;    /* the cells of every device; the rest is empty */
} sim_parties;

ALB_MUST_USE alb_status sim_parties_load(sim_parties *p, const sim_fleet_options *options, alb_err *err);
void sim_parties_release(sim_parties *p);

#endif
