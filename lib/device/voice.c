#include "voice.h"

#include "gbcs/content.h"
#include "gbcs/opener.h"

/* MAC header with the longest length, signature block, MAC. */
enum { ENVELOPE = 7 + 4 + 5 + 1 + GBCS_SIGNATURE + GBCS_MAC, HEADER = 128 };

static alb_status protect(const voice *v, const gbcs_header *header, alb_span unsigned_part,
                          voice_protection protection, const smki_certificate *peer, alb_wr *out,
                          alb_err *err)
{
    crypto_ctx *crypto = gbcs_keys_crypto(v->keys);
    device *d = v->device;
    if (protection == VOICE_SIGNATURE) {
        const crypto_key *key = device_key(d, OWN_SIGNING);
        return key ? gbcs_sign(crypto, key, unsigned_part, out, err)
                   : alb_fail(err, ALB_NO_KEY, "GBCS 6.3", 0, "the device has no signing key");
    }
    if (!peer) {
        return alb_fail(err, ALB_NO_KEY, "GBCS 6.2", 0, "no key agreement certificate of the recipient");
    }
    CRYPTO_SCRUB_SECRET crypto_secret z;
    ALB_TRY(device_secret(d, v->keys, peer, &z, err));
    uint8_t *inner = alb_arena_alloc(v->arena, unsigned_part.len + 1);
    if (!inner) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a message");
    }
    alb_wr w = alb_wr_init(inner, unsigned_part.len + 1);
    alb_wr_bytes(&w, unsigned_part);
    gbcs_write_signature(&w, (alb_span){0});
    return gbcs_write_maced(crypto, &z, header, alb_wr_span(&w), out);
}

bool voice_recognises(const voice *v, const gbcs_message *m, const smki_certificate *maker)
{
    CRYPTO_SCRUB_SECRET crypto_secret z;
    uint8_t mac[GBCS_MAC];
    return maker && m->form == GBCS_MACED && device_secret(v->device, v->keys, maker, &z, NULL) == ALB_OK &&
           gbcs_mac(gbcs_keys_crypto(v->keys), &z, &m->header, m->inner, mac) == ALB_OK &&
           crypto_equal(mac, m->mac.ptr, GBCS_MAC);
}

alb_status voice_send(const voice *v, const gbcs_header *header, alb_span content,
                      voice_protection protection, const smki_certificate *peer, alb_err *err)
{
    size_t room = HEADER + content.len;
    alb_wr grouping = alb_wr_init(alb_arena_alloc(v->arena, room), room);
    alb_wr message = alb_wr_init(alb_arena_alloc(v->arena, room + ENVELOPE), room + ENVELOPE);
    if (!grouping.buf || !message.buf) {
        return alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a message");
    }
    gbcs_write_grouping(&grouping, header, content);
    if (grouping.st != ALB_OK) {
        return alb_fail(err, grouping.st, "GBCS 7.2.7", 0, "the grouping header cannot be written");
    }
    ALB_TRY(protect(v, header, alb_wr_span(&grouping), protection, peer, &message, err));
    if (message.st != ALB_OK) {
        return alb_fail(err, message.st, "GBCS 7.2", 0, "no room for the message");
    }
    v->sink->send(v->sink->ctx, v->device->id, alb_wr_span(&message));
    return ALB_OK;
}

alb_status voice_seal(const voice *v, const cat_use_case *use_case, const gbcs_header *header,
                      const cat_tree *tree, const smki_certificate *reader, alb_wr *out)
{
    gbcs_cipher cipher;
    gbcs_sealing sealing;
    CRYPTO_SCRUB_SECRET crypto_secret z;
    crypto_ctx *crypto = gbcs_keys_crypto(v->keys);
    ALB_TRY(device_secret(v->device, v->keys, reader, &z, NULL));
    gbcs_cipher_init(crypto, &z, header, &cipher);
    gbcs_sealer sealer = gbcs_sealing_init(&sealing, crypto, &cipher);
    alb_status st = gbcs_content_encode(use_case, header, tree, &sealer, out, NULL);
    gbcs_cipher_release(&cipher);
    return st;
}
