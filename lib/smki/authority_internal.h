#ifndef ALB_SMKI_AUTHORITY_INTERNAL_H
#define ALB_SMKI_AUTHORITY_INTERNAL_H

#include "smki/authority.h"

/* A reference of the caller's own. */
smki_certificate *smki_authority_certificate_ref(const smki_authority *ca);
/* Borrowed; it signs lists. */
const crypto_key *smki_authority_key(const smki_authority *ca);

#endif
