#include "saved.h"

enum { KEY_MAX = 512 };

void saved_write(alb_span octets, alb_buf *out)
{
    uint8_t length[4];
    alb_wr w = alb_wr_init(length, sizeof length);
    alb_wr_be32(&w, (uint32_t)octets.len);
    alb_buf_add(out, alb_wr_span(&w));
    alb_buf_add(out, octets);
}

alb_span saved_read(alb_rd *in)
{
    uint32_t length = alb_rd_be32(in);
    return alb_rd_bytes(in, length);
}

void certificate_save(const smki_certificate *c, alb_buf *out)
{
    saved_write(c ? smki_certificate_der(c) : alb_span_none(), out);
}

smki_certificate *certificate_restore(alb_rd *in)
{
    smki_certificate *c = NULL;
    alb_span der = saved_read(in);
    if (der.len > 0 && smki_certificate_parse(der, &c, NULL) != ALB_OK) {
        alb_rd_fail(in, ALB_BAD_VALUE);
    }
    return c;
}

void key_save(const crypto_key *key, alb_buf *out)
{
    uint8_t pem[KEY_MAX];
    alb_wr w = alb_wr_init(pem, sizeof pem);
    alb_status st = key ? crypto_key_to_pem(key, &w, NULL) : ALB_OK;
    if (st != ALB_OK) {
        out->st = out->st == ALB_OK ? st : out->st;
    }
    saved_write(alb_wr_span(&w), out);
    crypto_wipe(pem, sizeof pem);
}

crypto_key *key_restore(alb_rd *in)
{
    crypto_key *key = NULL;
    alb_span pem = saved_read(in);
    if (pem.len > 0 && crypto_key_load(pem, &key, NULL) != ALB_OK) {
        alb_rd_fail(in, ALB_BAD_VALUE);
    }
    return key;
}
