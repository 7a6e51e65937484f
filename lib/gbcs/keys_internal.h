#ifndef ALB_GBCS_KEYS_INTERNAL_H
#define ALB_GBCS_KEYS_INTERNAL_H

#include "gbcs/keys.h"
#include "pair_cache_internal.h"

enum { GBCS_MAX_ACBS = 8 };

struct gbcs_keys {
    const smki_keystore *store;
    crypto_ctx *crypto;
    gbcs_pair_cache cache;
    /* Key agreement entries of Access Control Brokers: every command's MAC needs one, and the header does not
     * name it. */
    const smki_identity *acbs[GBCS_MAX_ACBS];
    size_t n_acbs;
    size_t acbs_seen; /* entries the store had when they were looked for */
};

#endif
