/* EUI-64 entity identifiers: 8 octets, most significant first (GBCS 4; DUIS "Device ID" and "User ID"). */
#ifndef ALB_BASE_EUI64_H
#define ALB_BASE_EUI64_H

#include "base/span.h"

typedef struct alb_eui64 {
    uint8_t octets[8];
} alb_eui64;

static inline uint64_t alb_eui64_number(alb_eui64 e)
{
    uint64_t v = 0;
    for (size_t i = 0; i < 8; i++) {
        v = v << 8 | e.octets[i];
    }
    return v;
}

static inline alb_eui64 alb_eui64_of(uint64_t number)
{
    alb_eui64 e = {{0}};
    for (size_t i = 0; i < 8; i++) {
        e.octets[i] = (uint8_t)(number >> (8 * (7 - i)));
    }
    return e;
}

static inline bool alb_eui64_equal(alb_eui64 a, alb_eui64 b)
{
    return memcmp(a.octets, b.octets, 8) == 0;
}

static inline alb_span alb_eui64_span(const alb_eui64 *e)
{
    return (alb_span){e->octets, 8};
}

static inline alb_eui64 alb_rd_eui64(alb_rd *r)
{
    return alb_eui64_of(alb_rd_be64(r));
}

/* Accepts 16 hex digits, plain or in pairs with '-' or ':'; either case. */
ALB_MUST_USE bool alb_eui64_parse(alb_span text, alb_eui64 *out);

enum { ALB_EUI64_TEXT = 24 };
/* "90b3d51f30010000"; buf holds ALB_EUI64_TEXT octets. Returns buf. */
const char *alb_eui64_hex(alb_eui64 e, char buf[static ALB_EUI64_TEXT]);
/* The DUIS form, "90-B3-D5-1F-30-01-00-00". Returns buf. */
const char *alb_eui64_dashed(alb_eui64 e, char buf[static ALB_EUI64_TEXT]);

#endif
