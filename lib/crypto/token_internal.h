/* What a key in a token can do: pkcs11/, or no_pkcs11/ where that is not built. */
#ifndef ALB_CRYPTO_TOKEN_INTERNAL_H
#define ALB_CRYPTO_TOKEN_INTERNAL_H

#include "crypto/token.h"

typedef struct crypto_token crypto_token;

void crypto_token_free(crypto_token *t);
const char *crypto_token_uri(const crypto_token *t);
/* r || s over a hash. */
ALB_MUST_USE alb_status crypto_token_sign(crypto_token *t, const uint8_t hash[static CRYPTO_HASH],
                                          uint8_t out[static CRYPTO_SIGNATURE], alb_err *err);
/* RSASSA-PKCS1-v1_5 over a DigestInfo. */
ALB_MUST_USE alb_status crypto_token_sign_rsa(crypto_token *t, alb_span digest_info, alb_wr *out,
                                              alb_err *err);
/* UNSUPPORTED where the token or the key does no key agreement. */
ALB_MUST_USE alb_status crypto_token_derive(crypto_token *t, const crypto_pub *peer, crypto_secret *out,
                                            alb_err *err);

#endif
