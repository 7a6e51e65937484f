/* The contingency key: what is left when the root key is lost (SEC L10.30; RFC 5934; smki.md 5.1, 19.7).
 *
 * Its public half lies in the root certificate, wrapped under a symmetric key that nobody but its custodians
 * knows. Whoever shows that key, in a CS02b of mode 9, lets a device see by whom the command must be signed.
 * Which wrapping the standard fixes is not known to us: AES key wrap with padding is taken.
 */
#ifndef ALB_SMKI_CONTINGENCY_H
#define ALB_SMKI_CONTINGENCY_H

#include "smki/authority.h"

enum { SMKI_CONTINGENCY_KEY = 16 }; /* octets of the symmetric key */

typedef struct smki_contingency {
    const crypto_pub *key;
    const crypto_key128 *symmetric;
} smki_contingency;

/* As smki_authority_create_root, with the wrapped contingency key in the certificate. */
ALB_MUST_USE alb_status smki_authority_create_root_with(crypto_ctx *ctx, const char *profile,
                                                        const char *name, crypto_key *key,
                                                        const smki_contingency *contingency, alb_time now,
                                                        smki_authority **out, alb_err *err);

/* NOT_FOUND: the root has none; AUTH_FAILED: it is not under that key. The caller frees the public key. */
ALB_MUST_USE alb_status smki_contingency_open(const smki_certificate *root, alb_span symmetric,
                                              crypto_pub **out, alb_err *err);

#endif
