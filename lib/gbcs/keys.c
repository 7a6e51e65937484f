#include "keys_internal.h"

#include "message_internal.h"

#include <stdlib.h>

enum { DEFAULT_PAIRS = 1024, LEN_OTHER_INFO = 33, LEN_KDF_INPUT = 4 + 32 + LEN_OTHER_INFO };

gbcs_keys *gbcs_keys_sharing(const smki_keystore *store, gbcs_secrets *secrets)
{
    gbcs_keys *keys = calloc(1, sizeof *keys);
    if (!keys) {
        return NULL;
    }
    keys->store = store;
    keys->secrets = secrets;
    keys->crypto = crypto_ctx_new();
    if (!keys->crypto) {
        gbcs_keys_free(keys);
        return NULL;
    }
    return keys;
}

gbcs_keys *gbcs_keys_new(const smki_keystore *store, size_t cache)
{
    gbcs_secrets *secrets = gbcs_secrets_new(cache ? cache : DEFAULT_PAIRS);
    gbcs_keys *keys = secrets ? gbcs_keys_sharing(store, secrets) : NULL;
    if (!keys) {
        gbcs_secrets_free(secrets);
        return NULL;
    }
    keys->owns_secrets = true;
    return keys;
}

void gbcs_keys_free(gbcs_keys *keys)
{
    if (!keys) {
        return;
    }
    if (keys->owns_secrets) {
        gbcs_secrets_free(keys->secrets);
    }
    crypto_ctx_free(keys->crypto);
    free(keys);
}

crypto_ctx *gbcs_keys_crypto(gbcs_keys *keys)
{
    return keys->crypto;
}

const smki_keystore *gbcs_keys_store(const gbcs_keys *keys)
{
    return keys->store;
}

alb_status gbcs_pair_secret(gbcs_keys *keys, const crypto_key *own, const crypto_pub *peer,
                            crypto_secret *out, alb_err *err)
{
    const uint8_t *own_name = crypto_key_name(own);
    const uint8_t *peer_point = crypto_pub_point(peer);
    if (gbcs_secrets_find(keys->secrets, own_name, peer_point, out)) {
        return ALB_OK;
    }
    ALB_TRY(crypto_ecdh(keys->crypto, own, peer, out, err));
    gbcs_secrets_put(keys->secrets, own_name, peer_point, out);
    return ALB_OK;
}

void gbcs_derive(crypto_ctx *ctx, const crypto_secret *z, gbcs_key_kind kind, alb_eui64 originator,
                 uint64_t counter, alb_eui64 recipient, crypto_key128 *out)
{
    static const uint8_t round_one[4] = {0, 0, 0, 1};
    /* The seven octets of the algorithm identifier are taken as they stand (gbcs-messages.md 3.2). */
    static const uint8_t algorithm[7] = {0x60, 0x85, 0x74, 0x06, 0x08, 0x03, 0x00};
    uint8_t input[LEN_KDF_INPUT];
    uint8_t hash[CRYPTO_HASH];
    alb_wr w = alb_wr_init(input, sizeof input);
    alb_wr_bytes(&w, ALB_SPAN_OF(round_one));
    alb_wr_bytes(&w, ALB_SPAN_OF(z->octets));
    alb_wr_bytes(&w, ALB_SPAN_OF(algorithm));
    alb_wr_bytes(&w, alb_eui64_span(&originator));
    alb_wr_u8(&w, 9);
    alb_wr_u8(&w, (uint8_t)kind);
    alb_wr_be64(&w, counter);
    alb_wr_bytes(&w, alb_eui64_span(&recipient));
    crypto_sha256(ctx, alb_wr_span(&w), hash);
    memcpy(out->octets, hash, sizeof out->octets);
    crypto_wipe(input, sizeof input);
    crypto_wipe(hash, sizeof hash);
}

static void make_iv(alb_eui64 entity, uint8_t iv[static CRYPTO_GCM_IV])
{
    memset(iv, 0, CRYPTO_GCM_IV);
    memcpy(iv, entity.octets, sizeof entity.octets);
}

alb_status gbcs_mac(crypto_ctx *ctx, const crypto_secret *z, const gbcs_header *header, alb_span inner,
                    uint8_t out[static GBCS_MAC])
{
    /* Security control, then the five empty fields of the general-ciphering header (gbcs-messages.md 3.4). */
    static const uint8_t aad_head[6] = {0x11};
    CRYPTO_SCRUB_KEY128 crypto_key128 key;
    gbcs_derive(ctx, z, (gbcs_key_kind)header->cra, header->originator, header->counter, header->target,
                &key);
    uint8_t iv[CRYPTO_GCM_IV];
    uint8_t tag[CRYPTO_GCM_TAG];
    make_iv(header->originator, iv);
    ALB_TRY(crypto_gcm_seal(ctx, &key, iv, ALB_SPAN_OF(aad_head), inner, (alb_span){0}, NULL, tag));
    memcpy(out, tag, GBCS_MAC);
    return ALB_OK;
}

alb_status gbcs_write_maced(crypto_ctx *ctx, const crypto_secret *z, const gbcs_header *header,
                            alb_span inner, alb_wr *out)
{
    uint8_t mac[GBCS_MAC];
    ALB_TRY(gbcs_mac(ctx, z, header, inner, mac));
    gbcs_write_mac_header(out, inner.len);
    alb_wr_bytes(out, inner);
    alb_wr_bytes(out, ALB_SPAN_OF(mac));
    return out->st;
}

alb_status gbcs_sign(crypto_ctx *ctx, const crypto_key *key, alb_span pre_command, alb_wr *out, alb_err *err)
{
    gbcs_message m;
    ALB_TRY(gbcs_grouping_parse(pre_command, &m, err));
    alb_span rest = alb_span_sub(pre_command, m.inner.len, SIZE_MAX);
    /* Some clients append an empty signature block to a pre-command; it gives way to the signature. */
    if (rest.len > 1 || (rest.len == 1 && rest.ptr[0] != 0)) {
        return alb_fail(err, ALB_TRAILING, "GBCS 7.2.9", m.inner.len,
                        "%zu octets behind the content: signed already, or no pre-command", rest.len);
    }
    uint8_t signature[CRYPTO_SIGNATURE];
    ALB_TRY(crypto_sign(ctx, key, m.signed_part, signature, err));
    alb_wr_bytes(out, m.inner);
    gbcs_write_signature(out, ALB_SPAN_OF(signature));
    if (out->st != ALB_OK) {
        return alb_fail(err, out->st, "GBCS 7.2.9", 0, "no room for the signed message");
    }
    return ALB_OK;
}
