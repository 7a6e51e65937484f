#ifndef ALB_SMKI_INTERNAL_H
#define ALB_SMKI_INTERNAL_H

#include "smki/keystore.h"

#include "der/der.h"

#include <stdatomic.h>

struct smki_revoked;

enum { SMKI_KEY_ID = 32, SMKI_KEY_IDENTIFIER = 8, SMKI_SERIAL = 24 };

struct smki_certificate {
    atomic_uint refs;
    smki_kind kind;
    smki_role role;
    smki_usage usage;
    alb_eui64 entity;
    alb_time not_before, not_after;
    crypto_pub *pub;
    uint8_t *octets; /* own copy; the spans below lie in it */
    alb_span der;
    alb_span tbs;
    alb_span issuer, subject;  /* whole Names */
    alb_span extensions;       /* content of the SEQUENCE OF Extension */
    alb_span policies;         /* content of certificatePolicies */
    alb_span hardware_type;    /* content of the OBJECT IDENTIFIER */
    alb_span signature_octets; /* content of the BIT STRING, without the count of unused bits */
    alb_span unknown;          /* OBJECT IDENTIFIER of a critical extension that we do not know */
    const char *deviation;
    uint32_t key_usage;
    uint8_t purposes;
    int path_length;
    bool is_authority;
    bool bad_role; /* OU that is no role */
    bool any;      /* RSA is read, too */
    bool rsa_signed;
    uint8_t signature[CRYPTO_SIGNATURE]; /* of ECDSA */
    uint8_t serial[SMKI_SERIAL];
    uint8_t ski[SMKI_KEY_ID], aki[SMKI_KEY_ID];
    uint8_t serial_len, ski_len, aki_len;
};

bool smki_has_rsa_key(const smki_certificate *c);

/* Key identifier by RFC 5280 4.2.1.2 method (2): 0100 and the low 60 bits of SHA-1 over the point, or over
 * RSAPublicKey. */
void smki_key_identifier(crypto_ctx *ctx, const crypto_pub *pub, uint8_t out[static SMKI_KEY_IDENTIFIER]);

/* The entry of c itself in a list of the store; authorities above it are not looked at. */
const struct smki_revoked *smki_crl_entry_of(crypto_ctx *ctx, const smki_keystore *ks,
                                             const smki_certificate *c);
/* The list at the index goes; the store takes the new one over. */
void smki_keystore_replace_list(smki_keystore *ks, size_t index, smki_crl *list);

/* Takes the fields of c->der into c: certificate_read.c. */
ALB_MUST_USE alb_status smki_certificate_read(smki_certificate *c, alb_err *err);

/* Parts of it that requests and lists share: an algorithm identifier; a signature; the [n] around a list of
 * extensions; kind, usage and subject from what was read; a time in either form. */
ALB_MUST_USE alb_status smki_read_algorithm(const der_element *algorithm, smki_certificate *c, alb_err *err);
ALB_MUST_USE alb_status smki_read_key(const der_element *key, smki_certificate *c, alb_err *err);
ALB_MUST_USE alb_status smki_read_signature(const der_element *bits, smki_certificate *c, alb_err *err);
ALB_MUST_USE alb_status smki_read_extensions(const der_element *wrapped, smki_certificate *c, alb_err *err);
void smki_read_kind(smki_certificate *c);
ALB_MUST_USE bool smki_read_time(alb_rd *r, alb_time *out);

/* Own copy of DER, or of the first PEM block with that label, into *octets (malloc'd) and *der. */
ALB_MUST_USE alb_status smki_own_octets(alb_span in, const char *label, size_t max, uint8_t **octets,
                                        alb_span *der, alb_err *err);

#endif
