/* The device log of a device that is no hub: with which other devices of the home it is joined (GBCS 13.7;
 * devices.md 13). */
#ifndef ALB_DEVICE_PARTNERS_H
#define ALB_DEVICE_PARTNERS_H

#include "base/buf.h"
#include "base/eui64.h"
#include "smki/certificate.h"

enum { PARTNERS_MOST = 16 };

/* JoinMethodAndRole and DeviceType as messages have them (catalogue). */
typedef enum join_method { JOIN_A_INITIATOR, JOIN_A_RESPONDER, JOIN_B, JOIN_C } join_method;
typedef enum partner_type {
    PARTNER_GSME,
    PARTNER_ESME,
    PARTNER_CHF,
    PARTNER_GPF,
    PARTNER_HCALCS,
    PARTNER_PPMID,
    PARTNER_TYPE_2
} partner_type;

typedef struct partner {
    alb_eui64 id;
    uint8_t type;                /* partner_type */
    uint8_t method;              /* join_method */
    uint64_t counter;            /* of the last message between the two that was accepted */
    smki_certificate *agreement; /* of method C: whose key makes the MACs between the two; own reference */
} partner;

/* All zero: none. */
typedef struct partners {
    partner *items;
    uint8_t count;
} partners;

void partners_release(partners *all);
partner *partners_find(const partners *all, alb_eui64 id);
/* A new entry; NULL: the log is full, or no memory. */
partner *partners_add(partners *all, alb_eui64 id, uint8_t type, uint8_t method);
/* False: there is none. */
ALB_MUST_USE bool partners_remove(partners *all, alb_eui64 id);

void partners_save(const partners *all, alb_buf *out);
void partners_restore(partners *all, alb_rd *in);

#endif
