/* Random numbers for property tests: splitmix64 from a seed that the failing test prints. */
#ifndef ALB_TEST_PROPERTY_H
#define ALB_TEST_PROPERTY_H

#include <stdint.h>

typedef struct property {
    uint64_t state;
} property;

static inline uint64_t property_next(property *p)
{
    uint64_t z = (p->state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* 0 .. below - 1 */
static inline uint64_t property_below(property *p, uint64_t below)
{
    return property_next(p) % below;
}

#endif
