/* A certificate: its octets, its life, and the questions asked of it. Reading: certificate_read.c. */
#include "smki/certificate.h"

#include "smki_internal.h"

#include "base/text.h"
#include "crypto/pkix.h"
#include "smki/name.h"

#include <stdlib.h>

/* Those in use have less than 450 octets; those of other makers have room to spare. */
enum { CERTIFICATE_MAX = 16 * 1024 };

/* --- life --- */

alb_status smki_own_octets(alb_span in, const char *label, size_t max, uint8_t **octets, alb_span *der,
                           alb_err *err)
{
    alb_span found = {0};
    alb_span base64 = {0};
    bool pem = false;
    while (in.len > 0 && in.ptr[0] != DER_SEQUENCE && !pem && crypto_pem_next(&in, &found, &base64)) {
        pem = alb_span_is(found, label);
    }
    size_t size = pem ? base64.len : in.len;
    if (size == 0 || size > max || (!pem && in.ptr[0] != DER_SEQUENCE)) {
        return alb_fail(err, ALB_BAD_KEY, "RFC 5280 4.1", 0, "neither DER nor PEM of a %s", label);
    }
    *octets = malloc(size);
    if (!*octets) {
        return alb_fail(err, ALB_NO_MEMORY, "certificate", 0, "out of memory");
    }
    alb_wr w = alb_wr_init(*octets, size);
    if (!pem) {
        alb_wr_bytes(&w, in);
    } else if (alb_base64_decode(base64, &w) != ALB_OK) {
        return alb_fail(err, ALB_BAD_KEY, "RFC 7468 5", 0, "PEM that is not base64");
    }
    *der = alb_wr_span(&w);
    return ALB_OK;
}

static alb_status parse(alb_span der_or_pem, bool any, smki_certificate **out, alb_err *err)
{
    smki_certificate *c = calloc(1, sizeof *c);
    if (!c) {
        return alb_fail(err, ALB_NO_MEMORY, "certificate", 0, "out of memory");
    }
    atomic_init(&c->refs, 1);
    c->role = SMKI_ROLE_NONE;
    c->any = any;
    alb_status st = smki_own_octets(der_or_pem, "CERTIFICATE", CERTIFICATE_MAX, &c->octets, &c->der, err);
    st = st == ALB_OK ? smki_certificate_read(c, err) : st;
    if (st != ALB_OK) {
        smki_certificate_free(c);
        return st;
    }
    *out = c;
    return ALB_OK;
}

alb_status smki_certificate_parse(alb_span der_or_pem, smki_certificate **out, alb_err *err)
{
    return parse(der_or_pem, false, out, err);
}

alb_status smki_certificate_parse_any(alb_span der_or_pem, smki_certificate **out, alb_err *err)
{
    return parse(der_or_pem, true, out, err);
}

smki_certificate *smki_certificate_ref(smki_certificate *c)
{
    if (c) {
        atomic_fetch_add(&c->refs, 1);
    }
    return c;
}

void smki_certificate_free(smki_certificate *c)
{
    if (c && atomic_fetch_sub(&c->refs, 1) == 1) {
        crypto_pub_free(c->pub);
        free(c->octets);
        free(c);
    }
}

/* --- questions --- */

alb_span smki_certificate_der(const smki_certificate *c)
{
    return c->der;
}

smki_kind smki_certificate_kind(const smki_certificate *c)
{
    return c->kind;
}

alb_eui64 smki_certificate_entity(const smki_certificate *c)
{
    return c->entity;
}

smki_role smki_certificate_role(const smki_certificate *c)
{
    return c->role;
}

smki_usage smki_certificate_usage(const smki_certificate *c)
{
    return c->usage;
}

alb_span smki_certificate_serial(const smki_certificate *c)
{
    return alb_span_of(c->serial, c->serial_len);
}

alb_span smki_certificate_issuer(const smki_certificate *c)
{
    return c->issuer;
}

alb_span smki_certificate_subject(const smki_certificate *c)
{
    return c->subject;
}

alb_span smki_certificate_ski(const smki_certificate *c)
{
    return alb_span_of(c->ski, c->ski_len);
}

alb_span smki_certificate_aki(const smki_certificate *c)
{
    return alb_span_of(c->aki, c->aki_len);
}

alb_time smki_certificate_not_before(const smki_certificate *c)
{
    return c->not_before;
}

alb_time smki_certificate_not_after(const smki_certificate *c)
{
    return c->not_after;
}

const crypto_pub *smki_certificate_public(const smki_certificate *c)
{
    return c->pub;
}

alb_status smki_certificate_issuer_text(const smki_certificate *c, alb_wr *out)
{
    smki_name_text(c->issuer, out);
    return out->st;
}

uint32_t smki_certificate_purposes(const smki_certificate *c)
{
    return c->purposes;
}

uint32_t smki_certificate_key_usage(const smki_certificate *c)
{
    return c->key_usage;
}

bool smki_certificate_is_authority(const smki_certificate *c, int *path_length)
{
    *path_length = c->path_length;
    return c->is_authority;
}

alb_span smki_certificate_extensions(const smki_certificate *c)
{
    return c->extensions;
}

alb_span smki_certificate_hardware_type(const smki_certificate *c)
{
    return c->hardware_type;
}

const char *smki_certificate_deviation(const smki_certificate *c)
{
    return c->deviation;
}

bool smki_has_rsa_key(const smki_certificate *c)
{
    return crypto_pub_kind(c->pub) != CRYPTO_KIND_P256;
}

alb_status smki_certificate_signed_by(crypto_ctx *ctx, const smki_certificate *c, const crypto_pub *issuer)
{
    return c->rsa_signed ? crypto_verify_rsa(ctx, issuer, c->tbs, c->signature_octets)
                         : crypto_verify(ctx, issuer, c->tbs, c->signature);
}
