/* Secrets split among officers: any k of n shares give the secret, fewer say nothing about it (Shamir, over
 * GF(2^8) with the polynomial of AES).
 */
#ifndef ALB_CRYPTO_SHARES_H
#define ALB_CRYPTO_SHARES_H

#include "base/span.h"

enum { CRYPTO_SHARES_MAX = 255 };

/* Writes n shares of secret.len octets each, one behind the other; share i (from 0) stands at point i + 1.
 * Needs 2 <= k
 * <= n. The caller wipes them. */
ALB_MUST_USE alb_status crypto_shares_split(alb_span secret, unsigned k, unsigned n, uint8_t *shares,
                                            alb_err *err);

/* The secret from k shares of len octets each, one behind the other, and their points, all different and none
 * 0. Shares that do not belong together give octets that are no secret: whoever joins them must be able to
 * tell. */
ALB_MUST_USE alb_status crypto_shares_join(const uint8_t *points, const uint8_t *shares, unsigned k,
                                           size_t len, uint8_t *secret, alb_err *err);

#endif
