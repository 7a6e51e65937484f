/* From what is asked to the octets of a certificate. */
#ifndef ALB_SMKI_ISSUE_INTERNAL_H
#define ALB_SMKI_ISSUE_INTERNAL_H

#include "smki/certificate.h"

#include "catalogue/certificate.h"

enum { SMKI_KEY_IDENTIFIER = 8, SMKI_CERTIFICATE_MAX = 2048 };

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

/* Key identifier by RFC 5280 4.2.1.2 method (2): 0100 and the low 60 bits of SHA-1 over the point. */
void smki_key_identifier(crypto_ctx *ctx, const crypto_pub *pub, uint8_t out[static SMKI_KEY_IDENTIFIER]);

/* Draws a serial number, writes and signs. */
ALB_MUST_USE alb_status smki_issue_write(crypto_ctx *ctx, const smki_issue *issue, const crypto_key *key,
                                         alb_wr *out, alb_err *err);

#endif
