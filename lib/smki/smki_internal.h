#ifndef ALB_SMKI_INTERNAL_H
#define ALB_SMKI_INTERNAL_H

#include "smki/certificate.h"

#include <stdatomic.h>

enum { SMKI_KEY_ID = 32, SMKI_SERIAL = 24 };

struct smki_certificate {
    atomic_uint refs;
    smki_kind kind;
    smki_role role;
    smki_usage usage;
    alb_eui64 entity;
    alb_time not_before, not_after;
    crypto_pub *pub;
    alb_span der; /* own copy; the next three lie in it */
    alb_span tbs;
    alb_span issuer, subject;
    uint8_t signature[CRYPTO_SIGNATURE];
    uint8_t serial[SMKI_SERIAL];
    uint8_t ski[SMKI_KEY_ID], aki[SMKI_KEY_ID];
    uint8_t serial_len, ski_len, aki_len;
};

#endif
