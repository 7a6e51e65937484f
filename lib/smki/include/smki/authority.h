/* Certificate authorities: issue certificates by the profiles of the catalogue (catalogue/certificate.h).
 *
 * An authority owns its key and certificate and hands out serial numbers from the random generator. Issuing
 * is a pure function of profile, request and time but for serial and signature; it does not touch the disk.
 * Not thread-safe for issuing with one crypto_ctx; use one ctx per thread.
 */
#ifndef ALB_SMKI_AUTHORITY_H
#define ALB_SMKI_AUTHORITY_H

#include "base/buf.h"
#include "smki/keystore.h"

typedef struct smki_authority smki_authority;

/* What is asked of an authority: which profile, for whom, for which public key. */
typedef struct smki_subject {
    const char *profile; /* "organisation", "device", "xml-signing-user", ...: a name of the catalogue */
    alb_eui64 entity;
    smki_role role; /* of profile "organisation" and those of IKI; the others have one of their own or none */
    smki_usage usage;
    const char *common_name;   /* NULL: none */
    const char *organisation;  /* O, where the profile has it */
    const char *hardware_type; /* of a device, object identifier; NULL: the profile's */
    const crypto_pub *public_key;
    alb_time not_before, not_after; /* ALB_TIME_NONE: by the profile, from now */
} smki_subject;

/* A self-signed root, e.g. profile "organisation-root" named "OCA1". */
ALB_MUST_USE alb_status smki_authority_create_root(crypto_ctx *ctx, const char *profile, const char *name,
                                                   crypto_key *key, alb_time now, smki_authority **out,
                                                   alb_err *err);
/* An issuing authority below `parent`. */
ALB_MUST_USE alb_status smki_authority_create_issuing(crypto_ctx *ctx, smki_authority *parent,
                                                      const char *profile, const char *name, crypto_key *key,
                                                      alb_time now, smki_authority **out, alb_err *err);
/* From an existing certificate and key. Takes references. */
ALB_MUST_USE alb_status smki_authority_open(smki_certificate *certificate, crypto_key *key,
                                            smki_authority **out, alb_err *err);
void smki_authority_free(smki_authority *ca);
const smki_certificate *smki_authority_certificate(const smki_authority *ca);

/* BAD_VALUE with the rule when the subject does not fit the profile. */
ALB_MUST_USE alb_status smki_authority_issue(crypto_ctx *ctx, smki_authority *ca, const smki_subject *subject,
                                             alb_time now, smki_certificate **out, alb_err *err);

/* --- a test key infrastructure in a directory, as `albion pki init` makes it --- */

/* Layout: <dir>/<profile of the authority>.{pem,key} and <dir>/<eui>-{ds,ka,pp-ka,xml}.{pem,key}; keys have
 * mode 0600, the directory 0700. Root and issuing authorities for organisations and devices, then the
 * identities of the DCC (catalogue/certificate.h, cat_holder.dcc_entity: ACB with its XML signing,
 * transitional CoS, recovery, WAN provider). Refuses a directory that holds one already (EXISTS). */
ALB_MUST_USE alb_status smki_pki_init(const char *dir, alb_time now, alb_err *err);
/* What is made, and where. */
typedef struct smki_pki_options {
    uint32_t infrastructures; /* CAT_INFRASTRUCTURE_ bits (catalogue/certificate.h) */
    bool roots_only;          /* for a place without a network, where smki_pki_certify_authority is called */
    const struct smki_contingency *contingency; /* that the root of organisations holds; NULL: none */
    const char *token; /* URI of a token in which the keys are made and stay (crypto/token.h); <stem>.key says
                          where each is. NULL: keys are in files */
} smki_pki_options;
/* As smki_pki_init, which makes SMKI's own two infrastructures with keys in files. EXISTS when one of those
 * that are wanted is there; others may be. */
ALB_MUST_USE alb_status smki_pki_init_as(const char *dir, const smki_pki_options *options, alb_time now,
                                         alb_err *err);

/* Issues every certificate an organisation of that role has (signing, key agreement, prepayment for
 * suppliers, XML signing) or, role SMKI_ROLE_NONE, a device has; writes them below dir. name: CN of
 * organisations, NULL for none. EXISTS, and nothing written, when the entity has one of them. */
ALB_MUST_USE alb_status smki_pki_issue_entity(const char *dir, alb_eui64 entity, smki_role role,
                                              const char *name, alb_time now, alb_err *err);
/* The same, with the keys where the options say. */
ALB_MUST_USE alb_status smki_pki_issue_entity_as(const char *dir, alb_eui64 entity, smki_role role,
                                                 const char *name, const smki_pki_options *options,
                                                 alb_time now, alb_err *err);
/* One certificate of any profile but authorities', with a new key, as <dir>/<stem>.{pem,key}: those of IKI
 * and DCCKI. subject->public_key is not looked at. */
ALB_MUST_USE alb_status smki_pki_issue(const char *dir, const smki_subject *subject, const char *stem,
                                       const smki_pki_options *options, alb_time now, alb_err *err);

/* A new key for the issuing authority of that profile, in <dir>/<profile>.next.key, and the request for it
 * (PEM). name NULL: the one in the catalogue. token: as of smki_pki_options. EXISTS while an earlier one
 * waits. */
ALB_MUST_USE alb_status smki_pki_request_authority(const char *dir, const char *profile, const char *name,
                                                   const char *token, alb_buf *request, alb_err *err);
/* The root of `dir` that is above it answers the request (any form): a certificate (PEM). */
ALB_MUST_USE alb_status smki_pki_certify_authority(const char *dir, alb_span request, alb_time now,
                                                   alb_buf *certificate, alb_err *err);
/* Answers a request for a certificate of IKI or DCCKI, whose key stays with whoever asks; profile: which of
 * them. */
ALB_MUST_USE alb_status smki_pki_certify(const char *dir, const char *profile, alb_span request, alb_time now,
                                         alb_buf *certificate, alb_err *err);
/* Answers a device's request, in any form, with a certificate (DER); as a Registration Authority would, which
 * asks nobody. BAD_VALUE: of another device, or of none. */
ALB_MUST_USE alb_status smki_pki_certify_device(const char *dir, alb_eui64 device, alb_span request,
                                                alb_time now, alb_buf *certificate, alb_err *err);
/* Puts key and certificate to use, when the certificate is for the key that waits and a root of the directory
 * signed it. Those before stay as <profile>-<serial>.{pem,key,crl}, for what they issued. */
ALB_MUST_USE alb_status smki_pki_install_authority(const char *dir, const char *profile, alb_span certificate,
                                                   alb_err *err);
/* A new key for a root. <profile>-link-<serial>.pem are its certificates by the old key and the old key's by
 * it, so that who trusts either finds a path to the other (RFC 4210 4.4). */
ALB_MUST_USE alb_status smki_pki_roll_root(const char *dir, const char *profile, const char *token,
                                           alb_time now, alb_err *err);

/* The authority of a pki directory that issues certificates of that profile ("organisation", "device"), for
 * issuing many in memory (simulated devices): caller frees. */
ALB_MUST_USE alb_status smki_pki_open_issuer(const char *dir, const char *which, smki_authority **out,
                                             alb_err *err);

/* Revokes a certificate that an authority of the directory issued: adds it to <dir>/<authority>.crl, under
 * the next number. EXISTS with the earlier time when it is listed; BAD_VALUE for devices and roots, which are
 * never revoked (smki.md 16.1). reason: RFC 5280 5.3.1, 0 for none. */
ALB_MUST_USE alb_status smki_pki_revoke(const char *dir, const smki_certificate *certificate, uint8_t reason,
                                        alb_time now, alb_err *err);
/* Issues every list again, for another period. */
ALB_MUST_USE alb_status smki_pki_issue_lists(const char *dir, alb_time now, alb_err *err);

#endif
