/* An SMKI certificate, read once: the fields that messages and access control need (SEC Appendix B, GBCS 12).
 *
 * Immutable after parsing, reference counted, may be shared between threads. Parsing checks form (DER, X.509
 * v3, P-256, ecdsa-with-SHA256, no extension twice) and takes the fields; it does not check signature, chain
 * or time: smki/path.h does.
 */
#ifndef ALB_SMKI_CERTIFICATE_H
#define ALB_SMKI_CERTIFICATE_H

#include "base/eui64.h"
#include "base/time.h"
#include "crypto/crypto.h"

typedef enum smki_kind {
    SMKI_KIND_ORGANISATION,
    SMKI_KIND_DEVICE,
    SMKI_KIND_AUTHORITY,
    SMKI_KIND_INFRASTRUCTURE, /* of IKI or DCCKI: its key is RSA */
    SMKI_KIND_OTHER
} smki_kind;

/* Remote party roles: organisation OU in hexadecimal, trust anchor cells (GBCS 4; smki.md 6.1). */
typedef enum smki_role {
    SMKI_ROLE_ROOT = 0,
    SMKI_ROLE_RECOVERY = 1,
    SMKI_ROLE_SUPPLIER = 2,
    SMKI_ROLE_NETWORK_OPERATOR = 3,
    SMKI_ROLE_ACB = 4,
    SMKI_ROLE_TRANSITIONAL_COS = 5,
    SMKI_ROLE_WAN_PROVIDER = 6,
    SMKI_ROLE_ISSUING_AUTHORITY = 7,
    SMKI_ROLE_LOAD_CONTROLLER = 8,
    SMKI_ROLE_OTHER = 127,
    SMKI_ROLE_XML_SIGNING_USER = 135,
    SMKI_ROLE_XML_SIGNING_DCC = 137,
    SMKI_ROLE_NONE = 255 /* device certificates */
} smki_role;

typedef enum smki_usage {
    SMKI_USAGE_DIGITAL_SIGNATURE,
    SMKI_USAGE_KEY_AGREEMENT,
    SMKI_USAGE_CERT_SIGN,
    SMKI_USAGE_OTHER
} smki_usage;

typedef struct smki_certificate smki_certificate;

/* From DER or PEM. The certificate keeps its own copy of the octets. */
ALB_MUST_USE alb_status smki_certificate_parse(alb_span der_or_pem, smki_certificate **out, alb_err *err);
/* The same, and certificates of IKI and DCCKI and of their authorities, whose keys are RSA: for files that an
 * operator gives, never for what a message brings. */
ALB_MUST_USE alb_status smki_certificate_parse_any(alb_span der_or_pem, smki_certificate **out, alb_err *err);
smki_certificate *smki_certificate_ref(smki_certificate *c);
void smki_certificate_free(smki_certificate *c);

alb_span smki_certificate_der(const smki_certificate *c);
smki_kind smki_certificate_kind(const smki_certificate *c);
/* The subject's entity identifier: x500UniqueIdentifier or hardwareModuleName; zero where there is none. */
alb_eui64 smki_certificate_entity(const smki_certificate *c);
smki_role smki_certificate_role(const smki_certificate *c);
smki_usage smki_certificate_usage(const smki_certificate *c);
/* Magnitude of the serial number, big-endian, no leading zero. */
alb_span smki_certificate_serial(const smki_certificate *c);
/* DER of the issuer's and the subject's Name. */
alb_span smki_certificate_issuer(const smki_certificate *c);
alb_span smki_certificate_subject(const smki_certificate *c);
/* Subject and authority key identifiers (8 octets in SMKI); empty where absent. */
alb_span smki_certificate_ski(const smki_certificate *c);
alb_span smki_certificate_aki(const smki_certificate *c);
alb_time smki_certificate_not_before(const smki_certificate *c);
alb_time smki_certificate_not_after(const smki_certificate *c);
/* Borrowed. */
const crypto_pub *smki_certificate_public(const smki_certificate *c);
/* Issuer as text in the order of the certificate, as X509IssuerName carries it ("CN=Z1, OU=07" order as DUIS
 * writes it). */
ALB_MUST_USE alb_status smki_certificate_issuer_text(const smki_certificate *c, alb_wr *out);
/* Is this the issuer? Text as above, relative names in any order, cases and spaces as anyone writes them. */
bool smki_certificate_issuer_is(const smki_certificate *c, alb_span text);

/* extendedKeyUsage as CAT_PURPOSE_ bits; 0 where there is none. */
uint32_t smki_certificate_purposes(const smki_certificate *c);
/* keyUsage in the bits of X.509 (CAT_KEY_USAGE_...); 0 where there is none. */
uint32_t smki_certificate_key_usage(const smki_certificate *c);
/* basicConstraints: cA, and pathLenConstraint or -1. */
bool smki_certificate_is_authority(const smki_certificate *c, int *path_length);
/* The SEQUENCE OF Extension, for smki_extension_next (smki/name.h). */
alb_span smki_certificate_extensions(const smki_certificate *c);
/* hwType of a device, the content of its OBJECT IDENTIFIER; empty for others. */
alb_span smki_certificate_hardware_type(const smki_certificate *c);
/* What is not as the profile wants it and yet met in use, or NULL: such a certificate is read, never issued.
 */
const char *smki_certificate_deviation(const smki_certificate *c);

/* Does the certificate's signature verify with this public key? Only that. */
ALB_MUST_USE alb_status smki_certificate_signed_by(crypto_ctx *ctx, const smki_certificate *c,
                                                   const crypto_pub *issuer);

#endif
