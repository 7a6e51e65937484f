#ifndef ALB_SMKI_AUTHORITY_INTERNAL_H
#define ALB_SMKI_AUTHORITY_INTERNAL_H

#include "smki/authority.h"

/* A reference of the caller's own. */
smki_certificate *smki_authority_certificate_ref(const smki_authority *ca);
/* The root again with another key: its name, and the contingency key that it holds. */
ALB_MUST_USE alb_status smki_authority_renew_root(crypto_ctx *ctx, const smki_authority *root,
                                                  crypto_key *key, alb_time now, smki_authority **out,
                                                  alb_err *err);
/* The wrapped contingency key of a root; empty: none. */
alb_span smki_contingency_wrapped(const smki_certificate *root);
/* CN of an authority. */
enum { SMKI_NAME_MAX = 64 };
void smki_authority_name(const smki_authority *ca, char out[static SMKI_NAME_MAX + 1]);
/* Borrowed; it signs lists. */
const crypto_key *smki_authority_key(const smki_authority *ca);

#endif
