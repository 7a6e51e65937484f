/* Signatures of files that the Code exchanges: detached CMS SignedData (RFC 5652), DER, SHA-256, one signer
 * whose certificate comes with it (smki.md 22.2: the form is ours until the Code's own is public). Keys are
 * RSA (IKI certificates) or on P-256 (certificates of organisations).
 */
#ifndef ALB_CRYPTO_FILE_SIGNATURE_H
#define ALB_CRYPTO_FILE_SIGNATURE_H

#include "base/buf.h"
#include "base/time.h"

/* certificate and key: PEM. when: the signing time that the signature states. BAD_KEY when they do not belong
 * together.
 */
ALB_MUST_USE alb_status crypto_file_sign(alb_span certificate, alb_span key, alb_span file, alb_time when,
                                         alb_buf *out, alb_err *err);

typedef struct crypto_file_signer {
    alb_buf certificate; /* DER; the caller releases it */
    char name[256];      /* subject, as people read it */
    alb_time when;       /* ALB_TIME_NONE: not stated */
} crypto_file_signer;

/* trusted: PEM of the certificates that are trusted, of authorities between, and of revocation lists, in
 * which the signer must not stand. at: the time for which the chain must hold; ALB_TIME_NONE: that which the
 * signature states. The signer's key usage must be digital signature. AUTH_FAILED with the reason; signer is
 * filled on success. */
ALB_MUST_USE alb_status crypto_file_verify(alb_span signature, alb_span file, alb_span trusted, alb_time at,
                                           crypto_file_signer *signer, alb_err *err);

#endif
