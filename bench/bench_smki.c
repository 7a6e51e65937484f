/* Certificates: what issuing and checking cost beside the signatures that they cannot do without. A fleet
 * issues two per device. */
#include "bench.h"
#include "raw.h"

#include "smki/authority.h"
#include "smki/path.h"
#include "smki/request.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct group {
    crypto_ctx *ctx;
    crypto_key *root_key, *issuing_key, *key;
    smki_authority *root, *issuing;
    smki_keystore *store;
    smki_certificate *certificate;
    smki_path_options options;
    alb_time now;
    raw *raw;
    uint8_t request[SMKI_REQUEST_MAX];
    size_t request_len;
} group;

static void must(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "bench smki: %s failed\n", what);
        exit(1);
    }
}

static smki_certificate *issue(group *g)
{
    smki_certificate *c = NULL;
    smki_subject s = {.profile = "device",
                      .entity = alb_eui64_of(0x1122334455667788),
                      .usage = SMKI_USAGE_KEY_AGREEMENT,
                      .public_key = crypto_key_public(g->key),
                      .not_before = ALB_TIME_NONE,
                      .not_after = ALB_TIME_NONE};
    must(smki_authority_issue(g->ctx, g->issuing, &s, g->now, &c, NULL) == ALB_OK, "issue");
    return c;
}

static void run_issue(void *ctx, size_t n)
{
    for (; n > 0; n--) {
        smki_certificate_free(issue(ctx));
    }
}

static void our_sign(void *ctx, size_t n)
{
    group *g = ctx;
    uint8_t signature[CRYPTO_SIGNATURE];
    for (; n > 0; n--) {
        must(crypto_sign(g->ctx, g->issuing_key, smki_certificate_der(g->certificate), signature, NULL) ==
                 ALB_OK,
             "sign");
    }
}

/* What the Registration Authority does for a device but for its store: read the request, check that it is
 * signed with its own key, issue. */
static void run_request(void *ctx, size_t n)
{
    group *g = ctx;
    for (; n > 0; n--) {
        smki_request *r = NULL;
        smki_certificate *c = NULL;
        must(smki_request_parse(g->ctx, alb_span_of(g->request, g->request_len), &r, NULL) == ALB_OK,
             "request");
        smki_subject s = smki_request_subject(r);
        must(smki_authority_issue(g->ctx, g->issuing, &s, g->now, &c, NULL) == ALB_OK, "issue");
        smki_certificate_free(c);
        smki_request_free(r);
    }
}

static void raw_verify_and_sign(void *ctx, size_t n)
{
    group *g = ctx;
    alb_span request = alb_span_of(g->request, g->request_len);
    for (; n > 0; n--) {
        raw_sign(g->raw, request);
        raw_verify(g->raw, request);
    }
}

static void write_request(group *g)
{
    smki_subject s = {.profile = "device",
                      .entity = alb_eui64_of(0x1122334455667788),
                      .usage = SMKI_USAGE_KEY_AGREEMENT,
                      .not_before = ALB_TIME_NONE,
                      .not_after = ALB_TIME_NONE};
    alb_wr w = alb_wr_init(g->request, sizeof g->request);
    must(smki_request_write(g->ctx, &s, g->key, &w, NULL) == ALB_OK, "write a request");
    g->request_len = w.pos;
}

static void run_parse(void *ctx, size_t n)
{
    group *g = ctx;
    for (; n > 0; n--) {
        smki_certificate *c = NULL;
        must(smki_certificate_parse(smki_certificate_der(g->certificate), &c, NULL) == ALB_OK, "parse");
        smki_certificate_free(c);
    }
}

static void run_path(void *ctx, size_t n)
{
    group *g = ctx;
    for (; n > 0; n--) {
        must(smki_path_check(g->ctx, g->certificate, g->store, &g->options, NULL) == ALB_OK, "path");
    }
}

/* A path of three has three signatures, the root's own with them. */
static void our_verify(void *ctx, size_t n)
{
    group *g = ctx;
    for (; n > 0; n--) {
        for (int i = 0; i < 3; i++) {
            must(smki_certificate_signed_by(g->ctx, g->certificate, crypto_key_public(g->issuing_key)) ==
                     ALB_OK,
                 "verify");
        }
    }
}

static void store(group *g, const smki_authority *ca)
{
    smki_certificate *c = NULL;
    must(smki_certificate_parse(smki_certificate_der(smki_authority_certificate(ca)), &c, NULL) == ALB_OK &&
             smki_keystore_add(g->store, c, NULL, NULL, NULL) == ALB_OK,
         "store");
    smki_certificate_free(c);
}

void bench_smki(bench *b)
{
    group g = {.raw = raw_new(), .ctx = crypto_ctx_new(), .store = smki_keystore_new(), .now = ALB_TIME_2000};
    must(g.ctx && g.store && crypto_key_generate(&g.root_key, NULL) == ALB_OK &&
             crypto_key_generate(&g.issuing_key, NULL) == ALB_OK &&
             crypto_key_generate(&g.key, NULL) == ALB_OK &&
             smki_authority_create_root(g.ctx, "device-root", "R", g.root_key, g.now, &g.root, NULL) ==
                 ALB_OK &&
             smki_authority_create_issuing(g.ctx, g.root, "device-issuing", "I", g.issuing_key, g.now,
                                           &g.issuing, NULL) == ALB_OK,
         "set-up");
    store(&g, g.root);
    store(&g, g.issuing);
    g.certificate = issue(&g);
    write_request(&g);
    g.options = (smki_path_options){.at = g.now, .role = SMKI_ROLE_NONE};
    bench_case_run(b, &(bench_case){"smki issue a device certificate", run_issue, "SHA-256 + ECDSA sign",
                                    our_sign, &g, 0});
    bench_case_run(b, &(bench_case){"smki request to certificate", run_request, "ECDSA verify + sign",
                                    raw_verify_and_sign, &g, 0.5});
    bench_case_run(b, &(bench_case){"smki parse a certificate", run_parse, NULL, NULL, &g, 0});
    bench_case_run(b, &(bench_case){"smki check a path", run_path, "3 ECDSA verify", our_verify, &g, 0.9});
    smki_certificate_free(g.certificate);
    smki_keystore_free(g.store);
    smki_authority_free(g.root);
    smki_authority_free(g.issuing);
    crypto_key_free(g.root_key);
    crypto_key_free(g.issuing_key);
    crypto_key_free(g.key);
    crypto_ctx_free(g.ctx);
    raw_free(g.raw);
}
