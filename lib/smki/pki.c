/* A key infrastructure in a directory: what `albion pki init` and `albion pki issue` make (authority.h).
 * Everything is made in memory first and written at the end, so that a failure leaves no part of it behind.
 */
#include "smki/contingency.h"

#include "authority_internal.h"
#include "pki_internal.h"

#include "base/file.h"
#include "crypto/token.h"

#include <stdio.h>
#include <unistd.h>

enum { DIRECTORY_MODE = 0700, STEM_MAX = 80 };

/* --- key pairs to be written --- */

typedef struct pair {
    char stem[STEM_MAX]; /* name of its two files, without extension */
    crypto_key *key;
    smki_certificate *certificate;
} pair;

enum { MAX_PAIRS = 24 };

typedef struct batch {
    pair pairs[MAX_PAIRS];
    size_t count;
} batch;

/* in_vain: keys that were made in a token go out of it. */
static void release(batch *b, bool in_vain)
{
    for (size_t i = 0; i < b->count; i++) {
        if (in_vain) {
            crypto_token_destroy(b->pairs[i].key);
        }
        crypto_key_free(b->pairs[i].key);
        smki_certificate_free(b->pairs[i].certificate);
    }
    b->count = 0;
}

/* Takes the key over; its certificate follows. */
static pair *add(batch *b, const char *stem, crypto_key *key)
{
    if (b->count == MAX_PAIRS) {
        ALB_BUG("more key pairs than one operation makes");
    }
    pair *p = &b->pairs[b->count++];
    *p = (pair){.key = key};
    (void)snprintf(p->stem, sizeof p->stem, "%s", stem);
    return p;
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

enum { MAX_AUTHORITIES = 8 };

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

/* What one operation works with. */
typedef struct making {
    crypto_ctx *ctx;
    const smki_pki_options *options;
    alb_time now;
    authorities all;
    batch made;
} making;

/* A key in the batch, without a certificate yet; a failure that follows leaves it to the batch. */
static alb_status make_key(making *m, const char *stem, const char *profile, pair **out, alb_err *err)
{
    crypto_key *key;
    ALB_TRY(smki_pki_make_key(m->options->token, stem, cat_certificate_named(profile), &key, err));
    *out = add(&m->made, stem, key);
    return ALB_OK;
}

static alb_status make_authority(making *m, const cat_authority *a, alb_err *err)
{
    pair *p;
    smki_authority *ca = NULL;
    smki_authority *parent = issuer_of(&m->all, a->profile);
    ALB_TRY(make_key(m, a->profile, a->profile, &p, err));
    ALB_TRY(parent
                ? smki_authority_create_issuing(m->ctx, parent, a->profile, a->name, p->key, m->now, &ca, err)
                : make_root(m->ctx, a, p->key, m->options->contingency, m->now, &ca, err));
    m->all.profiles[m->all.count] = a->profile;
    m->all.items[m->all.count++] = ca;
    p->certificate = smki_authority_certificate_ref(ca);
    return ALB_OK;
}

static alb_status make_pair(making *m, const smki_subject *asked, const char *stem, alb_err *err)
{
    pair *p;
    smki_subject subject = *asked;
    ALB_TRY(make_key(m, stem, asked->profile, &p, err));
    subject.public_key = crypto_key_public(p->key);
    return smki_authority_issue(m->ctx, issuer_of(&m->all, asked->profile), &subject, m->now, &p->certificate,
                                err);
}

/* Every key pair that a holder of that role has. */
static alb_status make_holder(making *m, const cat_holder *holder, alb_eui64 entity, const char *name,
                              alb_err *err)
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
        ALB_TRY(make_pair(m, &subject, stem, err));
    }
    return ALB_OK;
}

static bool is_root(const char *profile)
{
    const cat_certificate *p = cat_certificate_named(profile);
    return strcmp(p->issuer, p->name) == 0;
}

static alb_status make_infrastructure(making *m, alb_err *err)
{
    const smki_pki_options *o = m->options;
    size_t count;
    const cat_authority *a = cat_authorities(&count);
    for (size_t i = 0; i < count && i < MAX_AUTHORITIES; i++) {
        if ((a[i].infrastructure & o->infrastructures) && (!o->roots_only || is_root(a[i].profile))) {
            ALB_TRY(make_authority(m, &a[i], err));
        }
    }
    if (o->roots_only || !(o->infrastructures & CAT_INFRASTRUCTURE_SMKI)) {
        return ALB_OK;
    }
    const cat_holder *h = cat_holders(&count);
    for (size_t i = 0; i < count; i++) {
        if (h[i].dcc_entity != 0) {
            ALB_TRY(make_holder(m, &h[i], alb_eui64_of(h[i].dcc_entity), NULL, err));
        }
    }
    return ALB_OK;
}

/* --- the operations --- */

/* A clear refusal before any work; alb_file_create refuses what comes in between. */
static alb_status refuse_existing(const char *dir, uint32_t infrastructures, alb_err *err)
{
    size_t count;
    const cat_authority *a = cat_authorities(&count);
    for (size_t i = 0; i < count; i++) {
        char key[PATH_MAX];
        char certificate[PATH_MAX];
        ALB_TRY(smki_pki_path(dir, a[i].profile, "key", key, err));
        ALB_TRY(smki_pki_path(dir, a[i].profile, "pem", certificate, err));
        if ((a[i].infrastructure & infrastructures) &&
            (access(key, F_OK) == 0 || access(certificate, F_OK) == 0)) {
            return alb_fail(err, ALB_EXISTS, "pki init", 0, "%s holds a key infrastructure already", dir);
        }
    }
    return ALB_OK;
}

/* Runs what makes keys and certificates, and writes them; where either fails, nothing stays behind. */
static alb_status make(const char *dir, making *m, alb_status (*run)(making *m, void *ctx, alb_err *err),
                       void *ctx, alb_err *err)
{
    m->ctx = crypto_ctx_new();
    alb_status st =
        m->ctx ? run(m, ctx, err) : alb_fail(err, ALB_CRYPTO, "pki", 0, "no cryptographic context");
    st = st == ALB_OK ? write_batch(dir, &m->made, err) : st;
    release(&m->made, st != ALB_OK);
    release_authorities(&m->all);
    crypto_ctx_free(m->ctx);
    return st;
}

static alb_status run_init(making *m, void *ctx, alb_err *err)
{
    (void)ctx;
    return make_infrastructure(m, err);
}

alb_status smki_pki_init_as(const char *dir, const smki_pki_options *options, alb_time now, alb_err *err)
{
    making m = {.options = options, .now = now};
    ALB_TRY(alb_dir_make(dir, DIRECTORY_MODE, err));
    ALB_TRY(refuse_existing(dir, options->infrastructures, err));
    return make(dir, &m, run_init, NULL, err);
}

alb_status smki_pki_init(const char *dir, alb_time now, alb_err *err)
{
    return smki_pki_init_as(dir, &(smki_pki_options){.infrastructures = CAT_INFRASTRUCTURE_SMKI}, now, err);
}

/* The one authority that is needed. */
static alb_status open_issuer(making *m, const char *dir, const char *profile, alb_err *err)
{
    m->all.profiles[0] = cat_certificate_named(profile)->issuer;
    ALB_TRY(smki_pki_open_authority(dir, m->all.profiles[0], &m->all.items[0], err));
    m->all.count = 1;
    return ALB_OK;
}

typedef struct holding {
    const cat_holder *holder;
    alb_eui64 entity;
    const char *name;
} holding;

static alb_status run_holder(making *m, void *ctx, alb_err *err)
{
    const holding *h = ctx;
    return make_holder(m, h->holder, h->entity, h->name, err);
}

alb_status smki_pki_issue_entity_as(const char *dir, alb_eui64 entity, smki_role role, const char *name,
                                    const smki_pki_options *options, alb_time now, alb_err *err)
{
    making m = {.options = options, .now = now};
    holding h = {.holder = cat_holder_find((uint8_t)role), .entity = entity, .name = name};
    if (!h.holder) {
        return alb_fail(err, ALB_BAD_VALUE, "smki.md 6.1", 0, "nobody holds certificates in role %d",
                        (int)role);
    }
    ALB_TRY(open_issuer(&m, dir, h.holder->profile, err));
    return make(dir, &m, run_holder, &h, err);
}

alb_status smki_pki_issue_entity(const char *dir, alb_eui64 entity, smki_role role, const char *name,
                                 alb_time now, alb_err *err)
{
    return smki_pki_issue_entity_as(dir, entity, role, name, &(smki_pki_options){.token = NULL}, now, err);
}

typedef struct single {
    const smki_subject *subject;
    const char *stem;
} single;

static alb_status run_single(making *m, void *ctx, alb_err *err)
{
    const single *s = ctx;
    return make_pair(m, s->subject, s->stem, err);
}

alb_status smki_pki_issue(const char *dir, const smki_subject *subject, const char *stem,
                          const smki_pki_options *options, alb_time now, alb_err *err)
{
    making m = {.options = options, .now = now};
    single s = {.subject = subject, .stem = stem};
    const cat_certificate *profile = cat_certificate_named(subject->profile);
    if (!profile || (profile->usages[0] & CAT_KEY_USAGE_CERT_SIGN)) {
        return alb_fail(err, ALB_BAD_VALUE, "catalogue/certificate.h", 0,
                        "'%s' is no profile of certificates that are issued so", subject->profile);
    }
    if (strlen(stem) >= STEM_MAX || strchr(stem, '/') || stem[0] == '.') {
        return alb_fail(err, ALB_BAD_VALUE, "pki", 0, "'%s' is no name of a file", stem);
    }
    ALB_TRY(open_issuer(&m, dir, subject->profile, err));
    return make(dir, &m, run_single, &s, err);
}
