/* The archives that clients of test infrastructures download: certificates of organisations, with their
 * private keys where a test infrastructure publishes them (smki.md 15.7). */
#ifndef ALB_SMKI_KEY_MATERIAL_H
#define ALB_SMKI_KEY_MATERIAL_H

#include "base/buf.h"
#include "smki/keystore.h"

#define SMKI_KEY_MATERIAL_CERTIFICATES "/assets/crypto/org-certs.zip"
#define SMKI_KEY_MATERIAL_PAIRS        "/assets/crypto/org-crypto.zip"

/* A ZIP archive: cert/<name>.pem of every organisation certificate of the store; where keys is true, of those
 * alone whose key is there, and key/<name>.key beside each. Names are <eui>-<usage>-<serial number>. */
ALB_MUST_USE alb_status smki_key_material(const smki_keystore *ks, bool keys, alb_buf *out, alb_err *err);

#endif
