/* Openers and sealers for the encrypted parts of a content, made from keys. */
#ifndef ALB_GBCS_OPENER_H
#define ALB_GBCS_OPENER_H

#include "gbcs/content.h"
#include "gbcs/verify.h"

/* Keys are looked for when the first encrypted part is met: most messages have none. Not shared between
 * threads. */
typedef struct gbcs_opening {
    gbcs_keys *keys;
    const gbcs_message *message;
    gbcs_cipher cipher;
    alb_status found; /* of the cipher; UNKNOWN: not looked for yet */
    size_t opened;
    size_t failed; /* there was a key, and the part did not authenticate with it */
} gbcs_opening;

/* The opener borrows opening, which borrows keys and message. Release it. */
gbcs_opener gbcs_opening_init(gbcs_opening *opening, gbcs_keys *keys, const gbcs_message *message);
void gbcs_opening_release(gbcs_opening *opening);

/* Seals with a cipher that the caller derived (gbcs_cipher_init). */
typedef struct gbcs_sealing {
    crypto_ctx *crypto;
    const gbcs_cipher *cipher;
} gbcs_sealing;
gbcs_sealer gbcs_sealing_init(gbcs_sealing *sealing, crypto_ctx *crypto, const gbcs_cipher *cipher);

#endif
