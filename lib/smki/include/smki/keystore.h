/* A store of certificates and private keys in memory, indexed by content: entity, usage, role, prepayment,
 * serial.
 *
 * Filled from directories, files or by hand; then read from any thread (no changes while others read). File
 * names only break ties: <eui>[-pp]-{ds,ka}.{pem,key}. PEM, DER (recognised by content), the JSON form of
 * `zaz1.json`, and URIs of keys in tokens (crypto/token.h) are read.
 */
#ifndef ALB_SMKI_KEYSTORE_H
#define ALB_SMKI_KEYSTORE_H

#include "smki/certificate.h"

typedef struct smki_keystore smki_keystore;
typedef struct smki_crl smki_crl; /* smki/crl.h */

/* Which of an entity's key pairs: the cells of GBCS 14.1. */
typedef enum smki_slot {
    SMKI_SLOT_DIGITAL_SIGNATURE,
    SMKI_SLOT_KEY_AGREEMENT,
    SMKI_SLOT_PREPAYMENT, /* key agreement of the prepayment top-up */
    SMKI_SLOT_XML_SIGNING,
    SMKI_SLOT_COUNT,
    SMKI_SLOT_NONE = SMKI_SLOT_COUNT /* of IKI and DCCKI, whose certificates name no entity */
} smki_slot;

/* One entry: a certificate with or without its private key, or a key alone. Borrowed from the store. */
typedef struct smki_identity {
    alb_eui64 entity;
    smki_slot slot;
    const smki_certificate *certificate; /* NULL: key only */
    const crypto_key *key;               /* NULL: certificate only */
    const crypto_pub *pub;               /* of either */
} smki_identity;

smki_keystore *smki_keystore_new(void);
void smki_keystore_free(smki_keystore *ks);

/* Every certificate, key and revocation list below dir, and public keys that are to be trusted: PEM in files
 * whose names end with ".anchor", so that no key is trusted by accident. Files that hold neither are passed
 * over and counted.
 */
ALB_MUST_USE alb_status smki_keystore_load(smki_keystore *ks, const char *dir, alb_err *err);
/* What one file holds. */
ALB_MUST_USE alb_status smki_keystore_load_file(smki_keystore *ks, const char *path, alb_err *err);
/* Takes a reference to each (either may be NULL, not both). hint: file name or NULL. A key finds its
 * certificate by public key, whatever the names say. */
ALB_MUST_USE alb_status smki_keystore_add(smki_keystore *ks, smki_certificate *certificate, crypto_key *key,
                                          const char *hint, alb_err *err);

/* The best entry of that entity and slot: one with a private key first, then one whose file bears the
 * entity's name, then the one that is valid latest. NULL: none. */
const smki_identity *smki_keystore_find(const smki_keystore *ks, alb_eui64 entity, smki_slot slot);
/* All entries of an entity and slot (several certificates may stand for one key pair), best first, up to max;
 * returns how many were written. */
size_t smki_keystore_find_all(const smki_keystore *ks, alb_eui64 entity, smki_slot slot,
                              const smki_identity **out, size_t max);
/* By serial number (big-endian magnitude) and, if not empty, issuer Name (DER); issuer DNs compare as sets of
 * RDNs. */
const smki_identity *smki_keystore_find_serial(const smki_keystore *ks, alb_span serial, alb_span issuer);
/* By serial number and issuer as X509IssuerName writes it (smki_certificate_issuer_is). */
const smki_identity *smki_keystore_find_issued(const smki_keystore *ks, alb_span serial,
                                               alb_span issuer_text);
/* Certificates of authorities with that subject key identifier. */
const smki_identity *smki_keystore_find_ski(const smki_keystore *ks, alb_span ski);
/* All of them one by one, since a key may be certified more than once; after: NULL for the first. */
const smki_identity *smki_keystore_next_issuer(const smki_keystore *ks, alb_span ski,
                                               const smki_identity *after);
/* The entry that holds this public point. */
const smki_identity *smki_keystore_find_public(const smki_keystore *ks, const crypto_pub *pub);

/* A public key that is trusted like a root certificate: test infrastructures whose authorities' certificates
 * are not at hand (smki.md 25.3), the root cell of a device. Takes a reference. */
ALB_MUST_USE alb_status smki_keystore_add_anchor(smki_keystore *ks, crypto_pub *pub, alb_err *err);
/* NULL: no more. */
const crypto_pub *smki_keystore_anchor_at(const smki_keystore *ks, size_t index);

/* A revocation list, which the store takes over; every path check with this store consults it. */
ALB_MUST_USE alb_status smki_keystore_add_list(smki_keystore *ks, smki_crl *list, alb_err *err);
/* NULL: no more. */
const smki_crl *smki_keystore_list_at(const smki_keystore *ks, size_t index);

size_t smki_keystore_count(const smki_keystore *ks);
const smki_identity *smki_keystore_at(const smki_keystore *ks, size_t index);

#endif
