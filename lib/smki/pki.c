/* A key infrastructure in a directory: what `albion pki init` and `albion pki issue` make (authority.h).
 * Everything is made in memory first and written at the end, so that a failure leaves no part of it behind.
 */
#include "smki/contingency.h"

#include "authority_internal.h"
#include "pki_internal.h"

#include "base/file.h"
#include "catalogue/certificate.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

enum { PEM_MAX = 4096, KEY_MODE = 0600, CERTIFICATE_MODE = 0644, DIRECTORY_MODE = 0700, STEM_MAX = 40 };

/* --- key pairs to be written --- */

typedef struct pair {
    char stem[STEM_MAX]; /* name of its two files, without extension */
    crypto_key *key;
    smki_certificate *certificate;
} pair;

enum { MAX_PAIRS = 16 };

typedef struct batch {
    pair pairs[MAX_PAIRS];
    size_t count;
} batch;

static void release(batch *b)
{
    for (size_t i = 0; i < b->count; i++) {
        crypto_key_free(b->pairs[i].key);
        smki_certificate_free(b->pairs[i].certificate);
    }
    b->count = 0;
}

/* Takes over key and certificate. */
static void add(batch *b, const char *stem, crypto_key *key, smki_certificate *certificate)
{
    if (b->count == MAX_PAIRS) {
        ALB_BUG("more key pairs than one operation makes");
    }
    pair *p = &b->pairs[b->count++];
    *p = (pair){.key = key, .certificate = certificate};
    (void)snprintf(p->stem, sizeof p->stem, "%s", stem);
}

alb_status smki_pki_path(const char *dir, const char *stem, const char *extension, char path[static PATH_MAX],
                         alb_err *err)
{
    int n = snprintf(path, PATH_MAX, "%s/%s.%s", dir, stem, extension);
    return n > 0 && n < PATH_MAX ? ALB_OK
                                 : alb_fail(err, ALB_TOO_LARGE, "path", 0, "path of %d characters", n);
}

alb_status smki_pki_write_key(const char *path, const crypto_key *key, alb_err *err)
{
    uint8_t pem[PEM_MAX];
    alb_wr w = alb_wr_init(pem, sizeof pem);
    alb_status st = crypto_key_to_pem(key, &w, err);
    st = st == ALB_OK ? alb_file_create(path, alb_wr_span(&w), KEY_MODE, err) : st;
    crypto_wipe(pem, sizeof pem);
    return st;
}

alb_status smki_pki_write_certificate(const char *path, const smki_certificate *c, alb_err *err)
{
    uint8_t pem[PEM_MAX];
    alb_wr w = alb_wr_init(pem, sizeof pem);
    crypto_pem_write("CERTIFICATE", smki_certificate_der(c), &w);
    return w.st == ALB_OK ? alb_file_create(path, alb_wr_span(&w), CERTIFICATE_MODE, err) : w.st;
}

static alb_status write_pair(const char *dir, const pair *p, alb_err *err)
{
    char key[PATH_MAX];
    char certificate[PATH_MAX];
    ALB_TRY(smki_pki_path(dir, p->stem, "key", key, err));
    ALB_TRY(smki_pki_path(dir, p->stem, "pem", certificate, err));
    ALB_TRY(smki_pki_write_key(key, p->key, err));
    alb_status st = smki_pki_write_certificate(certificate, p->certificate, err);
    if (st != ALB_OK) {
        (void)unlink(key);
    }
    return st;
}

static void remove_pair(const char *dir, const pair *p)
{
    char path[PATH_MAX];
    if (smki_pki_path(dir, p->stem, "pem", path, NULL) == ALB_OK) {
        (void)unlink(path);
    }
    if (smki_pki_path(dir, p->stem, "key", path, NULL) == ALB_OK) {
        (void)unlink(path);
    }
}

/* All or none. Never writes over a file. */
static alb_status write_batch(const char *dir, const batch *b, alb_err *err)
{
    for (size_t i = 0; i < b->count; i++) {
        alb_status st = write_pair(dir, &b->pairs[i], err);
        if (st != ALB_OK) {
            while (i > 0) {
                remove_pair(dir, &b->pairs[--i]);
            }
            return st;
        }
    }
    return ALB_OK;
}

/* --- making --- */

enum { MAX_AUTHORITIES = 4 };

/* The authorities at hand, by name of profile. */
typedef struct authorities {
    smki_authority *items[MAX_AUTHORITIES];
    const char *profiles[MAX_AUTHORITIES];
    size_t count;
} authorities;

static smki_authority *issuer_of(const authorities *all, const char *profile)
{
    const cat_certificate *p = cat_certificate_named(profile);
    for (size_t i = 0; p && i < all->count; i++) {
        if (strcmp(all->profiles[i], p->issuer) == 0) {
            return all->items[i];
        }
    }
    return NULL;
}

static void release_authorities(authorities *all)
{
    for (size_t i = 0; i < all->count; i++) {
        smki_authority_free(all->items[i]);
    }
    all->count = 0;
}

/* The roots of organisations alone hold a contingency key (smki.md 5.1). */
static alb_status make_root(crypto_ctx *ctx, const cat_authority *a, crypto_key *key,
                            const smki_contingency *contingency, alb_time now, smki_authority **out,
                            alb_err *err)
{
    bool holds = contingency && strcmp(a->profile, "organisation-root") == 0;
    return holds ? smki_authority_create_root_with(ctx, a->profile, a->name, key, contingency, now, out, err)
                 : smki_authority_create_root(ctx, a->profile, a->name, key, now, out, err);
}

static alb_status make_authority(crypto_ctx *ctx, authorities *all, const cat_authority *a,
                                 const smki_contingency *contingency, alb_time now, batch *b, alb_err *err)
{
    crypto_key *key;
    smki_authority *ca = NULL;
    smki_authority *parent = issuer_of(all, a->profile);
    ALB_TRY(crypto_key_generate(&key, err));
    alb_status st = parent
                        ? smki_authority_create_issuing(ctx, parent, a->profile, a->name, key, now, &ca, err)
                        : make_root(ctx, a, key, contingency, now, &ca, err);
    if (st != ALB_OK) {
        crypto_key_free(key);
        return st;
    }
    all->profiles[all->count] = a->profile;
    all->items[all->count++] = ca;
    add(b, a->profile, key, smki_authority_certificate_ref(ca));
    return ALB_OK;
}

static alb_status make_pair(crypto_ctx *ctx, const authorities *all, const smki_subject *asked,
                            const char *stem, alb_time now, batch *b, alb_err *err)
{
    crypto_key *key;
    smki_certificate *certificate = NULL;
    smki_subject subject = *asked;
    ALB_TRY(crypto_key_generate(&key, err));
    subject.public_key = crypto_key_public(key);
    alb_status st =
        smki_authority_issue(ctx, issuer_of(all, asked->profile), &subject, now, &certificate, err);
    if (st != ALB_OK) {
        crypto_key_free(key);
        return st;
    }
    add(b, stem, key, certificate);
    return ALB_OK;
}

/* Every key pair that a holder of that role has. */
static alb_status make_holder(crypto_ctx *ctx, const authorities *all, const cat_holder *holder,
                              alb_eui64 entity, const char *name, alb_time now, batch *b, alb_err *err)
{
    for (cat_key_pair p = CAT_PAIR_SIGNING; p < CAT_PAIR_COUNT; p++) {
        char eui[ALB_EUI64_TEXT];
        char stem[STEM_MAX];
        if (!(holder->pairs >> p & 1)) {
            continue;
        }
        smki_subject subject = {.profile = p == CAT_PAIR_XML ? holder->xml_profile : holder->profile,
                                .entity = entity,
                                .role = (smki_role)holder->role,
                                .usage = cat_key_pair_usage(p) == CAT_KEY_USAGE_KEY_AGREEMENT
                                             ? SMKI_USAGE_KEY_AGREEMENT
                                             : SMKI_USAGE_DIGITAL_SIGNATURE,
                                .common_name = name,
                                .not_before = ALB_TIME_NONE,
                                .not_after = ALB_TIME_NONE};
        (void)snprintf(stem, sizeof stem, "%s-%s", alb_eui64_hex(entity, eui), cat_key_pair_suffix(p));
        ALB_TRY(make_pair(ctx, all, &subject, stem, now, b, err));
    }
    return ALB_OK;
}

static bool is_root(const char *profile)
{
    const cat_certificate *p = cat_certificate_named(profile);
    return strcmp(p->issuer, p->name) == 0;
}

static alb_status make_infrastructure(crypto_ctx *ctx, alb_time now, bool roots_only,
                                      const smki_contingency *contingency, authorities *all, batch *b,
                                      alb_err *err)
{
    size_t count;
    const cat_authority *a = cat_authorities(&count);
    for (size_t i = 0; i < count && i < MAX_AUTHORITIES; i++) {
        if (!roots_only || is_root(a[i].profile)) {
            ALB_TRY(make_authority(ctx, all, &a[i], contingency, now, b, err));
        }
    }
    if (roots_only) {
        return ALB_OK;
    }
    const cat_holder *h = cat_holders(&count);
    for (size_t i = 0; i < count; i++) {
        if (h[i].dcc_entity != 0) {
            ALB_TRY(make_holder(ctx, all, &h[i], alb_eui64_of(h[i].dcc_entity), NULL, now, b, err));
        }
    }
    return ALB_OK;
}

/* --- the operations --- */

/* A clear refusal before any work; alb_file_create refuses what comes in between. */
static alb_status refuse_existing(const char *dir, alb_err *err)
{
    size_t count;
    const cat_authority *a = cat_authorities(&count);
    for (size_t i = 0; i < count; i++) {
        char key[PATH_MAX];
        char certificate[PATH_MAX];
        ALB_TRY(smki_pki_path(dir, a[i].profile, "key", key, err));
        ALB_TRY(smki_pki_path(dir, a[i].profile, "pem", certificate, err));
        if (access(key, F_OK) == 0 || access(certificate, F_OK) == 0) {
            return alb_fail(err, ALB_EXISTS, "pki init", 0, "%s holds a key infrastructure already", dir);
        }
    }
    return ALB_OK;
}

static alb_status no_context(alb_err *err)
{
    return alb_fail(err, ALB_CRYPTO, "pki", 0, "no cryptographic context");
}

static alb_status init(const char *dir, alb_time now, bool roots_only, const smki_contingency *contingency,
                       alb_err *err)
{
    ALB_TRY(alb_dir_make(dir, DIRECTORY_MODE, err));
    ALB_TRY(refuse_existing(dir, err));
    crypto_ctx *ctx = crypto_ctx_new();
    authorities all = {.count = 0};
    batch b = {.count = 0};
    alb_status st =
        ctx ? make_infrastructure(ctx, now, roots_only, contingency, &all, &b, err) : no_context(err);
    st = st == ALB_OK ? write_batch(dir, &b, err) : st;
    release(&b);
    release_authorities(&all);
    crypto_ctx_free(ctx);
    return st;
}

alb_status smki_pki_init(const char *dir, alb_time now, alb_err *err)
{
    return init(dir, now, false, NULL, err);
}

alb_status smki_pki_init_roots(const char *dir, alb_time now, alb_err *err)
{
    return init(dir, now, true, NULL, err);
}

alb_status smki_pki_init_with(const char *dir, bool roots_only, const smki_contingency *contingency,
                              alb_time now, alb_err *err)
{
    return init(dir, now, roots_only, contingency, err);
}

static alb_status read_pair(const char *dir, const char *stem, alb_buf *key, alb_buf *certificate,
                            alb_err *err)
{
    char path[PATH_MAX];
    ALB_TRY(smki_pki_path(dir, stem, "key", path, err));
    ALB_TRY(alb_file_read(path, key, err));
    ALB_TRY(smki_pki_path(dir, stem, "pem", path, err));
    return alb_file_read(path, certificate, err);
}

alb_status smki_pki_open_authority(const char *dir, const char *profile, smki_authority **out, alb_err *err)
{
    alb_buf key_file;
    alb_buf certificate_file;
    crypto_key *key = NULL;
    smki_certificate *certificate = NULL;
    alb_buf_init(&key_file, PEM_MAX);
    alb_buf_init(&certificate_file, PEM_MAX);
    alb_status st = read_pair(dir, profile, &key_file, &certificate_file, err);
    st = st == ALB_OK ? crypto_key_load(alb_buf_span(&key_file), &key, err) : st;
    st = st == ALB_OK ? smki_certificate_parse(alb_buf_span(&certificate_file), &certificate, err) : st;
    st = st == ALB_OK ? smki_authority_open(certificate, key, out, err) : st;
    crypto_wipe(key_file.ptr, key_file.len);
    alb_buf_release(&key_file);
    alb_buf_release(&certificate_file);
    crypto_key_free(key);
    smki_certificate_free(certificate);
    return st;
}

alb_status smki_pki_open_issuer(const char *dir, const char *which, smki_authority **out, alb_err *err)
{
    const cat_certificate *profile = cat_certificate_named(which);
    if (!profile) {
        return alb_fail(err, ALB_UNKNOWN, "catalogue/certificate.h", 0, "no certificate profile '%s'", which);
    }
    return smki_pki_open_authority(dir, profile->issuer, out, err);
}

alb_status smki_pki_issue_entity(const char *dir, alb_eui64 entity, smki_role role, const char *name,
                                 alb_time now, alb_err *err)
{
    const cat_holder *holder = cat_holder_find((uint8_t)role);
    if (!holder) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 6.1", 0, "nobody holds certificates in role %d",
                        (int)role);
    }
    const cat_certificate *profile = cat_certificate_named(holder->profile);
    authorities all = {.count = 0};
    batch b = {.count = 0};
    ALB_TRY(smki_pki_open_authority(dir, profile->issuer, &all.items[0], err));
    all.profiles[0] = profile->issuer;
    all.count = 1;
    crypto_ctx *ctx = crypto_ctx_new();
    alb_status st = ctx ? make_holder(ctx, &all, holder, entity, name, now, &b, err) : no_context(err);
    st = st == ALB_OK ? write_batch(dir, &b, err) : st;
    release(&b);
    release_authorities(&all);
    crypto_ctx_free(ctx);
    return st;
}
