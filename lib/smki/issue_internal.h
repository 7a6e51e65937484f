/* From what is asked to the octets of a certificate. */
#ifndef ALB_SMKI_ISSUE_INTERNAL_H
#define ALB_SMKI_ISSUE_INTERNAL_H

#include "smki_internal.h"

#include "catalogue/certificate.h"
#include "crypto/pkix.h"
#include "smki/authority.h"

enum { SMKI_CERTIFICATE_MAX = 2048 };

/* 9999-12-31T23:59:59Z: no expiry (RFC 5280 4.1.2.5). */
#define SMKI_NO_EXPIRY ((alb_time)INT64_C(253402300799000))

/* The same day of a later year. */
alb_time smki_years_later(alb_time t, int years);
/* The profile that is meant for such a certificate, by its kind, role and issuer; NULL: none. */
const cat_certificate *smki_profile_of(const smki_certificate *c);

/* What a certificate will say; all of it checked against the profile before. */
typedef struct smki_issue {
    const cat_certificate *profile;
    uint8_t role;
    uint16_t usage; /* CAT_KEY_USAGE_ bits */
    alb_eui64 entity;
    const char *hardware;     /* hwType */
    const char *name;         /* CN; NULL: none */
    const char *organisation; /* O; NULL: none */
    const crypto_pub *pub;
    crypto_kind signer; /* of the issuer's key */
    alb_time not_before, not_after;
    alb_span issuer;                               /* Name; empty: the subject's own */
    uint8_t authority_key_id[SMKI_KEY_IDENTIFIER]; /* of the issuer */
    alb_span contingency;                          /* of a root: the wrapped contingency key; empty: none */
} smki_issue;

/* BAD_VALUE with the rule when the subject does not fit the profile; issuer and its key identifier are left
 * to the caller. */
ALB_MUST_USE alb_status smki_issue_fit(const cat_certificate *profile, const smki_subject *s, alb_time now,
                                       smki_issue *issue, alb_err *err);

/* The kind of key that a profile wants. */
crypto_kind smki_key_kind(cat_key_kind key);

/* The subject's Name; one Extension; ecdsa-with-SHA256 or sha256WithRSAEncryption. */
void smki_issue_write_subject(alb_wr *w, const smki_issue *issue);
void smki_issue_write_extension(alb_wr *w, crypto_ctx *ctx, const smki_issue *issue, const cat_extension *x);
/* The Extension with the wrapped contingency key. */
void smki_issue_write_contingency(alb_wr *w, const smki_issue *issue);
void smki_issue_write_algorithm(alb_wr *w, crypto_kind signer);
/* The SEQUENCE of a body, its algorithm and its signature, which certificates, requests and lists are. */
ALB_MUST_USE alb_status smki_issue_sign(crypto_ctx *ctx, alb_span body, const crypto_key *key, alb_wr *out,
                                        alb_err *err);

/* Dotted object identifier. */
const char *smki_extension_oid(cat_extension_kind kind);

/* TBSCertificate with this serial number. */
void smki_issue_write_body(alb_wr *w, crypto_ctx *ctx, const smki_issue *issue, alb_span serial);
/* Draws a serial number, writes and signs. */
ALB_MUST_USE alb_status smki_issue_write(crypto_ctx *ctx, const smki_issue *issue, const crypto_key *key,
                                         alb_wr *out, alb_err *err);

#endif
