/* Encryption of sensitive parts (gbcs-messages.md 3.5): one key and one nonce a message, tag of 12 octets. */
#include "gbcs/keys.h"

enum { SECURITY_CONTROL = 0x31, LEN_SECURITY_HEADER = 5, LEN_TAG = 12 };

void gbcs_cipher_init(crypto_ctx *ctx, const crypto_secret *z, const gbcs_header *header, gbcs_cipher *out)
{
    /* A response for an unknown remote party goes to the ACB, but is encrypted for the party itself; newer
     * devices give a counter of their own, so that a party that repeats a counter does not repeat a key. */
    bool for_party = header->cra == GBCS_RESPONSE && header->has_supplementary_party;
    alb_eui64 recipient = for_party ? header->supplementary_party : header->target;
    uint64_t counter = for_party && header->has_supplementary_originator_counter
                           ? header->supplementary_originator_counter
                           : header->counter;
    out->device = header->originator;
    gbcs_derive(ctx, z, GBCS_KEY_ENCRYPTION, header->originator, counter, recipient, &out->key);
}

void gbcs_cipher_release(gbcs_cipher *cipher)
{
    crypto_wipe_key128(&cipher->key);
}

static void make_iv(const gbcs_cipher *cipher, uint8_t iv[static CRYPTO_GCM_IV])
{
    memset(iv, 0, CRYPTO_GCM_IV);
    memcpy(iv, cipher->device.octets, sizeof cipher->device.octets);
}

alb_status gbcs_seal(crypto_ctx *ctx, const gbcs_cipher *cipher, alb_span plain, alb_wr *out)
{
    static const uint8_t security_header[LEN_SECURITY_HEADER] = {SECURITY_CONTROL};
    alb_wr_bytes(out, ALB_SPAN_OF(security_header));
    uint8_t *text = alb_wr_extend(out, plain.len);
    uint8_t *tag = alb_wr_extend(out, LEN_TAG);
    if (out->st != ALB_OK || !text || !tag) {
        return out->st; /* no room, or only counting */
    }
    uint8_t iv[CRYPTO_GCM_IV];
    uint8_t whole_tag[CRYPTO_GCM_TAG];
    make_iv(cipher, iv);
    alb_span aad = alb_span_sub(ALB_SPAN_OF(security_header), 0, 1);
    ALB_TRY(crypto_gcm_seal(ctx, &cipher->key, iv, aad, (alb_span){0}, plain, text, whole_tag));
    memcpy(tag, whole_tag, LEN_TAG);
    return ALB_OK;
}

alb_status gbcs_open(crypto_ctx *ctx, const gbcs_cipher *cipher, alb_span block, alb_arena *arena,
                     alb_span *out)
{
    static const uint8_t security_header[LEN_SECURITY_HEADER] = {SECURITY_CONTROL};
    alb_rd r = alb_rd_init(block);
    alb_span header = alb_rd_bytes(&r, LEN_SECURITY_HEADER);
    if (r.st != ALB_OK || alb_rd_left(&r) < LEN_TAG) {
        return ALB_TRUNCATED;
    }
    if (!alb_span_equal(header, ALB_SPAN_OF(security_header))) {
        return ALB_BAD_VALUE;
    }
    alb_span text = alb_rd_bytes(&r, alb_rd_left(&r) - LEN_TAG);
    alb_span tag = alb_rd_bytes(&r, LEN_TAG);
    uint8_t *plain = alb_arena_alloc(arena, text.len);
    if (!plain) {
        return ALB_NO_MEMORY;
    }
    uint8_t iv[CRYPTO_GCM_IV];
    make_iv(cipher, iv);
    alb_span aad = alb_span_sub(header, 0, 1);
    ALB_TRY(crypto_gcm_open(ctx, &cipher->key, iv, aad, (alb_span){0}, text, tag, plain));
    *out = alb_span_of(plain, text.len);
    return ALB_OK;
}
