/* What the DCC adds to a pre-command: its signature where it signs, the MAC header, the ACB's MAC
 * (gbcs-messages.md 2.1, 3.3). */
#include "duis/transform.h"

/* The part that a signature covers, the block behind it left off. */
static alb_span unsigned_part(const gbcs_message *m)
{
    size_t end = (size_t)(m->content.ptr - m->whole.ptr) + m->content.len;
    return alb_span_sub(m->whole, 0, end);
}

static alb_status add_signature(gbcs_keys *keys, const gbcs_message *m, const smki_identity *sign_as,
                                alb_wr *out, alb_err *err)
{
    alb_span part = unsigned_part(m);
    if (!sign_as) {
        alb_wr_bytes(out, part);
        gbcs_write_signature(out, (alb_span){0});
        return ALB_OK;
    }
    if (!sign_as->key) {
        return alb_fail(err, ALB_NO_KEY, "GBCS 4.3.3", 0, "no private key to sign the command with");
    }
    return gbcs_sign(gbcs_keys_crypto(keys), sign_as->key, part, out, err);
}

static alb_status write_maced(gbcs_keys *keys, const gbcs_message *m, alb_span inner,
                              const smki_identity *acb, alb_wr *out, alb_err *err)
{
    CRYPTO_SCRUB_SECRET crypto_secret z = {{0}};
    const smki_keystore *store = gbcs_keys_store(keys);
    const smki_identity *device =
        store ? smki_keystore_find(store, m->header.target, SMKI_SLOT_KEY_AGREEMENT) : NULL;
    char hex[ALB_EUI64_TEXT];
    if (!device || !acb || !acb->key) {
        return alb_fail(err, ALB_NO_KEY, "GBCS 4.3.2", 0, "no key agreement %s of %s",
                        device ? "key" : "certificate",
                        device ? "the access control broker" : alb_eui64_hex(m->header.target, hex));
    }
    alb_status st = gbcs_pair_secret(keys, acb->key, device->pub, &z, err);
    if (st == ALB_OK) {
        st = gbcs_write_maced(gbcs_keys_crypto(keys), &z, &m->header, inner, out);
    }
    return st == ALB_OK ? ALB_OK : alb_fail(err, st, "GBCS 4.3.2", 0, "the MAC cannot be made");
}

alb_status duis_authenticate(gbcs_keys *keys, alb_span inner, const smki_identity *acb,
                             const smki_identity *sign_as, alb_wr *out, alb_err *err)
{
    gbcs_message m;
    ALB_TRY(gbcs_message_parse(inner, &m, err));
    if (m.form == GBCS_MACED || m.header.cra != GBCS_COMMAND) {
        return alb_fail(err, ALB_USAGE, "GBCS 7.2", 0, "not a pre-command");
    }
    if (m.form == GBCS_SIGNED) {
        return write_maced(keys, &m, inner, acb, out, err);
    }
    alb_buf with_block;
    size_t room = inner.len + GBCS_SIGNATURE + 2;
    alb_buf_init(&with_block, room);
    alb_wr w = alb_wr_init(alb_buf_extend(&with_block, room), room);
    alb_status st = w.buf ? add_signature(keys, &m, sign_as, &w, err) : ALB_NO_MEMORY;
    if (st == ALB_OK && w.st == ALB_OK) {
        st = write_maced(keys, &m, alb_wr_span(&w), acb, out, err);
    }
    alb_buf_release(&with_block);
    return st == ALB_OK ? ALB_OK : alb_fail(err, st, "GBCS 7.2", 0, "the command cannot be authenticated");
}
