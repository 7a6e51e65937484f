/* A key infrastructure and its parties in a directory of its own, for what simulated devices are measured
 * with. */
#ifndef ALB_BENCH_WORLD_H
#define ALB_BENCH_WORLD_H

#include "device/device.h"

typedef struct world {
    char dir[64];
    alb_clock_manual clock;
    smki_keystore *store;
    gbcs_keys *keys; /* of the parties */
    alb_eui64 supplier, network_operator;
    const smki_identity *broker, *signer; /* the broker's key agreement, the supplier's signature */
} world;

/* Ends the program with what failed. */
void world_open(world *w);
/* Removes the directory. */
void world_close(world *w);
const smki_certificate *world_certificate(const world *w, smki_role role, smki_usage usage);
/* A command of the supplier to that device under that counter, made from what the record fixes; its octets
 * are written to out. */
alb_span world_command(world *w, const char *use_case, alb_eui64 to, const crypto_pub *agreement,
                       uint64_t counter, uint8_t *out, size_t room);

#endif
