/* Private keys that stay in a token behind PKCS #11: named by a URI (RFC 7512), used through the crypto_key
 * of any other key, never seen.
 *
 *     pkcs11:token=albion;object=organisation-root;type=private?pin-source=file:/etc/albion/pin
 *
 * The PIN comes from the file that pin-source names, else from the environment variable ALBION_PKCS11_PIN; a
 * URI that holds a PIN itself is refused, since command lines are read by others. The module is the one that
 * the environment variable ALBION_PKCS11_MODULE names, else those that p11-kit is set up with; a URI that
 * names one is refused, since whoever writes a file of keys would choose what code is run. Operations of one
 * key follow one another: a session of a token is for one thread.
 */
#ifndef ALB_CRYPTO_TOKEN_H
#define ALB_CRYPTO_TOKEN_H

#include "crypto/crypto.h"

/* Was PKCS #11 there when this was built? */
bool crypto_token_supported(void);
/* Does the text begin as such a URI does? */
bool crypto_token_is_uri(alb_span text);

/* The private key that the URI names; blanks around it are passed over. NOT_FOUND: no such token or key;
 * BAD_VALUE: the URI is wrong, or names more than one; NOT_AUTHORISED: no PIN, or the wrong one; BAD_KEY:
 * neither on P-256 nor RSA of 2048 to 4096 bits; UNSUPPORTED: built without PKCS #11. */
ALB_MUST_USE alb_status crypto_token_open(alb_span uri, crypto_key **out, alb_err *err);
/* A new key pair in the token that the URI names, which the private key can never leave. label: CKA_LABEL.
 * Errors as above. */
ALB_MUST_USE alb_status crypto_token_generate(alb_span uri, const char *label, crypto_kind kind,
                                              crypto_key **out, alb_err *err);
/* Takes a key that was just made, and is of no use, out of its token; other keys are left alone. */
void crypto_token_destroy(crypto_key *key);

/* The URI by which a key in a token is found again, without a PIN; NULL for a key in memory. Borrowed. */
const char *crypto_key_uri(const crypto_key *key);

#endif
