/* Keys of messages: pair secrets, key derivation, MAC, signature, encryption (GBCS 4; gbcs-messages.md 3).
 *
 * A gbcs_keys context belongs to one thread: it holds a crypto_ctx and a cache of static Diffie-Hellman
 * secrets (its own, or one that it shares with other threads' contexts), bounded, wiped on eviction.
 * Certificates and private keys come from a keystore that outlives it.
 */
#ifndef ALB_GBCS_KEYS_H
#define ALB_GBCS_KEYS_H

#include "base/arena.h"
#include "crypto/crypto.h"
#include "gbcs/message.h"
#include "smki/keystore.h"

/* Purpose octet of the key derivation (gbcs-messages.md 3.2). */
typedef enum gbcs_key_kind {
    GBCS_KEY_COMMAND = 1,
    GBCS_KEY_RESPONSE = 2,
    GBCS_KEY_ALERT = 3,
    GBCS_KEY_ENCRYPTION = 4
} gbcs_key_kind;

typedef struct gbcs_keys gbcs_keys;

/* store may be NULL (keys given per call only). cache: most pair secrets kept, 0 for a default. NULL: out of
 * memory. */
gbcs_keys *gbcs_keys_new(const smki_keystore *store, size_t cache);
void gbcs_keys_free(gbcs_keys *keys);

/* A cache of pair secrets for contexts of several threads; thread-safe. most: pairs kept; a place costs
 * memory once it is used. NULL: out of memory. */
typedef struct gbcs_secrets gbcs_secrets;
gbcs_secrets *gbcs_secrets_new(size_t most);
void gbcs_secrets_free(gbcs_secrets *secrets);
/* A context that uses it; it outlives the context. */
gbcs_keys *gbcs_keys_sharing(const smki_keystore *store, gbcs_secrets *secrets);

crypto_ctx *gbcs_keys_crypto(gbcs_keys *keys);
const smki_keystore *gbcs_keys_store(const gbcs_keys *keys);

/* The secret of a private and a public key, from the cache or computed. */
ALB_MUST_USE alb_status gbcs_pair_secret(gbcs_keys *keys, const crypto_key *own, const crypto_pub *peer,
                                         crypto_secret *out, alb_err *err);

/* Single-step KDF with one round, cut to 16 octets. */
void gbcs_derive(crypto_ctx *ctx, const crypto_secret *z, gbcs_key_kind kind, alb_eui64 originator,
                 uint64_t counter, alb_eui64 recipient, crypto_key128 *out);

/* MAC over inner (DF .. signature block) under the secret of the pair; identifiers and counter are the
 * header's. */
ALB_MUST_USE alb_status gbcs_mac(crypto_ctx *ctx, const crypto_secret *z, const gbcs_header *header,
                                 alb_span inner, uint8_t out[static GBCS_MAC]);

/* inner (grouping header, content, signature block) -> MAC header, inner, MAC, into out. */
ALB_MUST_USE alb_status gbcs_write_maced(crypto_ctx *ctx, const crypto_secret *z, const gbcs_header *header,
                                         alb_span inner, alb_wr *out);
/* pre-command octets -> the same with 40 and the signature behind. */
ALB_MUST_USE alb_status gbcs_sign(crypto_ctx *ctx, const crypto_key *key, alb_span pre_command, alb_wr *out,
                                  alb_err *err);

/* Parameters of the encryption of one message's sensitive parts (gbcs-messages.md 3.5). */
typedef struct gbcs_cipher {
    crypto_key128 key;
    alb_eui64 device;
} gbcs_cipher;
/* Derives them from the header of a response or alert: recipient and counter as the received
 * other-information says. */
void gbcs_cipher_init(crypto_ctx *ctx, const crypto_secret *z, const gbcs_header *header, gbcs_cipher *out);
void gbcs_cipher_release(gbcs_cipher *cipher);
/* Block: 31 00000000, cipher text, 12 octets of tag. Appends plain.len + 17 octets. */
ALB_MUST_USE alb_status gbcs_seal(crypto_ctx *ctx, const gbcs_cipher *cipher, alb_span plain, alb_wr *out);
/* The plain text into arena memory. AUTH_FAILED when the tag does not match. */
ALB_MUST_USE alb_status gbcs_open(crypto_ctx *ctx, const gbcs_cipher *cipher, alb_span block,
                                  alb_arena *arena, alb_span *out);

#endif
