#ifndef ALB_GBCS_KEYS_INTERNAL_H
#define ALB_GBCS_KEYS_INTERNAL_H

#include "gbcs/keys.h"

enum { GBCS_MAX_ACBS = 8 };

struct gbcs_keys {
    const smki_keystore *store;
    crypto_ctx *crypto;
    gbcs_secrets *secrets;
    bool owns_secrets;
    /* Key agreement entries of Access Control Brokers: every command's MAC needs one, and the header does not
     * name it. */
    const smki_identity *acbs[GBCS_MAX_ACBS];
    size_t n_acbs;
    size_t acbs_seen; /* entries the store had when they were looked for */
};

/* False when the pair is not there. */
bool gbcs_secrets_find(gbcs_secrets *secrets, const uint8_t own[static CRYPTO_POINT],
                       const uint8_t peer[static CRYPTO_POINT], crypto_secret *out);
void gbcs_secrets_put(gbcs_secrets *secrets, const uint8_t own[static CRYPTO_POINT],
                      const uint8_t peer[static CRYPTO_POINT], const crypto_secret *secret);

#endif
