/* XML signatures by the one DUIS profile (duis.md 5): enveloped, ECDSA-SHA256 r || s; the document's digest
 * over inclusive Canonical XML 1.0, SignedInfo over exclusive. Everything else is refused. */
#ifndef ALB_DUIS_SIGNATURE_H
#define ALB_DUIS_SIGNATURE_H

#include "duis/document.h"
#include "smki/keystore.h"

/* Why a signature was refused; static text for people in duis_signature_reason. */
typedef enum duis_signature_fault {
    DUIS_SIGNATURE_OK,
    DUIS_SIGNATURE_ABSENT,
    DUIS_SIGNATURE_MALFORMED, /* not the profile: algorithms, references, transforms, place, number */
    DUIS_SIGNATURE_DIGEST,
    DUIS_SIGNATURE_VALUE,
    DUIS_SIGNATURE_SERIAL,     /* no such certificate */
    DUIS_SIGNATURE_CERTIFICATE /* role, usage, validity, chain, revocation */
} duis_signature_fault;
const char *duis_signature_reason(duis_signature_fault fault);

/* The certificates of the store are trusted: they were checked when they were taken in (smki/path.h). */
typedef struct duis_verify_options {
    const smki_keystore *store;
    alb_time at;             /* ALB_TIME_NONE: validity times not checked */
    bool pinned_self_signed; /* what existing clients sign with in tests, when it is in the store: self-signed
                                certificates, and for requests ordinary signing certificates of organisations
                                and the DCC's own XML signing one (duis.md 5.2) */
    bool response;           /* the signer must be the DCC (role 137) rather than a User */
} duis_verify_options;

/* On OK *signer is the certificate's identity in the store, which for a request is the originator's. Needs
 * doc->xml and the request ID only. */
ALB_MUST_USE alb_status duis_verify(crypto_ctx *ctx, const duis_document *doc,
                                    const duis_verify_options *options, const smki_identity **signer,
                                    duis_signature_fault *fault, alb_err *err);

/* Compact unsigned XML (one root element, optional prolog) -> the same with ds:Signature as the root's last
 * child. */
ALB_MUST_USE alb_status duis_sign(crypto_ctx *crypto, xml_context *xml, alb_span unsigned_xml,
                                  const smki_identity *signer, alb_buf *out, alb_err *err);

#endif
