/* A private key in parts, one for each officer: files that say which of how many they are, for which key, and
 * how many are needed (crypto/shares.h; SEC L10, Appendix L; smki.md 19.2).
 */
#ifndef ALB_SMKI_KEY_SHARES_H
#define ALB_SMKI_KEY_SHARES_H

#include "base/buf.h"
#include "crypto/crypto.h"

#define SMKI_KEY_SHARE_LABEL "ALBION KEY SHARE"

/* n files' contents, PEM, into out[0] .. out[n - 1], which the caller initialised, wipes and releases. */
ALB_MUST_USE alb_status smki_key_split(crypto_ctx *ctx, const crypto_key *key, unsigned k, unsigned n,
                                       alb_buf *out, alb_err *err);

/* The key again. MISMATCH for shares of different keys, for fewer than are needed, or altered ones. */
ALB_MUST_USE alb_status smki_key_join(crypto_ctx *ctx, const alb_span *shares, unsigned n, crypto_key **out,
                                      alb_err *err);

#endif
