/* A device's request for the certificate of new keys (CS02c), answered by the issuing authority of a
 * directory. */
#include "pki_internal.h"

#include "smki/request.h"

static alb_status certify(crypto_ctx *ctx, const char *dir, alb_eui64 device, const smki_request *r,
                          alb_time now, smki_certificate **out, alb_err *err)
{
    smki_subject s = smki_request_subject(r);
    smki_authority *issuer = NULL;
    if (!s.profile || strcmp(s.profile, "device") != 0 || !alb_eui64_equal(s.entity, device)) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 10", 0, "not this device's request");
    }
    ALB_TRY(smki_pki_open_issuer(dir, s.profile, &issuer, err));
    alb_status st = smki_authority_issue(ctx, issuer, &s, now, out, err);
    smki_authority_free(issuer);
    return st;
}

alb_status smki_pki_certify_device(const char *dir, alb_eui64 device, alb_span request, alb_time now,
                                   alb_buf *certificate, alb_err *err)
{
    smki_request *r = NULL;
    smki_certificate *c = NULL;
    crypto_ctx *ctx = crypto_ctx_new();
    alb_status st = ctx ? smki_request_parse(ctx, request, &r, err)
                        : alb_fail(err, ALB_CRYPTO, "pki", 0, "no cryptographic context");
    if (st == ALB_OK) {
        st = certify(ctx, dir, device, r, now, &c, err);
        smki_request_free(r);
    }
    if (st == ALB_OK) {
        alb_buf_add(certificate, smki_certificate_der(c));
        smki_certificate_free(c);
        st = certificate->st;
    }
    crypto_ctx_free(ctx);
    return st;
}
