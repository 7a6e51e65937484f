/* Path validation as a device (GBCS 12), a User and the DCC must do it (RFC 5280 6.1; smki.md 18.2):
 * certificate
 * -> issuing authority -> root; signatures, names and key identifiers at each step, key usage, path length, a
 * policy that holds all the way; time only where the caller gives one; revocation where the store holds
 * lists. */
#ifndef ALB_SMKI_PATH_H
#define ALB_SMKI_PATH_H

#include "smki/keystore.h"

typedef struct smki_path_options {
    alb_time at;          /* ALB_TIME_NONE: validity times are not checked */
    smki_role role;       /* SMKI_ROLE_NONE: any */
    bool pin_self_signed; /* accept an XML signing certificate of the store that is signed with its own key,
                             as test clients have (smki.md 5.9) */
    bool infrastructure;  /* the certificate may be one of IKI or DCCKI, whose policies are not known */
    bool authority;       /* the certificate must be an authority's; else it must not be */
    const char *policy;   /* object identifier that must hold all the way; NULL: any that does */
} smki_path_options;

/* OK; NO_KEY when the store does not hold the issuer; AUTH_FAILED with the rule that breaks. anchors: the
 * store whose root certificates are trusted and whose authorities may stand between. */
ALB_MUST_USE alb_status smki_path_check(crypto_ctx *ctx, const smki_certificate *c,
                                        const smki_keystore *anchors, const smki_path_options *options,
                                        alb_err *err);

/* What is trusted without a certificate: the root cell of a device. */
typedef struct smki_anchor {
    const crypto_pub *pub;
    alb_span key_id; /* its subject key identifier */
} smki_anchor;

/* The same where the issuers come with the message (certificationPathCertificates of CS02b), in any order;
 * certificates that are not needed do no harm. */
ALB_MUST_USE alb_status smki_path_check_chain(crypto_ctx *ctx, const smki_certificate *c,
                                              const smki_certificate *const *issuers, size_t n_issuers,
                                              const smki_anchor *anchor, const smki_path_options *options,
                                              alb_err *err);

#endif
