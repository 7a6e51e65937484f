/* The primitives of GBCS 4 and of TLS-free signing, over OpenSSL: ECDSA and ECDH on P-256, SHA-256,
 * AES-128-GCM.
 *
 * A crypto_ctx holds fetched algorithms and reusable contexts: one per worker thread, never shared. Keys are
 * opaque and immutable once loaded: they may be shared between threads. Secrets are distinct types, wiped
 * when released; tags are compared in constant time. Private keys come through crypto_key, behind which a
 * file or a PKCS#11 token may stand (crypto/token.h). No OpenSSL type appears in this header.
 */
#ifndef ALB_CRYPTO_CRYPTO_H
#define ALB_CRYPTO_CRYPTO_H

#include "base/span.h"

typedef struct crypto_ctx crypto_ctx;
typedef struct crypto_key crypto_key; /* private key, in memory or in a token (crypto/token.h) */
typedef struct crypto_pub crypto_pub; /* public key, checked to lie on the curve when loaded */

/* What is said of keys holds for P-256 alone, which is all that messages use. RSA is for the certificates of
 * the other infrastructures, IKI and DCCKI (crypto/pkix.h). */
typedef enum crypto_kind {
    CRYPTO_KIND_P256,
    CRYPTO_KIND_RSA_2048,
    CRYPTO_KIND_RSA_3072,
    CRYPTO_KIND_RSA_4096
} crypto_kind;

enum { CRYPTO_SIGNATURE = 64, CRYPTO_POINT = 65, CRYPTO_HASH = 32, CRYPTO_GCM_TAG = 16, CRYPTO_GCM_IV = 12 };

typedef struct crypto_secret { /* x-coordinate of an ECDH result */
    uint8_t octets[32];
} crypto_secret;
typedef struct crypto_key128 { /* AES key */
    uint8_t octets[16];
} crypto_key128;

/* Overwrites memory in a way that the compiler keeps. */
void crypto_wipe(void *ptr, size_t len);
void crypto_wipe_secret(crypto_secret *s);
void crypto_wipe_key128(crypto_key128 *k);
/* Locals that are wiped at the end of their scope. */
#define CRYPTO_SCRUB_SECRET __attribute__((cleanup(crypto_wipe_secret)))
#define CRYPTO_SCRUB_KEY128 __attribute__((cleanup(crypto_wipe_key128)))

/* Constant-time comparison. */
ALB_MUST_USE bool crypto_equal(const void *a, const void *b, size_t len);
/* Random octets from OpenSSL's generator. */
ALB_MUST_USE alb_status crypto_random(void *out, size_t len);

/* NULL when out of memory or without the algorithms. */
crypto_ctx *crypto_ctx_new(void);
void crypto_ctx_free(crypto_ctx *ctx);

/* --- keys --- */

/* A private key from PKCS#8, SEC1 or PEM of either, recognised by content; anything but P-256 is BAD_KEY. */
ALB_MUST_USE alb_status crypto_key_load(alb_span der_or_pem, crypto_key **out, alb_err *err);
/* A new random key pair. */
ALB_MUST_USE alb_status crypto_key_generate(crypto_key **out, alb_err *err);
/* The key pair with this private scalar (32 octets, 1 .. n-1): keys derived from a seed (simulated devices).
 */
ALB_MUST_USE alb_status crypto_key_from_scalar(const uint8_t scalar[static 32], crypto_key **out,
                                               alb_err *err);
/* The same without its public half, which takes longer than a signature: for keys that are used once or
 * twice. It signs and agrees; crypto_key_public gives NULL, crypto_key_to_pem UNSUPPORTED. For simulated
 * devices alone: not all of its arithmetic takes the same time whatever the scalar. */
ALB_MUST_USE alb_status crypto_key_bare(crypto_ctx *ctx, const uint8_t scalar[static 32], crypto_key **out,
                                        alb_err *err);
/* Tells a private key from all others in this program: its public point, or what stands for that where the
 * key has none. Borrowed from the key. */
const uint8_t *crypto_key_name(const crypto_key *key);
/* PKCS#8 PEM into out, for files with strict permissions. UNSUPPORTED for a key in a token. */
ALB_MUST_USE alb_status crypto_key_to_pem(const crypto_key *key, alb_wr *out, alb_err *err);
/* Shared references: keys are reference counted. */
crypto_key *crypto_key_ref(crypto_key *key);
void crypto_key_free(crypto_key *key);
/* The public half; borrowed from the key. */
const crypto_pub *crypto_key_public(const crypto_key *key);

/* A public key from its uncompressed point (65 octets), SubjectPublicKeyInfo, or PEM of the latter. BAD_KEY
 * when it is not a point of P-256. */
ALB_MUST_USE alb_status crypto_pub_load(alb_span point_or_spki, crypto_pub **out, alb_err *err);
crypto_pub *crypto_pub_ref(crypto_pub *pub);
void crypto_pub_free(crypto_pub *pub);
crypto_kind crypto_pub_kind(const crypto_pub *pub);
/* The uncompressed point, 04 || x || y; zeros for RSA. */
const uint8_t *crypto_pub_point(const crypto_pub *pub);
ALB_MUST_USE bool crypto_pub_equal(const crypto_pub *a, const crypto_pub *b);

/* This key will verify thousands of signatures, or thousands of bare keys will agree with it: prepares for
 * it, which takes some 50 ms and 150 KiB, makes each verification about twice as fast, and the
 * agreement of a bare key three times. Thread-safe; without memory nothing changes. */
void crypto_pub_expect_many(const crypto_pub *pub);
/* A signature of this key, of which there are few such as a party's, was verified: with the hundredth it is
 * one of those. Thread-safe. */
void crypto_pub_note_use(const crypto_pub *pub);

enum { CRYPTO_SPKI = 91, CRYPTO_SPKI_MAX = 550 }; /* on P-256; of RSA with 4096 bits */
/* SubjectPublicKeyInfo: id-ecPublicKey, prime256v1, uncompressed point (smki.md 4.1); or rsaEncryption. */
void crypto_pub_write_spki(const crypto_pub *pub, alb_wr *out);

/* --- PEM --- */

/* The next PEM block of *text: its label ("CERTIFICATE") and the base64 between the lines, still encoded
 * (headers of old encrypted keys included, which then do not decode). Text outside blocks is passed over.
 * False, and *text unchanged, when there is none. */
ALB_MUST_USE bool crypto_pem_next(alb_span *text, alb_span *label, alb_span *base64);
/* A PEM block, 64 characters a line. */
void crypto_pem_write(const char *label, alb_span der, alb_wr *out);

/* --- operations --- */

/* SHA-256. */
void crypto_sha256(crypto_ctx *ctx, alb_span data, uint8_t out[static CRYPTO_HASH]);
/* SHA-256 of two spans, one after the other. */
void crypto_sha256_2(crypto_ctx *ctx, alb_span a, alb_span b, uint8_t out[static CRYPTO_HASH]);
/* SHA-256 of what comes piece by piece: files that are not kept in memory. NULL: no memory. */
typedef struct crypto_hasher crypto_hasher;
crypto_hasher *crypto_hasher_new(void);
void crypto_hasher_add(crypto_hasher *h, alb_span data);
/* Of all that was added so far; more may follow. */
void crypto_hasher_value(const crypto_hasher *h, uint8_t out[static CRYPTO_HASH]);
void crypto_hasher_free(crypto_hasher *h);
/* SHA-1, only for key identifiers (SMKI certificate profiles). */
void crypto_sha1(crypto_ctx *ctx, alb_span data, uint8_t out[static 20]);

/* ECDSA over SHA-256(data); signature r || s, 32 octets each, as GBCS and DUIS carry it. */
ALB_MUST_USE alb_status crypto_sign(crypto_ctx *ctx, const crypto_key *key, alb_span data,
                                    uint8_t out[static CRYPTO_SIGNATURE], alb_err *err);
/* The same over a hash that is already there. */
ALB_MUST_USE alb_status crypto_sign_hash(crypto_ctx *ctx, const crypto_key *key,
                                         const uint8_t hash[static CRYPTO_HASH],
                                         uint8_t out[static CRYPTO_SIGNATURE], alb_err *err);
/* AUTH_FAILED when the signature is not of that key over that data. Any s is accepted (GBCS vectors have no
 * low-s rule). */
ALB_MUST_USE alb_status crypto_verify(crypto_ctx *ctx, const crypto_pub *pub, alb_span data,
                                      const uint8_t signature[static CRYPTO_SIGNATURE]);
ALB_MUST_USE alb_status crypto_verify_hash(crypto_ctx *ctx, const crypto_pub *pub,
                                           const uint8_t hash[static CRYPTO_HASH],
                                           const uint8_t signature[static CRYPTO_SIGNATURE]);

enum { CRYPTO_SIGNATURE_DER = 72 };
/* r || s as the DER SEQUENCE of two INTEGERs that certificates and CSRs carry; returns its length. */
size_t crypto_signature_to_der(const uint8_t signature[static CRYPTO_SIGNATURE],
                               uint8_t out[static CRYPTO_SIGNATURE_DER]);
/* The inverse. `lenient` accepts superfluous leading zeros in r and s, as two certificates of the test
 * infrastructure have (vectors-errata.md 2.1); otherwise only DER. */
ALB_MUST_USE alb_status crypto_signature_from_der(alb_span der, bool lenient,
                                                  uint8_t out[static CRYPTO_SIGNATURE]);

/* Static-static Diffie-Hellman: the x-coordinate. The peer was checked to be a point of the curve when it was
 * loaded. */
ALB_MUST_USE alb_status crypto_ecdh(crypto_ctx *ctx, const crypto_key *key, const crypto_pub *peer,
                                    crypto_secret *out, alb_err *err);

/* AES-128-GCM: cipher text (as long as plain) to out, tag of 16 octets. plain empty: GMAC over aad alone, and
 * out may be NULL. The aad comes in two parts so that a header need not be copied in front of a message. out
 * may be plain.ptr, otherwise they do not overlap. */
ALB_MUST_USE alb_status crypto_gcm_seal(crypto_ctx *ctx, const crypto_key128 *key,
                                        const uint8_t iv[static CRYPTO_GCM_IV], alb_span aad1, alb_span aad2,
                                        alb_span plain, uint8_t *out, uint8_t tag[static CRYPTO_GCM_TAG]);
/* The inverse, with a tag cut to tag.len octets (12 in GBCS). AUTH_FAILED, and out wiped, when it does not
 * match. */
ALB_MUST_USE alb_status crypto_gcm_open(crypto_ctx *ctx, const crypto_key128 *key,
                                        const uint8_t iv[static CRYPTO_GCM_IV], alb_span aad1, alb_span aad2,
                                        alb_span cipher, alb_span tag, uint8_t *out);

/* --- key wrap (RFC 5649: AES-128, with padding) --- */
/* Appends the wrapped octets; plain has 1 .. 1024. */
ALB_MUST_USE alb_status crypto_wrap(const crypto_key128 *key, alb_span plain, alb_wr *out);
/* AUTH_FAILED when they were not wrapped under that key. */
ALB_MUST_USE alb_status crypto_unwrap(const crypto_key128 *key, alb_span wrapped, alb_wr *out);

#endif
