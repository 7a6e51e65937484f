/* Authorities that get a key later, or another one: roots that are kept where no network is, key roll-over.
 */
#include "pki_internal.h"

#include "authority_internal.h"

#include "base/file.h"
#include "base/text.h"
#include "crypto/token.h"
#include "smki/request.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum { STEM_MAX = 96, SERIAL_TEXT = 16 };

/* --- files --- */

static void stem_with(const char *profile, const char *middle, const smki_certificate *c,
                      char stem[static STEM_MAX])
{
    alb_wr w = alb_wr_init(stem, STEM_MAX - 1);
    alb_wr_printf(&w, "%s-%s", profile, middle);
    alb_wr_hex(&w, alb_span_sub(smki_certificate_serial(c), 0, SERIAL_TEXT / 2));
    stem[w.pos] = '\0';
}

static alb_status move(const char *dir, const char *from, const char *to, const char *extension, alb_err *err)
{
    char old_path[PATH_MAX], new_path[PATH_MAX];
    ALB_TRY(smki_pki_path(dir, from, extension, old_path, err));
    ALB_TRY(smki_pki_path(dir, to, extension, new_path, err));
    return rename(old_path, new_path) == 0 || errno == ENOENT
               ? ALB_OK
               : alb_fail(err, ALB_IO, "pki", 0, "%s: %s", new_path, strerror(errno));
}

/* What was in use until now is kept under its serial number. */
static alb_status archive(const char *dir, const char *profile, alb_err *err)
{
    static const char *const extensions[] = {"key", "pem", "crl"};
    char path[PATH_MAX], stem[STEM_MAX];
    smki_certificate *c = NULL;
    ALB_TRY(smki_pki_path(dir, profile, "pem", path, err));
    if (access(path, F_OK) != 0) {
        return ALB_OK;
    }
    ALB_TRY(smki_pki_read_certificate(dir, profile, &c, err));
    stem_with(profile, "", c, stem);
    smki_certificate_free(c);
    for (size_t i = 0; i < ALB_COUNT(extensions); i++) {
        ALB_TRY(move(dir, profile, stem, extensions[i], err));
    }
    return ALB_OK;
}

/* "<profile>.next" */
static void next_stem(const char *profile, char stem[static STEM_MAX])
{
    (void)snprintf(stem, STEM_MAX, "%.64s.next", profile);
}

static alb_status no_context(alb_err *err)
{
    return alb_fail(err, ALB_CRYPTO, "pki", 0, "no cryptographic context");
}

/* --- asking a root --- */

static alb_status write_request(crypto_ctx *ctx, const char *profile, const char *name, const crypto_key *key,
                                alb_buf *out, alb_err *err)
{
    uint8_t der[SMKI_REQUEST_MAX], pem[2 * SMKI_REQUEST_MAX];
    const cat_authority *a = cat_authority_of(profile);
    smki_subject s = {.profile = profile,
                      .usage = SMKI_USAGE_CERT_SIGN,
                      .common_name = name ? name : a->name,
                      .organisation = a->organisation,
                      .not_before = ALB_TIME_NONE,
                      .not_after = ALB_TIME_NONE};
    alb_wr w = alb_wr_init(der, sizeof der);
    alb_wr p = alb_wr_init(pem, sizeof pem);
    ALB_TRY(smki_request_write(ctx, &s, key, &w, err));
    crypto_pem_write("CERTIFICATE REQUEST", alb_wr_span(&w), &p);
    alb_buf_add(out, alb_wr_span(&p));
    return out->st;
}

alb_status smki_pki_request_authority(const char *dir, const char *profile, const char *name,
                                      const char *token, alb_buf *request, alb_err *err)
{
    char path[PATH_MAX], stem[STEM_MAX];
    crypto_key *key = NULL;
    const cat_certificate *p = cat_certificate_named(profile);
    if (!p || !cat_authority_of(profile) || strcmp(p->issuer, p->name) == 0) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 3", 0, "'%s' is no issuing authority", profile);
    }
    next_stem(profile, stem);
    ALB_TRY(alb_dir_make(dir, 0700, err));
    ALB_TRY(smki_pki_path(dir, stem, "key", path, err));
    if (access(path, F_OK) == 0) { /* before a token makes a key */
        return alb_fail(err, ALB_EXISTS, "pki", 0, "%s waits for its certificate", path);
    }
    ALB_TRY(smki_pki_make_key(token, stem, p, &key, err));
    crypto_ctx *ctx = crypto_ctx_new();
    alb_status st = ctx ? write_request(ctx, profile, name, key, request, err) : no_context(err);
    st = st == ALB_OK ? smki_pki_write_key(path, key, err) : st;
    if (st != ALB_OK) {
        crypto_token_destroy(key);
    }
    crypto_ctx_free(ctx);
    crypto_key_free(key);
    return st;
}

/* --- the root's answer --- */

/* profile NULL: an issuing authority's request, which says itself what it is. */
static alb_status certify(crypto_ctx *ctx, const char *dir, const char *profile, alb_span request,
                          alb_time now, smki_certificate **out, alb_err *err)
{
    smki_request *r = NULL;
    smki_authority *issuer = NULL;
    ALB_TRY(profile ? smki_request_parse_any(ctx, request, &r, err)
                    : smki_request_parse_authority(ctx, request, &r, err));
    smki_subject s = smki_request_subject(r);
    alb_status st = ALB_OK;
    if (profile && s.profile) {
        st = alb_fail(err, ALB_BAD_VALUE, "smki.md 10", 0,
                      "a request of SMKI goes to its Registration Authority");
    }
    s.profile = profile ? profile : s.profile;
    st = st == ALB_OK ? smki_pki_open_issuer(dir, s.profile, &issuer, err) : st;
    st = st == ALB_OK ? smki_authority_issue(ctx, issuer, &s, now, out, err) : st;
    smki_authority_free(issuer);
    smki_request_free(r);
    return st;
}

static alb_status certify_to_pem(const char *dir, const char *profile, alb_span request, alb_time now,
                                 alb_buf *certificate, alb_err *err)
{
    uint8_t pem[SMKI_PKI_FILE_MAX];
    smki_certificate *c = NULL;
    crypto_ctx *ctx = crypto_ctx_new();
    alb_status st = ctx ? certify(ctx, dir, profile, request, now, &c, err) : no_context(err);
    if (st == ALB_OK) {
        alb_wr w = alb_wr_init(pem, sizeof pem);
        crypto_pem_write("CERTIFICATE", smki_certificate_der(c), &w);
        alb_buf_add(certificate, alb_wr_span(&w));
        st = certificate->st;
    }
    smki_certificate_free(c);
    crypto_ctx_free(ctx);
    return st;
}

alb_status smki_pki_certify_authority(const char *dir, alb_span request, alb_time now, alb_buf *certificate,
                                      alb_err *err)
{
    return certify_to_pem(dir, NULL, request, now, certificate, err);
}

alb_status smki_pki_certify(const char *dir, const char *profile, alb_span request, alb_time now,
                            alb_buf *certificate, alb_err *err)
{
    return certify_to_pem(dir, profile, request, now, certificate, err);
}

/* --- putting it to use --- */

static alb_status check_installed(crypto_ctx *ctx, const char *dir, const cat_certificate *p,
                                  const smki_certificate *c, const crypto_key *key, alb_err *err)
{
    smki_certificate *root = NULL;
    if (smki_profile_of(c) != p) {
        return alb_fail(err, ALB_MISMATCH, "smki.md 5", 0, "the certificate is not that of %s", p->title);
    }
    if (!crypto_pub_equal(smki_certificate_public(c), crypto_key_public(key))) {
        return alb_fail(err, ALB_MISMATCH, "smki.md 5", 0, "the certificate is not for the key that waits");
    }
    ALB_TRY(smki_pki_read_certificate(dir, p->issuer, &root, err));
    alb_status st = smki_certificate_signed_by(ctx, c, smki_certificate_public(root));
    smki_certificate_free(root);
    return st == ALB_OK ? ALB_OK
                        : alb_fail(err, ALB_MISMATCH, "smki.md 3", 0, "the certificate is not signed by %s",
                                   p->issuer);
}

/* The certificate goes first: without it the key that waits is of no use, and with it the installation can be
 * repeated. */
static alb_status put_in_place(const char *dir, const char *profile, const smki_certificate *c,
                               const char *next, alb_err *err)
{
    char path[PATH_MAX];
    ALB_TRY(archive(dir, profile, err));
    ALB_TRY(smki_pki_path(dir, profile, "pem", path, err));
    ALB_TRY(smki_pki_write_certificate(path, c, err));
    return move(dir, next, profile, "key", err);
}

alb_status smki_pki_install_authority(const char *dir, const char *profile, alb_span certificate,
                                      alb_err *err)
{
    char next[STEM_MAX];
    smki_certificate *c = NULL;
    smki_authority *opened = NULL;
    crypto_key *key = NULL;
    const cat_certificate *p = cat_certificate_named(profile);
    if (!p || !cat_authority_of(profile)) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 3", 0, "'%s' is no authority", profile);
    }
    next_stem(profile, next);
    ALB_TRY(smki_pki_read_key(dir, next, &key, err));
    crypto_ctx *ctx = crypto_ctx_new();
    alb_status st = ctx ? smki_certificate_parse_any(certificate, &c, err) : no_context(err);
    st = st == ALB_OK ? check_installed(ctx, dir, p, c, key, err) : st;
    st = st == ALB_OK ? smki_authority_open(c, key, &opened, err) : st;
    st = st == ALB_OK ? put_in_place(dir, profile, c, next, err) : st;
    smki_authority_free(opened);
    smki_certificate_free(c);
    crypto_key_free(key);
    crypto_ctx_free(ctx);
    return st;
}

/* --- another key for a root --- */

/* One root's certificate of the other's key. */
static alb_status link_keys(crypto_ctx *ctx, const char *dir, const char *profile, smki_authority *by,
                            const smki_authority *of, const char *name, alb_time now,
                            char stem[static STEM_MAX], alb_err *err)
{
    char link_profile[STEM_MAX], path[PATH_MAX];
    smki_certificate *c = NULL;
    (void)snprintf(link_profile, sizeof link_profile, "%.64s-link", profile);
    smki_subject s = {.profile = link_profile,
                      .usage = SMKI_USAGE_CERT_SIGN,
                      .common_name = name,
                      .organisation = cat_authority_of(profile)->organisation,
                      .public_key = smki_certificate_public(smki_authority_certificate(of)),
                      .not_before = ALB_TIME_NONE,
                      .not_after = ALB_TIME_NONE};
    ALB_TRY(smki_authority_issue(ctx, by, &s, now, &c, err));
    stem_with(profile, "link-", c, stem);
    alb_status st = smki_pki_path(dir, stem, "pem", path, err);
    st = st == ALB_OK ? smki_pki_write_certificate(path, c, err) : st;
    smki_certificate_free(c);
    return st;
}

/* What was written so far goes again: nothing is half-done. */
typedef struct rolling {
    const char *dir, *profile;
    char next[STEM_MAX], links[2][STEM_MAX];
    size_t n_links;
} rolling;

static void undo(const rolling *r)
{
    char path[PATH_MAX];
    for (size_t i = 0; i < r->n_links; i++) {
        if (smki_pki_path(r->dir, r->links[i], "pem", path, NULL) == ALB_OK) {
            (void)unlink(path);
        }
    }
    if (smki_pki_path(r->dir, r->next, "key", path, NULL) == ALB_OK) {
        (void)unlink(path);
    }
}

static alb_status write_links(crypto_ctx *ctx, rolling *r, smki_authority *old, smki_authority *renewed,
                              alb_time now, alb_err *err)
{
    char name[SMKI_NAME_MAX + 1];
    smki_authority_name(old, name);
    ALB_TRY(link_keys(ctx, r->dir, r->profile, old, renewed, name, now, r->links[0], err));
    r->n_links = 1;
    ALB_TRY(link_keys(ctx, r->dir, r->profile, renewed, old, name, now, r->links[1], err));
    r->n_links = 2;
    return ALB_OK;
}

static alb_status roll(crypto_ctx *ctx, const char *dir, const char *profile, smki_authority *old,
                       crypto_key *key, alb_time now, alb_err *err)
{
    char path[PATH_MAX];
    smki_authority *renewed = NULL;
    rolling r = {.dir = dir, .profile = profile};
    next_stem(profile, r.next);
    ALB_TRY(smki_pki_path(dir, r.next, "key", path, err));
    ALB_TRY(smki_authority_renew_root(ctx, old, key, now, &renewed, err));
    alb_status st = smki_pki_write_key(path, key, err); /* EXISTS: not ours to undo */
    if (st == ALB_OK) {
        st = write_links(ctx, &r, old, renewed, now, err);
        st = st == ALB_OK ? put_in_place(dir, profile, smki_authority_certificate(renewed), r.next, err) : st;
        if (st != ALB_OK) {
            undo(&r);
        }
    }
    smki_authority_free(renewed);
    return st;
}

alb_status smki_pki_roll_root(const char *dir, const char *profile, const char *token, alb_time now,
                              alb_err *err)
{
    smki_authority *old = NULL;
    crypto_key *key = NULL;
    const cat_certificate *p = cat_certificate_named(profile);
    if (!p || !cat_authority_of(profile) || strcmp(p->issuer, p->name) != 0) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 3", 0, "'%s' is no root", profile);
    }
    ALB_TRY(smki_pki_open_authority(dir, profile, &old, err));
    crypto_ctx *ctx = crypto_ctx_new();
    alb_status st = ctx ? smki_pki_make_key(token, profile, p, &key, err) : no_context(err);
    st = st == ALB_OK ? roll(ctx, dir, profile, old, key, now, err) : st;
    if (st != ALB_OK && key) {
        crypto_token_destroy(key);
    }
    smki_authority_free(old);
    crypto_key_free(key);
    crypto_ctx_free(ctx);
    return st;
}
