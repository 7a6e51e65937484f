/* Who the bench plays: the parties whose keys it was given. */
#ifndef BENCH_DEVICE_PARTIES_H
#define BENCH_DEVICE_PARTIES_H

#include "catalogue/trust_anchor.h"
#include "smki/keystore.h"

/* The best entry of a role's slot: one with a private key before one without. NULL: none. */
const smki_identity *parties_find(const smki_keystore *keys, smki_role role, smki_slot slot);
/* Of whom a command of that use case comes: a party whose role may send it, which has a cell on such a device
 * and whose keys are at hand. False: nobody. */
ALB_MUST_USE bool parties_originator(const smki_keystore *keys, const cat_use_case *use_case,
                                     uint16_t device_type, smki_role *role, alb_eui64 *entity);
/* Has such a device a cell of one of those roles (CAT_ROLE_ bits)? */
bool parties_has_cell_of(uint16_t device_type, uint16_t roles);
/* The slot whose certificates stand in that cell. */
smki_slot parties_slot_of(const cat_trust_anchor *cell);

#endif
