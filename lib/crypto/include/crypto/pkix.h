/* Keys and signatures as certificates have them: on P-256 with ecdsa-with-SHA256, or RSA with
 * sha256WithRSAEncryption, as in IKI and DCCKI (smki.md 5.7, 23). RSA is taken with 2048, 3072 or 4096 bits
 * and the exponent 65537. Functions of crypto.h refuse RSA keys.
 */
#ifndef ALB_CRYPTO_PKIX_H
#define ALB_CRYPTO_PKIX_H

#include "crypto/crypto.h"

enum { CRYPTO_SIGNATURE_MAX = 512 }; /* octets of a signature */

/* Size of modulus or curve. */
unsigned crypto_kind_bits(crypto_kind kind);

/* As crypto_key_load, of either kind; or a URI of a key in a token (crypto/token.h). */
ALB_MUST_USE alb_status crypto_key_load_any(alb_span in, crypto_key **out, alb_err *err);
ALB_MUST_USE alb_status crypto_key_generate_kind(crypto_kind kind, crypto_key **out, alb_err *err);
/* From a SubjectPublicKeyInfo. */
ALB_MUST_USE alb_status crypto_pub_load_any(alb_span spki, crypto_pub **out, alb_err *err);
/* The content of subjectPublicKey, of which key identifiers are made: the point, or RSAPublicKey. Borrowed.
 */
alb_span crypto_pub_octets(const crypto_pub *pub);

/* Signs SHA-256 of data: SEQUENCE { r, s } or RSASSA-PKCS1-v1_5, as the BIT STRING of a certificate holds it.
 */
ALB_MUST_USE alb_status crypto_sign_any(crypto_ctx *ctx, const crypto_key *key, alb_span data, alb_wr *out,
                                        alb_err *err);
/* AUTH_FAILED when such a signature by an RSA key does not hold, or the key is none. */
ALB_MUST_USE alb_status crypto_verify_rsa(crypto_ctx *ctx, const crypto_pub *pub, alb_span data,
                                          alb_span signature);

#endif
