/* Certificate signing requests, PKCS #10 (RFC 2986, SEC Appendix M; smki.md 10): what devices answer to CS02c
 * and what Subscribers send to the authorities.
 *
 * A request holds what the subject may choose, and nothing else goes into the certificate: name, public key,
 * key usage, hardware module. The authority adds the rest by the profile.
 */
#ifndef ALB_SMKI_REQUEST_H
#define ALB_SMKI_REQUEST_H

#include "smki/authority.h"

enum { SMKI_REQUEST_MAX = 1024 };

typedef struct smki_request smki_request;

/* Reads DER, PEM with either label or none, or base64, and checks all that the request alone can tell
 * (smki.md 10.3, F1 to F6): form, subject, key, proof of possession, extensions. BAD_KEY, or AUTH_FAILED
 * where the signature is not that of the key; err->rule names the step. */
ALB_MUST_USE alb_status smki_request_parse(crypto_ctx *ctx, alb_span in, smki_request **out, alb_err *err);
/* The same, and requests for certificates of IKI and DCCKI, whose keys are RSA. */
ALB_MUST_USE alb_status smki_request_parse_any(crypto_ctx *ctx, alb_span in, smki_request **out,
                                               alb_err *err);
/* The same of an issuing authority's, which goes to a root and to nobody else. */
ALB_MUST_USE alb_status smki_request_parse_authority(crypto_ctx *ctx, alb_span in, smki_request **out,
                                                     alb_err *err);
void smki_request_free(smki_request *r);

/* What is asked for, in the form that an authority takes; it borrows from the request. profile is NULL for
 * IKI and DCCKI: whoever certifies says which. */
smki_subject smki_request_subject(const smki_request *r);
/* The octets of the request. */
alb_span smki_request_der(const smki_request *r);

/* Writes a request of subject->profile for the key pair and signs it with its private key.
 * subject->public_key is not looked at. */
ALB_MUST_USE alb_status smki_request_write(crypto_ctx *ctx, const smki_subject *subject,
                                           const crypto_key *key, alb_wr *out, alb_err *err);

#endif
