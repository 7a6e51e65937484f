/* Identities and keys of the fleet's devices. */
#ifndef ALB_SIM_IDENTITY_H
#define ALB_SIM_IDENTITY_H

#include "sim/fleet.h"

/* Last octet of a device's identifier. */
typedef enum sim_kind {
    SIM_HUB = 1,
    SIM_ESME,
    SIM_GSME,
    SIM_GPF,
    SIM_PPMID,
    SIM_HCALCS,
    SIM_SAPC,
    SIM_WITHOUT_MESSAGES, /* those from here on are on the home's network alone */
    SIM_IHD = SIM_WITHOUT_MESSAGES,
    SIM_CAD,
    SIM_SPARE_HUB, /* the hub that an installer may bring, and its gas proxy */
    SIM_SPARE_GPF
} sim_kind;
enum { SIM_LAST_KIND = SIM_SPARE_GPF };

/* Do the last digits check the others (registration-and-supply.md 1.2, 2.1)? */
ALB_MUST_USE bool sim_mpan_is_good(const char *mpan); /* 13 digits */
ALB_MUST_USE bool sim_mprn_is_good(const char *mprn); /* 6 to 10 */

/* The hub of a home: sim_home_of without the rest, which takes its time. */
alb_eui64 sim_hub_of(uint64_t seed, uint32_t number);
/* Which home made up from that seed, and which of its devices; false: none. */
ALB_MUST_USE bool sim_identify(uint64_t seed, alb_eui64 id, uint32_t *number, sim_kind *kind);
/* The device's private key for signing or key agreement: the same for the same seed. bare: without its public
 * half (crypto_key_bare). */
ALB_MUST_USE alb_status sim_device_key(crypto_ctx *crypto, uint64_t seed, alb_eui64 id, smki_usage usage,
                                       bool bare, crypto_key **out, alb_err *err);

#endif
