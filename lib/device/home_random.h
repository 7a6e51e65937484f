/* Random numbers that belong to a home: the same for the same home, purpose and index. */
#ifndef ALB_DEVICE_HOME_RANDOM_H
#define ALB_DEVICE_HOME_RANDOM_H

#include "base/eui64.h"

enum { HOME_RANDOM_ONE = 65536 };

/* 0 .. HOME_RANDOM_ONE - 1 (the mixer of splitmix64). */
static inline uint32_t home_random(alb_eui64 id, unsigned purpose, uint64_t index)
{
    uint64_t z = alb_eui64_number(id) ^ purpose * UINT64_C(0x9e3779b97f4a7c15);
    for (int round = 0; round < 2; round++) {
        z += index + UINT64_C(0x9e3779b97f4a7c15);
        z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
        z ^= z >> 31;
    }
    return (uint32_t)(z >> 48);
}

#endif
