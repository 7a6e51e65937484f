/* Numbers that look drawn and follow from what they are drawn for: the same today and tomorrow. */
#ifndef ALB_SIM_DRAW_H
#define ALB_SIM_DRAW_H

#include <stdint.h>

/* The finish of splitmix64. */
static inline uint64_t sim_draw(uint64_t seed, uint64_t subject)
{
    uint64_t z = seed * UINT64_C(0x9e3779b97f4a7c15) + subject;
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

#endif
