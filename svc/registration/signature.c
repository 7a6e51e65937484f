/* The signature of a file, in its last line (registration-and-supply.md 4.3): over all octets before it, by
 * an organisation's digital signing key. */
#include "signature.h"
#include "take_internal.h"

#include "base/text.h"
#include "smki/path.h"

typedef struct signature {
    alb_span issuer, serial;
    uint8_t octets[CRYPTO_SIGNATURE];
} signature;

/* SIG|issuer|serial|base64 */
static bool read_signature(alb_span line, signature *out)
{
    alb_span f[4];
    uint8_t der[CRYPTO_SIGNATURE_DER + 8];
    alb_wr w = alb_wr_init(der, sizeof der);
    size_t n = 0;
    if (!layout_split(line, f, ALB_COUNT(f), &n) || n != ALB_COUNT(f) ||
        alb_base64_decode(f[3], &w) != ALB_OK ||
        crypto_signature_from_der(alb_wr_span(&w), false, out->octets) != ALB_OK) {
        return false;
    }
    out->issuer = f[1];
    out->serial = f[2];
    return true;
}

static const smki_certificate *find_signer(const taking *k, const signature *s)
{
    enum { MOST = 16 };
    const smki_identity *list[MOST];
    size_t n = k->t->keys ? smki_keystore_find_all(k->t->keys, k->provider.entity,
                                                   SMKI_SLOT_DIGITAL_SIGNATURE, list, MOST)
                          : 0;
    for (size_t i = 0; i < n; i++) {
        char serial[64];
        alb_wr w = alb_wr_init(serial, sizeof serial);
        if (!list[i]->certificate) {
            continue;
        }
        alb_wr_big_decimal(&w, smki_certificate_serial(list[i]->certificate));
        if (alb_span_equal(alb_wr_span(&w), s->serial) &&
            smki_certificate_issuer_is(list[i]->certificate, s->issuer)) {
            return list[i]->certificate;
        }
    }
    return NULL;
}

static alb_status verify(taking *k, crypto_ctx *ctx, alb_err *err)
{
    signature s;
    if (!read_signature(alb_span_str(k->survey.signature), &s)) {
        return take_reject(k, "E011", "the signature cannot be read");
    }
    const smki_certificate *signer = find_signer(k, &s);
    if (!signer) {
        return take_reject(k, "E012", "not signed by the sender");
    }
    if (crypto_verify_hash(ctx, smki_certificate_public(signer), k->survey.signed_hash, s.octets) != ALB_OK) {
        return take_reject(k, "E011", "the signature is wrong");
    }
    smki_path_options o = {.at = k->header.created_at, .role = SMKI_ROLE_NONE};
    alb_status st = smki_path_check(ctx, signer, k->t->keys, &o, err);
    return st == ALB_OK ? st : take_reject(k, "E013", "the sender's certificate was not good then");
}

alb_status take_check_signature(taking *k, alb_err *err)
{
    if (alb_eui64_number(k->provider.entity) == 0) {
        return ALB_OK;
    }
    if (k->survey.signature[0] == '\0') {
        return take_reject(k, "E010", "not signed");
    }
    crypto_ctx *ctx = crypto_ctx_new();
    if (k->t->hold_keys) {
        k->t->hold_keys(k->t->ctx, true);
    }
    alb_status st =
        ctx ? verify(k, ctx, err) : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a signature");
    if (k->t->hold_keys) {
        k->t->hold_keys(k->t->ctx, false);
    }
    crypto_ctx_free(ctx);
    return st;
}

alb_status signature_write(const smki_identity *signer, alb_buf *file, alb_err *err)
{
    uint8_t raw[CRYPTO_SIGNATURE];
    uint8_t der[CRYPTO_SIGNATURE_DER];
    char line[1024];
    crypto_ctx *ctx = crypto_ctx_new();
    alb_status st = ctx ? crypto_sign(ctx, signer->key, alb_buf_span(file), raw, err)
                        : alb_fail(err, ALB_NO_MEMORY, NULL, 0, "no memory for a signature");
    crypto_ctx_free(ctx);
    ALB_TRY(st);
    alb_wr w = alb_wr_init(line, sizeof line);
    alb_wr_text(&w, "SIG|");
    ALB_TRY(smki_certificate_issuer_text(signer->certificate, &w));
    alb_wr_u8(&w, '|');
    alb_wr_big_decimal(&w, smki_certificate_serial(signer->certificate));
    alb_wr_u8(&w, '|');
    alb_wr_base64(&w, alb_span_of(der, crypto_signature_to_der(raw, der)));
    alb_wr_u8(&w, '\n');
    ALB_TRY(w.st);
    alb_buf_add(file, alb_wr_span(&w));
    return file->st;
}
