/* A device's own key pairs and certificates, and how commands replace them (GBCS 13.4; gbcs-messages.md
 * 14.6): CS02c makes a key pair, CS02d brings the certificate for it and puts both in force. */
#ifndef ALB_DEVICE_OWN_CREDENTIALS_H
#define ALB_DEVICE_OWN_CREDENTIALS_H

#include "base/buf.h"
#include "device/device.h"

enum { OWN_SIGNING, OWN_AGREEMENT, OWN_PAIRS };

typedef struct own_credentials {
    const crypto_key *made[OWN_PAIRS]; /* what the device was made with; borrowed */
    crypto_key *replaced[OWN_PAIRS];   /* in force instead; NULL: none */
    crypto_key *former[OWN_PAIRS];     /* before that: the answer to its replacement is signed with it */
    crypto_key *asked[OWN_PAIRS];      /* of the last request, waits for its certificate */
    smki_certificate *certificates[OWN_PAIRS]; /* NULL: not looked for yet, or none */
} own_credentials;

void own_credentials_release(own_credentials *o);
/* The key in force. */
const crypto_key *own_key(const own_credentials *o, int pair);

void own_credentials_save(const own_credentials *o, alb_buf *out);
void own_credentials_restore(own_credentials *o, alb_rd *in);

#endif
