/* Whatever the octets: no crash; what is read keeps its octets, its names and extensions can be walked, and
 * it passes a path check only if the authority's key signed it, which no input did. */
#include "smki/lint.h"
#include "smki/name.h"
#include "smki/path.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_path(const smki_certificate *c)
{
    static crypto_ctx *ctx;
    static crypto_key *trusted;
    static const uint8_t scalar[32] = {[31] = 7};
    if (!ctx) {
        ctx = crypto_ctx_new();
        if (!ctx || crypto_key_from_scalar(scalar, &trusted, NULL) != ALB_OK) {
            abort();
        }
    }
    smki_path_options options = {.at = ALB_TIME_NONE, .role = SMKI_ROLE_NONE, .infrastructure = true};
    smki_anchor anchor = {.pub = crypto_key_public(trusted), .key_id = smki_certificate_aki(c)};
    const smki_certificate *chain[] = {c, c};
    alb_err err = {.code = ALB_OK};
    if (smki_path_check_chain(ctx, c, chain, 2, &anchor, &options, &err) == ALB_OK || !err.rule) {
        abort();
    }
}

static void count(void *ctx, const char *rule, const char *what)
{
    size_t *n = ctx;
    *n += rule != NULL && what != NULL;
}

static void check_lint(const smki_certificate *c)
{
    size_t n = 0;
    crypto_ctx *ctx = crypto_ctx_new();
    if (ctx && smki_lint(ctx, c, count, &n) != n) {
        abort();
    }
    crypto_ctx_free(ctx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    smki_certificate *c = NULL;
    char text[4096];
    /* With RSA keys, too, which messages never bring. */
    if (smki_certificate_parse_any(alb_span_of(data, size), &c, NULL) != ALB_OK) {
        return 0;
    }
    smki_certificate *again = NULL;
    if (smki_certificate_parse(smki_certificate_der(c), &again, NULL) == ALB_OK &&
        crypto_pub_kind(smki_certificate_public(again)) != CRYPTO_KIND_P256) {
        abort();
    }
    smki_certificate_free(again);
    if (smki_certificate_parse_any(smki_certificate_der(c), &again, NULL) != ALB_OK ||
        !alb_span_equal(smki_certificate_der(c), smki_certificate_der(again))) {
        abort();
    }
    alb_wr w = alb_wr_init(text, sizeof text);
    if (smki_certificate_issuer_text(c, &w) == ALB_OK) {
        (void)smki_certificate_issuer_is(
            c, alb_wr_span(&w)); /* what it says of names in other types is its own */
    }
    alb_rd r = alb_rd_init(smki_certificate_extensions(c));
    smki_extension x;
    while (smki_extension_next(&r, &x)) {
    }
    if (alb_rd_end(&r) != ALB_OK ||
        !smki_name_equal(smki_certificate_subject(c), smki_certificate_subject(c))) {
        abort();
    }
    check_path(c);
    check_lint(c);
    smki_certificate_free(again);
    smki_certificate_free(c);
    return 0;
}
