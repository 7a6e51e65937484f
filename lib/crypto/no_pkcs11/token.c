/* Built without PKCS #11: keys in tokens are refused. */
#include "token_internal.h"

static alb_status refuse(alb_err *err)
{
    return alb_fail(err, ALB_UNSUPPORTED, "PKCS #11", 0, "built without PKCS #11: no key in a token");
}

bool crypto_token_supported(void)
{
    return false;
}

alb_status crypto_token_open(alb_span uri, crypto_key **out, alb_err *err)
{
    (void)uri;
    (void)out;
    return refuse(err);
}

alb_status crypto_token_generate(alb_span uri, const char *label, crypto_kind kind, crypto_key **out,
                                 alb_err *err)
{
    (void)uri;
    (void)label;
    (void)kind;
    (void)out;
    return refuse(err);
}

void crypto_token_destroy(crypto_key *key)
{
    (void)key;
}

void crypto_token_free(crypto_token *t)
{
    (void)t;
}

const char *crypto_token_uri(const crypto_token *t)
{
    (void)t;
    return NULL;
}

alb_status crypto_token_sign(crypto_token *t, const uint8_t hash[static CRYPTO_HASH],
                             uint8_t out[static CRYPTO_SIGNATURE], alb_err *err)
{
    (void)t;
    (void)hash;
    (void)out;
    return refuse(err);
}

alb_status crypto_token_sign_rsa(crypto_token *t, alb_span digest_info, alb_wr *out, alb_err *err)
{
    (void)t;
    (void)digest_info;
    (void)out;
    return refuse(err);
}

alb_status crypto_token_derive(crypto_token *t, const crypto_pub *peer, crypto_secret *out, alb_err *err)
{
    (void)t;
    (void)peer;
    (void)out;
    return refuse(err);
}
