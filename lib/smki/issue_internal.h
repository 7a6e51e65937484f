/* From what is asked to the octets of a certificate. */
#ifndef ALB_SMKI_ISSUE_INTERNAL_H
#define ALB_SMKI_ISSUE_INTERNAL_H

#include "smki_internal.h"

#include "catalogue/certificate.h"

enum { SMKI_CERTIFICATE_MAX = 2048 };

/* What a certificate will say; all of it checked against the profile before. */
typedef struct smki_issue {
    const cat_certificate *profile;
    uint8_t role;
    uint16_t usage; /* CAT_KEY_USAGE_ bits */
    alb_eui64 entity;
    const char *name; /* CN; NULL: none */
    const crypto_pub *pub;
    alb_time not_before, not_after;
    alb_span issuer;                               /* Name; empty: the subject's own */
    uint8_t authority_key_id[SMKI_KEY_IDENTIFIER]; /* of the issuer */
} smki_issue;

/* TBSCertificate with this serial number. */
void smki_issue_write_body(alb_wr *w, crypto_ctx *ctx, const smki_issue *issue, alb_span serial);
/* Draws a serial number, writes and signs. */
ALB_MUST_USE alb_status smki_issue_write(crypto_ctx *ctx, const smki_issue *issue, const crypto_key *key,
                                         alb_wr *out, alb_err *err);

#endif
