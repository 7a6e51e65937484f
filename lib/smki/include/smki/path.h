/* Path validation as a device (GBCS 12), a User and the DCC must do it: certificate -> issuing authority ->
 * root, P-256 and ecdsa-with-SHA256 at each step, key usage, path length, policies; time only where the
 * caller gives one; revocation where the caller gives lists. */
#ifndef ALB_SMKI_PATH_H
#define ALB_SMKI_PATH_H

#include "smki/keystore.h"

typedef struct smki_path_options {
    alb_time at;          /* ALB_TIME_NONE: validity times are not checked */
    smki_role role;       /* SMKI_ROLE_NONE: any */
    bool pin_self_signed; /* accept a certificate of the store that is signed with its own key (test clients'
                             XML signing) */
} smki_path_options;

/* OK, or AUTH_FAILED with the rule that breaks. anchors: the store whose root certificates are trusted. */
ALB_MUST_USE alb_status smki_path_check(crypto_ctx *ctx, const smki_certificate *c,
                                        const smki_keystore *anchors, const smki_path_options *options,
                                        alb_err *err);

#endif
