/* Prepayment tokens: UTRN (20 digits, for people) and PTUT (64 bits) (GBCS 14; gbcs-messages.md 12).
 *
 * A supplier makes them; a meter checks them, with or without the counter of a message around the token:
 * typed in at the meter only the low 10 bits of the counter are there, and the meter finds the rest near the
 * counters it knows. The cache is plain data that a device stores as it is.
 */
#ifndef ALB_GBCS_UTRN_H
#define ALB_GBCS_UTRN_H

#include "gbcs/keys.h"

enum {
    GBCS_UTRN_DIGITS = 20,
    GBCS_UTRN_TEXT = GBCS_UTRN_DIGITS + 1,
    GBCS_UTRN_CACHE = 100,
    GBCS_UTRN_VALUE_MAX = 8191
};

typedef enum gbcs_utrn_class { GBCS_UTRN_PENCE = 0, GBCS_UTRN_POUNDS = 1 } gbcs_utrn_class;

/* What a token grants: value in hundredths or wholes of the currency unit. */
typedef struct gbcs_utrn_credit {
    uint32_t counter; /* UTRN counter: the high half of the originator counter */
    gbcs_utrn_class value_class;
    uint16_t value; /* 0 .. 8191 */
} gbcs_utrn_credit;

/* The token's fields as its digits give them: nothing is authenticated. */
typedef struct gbcs_ptut {
    uint16_t truncated_counter; /* low 10 bits of the UTRN counter */
    gbcs_utrn_class value_class;
    uint16_t value;
    uint32_t mac;
} gbcs_ptut;

/* Counters of the tokens a meter has accepted, as it stores them. All zero: none yet. */
typedef struct gbcs_utrn_cache {
    uint32_t floor; /* set with the credentials: tokens must count above it */
    uint32_t count;
    uint32_t counters[GBCS_UTRN_CACHE]; /* ascending */
} gbcs_utrn_cache;

/* Check digit of the first 19 digits, '0'..'9'. */
char gbcs_utrn_check_digit(const char digits[static GBCS_UTRN_DIGITS - 1]);

/* z: supplier's prepayment key agreement key x device's. BAD_VALUE when the value or class does not fit a
 * token. */
ALB_MUST_USE alb_status gbcs_utrn_make(crypto_ctx *ctx, const crypto_secret *z, alb_eui64 supplier,
                                       alb_eui64 device, const gbcs_utrn_credit *credit,
                                       char out[static GBCS_UTRN_TEXT], alb_err *err);

/* 20 digits (spaces and hyphens between them are passed over). BAD_FORMAT: not digits, wrong check digit, or
 * not a number of this kind. */
ALB_MUST_USE alb_status gbcs_utrn_parse(alb_span text, gbcs_ptut *out, alb_err *err);

/* Does the token's MAC fit this whole counter? AUTH_FAILED if not. */
ALB_MUST_USE alb_status gbcs_ptut_verify(crypto_ctx *ctx, const crypto_secret *z, alb_eui64 supplier,
                                         alb_eui64 device, const gbcs_ptut *ptut, uint32_t counter);

/* What a meter does with a token up to its own limits on credit. header_counter: originator counter of the
 * message that brought it, 0 when it was typed in. BAD_FORMAT as above; AUTH_FAILED: not authentic; MISMATCH:
 * the header's counter is not the token's; REPLAYED: accepted before, older than the cache reaches, or not
 * above the floor. Nothing is recorded: gbcs_utrn_accept does that when the credit was added. */
ALB_MUST_USE alb_status gbcs_utrn_check(crypto_ctx *ctx, const crypto_secret *z, alb_eui64 supplier,
                                        alb_eui64 device, const gbcs_utrn_cache *cache, alb_span text,
                                        uint64_t header_counter, gbcs_utrn_credit *out, alb_err *err);
/* Records an accepted counter; when the cache is full its lowest goes. */
void gbcs_utrn_accept(gbcs_utrn_cache *cache, uint32_t counter);

#endif
