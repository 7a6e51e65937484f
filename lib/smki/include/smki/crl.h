/* Certificate revocation lists (RFC 5280 5; smki.md 9): the Organisation CRL of the issuing authority and the
 * ARL of the root. Device certificates are never revoked, and devices consult no list.
 *
 * Immutable after parsing, may be shared between threads. A keystore that holds lists makes every path check
 * consult them (smki/path.h).
 */
#ifndef ALB_SMKI_CRL_H
#define ALB_SMKI_CRL_H

#include "smki/authority.h"

typedef struct smki_revoked {
    alb_span serial; /* magnitude, as of smki_certificate_serial */
    alb_time when;
    uint8_t reason; /* RFC 5280 5.3.1; 0: none stated */
} smki_revoked;

/* From DER or PEM ("X509 CRL"). */
ALB_MUST_USE alb_status smki_crl_parse(alb_span der_or_pem, smki_crl **out, alb_err *err);
void smki_crl_free(smki_crl *list);

alb_span smki_crl_der(const smki_crl *list);
alb_span smki_crl_issuer(const smki_crl *list);
alb_span smki_crl_aki(const smki_crl *list);
uint64_t smki_crl_number(const smki_crl *list);
alb_time smki_crl_this_update(const smki_crl *list);
/* ALB_TIME_NONE: not stated. */
alb_time smki_crl_next_update(const smki_crl *list);
/* Entries, sorted by serial number. */
size_t smki_crl_count(const smki_crl *list);
const smki_revoked *smki_crl_at(const smki_crl *list, size_t index);
/* NULL: not revoked. */
const smki_revoked *smki_crl_find(const smki_crl *list, alb_span serial);

/* Is it a list of that authority: by name, key identifier and signature? The answer for a key is kept. */
ALB_MUST_USE bool smki_crl_is_of(crypto_ctx *ctx, const smki_crl *list, const smki_certificate *authority);

/* The entry of c, or of an authority above it, in a list of the store that bears the signature of the issuer,
 * which must be in the store, too; NULL: not revoked as far as the store knows. */
const smki_revoked *smki_keystore_revoked(crypto_ctx *ctx, const smki_keystore *ks,
                                          const smki_certificate *c);
/* The newest list of c's issuer when its next update is past (RFC 5280 5.1.2.5); NULL: it is not, or the
 * store holds none. */
const smki_crl *smki_keystore_stale_list(crypto_ctx *ctx, const smki_keystore *ks, const smki_certificate *c,
                                         alb_time at);
/* Puts a list into the store, in the place of an older one of the same authority; the store takes it over on
 * success alone. AUTH_FAILED: of no authority in the store; EXISTS: not newer than the one that is there. */
ALB_MUST_USE alb_status smki_keystore_take_list(crypto_ctx *ctx, smki_keystore *ks, smki_crl *list,
                                                alb_err *err);

/* A new list of the authority; number must be greater than that of the one before. The certificates of the
 * entries are not looked at. */
ALB_MUST_USE alb_status smki_crl_issue(crypto_ctx *ctx, smki_authority *ca, const smki_revoked *entries,
                                       size_t count, uint64_t number, alb_time now, alb_time next,
                                       smki_crl **out, alb_err *err);

/* "keyCompromise" and so on; NULL where the number has no name. */
const char *smki_reason_name(uint8_t reason);
ALB_MUST_USE bool smki_reason_named(const char *name, uint8_t *out);

#endif
